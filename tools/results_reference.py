"""The reference of the results documents, from their types: `python -m tools.results_reference` rewrites the part of
docs/reference/results.md below its mark. What is above the mark is written by hand."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from middlepower.data.embedded import Source
from middlepower.document.coerced import CoerceGame
from middlepower.document.compared import StatesCompared
from middlepower.document.drawn import EnsembleDraws
from middlepower.document.explained import Explained
from middlepower.document.frontiers import AutonomyFrontier
from middlepower.document.game_coalition_body import CoalitionGame
from middlepower.document.game_war_body import TariffWar
from middlepower.document.game_wedged import Wedge, WedgeRanking
from middlepower.document.header import Document, Header, MeasureUsed
from middlepower.document.number import Number, Pair
from middlepower.document.product_run import ProductResults
from middlepower.document.profiled import Profile
from middlepower.document.quantities import quantities
from middlepower.document.ranked import Coalition, Matrix, Ranking
from middlepower.document.replayed import Replay
from middlepower.document.results import Results
from middlepower.document.scored import Score
from middlepower.document.standing import AlignmentStanding
from middlepower.document.tariff_rates import Tariffs
from middlepower.document.treaty import GameTreaty
from tools.folders import PROJECT

PAGE = PROJECT / "docs" / "reference" / "results.md"
MARK = "<!-- Below: python -m tools.results_reference -->\n"
KINDS: dict[str, type[Document]] = {
    "run": Results,
    "profile": Profile,
    "rank --to": Ranking,
    "rank --matrix": Matrix,
    "coalition": Coalition,
    "game coalition": CoalitionGame,
    "game coerce": CoerceGame,
    "frontier": AutonomyFrontier,
    "explain": Explained,
    "tariffs": Tariffs,
    "replay": Replay,
    "compare": StatesCompared,
    "score": Score,
    "game war": TariffWar,
    "game treaty": GameTreaty,
    "game wedge": Wedge,
    "game wedge --rank": WedgeRanking,
    "ensemble": EnsembleDraws,
    "align": AlignmentStanding,
    "run --world PRODUCTS": ProductResults,
}
WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
COMMENT = re.compile(r"^    (\w+): [^#\n]*  # (.+)$", re.MULTILINE)


def redrawn(page: str) -> str:
    """The page with the part below its mark made anew."""
    head, mark, _ = page.partition(MARK)
    shared = [Document, Header, MeasureUsed, Source]
    parts = ["## In every document", *map(table, shared)]
    seen = {*shared, Number, Pair}
    for command, kind in KINDS.items():
        parts.append(f"## `{kind.file_name}` of `{command}`")
        parts += [table(part) for part in parts_of(kind, seen)]
    return head + mark + "\n" + "\n\n".join(parts) + "\n"


def parts_of(kind: type, seen: set[type]) -> Iterator[type]:
    """A class and the classes in it that were not seen before, in the order of their fields."""
    if kind in seen or not is_dataclass(kind):
        return
    seen.add(kind)
    yield kind
    hints = get_type_hints(kind)
    for field in own_fields(kind):
        for leaf in leaves(hints[field.name]):
            yield from parts_of(leaf, seen)


def own_fields(kind: type) -> list[Field[Any]]:
    """The fields of a class, without those that every document has."""
    shared = (
        {field.name for field in fields(Document)} if issubclass(kind, Document) and kind is not Document else set()
    )
    return [field for field in fields(kind) if field.name not in shared]


def leaves(hint: Any) -> Iterator[type]:
    """The classes in a type."""
    if not get_args(hint) and isinstance(hint, type):
        yield hint
    for part in get_args(hint):
        yield from leaves(part)


def table(kind: type) -> str:
    """One class as a heading, its docstring and a row for each field."""
    hints = get_type_hints(kind)
    said = dict(COMMENT.findall(inspect.getsource(kind)))
    rows = [
        f"| `{field.name}` | {holds(hints[field.name])} | {meaning(field.name, hints, said)} |"
        for field in own_fields(kind)
    ]
    text = " ".join((inspect.getdoc(kind) or "").split())
    return "\n".join([f"### {kind.__name__}", "", text, "", "| key | holds | meaning |", "|---|---|---|", *rows])


def meaning(name: str, hints: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """What a field is: its quantity where it holds numbers, else the comment beside it."""
    if {Number, Pair} & set(leaves(hints[name])):
        quantity = quantities()[name]
        return f"{quantity.definition}; {quantity.unit}" + (f"; {said[name]}" if name in said else "")
    return said.get(name, "")


def holds(hint: Any) -> str:
    """A type in words."""
    inside = get_args(hint)
    if get_origin(hint) is tuple:
        return f"list of {holds(inside[0])}"
    if inside and type(None) in inside:
        return " or ".join(holds(part) for part in inside if part is not type(None)) + ", or null"
    if get_origin(hint) is Mapping:
        return f"table of {holds(inside[1])}"
    if inside:
        return " or ".join(f"`{part}`" for part in inside)
    if hint in (Number, Pair):
        return "Number" if hint is Number else "two Numbers and their difference: `before`, `after`, `change`"
    name = str(hint.__name__)
    return WORDS.get(hint, f"[{name}](#{name.lower()})" if is_dataclass(hint) else name)


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")
    print(f"wrote {PAGE.relative_to(PROJECT)}")
