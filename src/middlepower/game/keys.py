"""By what a payoff is known: a hash of all that its equilibrium is computed from.

The code that solves, the world under its variant, closure, baseline, state, and what the state is solved for. Laws and
titles are not in it: two scenarios that change the same flows in the same way share their payoffs.
"""

from __future__ import annotations

from middlepower.experiment.identity import code_version, digest
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant, frictions_under, nest_elasticity, variant_world
from middlepower.model.core.from_world import benchmark_of

LAYOUT = "2"  # of a stored payoff


def payoff_keys(
    question: Question, settings: Settings, variant: Variant, states: tuple[str, ...], sectors_of: str = ""
) -> dict[str, str]:
    """{state: key} of a question's states under a variant, with the sectors of an economy where one is named."""
    world, eta = variant_world(question.world, variant), nest_elasticity(variant, settings.nest_elasticity)
    start = [LAYOUT, code_version(), digest(benchmark_of(world)), settings.main_closure, variant.label, sectors_of]
    frictions = frictions_under(world, variant)
    if frictions is not None:
        start.append(digest(frictions))
    if question.baseline is not None:
        start.append(digest(question.shock_of(BASELINE, world, eta)(None)))
    return {
        name: digest((*start, question.shock_of(name, world, eta)(None), question.states[name].solve_for))
        for name in states
    }
