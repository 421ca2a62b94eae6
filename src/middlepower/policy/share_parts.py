"""The parts that named goods make of a flow: what a table's lines tell of each, what several share, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from middlepower.data.trade.editions import Match
from middlepower.data.trade.table import Lines
from middlepower.errors import MeasureError

Labels = tuple[str, ...]
Flow = tuple[str, str, str]  # importer, exporter, sector
ROUNDING = 1e-9


@dataclass(frozen=True)
class Good:
    """What a measure names inside a sector: a product or HS lines; `share` of the flow where the measure states it.

    `mark` tells lists of lines of one name apart.
    """

    label: str
    hs: tuple[str, ...]
    measure: str
    share: float | None = None
    mark: int = 0

    @property
    def told(self) -> str:
        """The good in words: its label and the first of its lines."""
        codes = ", ".join(self.hs[:4]) + (", ..." if len(self.hs) > 4 else "")
        return f"`{self.label}` (HS {codes})" if self.hs and self.label not in self.hs else f"HS {codes}"


@dataclass(frozen=True)
class GoodsPart:
    """A part of a flow: the goods that it belongs to (none is the rest), its share, and where that is known from."""

    goods: Labels
    share: float
    source: str


@dataclass(frozen=True, eq=False)
class PairLines:
    """A table's lines of one pair, and which of them goods ask for, as far as that was looked up."""

    lines: Lines
    asked: dict[Labels, Match] = field(default_factory=dict)

    def match(self, codes: Labels) -> Match:
        """The lines that HS codes ask for."""
        if codes not in self.asked:
            self.asked[codes] = self.lines.match(codes)
        return self.asked[codes]


@dataclass(frozen=True)
class SectorLines:
    """The lines of a pair in one sector, by their places; `whole` is what shares are of (million US dollars).

    `complete` says whether a line that is missing was not traded.
    """

    pair: PairLines
    place: NDArray[np.intp]
    whole: float
    source: str
    complete: bool

    @property
    def lines(self) -> Lines:
        """The lines themselves."""
        return self.pair.lines.chosen(self.place)

    def match(self, good: Good) -> Match:
        """The lines that a good is."""
        asked = self.pair.match(good.hs)
        return Match(asked.inside[self.place], asked.unsure[self.place])

    def coarse_for(self, good: Good) -> bool:
        """Whether a line holds the good among others."""
        return bool(self.lines.value[self.match(good).unsure].sum() > 0)

    def tells(self, good: Good) -> bool:
        """Whether the lines say what the good's share is."""
        listed = self.complete or self.lines.value[self.match(good).inside].sum() > 0
        return bool(listed) and not self.coarse_for(good)


def refuse_overlap(goods: Sequence[Good]) -> None:
    """Refuse goods with shares of their own that hold the same HS lines: what both name would count twice."""
    for one, other in combinations(goods, 2):
        shared = [code for code in one.hs for wider in other.hs if code.startswith(wider) or wider.startswith(code)]
        if shared:
            raise MeasureError(
                f"measures `{one.measure}` and `{other.measure}` give {one.told} and {other.told} a share each, and "
                f"both hold HS {shared[0]}: name the same goods in both, or bring a table of that trade with "
                "`middlepower trade import FILE`."
            )


def pieces(known: SectorLines, goods: Sequence[Good], flow: Flow) -> list[GoodsPart]:
    """The parts that goods make of a table's lines; lines that several goods name are a part of their own."""
    value = known.lines.value
    member = np.zeros(len(value), dtype=np.int64)
    for bit, good in enumerate(goods):
        asked = known.match(good)
        if known.coarse_for(good):
            raise MeasureError(_too_coarse(known, good, flow, asked.unsure))
        member |= asked.inside.astype(np.int64) << bit
    if known.whole <= 0:
        return []
    parts = []
    for mask in np.unique(member[member > 0]):
        labels = tuple(good.label for bit, good in enumerate(goods) if mask >> bit & 1)
        traded = float(value[member == mask].sum())
        if traded > 0:
            parts.append(GoodsPart(labels, traded / known.whole, known.source))
    return parts


def _too_coarse(known: SectorLines, good: Good, flow: Flow, unsure: NDArray[np.bool_]) -> str:
    """Why a table can't tell a share: its lines are wider than those that are asked for."""
    width = known.lines.digits
    codes = ", ".join(f"{code:0{width}d}" for code in known.lines.code[unsure][:3])
    return (
        f"measure `{good.measure}`: {good.told} is finer than the table ({known.source}) of what {flow[1]} sells to "
        f"{flow[0]} knows: its line {codes} holds other goods as well. Give the line a `share:` with its "
        "`share_source:`, or bring a finer table with `middlepower trade import FILE`."
    )


def with_rest(parts: list[GoodsPart], flow: Flow) -> list[GoodsPart]:
    total = sum(part.share for part in parts)
    if total > 1.0 + ROUNDING:
        listed = ", ".join(f"{'+'.join(part.goods)} {part.share:.3f}" for part in parts)
        raise MeasureError(
            f"shares of goods in what {flow[1]} sells to {flow[0]} of sector {flow[2]} sum to {total:.4f}, more than "
            f"the flow: {listed}. Correct the `share:` of a measure, or the table that it comes from."
        )
    return [*parts, GoodsPart((), max(1.0 - total, 0.0), "what is left")]


def distinct(goods: Iterable[Good], own: SectorLines | None) -> list[Good]:
    """Each label once; a share that a measure states goes before one that must be looked up.

    Two that state different shares are an error where no table of the user's decides.
    """
    chosen: dict[str, Good] = {}
    for good in goods:
        known = chosen.get(good.label)
        if known is not None and known.mark != good.mark:
            raise MeasureError(
                f"measures `{known.measure}` and `{good.measure}` name two different lists of HS lines `{good.label}`: "
                "rename the file of one."
            )
        stated = known is not None and None not in (known.share, good.share)
        if known is not None and stated and known.share != good.share and not (own is not None and own.tells(good)):
            raise MeasureError(
                f"measures `{known.measure}` and `{good.measure}` state two shares of {good.told}, {known.share:g} and "
                f"{good.share:g}: a flow has one. State the same in both, or bring a table of that trade with "
                "`middlepower trade import FILE`."
            )
        if known is None or (known.share is None and good.share is not None):
            chosen[good.label] = good
    return list(chosen.values())
