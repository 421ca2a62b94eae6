"""Where questions of power start: the world under the law of a day, for every elasticity set and horizon in a range."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from middlepower.experiment.experiment import Experiment, solve_experiment
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import threat_variants
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
