"""What is uncertain, with which distribution, and where that is from: nothing here is fitted to a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.data.claims import claims_by_month
from middlepower.data.elasticities import MEDIAN, elasticity_set, horizon, published_sets
from middlepower.data.first_year import Parameter, first_year_parameters
from middlepower.errors import ScenarioError
from middlepower.experiment.draw import (
    ANCHOR,
    BELIEF,
    CLAIMS,
    CLOSURE,
    ERROR,
    FLOOR,
    FLOWS,
    KAPPA,
    LABOUR,
    NEST,
    SET,
    theta_name,
)
from middlepower.experiment.frictions import ANCHORS, FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, Variant
from middlepower.experiment.weights import SCORE, weights_of
from middlepower.language.catalogue import say
from middlepower.model.core.closure import ALL, CLOSURES
from middlepower.names import joined
from middlepower.scenario.nest import LONG_RUN_SOURCE

Array = NDArray[np.float64]
Kind = Literal["choice", "uniform", "triangular", "normal", "errors"]
NEST_SPREAD = 2.0  # on either side of the long-run elasticity between products
STEPS = 10  # of a range of elasticities between products: laws are compiled once for each


@dataclass(frozen=True)
class Uncertain:
    """One number or choice that is drawn: its distribution and its source.

    `choice` draws an option by its weight; `uniform` and `triangular` a number of [low, high], the second most often
    near the centre; `normal` a number of standard deviations; `errors` many numbers at once, told by the point alone.
    """

    name: str
    kind: Kind
    meaning: str
    source: str
    low: float = 0.0
    centre: float = 0.0
    high: float = 0.0
    options: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    steps: int | None = None  # a number falls on one of so many, evenly laid over the range

    def number(self, point: float) -> float:
        """The number at a point of (0, 1), the inverse of its distribution; that of an option is its place."""
        if self.kind == "choice":
            bounds = np.cumsum(self.weights) / sum(self.weights)
            return float(np.clip(np.searchsorted(bounds, point, side="right"), 0, len(self.options) - 1))
        if self.kind == "normal":
            from scipy.special import ndtri  # loads for a fifth of a second, and few draws need it

            return float(ndtri(point))
        if self.kind == "errors":
            return point
        value = triangular(point, self.low, self.centre, self.high) if self.kind == "triangular" else self._even(point)
        return value if self.steps is None else self._stepped(value, self.steps)

    @property
    def middle(self) -> float:
        """The number at the centre: of a range its centre, of an error none, of a choice its first option."""
        return self.centre

    def _even(self, point: float) -> float:
        return self.low + point * (self.high - self.low)

    def _stepped(self, value: float, steps: int) -> float:
        """The middle of the step that a value falls into."""
        width = (self.high - self.low) / steps
        place = min(int((value - self.low) / width), steps - 1)
        return self.low + (place + 0.5) * width

    def option(self, number: float) -> str:
        """The option of a drawn place."""
        return self.options[int(number)]


def triangular(point: float, low: float, centre: float, high: float) -> float:
    """The inverse of the triangular distribution with this range and mode."""
    below = (centre - low) / (high - low)
    if point < below:
        return float(low + np.sqrt(point * (high - low) * (centre - low)))
    return float(high - np.sqrt((1.0 - point) * (high - low) * (high - centre)))


def uncertain(
    settings: Settings, horizons: Iterable[str] = (), more: Iterable[Uncertain] = ()
) -> tuple[Uncertain, ...]:
    """What a draw draws at the settings' horizon and at those named, and `more`: everything, or what settings name."""
    return chosen(settings, may_be_drawn(settings, horizons, more))


def may_be_drawn(
    settings: Settings, horizons: Iterable[str] = (), more: Iterable[Uncertain] = ()
) -> tuple[Uncertain, ...]:
    """Everything that can be drawn at the settings' horizon and at those named, and `more`."""
    found: list[Uncertain] = []
    for when in dict.fromkeys((settings.horizon, *horizons)):
        found += _long_run(settings) if when == LONG else [_theta(when)]
        if when == FIRST_YEAR:
            found += _frictions()
    if settings.closure == ALL:
        found.append(_choice(CLOSURE, tuple(CLOSURES)))
    if settings.flow_error:
        found.append(flow_errors(settings.flow_error))
    return (*found, *more)


def chosen(settings: Settings, every: tuple[Uncertain, ...]) -> tuple[Uncertain, ...]:
    """Those that settings name, all where they name none; ScenarioError for a name that is none of them."""
    names = [one.name for one in every]
    for name in settings.over:
        if name not in names:
            raise ScenarioError(f"`--over` names `{name}`, which is not drawn here: name one of {joined(names)}.")
    if not settings.over:
        return every
    _refuse_idle(settings, names)
    return tuple(one for one in every if one.name in settings.over)


def _refuse_idle(settings: Settings, names: Sequence[str]) -> None:
    """ScenarioError where a choice of what is drawn leaves another option, or itself, without effect."""
    left = [name for name in names if name not in settings.over]
    if CLOSURE in left:
        raise ScenarioError(f"`--closure {ALL}` draws closures: add `{CLOSURE}` to --over, or name one closure.")
    if FLOWS in left:
        raise ScenarioError(f"`--flow-error` draws flows: add `{FLOWS}` to --over, or leave the error out.")
    if SET in left and settings.weights == SCORE:
        raise ScenarioError(f"weights `{SCORE}` weigh the sets: add `{SET}` to --over, or leave the weights out.")
    if SET in left and ERROR in settings.over:
        raise ScenarioError(
            f"`{ERROR}` is that of the sets drawn: add `{SET}` to --over, or name one set that gives errors with "
            "--elasticities."
        )


def _long_run(settings: Settings) -> list[Uncertain]:
    """The set, the error of its estimates where it gives any, the elasticity between products."""
    sets = published_sets() if settings.elasticities == MEDIAN else (settings.elasticities,)
    found = []
    if len(sets) > 1:
        scored = settings.weights == SCORE
        weights = weights_of(Variant(name, LONG).label for name in sets) if scored else (1.0,) * len(sets)
        found.append(_choice(SET, sets, weights))
    if any(has_errors(name) for name in sets):
        found.append(estimate_error())
    middle = settings.nest_elasticity
    ends = (max(middle - NEST_SPREAD, 0.5 * middle), middle + NEST_SPREAD)
    source = say("ensemble.source.nest", source=LONG_RUN_SOURCE)
    return [*found, _range(NEST, "triangular", Parameter(ends[0], middle, ends[1], source), STEPS)]


def belief_between(low: float, value: float, high: float, source: str) -> tuple[Uncertain, ...]:
    """A belief over its range, as the record or a game gives it; nothing where it is one number."""
    return (_range(BELIEF, "uniform", Parameter(low, value, high, source)),) if low < high else ()


def estimate_error() -> Uncertain:
    """The error of a set's estimates."""
    return Uncertain(ERROR, "normal", say(f"ensemble.meaning.{ERROR}"), say("ensemble.source.errors"))


def flow_errors(error: float) -> Uncertain:
    """Errors of the recorded flows, with a standard deviation that the user states."""
    return Uncertain(
        FLOWS, "errors", say(f"ensemble.meaning.{FLOWS}", error=f"{error:g}"), say(f"ensemble.source.{FLOWS}")
    )


def claims_of(question: Question) -> tuple[Uncertain, ...]:
    """The month whose CUSMA claims hold; nothing where no law of a question goes by claims."""
    return (drawn_claims(),) if question.by_claims else ()


def drawn_claims() -> Uncertain:
    """The month whose CUSMA claims hold, each as likely."""
    known = claims_by_month()
    meaning, source = say(f"ensemble.meaning.{CLAIMS}"), say(f"ensemble.source.{CLAIMS}", source=known.source)
    return Uncertain(CLAIMS, "choice", meaning, source, options=known.months, weights=(1.0,) * len(known.months))


def has_errors(name: str) -> bool:
    """Whether a set gives the standard error of any estimate."""
    return any(estimate.standard_error is not None for estimate in elasticity_set(name).estimates.values())


def _theta(name: str) -> Uncertain:
    """The one elasticity of a shorter horizon, over its range."""
    at = horizon(name)
    low, high = at.ends
    value = Parameter(low, at.elasticity or 0.5 * (low + high), high, at.citation)
    return _range(theta_name(name), "uniform", value, STEPS)


def _frictions() -> list[Uncertain]:
    """What holds workers and wages in the first year."""
    known = first_year_parameters()
    shares = Parameter(-1.0, 0.0, 1.0, say("ensemble.source.labour_share"))
    return [
        _range(KAPPA, "triangular", known["kappa"]),
        _range(FLOOR, "uniform", known["floor"]),
        _choice(ANCHOR, ANCHORS),
        _range(LABOUR, "uniform", shares),
    ]


def _range(name: str, kind: Kind, of: Parameter, steps: int | None = None) -> Uncertain:
    return Uncertain(name, kind, say(f"ensemble.meaning.{name}"), of.source, of.low, of.centre, of.high, steps=steps)


def _choice(name: str, options: Sequence[str], weights: Sequence[float] = ()) -> Uncertain:
    even = tuple(weights) or (1.0,) * len(options)
    source = say(f"ensemble.source.{name}")
    return Uncertain(name, "choice", say(f"ensemble.meaning.{name}"), source, options=tuple(options), weights=even)
