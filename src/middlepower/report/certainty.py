"""How sure the brief's answer is, and what would change it: sentences from the document's numbers and nothing else."""

from __future__ import annotations

from middlepower.document.number import Number
from middlepower.document.results import Economy, Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.sentences import EXCEPTIONS_NAMED, decimals, extremes, income, whose_income
from middlepower.report.tables import counted, income_by_variant
from middlepower.report.track_record import track_line
from middlepower.report.wording import in_words, listed, per_cent, plain, range_text, variant_change, variant_text

SMALL_CHANCE = 1.0  # per cent


def keeps_sign(own: Economy) -> bool:
    """Whether real income moves the same way throughout its range as at its centre."""
    number = own.real_income_percent
    values = [number.known, *(number.ends or ())]
    return all(value > 0 for value in values) or all(value < 0 for value in values)


def confidence(results: Results) -> str:
    """In how many states and variants the sign and the ranking hold."""
    names, header = counted(results), results.header
    if header.draws:
        return " ".join((_drawn(results), _direction(results), say("sentences.no_forecast")))
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


def _drawn(results: Results) -> str:
    return say("sentences.drawn", centre=results.header.centre, range=results.header.range)


def _direction(results: Results) -> str:
    """In how many states the change keeps its sign throughout its range, and which are the others."""
    states = list(results.states.values())
    shaky = [state for state in states if not keeps_sign(results.own(state))]
    if not shaky:
        return say("sentences.firm", whose=whose_income(results), n=len(states))
    if len(states) == 1:
        return say("sentences.not_firm", whose=whose_income(results), range=_range(results, shaky[0]))
    firm = len(states) - len(shaky)
    return say(
        "sentences.firm_but",
        whose=whose_income(results),
        n=firm,
        states=len(states),
        others=_exceptions(results, shaky),
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
    over = "draws" if results.header.draws else "runs"
    at_once = "" if first is None or first.value is None else _chance(first, "runs")
    return say(
        "bottom_line.tipping",
        title=answered.title,
        loss=in_words(income(results, answered), decimals(results)),
        chance=_chance(found.chance_percent, over),
        first_year=say("bottom_line.tipping_first_year", chance=at_once) if at_once else "",
    )


def _chance(number: Number, over: str) -> str:
    """A chance with its ends over the runs, or over the draws."""
    shown = per_cent(_level(number.known))
    if number.ends is None:
        return say("bottom_line.chance", percent=shown)
    low, high = (per_cent(_level(end)) for end in number.ends)
    return say(f"bottom_line.chance_over_{over}", percent=shown, low=low, high=high)


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
