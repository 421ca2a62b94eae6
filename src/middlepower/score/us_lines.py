"""The test `2025-us-imports`: HS6 lines from each partner, and the sectors that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.observed import LineSeen, us_imports_2025
from middlepower.language.catalogue import say
from middlepower.score.forecast import Law
from middlepower.score.line_law import TaxedLines, table_lines, taxed_lines
from middlepower.score.methods import Told
from middlepower.score.plan import LinesTest
from middlepower.score.samples import Prediction, Sample, codes

Array = NDArray[np.float64]
Index = NDArray[np.intp]
IMPORTER = "USA"
NO_LINE = LineSeen(0.0, 0.0)
TO_HS6 = 10**4
PANEL, PANEL_BY_VALUE, SECTORS, SECOND_HALF = "lines", "lines by value", "sectors", "sectors, second half of the year"


@dataclass(frozen=True)
class Panel:
    """Ten-digit lines of all partners that are scored, end to end, and the six-digit lines that they make.

    `i` is the partner's place in the world, `six[j]` is the six-digit flow of ten-digit line j. Of six-digit flows:
    partner, code, sector, value of 2024 and of 2025 with its second half, million US dollars.
    """

    law: Law
    lines: TaxedLines
    i: Index
    six: Index
    partner: tuple[str, ...]
    code: tuple[str, ...]
    sector: Index
    value: Array
    seen: tuple[LineSeen, ...]

    def to_six(self, change: Array) -> Array:
        """Log changes of six-digit flows, given those of their ten-digit lines."""
        later = np.bincount(self.six, self.lines.value * np.exp(change), len(self.code))
        return np.asarray(np.log(later / self.value), dtype=np.float64)

    def told(self, told: Told) -> Array:
        """Log changes of ten-digit lines that a method says."""
        cell = self.lines.sector, self.law.world.region(IMPORTER), self.i
        return told.of_lines(cell, np.log(self.lines.after / self.lines.before))

    @property
    def log_tax(self) -> Array:
        """Change of ln(1 + t) of six-digit flows, the mean rate of their ten-digit lines."""
        before, after = (
            np.bincount(self.six, self.lines.value * factor, len(self.code)) / self.value
            for factor in (self.lines.before, self.lines.after)
        )
        return np.asarray(np.log(after / before), dtype=np.float64)


def panel(law: Law, test: LinesTest, folder: Path) -> Panel:
    """All lines of a test, those that it leaves out not among them."""
    found = [(partner, _kept(taxed_lines(law, IMPORTER, partner), test)) for partner in test.partners]
    lines = TaxedLines(*(np.concatenate([getattr(one, name) for _, one in found]) for name in FIELDS))
    places = [law.world.region(partner) for partner, one in found for _ in one.code]
    keys = [(partner, int(code)) for partner, one in found for code in one.code // TO_HS6]
    number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    six = np.array([number[key] for key in keys], dtype=np.intp)
    sector = np.zeros(len(number), dtype=np.intp)
    sector[six] = lines.sector
    names = [(partner, f"{code:06d}") for partner, code in number]
    seen = us_imports_2025(folder)
    return Panel(
        law,
        lines,
        np.array(places, dtype=np.intp),
        six,
        tuple(partner for partner, _ in names),
        tuple(code for _, code in names),
        sector,
        np.bincount(six, lines.value, len(number)).astype(np.float64),
        tuple(seen.get(name, NO_LINE) for name in names),
    )


FIELDS = ("code", "sector", "value", "before", "after")


def _kept(lines: TaxedLines, test: LinesTest) -> TaxedLines:
    """The lines with trade outside the chapters that a test leaves out."""
    chapters = {int(chapter) for chapter in test.left_out}
    kept = np.array([code // 10**8 not in chapters for code in lines.code.tolist()]) & (lines.value > 0.0)
    return TaxedLines(*(getattr(lines, name)[kept] for name in FIELDS))


@dataclass(frozen=True)
class Apart:
    """A chapter that a test leaves out: imports of both years, million US dollars; NaN where no line was seen."""

    partner: str
    chapter: str
    before: float
    after: float


def apart(test: LinesTest, folder: Path) -> tuple[Apart, ...]:
    """What is left out, by partner and chapter."""
    seen = us_imports_2025(folder)
    found = []
    for partner in test.partners:
        lines = table_lines(IMPORTER, partner)
        for chapter in test.left_out:
            before = float(lines.value[lines.code // 10**8 == int(chapter)].sum())
            later = [one.whole for (who, code), one in seen.items() if who == partner and code.startswith(chapter)]
            found.append(Apart(partner, chapter, before, sum(later) if later else float("nan")))
    return tuple(found)


def samples(found: Panel, test: LinesTest) -> tuple[Sample, ...]:
    """Lines, each the same; lines by value; sectors; sectors in the second half of the year."""
    lines = line_sample(found, test)
    by_value = lines.reweighted(
        PANEL_BY_VALUE, say("score.weights.imports_of", year="2024"), found.value[scored(found, test)]
    )
    whole = sector_sample(found, SECTORS, [seen.whole for seen in found.seen], 1.0)
    half = sector_sample(found, SECOND_HALF, [seen.second_half for seen in found.seen], 0.5)
    return lines, by_value, whole, half


def scored(found: Panel, test: LinesTest) -> Index:
    """The six-digit flows in the panel: large enough in 2024, and imported in 2025."""
    large = found.value >= test.least_value_musd
    return np.flatnonzero(large & (np.array([seen.whole for seen in found.seen]) > 0.0))


def line_sample(found: Panel, test: LinesTest) -> Sample:
    """The panel of six-digit lines."""
    kept = scored(found, test)
    labels = [(found.partner[j], found.code[j]) for j in kept.tolist()]
    partner, sector = codes([label[0] for label in labels]), found.sector[kept]
    return Sample(
        PANEL,
        say("score.weights.each_line"),
        tuple(labels),
        np.log(np.array([found.seen[j].whole for j in kept.tolist()]) / found.value[kept]),
        found.log_tax[kept],
        np.ones(len(kept)),
        (partner, codes(sector.tolist())),
        codes([f"{name} {code[:4]}" for name, code in labels]),
        partner,
        int((found.value >= test.least_value_musd).sum()) - len(kept),
    )


def sector_sample(found: Panel, name: str, later: Sequence[float], part: float) -> Sample:
    """Sectors of each partner; `part` is the share of a year that was seen."""
    of, labels = by_sector(found)
    value, seen = (np.bincount(of, one).astype(np.float64) for one in (found.value, np.array(later)))
    partner = codes([label[0] for label in labels])
    return Sample(
        name,
        say("score.weights.imports_of", year="2024"),
        labels,
        np.log(seen / (part * value)),
        _summed_tax(found, of),
        value,
        (partner,),
        np.arange(len(labels), dtype=np.intp),
        partner,
    )


def by_sector(found: Panel) -> tuple[Index, tuple[tuple[str, ...], ...]]:
    """(the sector flow of each six-digit flow, labels of sector flows)."""
    keys = [(partner, found.law.world.sectors[k]) for partner, k in zip(found.partner, found.sector, strict=True)]
    number = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([number[key] for key in keys], dtype=np.intp), tuple(number)


def _summed_tax(found: Panel, of: Index) -> Array:
    """Change of ln(1 + t) of sector flows, the mean rate of their lines."""
    ten = of[found.six]
    before, after = (np.bincount(ten, found.lines.value * one) for one in (found.lines.before, found.lines.after))
    return np.asarray(np.log(after / before), dtype=np.float64)


def predictions(found: Panel, test: LinesTest, told: Told) -> tuple[Prediction, ...]:
    """What a method says of every sample, in their order."""
    six = found.to_six(found.told(told))
    of, _ = by_sector(found)
    sectors = np.log(np.bincount(of, found.value * np.exp(six)) / np.bincount(of, found.value))
    lines = Prediction(told.method, told.variant, six[scored(found, test)])
    whole = Prediction(told.method, told.variant, np.asarray(sectors, dtype=np.float64))
    return lines, lines, whole, whole
