"""Rows of a profile's tables and the files beside its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from middlepower.data.provinces import PROVINCES
from middlepower.document.number import Number
from middlepower.document.profiled import Flag, Profile
from middlepower.language.catalogue import say
from middlepower.report.csv_text import csv_text, number_cells

Row = tuple[Sequence[object], Mapping[str, Number]]
PARTNERS = 12
SHARES = ("export_share_percent", "import_share_percent", "value_added_sold_percent", "value_added_bought_percent")
JOB_NUMBERS = ("stay_percent", "move_percent", "income_lost_musd")


@dataclass(frozen=True)
class TieRow:
    """A partner: its exposure and shares, each with its rank among all partners."""

    code: str
    name: str
    cells: tuple[tuple[Number, int], ...]


def partner_rows(profile: Profile) -> list[TieRow]:
    """The partners to which the economy is most exposed, with the ranks of their shares."""
    partners = {code: numbers_of(tie) for code, tie in profile.dependence.partners.items()}
    columns = ("exposure_percent", *SHARES)
    ranks = {column: ranking({code: row[column] for code, row in partners.items()}) for column in columns}
    first = sorted(partners, key=lambda code: ranks["exposure_percent"][code])[:PARTNERS]
    return [
        TieRow(code, profile.regions[code], tuple((partners[code][column], ranks[column][code]) for column in columns))
        for code in first
    ]


def ranking(numbers: Mapping[str, Number]) -> dict[str, int]:
    """{label: rank}, the largest first, missing values last."""
    order = sorted(numbers, key=lambda label: -_value(numbers[label]))
    return {label: place for place, label in enumerate(order, 1)}


def _value(number: Number) -> float:
    return float("-inf") if number.value is None else number.value


def flagged(profile: Profile, flags: Mapping[str, Flag], least: int = 2) -> list[tuple[str, Flag]]:
    """(sector, criteria) of the sectors that meet at least two criteria, the largest trade first."""
    rows = [(code, flag) for code, flag in flags.items() if (flag.criteria_met.value or 0) >= least]
    rows.sort(key=lambda row: -(row[1].trade_musd.value or 0.0))
    return [(profile.sectors[code].name, flag) for code, flag in rows]


# ---------------------------------------------------------------- files


NONE = Number.of(float("nan"))


def numbers_of(body: Any) -> dict[str, Number]:
    """{field name: number} of the fields of a dataclass that hold a single number, but for the residual."""
    values = {field.name: getattr(body, field.name) for field in fields(body) if field.name != "residual"}
    return {name: value for name, value in values.items() if isinstance(value, Number)}


def numbers_csv(keys: Sequence[str], rows: Iterable[Row]) -> str:
    """A CSV table: keys, then value, low and high of every number; empty where a row has none of that name."""
    listed = list(rows)
    names = list(dict.fromkeys(name for _, row in listed for name in row))
    head = [*keys, *(part for name in names for part in (name, f"{name}_low", f"{name}_high"))]
    cells = (
        [*labels, *(cell for name in names for cell in number_cells(row.get(name, NONE)))] for labels, row in listed
    )
    return csv_text(head, cells)


def profile_tables(profile: Profile) -> dict[str, str]:
    """File name to content of the tables of a profile; provinces only where there are data."""
    texts = {
        "exposure.csv": numbers_csv(("power", "side", "horizon"), _exposures(profile)),
        "threat_curve.csv": numbers_csv(("power", "threat", "retaliation"), _curves(profile)),
        "partners.csv": numbers_csv(("partner", "name"), _partners(profile)),
        "sectors.csv": numbers_csv(("power", "sector", "name"), _sectors(profile)),
    }
    provinces = list(_provinces(profile))
    if provinces:
        texts["provinces.csv"] = numbers_csv(("power", "basis", "province", "name"), provinces)
    persons = list(_persons(profile))
    if persons:
        texts["persons.csv"] = numbers_csv(("power", "province", "name"), persons)
    return texts


def _persons(profile: Profile) -> Iterator[Row]:
    for power, losses in profile.incidence.powers.items():
        for code, change in ({} if losses.persons is None else losses.persons.by_province).items():
            yield (power, code, PROVINCES[code]), numbers_of(change)


def _exposures(profile: Profile) -> Iterator[Row]:
    for power, sides in profile.exposure.items():
        for side, horizons in sides.items():
            for when, cost in horizons.items():
                yield (power, side, when), numbers_of(cost)


def _curves(profile: Profile) -> Iterator[Row]:
    for power, curve in profile.threat_curve.items():
        for threat, answers in curve.items():
            for answer, cost in answers.items():
                yield (power, threat, answer), numbers_of(cost)


def _partners(profile: Profile) -> Iterator[Row]:
    for code, tie in profile.dependence.partners.items():
        yield (code, profile.regions[code]), numbers_of(tie)


def _no_jobs() -> dict[str, Number]:
    """The numbers of jobs where there is no equilibrium."""
    return dict.fromkeys(JOB_NUMBERS, Number(None, reason=say("document.no_equilibrium")))


def _sectors(profile: Profile) -> Iterator[Row]:
    for power, losses in profile.incidence.powers.items():
        jobs = losses.employment.sectors if losses.employment else {}
        for code, loss in (losses.production.sectors if losses.production else {}).items():
            held = numbers_of(jobs[code]) if code in jobs else _no_jobs()
            by_job = {f"workers_{name}": number for name, number in held.items()}
            yield (power, code, profile.sectors[code].name), {**numbers_of(loss), **by_job}


def _provinces(profile: Profile) -> Iterator[Row]:
    for power, losses in profile.incidence.powers.items():
        for basis, part in (("production", losses.production), ("employment", losses.employment)):
            if part is not None and part.provinces is not None:
                for code, loss in part.provinces.provinces.items():
                    yield (power, basis, code, PROVINCES[code]), numbers_of(loss)
