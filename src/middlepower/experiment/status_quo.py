"""Where questions of power start: the world under the law of a day, for every elasticity set and horizon in a range."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from middlepower.data.first_year import knows_labour
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.experiment import Experiment, solve_experiment
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant, beside, comparison_variants, threat_variants, variants_beside
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
    return _with_other(threat_experiment(settings, question), variants_beside(settings))


def law_at_both(settings: Settings, question: Question) -> Experiment:
    """The baseline and the states of a question, which are laws, at the main horizon and beside it at the other one."""
    check_closure(settings.closure)
    main = solve_experiment(question, settings, comparison_variants(settings), strict=False)
    return _with_other(main, comparison_variants(replace(settings, horizon=beside(settings.horizon))))


def _with_other(main: Experiment, variants: tuple[Variant, ...]) -> Experiment:
    """An experiment with the same question at another horizon; alone where labour's share or an equilibrium lacks."""
    if not knows_labour(main.world.sectors):
        return main
    settings = replace(main.settings, horizon=variants[0].horizon)
    try:
        return replace(main, beside=solve_experiment(main.question, settings, variants, strict=False))
    except NoEquilibriumError:
        return main
