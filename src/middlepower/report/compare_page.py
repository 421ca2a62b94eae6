"""The page of a comparison: how far two states are apart for each actor, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.compared import ComparedActor, StatesCompared
from middlepower.document.number import Number, Pair
from middlepower.language.catalogue import say
from middlepower.report.charts import side_by_side
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.horizons import changes_at_both
from middlepower.report.profile import profile_page
from middlepower.report.wording import (
    EN_DASH,
    Bullet,
    decimals_for,
    dollars,
    in_words,
    listed,
    parted,
    percent,
    plain,
    possessive,
    signed,
    worth,
)

OTHERS = (
    "exports_percent",
    "imports_percent",
    "gdp_volume_percent",
    "real_wage_percent",
    "consumer_prices_percent",
    "terms_of_trade_percent",
)
SIDES = "before", "after"
NAMED = 4  # measures and sectors of a sentence


def render_comparison(document: StatesCompared) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "actors": {code: document.name(code) for code in document.actors},
        "bullets": bullets(document),
        "chart": income_pairs(document),
        "places": places_of(document),
        "soon": all(actor.first_year is not None for actor in document.actors.values()),
        "others": {field: say(f"compare.number.{field}") for field in OTHERS},
        "change": change_text,
        "level": level_text,
    }
    return profile_page("compare.html", context)


def comparison_drawings(document: StatesCompared) -> Iterator[Drawing]:
    """The figure of the page."""
    first, second = document.first.title, document.second.title
    note = say("compare.note", baseline=document.first.baseline)
    yield RowFigure("income", say("compare.figure", first=first, second=second), note, income_pairs(document), "series")


def places_of(document: StatesCompared) -> int:
    """Decimals of real income: enough for the differences."""
    changes = [actor.real_income_percent.change.value for actor in document.actors.values()]
    return max(2, decimals_for(change for change in changes if change is not None))


def income_pairs(document: StatesCompared) -> Chart:
    """Real income of each actor in the first and the second state."""
    rows = [
        (document.name(code), (actor.real_income_percent.before, actor.real_income_percent.after))
        for code, actor in document.actors.items()
    ]
    return side_by_side((document.first.title, document.second.title), rows, places_of(document))


def change_text(number: Number, places: int) -> str:
    """A change with its sign, or why it is missing."""
    return number.reason if number.value is None else signed(number.value, places)


def level_text(number: Number) -> str:
    """A level without decimals, or a dash."""
    return EN_DASH if number.value is None else plain(number.value, 0)


def bullets(document: StatesCompared) -> tuple[Bullet, ...]:
    """How far the two are apart for each actor, why, and where it lands."""
    (code, actor), *others = document.actors.items()
    first, second = document.first.title, document.second.title
    whose = possessive(document.name(code))
    apart = say("compare.apart", first=first, second=second, whose=whose, change=_apart(document, actor))
    rest = [say("compare.item", name=document.name(name), change=_apart(document, one)) for name, one in others]
    return (
        Bullet(say("compare.lead.apart"), apart),
        *([Bullet(say("compare.lead.horizons"), both)] if (both := at_both_horizons(document)) else []),
        *([Bullet(say("compare.lead.others"), say("compare.others", list=parted(rest)))] if rest else ()),
        Bullet(say("compare.lead.why"), why(document)),
    )


def at_both_horizons(document: StatesCompared) -> str:
    """Real income of the first actor in both states at both horizons, with ranges; empty without a first year."""
    code, actor = next(iter(document.actors.items()))
    first = actor.first_year
    if first is None:
        return ""
    pairs = actor.real_income_percent, first.real_income_percent
    titles = document.first.title, document.second.title
    sides = [(title, *(getattr(pair, side) for pair in pairs)) for title, side in zip(titles, SIDES, strict=True)]
    told = [say("compare.at_both", title=title, numbers=changes_at_both(long, soon)) for title, long, soon in sides]
    return say("compare.horizons", whose=possessive(document.name(code)), list=parted(told))


def _apart(document: StatesCompared, actor: ComparedActor) -> str:
    income, money = actor.real_income_percent.change, actor.real_income_musd.change
    if income.value is None or money.value is None:
        return income.reason or money.reason
    return say("compare.change", percent=in_words(income.value, places_of(document)), money=_money(money.value))


def _money(value: float) -> str:
    shown = dollars(value)
    return say("compare.more" if value >= 0 else "compare.less", money=shown)


def why(document: StatesCompared) -> str:
    """Settings, measures and entries that tell the two apart, and the sectors whose output differs most."""
    law = {
        side: listed(_shown([one.title for one in document.law if one.only_in == side])) for side in ("first", "second")
    }
    titles = {"first": document.first.title, "second": document.second.title}
    said = [say("compare.only", title=titles[side], list=names) for side, names in law.items() if names]
    if document.own:
        said.append(say("compare.own", list=listed(document.own)))
    if document.settings:
        said.append(say("compare.settings", list=listed(one.setting for one in document.settings)))
    said.append(_sectors(document))
    return " ".join(filter(None, said)) or say("compare.nothing")


def _shown(titles: list[str]) -> list[str]:
    rest = len(titles) - NAMED
    return titles if rest <= 0 else [*titles[:NAMED], say("compare.rest", n=rest)]


def _sectors(document: StatesCompared) -> str:
    rows = [row for row in document.sectors_apart if row.output_percent.change.value is not None][:NAMED]
    shown = [
        say(
            "compare.sector",
            sector=document.sectors[row.sector].name,
            name=document.name(row.economy),
            money=worth(_difference(row.output_change_musd)),
            change=percent(_difference(row.output_percent), 2),
        )
        for row in rows
    ]
    return say("compare.sectors", list=listed(shown)) if shown else ""


def _difference(pair: Pair) -> float:
    return pair.change.known
