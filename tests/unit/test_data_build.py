"""The embedded world: what is committed follows from the raw sources, and its identities hold."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from numpy.testing import assert_allclose, assert_array_equal

from middlepower.data.elasticities import SETS, at_horizon
from middlepower.data.embedded import embedded_path, registry
from middlepower.data.reference import reference_totals
from middlepower.data.sources.icio_mat import ELASTICITY_SETS, read_icio_mat
from middlepower.errors import MiddlepowerError, UnknownNameError
from middlepower.world.tables.balance import VALUE_ADDED_FLOOR, rebalance
from tests.project import to_rounding
from tools.build_world import border_flows, build_world, main, read_sources, table_input_use
from tools.regions import EU_MEMBERS, REGIONS, SECTOR_CODES, region_of
from tools.vintages import LATEST, VINTAGES, Vintage

RAW = Path(os.environ.get("MIDDLEPOWER_DATA", Path(__file__).parents[3] / "shared" / "data"))
needs_raw_data = pytest.mark.skipif(not (RAW / "icio" / "ICIO2022.mat").exists(), reason="raw data not at hand")

IDENTITY = 1e-12  # relative; only rounding separates the two sides
PRINTED = 0.5  # million US dollars: the published cells are printed without decimals


@pytest.fixture(scope="module")
def world() -> xr.Dataset:
    return committed(LATEST)


def committed(year: Vintage) -> xr.Dataset:
    """A committed world."""
    with xr.open_dataset(embedded_path(year.name), engine="h5netcdf") as dataset:
        return dataset.load()


every_year = pytest.mark.parametrize("year", VINTAGES, ids=[year.name for year in VINTAGES])


@needs_raw_data
@every_year
def test_rebuilding_gives_the_committed_file(year: Vintage) -> None:
    world, rebuilt = committed(year), build_world(RAW, year, table_input_use(RAW))
    assert rebuilt.attrs == to_rounding(world.attrs, IDENTITY)
    assert set(world.variables) == set(rebuilt.variables)
    for name in world.variables:
        if world[name].dtype.kind == "f":
            assert_allclose(rebuilt[name].values, world[name].values, rtol=IDENTITY, atol=IDENTITY, err_msg=str(name))
        else:
            assert_array_equal(rebuilt[name].values, world[name].values, err_msg=str(name))


@needs_raw_data
def test_aggregation_keeps_totals_by_sector_and_tariff_revenue(world: xr.Dataset) -> None:
    sources = read_sources(RAW)
    flow = border_flows(sources).flow
    assert_allclose(world["flow"].sum(("importer", "exporter")), flow.sum((1, 2)), rtol=IDENTITY)
    assert_allclose(float(world["flow"].sum()) - sources.flow.sum(), border_flows(sources).moved.sum(), rtol=1e-9)
    canada = sources.countries.index("CAN")
    rest = [sources.countries.index(code) for code in ("FIN", "PRT", "ROU")]
    reu = [i for i, code in enumerate(sources.countries) if region_of(code) == "REU"]
    assert set(rest) <= set(reu)
    cell = world.sel(importer="CAN", exporter="REU")
    assert_allclose(cell["flow"], flow[:, canada, reu].sum(axis=1), rtol=IDENTITY)


@needs_raw_data
def test_the_command_writes_the_worlds_and_a_table_and_leaves_nothing_else(tmp_path: Path) -> None:
    main(["--data", str(RAW), "--out", str(tmp_path)])
    worlds = [f"{year.name}.nc" for year in VINTAGES]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*worlds, "tariff_changes.csv"])
    assert all((tmp_path / name).stat().st_size <= 2_500_000 for name in worlds)


@needs_raw_data
@pytest.mark.parametrize(("importer", "exporter", "published"), [("USA", "CAN", 97_002), ("CAN", "USA", 15_232)])
def test_axes_of_the_crude_oil_cells(world: xr.Dataset, importer: str, exporter: str, published: float) -> None:
    """At basic prices as published; at the exporter's border more."""
    sources = read_sources(RAW)
    n, i = sources.countries.index(importer), sources.countries.index(exporter)
    assert_allclose(sources.flow[SECTOR_CODES.index("B06"), n, i], published, atol=PRINTED)
    assert float(world["flow"].sel(sector="B06", importer=importer, exporter=exporter)) > published


@every_year
def test_spending_is_consumption_plus_input_use(year: Vintage) -> None:
    """alpha from final demand over income, income from its sources: value added, tariff revenue, deficit."""
    world = committed(year)
    flow, tariff = world["flow"].values, world["benchmark_tariff"].values
    share = world["input_share"].values
    output, spending = flow.sum(axis=1), (flow * (1 + tariff)).sum(axis=2)
    used = np.einsum("nks,sn->kn", share, output)
    value_added = np.einsum("sn,sn->n", 1 - share.sum(axis=1).T, output)
    revenue, deficit = (flow * tariff).sum(axis=(0, 2)), flow.sum(axis=(0, 2)) - flow.sum(axis=(0, 1))
    income = value_added + revenue + deficit
    alpha = (spending - used) / income
    assert alpha.min() >= 0
    assert_allclose(alpha.sum(axis=0), 1.0, rtol=IDENTITY)
    assert_allclose(alpha * income + used, spending, rtol=IDENTITY)


@every_year
def test_input_and_value_added_shares(year: Vintage) -> None:
    world = committed(year)
    share = world["input_share"].sum("sold").values
    output = world["flow"].sum("importer").values.T
    assert world["input_share"].min() >= 0
    assert share.max() <= 1 - VALUE_ADDED_FLOOR + IDENTITY
    assert_array_equal(share[output == 0], 0.0)
    assert share[output > 0].min() > 0


def test_the_input_output_table_is_not_transposed(world: xr.Dataset) -> None:
    """Oil refining is made of crude oil, and crude oil is not made of refined oil; food of crops; cars of car
    parts."""
    canada = world["input_share"].sel(region="CAN")
    assert float(canada.sel(sold="B06", using="C19")) > 0.4
    assert float(canada.sel(sold="C19", using="B06")) < 0.1
    assert float(canada.sel(sold="A01", using="C10T12")) > 0.15
    for region in ("CAN", "USA", "DEU", "JPN", "KOR"):
        column = world["input_share"].sel(region=region, using="C19")
        assert str(column.drop_sel(sold="SERV").idxmax().item()) == "B06"


@every_year
def test_no_tariff_on_services_at_home_or_inside_the_eu(year: Vintage) -> None:
    world, grouping = committed(year), year.grouping
    eu = list({grouping.region_of(code) for code in EU_MEMBERS})
    for name in ("tariff", "benchmark_tariff"):
        tariff = world[name]
        assert float(tariff.sel(sector="SERV").max()) == 0
        assert float(tariff.sel(importer=eu, exporter=eu).max()) == 0
        assert all(float(tariff.sel(importer=code, exporter=code).max()) == 0 for code in grouping.regions)
        assert float(tariff.min()) >= 0


def test_food_rates_known_to_be_wrong_are_gone_and_listed(world: xr.Dataset) -> None:
    assert float(world["tariff"].sel(sector="C10T12").max()) <= 0.25
    assert_allclose(world["tariff"].sel(sector="C10T12", importer="CHN", exporter="CAN"), 0.0982, atol=5e-5)
    countries = [str(code) for code in world["source_country"].values]
    rows = zip(
        world["rate_change_sector"].values,
        world["rate_change_importer"].values,
        world["rate_change_exporter"].values,
        world["rate_change_old"].values,
        strict=True,
    )
    listed = {(SECTOR_CODES[k], countries[n], countries[i]): old for k, n, i, old in rows}
    assert_allclose(listed["C10T12", "USA", "CHN"], 0.9134, atol=5e-5)
    assert_allclose(listed["C10T12", "CHN", "CAN"], 0.2758, atol=5e-5)


def test_the_two_tariff_tables_differ_by_the_duties_of_2022(world: xr.Dataset) -> None:
    added = world["benchmark_tariff"] - world["tariff"]
    pairs = {(str(n), str(i)) for _, n, i in added.stack(cell=added.dims).cell.values[(added.values != 0).ravel()]}
    assert pairs == {("USA", "CHN"), ("CHN", "USA"), ("USA", "CAN")}
    cell = added.sel(importer="USA", exporter="CHN")
    untouched = [str(code) for code in cell["sector"].values[cell.values == 0]]
    assert untouched == ["B09", "SERV"]  # mining support has no HS heading
    assert 0.15 < float(cell.sel(sector="C24A")) < 0.5
    assert float(cell.sel(sector="C21")) < 0.01  # medicines were on no list
    lumber = added.sel(importer="USA", exporter="CAN")
    assert [str(code) for code in lumber["sector"].values[lumber.values != 0]] == ["C16"]


def test_rebalancing_is_small_stored_and_adds_up(world: xr.Dataset) -> None:
    moved = np.abs(world["rebalancing"].values)
    assert_allclose(moved.sum(), world.attrs["rebalancing_total"], rtol=IDENTITY)
    assert moved.sum() / world.attrs["total_input_use"] < 1e-3
    named = world["rebalancing"].sel(region=[code for code in REGIONS if code not in ("ROW", "HKG")])
    assert float(np.abs(named).max()) == 0


@needs_raw_data
@pytest.mark.parametrize("year", VINTAGES[1:], ids=[year.name for year in VINTAGES[1:]])
def test_an_earlier_world_has_its_own_flows_and_tariffs_and_the_tables_coefficients(year: Vintage) -> None:
    world, latest = committed(year), committed(LATEST)
    raw = read_icio_mat(RAW / year.flows_file)
    named = {"importer": "CAN", "exporter": "USA"}
    assert_allclose(float(world["flow"].sel(**named).sum()), float(raw["flow"].sel(**named).sum()), rtol=1e-9)
    assert_allclose(world["tariff"].sel(**named, sector="C29"), raw["tariff"].sel(**named, sector="C29"), rtol=IDENTITY)
    ours, theirs = (data["input_share"].sel(region="JPN", using="C29") for data in (world, latest))
    assert float(np.abs(ours - theirs).max()) < 0.03
    assert "input coefficients and margin shares of 2022" in world.attrs["input_table"]
    assert f"icio-{year.year}" in world["flow"].attrs["source"]
    assert world.attrs["rebalancing_total"] / world.attrs["total_input_use"] < 0.02


def test_lithuania_stands_apart_in_the_earlier_worlds() -> None:
    for year in VINTAGES[1:]:
        world = committed(year)
        assert "LTU" in world["region"]
        assert "LTU" not in world["source_country"].values[world["member_of"].values == "REU"]
        assert 100 < float(world["flow"].sel(importer="CHN", exporter="LTU").sum()) < 1000


def test_rebalancing_leaves_value_added_and_final_demand() -> None:
    use = np.array([[[3.0, 4.0]], [[9.0, 1.0]]])  # two sectors, one country: column sums 12 and 5, row sums 7 and 10
    output, spending = np.array([[10.0], [8.0]]), np.array([[5.0], [20.0]])
    result = rebalance(use, output, spending)
    assert (result.columns_scaled, result.rows_scaled) == (1, 1)
    assert np.all(result.use.sum(axis=0) <= (1 - VALUE_ADDED_FLOOR) * output.T + IDENTITY)
    assert np.all(result.use.sum(axis=2) <= spending)
    untouched = rebalance(use, output * 10, spending * 10)
    assert_array_equal(untouched.use, use)


@needs_raw_data
def test_the_eight_sets_of_the_raw_file_are_those_of_the_folder() -> None:
    """But for the services of FGO, whose number in the file is that of FGO-8.35."""
    raw = read_icio_mat(RAW / "icio" / "ICIO2022.mat")
    sectors = [str(code) for code in raw["sector"].values]
    for name in ELASTICITY_SETS:
        ours = SETS["FGO-8.35" if name == "FGO" else name].theta(sectors)
        assert_array_equal(ours, raw["elasticity"].sel(elasticity_set=name).values, err_msg=name)


def test_known_elasticities_of_the_sets() -> None:
    """Services of FGO as its paper prints it for a heading of goods and as it stands in; the uniform set; CP's oil."""
    assert SETS["FGO-8.35"].estimates["SERV"].theta == 8.35
    assert SETS["FGO"].estimates["SERV"].theta == 4.0
    assert {one.theta for one in SETS["U4"].estimates.values()} == {4.0}
    assert SETS["CP"].estimates["C19"].theta == 64.85


def test_a_horizon_is_the_set_itself_or_one_value_for_all_sectors() -> None:
    theta = SETS["FGO"].theta(["A01", "SERV"])
    assert_array_equal(at_horizon(theta, "long"), theta)
    assert_array_equal(at_horizon(theta, "medium"), [1.0, 1.0])
    assert_array_equal(at_horizon(theta, "first-year"), [0.75, 0.75])
    with pytest.raises(UnknownNameError, match="`first-year`"):
        at_horizon(theta, "first-yer")
    with pytest.raises(UnknownNameError, match="`short` is called `first-year` now"):
        at_horizon(theta, "short")


def test_every_variable_names_registered_sources(world: xr.Dataset) -> None:
    known = {source.id for source in registry()}
    assert len(known) == len(registry())
    for name, variable in world.data_vars.items():
        named = set(variable.attrs["source"].split(", "))
        assert named <= known | {"computed"}, name
    for source in registry():
        assert source.licence
        assert source.address.startswith("https://")


def test_value_added_lies_within_a_tenth_below_published_gdp(world: xr.Dataset) -> None:
    """Basic-price value added leaves out taxes on products (World Bank GDP 2022, CAN USA CHN MEX)."""
    output = world["flow"].sum("importer").rename(exporter="region", sector="using")
    value_added = ((1 - world["input_share"].sum("sold")) * output).sum("using")
    for total in (t for t in reference_totals() if t.concept == "gdp"):
        ratio = float(value_added.sel(region=total.importer)) / total.value
        assert 0.9 < ratio < 1.0, total.id


def test_an_unknown_world_gets_a_clear_error() -> None:
    with pytest.raises(MiddlepowerError, match="did you mean `icio2022`"):
        embedded_path("icio2023")
