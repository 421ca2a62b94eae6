"""What stands first in a run: why the number, in money of the economy and of a person, and what would undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.money import currencies, exchange_rates, populations
from middlepower.document.number import Number
from middlepower.document.outcomes import Outcomes
from middlepower.document.power import attempt
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.indicators import grouped
from middlepower.indicators.decomposition import decompose
from middlepower.indicators.money_parts import money_parts
from middlepower.language.catalogue import say
from middlepower.model.break_even import break_even as break_even_chance
from middlepower.scenario.shock import iceberg_change
from middlepower.world.groups import expand, find_group
from middlepower.world.world import World

Array = NDArray[np.float64]
MILLION = 1e6
EIGHT_OF_TEN = (0.1, 0.5, 0.9)  # the quantiles of a range of draws and its middle


@dataclass(frozen=True)
class MoneyScale:
    """What turns US dollars of the world's year into the economy's own money, and into that of one person in it."""

    year: int  # of the rate and of the population
    persons: int | None  # in the economy; null where no source knows
    persons_source: str
    currency: str | None  # ISO 4217 code; null where it is the US dollar or no rate is known
    currency_title: str
    currency_sign: str
    units_per_usd: float | None  # average of the year
    rate_source: str


@dataclass(frozen=True)
class OwnMoney:
    """The change of the economy's real income in its own money and for one person, of a year."""

    real_income_own_million: Number | None  # null where no rate is known
    real_income_person_usd: Number | None  # null where no population is known
    real_income_person_own: Number | None


@dataclass(frozen=True)
class IncomePart:
    """One part of the change of the economy's real income in the main run; all parts add up to it."""

    part: str  # exports_fetch, imports_cost, trade_costs, taxed_trade, balance, rents or work
    income_part_percent: Number
    income_part_musd: Number


@dataclass(frozen=True)
class IncomeParts:
    """The exact parts of the change of the economy's real income in the main run, the largest first."""

    parts: tuple[IncomePart, ...]  # without those that are nothing
    missing: str  # why there are none


@dataclass(frozen=True)
class BreakEven:
    """The chance of a reaction at which what a state gains is lost in expectation."""

    reaction: str  # the state that is the main one answered
    chance_percent: Number  # at this document's horizon
    chance_first_year_percent: Number | None  # in the first year beside the long run


# ---------------------------------------------------------------- money


def money_scale(world: World, economy: str) -> MoneyScale:
    """The scale of an economy, an aggregate or a group in the year of a world."""
    persons, source = _persons(world, economy)
    money = currencies().get(economy)
    rate = None if money is None else exchange_rates().get((money.code, world.vintage))
    if money is None or rate is None:
        return MoneyScale(world.vintage, persons, source, None, "", "", None, "")
    return MoneyScale(world.vintage, persons, source, money.code, money.title, money.sign, rate.per_usd, rate.source)


def _persons(world: World, economy: str) -> tuple[int | None, str]:
    """(population of an economy or of all members of a group, source); (None, "") where one is not known."""
    group = None if economy in world.regions else find_group(economy)
    codes = group.members if group else world.constituents.get(economy) or (economy,)
    found = [populations().get((code, world.vintage)) for code in codes]
    known = [persons for persons in found if persons is not None]
    if not known or len(known) < len(found):
        return None, ""
    return sum(persons.number for persons in known), known[0].source


def own_money(scale: MoneyScale, musd: Number) -> OwnMoney:
    """A change in million US dollars, in the money of the economy and of one person."""
    rate, persons = scale.units_per_usd, scale.persons
    person = None if persons is None else musd.changed(lambda value: value * MILLION / persons)
    return OwnMoney(_times(musd, rate), person, None if person is None else _times(person, rate))


def _times(number: Number, rate: float | None) -> Number | None:
    return None if rate is None else number.changed(lambda value: value * rate)


# ---------------------------------------------------------------- why


def income_parts(experiment: Experiment, name: str, economy: str) -> IncomeParts:
    """The parts of a state, or why there are none."""
    main, world = experiment.main, experiment.world
    before, after = main.baseline.equilibrium, main.states[name]
    if before.labour is not None:
        return IncomeParts((), say("document.no_parts"))
    change = iceberg_change(main.baseline.shock, main.shocks[name])
    parts, why = attempt(lambda: decompose(main.baseline.solver, before, after, change))
    if parts is None:
        return IncomeParts((), why)
    inside = np.array([world.region(code) for code in expand([economy], world)])
    whole = float(before.income[inside].sum())
    money = money_parts(parts, before.income, inside)
    told = {part: musd for part, musd in money.items() if abs(musd) > grouped.NOTHING}
    ordered = sorted(told, key=lambda part: -abs(told[part]))
    return IncomeParts(tuple(_part(part, told[part], whole) for part in ordered), "")


def _part(part: str, musd: float, whole: float) -> IncomePart:
    return IncomePart(part, Number.of(100.0 * musd / whole), Number.of(musd))


# ---------------------------------------------------------------- what would undo it


def break_even(outcomes: Outcomes, economy: str) -> BreakEven | None:
    """The break-even of the first state against the first one named `<state>-and-<reaction>`; None without one.

    With gain g of the state and loss l of the answered one, p (-l) + (1 - p) g = 0 at p = g / (g + l), variant by
    variant; its centre is that of the headlines. Of draws: the median, 10th and 90th percentile over those with one.
    """
    names = list(outcomes.states)
    answered = [name for name in names if name.startswith(f"{names[0]}-and-")]
    if not answered:
        return None
    experiment = outcomes.experiment
    e = list(experiment.question.names).index(economy)
    shown = [
        outcomes.states[name].economies["real_income_percent"].number(e, say("document.no_tipping"))
        for name in (names[0], answered[0])
    ]
    if outcomes.drawn is not None:
        chance = _drawn(*(outcomes.drawn.income[name].tolist() for name in (names[0], answered[0])))
    else:
        chance = _ranged(_chance(*(number.value for number in shown)), _chances(experiment, names[0], answered[0], e))
    if chance.value is None:
        return None
    beside = experiment.beside
    return BreakEven(answered[0], chance, None if beside is None else _first_year(beside, names[0], answered[0], e))


def _first_year(beside: Experiment, name: str, answered: str, e: int) -> Number:
    """The chance in the first year, whose centre is its main run."""
    main = beside.main
    values = [_income(beside, main, one, e) if one in main.states else None for one in (name, answered)]
    return _ranged(_chance(*values), _chances(beside, name, answered, e))


def _chances(experiment: Experiment, name: str, answered: str, e: int) -> list[float | None]:
    """The chance in every variant that counts and has both states."""
    runs = [run for run in experiment.runs if run.variant.counts and {name, answered} <= set(run.states)]
    return [_chance(*(_income(experiment, run, one, e) for one in (name, answered))) for run in runs]


def _income(experiment: Experiment, run: VariantRun, name: str, e: int) -> float:
    member = experiment.question.members[[e]]
    return 100.0 * float(grouped.real_income(run.baseline.equilibrium, run.states[name], member)[0])


def _chance(gain: float | None, answered: float | None) -> float | None:
    """p = g / (g + l), per cent; None where there is no gain or no loss."""
    if gain is None or answered is None or gain <= 0.0 or answered >= 0.0:
        return None
    return 100.0 * break_even_chance(gain, -answered)


def _drawn(gains: Sequence[float], answered: Sequence[float]) -> Number:
    """The median of the chance over the draws that have one, with its 10th and 90th percentile."""
    solved = [pair for pair in zip(gains, answered, strict=True) if np.isfinite(pair).all()]
    chances = [_chance(*pair) for pair in solved]
    known = [chance for chance in chances if chance is not None]
    if not known:
        return Number(None, reason=say("document.no_tipping"))
    low, middle, high = (float(value) for value in np.quantile(known, EIGHT_OF_TEN))
    return Number(middle, low, high, len(known) if len(known) < len(chances) else None)


def _ranged(centre: float | None, chances: Sequence[float | None]) -> Number:
    """A centre with the smallest and largest chance over the variants that have one."""
    if centre is None:
        return Number(None, reason=say("document.no_tipping"))
    known = [chance for chance in chances if chance is not None]
    if len(known) < 2:
        return Number(centre)
    some = len(known) if len(known) < len(chances) else None
    return Number(centre, min(centre, *known), max(centre, *known), some)


def named_states(incomes: Mapping[str, float], solved_for: Sequence[str]) -> tuple[str, str, str]:
    """(the first state, the best, the worst) for real income, of those that presume no solved-for change."""
    policies = {name: value for name, value in incomes.items() if name not in solved_for} or dict(incomes)
    return next(iter(incomes)), max(policies, key=policies.__getitem__), min(policies, key=policies.__getitem__)
