"""The tables of a treaty game: scopes, payoffs, break-even probabilities, what one must believe, lockstep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.profile_tables import numbers_csv, numbers_of
from middlepower.report.profile_wording import billions, horizon_names, ranged, short_number, span
from middlepower.report.wording import per_cent, plain

if TYPE_CHECKING:
    from middlepower.document.treaty import GameTreaty, MustBelieve, Threshold, TreatyPath

Shown = dict[str, str]
LEAST_PLACES, MOST_PLACES = 1, 3


def chance(value: float) -> str:
    """A probability in per cent, with two significant digits below ten per cent: 55%, 1.0%, 0.41%."""
    shown = 100.0 * value
    places = 0 if shown >= 9.95 or shown == 0.0 else 1 if shown >= 0.995 else 2
    return per_cent(plain(shown, places))


def ranged_chance(number: Number) -> str:
    """A probability with its range; the reason where it is missing."""
    if number.value is None:
        return number.reason
    return chance_between(number.value, *(number.ends or (number.value, number.value)))


def chance_between(value: float, least: float, most: float) -> str:
    """A probability with its range, where both ends print differently."""
    shown, low, high = map(chance, (value, least, most))
    return (
        shown if low == high else say("common.with_range", number=shown, range=say("common.range", low=low, high=high))
    )


def horizon_of(document: GameTreaty, horizon: str) -> str:
    """A horizon as a head."""
    return horizon_names()[horizon]


def scope_rows(document: GameTreaty) -> list[Shown]:
    """What each scope is worth at the declared belief, by horizon."""
    rows = []
    for scope, move in document.scopes.items():
        row = {say("game_treaty.column.scope"): move.title}
        for horizon, found in document.horizons.items():
            value = found.numbers.scopes[scope]
            row[say("game_treaty.column.expected", horizon=horizon_of(document, horizon))] = ranged(
                value.expected_income_percent
            )
            row[say("game_treaty.column.money", horizon=horizon_of(document, horizon))] = ranged(
                billions(value.expected_income_musd), 1
            )
        rows.append(row)
    return rows


def break_even_rows(document: GameTreaty) -> list[Shown]:
    """The probability of each answer up to which each scope pays, by horizon."""
    rows = []
    for answer, move in list(document.answers.items())[1:]:
        for horizon, found in document.horizons.items():
            row = {
                say("game_treaty.column.answer"): move.title,
                say("game_treaty.column.horizon"): horizon_of(document, horizon),
            }
            for scope, by_answer in found.numbers.break_even.items():
                row[document.scopes[scope].title] = ranged_chance(by_answer[answer].break_even_probability)
            rows.append(row)
    return rows


def belief_title(document: GameTreaty, name: str) -> str:
    """What a belief is of, in words."""
    if name in document.weighed:
        return say("game_treaty.belief.weight", group=document.weighed[name].title)
    if name == "quota-form":
        return say("game_treaty.belief.quota_form", scope=document.scopes[document.observed].title)
    return say("game_treaty.belief.probability")


def belief_rows(document: GameTreaty) -> list[Shown]:
    """Where each belief, alone, has the observed scope chosen, by horizon."""
    names = next(iter(document.horizons.values())).numbers.must_believe
    return [
        {
            say("game_treaty.column.belief"): belief_title(document, name),
            say("game_treaty.column.horizon"): horizon_of(document, horizon),
            say("game_treaty.column.over_nothing"): bounds(
                document, name, found.numbers.must_believe[name].over_nothing
            ),
            say("game_treaty.column.over_all"): bounds(document, name, found.numbers.must_believe[name].over_all),
        }
        for name in names
        for horizon, found in document.horizons.items()
    ]


def bounds(document: GameTreaty, name: str, threshold: Threshold) -> str:
    """Between what a belief must lie: at least, at most, or nowhere."""
    least, most = threshold.at_least, threshold.at_most
    if least.value is None:
        return some_sets(least, say("game_treaty.nowhere"))
    shown = weight if name in document.weighed else ranged_chance
    if most.value is None:
        return say("game_treaty.at_least", number=shown(least))
    if least.value == 0.0:
        return say("game_treaty.at_most", number=shown(most))
    return say("game_treaty.between", low=shown(least), high=shown(most))


def some_sets(number: Number, said: str) -> str:
    """What is said where the main variant has no value, and how many others have one."""
    return say("game_treaty.nowhere_but", n=number.defined_in) if number.defined_in else said


def weight(number: Number) -> str:
    """What a dollar weighs, with its range."""
    return ranged(number, 1)


def lockstep_rows(document: GameTreaty) -> list[Shown]:
    """The price of having followed and where it changes its sign, by case, punishment and horizon."""
    return [
        {
            say("game_treaty.column.case"): document.lockstep_cases[case],
            say("game_treaty.column.punished_by"): document.answers[answer].title,
            say("game_treaty.column.horizon"): horizon_of(document, horizon),
            say("game_treaty.column.unpunished"): ranged(billions(price.price_unpunished_musd)),
            say("game_treaty.column.punished"): ranged(billions(price.price_punished_musd), 1),
            say("game_treaty.column.crossing"): ranged_chance(price.crossing_probability),
        }
        for horizon, found in document.horizons.items()
        for case, by_answer in found.numbers.lockstep.items()
        for answer, price in by_answer.items()
    ]


def payoff_rows(document: GameTreaty, horizon: str, economy: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(answer, [(scope, per cent, dollars)]) of an economy where the neighbour does not follow."""
    paths = document.horizons[horizon].numbers.paths.values()
    own: Mapping[tuple[str, str], TreatyPath] = {(one.scope, one.answer): one for one in paths if not one.followed}
    rows = []
    for answer, move in document.answers.items():
        cells = []
        for scope, asked in document.scopes.items():
            payoff = own[scope, answer].economies[economy]
            money = billions(payoff.real_income_musd)
            cells.append((asked.title, per_cent(short_number(payoff.real_income_percent, 3)), money_cell(money)))
        rows.append((move.title, cells))
    return rows


def money_cell(money: Number) -> str:
    """Billions of dollars with their range."""
    around = span(money, 1)
    shown = say("game_treaty.billions", number=short_number(money, 1))
    return say("game_treaty.billions_ranged", number=shown, range=around) if around else shown


def treaty_tables(document: GameTreaty) -> dict[str, str]:
    """File name to content of the game's tables."""
    return {
        "payoffs.csv": numbers_csv(
            ("horizon", "scope", "neighbour_follows", "answer", "economy"), payoff_cells(document)
        ),
        "break_even.csv": numbers_csv(("horizon", "scope", "answer"), break_even_cells(document)),
        "beliefs.csv": numbers_csv(("horizon", "belief", "over"), belief_cells(document)),
        "lockstep.csv": numbers_csv(("horizon", "partner", "answer"), lockstep_cells(document)),
    }


Cells = Iterator[tuple[tuple[Any, ...], dict[str, Number]]]


def payoff_cells(document: GameTreaty) -> Cells:
    """Every path, economy and horizon."""
    for horizon, found in document.horizons.items():
        for path in found.numbers.paths.values():
            for economy, payoff in path.economies.items():
                follows = "yes" if path.followed else "no"
                yield (horizon, path.scope, follows, path.answer, economy), numbers_of(payoff)


def break_even_cells(document: GameTreaty) -> Cells:
    """Every scope and answer."""
    for horizon, found in document.horizons.items():
        for scope, by_answer in found.numbers.break_even.items():
            for answer, numbers in by_answer.items():
                yield (horizon, scope, answer), numbers_of(numbers)


def belief_cells(document: GameTreaty) -> Cells:
    """Every belief, over no agreement and over every other scope."""
    for horizon, found in document.horizons.items():
        for name, believed in found.numbers.must_believe.items():
            for over, threshold in sides(believed):
                yield (horizon, name, over), numbers_of(threshold)


def sides(believed: MustBelieve) -> tuple[tuple[str, Threshold], ...]:
    """Both comparisons of a belief."""
    return ("no agreement", believed.over_nothing), ("every other scope", believed.over_all)


def lockstep_cells(document: GameTreaty) -> Cells:
    """Every case and punishment of the move before."""
    for horizon, found in document.horizons.items():
        for case, by_answer in found.numbers.lockstep.items():
            for answer, price in by_answer.items():
                yield (horizon, case, answer), numbers_of(price)
