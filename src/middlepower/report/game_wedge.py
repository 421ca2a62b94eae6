"""The page of a wedge game: what moving the economy costs, what it keeps, when it tips, and what one must believe."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.game_wedged import BeliefCase, Wedge
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.charts import side_by_side
from middlepower.report.drawing import Drawing, PlotFigure, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import Plot, dots
from middlepower.report.profile_wording import billions, ranged, short_number, span
from middlepower.report.wedge_figures import contour_plot, unsigned
from middlepower.report.wording import Bullet, horizon_text, listed, parted, plain, the

WAYS = ("free", "in", "out")
COLUMNS = ("free", "in", "out", "move", "reaches", "reward", "threat", "further", "money", "kept")


def headline(document: Wedge) -> str:
    """The sentence that a minister can repeat: what moving the economy costs each hegemon, at every horizon."""
    parts = [
        say("game_wedge.headline_part", horizon=horizon_text(when), prices=prices(document, when))
        for when in document.horizons
    ]
    points = plain(document.move_points, 0)
    return say("game_wedge.headline", economy=the(document.name(document.economy)), points=points, parts=parted(parts))


def prices(document: Wedge, when: str) -> str:
    """What the move costs each hegemon at a horizon, in words."""
    bids = document.horizons[when].numbers.hegemons
    return listed(price_words(the(document.name(code)), bids[code].move_musd) for code in document.hegemons)


def price_words(name: str, price: Number) -> str:
    """What the move costs one hegemon, or that it is out of reach."""
    if price.value is None:
        return say("game_wedge.cannot", name=name)
    return say("game_wedge.pays", name=name, money=money(price))


def money(number: Number) -> str:
    """Million US dollars with their range, in billions from a billion up; an en dash where they are missing."""
    if number.value is None:
        return short_number(number)
    if 0.0 <= number.value < 1.0:
        return below_million(number)
    if abs(number.value) >= 1000.0:
        return say("game_wedge.billion", number=ranged(billions(number), 1))
    return say("game_wedge.million", number=ranged(number, 0 if abs(number.value) >= 10.0 else 1))


def below_million(number: Number) -> str:
    """Less than a million US dollars, with the range: prices are known to about a million."""
    around = span(number, 1)
    return say("game_wedge.below_million_ranged", range=around) if around else say("game_wedge.below_million")


def bullets(document: Wedge) -> tuple[Bullet, ...]:
    """The answer; where bidding ends; what the economy keeps; when it tips; what all this rests on."""
    return (
        Bullet(say("game_wedge.lead.answer"), headline(document)),
        Bullet(say("game_wedge.lead.ends"), " ".join(ends(document, when) for when in document.horizons)),
        Bullet(say("game_wedge.lead.keeps"), " ".join(keeps(document, when) for when in document.horizons)),
        Bullet(say("game_wedge.lead.tips"), " ".join(tips(document, when) for when in document.horizons)),
        Bullet(say("game_wedge.lead.believe"), believe(document)),
    )


def ends(document: Wedge, when: str) -> str:
    """Where bidding ends at a horizon."""
    numbers = document.horizons[when].numbers
    economy, first = the(document.name(document.economy)), the(document.name(document.hegemons[0]))
    free = short_number(numbers.aligned_free_percent, 0)
    if numbers.aligned_percent.value is None:
        return say("game_wedge.ends_nowhere", horizon=horizon_text(when), economy=economy, first=first, free=free)
    words = say(
        "game_wedge.ends",
        horizon=horizon_text(when),
        economy=economy,
        first=first,
        free=free,
        chance=ranged(numbers.aligned_percent, 0),
        n=int(numbers.equilibria_found.known),
    )
    return f"{words} {say('game_wedge.around')}" if document.horizons[when].cycles else words


def keeps(document: Wedge, when: str) -> str:
    """What the economy keeps because there are two, at a horizon."""
    bids = document.horizons[when].numbers.hegemons
    parts = [
        say("game_wedge.keeps_part", name=the(document.name(code)), money=money(bids[code].kept_musd))
        for code in document.hegemons
    ]
    return say("game_wedge.keeps", horizon=horizon_text(when), parts=listed(parts))


def tips(document: Wedge, when: str) -> str:
    """What tips the economy at a horizon: the highest punishment, unpunished and punished for certain."""
    tipping = document.horizons[when].tipping
    case = max(tipping.punishments, key=lambda one: one.punishment_percent)
    chance = case.break_even_percent
    shown = say(f"game_wedge.worth_{never_or_always(chance)}") if chance.value is None else worth_up_to(chance)
    return say(
        "game_wedge.tips",
        horizon=horizon_text(when),
        second=the(document.name(document.hegemons[1])),
        gain=money(tipping.free_entry_musd),
        tariff=plain(case.punishment_percent, 0),
        worth=shown,
        free=money(case.reward_needed_musd["0"]),
        certain=money(case.reward_needed_musd["100"]),
    )


def worth_up_to(chance: Number) -> str:
    """Up to which chance of punishment the reward is worth it."""
    return say("game_wedge.up_to", chance=short_number(chance, 1))


def believe(document: Wedge) -> str:
    """What the numbers rest on, in one sentence."""
    scale, worth, taste = (document.beliefs[name] for name in ("scale", "worth", "taste"))
    return say(
        "game_wedge.believe",
        economy=the(document.name(document.economy)),
        first=the(document.name(document.hegemons[0])),
        taste=plain(taste.value, 0),
        scale=plain(scale.value, 1),
        worth=plain(worth.value, 2),
    )


def render_wedge(document: Wedge) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "economy": the(document.name(document.economy)),
        "first": the(document.name(document.hegemons[0])),
        "second": the(document.name(document.hegemons[1])),
        "hegemons": listed(the(document.name(code)) for code in document.hegemons),
        "points": plain(document.move_points, 0),
        "title": title_of(document),
        "even": even,
        "bullets": bullets(document),
        "heads": [say(f"game_wedge.column.{name}") for name in COLUMNS if name != "further"],
        "the": the,
        "price_chart": price_chart(document),
        "tariff_chart": tariff_chart(document),
        "contours": contours(document),
        "money": money,
        "horizon_words": {when: horizon_text(when) for when in document.horizons},
        "belief_rows": {when: belief_rows(document, when) for when in document.horizons},
    }
    return profile_page("game_wedge.html", context)


def title_of(document: Wedge) -> str:
    """Who bids for whom, as a heading."""
    hegemons = listed(the(document.name(code)) for code in document.hegemons)
    title = say("game_wedge.title", hegemons=hegemons, economy=the(document.name(document.economy)))
    return title[0].upper() + title[1:]


def even(chance: Number) -> str:
    """A break-even chance as a cell; `never` or `always` where there is none."""
    if chance.value is not None:
        return short_number(chance, 1)
    return say(f"game_wedge.{never_or_always(chance)}")


def never_or_always(chance: Number) -> str:
    """Which of the two a missing break-even chance means."""
    return "never" if chance.reason == say("game_wedge.never_worth") else "always"


def price_chart(document: Wedge) -> Chart:
    """What the move costs each hegemon at each horizon, US$ billion."""
    rows = [
        (row_name(document, code, when), billions(body.numbers.hegemons[code].move_musd))
        for code in document.hegemons
        for when, body in document.horizons.items()
    ]
    return dots([row for row in rows if row[1].value is not None])


def row_name(document: Wedge, code: str, when: str) -> str:
    """A hegemon at a horizon."""
    return say("game_wedge.row", name=document.name(code), horizon=horizon_text(when))


def tariff_chart(document: Wedge) -> Chart:
    """Each hegemon's tariffs: without bids, on an aligned economy, on one aligned with the other."""
    rows = []
    for code in document.hegemons:
        for when, body in document.horizons.items():
            bids = body.numbers.hegemons[code]
            tariffs = (bids.tariff_free_percent, bids.tariff_in_percent, bids.tariff_out_percent)
            rows.append((row_name(document, code, when), tariffs))
    return unsigned(side_by_side([say(f"game_wedge.way.{way}") for way in WAYS], rows, 1))


def contours(document: Wedge) -> list[tuple[str, Plot]]:
    """The tipping surface at every horizon, with its title."""
    return [(horizon_text(when), contour_plot(document, when)) for when in document.horizons]


def belief_rows(document: Wedge, when: str) -> list[dict[str, str]]:
    """The outcome under other beliefs as text."""
    return [belief_row(document, case) for case in document.horizons[when].beliefs]


def belief_row(document: Wedge, case: BeliefCase) -> dict[str, str]:
    """One row: the beliefs, chances, tariffs, prices and what is kept, hegemon by hegemon."""
    row = {
        say("game_wedge.column.scale"): plain(case.scale_percent, 1),
        say("game_wedge.column.worth"): plain(case.worth_percent, 2),
        say("game_wedge.column.taste"): plain(case.taste_percent, 0),
        say("game_wedge.column.chance_free"): short_number(case.aligned_free_percent, 0),
        say("game_wedge.column.chance"): short_number(case.aligned_percent, 0),
    }
    for code in document.hegemons:
        tariffs = case.tariffs_percent[code]
        both = say("game_wedge.in_out", inside=short_number(tariffs["in"], 1), outside=short_number(tariffs["out"], 1))
        row[say("game_wedge.column.tariffs_of", name=code)] = both
        row[say("game_wedge.column.price_of", name=code)] = money(case.move_musd[code])
        row[say("game_wedge.column.kept_over", name=code)] = short_number(case.kept_percent[code], 2)
    return row


def wedge_drawings(document: Wedge) -> Iterator[Drawing]:
    """The figures of the page."""
    economy, points = the(document.name(document.economy)), plain(document.move_points, 0)
    note = say("game_wedge.price_note", centre=document.header.centre, range=document.header.range)
    yield RowFigure(
        "price", say("game_wedge.price_title", economy=economy, points=points), note, price_chart(document), "dots", ""
    )
    title, note = say("game_wedge.tariff_title", economy=economy), say("game_wedge.tariff_note")
    yield RowFigure("tariffs", title, note, tariff_chart(document), "series")
    for when, plot in zip(document.horizons, (plot for _, plot in contours(document)), strict=True):
        title = say("game_wedge.surface_title", economy=economy, horizon=horizon_text(when))
        note = say("game_wedge.surface_note", first=the(document.name(document.hegemons[0])))
        axes = say("game_wedge.axis_chance"), say("game_wedge.axis_reward")
        yield PlotFigure(f"tipping-{when}", title, note, plot, *axes)
