"""What changes, as arrays: the only thing about a scenario that a model reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.names import NO_LABELS, Labels

Array = NDArray[np.float64]
RENT_OWNERS = ("exporter", "importer")
SHARE_ROUNDING = 1e-9  # shares that sum to one may miss it by rounding


@dataclass(frozen=True)
class QuotaPart:
    """Goods under a quota: their share of the flow's benchmark spending, and their rates as fractions.

    An infinite rate over the quota lets nothing in beyond it.
    """

    product: str
    share: float
    rate_before: float
    rate_in_quota: float
    rate_over_quota: float

    @property
    def log_premium_max(self) -> float:
        """ln of the premium at which over-quota imports begin: (1 + t_out)/(1 + t_in)."""
        return float(np.log1p(self.rate_over_quota) - np.log1p(self.rate_in_quota))


@dataclass(frozen=True)
class QuotaLine:
    """A tariff-rate quota on parts of the bundle of one flow (k, n, i), which share its volume and its premium.

    The bundle is CES with elasticity eta. Over its parts under no quota at all, `other_cost` = sum of s_p r_p^(1-eta),
    with r_p = (1 + t_p')/(1 + t_p), and `other_net` = the same sum divided by (1 + t_p') part by part: all quotas on
    one flow agree on them. `volume` is the quota relative to its parts' benchmark volume.
    """

    measure: str
    sector: int
    importer: int
    exporter: int
    parts: tuple[QuotaPart, ...]
    volume: float
    eta: float
    other_cost: float
    other_net: float
    rent_to: str = "exporter"

    @property
    def product(self) -> str:
        """The products under the quota."""
        return ", ".join(dict.fromkeys(part.product for part in self.parts))

    @property
    def flow(self) -> tuple[int, int, int]:
        """(sector, importer, exporter)."""
        return self.sector, self.importer, self.exporter

    @cached_property
    def key(self) -> tuple[str, str, tuple[int, int, int]]:
        """What tells it from other quotas, whatever its rates: (measure, product, flow)."""
        return self.measure, self.product, self.flow

    @cached_property
    def sound(self) -> bool:
        """Whether what can be told without the flows of a shock is as it must be; many shocks share their lines."""
        rates = all(part.rate_over_quota >= part.rate_in_quota for part in self.parts)
        fitting = fits(self, LINE_RANGES) and all(fits(part, PART_RANGES) for part in self.parts)
        return self.rent_to in RENT_OWNERS and rates and fitting


@dataclass(frozen=True)
class Shock:
    """Changes relative to the benchmark, axes [k, n, i].

    trade_cost kappa_hat = d_hat x landed-cost change from all taxes (ratio); tariff tau' the new effective rate
    for revenue; export_tax e' a fraction of the exporter's price, which its own treasury collects, None where it
    stays what it is in the benchmark; iceberg d_hat the part of trade_cost that is no tax (only told apart by
    decompositions); cut[k, n, i] True where importer n buys none of k from exporter i (one truth value a pair [n, i],
    for all sectors, may be given). At a quota's flow, trade_cost holds only the part that is not the tariff (the quota
    adds its own). labels say what stands at a position, where whoever makes the shock knows it: errors use them.
    """

    trade_cost: Array
    tariff: Array
    cut: NDArray[np.bool_] | None = None
    quotas: tuple[QuotaLine, ...] = field(default=())
    export_tax: Array | None = None
    iceberg: Array | None = None
    labels: Labels = field(default=NO_LABELS)

    def __post_init__(self) -> None:
        """Refuse what no economy can face; two passes over each array, a hundredth of a solve."""
        for name in ("trade_cost", "tariff", "export_tax", "iceberg", "cut"):
            object.__setattr__(self, name, _as_array(name, getattr(self, name)))
        object.__setattr__(self, "cut", _by_sector(self.cut, self.tariff.shape))
        _check_shapes(self)
        _check_above(self, "tariff", -1.0, "finite and above -1, where the importer would pay nothing; 25% is 0.25")
        _check_above(self, "export_tax", -1.0, "finite and above -1, where the exporter would get nothing")
        _check_above(self, "iceberg", 0.0, "a ratio of costs, so above 0 and finite")
        _check_above(self, "trade_cost", 0.0, "a ratio of costs, so above 0 and finite: a cut-off goes into `cut`")
        if not isinstance(self.quotas, tuple) or not all(isinstance(line, QuotaLine) for line in self.quotas):
            raise DataError(f"`quotas` is {self.quotas!r:.80}: give a tuple of QuotaLine, () where there is none.")
        for line in self.quotas:
            if not (_within(line, self.tariff.shape) and line.sound):
                _refuse_quota(self, line)

    @cached_property
    def landed_cost(self) -> Array:
        """`trade_cost`, infinite where trade is cut [k, n, i]; for all who solve the shock."""
        return self.trade_cost if self.cut is None else np.where(self.cut, np.inf, self.trade_cost)

    @cached_property
    def receipts(self) -> Array:
        """Producers' receipts per unit of spending [k, n, i], 1 / ((1 + tau') (1 + e')), for whoever solves it."""
        factor: Array = 1.0 + self.tariff
        return 1.0 / factor if self.export_tax is None else 1.0 / (factor * (1.0 + self.export_tax))


def _as_array(name: str, value: Any) -> Any:
    """The value where it is None or an array of real numbers (of truth values for `cut`), else one made of it."""
    if value is None and name not in ("trade_cost", "tariff"):
        return None
    if isinstance(value, np.ndarray) and value.dtype == (np.bool_ if name == "cut" else np.float64):
        return value
    try:
        array = np.asarray(value)
    except ValueError:  # lists of unequal lengths
        array = np.empty(0, dtype=object)
    if name == "cut" and array.dtype.kind in "bfiu":
        return array
    if array.dtype.kind not in "fiu":
        raise DataError(f"`{name}` is no array of numbers: give one for each [sector, importer, exporter].")
    return array.astype(np.float64)


def _by_sector(cut: NDArray[np.bool_] | None, shape: tuple[int, ...]) -> NDArray[np.bool_] | None:
    """cut[k, n, i]; one by pairs [n, i] holds in every sector."""
    return cut if cut is None or cut.shape != shape[1:] else np.broadcast_to(cut, shape)


def _check_shapes(shock: Shock) -> None:
    """Refuse arrays that do not describe the same flows [sector, importer, exporter]."""
    shape = np.shape(shock.tariff)
    if len(shape) != 3 or shape[1] != shape[2] or 0 in shape:
        raise DataError(
            f"`tariff` has shape {shape}: it must be [sector, importer, exporter], importers as exporters, none empty."
        )
    for name in ("trade_cost", "export_tax", "iceberg"):
        value = getattr(shock, name)
        if value is not None and np.shape(value) != shape:
            raise DataError(f"`{name}` has shape {np.shape(value)} where `tariff` has {shape}: give one number a flow.")
    if shock.cut is not None and (np.shape(shock.cut) != shape or shock.cut.dtype != np.bool_):
        raise DataError(
            f"`cut` is {shock.cut.dtype} of shape {np.shape(shock.cut)}: it must be true or false by "
            f"[sector, importer, exporter], {shape}, or by [importer, exporter]."
        )


def _check_above(shock: Shock, name: str, bound: float, must: str) -> None:
    """Refuse an array with a number that is not above a bound and finite; the error names its flow."""
    value = getattr(shock, name)
    if value is None or (value.min() > bound and value.max() < np.inf):  # a NaN is neither
        return
    k, n, i = (int(index) for index in np.argwhere(~((value > bound) & (value < np.inf)))[0])
    flow = shock.labels.flow(k, n, i)
    raise DataError(f"`{name}` on {flow} is {float(value[k, n, i]):g}; it must be {must}.")


def _within(line: QuotaLine, shape: tuple[int, ...]) -> bool:
    """Whether a quota is on a flow of arrays of a shape."""
    return 0 <= line.sector < shape[0] and 0 <= line.importer < shape[1] and 0 <= line.exporter < shape[2]


def _refuse_quota(shock: Shock, line: QuotaLine) -> None:
    """Refuse a quota outside the flows of a shock, or with a number outside its range."""
    if not _within(line, shock.tariff.shape):
        raise DataError(f"quota `{line.measure}` is on flow {line.flow}, outside arrays of shape {shock.tariff.shape}.")
    where = f"quota `{line.measure}` on {shock.labels.flow(*line.flow)}"
    _check_numbers(where, line, LINE_RANGES)
    if line.rent_to not in RENT_OWNERS:
        raise DataError(f"{where}: `rent_to` is `{line.rent_to}`; it must be one of {', '.join(RENT_OWNERS)}.")
    for part in line.parts:
        _check_numbers(f"{where}, {part.product}", part, PART_RANGES)
        if part.rate_over_quota < part.rate_in_quota:
            raise DataError(
                f"{where}, {part.product}: `rate_over_quota` {part.rate_over_quota:g} is below `rate_in_quota` "
                f"{part.rate_in_quota:g}; write the rate beyond the quota as the higher one."
            )


def _check_numbers(where: str, terms: QuotaLine | QuotaPart, ranges: Mapping[str, tuple[Fits, str]]) -> None:
    """Refuse a number that is outside its range, or not finite where it must be."""
    for name, (_, must) in ranges.items():
        value = getattr(terms, name)
        if not fits(terms, {name: ranges[name]}):
            raise DataError(f"{where}: `{name}` is {value:g}; it must be {must}.")


def fits(terms: QuotaLine | QuotaPart, ranges: Mapping[str, tuple[Fits, str]]) -> bool:
    """Whether every number is in its range, and finite where it must be."""
    values = ((name, getattr(terms, name), within) for name, (within, _) in ranges.items())
    return all(
        within(value) and (math.isfinite(value) or (name in MAY_BE_INFINITE and value > 0.0))
        for name, value, within in values
    )


Fits = Callable[[float], bool]
LINE_RANGES: dict[str, tuple[Fits, str]] = {
    "volume": (lambda value: value > 0.0, "above 0: a quota of nothing is a tariff"),
    "eta": (lambda value: value > 0.0 and value != 1.0, "positive and not 1"),
    "other_cost": (lambda value: value >= 0.0, "at least 0"),
    "other_net": (lambda value: value >= 0.0, "at least 0"),
}
PART_RANGES: dict[str, tuple[Fits, str]] = {
    "share": (lambda value: 0.0 < value <= 1.0 + SHARE_ROUNDING, "a share of its flow, above 0 and at most 1"),
    "rate_before": (lambda value: value > -1.0, "a rate above -1"),
    "rate_in_quota": (lambda value: value > -1.0, "a rate above -1"),
    "rate_over_quota": (lambda value: value > -1.0, "a rate above -1"),
}
"""What the numbers of a quota and of its parts must be; finite but where there is no way beyond a quota."""
MAY_BE_INFINITE = ("rate_over_quota",)


def no_change(tariff: Array) -> Shock:
    """The shock that changes nothing."""
    return Shock(np.ones_like(tariff), tariff)


def same_shock(one: Shock, other: Shock) -> bool:
    """Whether two shocks do the same."""
    pairs = [(getattr(one, part.name), getattr(other, part.name)) for part in fields(Shock)]
    return all(left is right or _same(left, right) for left, right in pairs)


def _same(one: Any, other: Any) -> bool:
    """Whether two arrays, or what is none, are the same."""
    array = isinstance(one, np.ndarray) or isinstance(other, np.ndarray)
    return np.array_equal(one, other) if array else bool(one == other)


def cheaper(shock: Shock, d_hat: Array | None) -> Shock:
    """The shock with trade costs other than taxes changed by d_hat [k, n, i] on top of its own; without one, itself."""
    if d_hat is None:
        return shock
    iceberg = d_hat if shock.iceberg is None else shock.iceberg * d_hat
    return replace(shock, trade_cost=shock.trade_cost * d_hat, iceberg=iceberg)


def iceberg_change(before: Shock, after: Shock) -> Array:
    """Change of ln d between two shocks [k, n, i]; zero where neither declares trade costs."""
    earlier = np.ones_like(before.tariff) if before.iceberg is None else before.iceberg
    later = np.ones_like(after.tariff) if after.iceberg is None else after.iceberg
    change: Array = np.log(later) - np.log(earlier)
    return change
