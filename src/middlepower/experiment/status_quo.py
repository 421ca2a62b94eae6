"""Where questions of power start: the world under the law of a day, for every elasticity set and horizon in a range."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from middlepower.data.first_year import knows_labour
from middlepower.experiment.experiment import Experiment, VariantsAsked, closures_of, solve_experiment, solve_together
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import (
    Variant,
    beside,
    comparison_variants,
    known_to,
    threat_variants,
    variants_beside,
)
from middlepower.language.catalogue import say, spoken
from middlepower.model.core.closure import check_closure
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world
from middlepower.world.world import World

STATUS_QUO = dt.date(2026, 1, 13)


def status_quo(date: dt.date | None = STATUS_QUO, world: World | None = None) -> Question:
    """The question whose baseline is the law of a day; without a date, the world's benchmark."""
    return Question(world or load_world(), None if date is None else State(title=day_title(date), date=date))


def day_title(date: dt.date) -> str:
    """The name of the law of a day: `status quo of 13 January 2026`."""
    return say("common.status_quo", day=spoken().rules.long_date(date))


def threat_experiment(settings: Settings, question: Question | None = None, horizons: Iterable[str] = ()) -> Experiment:
    """The baselines of a question, by default the status quo, at the main horizon and at those named."""
    check_closure(settings.closure)
    return solve_experiment(question or status_quo(), settings, threat_variants(settings, horizons))


def threat_at_both(settings: Settings, question: Question) -> Experiment:
    """The baselines of a question at the main horizon, and beside them those at the other one."""
    return _at_both(settings, question, threat_variants(settings), variants_beside(settings), strict=True)


def law_at_both(settings: Settings, question: Question) -> Experiment:
    """The baseline and the states of a question, which are laws, at the main horizon and beside it at the other one."""
    others = comparison_variants(replace(settings, horizon=beside(settings.horizon)))
    return _at_both(settings, question, comparison_variants(settings), others, strict=False)


def _at_both(
    settings: Settings, question: Question, here: Sequence[Variant], there: Sequence[Variant], strict: bool
) -> Experiment:
    """A question under some variants, and beside it under those of another horizon; alone where labour's share or a
    baseline there lacks."""
    check_closure(settings.closure)
    if not knows_labour(question.world.sectors):
        return solve_experiment(question, settings, here, strict=strict)
    variants, others = (known_to(question.world, some) for some in (here, there))
    other, closure = replace(settings, horizon=others[0].horizon), settings.main_closure
    wanted = [VariantsAsked(settings, variants, closure, strict), VariantsAsked(other, others, closure, False, False)]
    runs, apart = solve_together(question, wanted)
    found = Experiment(question, settings, runs, closures_of(question, settings, variants[0]))
    return replace(found, beside=Experiment(question, other, apart)) if apart else found
