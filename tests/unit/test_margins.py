"""Goods at the exporter's border: margins join the goods, and nothing else of an economy changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.world.tables.margins import LARGEST_FALL, Border, at_border, margin_share, use_at_border

Array = NDArray[np.float64]
GOODS = np.array([True, True, False, False])  # two goods, mining support, services
SERVICES = 3


@dataclass(frozen=True)
class Small:
    """Three economies, two goods, mining support and services."""

    flow: Array
    use: Array
    tau: Array
    share: Array

    def border(self) -> Border:
        return at_border(self.flow, self.share, GOODS, SERVICES)

    def use_at_border(self) -> tuple[Array, int]:
        return use_at_border(self.use, self.flow, self.border(), self.tau, GOODS, SERVICES)


@pytest.fixture
def small() -> Small:
    rng = np.random.default_rng(7)
    flow = rng.uniform(1.0, 5.0, (4, 3, 3)) + 40.0 * np.eye(3)
    use = rng.uniform(0.1, 2.0, (4, 3, 4))
    tau = rng.uniform(0.0, 0.3, (4, 3, 3)) * ~np.eye(3, dtype=bool)
    tau[SERVICES] = 0.0
    share = rng.uniform(0.0, 0.6, (3, 3)) * ~np.eye(3, dtype=bool)
    return Small(flow, use, tau, share)


def test_margins_move_from_services_to_goods_pair_by_pair(small: Small) -> None:
    border = small.border()
    off = ~np.eye(3, dtype=bool)
    assert_allclose(border.moved, small.share * small.flow[SERVICES])
    assert_allclose((small.flow - border.flow)[SERVICES][off], border.moved[off])
    assert_allclose((border.flow - small.flow)[GOODS].sum(axis=0)[off], border.moved[off])
    assert_allclose(border.flow.sum(axis=0)[off], small.flow.sum(axis=0)[off])


def test_margins_are_in_proportion_to_the_goods_and_spare_mining_support(small: Small) -> None:
    border = small.border()
    ratio = border.flow[GOODS] / small.flow[GOODS]
    assert_allclose(ratio[0], ratio[1])
    assert_allclose(border.flow[2], small.flow[2])


def test_output_of_services_and_trade_balances_stay(small: Small) -> None:
    border = small.border()
    assert_allclose(border.flow.sum(axis=1)[SERVICES], small.flow.sum(axis=1)[SERVICES])

    def balance(flow: Array) -> Array:
        return np.asarray(flow.sum(axis=(0, 2)) - flow.sum(axis=(0, 1)))

    assert_allclose(balance(border.flow), balance(small.flow), atol=1e-12)


def test_value_added_of_every_user_stays(small: Small) -> None:
    border = small.border()
    before = small.flow.sum(axis=1) - small.use.sum(axis=0).T
    after = border.flow.sum(axis=1) - small.use_at_border()[0].sum(axis=0).T
    assert_allclose(after, before, rtol=1e-12)


def test_tariffs_fall_on_the_margin_as_well(small: Small) -> None:
    border = small.border()
    added = (border.flow * small.tau).sum() - (small.flow * small.tau).sum()
    rate = (small.flow * small.tau)[GOODS].sum(axis=0) / small.flow[GOODS].sum(axis=0)
    assert_allclose(added, (border.moved * rate).sum())


def test_no_user_gives_up_more_than_a_part_of_its_services(small: Small) -> None:
    thirsty = small.use.copy()
    thirsty[0, 1, 0] = 300.0  # buys much of the first good and few services
    use, capped = replace(small, use=thirsty).use_at_border()
    bought = use[SERVICES] - small.border().margin_cost.T
    assert bought[1, 0] == pytest.approx((1.0 - LARGEST_FALL) * thirsty[SERVICES, 1, 0])
    assert capped == 1


def test_a_share_of_zero_changes_nothing(small: Small) -> None:
    without = replace(small, share=0.0 * small.share)
    assert_allclose(without.border().flow, small.flow)
    assert_allclose(without.use_at_border()[0], small.use)


def test_the_rest_of_the_world_takes_means_of_shares() -> None:
    sales = np.zeros((3, 2, 2))  # [industry, exporter, importer]
    sales[0, 0, 1], sales[1, 0, 1], sales[2, 0, 1] = 3.0, 1.0, 4.0
    sales[2, 1, 0] = 8.0
    share = margin_share(sales, ["G", "H49", "K"])
    assert_allclose(share[1, 0], 0.5)
    assert_allclose(share[0, 1], 0.0)
    assert_allclose(share[2], [0.5, 0.0, 0.0])
    assert_allclose(share[:2, 2], 4.0 / 16.0)
