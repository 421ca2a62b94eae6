"""Trade elasticities estimated from a user's own panel of trade and tariffs, by gravity with fixed effects.

Poisson pseudo-maximum likelihood (Santos Silva and Tenreyro 2006) of the value of trade on ln(1 + tariff), with
effects of importer and year, exporter and year, and pair: what is left is how a pair's trade moves with its own tariff.
Values that exclude duties fall by sigma = theta + 1, values that include them by theta. Standard errors are clustered
by pair.
"""

from __future__ import annotations

import importlib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from middlepower.data.own_elasticities import EVERY
from middlepower.errors import DataError, MissingExtraError
from middlepower.names import unknown_name
from middlepower.reading import check_ordinary

if TYPE_CHECKING:
    import pandas as pd

Values = Literal["customs", "duty-paid"]
LARGEST_FILE = 2_000_000_000  # bytes
LABELS = ("importer", "exporter")
NUMBERS = ("year", "value", "tariff")
SECTOR = "sector"
HIGHEST = 10.0  # a tariff of 1,000%; a column of per cent reaches it soon
FEWEST_ROWS = 20  # of a sector: fewer leave nothing beside the effects
FORMULA = "value ~ ln_tariff | importer^year + exporter^year + importer^exporter"


@dataclass(frozen=True)
class GravityEstimate:
    """The elasticity of one sector, or of all (`*`): theta, its standard error, rows that counted, and pairs."""

    sector: str
    theta: float
    standard_error: float
    rows: int
    pairs: int
    source: str


def estimate_gravity(path: Path, values: str = "customs") -> list[GravityEstimate]:
    """The estimate of every sector of a file, of all trade where it has no sectors; DataError says what is wrong.

    The columns are importer, exporter, year, value, tariff (a fraction) and perhaps sector; own sales may be among the
    rows, at a tariff of zero, and make the estimate one of substitution between home and abroad too.
    """
    if values not in get_args(Values):
        raise unknown_name("kind of values", values, get_args(Values))
    panel = read_panel(path)
    sectors = panel.groupby(SECTOR, sort=False) if SECTOR in panel else [(EVERY, panel)]
    return [_estimate(path, str(sector), rows, values) for sector, rows in sectors]


def read_panel(path: Path) -> pd.DataFrame:
    """The rows of a panel, checked."""
    import pandas as pd

    from middlepower.reading.frames import head_of

    check_ordinary(path, LARGEST_FILE, "a panel of trade")
    try:
        head_of(path)
        raw = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:160]
        raise DataError(f"can't read a panel of trade from {path}: {reason}. It must be a CSV file in UTF-8.") from None
    if not len(raw):
        raise DataError(f"{path} holds no rows: a panel needs pairs over years.")
    missing = [name for name in (*LABELS, *NUMBERS) if name not in raw]
    if missing:
        raise DataError(
            f"{path}: no column `{missing[0]}`: a panel has importer, exporter, year, value, tariff, sector."
        )
    panel: pd.DataFrame = raw[[name for name in (*LABELS, SECTOR) if name in raw]].apply(
        lambda column: column.str.strip()
    )
    for name in NUMBERS:
        panel[name] = pd.to_numeric(raw[name], errors="coerce")
        _refuse(path, raw, name, ~np.isfinite(panel[name].to_numpy(dtype=np.float64)), "write a number, with a point")
    _refuse(path, raw, "value", (panel["value"] < 0).to_numpy(), "trade is zero or more")
    outside = ((panel["tariff"] <= -1.0) | (panel["tariff"] >= HIGHEST)).to_numpy()
    _refuse(path, raw, "tariff", outside, "rates are fractions: write 25% as 0.25")
    keys = [name for name in (SECTOR, *LABELS, "year") if name in panel]
    _refuse(path, raw, "year", panel.duplicated(keys).to_numpy(), "the pair has two rows of this year: add them up")
    panel["ln_tariff"] = np.log1p(panel["tariff"].to_numpy(dtype=np.float64))
    return panel


def _refuse(path: Path, raw: pd.DataFrame, column: str, bad: Any, remedy: str) -> None:
    """Refuse the first row that is marked."""
    for place in np.flatnonzero(bad).tolist():
        raise DataError(f"{path}, line {place + 2}: `{column}` is `{str(raw[column].iloc[place])[:20]}`: {remedy}.")


def _estimate(path: Path, sector: str, rows: pd.DataFrame, values: str) -> GravityEstimate:
    """The estimate from one sector's rows."""
    where = f"{path}: sector {sector}"
    if len(rows) < FEWEST_ROWS:
        raise DataError(f"{where} has {len(rows)} rows, too few beside the effects: give at least {FEWEST_ROWS}.")
    fitted = fit(rows, where)
    slope, error = float(fitted.coef().iloc[0]), float(fitted.se().iloc[0])
    theta = -slope - 1.0 if values == "customs" else -slope
    if not (np.isfinite(error) and error > 0.0 and theta > 0.0):
        raise DataError(
            f"{where}: trade falls by {-slope:.3g} (error {error:.2g}) per log point of tariff, which gives an "
            f"elasticity of {theta:.3g}: it must be above zero. Are the values {values}? Do tariffs vary within pairs?"
        )
    told = (
        f"PPML of {path.name}, {int(fitted._N)} rows, effects of importer-year, exporter-year and pair; {values} values"
    )
    return GravityEstimate(sector, theta, error, int(fitted._N), int(rows.groupby(list(LABELS)).ngroups), told)


def fit(rows: pd.DataFrame, where: str) -> Any:
    """The fitted regression of one sector's rows."""
    try:
        pyfixest = importlib.import_module("pyfixest")
    except ImportError:
        raise MissingExtraError("estimates need the package pyfixest: `pip install 'middlepower[estimate]'`.") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of rows that the effects tell apart; their number is in the result
            pairs = rows.assign(pair=rows["importer"] + "^" + rows["exporter"])
            return pyfixest.fepois(FORMULA, data=pairs, vcov={"CRV1": "pair"})
    except Exception as error:  # the library fails in many ways on data without variation
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise DataError(
            f"{where} can't be estimated: {reason}. Tariffs must vary within pairs over the years, and not by importer "
            "and year alone."
        ) from None
