"""The public data of Caliendo and Parro (2015): 31 economies x 40 sectors, 1993, tariffs 1993 and 2005."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError

SOURCES = ("caliendo-parro-2015",)
Array = NDArray[np.float64]

REGIONS = (
    "ARG AUS AUT BRA CAN CHL CHN DNK FIN FRA DEU GRC HUN IND IDN IRL ITA JPN KOR MEX NLD NZL NOR PRT ZAF ESP SWE "
    "TUR GBR USA ROW"
).split()
NAFTA = ("CAN", "MEX", "USA")
SECTORS, TRADABLE = 40, 20
SERVICES_ELASTICITY = 8.22  # never used: these sectors do not trade; the value of the paper's code
FILES = ("B.txt", "GO.txt", "IO.txt", "T.txt", "tariffs1993.txt", "tariffs2005.txt", "xbilat1993.txt")


@dataclass(frozen=True)
class NaftaData:
    """Arrays on [sector, importer, exporter]; values in US dollars, rates fractions.

    The coefficient columns of the files miss one by up to 7e-7 and one coefficient is negative: it is set to
    zero and the columns are renormalised. Exports above gross output raise the output, as in the paper's code.
    """

    flow: Array
    tariff_1993: Array
    tariff_2005: Array
    input_share: Array
    value_added_share: Array
    elasticity: Array


def read_cp2015(folder: Path) -> NaftaData:
    """The study's data from its text files; DataError when one is missing."""
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        raise DataError(f"{folder / missing[0]} is missing: give the folder of the study's seven text files.")
    N = len(REGIONS)
    value_added_share = np.loadtxt(folder / "B.txt")
    coefficients = np.maximum(np.loadtxt(folder / "IO.txt").reshape(N, SECTORS, SECTORS), 0.0)
    total = coefficients.sum(axis=1, keepdims=True)
    shares = np.divide(coefficients, total, out=np.zeros_like(coefficients), where=total > 0)
    input_share = shares * (1.0 - value_added_share.T)[:, None, :]
    theta = np.concatenate([np.loadtxt(folder / "T.txt"), np.full(SECTORS - TRADABLE, SERVICES_ELASTICITY)])
    return NaftaData(
        _flows(folder),
        _tariffs(folder / "tariffs1993.txt"),
        _tariffs(folder / "tariffs2005.txt"),
        input_share,
        1.0 - input_share.sum(axis=1).T,
        theta,
    )


def _cube(file: Path) -> Array:
    """A [sector, importer, exporter] cube; sectors beyond the tradable ones are zero."""
    N = len(REGIONS)
    cube = np.zeros((SECTORS, N, N))
    cube[:TRADABLE] = np.loadtxt(file).reshape(TRADABLE, N, N)
    return cube


def _tariffs(file: Path) -> Array:
    return _cube(file) / 100.0


def _flows(folder: Path) -> Array:
    """Bilateral flows with home sales = gross output less exports, never negative."""
    flow = _cube(folder / "xbilat1993.txt") * 1000.0
    exports = flow.sum(axis=1)
    home = np.maximum(np.loadtxt(folder / "GO.txt") - exports, 0.0)
    n = np.arange(len(REGIONS))
    flow[:, n, n] = home
    return flow
