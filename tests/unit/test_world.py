"""The World: every broken identity is refused with the cell's labels; nothing can be changed in place."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import DataError, UnknownNameError
from middlepower.world.embedded import load_world
from middlepower.world.world import ARRAYS, World
from worlds import random_world, without_tariffs


@pytest.fixture(scope="module")
def world() -> World:
    return random_world(1)


def changed(world: World, name: str, at, value: float) -> World:
    """The world with one cell of one array overwritten."""
    array = np.array(getattr(world, name))
    array[at] = value
    return replace(world, **{name: array})


# ---------------------------------------------------------------- identities by hand


def hand_world() -> World:
    """Two economies, one good, no inputs: A buys 80 at home and 20 from B at 50%, B 60 at home and 10 from A."""
    return World.from_flows(
        "hand",
        2000,
        ["A", "B"],
        ["G"],
        np.array([[[80.0, 20.0], [10.0, 60.0]]]),
        np.array([[[0.0, 0.5], [0.0, 0.0]]]),
        np.zeros((2, 1, 1)),
        np.array([4.0]),
        elasticity_set="hand",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )


def test_derived_quantities_by_hand() -> None:
    """Rows are importers: exports of A are 10, imports 20, revenue 10, income 90 + 10 + 10."""
    world = hand_world()
    assert_allclose(world.spending, [[110.0, 70.0]])
    assert_allclose(world.trade_share, [[[80 / 110, 30 / 110], [10 / 70, 60 / 70]]])
    assert_allclose(world.output, [[90.0, 80.0]])
    assert_allclose(world.value_added, [90.0, 80.0])
    assert_allclose(world.tariff_revenue, [10.0, 0.0])
    assert_allclose(world.exports, [10.0, 20.0])
    assert_allclose(world.imports, [20.0, 10.0])
    assert_allclose(world.deficit, [10.0, -10.0])
    assert_allclose(world.income, [110.0, 70.0])


def test_spending_is_consumption_plus_inputs(world: World) -> None:
    for n in range(4):
        for k in range(3):
            inputs = sum(world.input_share[n, k, s] * world.output[s, n] for s in range(3))
            expected = world.consumption_share[k, n] * world.income[n] + inputs
            assert world.spending[k, n] == pytest.approx(expected, rel=1e-12)


def test_nothing_bought_is_an_own_share_of_one() -> None:
    world = random_world(1, holes=True)
    assert world.spending[0, 0] == 0.0
    assert_allclose(world.trade_share[0, 0], [1.0, 0.0, 0.0, 0.0])
    assert_allclose(world.trade_share.sum(axis=2), 1.0, rtol=1e-14)


# ---------------------------------------------------------------- frozen


@pytest.mark.parametrize("name", [*ARRAYS, "spending", "trade_share", "output", "income", "deficit"])
def test_arrays_are_read_only(world: World, name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(world, name)[...] = 0.0


def test_fields_are_frozen(world: World) -> None:
    with pytest.raises(FrozenInstanceError):
        world.name = "other"


def test_the_callers_arrays_are_copied() -> None:
    flow = np.array([[[80.0, 20.0], [10.0, 60.0]]])
    arguments = ("x", 2000, ["A", "B"], ["G"], flow, np.zeros((1, 2, 2)), np.zeros((2, 1, 1)), np.array([4.0]))
    world = World.from_flows(*arguments, elasticity_set="x", tariff_date=dt.date(2000, 7, 1), services=())
    flow[0, 0, 0] = -1.0
    assert world.flow[0, 0, 0] == 80.0
    assert flow.flags.writeable


# ---------------------------------------------------------------- violations


@pytest.mark.parametrize(
    ("name", "at", "value", "cell"),
    [
        ("flow", (1, 2, 3), -5.0, "(S1, R2, R3)"),
        ("flow", (2, 0, 1), np.nan, "(S2, R0, R1)"),
        ("flow", (2, 0, 1), np.inf, "(S2, R0, R1)"),
        ("tariff", (0, 3, 1), -1.5, "(S0, R3, R1)"),
        ("tariff", (0, 3, 1), np.nan, "(S0, R3, R1)"),
        ("input_share", (2, 1, 0), -0.1, "(R2, S1, S0)"),
        ("input_share", (2, 1, 0), np.nan, "(R2, S1, S0)"),
        ("value_added_share", (1, 3), -0.1, "(S1, R3)"),
        ("value_added_share", (1, 3), 0.99, "(S1, R3)"),
        ("consumption_share", (1, 3), -0.1, "(S1, R3)"),
        ("consumption_share", (1, 3), np.nan, "(S1, R3)"),
        ("elasticity", (2,), 0.0, "(S2)"),
        ("elasticity", (2,), np.nan, "(S2)"),
    ],
)
def test_a_bad_cell_is_named(world: World, name: str, at, value, cell) -> None:
    with pytest.raises(DataError) as caught:
        changed(world, name, at, value)
    assert f"`{name}`" in str(caught.value)
    assert cell in str(caught.value)


def test_consumption_shares_must_sum_to_one(world: World) -> None:
    with pytest.raises(DataError, match=r"`consumption_share` of R3 sums to"):
        changed(world, "consumption_share", (1, 3), world.consumption_share[1, 3] + 0.01)


def test_markets_must_clear(world: World) -> None:
    """Consumption moved from one product to another: sums are right, markets are not."""
    share = np.array(world.consumption_share)
    share[:2, 1] += [0.01, -0.01]
    with pytest.raises(DataError, match=r"markets don't clear: spending on S[01] in R1"):
        replace(world, consumption_share=share)


def test_a_transposed_input_table_does_not_clear(world: World) -> None:
    with pytest.raises(DataError):
        replace(world, input_share=world.input_share.transpose(0, 2, 1))


@pytest.mark.parametrize("name", ARRAYS)
def test_a_wrong_shape_is_refused(world: World, name: str) -> None:
    with pytest.raises(DataError, match=rf"`{name}` has shape"):
        replace(world, **{name: getattr(world, name)[:-1]})


@pytest.mark.parametrize(("name", "label"), [("regions", "R1"), ("sectors", "S1")])
def test_a_label_twice_is_refused(world: World, name: str, label) -> None:
    labels = list(getattr(world, name))
    labels[0] = label
    with pytest.raises(DataError, match=f"`{name}` holds {label} twice"):
        replace(world, **{name: tuple(labels)})


def test_an_empty_world_is_refused() -> None:
    none = np.zeros((0, 0, 0))
    with pytest.raises(DataError, match="`regions` is empty"):
        World(
            "x", 2000, (), (), none, none, none, np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(0), "x",
            tariff_date=dt.date(2000, 7, 1), services=(),
        )  # fmt: skip


def test_a_service_that_is_no_sector_is_refused(world: World) -> None:
    with pytest.raises(DataError, match="`services` names S9, which is no sector"):
        replace(world, services=("S1", "S9"))


@pytest.mark.parametrize("day", ["2000-07-01", 2000, None, dt.datetime(2000, 7, 1)])
def test_a_tariff_date_that_is_no_date_is_refused(world: World, day: object) -> None:
    with pytest.raises(DataError, match=r"`tariff_date` is .* as datetime.date"):
        replace(world, tariff_date=day)


def test_a_world_without_a_tariff_date_cannot_be_made(world: World) -> None:
    with pytest.raises(TypeError, match="tariff_date"):
        World.from_flows("x", 2000, ["A"], ["G"], *[np.ones((1, 1, 1))] * 3, np.ones(1), services=())  # type: ignore[call-arg]


def test_services_are_not_goods(world: World) -> None:
    assert replace(world, services=("S1",)).is_goods.tolist() == [True, False, True]


def test_inputs_above_what_is_bought_are_refused() -> None:
    shares = np.array([[[0.9]], [[0.0]]])
    with pytest.raises(DataError, match="`input_share` uses more of G in A than is bought"):
        World.from_flows(
            "x",
            2000,
            ["A", "B"],
            ["G"],
            np.array([[[10.0, 1.0], [90.0, 10.0]]]),
            np.zeros((1, 2, 2)),
            shares,
            np.array([4.0]),
            elasticity_set="x",
            tariff_date=dt.date(2000, 7, 1),
            services=(),
        )


# ---------------------------------------------------------------- names


def test_unknown_economy_says_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `CAN`"):
        load_world().region("CANN")


def test_merged_country_says_where_it_is() -> None:
    with pytest.raises(UnknownNameError, match="HUN is part of REU in this world; use REU"):
        load_world().region("HUN")


def test_region_is_the_position() -> None:
    world = load_world()
    assert [world.regions[world.region(code)] for code in ("CAN", "ROW")] == ["CAN", "ROW"]


def test_other_elasticities_leave_the_rest(world: World) -> None:
    other = world.with_elasticity(np.full(3, 2.0), "two", "medium")
    assert (other.elasticity_set, other.horizon) == ("two", "medium")
    assert_allclose(other.elasticity, 2.0)
    assert_allclose(other.flow, world.flow)


def test_tariffs_are_part_of_spending(world: World) -> None:
    bare = without_tariffs(world)
    assert_allclose(bare.tariff_revenue, 0.0)
    assert (world.spending >= bare.spending).all()
    assert (world.spending > bare.spending).any()


@pytest.mark.parametrize(("field", "value"), [("name", 3), ("vintage", "x"), ("elasticity_set", None), ("horizon", 1)])
def test_what_a_world_says_of_itself_is_text_and_a_year(world: World, field: str, value: object) -> None:
    with pytest.raises(DataError, match=f"`{field}` is {value!r}: give"):
        replace(world, **{field: value})  # type: ignore[arg-type]


def test_a_world_under_other_elasticities_shares_what_follows_from_its_flows() -> None:
    world = load_world()
    share, theta = world.trade_share, np.full(len(world.sectors), 3.0)
    other = world.with_elasticity(theta, "THREE", "medium")
    assert other.trade_share is share
    assert other.flow is world.flow
    assert (other.elasticity_set, other.horizon) == ("THREE", "medium")
    assert np.array_equal(other.elasticity, theta)
    theta[:] = -1.0
    assert other.elasticity.min() == 3.0
    assert not other.elasticity.flags.writeable
    assert world.elasticity_set != "THREE"
    day = dt.date(2020, 5, 1)
    assert (other.with_tariff_date(day).tariff_date, other.tariff_date) == (day, world.tariff_date)


@pytest.mark.parametrize(
    ("theta", "horizon", "said"), [(-1.0, "long", "elasticity"), (np.nan, "long", "elasticity"), (3.0, 7, "`horizon`")]
)
def test_other_elasticities_are_checked(theta: float, horizon: object, said: str) -> None:
    world = load_world()
    with pytest.raises(DataError, match=said):
        world.with_elasticity(np.full(len(world.sectors), theta), "MINE", horizon)  # type: ignore[arg-type]
