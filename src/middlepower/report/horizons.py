"""A headline at both horizons: the number of the page, and beside it that of the other horizon."""

from __future__ import annotations

from middlepower.document.number import Number
from middlepower.document.ranked import Coalition, Ranking
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.variant import LONG
from middlepower.language.catalogue import say
from middlepower.report.profile_wording import billions, ranged, ranged_percent
from middlepower.report.wording import horizon_text, parted, percent, range_text, the

NAMED = 3  # economies of a sentence


def at_both(main: str, horizon: str, other: str, other_horizon: str) -> str:
    """Two numbers, each with its horizon, that of the first year last."""
    (first, when), (last, then) = sorted(
        [(main, horizon), (other, other_horizon)], key=lambda one: one[1] == FIRST_YEAR
    )
    return say("common.at_both", number=first, horizon=horizon_text(when), other=last, other_horizon=horizon_text(then))


def changes_at_both(long: Number, soon: Number) -> str:
    """Two changes in per cent with their signs and ranges, of the long run and of the first year."""
    return at_both(_change(long), LONG, _change(soon), FIRST_YEAR)


def _change(number: Number) -> str:
    if number.value is None:
        return number.reason
    shown = percent(number.value)
    return say("common.with_range", number=shown, range=range_text(number.ends)) if number.ends else shown


def exposed_at_both(document: Ranking) -> str:
    """What the first economies of a ranking lose at both horizons; empty where only one is known."""
    there = document.other_horizon
    if there is None:
        return ""
    items = [
        say(
            "rank.at_both",
            name=the(document.name(row.economy)),
            numbers=at_both(
                ranged_percent(row.exposure_percent),
                document.header.horizon,
                ranged_percent(there.exposure_percent[row.economy]),
                there.horizon,
            ),
            free=_free(document, row.economy),
        )
        for row in document.economies[:NAMED]
    ]
    power = the(document.name(document.to))
    return say(
        "rank.horizons",
        power=power,
        list=parted(items),
        extrapolation=_extrapolation(there.horizon, document.header.horizon),
    )


def _free(document: Ranking, economy: str) -> str:
    """The loss of the first year with wages that fall freely; empty where no horizon is the first year."""
    free = document.floor_free_percent.get(economy)
    return "" if free is None else say("rank.free", percent=ranged_percent(free))


def _extrapolation(*horizons: str) -> str:
    """That a cut-off in the first year is an extrapolation, where one of the horizons is the first year."""
    return say("common.extrapolation") if FIRST_YEAR in horizons else ""


def joint_at_both(document: Coalition) -> str:
    """What a coalition costs its target and its members at both horizons; empty where only one is known."""
    there, here = document.other_horizon, document.coalition
    if there is None:
        return ""
    horizon = document.header.horizon
    free = there.floor_free_percent or here.floor_free_percent
    return say(
        "coalition.horizons",
        target=the(document.name(document.against)),
        percent=at_both(
            ranged_percent(here.joint_cost_percent), horizon, ranged_percent(there.joint_cost_percent), there.horizon
        ),
        money=at_both(_money(here.members_loss_musd), horizon, _money(there.members_loss_musd), there.horizon),
        extrapolation=_extrapolation(horizon, there.horizon),
        free="" if free is None else say("coalition.wages_free", percent=ranged_percent(free)),
    )


def _money(number: Number) -> str:
    return say("common.billions", money=ranged(billions(number), 1))
