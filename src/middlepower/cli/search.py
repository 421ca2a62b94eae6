"""The rows of catalogues in which something stands, or which have lines of an HS code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from middlepower.data.economies import find_economy, unknown_economy
from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.names import plain
from middlepower.policy.checks import check_line
from middlepower.policy.good_names import with_hs
from middlepower.world.groups import economy_or_group

Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Wanted:
    """What `--find`, `--hs`, `--sender` and `--target` ask for; None where they are not given."""

    words: str | None = None
    hs: str | None = None
    sender: str | None = None
    target: str | None = None


def found(tables: Tables, what: str, wanted: Wanted) -> Tables:
    """The tables with the wanted rows only; UnknownNameError where none is left."""
    if wanted.hs is not None:
        tables = _with_lines(tables, what, wanted.hs)
    if wanted.sender is not None or wanted.target is not None:
        tables = _between(tables, what, wanted)
    if wanted.words is None:
        return tables
    kept = {name: [row for row in rows if _says(row, wanted.words)] for name, rows in tables.items()}
    if any(kept.values()):
        return {name: rows for name, rows in kept.items() if rows}
    if what == "economies":
        raise unknown_economy(wanted.words)
    raise UnknownNameError(f"nothing in `list {what}` has `{wanted.words}`: try a shorter word, or leave out --find.")


def _with_lines(tables: Tables, what: str, code: str) -> Tables:
    """The products that share lines with an HS code."""
    if what != "products":
        raise ScenarioError(f"`--hs` finds products, not {what}: write `middlepower list products --hs {code}`.")
    try:
        products = {product.id for product in with_hs(check_line(code))}
    except ValueError as error:
        raise ScenarioError(f"`--hs`: {error}.") from None
    if not products:
        raise UnknownNameError(
            f"no named product has lines of HS {code}: a measure may name them in `hs` all the same."
        )
    return {"products": [row for row in tables["products"] if row["product"] in products]}


def _between(tables: Tables, what: str, wanted: Wanted) -> Tables:
    """The cases of a sender on a target."""
    if what != "cases":
        raise ScenarioError(f"`--sender` and `--target` find cases, not {what}: write `middlepower list cases`.")
    sender, target = (None if name is None else economy_or_group(name) for name in (wanted.sender, wanted.target))
    kept = [
        row
        for row in tables["cases"]
        if (sender is None or row["sender"] == sender) and (target is None or target in row["targets"])
    ]
    if not kept:
        raise UnknownNameError(f"no case of {sender or 'anybody'} on {target or 'anybody'}: `middlepower list cases`.")
    return {"cases": kept}


def _says(row: Row, words: str) -> bool:
    """Whether a row has the words in one of its cells, or is of the economy that they stand for."""
    if "economy" in row and row["economy"] == find_economy(words):
        return True
    wanted = plain(words)
    return bool(wanted) and any(wanted in plain(cell) for value in row.values() for cell in _cells(value))


def _cells(value: Any) -> Sequence[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]
