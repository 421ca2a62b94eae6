"""An embedded world as a labelled dataset: variables with units, source and transformation, and the adjustments
made."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from middlepower.data.codes import sectors
from middlepower.data.embedded import registry
from middlepower.world.tables.balance import VALUE_ADDED_FLOOR
from tools.regions import SECTOR_CODES, SERVICES
from tools.tariffs import FOOD_RATE_BOUND, RULE_FOOD, RULE_PHARMA
from tools.vintages import TABLE_YEAR, Vintage

if TYPE_CHECKING:
    import xarray as xr

    from tools.build_world import Benchmark, Sources

PAIR = ("sector", "importer", "exporter")
USE = ("region", "sold", "using")
RULES = (RULE_FOOD, RULE_PHARMA)


def to_dataset(benchmark: Benchmark, sources: Sources) -> xr.Dataset:
    """The benchmark as a dataset with labels, per-variable attributes and the sources in the file's
    attributes."""
    import xarray as xr

    year, output = benchmark.vintage, benchmark.output
    share = benchmark.use.use.transpose(1, 0, 2) / np.where(output > 0, output, 1.0).T[:, None, :]
    variables: dict[str, Any] = {
        "flow": (PAIR, benchmark.flow, sourced(FLOW, year)),
        "tariff": (PAIR, benchmark.tariff, sourced(TARIFF, year)),
        "benchmark_tariff": (PAIR, benchmark.benchmark_tariff, sourced(benchmark_tariff_attributes(year), year)),
        "input_share": (USE, share, sourced(INPUT_SHARE, year)),
        "rebalancing": (USE, (benchmark.use.use - benchmark.use_before).transpose(1, 0, 2), REBALANCING),
        "gross_up": (("sold", "region"), gross_up(benchmark), GROSS_UP),
        "margins": (("importer", "exporter"), benchmark.margins, MARGINS),
        "member_of": (("source_country",), [year.grouping.region_of(name) for name in sources.countries], MEMBER_OF),
        **rate_change_variables(benchmark, sources),
    }
    return xr.Dataset(variables, coords=coordinates(sources, year), attrs=file_attributes(benchmark))


def gross_up(benchmark: Benchmark) -> Any:
    """Input use after over before the gross-up, [sold, region]; one where nothing is used."""
    before, after = benchmark.use_covered.sum(axis=2), benchmark.use_grossed.sum(axis=2)
    return np.where(before > 0, after / np.where(before > 0, before, 1.0), 1.0)


def sourced(attributes: dict[str, str], year: Vintage) -> dict[str, str]:
    """The attributes of a variable; in a world of another year its own flows and tariffs are sources too."""
    own = "" if year.year == TABLE_YEAR else f", icio-{year.year}"
    return {**attributes, "source": attributes["source"] + own}


def coordinates(sources: Sources, year: Vintage) -> dict[str, Any]:
    """The labels of every axis, with readable names."""
    regions = list(year.grouping.regions)
    return {
        "sector": list(SECTOR_CODES),
        "importer": regions,
        "exporter": regions,
        "region": regions,
        "sold": list(SECTOR_CODES),
        "using": list(SECTOR_CODES),
        "source_country": sources.countries,
        "region_name": ("region", list(year.grouping.names)),
        "sector_name": ("sector", [sector.name for sector in sectors().values()]),
        "isic": ("sector", [sector.isic for sector in sectors().values()]),
    }


def rate_change_variables(benchmark: Benchmark, sources: Sources) -> dict[str, Any]:
    """The changed tariff cells as compact columns: positions of sector, importer, exporter, then old and new
    rate."""
    changes = benchmark.rate_changes
    place = {name: position for position, name in enumerate(sources.countries)}
    columns: dict[str, tuple[Any, str]] = {
        "sector": ([SECTOR_CODES.index(c.sector) for c in changes], "i2"),
        "importer": ([place[c.importer] for c in changes], "i2"),
        "exporter": ([place[c.exporter] for c in changes], "i2"),
        "rule": ([RULES.index(c.rule) for c in changes], "i2"),
        "old": ([c.old for c in changes], "f8"),
        "new": ([c.new for c in changes], "f8"),
        "flow": ([c.flow for c in changes], "f8"),
    }
    return {
        f"rate_change_{name}": (("rate_change",), np.asarray(values, dtype=kind), RATE_CHANGE)
        for name, (values, kind) in columns.items()
    }


def rate_change_rows(dataset: xr.Dataset) -> Iterator[dict[str, str]]:
    """The changed tariff cells, readable: sector, importer, exporter, old, new, rule, flow."""
    countries = [str(name) for name in dataset["source_country"].values]
    columns = [dataset[f"rate_change_{name}"].values for name in ("sector", "importer", "exporter", "rule")]
    values = [dataset[f"rate_change_{name}"].values for name in ("old", "new", "flow")]
    for k, n, i, rule, old, new, flow in zip(*columns, *values, strict=True):
        yield {
            "sector": SECTOR_CODES[k],
            "importer": countries[n],
            "exporter": countries[i],
            "old": f"{old:.4f}",
            "new": f"{new:.4f}",
            "rule": RULES[rule],
            "flow_musd": f"{flow:.1f}",
        }


def write_rate_changes(dataset: xr.Dataset, path: Path) -> None:
    """Write the changed tariff cells as a table."""
    rows = list(rate_change_rows(dataset))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def file_attributes(benchmark: Benchmark) -> dict[str, Any]:
    """Name, vintage, units, totals of every adjustment, and the sources as JSON."""
    moved, year = benchmark.use.use - benchmark.use_before, benchmark.vintage
    economies, count = len(year.grouping.regions) - 1, f"{len(SECTOR_CODES)} sectors"
    return {
        "name": year.name,
        "title": f"World input-output benchmark {year.year}: {economies} economies and the rest of the world, {count}",
        "vintage": year.year,
        "tariff_date": year.tariff_date.isoformat(),
        "input_table": INPUT_TABLE if year.year == TABLE_YEAR else BORROWED_TABLE,
        "services": json.dumps(SERVICES),
        "unit": "million current US dollars",
        "valuation": (
            "flows at the exporter's border before tariffs: trade and land transport margins of exported goods are in "
            "the goods; spending and input use tariff-inclusive at benchmark_tariff"
        ),
        "sources": json.dumps([asdict(source) for source in registry(year.name)], ensure_ascii=False, sort_keys=True),
        "total_output": float(benchmark.output.sum()),
        "total_spending": float(benchmark.spending.sum()),
        "total_input_use_covered": float(benchmark.use_covered.sum()),
        "total_input_use_grossed_up": float(benchmark.use_grossed.sum()),
        "margins_moved_to_goods": float(benchmark.margins.sum()),
        "margin_users_capped": benchmark.users_capped,
        "total_input_use": float(benchmark.use.use.sum()),
        "rebalancing_total": float(np.abs(moved).sum()),
        "rebalancing_largest_cell": float(np.abs(moved).max()),
        "rebalancing_columns_scaled": benchmark.use.columns_scaled,
        "rebalancing_rows_scaled": benchmark.use.rows_scaled,
        "value_added_floor": VALUE_ADDED_FLOOR,
        "final_demand_clipped": benchmark.clipped,
        "tariff_revenue_forgone_inside_rest_of_world": benchmark.forgone_revenue,
        "tariff_cells_changed": len(benchmark.rate_changes),
        "tariff_rules": TARIFF_RULES.format(law=law_of(year)),
        "not_included": NOT_INCLUDED,
    }


def summary_lines(dataset: xr.Dataset) -> list[str]:
    """The totals and adjustments as lines of text, for the person who runs the build."""
    numbers = {name: value for name, value in dataset.attrs.items() if isinstance(value, int | float)}
    return [f"{name}: {value:,.6g}" for name, value in numbers.items()]


def law_of(year: Vintage) -> str:
    """What benchmark_tariff adds to ordinary tariffs, in words."""
    return f"the measures in force on 1 July {year.year} ({year.duties.name})"


def benchmark_tariff_attributes(year: Vintage) -> dict[str, str]:
    """The attributes of the tariff that the world starts from."""
    return {
        "long_name": f"benchmark ad valorem tariff of {year.year}",
        "units": "fraction of the pre-tariff value",
        "source": "teti-gtd, wto-pharma, us-301, us-232, us-census-2024",
        "transformation": f"tariff, plus the duties of {law_of(year)}",
    }


INPUT_TABLE = f"intermediate flows and margin shares of {TABLE_YEAR}"
BORROWED_TABLE = (
    f"input coefficients and margin shares of {TABLE_YEAR}, times this year's output; flows and tariffs of this year"
)
TARIFF_RULES = (
    "Zero: services, domestic sales, inside the EU, among countries merged into one region. "
    f"{RULE_FOOD}: food rates above {FOOD_RATE_BOUND} take the same pair's farm rate, at most "
    f"{FOOD_RATE_BOUND}. "
    f"{RULE_PHARMA}: pharmaceuticals enter the parties of the WTO agreement free of duty. "
    "The source's rest of the world, which has no tariffs, takes the flow-weighted mean of the countries "
    "merged with it. "
    "Aggregates: weighted by pre-tariff flow, simple mean where all flows are zero. "
    "benchmark_tariff adds {law}."
)

NOT_INCLUDED = (
    "US section 232 duties and quotas on partners other than China, US section 201 safeguards, anti-dumping and "
    "countervailing duties other than on Canadian lumber. "
    "US duties that Canada and Mexico pay on goods that do not claim CUSMA origin (0.1% and 0.25% of "
    "imports in 2024) are "
    "zero, as in the source. Section 301 shares and rates are of 2024 trade and exclusions, put on the flows of the "
    "world's year, of 2019 too."
)

FLOW = {
    "long_name": "bilateral flow before tariffs, domestic sales included",
    "units": "million current US dollars",
    "source": "oecd-icio-2025",
    "transformation": (
        "services that are trade and land transport margins of goods moved to the goods (variable margins); summed "
        "over the countries of each region"
    ),
}
TARIFF = {
    "long_name": "applied ad valorem tariff without the US-China duties of 2018-2022",
    "units": "fraction of the pre-tariff value",
    "source": "teti-gtd, wto-pharma",
    "transformation": "cleaned and flow-weighted; see the attribute tariff_rules of the file",
}
INPUT_SHARE = {
    "long_name": ("input of the sector sold, tariff-inclusive, per unit of basic-price output of the sector using it"),
    "units": "fraction",
    "source": "oecd-icio-2025-intermediate, oecd-icio-2025, teti-gtd",
    "transformation": (
        "tariffs put on intermediate flows; grossed up per product and country for inputs from the rest "
        "of the world; "
        "rest of the world: output-weighted mean of the countries merged with it; re-balanced. Zero where"
        " a sector has "
        "no output, so that its value-added share is one."
    ),
}
REBALANCING = {
    "long_name": "input use after less before re-balancing",
    "units": "million current US dollars",
    "source": "computed",
    "transformation": ("columns scaled to leave the value-added floor, then rows scaled to leave final demand >= 0"),
}
GROSS_UP = {
    "long_name": "input use after over before the gross-up for inputs from the rest of the world",
    "units": "ratio",
    "source": "computed",
}
MEMBER_OF = {"long_name": "region that the source country belongs to", "source": "computed"}
MARGINS = {
    "long_name": "trade and land transport margins on exported goods, moved from services to goods",
    "units": "million current US dollars",
    "source": "oecd-icio-2025-services",
    "transformation": "share of ISIC G and H49 in intermediate services sales, on all services flows of the pair",
}
RATE_CHANGE = {
    "long_name": (
        "tariff cell changed by a plausibility rule; positions refer to sector, source_country and the rules"
    ),
    "rules": ", ".join(RULES),
    "source": "computed",
}
