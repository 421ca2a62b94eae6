"""A linear model factorised once: the response of an equilibrium to any small change of policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.sensitivity.linear_response.equations import (
    Direction,
    Response,
    balance,
    duty_direction,
    given_wages,
    goods_inverse,
    price_inverse,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LinearModel:
    """A benchmark with the inverses of its price, spending and wage systems.

    price[(k, n), (h, i)] = (I - Pi gamma')^-1; goods the same of spending; by_wage[m] the Response to ln w_m at
    given other wages; wage[n, m] = inverse of d (imports - exports) / d ln w with the numeraire pinned.
    """

    benchmark: Benchmark
    price: Array
    goods: Array
    by_wage: tuple[Response, ...]
    wage: Array

    @classmethod
    def of(cls, benchmark: Benchmark) -> LinearModel:
        """Factorise a benchmark once; any number of directions follow cheaply."""
        price, goods = price_inverse(benchmark), goods_inverse(benchmark)
        N = benchmark.regions
        still = duty_direction(benchmark, np.zeros_like(benchmark.pi))
        by_wage = tuple(given_wages(benchmark, price, goods, unit, still) for unit in np.eye(N))
        jacobian = np.stack([balance(benchmark, response.flow) for response in by_wage], axis=1)
        pinned = jacobian + benchmark.wL[:, None] * (benchmark.wL / benchmark.wL.sum())
        return cls(benchmark, price, goods, by_wage, np.asarray(np.linalg.inv(pinned), dtype=np.float64))

    def response(self, direction: Direction) -> Response:
        """The equilibrium response to a direction."""
        none = np.zeros(self.benchmark.regions)
        fixed = given_wages(self.benchmark, self.price, self.goods, none, direction)
        d_log_w = self.wage @ (direction.d_deficit - balance(self.benchmark, fixed.flow))
        return given_wages(self.benchmark, self.price, self.goods, d_log_w, direction)
