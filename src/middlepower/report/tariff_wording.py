"""What a page of average tariffs says in words."""

from __future__ import annotations

from middlepower.document.tariff_rates import Tariffs
from middlepower.report.profile_wording import short_number, steady
from middlepower.report.wording import Bullet, date_text

EVERYBODY = "*"
LARGEST = 3  # measures named in a sentence


def partner_name(document: Tariffs, code: str) -> str:
    """Readable name of a partner."""
    return "All partners" if code == EVERYBODY else document.name(code)


def bullets(document: Tariffs) -> list[Bullet]:
    """A line per partner: its rate, what it is made of, and what anti-dumping duties are of it."""
    return [_bullet(document, code) for code in document.partners]


def _bullet(document: Tariffs, code: str) -> Bullet:
    row = document.partners[code]
    parts = [f"{part.title} {steady(part.part_percent.known, 1)}" for part in row.parts[:LARGEST]]
    made = f" Largest parts, in points: {'; '.join(parts)}." if parts else ""
    duties = row.whole.adcvd_percent.value
    dumping = f" Anti-dumping and countervailing duties are {steady(duties, 1)} points of it." if duties else ""
    solved = (
        f"; {short_number(row.whole.effective_tariff_percent, 1)}% of the trade that is left at the solved baseline"
    )
    lead = f"{partner_name(document, code)}: {short_number(row.whole.applied_percent, 1)}%"
    return Bullet(
        lead,
        f"of the value at the border at fixed weights{solved}. The ordinary duty is "
        f"{short_number(row.ordinary_percent, 1)} points of the first.{made}{dumping}",
    )


def day_of(document: Tariffs) -> str:
    """The day whose law it is."""
    return date_text(document.header.baseline_date)
