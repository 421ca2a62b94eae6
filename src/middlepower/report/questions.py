"""The scenario's own questions with their answers: sentences of the catalogue, filled from the document alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from middlepower.document.number import Pair
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import named, say
from middlepower.report.certainty import tipping
from middlepower.report.provinces import persons_sentence, provinces_sentence
from middlepower.report.sentences import decimals, income
from middlepower.report.tables import baseline_share, markets, sector_name, share_of
from middlepower.report.wording import capital, dollars, listed, percent, plain, possessive, the, worth

SHOWN = 4  # products and sectors of a sentence


@dataclass(frozen=True)
class AnsweredQuestion:
    """One question with its sentences, the plainest first, and where more of the answer is found."""

    asks: str
    sentences: tuple[str, ...]
    see: str


def answered(results: Results) -> tuple[AnsweredQuestion, ...]:
    """Every question of the scenario that the document's states answer."""
    found = []
    for question in results.scenario_definition.questions:
        said = [
            SENTENCES[point.show](results, [results.states[code] for code in point.states]) for point in question.points
        ]
        found.append(AnsweredQuestion(named(question.asks), tuple(filter(None, said)), named(question.see)))
    return tuple(found)


def _own(results: Results) -> str:
    return results.name(results.economy)


def _money(results: Results, state: StateResults) -> float:
    return results.own(state).real_income_musd.known


def changes(results: Results, states: list[StateResults]) -> str:
    """What each state does to the economy's real income."""
    places = decimals(results)
    items = [
        say(
            "questions.change_item",
            percent=percent(income(results, state), places),
            money=worth(_money(results, state)),
            title=state.title,
        )
        for state in states
    ]
    return capital(say("questions.changes", whose=possessive(_own(results)), list=listed(items)))


def legs(results: Results, states: list[StateResults]) -> str:
    """What the first state is worth, and what share of it each of the others brings by itself."""
    whole, *parts = states
    total = _money(results, whole)
    items = [
        say(
            "questions.leg_item",
            title=part.title,
            money=worth(_money(results, part)),
            share=plain(100.0 * _money(results, part) / total, 0),
        )
        for part in parts
        if total
    ]
    return (
        say("questions.legs", title=whole.title, money=worth(total), own=_own(results), list=listed(items))
        if items
        else ""
    )


def gainers(results: Results, states: list[StateResults]) -> str:
    """Who gains and loses in money, the largest gain first."""
    codes = tuple(dict.fromkeys((results.economy, *results.actors, *results.powers)))
    return " ".join(_gainers(results, state, codes) for state in states)


def _gainers(results: Results, state: StateResults, codes: tuple[str, ...]) -> str:
    money = {code: state.economies[code].real_income_musd.known for code in codes if code in state.economies}
    ordered = sorted(money, key=lambda code: -money[code])
    items = [say("questions.gainer_item", money=worth(money[code]), name=the(results.name(code))) for code in ordered]
    return say("questions.gainers", title=state.title, list=listed(items))


def products(results: Results, states: list[StateResults]) -> str:
    """The goods of the economy whose trade changes most, before and after."""
    return " ".join(filter(None, (_products(results, state) for state in states)))


def _products(results: Results, state: StateResults) -> str:
    rows = [
        row
        for row in state.products
        if results.economy in (row.exporter, row.importer) and row.value_musd.change.value is not None
    ]
    rows.sort(key=lambda row: -abs(row.value_musd.change.known))
    items = [
        say(
            "questions.product_item",
            product=row.name,
            flow=say("answers.flow", exporter=results.name(row.exporter), importer=results.name(row.importer)),
            before=_level(row.value_musd, after=False),
            after=_level(row.value_musd, after=True),
        )
        for row in rows[:SHOWN]
    ]
    return say("questions.products", title=state.title, list=listed(items)) if items else ""


def _level(pair: Pair, after: bool) -> str:
    return dollars((pair.after if after else pair.before).known)


def sectors(results: Results, states: list[StateResults]) -> str:
    """Of the economy's sectors that lose workers, those that lose most value added."""
    return " ".join(filter(None, (_sectors(results, state) for state in states)))


def _sectors(results: Results, state: StateResults) -> str:
    losses = [
        (change.value_added_change_musd.known, code, change.employment_percent)
        for code, change in state.sectors[results.economy].items()
        if (change.value_added_change_musd.value or 0.0) < 0 and (change.employment_percent.value or 0.0) < 0
    ]
    items = [
        say(
            "questions.sector_item",
            sector=sector_name(results, code),
            money=worth(musd),
            employment=percent(employment.known, 1),
        )
        for musd, code, employment in sorted(losses, key=lambda loss: loss[:2])[:SHOWN]
    ]
    return say("questions.sectors", title=state.title, own=_own(results), list=listed(items)) if items else ""


def market(results: Results, states: list[StateResults]) -> str:
    """What share of the economy's exports each power takes, in the baseline and in the states."""
    return " ".join(filter(None, (_market(results, power, states) for power in markets(results))))


def _market(results: Results, power: str, states: list[StateResults]) -> str:
    before = baseline_share(results, power)
    shares = [(state, share_of(results.own_actor(state), power)) for state in states]
    items = [
        say("questions.market_item", after=plain(after, 1), title=s.title) for s, after in shares if after is not None
    ]
    if before is None or not items:
        return ""
    return say(
        "questions.market",
        name=capital(the(results.name(power))),
        before=plain(before, 1),
        whose=possessive(_own(results)),
        list=listed(items),
    )


def presumes(results: Results, states: list[StateResults]) -> str:
    """What a state with a solved-for change presumes, and what cost a year would eat up its gain."""
    return " ".join(filter(None, (_presumes(results, state) for state in states)))


def _presumes(results: Results, state: StateResults) -> str:
    solved, gain = state.solved_for, _money(results, state)
    if solved is None or gain <= 0 or solved.trade_cost_change_percent.value is None:
        return ""
    cost = percent(solved.trade_cost_change_percent.known, 1)
    return say("questions.presumes", title=state.title, cost=cost, money=dollars(gain))


SENTENCES: Mapping[str, Callable[[Results, list[StateResults]], str]] = {
    "changes": changes,
    "legs": legs,
    "gainers": gainers,
    "products": products,
    "sectors": sectors,
    "market": market,
    "presumes": presumes,
    "provinces": provinces_sentence,
    "persons": persons_sentence,
    "tipping": lambda results, _: tipping(results),
}
"""What a point of a question shows: its name in the scenario -> the sentence."""
