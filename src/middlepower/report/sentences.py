"""The brief's bottom line, written from the document's numbers and from nothing else."""

from __future__ import annotations

from middlepower.document.number import Number
from middlepower.document.results import Economy, Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.own_money import in_money
from middlepower.report.tables import counted, income_by_variant
from middlepower.report.track_record import track_line
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
    variant_change,
    variant_text,
)

MARK = "\0"  # where a sentence is cut
EXCEPTIONS_NAMED = 3  # more would bury the sentence
SMALL_CHANCE = 1.0  # per cent


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
    number, title, whose = results.own(results.main).real_income_percent, results.main.title, _whose(results)
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


def _whose(results: Results) -> str:
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
        return say("sentences.apart_more", whose=_whose(results), list=listed(shown), n=rest)
    return say("sentences.apart", whose=_whose(results), list=listed(shown))


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


def keeps_sign(own: Economy) -> bool:
    """Whether real income moves the same way throughout its range as at its centre."""
    number = own.real_income_percent
    values = [number.known, *(number.ends or ())]
    return all(value > 0 for value in values) or all(value < 0 for value in values)


def confidence(results: Results) -> str:
    """In how many states and variants the sign and the ranking hold."""
    names = counted(results)
    if not names:
        return say("sentences.one_case", centre=results.header.centre)
    said = (
        say("sentences.headline", centre=results.header.centre, n=len(names)),
        _direction(results),
        _ranking(results, names),
        _unsolved(results),
        say("sentences.no_forecast"),
        track_line(results.header),
    )
    return " ".join(filter(None, said))


def _direction(results: Results) -> str:
    """In how many states the change keeps its sign throughout its range, and which are the others."""
    states = list(results.states.values())
    shaky = [state for state in states if not keeps_sign(results.own(state))]
    if not shaky:
        return say("sentences.firm", whose=_whose(results), n=len(states))
    if len(states) == 1:
        return say("sentences.not_firm", whose=_whose(results), range=_range(results, shaky[0]))
    firm = len(states) - len(shaky)
    return say(
        "sentences.firm_but", whose=_whose(results), n=firm, states=len(states), others=_exceptions(results, shaky)
    )


def _of_all(part: int, whole: int) -> str:
    return say("sentences.all", all=whole) if part == whole else say("sentences.of_all", n=part, all=whole)


def _unsolved(results: Results) -> str:
    """Which runs found no equilibrium, so that no range looks more complete than it is."""
    missing = [
        say(
            "sentences.unsolved_item",
            title=state.title,
            list=listed(map(variant_text, state.variants_without_equilibrium)),
        )
        for state in results.states.values()
        if state.variants_without_equilibrium
    ]
    return say("sentences.unsolved", list=listed(missing)) if missing else ""


def _exceptions(results: Results, shaky: list[StateResults]) -> str:
    if len(shaky) > EXCEPTIONS_NAMED:
        return say("sentences.others_in_the_table")
    shown = [say("sentences.exception", title=state.title, range=_range(results, state)) for state in shaky]
    return say("sentences.exceptions", list=listed(shown), n=len(shown))


def _range(results: Results, state: StateResults) -> str:
    return range_text(results.own(state).real_income_percent.ends, decimals(results))


def _ranking(results: Results, names: list[str]) -> str:
    best, worst = extremes(results)
    if best is worst:
        return ""
    states = [state for state in results.states.values() if state.solved_for is None or state in (best, worst)]
    held = [0, 0]
    for name in names:
        changes = {state.code: income_by_variant(results.own(state)) for state in states}
        values = {code: change[name] for code, change in changes.items() if name in change}
        held[0] += bool(values) and max(values, key=values.__getitem__) == best.code
        held[1] += bool(values) and min(values, key=values.__getitem__) == worst.code
    return say(
        "sentences.ranking",
        best=best.title,
        best_in=_of_all(held[0], len(names)),
        worst=worst.title,
        worst_in=_of_all(held[1], len(names)),
    )


def what_changes(results: Results) -> str:
    """The reaction that would undo the main state's gain, and the variant that moves the answer most."""
    parts = [tipping(results), strongest_variant(results, results.main)]
    best, worst = extremes(results)
    larger = max((best, worst), key=lambda state: abs(income(results, state)))
    if larger is not results.main:
        parts.append(strongest_variant(results, larger))
    text = " ".join(part for part in parts if part)
    return text or say("sentences.nothing_else")


def tipping(results: Results) -> str:
    """The chance of the reaction at which the main state's expected gain is nil; empty without such a chance."""
    found = results.break_even
    if found is None:
        return ""
    answered, first = results.states[found.reaction], found.chance_first_year_percent
    at_once = "" if first is None or first.value is None else _chance(first)
    return say(
        "bottom_line.tipping",
        title=answered.title,
        loss=in_words(income(results, answered), decimals(results)),
        chance=_chance(found.chance_percent),
        first_year=say("bottom_line.tipping_first_year", chance=at_once) if at_once else "",
    )


def _chance(number: Number) -> str:
    """A chance with the lowest and highest over the runs."""
    shown = per_cent(_level(number.known))
    if number.ends is None:
        return say("bottom_line.chance", percent=shown)
    low, high = (per_cent(_level(end)) for end in number.ends)
    return say("bottom_line.chance_with_range", percent=shown, low=low, high=high)


def _level(chance: float) -> str:
    """A chance with as many decimals as leave something of it."""
    return plain(chance, 1 if chance >= SMALL_CHANCE else 2)


def strongest_variant(results: Results, state: StateResults) -> str:
    """Which variant moves the economy's real income in a state furthest from the central number."""
    central, main = income(results, state), results.header.main_variant
    others = {name: value for name, value in income_by_variant(results.own(state)).items() if name != main}
    if not others:
        return ""
    name = max(others, key=lambda key: abs(others[key] - central))
    places = decimals(results)
    return say(
        "sentences.strongest",
        title=state.title,
        variant=variant_change(name, main),
        central=in_words(central, places),
        other=in_words(others[name], places),
    )
