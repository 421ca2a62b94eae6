"""Answers over draws: every number by its quantiles, orders and chances, and the same draws for every command."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

import middlepower as mp
from middlepower.document.leaves import leaves, with_leaves
from middlepower.document.number import Number
from middlepower.document.over_draws import (
    ChanceAsked,
    ChoiceAsked,
    DrawnNumbers,
    FanAsked,
    OrderAsked,
    Telling,
    chance,
    check_draws,
    choices,
    fan,
    order,
    quantiles,
    same_choices,
)
from middlepower.document.tariffs import TariffRequest, tariff_question, tariffs_document
from middlepower.ensemble.plan import Plan
from middlepower.errors import ScenarioError
from middlepower.experiment.draw import BELIEF, CLAIMS, COLUMNS, NEST, SET, WIDTH, Draw, theta_name
from middlepower.experiment.drawing import DrawnLaws, draws, settings_under
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import STATUS_QUO, threat_experiment
from middlepower.experiment.uncertain import belief_between, claims_of, uncertain
from middlepower.experiment.variant import Variant, frictions_under, main_variant, nest_elasticity, variant_world
from middlepower.game.treaty.read import believing, punished_belief, read_treaty
from middlepower.report.tariffs import tariffs_texts
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world

COUNT = 4


@dataclass(frozen=True)
class Inner:
    """A part of a made document."""

    number: Number
    word: str = "kept"


@dataclass(frozen=True)
class Outer:
    """A made document."""

    first: Number
    rows: tuple[Inner, ...]
    by_name: dict[str, Inner] = field(default_factory=dict)
    nothing: Number | None = None


def made(*values: float) -> Outer:
    """A document with three numbers."""
    one, two, three = map(Number, values)
    return Outer(one, (Inner(two),), {"a": Inner(three)})


def drawn(*columns: Sequence[float], chosen: Sequence[tuple[str, ...]] = ()) -> tuple[list[Number], DrawnNumbers]:
    """(numbers, their draws), a column each."""
    numbers = [Number(0.0) for _ in columns]
    values = np.array(columns, dtype=float).T
    places = {id(number): place for place, number in enumerate(numbers)}
    return numbers, DrawnNumbers(places, values, 1e-10, {}, len(values), tuple(chosen))


def test_numbers_of_a_document_come_and_go_in_one_order() -> None:
    body = made(1.0, 2.0, 3.0)
    assert [value for _, value in leaves(body, made(4.0, 5.0, 6.0))] == [4.0, 5.0, 6.0]
    again = with_leaves(body, map(Number, (7.0, 8.0, 9.0)))
    assert again == Outer(Number(7.0), (Inner(Number(8.0)),), {"a": Inner(Number(9.0))})


def test_what_another_document_lacks_has_no_value() -> None:
    short = Outer(Number(4.0), (), {"b": Inner(Number(6.0))})
    assert [value for _, value in leaves(made(1.0, 2.0, 3.0), short)] == [4.0, None, None]


def test_a_number_of_draws_is_their_median_with_the_tenth_and_ninetieth_percentile() -> None:
    found = quantiles(Number(0.0), np.linspace(0.0, 10.0, 101))
    assert (found.low, found.value, found.high, found.defined_in) == pytest.approx((1.0, 5.0, 9.0, None))


def test_a_number_that_no_draw_moves_has_no_range_and_one_that_most_lack_is_missing() -> None:
    assert quantiles(Number(3.0), np.full(5, 3.0)) == Number(3.0)
    most = quantiles(Number(1.0), np.array([1.0, np.nan, np.nan]))
    assert (most.value, most.defined_in, bool(most.reason)) == (None, 1, True)
    assert quantiles(Number(None, reason="no trade"), np.full(3, np.nan)).reason == "no trade"


def test_orders_chances_and_fans_are_those_of_the_draws() -> None:
    (a, b), found = drawn([1.0, 2.0, 3.0, 0.0], [0.0, 1.0, 2.0, 1.0])
    best = order(OrderAsked("most first", {"a": a, "b": b}), found)
    assert (best.options, best.whole_percent.known, best.first_percent.known) == (("a", "b"), 75.0, 75.0)
    least = order(OrderAsked("least first", {"a": a, "b": b}, -1.0), found)
    assert (least.options, least.whole_percent.known) == (("b", "a"), 75.0)
    assert chance(ChanceAsked("above", a, 1.5), found).share_of_draws_percent.known == 50.0
    assert chance(ChanceAsked("below", a, 1.5, -1.0), found).share_of_draws_percent.known == 50.0
    assert fan(FanAsked("in per cent", a, 100.0), found).percentiles_percent["50"].known == pytest.approx(150.0)


def test_choices_are_told_by_how_often_they_are_made() -> None:
    (share,), found = drawn([1.0, 1.0, 1.0, 1.0], chosen=[("deal",), ("deal",), ("none",), ("deal",)])
    telling = Telling(choices=(ChoiceAsked("who", "none", share),))
    assert same_choices(telling, found) == [0.25]
    assert [(one.says, one.share_of_draws_percent.known) for one in choices(telling, found)] == [
        ("who: deal", 75.0),
        ("who: none", 25.0),
    ]


# ---------------------------------------------------------------- the same draws everywhere


def test_a_command_at_more_horizons_has_the_draws_of_an_ensemble() -> None:
    alone, joint = uncertain(Settings()), uncertain(Settings(), ("long", "medium", "first-year"))
    wide = list(draws("sobol", 1, joint, 0, 8))
    assert [draw.get(SET) for draw in wide] == [draw.get(SET) for draw in draws("sobol", 1, alone, 0, 8)]
    plan = Plan(read_scenario("beijing-2026"), Settings(), 8)
    assert [draw.get(NEST) for draw in plan.drawn(plan.parts[0])] == [draw.get(NEST) for draw in wide]
    assert max(COLUMNS.values()) < WIDTH


def test_a_draw_stands_in_the_place_of_all_that_it_draws() -> None:
    world, over = load_world(), uncertain(Settings(), ("first-year",))
    options = next(one.options for one in over if one.name == SET)
    numbers = {SET: float(options.index("CP")), NEST: 4.0, theta_name("first-year"): 1.1, "kappa": 1.7}
    settings = settings_under(Settings(), Draw.of(3, numbers), over)
    long, soon = main_variant(settings), Variant("CP", "first-year", "long run", draw=settings.draw)
    assert (long.label, soon.in_long_run) == ("CP/long#3", long)
    assert variant_world(world, long).elasticity_set == "CP"
    assert nest_elasticity(long, settings.nest_elasticity) == 4.0
    assert set(variant_world(world, soon).elasticity) == {1.1}
    frictions = frictions_under(world, soon)
    assert frictions is not None
    assert frictions.kappa == 1.7


def test_a_draw_may_hold_the_belief_of_a_game_over_its_range() -> None:
    game = read_treaty("treaty")
    stated = punished_belief(game)
    (belief,) = belief_between(stated.low, stated.value, stated.high, stated.source)
    assert belief.source == stated.source
    drawn = [draw.get(BELIEF) or 0.0 for draw in draws("sobol", 1, (belief,), 0, 16)]
    assert stated.low < min(drawn) < max(drawn) < stated.high
    assert punished_belief(believing(game, Draw.of(0, {BELIEF: drawn[3]}))).value == drawn[3]
    assert believing(game, Draw.of(0, {NEST: 5.0})) is game
    assert belief_between(0.3, 0.3, 0.3, "one number") == ()


# ---------------------------------------------------------------- an answer over draws


def test_tariffs_over_draws_are_the_quantiles_of_the_same_question_under_every_draw() -> None:
    paper = mp.tariffs("CAN", on="CHN", draws=COUNT)
    request, question = TariffRequest("CAN", ("CHN",)), tariff_question(load_world(), STATUS_QUO)
    over = uncertain(Settings(), more=claims_of(question))
    rates = []
    for draw in draws("sobol", 1, over, 0, COUNT):
        law = DrawnLaws(question).under(draw, draw.get(NEST))
        document = tariffs_document(request, threat_experiment(settings_under(Settings(), draw, over), law))
        rates.append(document.partners["CHN"].whole.effective_tariff_percent.known)
    number = paper.document.partners["CHN"].whole.effective_tariff_percent
    assert (number.low, number.value, number.high) == pytest.approx(tuple(np.quantile(rates, [0.1, 0.5, 0.9])))
    assert paper.document.partners["CHN"].whole.applied_percent.ends is None  # the law does not hang on elasticities
    header, told = paper.document.header, paper.document.drawn
    assert (header.draws, header.ranged_over) == (COUNT, (SET, NEST, CLAIMS))
    assert header.command.endswith(f"--draws {COUNT} --out DIR")
    assert told is not None
    assert (told.draws, told.asked, told.without_answer) == (COUNT, COUNT, {})
    assert "Over 4 draws" in tariffs_texts(paper.document)["tariffs.html"]
    assert "draws_percentiles" in paper.tables


@pytest.mark.parametrize("count", [0, 1, -3, 10**9])
def test_draws_of_an_answer_are_a_sensible_number(count: int) -> None:
    with pytest.raises(ScenarioError, match=f"`draws` is {count}"):
        check_draws(count, Settings())


def test_draws_and_what_excludes_them_are_refused_in_one_line() -> None:
    with pytest.raises(ScenarioError, match="leave one of them out"):
        mp.profile("CAN", ranges=False, draws=4)
    with pytest.raises(ScenarioError, match="exclude each other"):
        mp.frontier("CAN", ranges=True, draws=4)
    with pytest.raises(ScenarioError, match="`--draws` and --rank exclude"):
        mp.game.wedge(rank="CAN", draws=4)
    with pytest.raises(ScenarioError, match="under one: name it"):
        check_draws(4, Settings(closure="all"))
