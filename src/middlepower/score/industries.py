"""The test `canada-2025`: one exporter's sales to all destinations, by industry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.observed import canada_2025
from middlepower.errors import DataError
from middlepower.language.catalogue import say
from middlepower.policy.goods import load_products
from middlepower.score.forecast import Law
from middlepower.score.line_law import TaxedLines, taxed_lines
from middlepower.score.methods import Told
from middlepower.score.plan import IndustriesTest, Industry
from middlepower.score.samples import Prediction, Sample

Array = NDArray[np.float64]
BUYER = "USA"  # whose table of lines tells products apart
INDUSTRIES, SECTORS = "industries", "industries, the whole sector standing for aluminium"


def whole_sectors(test: IndustriesTest) -> dict[str, Industry]:
    """The industries, a product's whole sector standing for it."""
    return {name: one.model_copy(update={"product": "", "elsewhere": None}) for name, one in test.goods.items()}


def industry_samples(law: Law, test: IndustriesTest, folder: Path) -> tuple[Sample, ...]:
    """The industries as fixed, and with whole sectors standing for products; changes are fractions, not logs."""
    kinds = {INDUSTRIES: test.goods, SECTORS: whole_sectors(test)}
    return tuple(industry_sample(law, test, name, goods, folder) for name, goods in kinds.items())


def industry_sample(law: Law, test: IndustriesTest, name: str, goods: Mapping[str, Industry], folder: Path) -> Sample:
    """Industries with their published changes."""
    seen = canada_2025(folder)
    number = np.arange(len(goods), dtype=np.intp)
    return Sample(
        name,
        say("score.weights.each_industry"),
        tuple((test.exporter, label) for label in goods),
        np.array([seen[one.observed].percent / 100.0 for one in goods.values()]),
        np.array([_log_tax(law, test.exporter, one) for one in goods.values()]),
        np.ones(len(number)),
        (),
        number,
        np.zeros(len(number), dtype=np.intp),
    )


def industry_predictions(law: Law, test: IndustriesTest, told: Told) -> tuple[Prediction, ...]:
    """What a method says of every sample, in their order."""
    return tuple(
        Prediction(
            told.method,
            told.variant,
            np.expm1(np.array([_change(law, test.exporter, one, told) for one in goods.values()])),
        )
        for goods in (test.goods, whole_sectors(test))
    )


def _change(law: Law, exporter: str, industry: Industry, told: Told) -> float:
    """Log change of an industry's sales to all destinations."""
    abroad = _abroad(law, exporter, industry)
    if not industry.product:
        return _log_mean(abroad, _cells(law, exporter, industry, told.border))
    lines, i = _lines(law, exporter, industry.product), law.world.region(exporter)
    cell = lines.sector, law.world.region(BUYER), np.full(len(lines.code), i, dtype=np.intp)
    there = _log_mean(lines.value, told.of_lines(cell, np.log(lines.after / lines.before)))
    return _log_mean(*_both(law, industry, abroad, there, _cells(law, exporter, industry, told.border)))


def _log_tax(law: Law, exporter: str, industry: Industry) -> float:
    """Change of ln(1 + t) of an industry's sales, all destinations."""
    abroad, tax = _abroad(law, exporter, industry), _cells(law, exporter, industry, law.log_tax)
    if not industry.product:
        return _log_mean(abroad, tax)
    lines = _lines(law, exporter, industry.product)
    return _log_mean(*_both(law, industry, abroad, _log_mean(lines.value, np.log(lines.after / lines.before)), tax))


def _both(law: Law, industry: Industry, abroad: Array, there: float, change: Array) -> tuple[Array, Array]:
    """(values, log changes) of a product's sales to the buyer, and of the sector's to all others in its share."""
    if industry.elsewhere is None:
        raise DataError(f"product `{industry.product}` needs `elsewhere`: the share of its sales beyond {BUYER}.")
    rest = np.delete(abroad, law.world.region(BUYER), axis=1)
    values = np.append(industry.elsewhere * rest / rest.sum(), 1.0 - industry.elsewhere)
    return values, np.append(np.delete(change, law.world.region(BUYER), axis=1), there)


def _abroad(law: Law, exporter: str, industry: Industry) -> Array:
    """Sales abroad [k, n] of the industry's sectors at the border, million US dollars."""
    value = _cells(law, exporter, industry, law.world.border_value).copy()
    value[:, law.world.region(exporter)] = 0.0
    return value


def _cells(law: Law, exporter: str, industry: Industry, of: Array) -> Array:
    """Rows [k, n] of an array [k, n, i] for the industry's sectors and its exporter."""
    k = [law.world.sectors.index(code) for code in industry.sectors]
    cells: Array = of[k][:, :, law.world.region(exporter)]
    return cells


def _lines(law: Law, exporter: str, product: str) -> TaxedLines:
    """The ten-digit lines of a product in what the buyer imports."""
    lines = taxed_lines(law, BUYER, exporter)
    inside = np.array([f"{code:010d}".startswith(load_products()[product].hs) for code in lines.code.tolist()])
    return TaxedLines(*(getattr(lines, name)[inside] for name in ("code", "sector", "value", "before", "after")))


def _log_mean(value: Array, change: Array) -> float:
    """ln(sum v exp(change) / sum v) over flows with trade."""
    traded = value > 0.0
    return float(np.log((value[traded] * np.exp(change[traded])).sum() / value[traded].sum()))
