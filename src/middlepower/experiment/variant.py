"""Variants of one question: an elasticity set, a horizon, and where the ties of the baseline were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.data.elasticities import PUBLISHED, elasticities, elasticity_set, published_sets
from middlepower.data.elasticities import horizon as find_horizon
from middlepower.errors import ScenarioError
from middlepower.experiment.draw import ERROR, NEST, Draw, theta_name
from middlepower.experiment.frictions import (
    BY_ANCHOR,
    CASES,
    CENTRE,
    FIRST_YEAR,
    drawn_frictions,
    friction_case,
    frictions_of,
)
from middlepower.experiment.settings import Settings
from middlepower.model.first_year.equations import Frictions
from middlepower.names import unknown_name
from middlepower.scenario.nest import LONG_RUN_ELASTICITY, LONG_RUN_SOURCE
from middlepower.world.world import World

Array = NDArray[np.float64]
Ties = Literal["same horizon", "long run"]
LONG = "long"
THEN = "long-then-"
AT = "@"
WITH = "+"


@dataclass(frozen=True)
class Variant:
    """An elasticity set, a horizon, and where the baseline's ties were made.

    `same horizon`: benchmark to baseline and to every state at the horizon's elasticities. `long run`: benchmark to
    baseline in the long run; that baseline is recorded as a benchmark, and what follows is met at the horizon's
    elasticities. At the long horizon the two are the same and written as the first. `theta` stands in the place of
    the one elasticity of a shorter horizon, for its range; `frictions` names a case of the first year's frictions.
    A `draw` over what is uncertain stands in the place of all that it draws.
    """

    elasticity_set: str
    horizon: str = LONG
    ties: Ties = "same horizon"
    theta: float | None = None
    frictions: str = CENTRE
    draw: Draw | None = None

    def __post_init__(self) -> None:
        """Refuse a horizon or ties that do not exist, and one elasticity where the set gives them."""
        if find_horizon(self.horizon).elasticity is None and self.theta is not None:
            raise ScenarioError(f"`theta` is {self.theta:g}: at horizon `{self.horizon}` elasticities are the set's.")
        friction_case(self.frictions)
        if self.frictions != CENTRE and self.horizon != FIRST_YEAR:
            raise ScenarioError(f"`frictions` is {self.frictions}: only horizon `{FIRST_YEAR}` has frictions.")
        if self.ties not in get_args(Ties):
            raise unknown_name("ties", self.ties, get_args(Ties))
        if self.horizon == LONG:
            object.__setattr__(self, "ties", "same horizon")

    @property
    def rebased(self) -> bool:
        """Whether the long-run baseline is recorded as a benchmark first."""
        return self.ties == "long run"

    @property
    def in_long_run(self) -> Variant:
        """The same set in the long run, under the same draw: where ties are made before a threat is met."""
        return Variant(self.elasticity_set, LONG, draw=self.draw)

    @property
    def label(self) -> str:
        """`FGO/medium`, `FGO/long-then-medium` where ties were made in the long run, `FGO/medium@1.25` with a theta,
        `FGO/first-year+wages-hold` with a case of frictions, `FGO/long#17` of a draw."""
        theta = "" if self.theta is None else f"{AT}{self.theta:g}"
        case = "" if self.frictions == CENTRE else f"{WITH}{self.frictions}"
        draw = "" if self.draw is None else f"#{self.draw.number}"
        return f"{self.elasticity_set}/{THEN if self.rebased else ''}{self.horizon}{theta}{case}{draw}"

    @property
    def counts(self) -> bool:
        """Whether its outcome is one of those that a range is over: a published set's, or one at a shorter horizon."""
        return self.horizon != LONG or elasticity_set(self.elasticity_set).role == PUBLISHED

    @classmethod
    def parse(cls, label: str) -> Variant:
        """The variant of a label such as `FGO/long`, `FGO/long-then-medium`, `FGO/medium@1.25`; see `label`."""
        name, slash, when = label.rpartition("/")  # the set may be a file with its folders
        when, _, case = when.partition(WITH)
        when, mark, text = when.partition(AT)
        if not (name and slash and when):
            raise ScenarioError(f"`{label}` is no variant: write elasticity set and horizon, such as FGO/long.")
        theta = _theta(text, label) if mark else None
        if when.startswith(THEN):
            return cls(name, when.removeprefix(THEN), "long run", theta, case or CENTRE)
        return cls(name, when, theta=theta, frictions=case or CENTRE)


def _theta(text: str, label: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ScenarioError(f"`{label}` is no variant: write its elasticity as a number, such as 1.25.") from None


def main_variant(settings: Settings) -> Variant:
    """The variant that the settings name."""
    return Variant(settings.elasticities, settings.horizon, draw=settings.draw)


def comparison_variants(settings: Settings) -> tuple[Variant, ...]:
    """Variants of a comparison of states: the main one; for a range every published set in the long run, the ends of
    the one elasticity at a shorter horizon, and of the frictions in the first year. Ties are made at the same
    horizon."""
    main = main_variant(settings)
    if not settings.ranges:
        return (main,)
    return tuple(dict.fromkeys([main, *(extremes(main) or map(Variant, published_sets()))]))


def extremes(main: Variant) -> list[Variant]:
    """A variant of a shorter horizon at the ends of what its range is over, one parameter at a time."""
    ends = [replace(main, theta=theta) for theta in find_horizon(main.horizon).ends]
    cases = [name for name in CASES if name != CENTRE] if main.horizon == FIRST_YEAR else []
    return [*ends, *(replace(main, frictions=name) for name in cases)]


def apart_variants(settings: Settings) -> tuple[Variant, ...]:
    """Variants of the first year that stand beside a range: the ends of the wage floor under its other anchors."""
    main = main_variant(settings)
    cases = dict.fromkeys(case for cases in BY_ANCHOR.values() for case in cases)
    return tuple(replace(main, frictions=case) for case in cases if case not in CASES)


def threat_variants(settings: Settings, horizons: Iterable[str] = ()) -> tuple[Variant, ...]:
    """Variants of a threat: at the main horizon and at those named, the main set and for a range the published ones,
    at a shorter horizon the ends of what its range is over under the main set, as in a comparison of states.

    Ties are made in the long run, so that a threat at a shorter horizon meets the same trade with smaller elasticities.
    """
    whens = dict.fromkeys([settings.horizon, *horizons])
    return tuple(dict.fromkeys(variant for when in whens for variant in _threats_at(when, settings)))


def beside(horizon: str) -> str:
    """The other horizon of a headline: the first year beside the long run, the long run beside any shorter one."""
    return FIRST_YEAR if horizon == LONG else LONG


def variants_beside(settings: Settings) -> tuple[Variant, ...]:
    """Variants of a threat at the other horizon: the main set, and for a range the ends of what it is over in the first
    year, the published sets in the long run. Ties are made in the long run."""
    main = Variant(settings.elasticities, beside(settings.horizon), "long run", draw=settings.draw)
    published = [Variant(name, main.horizon, "long run") for name in published_sets()]
    others = (extremes(main) or published) if settings.ranges else []
    return tuple(dict.fromkeys([main, *others]))


def _threats_at(when: str, settings: Settings) -> list[Variant]:
    """The variants of a threat at one horizon, the main one first."""
    main = Variant(settings.elasticities, when, "long run", draw=settings.draw)
    if not settings.ranges:
        return [main]
    return [main, *(extremes(main) or (replace(main, elasticity_set=name) for name in published_sets()))]


def known_to(world: World, variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """The main variant and those of the others whose set knows the sectors of a world."""

    def known(variant: Variant) -> bool:
        name = variant.elasticity_set
        return name == world.elasticity_set or elasticity_set(name).knows(world.sectors)

    return tuple(one for place, one in enumerate(variants) if place == 0 or known(one))


def variant_world(world: World, variant: Variant) -> World:
    """The world under a variant's elasticities; another set must know the world's sectors."""
    name, when, theta = variant.elasticity_set, variant.horizon, uniform_theta(variant)
    if theta is not None:
        return world.with_elasticity(np.full_like(world.elasticity, theta), name, when)
    error = None if variant.draw is None else variant.draw.get(ERROR)
    if error is not None:
        drawn = elasticities(world.sectors, name, when) * np.exp(error * relative_errors(name, world.sectors))
        return world.with_elasticity(drawn, name, when)
    if (name, when) == (world.elasticity_set, world.horizon):
        return world
    return world.with_elasticity(elasticities(world.sectors, name, when), name, when)


def relative_errors(name: str, sectors: Sequence[str]) -> Array:
    """Standard error over estimate by sector; zero where a source gives none. Errors of one set move together."""
    found = [elasticity_set(name).of(code) for code in sectors]
    return np.array([0.0 if one is None else (one.standard_error or 0.0) / one.theta for one in found], dtype=float)


def frictions_under(world: World, variant: Variant) -> Frictions | None:
    """What holds workers and wages under a variant, in a world at its horizon; None where nothing does."""
    if variant.horizon != FIRST_YEAR:
        return None
    return frictions_of(world, variant.frictions) if variant.draw is None else drawn_frictions(world, variant.draw)


def uniform_theta(variant: Variant) -> float | None:
    """The one elasticity of all sectors at a shorter horizon; None in the long run, where the set gives them."""
    if variant.theta is not None or variant.draw is None:
        return find_horizon(variant.horizon).elasticity if variant.theta is None else variant.theta
    drawn = variant.draw.get(theta_name(variant.horizon))
    return find_horizon(variant.horizon).elasticity if drawn is None else drawn


def nest_elasticity(variant: Variant, long_run: float = LONG_RUN_ELASTICITY) -> float:
    """Elasticity eta between the products of a flow: sigma = theta + 1 at the shorter horizons, which were
    estimated on products (Boehm, Levchenko, Pandalai-Nayar 2023); the product-level average in the long run."""
    theta = uniform_theta(variant)
    drawn = None if variant.draw is None else variant.draw.get(NEST)
    return (long_run if drawn is None else drawn) if theta is None else 1.0 + theta


def nest_elasticity_source(horizon: str) -> str:
    """Where the elasticity between the products of a flow comes from."""
    chosen = find_horizon(horizon)
    return LONG_RUN_SOURCE if chosen.elasticity is None else f"sigma = theta + 1 of {chosen.citation}"
