"""A file of forecasts against what was seen: a CSV of changes by importer, exporter and sector."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from pydantic import BeforeValidator, model_validator

from middlepower.errors import DataError, MiddlepowerError
from middlepower.language.catalogue import say
from middlepower.policy.checks import as_tuple
from middlepower.policy.strict import Day, Number, Strict, Whole
from middlepower.reading import read_table, read_text
from middlepower.reading.yaml import parse_yaml
from middlepower.score.methods import MODEL
from middlepower.score.metrics import Index
from middlepower.score.register import ALL_GOODS
from middlepower.score.rivals import NO_CHANGE
from middlepower.score.samples import Fit, Prediction, Sample, codes, fit

BUILT_IN = "2027"
COLUMNS = ("importer", "exporter", "sector", "change_percent")
LARGEST = 5_000_000
FIRST = 2  # columns before those of the variants
Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
Row = Annotated[tuple[Number | None, ...], BeforeValidator(as_tuple)]


class FilePart(Strict):
    """Base of all parts of a file of forecasts."""

    complaint: ClassVar[type[MiddlepowerError]] = DataError


class Named(FilePart):
    """The baseline."""

    name: str
    date: Day


class ForecastState(FilePart):
    """A law, and by flow the value of the world's year, the change of duties, and a forecast for each variant."""

    title: str
    law_of: Day
    columns: Texts
    flows: dict[str, Row]

    @model_validator(mode="after")
    def as_wide_as_its_head(self) -> ForecastState:
        """The state itself when every row has a cell under each column."""
        for key, row in self.flows.items():
            if len(row) != len(self.columns):
                raise ValueError(f"flow `{key}` has {len(row)} numbers under {len(self.columns)} columns")
        return self


class ForecastFile(FilePart):
    """A file of forecasts."""

    forecast: str
    title: str
    question: str
    made: Day
    middlepower: str
    commit: str
    year: Whole
    world: str
    closure: str
    baseline: Named
    quantity: str
    least_musd: Number
    least_why: str
    variants: Texts
    states: dict[str, ForecastState]


@dataclass(frozen=True)
class ScoredState:
    """How one method did on a state's flows that were seen."""

    state: str
    fit: Fit


def read_forecasts(path: Path | None) -> ForecastFile:
    """The forecasts of a file, by default those for 2027 that come with the package."""
    if path is None:
        text = files("middlepower.score").joinpath("forecasts", f"{BUILT_IN}.yaml").read_text(encoding="utf-8")
        return ForecastFile.parsed(parse_yaml(text, f"{BUILT_IN}.yaml", DataError), f"{BUILT_IN}.yaml")
    return ForecastFile.parsed(parse_yaml(read_text(path, LARGEST, "forecasts"), str(path), DataError), str(path))


def read_seen(path: Path) -> dict[str, float]:
    """{flow: change seen, per cent} of a CSV file with the columns importer, exporter, sector, change_percent."""
    found: dict[str, float] = {}
    for row in read_table(path, COLUMNS, ("source", "note"), "changes seen"):
        cells, where = row.cells, f"{path}, line {row.line}"
        key = flow_key(cells["importer"], cells["exporter"], cells["sector"])
        try:
            change = float(cells["change_percent"])
        except ValueError:
            change = math.nan
        if not -100.0 < change < math.inf:
            given = cells["change_percent"][:20]
            raise DataError(f"{where}: `change_percent` is `{given}`: write a number above -100, with a point.")
        if key in found:
            raise DataError(f"{where}: {key} stands there twice; delete one.")
        found[key] = change
    return found


def flow_key(importer: str, exporter: str, sector: str) -> str:
    """A flow as files of forecasts call it."""
    return f"{importer.strip()} from {exporter.strip()}, {sector.strip()}"


def scored_against(forecasts: ForecastFile, seen: dict[str, float], where: str) -> Iterator[ScoredState]:
    """Every state and variant on the sectors that were seen, beside no change; the largest error first in each state.

    Sums over all goods are not scored beside the sectors that they are made of, unless nothing else was seen.
    """
    known = {key for state in forecasts.states.values() for key in state.flows}
    unknown = next((key for key in seen if key not in known), None)
    if unknown is not None:
        raise DataError(f"{where}: no forecast of {unknown}: write codes as in the file, such as {next(iter(known))}.")
    sectors = [key for key in seen if not key.endswith(ALL_GOODS)] or list(seen)
    for name, state in forecasts.states.items():
        sample, columns = _sample(name, state, sectors, seen, where)
        said = [Prediction(NO_CHANGE, "", np.zeros(len(sectors)))]
        for place, variant in enumerate(state.columns[FIRST:], FIRST):
            said.append(Prediction(MODEL, variant, np.log1p(columns[:, place] / 100.0)))
        fits = [fit(sample, one) for one in said]
        yield from (ScoredState(name, one) for one in sorted(fits, key=lambda one: -one.error.value))


def _sample(
    name: str, state: ForecastState, keys: list[str], seen: dict[str, float], where: str
) -> tuple[Sample, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """(the flows that were seen, the state's rows for them)."""
    ended = next((key for key in keys if any(cell is None or cell <= -100.0 for cell in state.flows[key][1:])), None)
    if ended is not None:
        raise DataError(
            f"{where}: in state `{name}` the forecast of {ended} is that its trade ends: no error in per cent exists; "
            "leave the line out."
        )
    rows = np.array([state.flows[key] for key in keys], dtype=np.float64)
    pair: Index = codes([key.split(",")[0] for key in keys])
    sample = Sample(
        name,
        say("score.weights.values"),
        tuple((key,) for key in keys),
        np.log1p(np.array([seen[key] for key in keys]) / 100.0),
        np.log1p(rows[:, 1] / 100.0),
        rows[:, 0],
        (),
        np.arange(len(keys), dtype=np.intp),
        pair,
    )
    return sample, rows
