"""What a page of average tariffs says in words."""

from __future__ import annotations

from middlepower.document.tariff_rates import Tariffs
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import short_number, steady
from middlepower.report.wording import Bullet, date_text, parted

EVERYBODY = "*"
LARGEST = 3  # measures named in a sentence


def partner_name(document: Tariffs, code: str) -> str:
    """Readable name of a partner."""
    return say("tariffs.all_partners") if code == EVERYBODY else document.name(code)


def bullets(document: Tariffs) -> list[Bullet]:
    """A line per partner: its rate, what it is made of, and what anti-dumping duties are of it."""
    return [_bullet(document, code) for code in document.partners]


def _bullet(document: Tariffs, code: str) -> Bullet:
    row = document.partners[code]
    lead = say("tariffs.bullet", partner=partner_name(document, code), rate=short_number(row.whole.applied_percent, 1))
    solved, ordinary = short_number(row.whole.effective_tariff_percent, 1), short_number(row.ordinary_percent, 1)
    said = [say("tariffs.rate", solved=solved, ordinary=ordinary)]
    if row.parts:
        parts = [
            say("tariffs.part", title=part.title, points=steady(part.part_percent.known, 1))
            for part in row.parts[:LARGEST]
        ]
        said.append(say("tariffs.largest_parts", list=parted(parts)))
    if row.whole.adcvd_percent.value:
        said.append(say("tariffs.dumping", points=steady(row.whole.adcvd_percent.value, 1)))
    return Bullet(lead, " ".join(said))


def day_of(document: Tariffs) -> str:
    """The day whose law it is."""
    return date_text(document.header.baseline_date)
