"""Benchmark tariffs: the applied rates of the source, cleaned by documented rules, and the duties of measures in
force."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.icio_mat import ICIO_ROW
from middlepower.errors import DataError
from tools.regions import EU_MEMBERS, FARM, FOOD, MERGED_INTO_ROW, PHARMA, SECTOR_CODES, SERVICES, Grouping

Array = NDArray[np.float64]

FOOD_RATE_BOUND = 0.25
"""Above this a food rate is read as an average over prohibitive lines: a judgement, set so that the rates
known to be wrong lie above it (the source says 91.3% for the USA on the EU, where US customs calculated 3.0%
of value in 2024; 27.6% for China on Canada)."""

PHARMA_AGREEMENT = ("USA", "CAN", "JPN", "CHE", "NOR", "GBR", *EU_MEMBERS)
"""Parties of the WTO Agreement on Trade in Pharmaceutical Products (1994, L/7430), which is duty-free on a
most-favoured-nation basis. The source gives pharmaceuticals the rate of all chemicals."""

RULE_FOOD = "food-prohibitive-lines"
RULE_PHARMA = "pharmaceutical-agreement"


@dataclass(frozen=True)
class RateChange:
    """One cell of the source's tariff table that a rule changed; rates are fractions, the flow million US
    dollars."""

    sector: str
    importer: str
    exporter: str
    old: float
    new: float
    rule: str
    flow: float


def clean_tariffs(rates: Array, flow: Array, countries: Sequence[str]) -> tuple[Array, list[RateChange]]:
    """Tariffs [sector, importer, exporter] after all rules, and the cells that the two plausibility rules
    changed.

    Blanket rules, not listed cell by cell: no tariff on services, on domestic sales, inside the EU, and
    between countries that are merged into the rest of the world; the source has no tariffs on or of its rest
    of the world, so these are filled with the flow-weighted mean of the countries merged with it.
    """
    tau = rates.copy()
    tau[[SECTOR_CODES.index(code) for code in SERVICES]] = 0.0
    tau[:, range(len(countries)), range(len(countries))] = 0.0
    tau = _zero_within(tau, countries, EU_MEMBERS)
    before = tau.copy()
    tau = _farm_rate_where_food_is_prohibitive(tau)
    after_food = tau.copy()
    tau = _no_duty_on_pharmaceuticals(tau, countries)
    changes = _changes(before, after_food, flow, countries, RULE_FOOD)
    changes += _changes(after_food, tau, flow, countries, RULE_PHARMA)
    tau = _fill_rest_of_world(tau, flow, countries)
    return _zero_within(tau, countries, (*MERGED_INTO_ROW, ICIO_ROW)), changes


def _zero_within(tau: Array, countries: Sequence[str], members: Sequence[str]) -> Array:
    """Tariffs with zero on all trade among the members."""
    index = [countries.index(name) for name in members]
    out = tau.copy()
    out[np.ix_(range(len(tau)), index, index)] = 0.0
    return out


def _farm_rate_where_food_is_prohibitive(tau: Array) -> Array:
    """Tariffs where a food rate above the bound is replaced by the same pair's farm rate, at most the bound.

    Food rates in the source are simple averages over lines that include alcohol, tobacco and over-quota lines
    of hundreds of per cent that see little trade; the farm rate of the same importer on the same exporter has
    the same preferences and no such lines.
    """
    food, farm = SECTOR_CODES.index(FOOD), SECTOR_CODES.index(FARM)
    out = tau.copy()
    out[food] = np.where(tau[food] > FOOD_RATE_BOUND, np.minimum(tau[farm], FOOD_RATE_BOUND), tau[food])
    return out


def _no_duty_on_pharmaceuticals(tau: Array, countries: Sequence[str]) -> Array:
    """Tariffs with zero on pharmaceuticals where the importer is a party of the WTO agreement."""
    out = tau.copy()
    for name in PHARMA_AGREEMENT:
        out[SECTOR_CODES.index(PHARMA), countries.index(name)] = 0.0
    return out


def _fill_rest_of_world(tau: Array, flow: Array, countries: Sequence[str]) -> Array:
    """Tariffs on and of the source's rest of the world, from the countries that are merged with it."""
    row = countries.index(ICIO_ROW)
    members = [countries.index(name) for name in MERGED_INTO_ROW]
    out = tau.copy()
    out[:, :, row] = weighted_mean(tau[:, :, members], flow[:, :, members], axis=2)
    out[:, row, :] = weighted_mean(tau[:, members, :], flow[:, members, :], axis=1)
    out[[SECTOR_CODES.index(code) for code in SERVICES]] = 0.0
    return out


def weighted_mean(values: Array, weights: Array, axis: int) -> Array:
    """Mean along one axis with the weights, or the simple mean where all weights are zero."""
    total = weights.sum(axis=axis)
    mean = (values * weights).sum(axis=axis) / np.where(total > 0, total, 1.0)
    return np.asarray(np.where(total > 0, mean, values.mean(axis=axis)))


def _changes(old: Array, new: Array, flow: Array, countries: Sequence[str], rule: str) -> list[RateChange]:
    """The cells in which two tariff tables differ, with the rule that made the difference."""
    return [
        RateChange(
            SECTOR_CODES[k],
            countries[n],
            countries[i],
            float(old[k, n, i]),
            float(new[k, n, i]),
            rule,
            float(flow[k, n, i]),
        )
        for k, n, i in np.argwhere(old != new)
    ]


@dataclass(frozen=True)
class AddedDuty:
    """What the measures in force in the benchmark year add to one flow's ordinary tariff (a fraction)."""

    importer: str
    exporter: str
    sector: str
    rate: float


def read_added_duties(path: Path) -> list[AddedDuty]:
    """The benchmark's duties, from the table that `tools.benchmark_duties` writes; none before the table is made."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    duties = [AddedDuty(r["importer"], r["exporter"], r["sector"], float(r["added_rate"])) for r in rows]
    for duty in duties:
        if duty.sector not in SECTOR_CODES or not 0 <= duty.rate <= 1:
            raise DataError(f"`{path.name}`: {duty} has an unknown sector or a rate outside 0 to 1.")
    return duties


def add_duties(tau: Array, duties: Sequence[AddedDuty], countries: Sequence[str], grouping: Grouping) -> Array:
    """Tariffs plus the rate of every extra duty, on all countries of the two regions."""
    members: dict[str, list[int]] = {}
    for place, country in enumerate(countries):
        members.setdefault(grouping.region_of(country), []).append(place)
    out = tau.copy()
    for duty in duties:
        k = SECTOR_CODES.index(duty.sector)
        out[np.ix_([k], members[duty.importer], members[duty.exporter])] += duty.rate
    return out
