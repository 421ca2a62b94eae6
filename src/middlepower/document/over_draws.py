"""An answer over draws: the whole document made anew under every draw, and each number told by its quantiles.

A document is a function of settings. It is made once at the centre, then under every draw; of each of these only the
numbers are kept, so memory stays flat. Values are medians, low and high the tenth and ninetieth percentile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import Ranges
from middlepower.document.drawn_answer import DrawableDocument, DrawnChance, DrawnFan, DrawnOrder, DrawsBeneath
from middlepower.document.ensemble import over_option, parameter_row
from middlepower.document.leaves import leaves, with_leaves
from middlepower.document.number import Number
from middlepower.ensemble.summary import QUANTILES, distribution, order_holds
from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.design import DesignName
from middlepower.experiment.draw import NEST, Draw
from middlepower.experiment.drawing import DrawnLaws, draws, month_of, settings_under
from middlepower.experiment.parallel import each
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import Uncertain, claims_of, uncertain
from middlepower.language.catalogue import say
from middlepower.model.core.closure import ALL

Array = NDArray[np.float64]
Answer = TypeVar("Answer", bound=DrawableDocument)
Progress = Callable[[int, int], None]
LOW, MIDDLE, HIGH = (QUANTILES.index(share) for share in (0.10, 0.50, 0.90))
MOST = 100_000  # draws of an answer; for more there is `ensemble`
DESIGN: DesignName = "sobol"
SEED = 1
SAME = 1e-9  # of a number: draws that differ by less don't move it
HALF = 0.5  # of the draws must have a number, else it has no median


@dataclass(frozen=True)
class FanAsked:
    """A number of a document that is told as a fan; `factor` makes per cent of it."""

    title: str
    number: Number
    factor: float = 1.0


@dataclass(frozen=True)
class OrderAsked:
    """Options of a document by a number, of which more is better, or less."""

    title: str
    options: Mapping[str, Number]  # by their titles
    sign: float = 1.0  # -1: less is better


@dataclass(frozen=True)
class ChanceAsked:
    """That a number lies above a level, or below it, in words."""

    says: str
    number: Number
    level: float = 0.0
    sign: float = 1.0  # -1: that it lies below


@dataclass(frozen=True)
class ChoiceAsked:
    """A choice that an answer makes, in words; `share` is its number for how often the same is chosen."""

    title: str
    chosen: str
    share: Number


@dataclass(frozen=True)
class Telling:
    """What of a document is told in full over draws."""

    fans: tuple[FanAsked, ...] = ()
    orders: tuple[OrderAsked, ...] = ()
    chances: tuple[ChanceAsked, ...] = ()
    choices: tuple[ChoiceAsked, ...] = ()


@dataclass(frozen=True)
class DrawnQuestion(Generic[Answer]):
    """How an answer is made, at which horizons beside that of its settings, and of whose laws."""

    build: Callable[[Settings, Question], Answer]
    telling: Callable[[Answer], Telling]
    settings: Settings
    question: Question
    horizons: tuple[str, ...] = ()
    more: tuple[Uncertain, ...] = ()  # drawn beside what any answer draws

    @property
    def over(self) -> tuple[Uncertain, ...]:
        """Everything that is drawn."""
        return uncertain(self.settings, self.horizons, (*claims_of(self.question), *self.more))


@dataclass(frozen=True)
class DrawnOnce:
    """What is kept of an answer under one draw: its numbers, its largest residual, and why there is none, if so."""

    values: Array
    residual: float
    chosen: tuple[str, ...] = ()
    failed: str = ""


@dataclass(frozen=True)
class DrawnNumbers:
    """The numbers of a document over draws [draw, number], in the order of its leaves, of draws that have an answer."""

    places: Mapping[int, int]  # id of a Number of the main document to its column
    values: Array
    residual: float
    failures: Mapping[str, int]
    asked: int
    chosen: tuple[tuple[str, ...], ...]  # by draw, in the order of the document's choices

    def of(self, number: Number) -> Array:
        """The draws [draw] of one of the main document's numbers."""
        return np.asarray(self.values[:, self.places[id(number)]])

    @property
    def draws(self) -> int:
        """Draws with an answer."""
        return len(self.values)


def over_draws(asked: DrawnQuestion[Answer], count: int, progress: Progress) -> Answer:
    """The answer with every number of so many draws, and what they say of it."""
    check_draws(count, asked.settings)
    options = f"--draws {count}{over_option(asked.settings, asked.over)}"  # wrong names are refused before any solving
    main = asked.build(replace(asked.settings, ranges=False), asked.question)
    found = solve_draws(asked, main, count, progress)
    if not found.draws:
        raise NoEquilibriumError(next(iter(found.failures)), "every draw")
    telling = asked.telling(main)
    made = with_leaves(main, iter(numbers_over(main, telling, found)))
    ranges, header = answer_ranges(asked, found), made.header
    header = replace(
        header,
        centre=ranges.centre,
        range=ranges.words,
        ranged_over=ranges.over,
        draws=ranges.draws,
        command=header.command.replace(" --no-ranges", "").replace(" --out DIR", f" {options} --out DIR"),
        worst_residual=max(header.worst_residual, found.residual),
    )
    return replace(made, header=header, drawn=beneath(asked, telling, found))


def numbers_over(main: Answer, telling: Telling, found: DrawnNumbers) -> list[Number]:
    """Every number of a document over its draws; of a choice, how often it is the same."""
    same = {id(one.share): share for one, share in zip(telling.choices, same_choices(telling, found), strict=True)}
    places = zip(leaves(main, main), found.values.T, strict=True)
    return [Number.of(same[id(like)]) if id(like) in same else quantiles(like, column) for (like, _), column in places]


def same_choices(telling: Telling, found: DrawnNumbers) -> list[float]:
    """The share of draws that choose as the main run does, by choice."""
    return [
        float(np.mean([row[place] == one.chosen for row in found.chosen])) for place, one in enumerate(telling.choices)
    ]


def check_draws(count: int, settings: Settings) -> None:
    """None; ScenarioError for a number of draws that is none, and for settings that no draws fit."""
    if not 2 <= count <= MOST:
        raise ScenarioError(f"`draws` is {count}: give a number from 2 to {MOST:,}, such as 100.")
    if settings.closure == ALL:
        raise ScenarioError("`--closure all` compares closures, and draws of an answer are under one: name it.")


def solve_draws(asked: DrawnQuestion[Answer], main: Answer, count: int, progress: Progress) -> DrawnNumbers:
    """The answer's numbers under every draw, on all cores; draws with one law and one nest elasticity lie together."""
    over = asked.over
    every = sorted(draws(DESIGN, SEED, over, 0, count), key=lambda draw: (draw.get(NEST) or 0.0, month_of(draw) or ""))
    laws = DrawnLaws(asked.question)

    def solve(numbered: tuple[int, Draw]) -> DrawnOnce:
        place, draw = numbered
        progress(place, count)
        settings = settings_under(asked.settings, draw, over)
        return drawn_once(asked, settings, laws.under(draw, draw.get(NEST)), main)

    solved = each(solve, enumerate(every))
    whole = [one for one in solved if not one.failed]
    failures: dict[str, int] = {}
    for one in solved:
        if one.failed:
            failures[one.failed] = failures.get(one.failed, 0) + 1
    places = {id(like): place for place, (like, _) in enumerate(leaves(main, main))}
    values = np.array([one.values for one in whole]).reshape(len(whole), -1)
    worst, chosen = max((one.residual for one in whole), default=np.nan), tuple(one.chosen for one in whole)
    return DrawnNumbers(places, values, worst, failures, count, chosen)


def drawn_once(asked: DrawnQuestion[Answer], settings: Settings, question: Question, main: Answer) -> DrawnOnce:
    """The answer under one draw, whose question has its law."""
    try:
        found = asked.build(settings, question)
    except NoEquilibriumError as error:
        return DrawnOnce(np.empty(0), np.nan, failed=error.reason)
    values = np.array([np.nan if value is None else value for _, value in leaves(main, found)])
    chosen = tuple(one.chosen for one in asked.telling(found).choices)
    return DrawnOnce(values, found.header.worst_residual, chosen)


def quantiles(like: Number, values: Array) -> Number:
    """A number's median with its tenth and ninetieth percentile; without a range where no draw moves it.

    Missing, with the reason, where most draws have none.
    """
    known = values[np.isfinite(values)]
    some = known.size if 0 < known.size < values.size else None
    if known.size <= HALF * values.size:
        return Number(None, defined_in=some, reason=like.reason or say("draws.mostly_missing"))
    low, middle, high = np.quantile(known, (0.10, 0.50, 0.90)).tolist()
    if np.ptp(known) <= SAME * max(1.0, abs(middle)):
        return Number(middle, defined_in=some)
    return Number(middle, low, high, some)


def answer_ranges(asked: DrawnQuestion[Answer], found: DrawnNumbers) -> Ranges:
    """What a value and its low and high are, where they are of draws."""
    over = tuple(one.name for one in asked.over)
    count = found.draws
    return Ranges(say("ensemble.centre", n=count), say("ensemble.range", n=count), over, count)


# ---------------------------------------------------------------- what is told in full


def beneath(asked: DrawnQuestion[Answer], telling: Telling, found: DrawnNumbers) -> DrawsBeneath:
    """Fans, orders and chances of the draws, and what was drawn."""
    fans = [fan(one, found) for one in telling.fans]
    return DrawsBeneath(
        draws=found.draws,
        asked=found.asked,
        design=DESIGN,
        seed=SEED,
        parameters=tuple(map(parameter_row, asked.over)),
        fans=tuple(one for one in fans if one.draws),
        orders=tuple(order(one, found) for one in telling.orders if len(one.options) > 1),
        chances=(*(chance(one, found) for one in telling.chances), *choices(telling, found)),
        without_answer=found.failures,
        note=say("draws.note"),
    )


def fan(asked: FanAsked, found: DrawnNumbers) -> DrawnFan:
    """A number over its draws."""
    of = distribution(asked.factor * found.of(asked.number))
    ends = zip(QUANTILES, of.quantiles.tolist(), strict=True)
    return DrawnFan(asked.title, of.draws, {f"{100 * share:.0f}": Number.of(value) for share, value in ends})


def order(asked: OrderAsked, found: DrawnNumbers) -> DrawnOrder:
    """How often the order of some options holds."""
    holds = order_holds({title: asked.sign * found.of(number) for title, number in asked.options.items()})
    whole, first, *rest = map(share_of_draws, (holds.whole, holds.first, *holds.neighbours))
    return DrawnOrder(asked.title, holds.order, whole, first, tuple(rest))


def chance(asked: ChanceAsked, found: DrawnNumbers) -> DrawnChance:
    """The share of draws in which a number lies above or below a level, of those that have it."""
    values = found.of(asked.number)
    known = values[np.isfinite(values)]
    true = float(np.mean(asked.sign * known > asked.sign * asked.level)) if known.size else np.nan
    return DrawnChance(asked.says, share_of_draws(true))


def choices(telling: Telling, found: DrawnNumbers) -> Iterator[DrawnChance]:
    """What is chosen in which share of the draws, the most frequent first."""
    for place, one in enumerate(telling.choices):
        made = Counter(row[place] for row in found.chosen)
        for option, times in made.most_common():
            says = say("draws.chosen", title=one.title, option=option)
            yield DrawnChance(says, share_of_draws(times / found.draws))


def share_of_draws(part: float) -> Number:
    """A share in per cent; missing where no draw says anything."""
    return Number.of(100.0 * part, say("ensemble.no_draw"))
