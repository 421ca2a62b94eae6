"""Tables in full: what a run computes of all economies, sectors and partners, as named columns of equal length.

`results.json` holds the economies that a run is about; the rest stands in these, one CSV file (and Parquet) each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from middlepower.document.actor import ProductChange
from middlepower.document.full_table import Column, Columns
from middlepower.document.number import Number
from middlepower.document.outcomes import (
    CHANGES,
    HEADLINES,
    LEVELS,
    RANGED_SECTORS,
    SECTORS,
    VALUES,
    Levels,
    Outcomes,
)
from middlepower.document.province_tables import province_tables
from middlepower.document.run_diversion import diversions
from middlepower.document.spreads import Spreads
from middlepower.language.catalogue import named

Array = NDArray[np.float64]
ENDS = ("", "_low", "_high")
PAIRS = ("value_musd", "duty_percent", "quota_fill")
GROWTH = ("volume_percent", "price_received_percent", "price_paid_percent")
MakesTables = Callable[[], Sequence[Columns]]


def tables_of(outcomes: Outcomes, about: Sequence[str]) -> tuple[Columns, ...]:
    """The tables of a run: all economies, sectors, partners, variants and products; diverted trade of some."""
    return tuple(table for make in table_makers(outcomes, about) for table in make())


def table_makers(outcomes: Outcomes, about: Sequence[str]) -> list[MakesTables]:
    """What makes these tables, each by itself, so that they may be made side by side."""
    by_state = {"economies": _economies, "sectors": _sectors, "partners": _partners, "variants": _variants}
    sectors = outcomes.experiment.world.sectors, map(named, outcomes.experiment.world.sector_names)
    return [
        *(partial(_stacked, name, make, outcomes) for name, make in by_state.items()),
        lambda: (_products(outcomes),),
        lambda: (_diversion(outcomes, about),),
        partial(province_tables, outcomes.provinces, dict(zip(*sectors, strict=True))),
    ]


def _stacked(
    name: str, make: Callable[[Outcomes, str], Mapping[str, Column]], outcomes: Outcomes
) -> tuple[Columns, ...]:
    """One table of the tables of all states, one after the other."""
    parts = [make(outcomes, state) for state in outcomes.states]
    columns: dict[str, Column] = {}
    for key in parts[0]:
        pieces = [part[key] for part in parts]
        texts = [text for piece in pieces for text in piece]
        columns[key] = np.concatenate(pieces) if isinstance(pieces[0], np.ndarray) else texts
    return (Columns(name, columns),)


def _ranged(name: str, numbers: Spreads) -> dict[str, Array]:
    """Columns of value, low and high."""
    parts = (numbers.value, numbers.low, numbers.high)
    return {f"{name}{end}": part.ravel() for end, part in zip(ENDS, parts, strict=True)}


def _moved(name: str, levels: Levels) -> dict[str, Array]:
    """Columns of a level before and after and of its change, with the range of that."""
    levels_of = {f"{name}_before": levels.before.ravel(), f"{name}_after": levels.after.ravel()}
    return levels_of | _ranged(f"{name}_change", levels.change)


def _economies(outcomes: Outcomes, name: str) -> dict[str, Column]:
    names, state = outcomes.experiment.question.names, outcomes.states[name]
    columns: dict[str, Column] = {"state": [name] * len(names), "economy": list(names), "name": list(names.values())}
    columns["horizon"] = [outcomes.experiment.main.variant.horizon] * len(names)
    for key in (*HEADLINES, "gdp_volume_musd", *CHANGES, *VALUES):
        columns |= _ranged(key, state.economies[key])
    for key in LEVELS:
        columns |= _moved(key, state.levels[key])
    shares = state.export_share.T
    return columns | {f"export_share_percent_{code}": shares[p] for p, code in enumerate(names)}


def _sectors(outcomes: Outcomes, name: str) -> dict[str, Column]:
    """Rows by economy and sector; arrays stand [sector, economy]."""
    world, names = outcomes.experiment.world, list(outcomes.experiment.question.names)
    sectors, state = outcomes.states[name].sectors, [name] * (len(names) * len(world.sectors))
    economy, sector = zip(*product(names, world.sectors), strict=True)
    title = [*map(named, world.sector_names)] * len(names)
    columns: dict[str, Column] = {"state": state, "economy": economy, "sector": sector, "name": title}
    for key in RANGED_SECTORS:
        columns |= _ranged(key, _by_economy(sectors[key]))
    return columns | {key: sectors[key].value.T.ravel() for key in SECTORS}


def _by_economy(numbers: Spreads) -> Spreads:
    return Spreads(numbers.value.T, numbers.low.T, numbers.high.T, numbers.known.T, numbers.counted)


def _partners(outcomes: Outcomes, name: str) -> dict[str, Column]:
    """Rows by economy and partner."""
    codes, state = list(outcomes.experiment.question.names), outcomes.states[name]
    economy, partner = zip(*product(codes, codes), strict=True)
    columns: dict[str, Column] = {"state": [name] * len(economy), "economy": economy, "partner": partner}
    columns |= _alone("exports_musd", state.partners)
    sold = state.partners
    bought = Levels(sold.before.T, sold.after.T, _by_economy(sold.change))
    columns |= _alone("imports_musd", bought)
    return columns | _alone("balance_musd", state.balances)


def _alone(name: str, levels: Levels) -> dict[str, Array]:
    """Columns of a level before and after and of its change, of the main run alone."""
    parts = {"before": levels.before, "after": levels.after, "change": levels.change.value}
    return {f"{name}_{time}": part.ravel() for time, part in parts.items()}


def _variants(outcomes: Outcomes, name: str) -> dict[str, Column]:
    """Rows by variant and economy."""
    codes, state = list(outcomes.experiment.question.names), outcomes.states[name]
    variant, economy = zip(*product(state.labels, codes), strict=True)
    columns: dict[str, Column] = {"state": [name] * len(economy), "variant": variant, "economy": economy}
    return columns | {key: values.ravel() for key, values in state.by_run.items()}


def _products(outcomes: Outcomes) -> Columns:
    """Rows by state and product of a flow."""
    rows = [(name, row) for name, found in outcomes.products.items() for row in found]
    texts = ("product", "name", "sector", "exporter", "importer")
    columns: dict[str, Column] = {"state": [name for name, _ in rows]}
    columns |= {key: [str(getattr(row, key)) for _, row in rows] for key in texts}
    for key in PAIRS:
        for time in ("before", "after"):
            numbers = (getattr(getattr(row, key), time, None) for _, row in rows)
            columns[f"{key}_{time}"] = np.array([_value(number) for number in numbers])
    return Columns("products", columns | {key: _column(rows, key) for key in GROWTH})


def _column(rows: Sequence[tuple[str, ProductChange]], key: str) -> Array:
    return np.array([_value(getattr(row, key)) for _, row in rows])


def _value(number: Number | None) -> float:
    return float("nan") if number is None or number.value is None else number.value


def _diversion(outcomes: Outcomes, about: Sequence[str]) -> Columns:
    """Rows by state, economy, sector with a touched flow, and partner whose trade changes."""
    experiment, rows = outcomes.experiment, []
    world = experiment.world
    for name, code in product(outcomes.states, about):
        for of in diversions(experiment, name, code):
            for k in of.sectors:
                for p in np.flatnonzero(of.change[k]):
                    hit = "yes" if of.touched[k, p] else "no"
                    place = (name, code, of.view, world.sectors[k], world.regions[p], hit)
                    rows.append((*place, float(of.change[k, p])))
    heads = ("state", "economy", "view", "sector", "partner", "touched")
    columns: dict[str, Column] = {key: [str(row[place]) for row in rows] for place, key in enumerate(heads)}
    return Columns("diversion", {**columns, "change_musd": np.array([row[-1] for row in rows], dtype=np.float64)})
