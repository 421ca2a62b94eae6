"""exp and log without branches or tables, so that the compiler runs them on whole vectors.

Numba's own call the C library number by number, which at 31 x 40 takes a quarter of a sweep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.decorator import machine_code

Array = NDArray[np.float64]
Function = TypeVar("Function", bound=Callable[..., Any])
REORDER = {"reassoc", "contract", "nsz", "arcp"}  # sums in any order; infinities and NaN keep their meaning
EXACT = {"contract", "nsz"}  # the reductions below cancel on purpose and must not be reordered

NO_NAN = {"nnan", "nsz"}  # lets a maximum run on whole vectors; minus infinity stays what it is

LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93147180369123816490e-01  # ln 2 in two parts, as in fdlibm (Sun Microsystems 1993)
LN2_LOW = 1.90821492927058770002e-10
LOWEST = -708.3  # exp of less is no longer a normal number: zero
HIGHEST = 709.0
FRACTION, ONE, EXPONENT_BIAS = 0x000FFFFFFFFFFFFF, 0x3FF0000000000000, 1023


def compiled(function: Function) -> Function:
    """The function compiled to machine code, without the interpreter's lock."""
    return machine_code(error_model="numpy", fastmath=REORDER)(function)


def elementary(function: Function) -> Function:
    """The same, every operation in its written order."""
    return machine_code(error_model="numpy", fastmath=EXACT)(function)


def extreme(function: Function) -> Function:
    """The same for maxima of numbers that are never NaN."""
    return machine_code(error_model="numpy", fastmath=NO_NAN)(function)


@extreme
def largest(row: Array) -> float:
    """The largest number of a row."""
    top = -np.inf
    for i in range(row.size):
        top = max(top, row[i])
    return top


@elementary
def worse(first: float, second: float) -> float:
    """The larger of two residuals; NaN when either is, where `max` would drop it."""
    return first if first >= second or first != first else second


@elementary
def exp(x: float) -> float:
    """e^x to two units in the last place, zero below normal numbers, NaN of NaN: x = n ln 2 + r, Taylor series in r."""
    n = np.floor(min(max(x, LOWEST), HIGHEST) * LOG2_E + 0.5)
    r = (x - n * LN2_HIGH) - n * LN2_LOW  # a NaN stays one from here on
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    power = np.int64((np.int64(n) + EXPONENT_BIAS) << 52).view(np.float64)
    return 0.0 if x < LOWEST else p * power


@elementary
def log(x: float) -> float:
    """ln x of a positive normal number, NaN of NaN: x = 2^e m, ln m by a series in (m - 1) / (m + 1), as in fdlibm."""
    bits = np.float64(x).view(np.int64)
    m = np.int64((bits & FRACTION) | ONE).view(np.float64)
    big = m > 1.4142135623730951
    e = np.float64((bits >> 52) - EXPONENT_BIAS) + (1.0 if big else 0.0)
    f = (0.5 * m if big else m) - 1.0
    s = f / (2.0 + f)
    z = s * s
    series = 1.479819860511658591e-01
    series = series * z + 1.531383769920937332e-01
    series = series * z + 1.818357216161805012e-01
    series = series * z + 2.222219843214978396e-01
    series = series * z + 2.857142874366239149e-01
    series = series * z + 3.999999999940941908e-01
    series = series * z + 6.666666666666735130e-01
    half = 0.5 * f * f
    return (
        e * LN2_HIGH - ((half - (s * (half + series * z) + e * LN2_LOW)) - f) + (x - x)
    )  # x - x: nothing, or a NaN where x is one
