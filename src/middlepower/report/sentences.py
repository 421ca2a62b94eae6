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
    count,
    decimals_for,
    dollars,
    horizon_text,
    in_words,
    listed,
    per_cent,
    percent,
    plain,
    possessive,
    prints_as_zero,
    range_text,
    signed,
    variant_change,
    variant_text,
)

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
    why = [remark.text for remark in results.main.remarks if remark.kind == "equals the baseline"]
    said = "".join(why).replace("`", "").removeprefix("Equal to the baseline: ")
    return f"\u201c{results.main.title}\u201d changes nothing: {said}" if said else ""


def _moved(results: Results) -> str:
    """What the main state does to the economy's real income."""
    whose, main = possessive(results.name(results.economy)), results.main
    number = results.own(main).real_income_percent
    value = number.known
    verb = "leaves" if abs(value) <= NO_CHANGE else "raises" if value > 0 else "lowers"
    return (
        f"\u201c{main.title}\u201d {verb} {whose} real income {_by(results, value)} ({in_money(results)}"
        f"{_spread(results, number)} {_when(results)}, relative to the baseline ({results.header.baseline})."
    )


def _when(results: Results) -> str:
    return f"in the {horizon_text(results.header.horizon)}"


def one_run(results: Results) -> str:
    """What the one run behind sectors, partners and parts gives in total, where that prints unlike the headlines."""
    apart = [state for state in results.states.values() if _printed_apart(results, state)]
    if not apart:
        return ""
    apart.sort(key=lambda state: -abs(own_total(results, state) - income(results, state)))
    places = decimals(results)
    shown = [
        f"{percent(own_total(results, state), places)} in \u201c{state.title}\u201d (headline "
        f"{percent(income(results, state), places)})"
        for state in apart[:EXCEPTIONS_NAMED]
    ]
    rest = len(apart) - len(shown)
    more = f"; {count(rest, 'other state')} differ{'s' if rest == 1 else ''} by less" if rest else ""
    return (
        "Sectors, partners and parts are those of one run, under the sector-wise median of the sets, where "
        f"{possessive(results.name(results.economy))} real income changes by {listed(shown)}{more}."
    )


def own_total(results: Results, state: StateResults) -> float:
    """The change of the economy's real income in the one run behind sectors and partners, per cent."""
    return income_by_variant(results.own(state)).get(results.header.main_variant, income(results, state))


def _printed_apart(results: Results, state: StateResults) -> bool:
    places = decimals(results)
    return percent(own_total(results, state), places) != percent(income(results, state), places)


def _compared(results: Results, best: StateResults, worst: StateResults) -> str:
    up = sum(income(results, state) > 0 for state in results.states.values())
    raised = {0: "none raises", 1: "one raises"}.get(up, f"{up} raise")
    shown = [
        "this one" if state is results.main else f"\u201c{state.title}\u201d, {_change(results, state)}"
        for state in (best, worst)
    ]
    start = f"Of the {len(results.states)} states compared, {raised} real income."
    return f"{start} Best: {shown[0]}. Worst: {shown[1]}.{_presumed(results)}"


def _presumed(results: Results) -> str:
    """What a state with a solved-for change gives, and that the price of that change is not in it."""
    presuming = [state for state in results.states.values() if state.solved_for is not None]
    texts = []
    for state in presuming:
        cost = state.solved_for.trade_cost_change_percent.value if state.solved_for else None
        size = f" of {percent(cost, 1)}" if cost is not None else ""
        texts.append(
            f" Not ranked: \u201c{state.title}\u201d, {_change(results, state)}, presumes a trade-cost change{size} "
            "whose price is not counted."
        )
    return "".join(texts)


def _by(results: Results, value: float) -> str:
    places = decimals(results)
    if abs(value) <= NO_CHANGE:
        return "unchanged"
    least = prints_as_zero(places)
    if abs(value) < least:
        return f"by less than {least:.{places + 1}f}%"
    return "by " + signed(abs(value), places).lstrip("+") + "%"


def _change(results: Results, state: StateResults) -> str:
    own = results.own(state)
    size = in_words(own.real_income_percent.known, decimals(results))
    return f"{size}{_worth(own)}{_spread(results, own.real_income_percent)}"


def _worth(own: Economy) -> str:
    """The change in money, as the opening of a bracket that `_spread` closes."""
    return f" ({dollars(own.real_income_musd.known)}"


def _spread(results: Results, number: Number) -> str:
    return f"; range {range_text(number.ends, decimals(results))}%)" if number.ends else ")"


def keeps_sign(own: Economy) -> bool:
    """Whether real income moves the same way throughout its range as at its centre."""
    number = own.real_income_percent
    values = [number.known, *(number.ends or ())]
    return all(value > 0 for value in values) or all(value < 0 for value in values)


def confidence(results: Results) -> str:
    """In how many states and variants the sign and the ranking hold."""
    names = counted(results)
    if not names:
        return f"Nothing but the {results.header.centre} was computed, so there is no range: this is one case."
    firm = [state for state in results.states.values() if keeps_sign(results.own(state))]
    shaky = [state for state in results.states.values() if state not in firm]
    text = (
        f"The headline is the {results.header.centre}; its range is the lowest and highest of {len(names)} runs. "
        f"The direction of the change in {possessive(results.name(results.economy))} real income is the same "
        f"throughout the range in "
        f"{_of_all(len(firm), len(results.states))} states{_exceptions(results, shaky)}. {_ranking(results, names)}"
    )
    text = f"{text.strip()} {_unsolved(results)}".strip()
    return f"{text} The range is no forecast interval. {track_line(results.header)}"


def _of_all(part: int, whole: int) -> str:
    return f"all {whole}" if part == whole else f"{part or 'none'} of {whole}"


def _unsolved(results: Results) -> str:
    """Which runs found no equilibrium, so that no range looks more complete than it is."""
    missing = [
        f"\u201c{state.title}\u201d under {listed(map(variant_text, state.variants_without_equilibrium))}"
        for state in results.states.values()
        if state.variants_without_equilibrium
    ]
    return f"No equilibrium was found for {listed(missing)}." if missing else ""


def _exceptions(results: Results, shaky: list[StateResults]) -> str:
    if not shaky:
        return ""
    if len(shaky) > EXCEPTIONS_NAMED:
        return "; the others are those of Table 1 whose range spans zero"
    places = decimals(results)
    spreads = [results.own(state).real_income_percent.ends for state in shaky]
    shown = [
        f"\u201c{state.title}\u201d ({range_text(spread, places)}%)"
        for state, spread in zip(shaky, spreads, strict=True)
    ]
    return f"; the exception is {shown[0]}" if len(shown) == 1 else f"; the exceptions are {listed(shown)}"


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
    return (
        f"\u201c{best.title}\u201d is the best state in {_of_all(held[0], len(names))} runs and "
        f"\u201c{worst.title}\u201d the worst in {_of_all(held[1], len(names))}."
    )


def what_changes(results: Results) -> str:
    """The reaction that would undo the main state's gain, and the variant that moves the answer most."""
    parts = [tipping(results), strongest_variant(results, results.main)]
    best, worst = extremes(results)
    larger = max((best, worst), key=lambda state: abs(income(results, state)))
    if larger is not results.main:
        parts.append(strongest_variant(results, larger))
    text = " ".join(part for part in parts if part)
    return text or "Nothing else was run: ask for more states, elasticity sets or horizons."


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
    return (
        f"For \u201c{state.title}\u201d, {variant_change(name, main)} moves the number most: "
        f"from {in_words(central, places)} to {in_words(others[name], places)}."
    )
