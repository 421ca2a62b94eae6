"""The table of findings: one row per quantity or statement, a verdict per finding, written as CSV and as Markdown."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

ByVariant = Mapping[str, float]
STATEMENT = "statement"
CORE, FURTHER = "core", "further"
HEAD = ["quantity", "first estimate", "without inputs", "with inputs", "found", "range"]
NONE = "–"


@dataclass(frozen=True)
class Row:
    """One quantity: what was claimed (text), ours in that setting, the same with inputs, and what is found now.

    `without` and `inputs` have elasticity 4, balanced trade and the 2022 benchmark as baseline. `found`, `low` and
    `high` are the main variant and the range over the others of `variants` variants. For a statement (`unit` says core
    or further) `found` counts the variants in which it holds and `low` is one where it holds in the main variant.
    """

    finding: int
    quantity: str
    unit: str
    claimed: str
    without: float
    inputs: float
    found: float
    low: float
    high: float
    variants: int
    decimals: int = 2

    @property
    def is_statement(self) -> bool:
        """True for a statement that is counted, False for a quantity."""
        return self.unit.startswith(STATEMENT)


def quantity(
    finding: int,
    name: str,
    unit: str,
    claimed: str,
    found: ByVariant,
    without: float = math.nan,
    inputs: float = math.nan,
    decimals: int = 2,
) -> Row:
    """The row of a quantity with a value per variant, the main one first."""
    values = list(found.values())
    others = values[1:] or values
    return Row(
        finding, name, unit, claimed, without, inputs, values[0], min(others), max(others), len(values), decimals
    )


def statement(finding: int, name: str, holds: Mapping[str, bool], weight: str = CORE) -> Row:
    """The row of a statement: in how many variants it holds, and whether in the main one."""
    values = [float(one) for one in holds.values()]
    unit = f"{STATEMENT}, {weight}"
    return Row(finding, name, unit, "", math.nan, math.nan, sum(values), values[0], math.nan, len(values), 0)


def verdict(rows: Iterable[Row]) -> str:
    """`refuted` where the core statement fails in the main variant; `confirmed` where everything holds in all.

    `changed` otherwise: the core stands, a further statement or a variant does not.
    """
    said = [row for row in rows if row.is_statement]
    if any(row.low < 1.0 for row in said if row.unit.endswith(CORE)):
        return "refuted"
    return "confirmed" if all(row.found == row.variants for row in said) else "changed"


def of_finding(rows: Iterable[Row], finding: int) -> list[Row]:
    """The rows of one finding."""
    return [row for row in rows if row.finding == finding]


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the rows with the verdict of their finding as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(one.name for one in fields(Row)), "verdict"])
        for row in rows:
            values = [getattr(row, one.name) for one in fields(Row)]
            cells = [_cell(value) for value in values]
            writer.writerow([*cells, verdict(of_finding(rows, row.finding))])


def read(path: Path) -> list[Row]:
    """The rows of a written table."""
    with path.open(newline="", encoding="utf-8") as file:
        return [_row(cells) for cells in csv.DictReader(file)]


def _row(cells: Mapping[str, str]) -> Row:
    number = {name: float(cells[name] or "nan") for name in ("without", "inputs", "found", "low", "high")}
    whole = {name: int(cells[name]) for name in ("finding", "variants", "decimals")}
    return Row(
        finding=whole["finding"],
        quantity=cells["quantity"],
        unit=cells["unit"],
        claimed=cells["claimed"],
        **number,
        variants=whole["variants"],
        decimals=whole["decimals"],
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.5f}"
    return str(value)


def markdown(rows: Sequence[Row]) -> str:
    """The Markdown table of one finding's quantities, then its statements as a list."""
    lines = [HEAD, ["---", *["---:"] * (len(HEAD) - 1)]]
    for row in rows:
        if not row.is_statement:
            lines.append([f"{row.quantity}, {row.unit}", row.claimed or NONE, *_numbers(row)])
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    said = [f"- {row.quantity}: {_count(row)}" for row in rows if row.is_statement]
    return table + "\n\n" + "\n".join(said)


def renewed(page: str, rows: Sequence[Row]) -> str:
    """The page with the table of each finding, between its two marks, written anew."""
    for finding in dict.fromkeys(row.finding for row in rows):
        before, rest = page.split(f"<!-- finding {finding} -->\n", 1)
        _, after = rest.split(f"<!-- end {finding} -->\n", 1)
        table = markdown(of_finding(rows, finding))
        page = f"{before}<!-- finding {finding} -->\n{table}\n<!-- end {finding} -->\n{after}"
    return page


def _numbers(row: Row) -> list[str]:
    spread = NONE if row.variants == 1 else f"{shown(row.low, row.decimals)} to {shown(row.high, row.decimals)}"
    return [*(shown(value, row.decimals) for value in (row.without, row.inputs, row.found)), spread]


def shown(value: float, decimals: int) -> str:
    """A number as the page prints it; a dash where there is none."""
    if math.isnan(value):
        return NONE
    text = f"{value:.{decimals}f}"
    text = text if float(text) else text.removeprefix("-")
    return text.replace("-", "\N{MINUS SIGN}")


def _count(row: Row) -> str:
    main = "yes" if row.low == 1.0 else "no"
    if row.variants == 1:
        return f"{main}."
    return f"{main}; in {row.found:.0f} of {row.variants} variants."
