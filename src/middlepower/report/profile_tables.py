"""Rows of a profile's tables and the files beside its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from middlepower.indicators.provinces import PROVINCES
from middlepower.report.files import csv_text

Cell = Mapping[str, Any]
Document = Mapping[str, Any]
PARTNERS = 12
SHARES = ("export_share_percent", "import_share_percent", "value_added_sold_percent", "value_added_bought_percent")


@dataclass(frozen=True)
class PartnerRow:
    """A partner: its exposure and shares, each with its rank among all partners."""

    code: str
    name: str
    cells: tuple[tuple[Cell, int], ...]


def partner_rows(document: Document) -> list[PartnerRow]:
    """The partners to which the economy is most exposed, with the ranks of their shares."""
    partners = document["dependence"]["partners"]
    columns = ("exposure_percent", *SHARES)
    ranks = {column: ranking({code: row[column] for code, row in partners.items()}) for column in columns}
    first = sorted(partners, key=lambda code: ranks["exposure_percent"][code])[:PARTNERS]
    return [
        PartnerRow(
            code, document["regions"][code], tuple((partners[code][column], ranks[column][code]) for column in columns)
        )
        for code in first
    ]


def ranking(cells: Mapping[str, Cell]) -> dict[str, int]:
    """{label: rank}, the largest first, missing values last."""
    order = sorted(cells, key=lambda label: -_value(cells[label]))
    return {label: place for place, label in enumerate(order, 1)}


def _value(cell: Cell) -> float:
    return float("-inf") if cell["value"] is None else float(cell["value"])


def flagged(document: Document, kind: str, least: int = 2) -> list[tuple[str, Mapping[str, Any]]]:
    """(sector, criteria) of the sectors that meet at least two criteria, the largest trade first."""
    rows = [(code, row) for code, row in document["flags"][kind].items() if (row["criteria_met"] or 0) >= least]
    rows.sort(key=lambda item: -float(item[1]["value"] or 0.0))
    return [(str(document["sectors"][code]["name"]), row) for code, row in rows]


# ---------------------------------------------------------------- files


def cells_csv(keys: Sequence[str], rows: Iterable[tuple[Sequence[object], Mapping[str, Cell]]]) -> str:
    """A CSV table: keys, then value, low and high of every cell."""
    listed = list(rows)
    names = [name for name in (listed[0][1] if listed else {}) if name != "residual"]
    head = [*keys, *(part for name in names for part in (name, f"{name}_low", f"{name}_high"))]
    return csv_text(head, ([*labels, *_numbers(cells, names)] for labels, cells in listed))


def _numbers(cells: Mapping[str, Cell], names: Sequence[str]) -> list[object]:
    found = [cells[name][part] for name in names for part in ("value", "low", "high")]
    return ["" if one is None else one for one in found]


def profile_tables(document: Document) -> dict[str, str]:
    """File name to content of the tables of a profile; provinces only where there are data."""
    texts = {
        "exposure.csv": cells_csv(("power", "side", "horizon"), _exposures(document)),
        "threat_curve.csv": cells_csv(("power", "threat", "retaliation"), _curves(document)),
        "partners.csv": cells_csv(("partner", "name"), _partners(document)),
        "sectors.csv": cells_csv(("power", "sector", "name"), _sectors(document)),
    }
    provinces = list(_provinces(document))
    if provinces:
        texts["provinces.csv"] = cells_csv(("power", "basis", "province", "name"), provinces)
    return texts


def _exposures(document: Document) -> Iterable[tuple[Sequence[object], Mapping[str, Cell]]]:
    for power, sides in document["exposure"].items():
        for side, horizons in sides.items():
            for when, cells in horizons.items():
                yield (power, side, when), cells


def _curves(document: Document) -> Iterable[tuple[Sequence[object], Mapping[str, Cell]]]:
    for power, curve in document["threat_curve"].items():
        for threat, answers in curve.items():
            for answer, cells in answers.items():
                yield (power, threat, answer), cells


def _partners(document: Document) -> Iterable[tuple[Sequence[object], Mapping[str, Cell]]]:
    for code, cells in document["dependence"]["partners"].items():
        yield (code, document["regions"][code]), cells


def _sectors(document: Document) -> Iterable[tuple[Sequence[object], Mapping[str, Cell]]]:
    for power, one in document["incidence"]["powers"].items():
        jobs = one["employment"].get("sectors", {})
        for code, cells in one.get("sectors", {}).items():
            worked = jobs.get(code, dict.fromkeys(("stay_percent", "move_percent", "loss_musd"), NOTHING))
            yield (power, code, document["sectors"][code]["name"]), {**cells, **_employed(worked)}


NOTHING: Cell = {"value": None, "low": None, "high": None}


def _employed(row: Mapping[str, Cell]) -> dict[str, Cell]:
    """Columns of losses by sector of employment, told apart from those by sector of production."""
    return {f"workers_{name}": cell for name, cell in row.items()}


def _provinces(document: Document) -> Iterable[tuple[Sequence[object], Mapping[str, Cell]]]:
    for power, one in document["incidence"]["powers"].items():
        for basis, table in (("production", one.get("provinces")), ("employment", one["employment"].get("provinces"))):
            for code, cells in (table or {"provinces": {}})["provinces"].items():
                yield (power, basis, code, PROVINCES[code]), cells
