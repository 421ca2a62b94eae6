"""The page of a wedge ranking: how cheaply each economy is moved, and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.game_wedged import MovedEconomy, WedgeRanking
from middlepower.language.catalogue import say
from middlepower.report.charts import side_by_side
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.game_wedge import money, price_words
from middlepower.report.profile import profile_page
from middlepower.report.profile_wording import billions, short_number
from middlepower.report.wedge_figures import unsigned
from middlepower.report.wording import Bullet, horizon_text, listed, plain, the

FIRST_FEW = 3


def ranking_headline(document: WedgeRanking) -> str:
    """The sentence that a minister can repeat: who is moved most cheaply, by whom, and who least."""
    parts = [cheapest_words(document, code) for code in list(document.economies)[:FIRST_FEW]]
    points = plain(document.move_points, 0)
    return say(
        "game_wedge.rank_headline", points=points, parts=listed(parts), horizon=horizon_text(document.header.horizon)
    )


def stable_words(document: WedgeRanking) -> str:
    """How much of the order survives the other horizon; why that is not known."""
    order = list(document.rank_stability.sets.values())[-1].same_order
    if order.value is None:
        return order.reason
    return say("game_wedge.rank_stable", share=f"{100 * order.value:.0f}")


def cheapest_words(document: WedgeRanking, code: str) -> str:
    """An economy and what the cheaper hegemon pays to move it."""
    hegemon = cheaper(document, document.economies[code])[0]
    number = document.economies[code].move_musd[document.header.horizon][hegemon]
    words = price_words(the(document.name(hegemon)), number)
    return say("game_wedge.rank_part", economy=the(document.name(code)), price=words)


def cheaper(document: WedgeRanking, row: MovedEconomy) -> tuple[str, float]:
    """(the hegemon that moves an economy more cheaply at the main horizon, its price); infinite where neither can."""
    prices = row.move_musd[document.header.horizon]
    costs = {code: float("inf") if one.value is None else one.value for code, one in prices.items()}
    best = min(costs, key=lambda code: costs[code])
    return best, costs[best]


def render_wedge_ranking(document: WedgeRanking) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "hegemons": listed(the(document.name(code)) for code in document.hegemons),
        "first": the(document.name(document.hegemons[0])),
        "points": plain(document.move_points, 0),
        "bullets": (
            Bullet(say("game_wedge.lead.answer"), ranking_headline(document)),
            Bullet(say("rank.lead.sure"), stable_words(document)),
            Bullet(say("game_wedge.lead.careful"), " ".join(document.notes[-1:])),
        ),
        "chart": price_rows(document),
        "rows": table_rows(document),
    }
    return profile_page("game_wedge_rank.html", context)


def price_rows(document: WedgeRanking) -> Chart:
    """What either hegemon pays for each economy at the main horizon, US$ billion."""
    names = [document.name(code) for code in document.hegemons]
    rows = [
        (document.name(code), [billions(row.move_musd[document.header.horizon][m]) for m in document.hegemons])
        for code, row in document.economies.items()
    ]
    return unsigned(side_by_side(names, [row for row in rows if any(one.value is not None for one in row[1])], 2))


def table_rows(document: WedgeRanking) -> list[dict[str, str]]:
    """The ranking as text, one row an economy."""
    return [table_row(document, place, code) for place, code in enumerate(document.economies, 1)]


def table_row(document: WedgeRanking, place: int, code: str) -> dict[str, str]:
    """One economy: by horizon, its chances and what either hegemon pays."""
    row = document.economies[code]
    cells = {
        say("game_wedge.column.economy"): say("rank.placed", rank=place, name=document.name(code)),
        say("game_wedge.column.taste"): short_number(row.taste_percent, 0),
    }
    for when in row.move_musd:
        named = horizon_text(when)
        for hegemon in document.hegemons:
            head = say("game_wedge.column.price_at", name=hegemon, horizon=named)
            cells[head] = money(row.move_musd[when][hegemon])
        chance = row.aligned_percent[when]
        shown = say("game_wedge.circle_short") if chance.value is None else short_number(chance, 0)
        cells[say("game_wedge.column.chance_at", horizon=named)] = shown
    return cells


def ranking_drawings(document: WedgeRanking) -> Iterator[Drawing]:
    """The figure of the page."""
    points = plain(document.move_points, 0)
    title = say("game_wedge.rank_figure", points=points)
    note = say("game_wedge.rank_note", centre=document.header.centre)
    yield RowFigure("wedge-rank", title, note, price_rows(document), "series", "")
