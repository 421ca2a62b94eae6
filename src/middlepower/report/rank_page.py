"""The page of a ranking: who would lose most without a power, with ranges, and the whole table."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.number import Number
from middlepower.document.rank import INDICATORS, ordered_by, rank_title
from middlepower.document.ranked import Ranking, RankRow
from middlepower.language.catalogue import say
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.horizons import exposed_at_both
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import dots
from middlepower.report.profile_wording import billions, ranged, ranged_percent, short_number
from middlepower.report.wording import Bullet, horizon_text, listed, the

NAMED = 3  # economies of a sentence
DRAWN = 25  # of the figure; the table holds all


def render_rank(document: Ranking) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "power": the(document.name(document.to)),
        "title": rank_title(document.by, document.name(document.to)),
        "bullets": bullets(document),
        "chart": rank_chart(document),
        "unit": unit(document),
        "heads": heads(document),
        "exposures": lambda row: exposures(document, row),
        "by": say(f"rank.by.{document.by}"),
        "drawn": min(DRAWN, len(document.economies)),
    }
    return profile_page("rank.html", context)


def heads(document: Ranking) -> tuple[str, ...]:
    """The columns of numbers."""
    cost = say("rank.cost_to", power=document.name(document.to))
    shares = say("rank.export_share"), say("rank.import_share")
    return *exposure_heads(document), say("rank.loss"), cost, say("rank.leverage"), *shares


def exposure_heads(document: Ranking) -> tuple[str, ...]:
    """The columns of tolerated tariffs where they order, and of exposures: at the page's horizon, at the other one, and
    with wages that fall freely."""
    first = document.economies[0]
    tariff = [] if first.tolerated_tariff_percent is None else [say("rank.tolerated")]
    tariff += [] if first.net_alignment is None else [say("rank.alignment")]
    horizons = [document.header.horizon, *([document.other_horizon.horizon] if document.other_horizon else [])]
    heads = [say("rank.exposure_at", horizon=horizon_text(one)) for one in horizons]
    return (*tariff, *heads, *([say("rank.exposure_free")] if document.floor_free_percent else []))


def exposures(document: Ranking, row: RankRow) -> tuple[Number, ...]:
    """The numbers of a row under `exposure_heads`."""
    tariff = [number for number in (row.tolerated_tariff_percent, row.net_alignment) if number is not None]
    there, free = document.other_horizon, document.floor_free_percent
    beside = [] if there is None else [there.exposure_percent[row.economy]]
    return (*tariff, row.exposure_percent, *beside, *([free[row.economy]] if free else []))


def rank_drawings(document: Ranking) -> Iterator[Drawing]:
    """The figure of the page."""
    header, title = document.header, rank_title(document.by, document.name(document.to))
    by = say(f"rank.by.{document.by}")
    note = say("rank.note", by=by, side=document.side_meaning, baseline=header.baseline, range=header.range)
    yield RowFigure("rank", title, note, rank_chart(document), "dots", unit(document))


def unit(document: Ranking) -> str:
    """What follows a number of the order: the per cent sign, or nothing."""
    return "%" if number_of(document, document.economies[0])[0].endswith("_percent") else ""


def number_of(document: Ranking, row: RankRow) -> tuple[str, Number]:
    """The number that orders the economies, with its field."""
    field = INDICATORS[document.by]
    number: Number = getattr(row, field)
    return field, number


def rank_chart(document: Ranking) -> Chart:
    """A dot with its range per economy, the first of the ranking on top."""
    rows = [(document.name(row.economy), number_of(document, row)[1]) for row in document.economies[:DRAWN]]
    return dots([row for row in rows if row[1].value is not None])


def bullets(document: Ranking) -> tuple[Bullet, ...]:
    """Who comes first, what that costs the power, and how firm the order is."""
    first = document.economies[:NAMED]
    power, name = the(document.name(document.to)), document.name
    said = ranged_percent if unit(document) else ranged
    numbers = [number_of(document, row)[1] for row in first]
    items = zip(first, numbers, strict=True)
    shown = [
        say("rank.item", name=the(name(row.economy)), number=one.reason if one.value is None else said(one))
        for row, one in items
    ]
    top, both = first[0], exposed_at_both(document)
    cost = say(
        "rank.cost",
        name=the(name(top.economy)),
        power=power,
        loss=ranged(billions(top.loss_musd), 1),
        cost=short_number(top.sender_cost_percent, 3),
        sender=short_number(billions(top.sender_loss_musd), 1),
    )
    return (
        Bullet(say("rank.lead.order"), say("rank.order", list=listed(shown), by=say(f"rank.by.{document.by}"))),
        *([Bullet(say("rank.lead.horizons"), both)] if both else []),
        Bullet(say("rank.lead.cost"), cost),
        Bullet(say("rank.lead.sure"), sure(document)),
    )


def sure(document: Ranking) -> str:
    """How much of the order of exposures, or of tolerated tariffs, survives other elasticity sets."""
    orders = [order.same_order.value for order in document.rank_stability.sets.values()]
    known = [order for order in orders if order is not None]
    if len(known) < 2:
        return say("rank.one_set")
    if document.economies[0].net_alignment is not None:
        return say("rank.stable_sessions", share=f"{100 * min(known):.0f}", n=len(known))
    return say("rank.stable", share=f"{100 * min(known):.0f}", n=len(known), ordered=ordered_by(document.by))
