"""Derives the embedded worlds from the raw sources: `python -m tools.build_world --data DIR --out FOLDER`.

Steps: clean the tariffs; put them on the intermediate flows; gross these up for inputs from the rest of the
world; lend the rest of the world the coefficients of the countries merged into it; value goods at the exporter's
border (`middlepower.world.tables.margins`); aggregate to regions; re-balance. Re-balancing moves input use only, and
its size is stored cell by cell. A world of another year than the input-output table's takes the table's coefficients,
times the output of its own year.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.icio_intermediate import read_intermediate
from middlepower.data.sources.icio_mat import ICIO_ROW, read_icio_mat
from middlepower.data.sources.icio_services import read_service_sales
from middlepower.errors import DataError
from middlepower.world.tables.balance import Rebalanced, cap_at_total_flow, input_use, rebalance
from middlepower.world.tables.margins import WITHOUT_MARGIN, Border, at_border, margin_share, use_at_border
from tools.aggregation import mean_rates, membership_matrix, sum_pairs
from tools.intermediate import borrowed_input_use, gross_up_factor
from tools.regions import MERGED_INTO_ROW, SECTOR_CODES, SERVICES
from tools.tariffs import AddedDuty, RateChange, add_duties, clean_tariffs, read_added_duties
from tools.vintages import LATEST, RATE_CHANGES, TABLE_YEAR, VINTAGES, Vintage
from tools.world_dataset import summary_lines, to_dataset, write_rate_changes

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]

INTERMEDIATE_FILE = "icio/icio2022_28sector_80c_intermediate.npz"
SERVICES_FILE = "icio/icio2022_services_by_industry.npz"

SERVICES_PLACE = SECTOR_CODES.index(SERVICES[0])
BEARS_MARGIN = np.array([code not in (*SERVICES, *WITHOUT_MARGIN) for code in SECTOR_CODES])

OUTPUT_TOLERANCE = 250.0
"""Million US dollars by which output may differ between the two files: the redistributed table misses by up
to 245.5."""


@dataclass(frozen=True)
class Sources:
    """The raw arrays over source countries, the last of which is the source's rest of the world.

    `flow` and `rates` are [sector, importer, exporter], `intermediate` is [sold, exporter, using, importer]
    and has no rest of the world; `margin_share` is [importer, exporter].
    """

    countries: list[str]
    flow: Array
    rates: Array
    intermediate: Array
    margin_share: Array


@dataclass(frozen=True)
class InputUse:
    """Input use [k, n, s] by source country, as covered and grossed up, and the output [s, n] that it is for.

    `clipped` is the final demand (million US dollars) that was negative in the source.
    """

    covered: Array
    grossed: Array
    output: Array
    clipped: float

    def at(self, output: Array) -> InputUse:
        """The same coefficients at another output; a sector without output in the table has no inputs."""
        factor = np.where(self.output > 0, output / np.where(self.output > 0, self.output, 1.0), 1.0).T[None]
        return InputUse(self.covered * factor, self.grossed * factor, output, self.clipped)


@dataclass(frozen=True)
class Benchmark:
    """The benchmark by region, and the record of what was done to it; million US dollars and fractions."""

    vintage: Vintage
    flow: Array
    tariff: Array
    benchmark_tariff: Array
    use_covered: Array
    use_grossed: Array
    use_before: Array
    use: Rebalanced
    margins: Array
    users_capped: int
    clipped: float
    rate_changes: list[RateChange]
    forgone_revenue: float

    @property
    def output(self) -> Array:
        """Gross output [sector, region] at basic prices."""
        return np.asarray(self.flow.sum(axis=1))

    @property
    def spending(self) -> Array:
        """Tariff-inclusive spending [sector, region]."""
        return np.asarray((self.flow * (1.0 + self.benchmark_tariff)).sum(axis=2))


def read_sources(data_dir: Path, year: Vintage = LATEST) -> Sources:
    """The raw arrays, checked to have the same countries and, in the table's year, the same gross output."""
    trade = read_icio_mat(data_dir / year.flows_file)
    table = read_intermediate(data_dir / INTERMEDIATE_FILE)
    countries = [str(name) for name in trade["importer"].values]
    flow = trade["flow"].to_numpy()
    if [str(name) for name in table["exporter"].values] + [ICIO_ROW] != countries:
        raise DataError(f"`{INTERMEDIATE_FILE}` and `{year.flows_file}` do not list the same countries in order.")
    miss = float(np.abs(flow.sum(axis=1)[:, :-1] - table["output"].to_numpy()).max())
    if year.year == TABLE_YEAR and miss > OUTPUT_TOLERANCE:
        raise DataError(
            f"gross output differs by {miss:.1f} million US$ between `{INTERMEDIATE_FILE}` and `{year.flows_file}`."
        )
    return Sources(
        countries,
        flow,
        trade["tariff"].to_numpy(),
        table["intermediate"].to_numpy(),
        read_margin_share(data_dir / SERVICES_FILE, countries),
    )


def read_margin_share(file: Path, countries: list[str]) -> Array:
    """Share [importer, exporter] of trade and land transport in services sold abroad, for all source countries."""
    table = read_service_sales(file)
    if [str(name) for name in table["exporter"].values] + [ICIO_ROW] != countries:
        raise DataError(f"`{SERVICES_FILE}` and the flows do not list the same countries in the same order.")
    return margin_share(table["sales"].to_numpy(), [str(name) for name in table["industry"].values])


def border_flows(sources: Sources) -> Border:
    """The flows of the sources at the exporter's border."""
    return at_border(sources.flow, sources.margin_share, BEARS_MARGIN, SERVICES_PLACE)


def source_input_use(sources: Sources, tau: Array) -> InputUse:
    """Input use by source country in the table's year.

    The gross-up, per product and country, is total tariff-inclusive spending over that on the 80 covered
    origins. The source's rest of the world gets the coefficients of the countries that are merged with it.
    """
    covered = sources.flow[:, :-1, :-1]
    capped = cap_at_total_flow(sources.intermediate, covered)
    use = input_use(capped, tau[:, :-1, :-1])
    spending = (sources.flow * (1.0 + tau)).sum(axis=2)[:, :-1]
    factor = gross_up_factor(spending, (covered * (1.0 + tau[:, :-1, :-1])).sum(axis=2))
    grossed = use * factor[:, :, None]
    output = sources.flow.sum(axis=1)
    members = [sources.countries.index(name) for name in MERGED_INTO_ROW]
    borrowed = borrowed_input_use(grossed, output, members, output[:, -1])[:, None, :]
    clipped = float(sources.intermediate.sum() - capped.sum())
    covered_use, grossed_use = (np.concatenate([part, borrowed], axis=1) for part in (use, grossed))
    return InputUse(covered_use, grossed_use, output, clipped)


def table_input_use(data_dir: Path) -> InputUse:
    """Input use by source country in the table's year, at the tariffs of that year."""
    sources, duties = read_sources(data_dir, LATEST), read_added_duties(LATEST.duties)
    tau_data, _ = clean_tariffs(sources.rates, sources.flow, sources.countries)
    return source_input_use(sources, add_duties(tau_data, duties, sources.countries, LATEST.grouping))


def assemble(year: Vintage, sources: Sources, duties: list[AddedDuty], table: InputUse) -> Benchmark:
    """The benchmark by region from the raw arrays, the measures in force and the table's input use."""
    tau_data, changes = clean_tariffs(sources.rates, sources.flow, sources.countries)
    tau = add_duties(tau_data, duties, sources.countries, year.grouping)
    use = table.at(sources.flow.sum(axis=1))
    border = border_flows(sources)
    use_border, capped = use_at_border(use.grossed, sources.flow, border, tau, BEARS_MARGIN, SERVICES_PLACE)
    matrix = membership_matrix(sources.countries, year.grouping)
    flow = sum_pairs(border.flow, matrix)
    benchmark_tariff = mean_rates(tau, border.flow, matrix)
    use_before = np.einsum("an,kns->kas", matrix, use_border)
    spending = (flow * (1.0 + benchmark_tariff)).sum(axis=2)
    return Benchmark(
        vintage=year,
        flow=flow,
        tariff=mean_rates(tau_data, border.flow, matrix),
        benchmark_tariff=benchmark_tariff,
        use_covered=np.einsum("an,kns->kas", matrix, use.covered),
        use_grossed=np.einsum("an,kns->kas", matrix, use.grossed),
        use_before=use_before,
        use=rebalance(use_before, flow.sum(axis=1), spending),
        margins=matrix @ border.moved @ matrix.T,
        users_capped=capped,
        clipped=use.clipped,
        rate_changes=changes,
        forgone_revenue=revenue_among(sources, border.flow, MERGED_INTO_ROW),
    )


def revenue_among(sources: Sources, flow: Array, members: tuple[str, ...]) -> float:
    """Tariff revenue (million US$) at the source's rates on goods trade among countries that are merged into
    one."""
    index = [sources.countries.index(name) for name in members]
    cells = np.ix_(range(len(sources.flow) - 1), index, index)
    return float((flow[cells] * sources.rates[cells]).sum())


def build_world(data_dir: Path, year: Vintage, table: InputUse) -> xr.Dataset:
    """An embedded world as a labelled dataset: flows, tariffs, input shares, record of adjustments."""
    sources = read_sources(data_dir, year)
    return to_dataset(assemble(year, sources, read_added_duties(year.duties), table), sources)


def write_dataset(dataset: xr.Dataset, path: Path) -> None:
    """Write the dataset as compressed NetCDF: to a file beside the target first, then renamed, so never
    half-written."""
    encoding = {
        str(name): {"zlib": True, "complevel": 9, "shuffle": True, "_FillValue": None}
        for name, variable in dataset.data_vars.items()
        if variable.dtype.kind in "fi"
    }
    partial = path.with_name(path.name + f".{os.getpid()}.part")
    try:
        dataset.to_netcdf(partial, engine="h5netcdf", encoding=encoding)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> None:
    """Build the embedded worlds, write them, and report their aggregates and adjustments."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (icio/...)")
    parser.add_argument("--out", type=Path, default=None, help="folder to write to (default: the committed files)")
    options = parser.parse_args(arguments)
    table = table_input_use(options.data)
    for year in VINTAGES:
        dataset = build_world(options.data, year, table)
        write_dataset(dataset, placed(year.embedded, options.out))
        if year is LATEST:
            write_rate_changes(dataset, placed(RATE_CHANGES, options.out))
        sys.stdout.write("\n".join((year.name, *summary_lines(dataset))) + "\n")


def placed(committed: Path, folder: Path | None) -> Path:
    """Where a file is written: at its committed place, or under its name in a folder."""
    return committed if folder is None else folder / committed.name


if __name__ == "__main__":
    main()
