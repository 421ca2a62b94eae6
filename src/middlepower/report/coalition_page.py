"""The page of a coalition: what it costs the target, what it costs the members, and who adds how much."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.number import Number
from middlepower.document.ranked import Coalition
from middlepower.language.catalogue import say
from middlepower.report.charts import side_by_side
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.horizons import joint_at_both
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import dots
from middlepower.report.profile_wording import billions, ranged, ranged_percent
from middlepower.report.wording import Bullet, horizon_text, listed, parted, the

COLUMNS = ("alone", "last", "shapley", "own_cost", "own_alone", "own_loss")
ADDED = ("alone", "marginal", "shapley")


def render_coalition(document: Coalition) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "target": the(document.name(document.against)),
        "members": members(document),
        "joint": document.coalition,
        "heads": [say(f"coalition.column.{name}") for name in COLUMNS],
        "besides": besides(document),
        "bullets": bullets(document),
        "added": added_chart(document),
        "costs": cost_chart(document),
    }
    return profile_page("coalition.html", context)


def besides(document: Coalition) -> dict[str, dict[str, Number]]:
    """Further columns of own costs: at the other horizon, and with wages that fall freely where a floor holds them."""
    there, free = document.other_horizon, {}
    for code, one in document.coalition.members.items():
        if one.floor_free_percent is not None:
            free[code] = one.floor_free_percent
    found = {} if there is None else {_cost_at(there.horizon): dict(there.own_cost_percent)}
    return {**found, **({say("coalition.column.own_free"): free} if free else {})}


def _cost_at(horizon: str) -> str:
    return say("coalition.own_cost_at", horizon=horizon_text(horizon))


def coalition_drawings(document: Coalition) -> Iterator[Drawing]:
    """The figures of the page."""
    who, target = members(document), the(document.name(document.against))
    baseline = document.header.baseline
    note = say("coalition.added_note", side=document.side_meaning, baseline=baseline)
    title = say("coalition.added_title", members=who, target=target)
    yield RowFigure("added", title, note, added_chart(document), "series", "")
    title = say("coalition.costs_title", members=who, target=target)
    note = say("coalition.costs_note", baseline=baseline, range=document.header.range, centre=document.header.centre)
    yield RowFigure("costs", title, note, cost_chart(document), "dots")


def members(document: Coalition) -> str:
    """The members by name."""
    return listed(the(document.name(code)) for code in document.members)


def added_chart(document: Coalition) -> Chart:
    """What each member adds: alone, as the last to join, and on average over all orders of joining."""
    rows = [
        (document.name(code), (one.alone_log_points, one.marginal_log_points, one.shapley_log_points))
        for code, one in document.coalition.members.items()
    ]
    return side_by_side([say(f"coalition.way.{way}") for way in ADDED], rows, 3)


def cost_chart(document: Coalition) -> Chart:
    """What the cut-off costs each member, with its range."""
    rows = [(document.name(code), one.own_cost_percent) for code, one in document.coalition.members.items()]
    return dots([row for row in rows if row[1].value is not None])


def loss_text(document: Coalition, target: str) -> str:
    """What the target loses; without an equilibrium, that nothing is known of it."""
    joint, who = document.coalition, members(document)
    if joint.joint_cost_percent.value is None:
        return say("coalition.loss_unknown", side=document.side_meaning, members=who, target=target)
    return say(
        "coalition.loss",
        side=document.side_meaning,
        members=who,
        target=target,
        percent=ranged_percent(joint.joint_cost_percent),
        money=ranged(billions(joint.joint_cost_musd), 1),
    )


def bullets(document: Coalition) -> tuple[Bullet, ...]:
    """What it costs the target, what it costs the members, and who adds most."""
    joint, target = document.coalition, the(document.name(document.against))
    order = sorted(joint.members, key=lambda code: -(joint.members[code].shapley_log_points.value or 0.0))
    parts = [
        say("coalition.part", name=document.name(code), points=ranged(joint.members[code].shapley_log_points, 3))
        for code in order
    ]
    loss = loss_text(document, target)
    both = joint_at_both(document)
    price = say(
        "coalition.price",
        money=ranged(billions(joint.members_loss_musd), 1),
        ratio=ranged(joint.deterrence_per_dollar),
    )
    return (
        Bullet(say("coalition.lead.loss"), loss),
        *([Bullet(say("coalition.lead.horizons"), both)] if both else []),
        Bullet(say("coalition.lead.price"), price),
        Bullet(
            say("coalition.lead.parts"),
            say("coalition.parts", list=parted(parts), ratio=ranged(joint.super_additivity, 3)),
        ),
    )
