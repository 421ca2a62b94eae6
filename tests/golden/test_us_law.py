"""US law by partner and day beside a public tracker's: added tariffs at the trade of 2024, without trade remedies.

`us_law_by_partner.csv` is written by `python tests/golden/test_us_law.py DIR` with the tracker's file in DIR/product.
The tracker is one judgement among others: where it reads the law differently, `us_law_rules.py` says how, and under
its reading the library gives its numbers; the rest of the differences is told in EXPLAINED, and in
`docs/explanation/law.md`. Canada and Mexico are held against the Bank of Canada's averages (`test_applied_rates.py`).
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from middlepower.indicators.applied_rates import average_rate
from middlepower.indicators.trade_weights import TradeWeights, weights_of
from middlepower.policy.library import load_measures
from middlepower.policy.rate_book import AD_CVD, RateBook, pairs_between
from middlepower.world.embedded import load_world
from middlepower.world.groups import expand

sys.path.insert(0, str(Path(__file__).parent))
from us_law_rules import Rule, as_the_tracker_reads, rules_of

TABLE = Path(__file__).parent / "us_law_by_partner.csv"
NAMES = {
    "CHINA": "CHN", "JAPAN": "JPN", "KOREA, SOUTH": "KOR", "TAIWAN": "TWN", "VIETNAM": "VNM", "INDIA": "IND",
    "THAILAND": "THA", "MALAYSIA": "MYS", "SINGAPORE": "SGP", "INDONESIA": "IDN", "PHILIPPINES": "PHL",
    "EUROPEAN UNION": "EU", "UNITED KINGDOM": "GBR", "SWITZERLAND": "CHE", "TURKEY": "TUR", "BRAZIL": "BRA",
    "ISRAEL": "ISR", "AUSTRALIA": "AUS", "SOUTH AFRICA": "ZAF", "COLOMBIA": "COL",
}  # fmt: skip
CLOSE = ("CHN", "KOR", "VNM", "TWN", "CHE", "IND")
WITHIN, READ_ALIKE, STORED = 1.0, 1.3, 0.05  # percentage points
BEFORE = dt.date(2025, 1, 1)
# Rises of the older section 301 duties (batteries on 1 January 2026) are none of the tracker's added tariffs.
LEFT_OUT = (*AD_CVD, "US-CN-301-EV")
# The tracker dates some rows by the announcement: the day of the law that a row shows.
SHOWS = {dt.date(2025, 5, 12): dt.date(2025, 5, 14), dt.date(2025, 6, 3): dt.date(2025, 6, 4)}
# Days and partners on which it differs for a reason that is no rule of reading.
EXPLAINED: tuple[tuple[str, str, str, str], ...] = (
    ("2025-02-04", "2025-02-04", "CHN", "20% on the day on which 10% was in force; 20% came on 4 March"),
    ("2025-03-12", "2026-12-31", "BRA", "steel free in quotas until 12 March 2025 counted as if it had paid 25%"),
    ("2025-04-03", "2025-04-11", "*", "car parts from 3 April, in force on 3 May"),
    ("2025-04-05", "2025-04-09", "*", "Annex I rates, in force for hours of 9 April; electronics, exempt from 5 April"),
    ("2025-04-11", "2025-04-11", "CHN", "88 points; 125% on top of 20% were in force outside the exempt lines"),
    ("2025-05-12", "2025-06-03", "CHN", "derivatives of metals on the full value; here on the metal content"),
    ("2025-06-03", "2026-02-07", "CHN", "derivatives of metals on the full value, and wood and copper goods"),
    ("2025-08-07", "2025-08-07", "JPN", "the ceiling as an addition, and the EU's exempt lines"),
    ("2025-11-01", "2025-11-01", "CHN", "10% over fentanyl from 1 November, in force on 10 November"),
    ("2026-02-07", "2026-02-07", "IND", "18%, which had not been ordered before the ruling"),
    ("2026-02-20", "2026-02-20", "*", "no reciprocal tariffs from the day of the ruling; collected to 23 February"),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What the tracker and the library add to a partner on a day, percentage points."""

    day: dt.date
    partner: str
    tracker: float
    here: float

    def reasons(self) -> list[str]:
        """Why they differ, beyond rules of reading."""
        day = self.day.isoformat()
        return [text for first, last, who, text in EXPLAINED if first <= day <= last and who in ("*", self.partner)]


@dataclass
class Law:
    """The law of days by partner, the library's and as the tracker reads it."""

    weights: TradeWeights
    books: dict[tuple[Rule, ...], RateBook] = field(default_factory=dict)
    known: dict[tuple[tuple[Rule, ...], dt.date], dict[str, float]] = field(default_factory=dict)

    def added(self, day: dt.date, reading: bool = False) -> dict[str, float]:
        """{partner: points above the first day of 2025}."""
        key = rules_of(day) if reading else ()
        if key not in self.books:
            self.books[key] = RateBook.of(measures=as_the_tracker_reads(load_measures(), key))
        for when in (day, BEFORE):
            if (key, when) not in self.known:
                self.known[key, when] = self._rates(self.books[key], when)
        now, then = self.known[key, day], self.known[key, BEFORE]
        return {code: now[code] - then[code] for code in NAMES.values()}

    def _rates(self, book: RateBook, day: dt.date) -> dict[str, float]:
        pairs = pairs_between(["USA"], expand(list(NAMES.values()), book.world))
        rates = book.rates(book.law(day, LEFT_OUT), pairs)
        book.memo.flows.clear()  # hundreds of megabytes a dozen days
        return {
            code: 100.0 * average_rate(book.world, rates, self.weights, ["USA"], expand([code], book.world))
            for code in NAMES.values()
        }


@pytest.fixture(scope="module")
def law() -> Law:
    """The law at the trade of 2024."""
    return Law(weights_of(load_world(), "us-imports-2024"))


def stored() -> list[Row]:
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(dt.date.fromisoformat(row["date"]), row["partner"], float(row["tracker"]), float(row["here"]))
            for row in csv.DictReader(line for line in file if not line.startswith("#"))
        ]


ROWS = stored() if TABLE.exists() else []
DAYS = sorted({row.day for row in ROWS})


def of_day(day: dt.date) -> list[Row]:
    """The rows of a day."""
    return [row for row in ROWS if row.day == day]


def test_six_partners_are_within_a_point_from_april_to_july_2026() -> None:
    """China, Korea, Vietnam, Taiwan, Switzerland, India, under the annexes of metals and section 122."""
    rows = [row for row in ROWS if dt.date(2026, 4, 6) <= row.day <= dt.date(2026, 7, 22) and row.partner in CLOSE]
    assert len(rows) == 2 * len(CLOSE)
    for row in rows:
        assert row.here == pytest.approx(row.tracker, abs=WITHIN), row


def test_there_are_23_days_and_20_partners() -> None:
    assert (len(DAYS), len(ROWS)) == (23, 23 * 20)


@pytest.mark.parametrize("day", [day for day in DAYS if day.isoformat() in ("2025-12-04", "2026-04-06")], ids=str)
def test_the_law_of_a_day_is_as_stored(law: Law, day: dt.date) -> None:
    check_stored(law, day)


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_law_of_every_day_is_as_stored(law: Law, day: dt.date) -> None:
    check_stored(law, day)


def check_stored(law: Law, day: dt.date) -> None:
    """The library's numbers of a day are those of the table."""
    added = law.added(SHOWS.get(day, day))
    for row in of_day(day):
        assert added[row.partner] == pytest.approx(row.here, abs=STORED), row


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_differs_from_the_tracker_has_a_reason(law: Law, day: dt.date) -> None:
    """Under the tracker's reading its numbers come out, or a reason is named."""
    read = law.added(SHOWS.get(day, day), reading=True)
    for row in of_day(day):
        if abs(row.here - row.tracker) > WITHIN and abs(read[row.partner] - row.tracker) > READ_ALIKE:
            assert row.reasons(), (row, read[row.partner])


# Added rates of December 2025 in the order that the law of the EU implies for what each member sells, per cent.
MEMBERS = {"IRL": 5.0, "DEU": 11.0, "FRA": 7.0, "ITA": 11.0}
MEMBERS_WITHIN = 1.5


def test_members_of_the_eu_pay_the_eus_rates_on_what_they_sell() -> None:
    """Ireland sells medicines, which are exempt, and pays little; one rate for all members was 11 points."""
    book = RateBook.of()
    weights = weights_of(book.world, "world")
    pairs = pairs_between(["USA"], list(MEMBERS))
    now, then = (book.rates(book.law(day, LEFT_OUT), pairs) for day in (dt.date(2025, 12, 15), BEFORE))
    for code, expected in MEMBERS.items():
        added = 100.0 * average_rate(book.world, now - then, weights, ["USA"], [code])
        assert added == pytest.approx(expected, abs=MEMBERS_WITHIN), code


def test_every_reason_explains_something() -> None:
    """A reason that no difference needs is deleted."""
    for first, last, who, text in EXPLAINED:
        far = [
            row
            for row in ROWS
            if first <= row.day.isoformat() <= last
            and who in ("*", row.partner)
            and abs(row.here - row.tracker) > WITHIN
        ]
        assert far, text


def tracked(folder: Path) -> Iterator[tuple[dt.date, str, float]]:
    """(day, partner, points) of the tracker's file."""
    with (folder / "product" / "country-by-time.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["country_name"] in NAMES:
                yield dt.date.fromisoformat(row["date"]), NAMES[row["country_name"]], float(row["effective tariff"])


def write(folder: Path) -> None:
    """Write the table."""
    law = Law(weights_of(load_world(), "us-imports-2024"))
    found: dict[dt.date, dict[str, float]] = {}
    lines = [
        "# tracker: github.com/tradewartracker/trade-war-redux-2025 (MIT), effective added tariff, weights of 2024"
    ]
    lines.append("date,partner,tracker,here")
    for day, partner, points in sorted(tracked(folder)):
        if day not in found:
            found[day] = law.added(SHOWS.get(day, day))
        lines.append(f"{day},{partner},{points:.2f},{found[day][partner]:.2f}")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
