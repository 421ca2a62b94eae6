"""The largest tariff of a power that each economy's free trade with another one tolerates, for a ranking."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from middlepower.autonomy.freedom import TARIFFS, free_trade, tolerated_exactly
from middlepower.autonomy.record import record_of
from middlepower.document.number import Number
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.rebase import recorded
from middlepower.experiment.variant import LONG, Variant
from middlepower.indicators.labelled import About, LabelledColumn, column, no_reasons
from middlepower.language.catalogue import say
from middlepower.world.parties import members

TOLERATED = "tolerated-tariff"
OTHER_SIDE = {"USA": "CHN"}  # with whom the move is; with the United States under every other power's threat
FIRST_POWER = "USA"


def partner_of(power: str) -> str:
    """With whom free trade is the move that a power dislikes."""
    return OTHER_SIDE.get(power, FIRST_POWER)


def tolerated_by(baseline: Baseline, power: str) -> dict[str, Number]:
    """{economy: largest tariff in per cent} at the record's probability, of all economies outside the power."""
    start = baseline
    if baseline.shock.quotas:  # rates laid on top of a quota's would miss its premium
        start = recorded(baseline, Variant(baseline.world.elasticity_set, LONG))
    world, p = start.world, record_of(power).probability
    inside, partner = members(world, power), members(world, partner_of(power))
    found = {}
    for n, code in enumerate(world.regions):
        if n in inside:
            continue
        if n in partner:
            found[code] = Number(None, reason=say("frontier.is_partner"))
            continue
        try:
            found[code] = as_number(tolerated_exactly(free_trade(start, n, partner), n, inside, p))
        except NoEquilibriumError as error:
            found[code] = Number(None, reason=error.reason)
    return found


def as_number(tariff: float) -> Number:
    """A tolerated tariff in per cent; missing, with the reason, where the move gains nothing or bears every one."""
    if math.isnan(tariff):
        return Number(None, reason=say("frontier.move_gains_nothing"))
    return Number(None, reason=tolerates_all()) if math.isinf(tariff) else Number.of(100.0 * tariff)


def tolerates_all() -> str:
    """Why an economy that tolerates every tariff has no largest one."""
    return say("frontier.tolerates_all", most=f"{100 * TARIFFS[-1]:g}")


def tolerance(number: Number) -> float:
    """What orders economies: the largest tariff, infinite where all are tolerated, NaN where there is none."""
    if number.value is not None:
        return number.value
    return math.inf if number.reason == tolerates_all() else math.nan


def tolerances(found: Mapping[str, Number], source: str) -> LabelledColumn:
    """The order of economies as a labelled array; every tariff above the highest computed counts as twice that."""
    top = 200.0 * TARIFFS[-1]
    values = np.nan_to_num([tolerance(number) for number in found.values()], nan=np.nan, posinf=top)
    said = no_reasons((len(values),))
    said[:] = [number.reason if gone else "" for number, gone in zip(found.values(), np.isnan(values), strict=True)]
    about = About("per cent", "largest tolerated tariff", source)
    return column("tolerated", values, {"economy": list(found)}, about, said)
