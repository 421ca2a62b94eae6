"""The brief's bottom line, written from the document's numbers and from nothing else."""

from __future__ import annotations

from middlepower.document.number import Number
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.own_money import in_money
from middlepower.report.tables import income_by_variant
from middlepower.report.wording import (
    NO_CHANGE,
    decimals_for,
    dollars,
    horizon_text,
    in_words,
    least,
    listed,
    per_cent,
    percent,
    plain,
    possessive,
    prints_as_zero,
    range_text,
)

MARK = "\0"  # where a sentence is cut
EXCEPTIONS_NAMED = 3  # more would bury the sentence


def income(results: Results, state: StateResults) -> float:
    """The change of the economy's real income in a state, per cent."""
    return results.own(state).real_income_percent.known


def decimals(results: Results) -> int:
    """Decimals of the economy's real income changes, the same throughout the bottom line and its chart."""
    return decimals_for(income(results, state) for state in results.states.values())


def extremes(results: Results) -> tuple[StateResults, StateResults]:
    """The best and the worst state for the economy's real income, of those that presume no solved-for change."""
    states = list(results.states.values())
    policies = [state for state in states if state.solved_for is None] or states
    ordered = sorted(policies, key=lambda state: income(results, state))
    return ordered[-1], ordered[0]


def answer(results: Results) -> str:
    """What the main state does to the economy, and which states are best and worst."""
    best, worst = extremes(results)
    first = _equal(results) or _moved(results)
    return first if best is worst else f"{first} {_compared(results, best, worst)}"


def _equal(results: Results) -> str:
    """That the main state equals the baseline, and why; empty where it does not."""
    why = "".join(remark.text for remark in results.main.remarks if remark.kind == "equals the baseline")
    lead = say("document.remark_equal", reasons=MARK).partition(MARK)[0]
    reasons = why.replace("`", "").removeprefix(lead)
    return say("sentences.equal", title=results.main.title, reasons=reasons) if why else ""


def _moved(results: Results) -> str:
    """What the main state does to the economy's real income."""
    number, title, whose = results.own(results.main).real_income_percent, results.main.title, whose_income(results)
    worth = _bracket(results, in_money(results), number)
    horizon, baseline = horizon_text(results.header.horizon), results.header.baseline
    if abs(number.known) <= NO_CHANGE:
        return say("sentences.leaves", title=title, whose=whose, worth=worth, horizon=horizon, baseline=baseline)
    return say(
        "sentences.raises" if number.known > 0 else "sentences.lowers",
        title=title,
        whose=whose,
        size=_size(results, number.known),
        worth=worth,
        horizon=horizon,
        baseline=baseline,
    )


def whose_income(results: Results) -> str:
    """Whose real income it is."""
    return possessive(results.name(results.economy))


def one_run(results: Results) -> str:
    """What the one run behind sectors, partners and parts gives in total, where that prints unlike the headlines."""
    apart = [state for state in results.states.values() if _printed_apart(results, state)]
    if not apart:
        return ""
    apart.sort(key=lambda state: -abs(own_total(results, state) - income(results, state)))
    places = decimals(results)
    shown = [
        say(
            "sentences.apart_item",
            percent=percent(own_total(results, state), places),
            title=state.title,
            headline=percent(income(results, state), places),
        )
        for state in apart[:EXCEPTIONS_NAMED]
    ]
    rest = len(apart) - len(shown)
    if rest:
        return say("sentences.apart_more", whose=whose_income(results), list=listed(shown), n=rest)
    return say("sentences.apart", whose=whose_income(results), list=listed(shown))


def own_total(results: Results, state: StateResults) -> float:
    """The change of the economy's real income in the one run behind sectors and partners, per cent."""
    return income_by_variant(results.own(state)).get(results.header.main_variant, income(results, state))


def _printed_apart(results: Results, state: StateResults) -> bool:
    places = decimals(results)
    return percent(own_total(results, state), places) != percent(income(results, state), places)


def _compared(results: Results, best: StateResults, worst: StateResults) -> str:
    up = sum(income(results, state) > 0 for state in results.states.values())
    start = say("sentences.compared", states=len(results.states), n=up)
    ends = say("sentences.best", state=_named(results, best)), say("sentences.worst", state=_named(results, worst))
    return " ".join([start, *ends, *_presumed(results)])


def _named(results: Results, state: StateResults) -> str:
    """A state with what it does, where it is not the one that is spoken of."""
    if state is results.main:
        return say("sentences.this_one")
    return say("sentences.state", title=state.title, change=_change(results, state))


def _presumed(results: Results) -> list[str]:
    """What a state with a solved-for change gives, and that the price of that change is not in it."""
    texts = []
    for state in results.states.values():
        if state.solved_for is None:
            continue
        cost, change = state.solved_for.trade_cost_change_percent.value, _change(results, state)
        if cost is None:
            texts.append(say("sentences.not_ranked", title=state.title, change=change))
        else:
            texts.append(say("sentences.not_ranked_of", title=state.title, change=change, cost=percent(cost, 1)))
    return texts


def _size(results: Results, value: float) -> str:
    """The size of a change without its sign."""
    places = decimals(results)
    if abs(value) < prints_as_zero(places):
        return say("sentences.less_than", number=least(places))
    return per_cent(plain(abs(value), places))


def _change(results: Results, state: StateResults) -> str:
    own = results.own(state)
    size = in_words(own.real_income_percent.known, decimals(results))
    worth = _bracket(results, dollars(own.real_income_musd.known), own.real_income_percent)
    return say("sentences.change", size=size, worth=worth)


def _bracket(results: Results, money: str, number: Number) -> str:
    """A change in money, and the range of the change in per cent where there is one."""
    if number.ends is None:
        return money
    return say("sentences.with_range", money=money, range=range_text(number.ends, decimals(results)))
