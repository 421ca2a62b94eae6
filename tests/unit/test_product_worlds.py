"""Worlds of products: how flows are composed, what law does to them, the sector model as a case, refusals."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from own_data import TRADE_BY_PRODUCT, write_own_data

import middlepower as mp
from middlepower.cli.guard import guarded
from middlepower.data.trade.pieces import LineTrade, read_product_trade
from middlepower.document.file import parse
from middlepower.document.product_run import ProductResults
from middlepower.errors import DataError, MeasureError, ScenarioError
from middlepower.experiment.products import applies, run_on_products
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.products.check import verify
from middlepower.model.products.of_table import products_of
from middlepower.model.products.problem import ProductShock
from middlepower.model.products.solve import ProductSolver
from middlepower.policy.library import load_measures
from middlepower.policy.product_lines import ProductBook, undivided
from middlepower.policy.product_rates import TaxedProducts, at_benchmark
from middlepower.policy.schema import Measure
from middlepower.policy.state import policy_state
from middlepower.scenario.own import own_tariffs, whole_flows
from middlepower.scenario.products import faced_products
from middlepower.scenario.schema import Scenario, State
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world
from middlepower.world.own import open_products, product_path
from middlepower.world.products.place import ToldOfProducts, product_world
from middlepower.world.products.table import ProductTable
from middlepower.world.world import World
from worlds import TIGHT, random_world

DAY = dt.date(2022, 7, 1)
AGREEMENT = 1e-9  # of two models whose equations are the same, each solved to 1e-12
NOTHING = TaxedProducts(*(np.zeros(0, dtype=np.int64),), np.zeros((3, 0), dtype=np.int64), *[np.zeros(0)] * 5)  # type: ignore[arg-type]
TOLD = ToldOfProducts("products", 2022, {}, "a test")
Build = Callable[..., int]


def trade_of(world: World, value: np.ndarray, lines: tuple[int, ...]) -> LineTrade:
    """Trade [g, n, i] in lines between the economies of a world, flows of nothing left out."""
    g, n, i = np.nonzero(value)
    return LineTrade(
        world.regions,
        n.astype(np.int16),
        i.astype(np.int16),
        np.array(lines, dtype=np.int32)[g],
        value[g, n, i],
        2000,
        0.0,
        None,
    )


def alike(world: World, copies: int = 3, own: bool = False) -> ProductTable:
    """A world all of whose flows of a sector are the same products in the same proportions."""
    K, N = len(world.sectors), len(world.regions)
    share = np.arange(1.0, copies + 1) / np.arange(1.0, copies + 1).sum()
    value = (share[None, :, None, None] * world.flow[:, None]).reshape(K * copies, N, N)
    if not own:
        value = value * ~np.eye(N, dtype=bool)
    lines = tuple(100_000 * (k + 1) + g for k in range(K) for g in range(copies))
    sector = {line: place // copies for place, line in enumerate(lines)}
    return product_world(world, trade_of(world, value, lines), sector, TOLD)


def mixed(seed: int = 1) -> tuple[World, np.ndarray, ProductTable]:
    """A world whose flows are of random products: (world, the trade by product [g, n, i], the world of products)."""
    world = random_world(seed)
    draw = np.random.default_rng(seed)
    N = len(world.regions)
    value = draw.lognormal(0.0, 1.5, (6, N, N)) * (draw.random((6, N, N)) > 0.3) * ~np.eye(N, dtype=bool)
    value *= world.flow.mean()
    lines = (100_000, 100_001, 200_000, 200_001, 300_000, 300_001)
    table = product_world(world, trade_of(world, value, lines), dict(zip(lines, (0, 0, 1, 1, 2, 2), strict=True)), TOLD)
    return world, value, table


@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced"])
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_alike_products_are_their_sector(seed: int, own: bool, closure: ClosureName) -> None:
    """Prices, wages, outputs and real income are those of the sector model, tariffs and deficits and inputs in all."""
    world = random_world(seed)
    state = State.model_validate(
        {
            "title": "own",
            "tariffs": [
                {"importers": ["R0"], "exporters": ["*"], "sectors": ["S1"], "rate": 0.25},
                {"importers": ["R2"], "exporters": ["R1"], "sectors": ["*"], "rate": 0.4, "relation": "replaces"},
            ],
        }
    )
    cost, tariff = whole_flows(world, own_tariffs(world, state.tariffs))
    wanted = Solver.of(benchmark_of(world)).solve(Shock(cost, tariff), closure, TIGHT)
    table = alike(world, own=own)
    faced = faced_products(ProductBook.of(table), state, NOTHING, 5.0)
    shock, made = ProductShock(faced.cost, faced.tariff), products_of(table, table.tariff())
    found = ProductSolver.of(made).solve(shock, closure, TIGHT)
    for name in ("w_hat", "P_hat", "real_income_hat", "tariff_revenue", "X"):
        assert_allclose(getattr(found, name), getattr(wanted, name), rtol=AGREEMENT, atol=AGREEMENT, err_msg=name)
    assert np.abs(wanted.real_income_hat - 1.0).max() > 1e-3
    assert verify(made, shock, found).worst < 1e-10


def test_the_law_of_a_day_is_that_of_the_sector_world() -> None:
    """All measures from 2022 to January 2026 that both worlds can have; coal is divided, all else is not."""
    world = load_world()
    coal, lines = world.sectors.index("B05"), (270111, 270112)
    value = np.array([0.4, 0.6])[:, None, None] * world.flow[coal] * ~np.eye(len(world.regions), dtype=bool)
    table = product_world(world, trade_of(world, value, lines), dict.fromkeys(lines, coal), TOLD)
    left = [measure.id for measure in load_measures() if measure.quantified and not applies(measure)]
    tree = {
        "scenario": "law",
        "title": "The law of a day",
        "baseline": {"name": "2022", "date": "2022-07-01", "without_measures": left},
        "states": {"now": {"title": "January 2026", "date": "2026-01-13"}},
    }
    asked = Scenario.model_validate(tree)
    found = run_on_products(asked, table, Settings(ranges=False)).changes["now"][0]
    before, after = run_scenario(asked, Settings(ranges=False)).main.pair("now")
    wanted = after.real_income_hat / before.real_income_hat
    assert found is not None
    assert wanted.min() < 0.998
    assert_allclose(found.real_income, wanted, rtol=1e-8)


def test_in_the_benchmark_the_law_names_rates_and_the_others_make_up_the_sectors() -> None:
    """Canada's surtax on one of two kinds of Chinese cars: their rates differ by it, and add up to the recorded one."""
    world = load_world()
    cars, lines = world.sectors.index("C29"), (870323, 870380)
    value = np.array([0.75, 0.25])[:, None, None] * world.flow[cars] * ~np.eye(len(world.regions), dtype=bool)
    book = ProductBook.of(product_world(world, trade_of(world, value, lines), dict.fromkeys(lines, cars), TOLD))
    named = {**MEASURE, "targets": ["CHN"], "date_in_force": "2022-01-01", "status": "in force"}
    law = policy_state([Measure.model_validate({**named, "products": [{"hs": ["8703.80"], "rate": 0.04}]})], DAY)
    pair = world.region("CAN"), world.region("CHN")
    place, product = book.sales(*pair)
    here = place[book.table.sector_of[product] == cars]
    other, electric = at_benchmark(book, law).tariff[here]
    assert_allclose(electric - other, 0.04, rtol=1e-9)
    assert_allclose(0.75 * other + 0.25 * electric, world.tariff[cars, *pair])
    assert other > 0.0


def test_products_add_up_to_the_flows_of_the_world() -> None:
    """Every flow of the world is told by products, in the proportions of the table where it knows the flow."""
    world, value, table = mixed()
    N = len(world.regions)
    of_row = np.repeat(np.arange(len(table.products) * N), np.diff(table.row_start))
    told = np.zeros((len(table.products), N, N))
    told[of_row // N, of_row % N, table.exporter] = table.value
    assert_allclose(np.add.reduceat(told, [0, 2, 4], axis=0), world.flow, rtol=1e-12)
    both = (value[0] > 0) & (value[1] > 0)
    assert_allclose(told[0][both] / told[1][both], value[0][both] / value[1][both], rtol=1e-12)


def test_sales_at_home_have_the_import_share_of_their_sector() -> None:
    """Unless the table has an economy's own sales."""
    world, _, table = mixed()
    first, second = imports_over_home(table)
    both = (first > 0) & (second > 0)
    assert both.any()
    assert_allclose(first[both], second[both], rtol=1e-9)
    own = alike(world, own=True)
    assert any("as the table says for 100.00%" in note for note in own.notes)


def imports_over_home(table: ProductTable) -> list[np.ndarray]:
    """Imports over sales at home of the first two products by importer; zero where one is missing."""
    found = []
    for g in (0, 1):
        ratios = []
        for n in range(len(table.world.regions)):
            row = slice(*table.row_start[g * len(table.world.regions) + n : g * len(table.world.regions) + n + 2])
            home = table.value[row][table.exporter[row] == n].sum()
            abroad = table.value[row].sum() - home
            ratios.append(abroad / home if home > 0 and abroad > 0 else 0.0)
        found.append(np.array(ratios))
    return found


def test_a_flow_that_the_table_lacks_is_what_its_exporter_sells_most() -> None:
    """And the share of trade that this is stands in the notes."""
    world = random_world(3)
    N = len(world.regions)
    value = np.zeros((6, N, N))
    value[[0, 2, 4]] = world.flow * ~np.eye(N, dtype=bool)
    value[1], value[1][0, 1] = 5.0 * value[0], 0.0
    value[0][0, 1] = 0.0
    lines = (100_000, 100_001, 200_000, 200_001, 300_000, 300_001)
    sector = dict(zip(lines, (0, 0, 1, 1, 2, 2), strict=True))
    table = product_world(world, trade_of(world, value, lines), sector, TOLD)
    place, product = ProductBook.of(table).sales(0, 1)
    assert table.products[product[0]] == "100001"
    assert_allclose(table.value[place[0]], world.flow[0, 0, 1])
    assert any("knows no line" in note and not note.startswith("0.00") for note in table.notes)


def test_economies_and_lines_find_their_region() -> None:
    """BACI's economies are merged as in the world; Belgium and Luxembourg by their own numbers, Taiwan by BACI's."""
    from middlepower.world.products.place import regions_of

    world = load_world()
    found = regions_of(world, ("CAN", "HUN", "UZB", "TWN"))
    assert [world.regions[place] for place in found] == ["CAN", "REU", "ROW", "TWN"]
    alone = replace_rest(world)
    assert regions_of(alone, ("CAN", "UZB")).tolist() == [0, -1]


def replace_rest(world: World) -> World:
    """A small world without a rest of the world."""
    flow = world.flow[:1, :2, :2]
    return World.from_flows(
        "two", 2022, world.regions[:2], world.sectors[:1], flow, np.zeros_like(flow), np.zeros((2, 1, 1)),
        np.array([4.0]), tariff_date=world.tariff_date, services=(), elasticity_set="own",
    )  # fmt: skip


def test_lines_that_end_in_zeros_are_whole_lines_of_six_digits() -> None:
    """As tariff schedules write what they do not divide."""
    assert undivided(("87038000", "8703.8010".replace(".", ""), "27111100", "72", "8708292000")) == (
        *("870380", "87038010", "271111", "72"),
        "8708292000",
    )


# ---------------------------------------------------------------- at the command line


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the two worlds of the how-to."""
    folder = tmp_path_factory.mktemp("built")
    write_own_data(folder)
    flows = ["flows.csv", "--year", "2022", "--inputs", "inputs.csv", "--tariffs", "tariffs.csv", "--name", "mine"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("MIDDLEPOWER_HOME", str(folder / "home"))
        assert guarded(["world", "build", *flows]) == 0
        assert guarded(BUILD) == 0
    return folder / "home"


@pytest.fixture
def desk(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tables of the how-to, whose two worlds are built."""
    write_own_data(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(home))
    return tmp_path


@pytest.fixture
def own_home(desk: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with a data folder of its own, which a test may change."""
    shutil.copytree(home, desk / "home")
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(desk / "home"))
    return desk


BUILD = (
    *("world", "build", "--products", "my-trade.csv", "--inputs", "mine", "--concordance", "my-sectors.csv"),
    *("--name", "my-products"),
)
QUESTION = {
    "scenario": "mine",
    "title": "A question",
    "world": "my-products",
    "powers": ["USA", "CHN"],
    "actors": ["CAN", "USA", "CHN"],
    "baseline": {"name": "the year of the data", "date": "2022-07-01"},
    "states": {"tax": {"title": "A tax", "with_measures": ["MINE"]}},
}
MEASURE = {
    "id": "MINE",
    "title": "On electric cars",
    "imposer": "CAN",
    "targets": ["CHN", "USA"],
    "instrument": "surtax",
    "products": [{"hs": ["8703.80"], "rate": 0.25}],
    "date_in_force": None,
    "status": "never in force",
    "sources": ["assumed"],
    "confidence": "low",
}


def scenario(**measure: object) -> Scenario:
    """The question with its measure changed."""
    return Scenario.model_validate({**QUESTION, "measures": [{**MEASURE, **measure}]})


def table_here() -> ProductTable:
    """The world of products of the how-to."""
    path = product_path("my-products")
    assert path is not None
    return open_products(path)


def test_a_tariff_by_hs_code_is_on_that_line_alone(desk: Path) -> None:
    """Its tariff rises by the rate, its imports fall, and its neighbour's rate stays."""
    table = table_here()
    outcomes = run_on_products(scenario(), table, Settings(ranges=False))
    change = outcomes.changes["tax"][0]
    assert change is not None
    n, car, phone = table.world.region("CAN"), table.products.index("870380"), table.products.index("851713")
    trade = change.imports.before, change.imports.value
    here = [car, phone], n
    old, new = (duty[here] / flow[here] for duty, flow in zip(change.duty, trade, strict=True))
    assert_allclose(new[0] - old[0], 0.25, atol=0.003)  # of two origins with rates of 0 and 3%, whose shares move
    assert_allclose(new[1], old[1], rtol=1e-12)
    volume = change.imports.volume[here] / change.imports.before[here]
    assert volume[0] < 0.6
    assert abs(volume[1] - 1.0) < 0.1
    assert outcomes.moved["tax"] == 2
    assert outcomes.residuals[0] < 1e-7


def test_a_measure_on_what_is_not_traded_says_so(desk: Path) -> None:
    """A state that changes nothing says why."""
    answer = mp.run(scenario(products=[{"hs": ["010121"], "rate": 0.5}]), ranges=False)
    document = answer.document
    assert isinstance(document, ProductResults)
    assert "No rate on a flow of my-products changes" in document.states["tax"].remark
    assert document.states["tax"].economies["CAN"].real_income_percent.value == 0.0


def test_finer_lines_need_a_share(desk: Path) -> None:
    """The United States' are known by the package's table; another importer's only where the measure states a share."""
    part = [{"goods": ["C29"], "hs": ["8703.23.10"], "rate": 1.0}]
    with pytest.raises(MeasureError, match="no table knows the share"):
        run_on_products(scenario(imposer="CHN", targets=["USA"], products=part), table_here(), Settings(ranges=False))
    stated = [{**part[0], "share": 0.1, "share_source": "my count"}]
    known = scenario(imposer="CHN", targets=["USA"], products=stated)
    outcomes = run_on_products(known, table_here(), Settings(ranges=False))
    assert outcomes.moved["tax"] == 1


@pytest.mark.parametrize("name", ["quota", "licence", "export_tax"])
def test_what_such_a_world_has_not_is_refused(desk: Path, name: str) -> None:
    """A state that names a quota, a licence or an export tax; not one that is law by its date."""
    quota = {
        "volume": 1.0,
        "reference": 1.0,
        "unit": "t",
        "reference_year": 2022,
        "over_quota_rate": 1.0,
        "source": "x",
    }
    lines = {
        "quota": {"instrument": "tariff_rate_quota", "products": [{"hs": ["8703.80"], "quota": quota}]},
        "licence": {
            "instrument": "licence",
            "direction": "imports",
            "products": [{"hs": ["8703.80"], "stops": 0.5}],
        },
        "export_tax": {"instrument": "export_tax", "products": [{"hs": ["1205"], "rate": 0.1}]},
    }
    with pytest.raises(ScenarioError, match="a quota, a licence or an export tax"):
        run_on_products(scenario(**lines[name]), table_here(), Settings(ranges=False))
    dated = {**lines[name], "date_in_force": "2022-07-01", "status": "in force"}
    tree = {**QUESTION, "measures": [{**MEASURE, **dated}], "states": {"tax": {"title": "A tax", "cut_off": CUT}}}
    outcomes = run_on_products(Scenario.model_validate(tree), table_here(), Settings(ranges=False))
    assert outcomes.not_applied == ("MINE",)


CUT = [{"between": ["USA"], "and": ["CHN"], "direction": "imports", "products": ["8703.80"]}]


def test_the_document_is_the_same_after_a_round_trip(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And every number stands in its table of quantities."""
    (desk / "q.yaml").write_text(json.dumps({**QUESTION, "measures": [MEASURE]}), encoding="utf-8")
    capsys.readouterr()
    assert guarded(["run", "q.yaml", "--no-ranges", "--json", "--out", "out"]) == 0
    text = capsys.readouterr().out
    document = parse(text, ProductResults, "the output")
    assert document.header.world == "mine"
    assert document.basis.name == "my-products"
    moved = next(one for one in document.states["tax"].products["CAN"] if one.product == "870380")
    assert_allclose(moved.effective_tariff_percent.change.known, 25.0, atol=0.3)
    for name in ("products.csv", "economies.csv", "products.html", "results.json"):
        assert (desk / "out" / name).stat().st_size > 0
    frame = mp.run("q.yaml", ranges=False).to_frame("products")
    row = frame[(frame.economy == "CAN") & (frame["product"] == "870380") & (frame.quantity == "imports_percent")]
    assert_allclose(row.value, moved.imports_percent.known, rtol=1e-8)
    assert guarded(["explain", "out"]) == 2
    assert "world of products" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "profile CAN --world my-products",
        "rank --to USA --world my-products",
        "tariffs CAN --world my-products",
        "ensemble q.yaml --draws 4",
        "run q.yaml --draws 4",
        "run q.yaml --horizon first-year",
        "run q.yaml --closure all",
        "run q.yaml --beside wedge",
    ],
)
def test_other_questions_are_refused_in_one_line(desk: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """The line names what to use."""
    (desk / "q.yaml").write_text(json.dumps({**QUESTION, "measures": [MEASURE]}), encoding="utf-8")
    capsys.readouterr()
    assert guarded(command.split()) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "world of products" in said


def test_a_world_of_products_keeps_its_name_apart(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A world of sectors can't take its name, nor the other way round."""
    assert guarded([*BUILD[:-1], "mine"]) == 2
    assert guarded(["world", "build", "flows.csv", "--year", "2022", "--inputs", "none", "--tariffs", "none",
                    "--name", "my-products"]) == 2  # fmt: skip
    assert capsys.readouterr().err.count("choose another name") == 2
    again = table_here()
    assert replace(again).products == again.products


ROWS = TRADE_BY_PRODUCT.splitlines()
BROKEN = {
    "a row twice": ("\n".join([*ROWS, ROWS[1]]), "stands there twice"),
    "no column of values": ("\n".join(row.rsplit(",", 2)[0] for row in ROWS), "no known layout"),
    "a negative value": (TRADE_BY_PRODUCT.replace("90000000", "-1"), "no number of zero or more"),
    "no number": (TRADE_BY_PRODUCT.replace("90000000", "nan"), "no number of zero or more"),
    "an empty value": (TRADE_BY_PRODUCT.replace("90000000", ""), "no number of zero or more"),
    "an unknown economy": (TRADE_BY_PRODUCT.replace("842", "9999"), "no economy's number"),
    "a word for an economy": (TRADE_BY_PRODUCT.replace("842", "Atlantis"), "no economy known by that code"),
    "an unknown line": (TRADE_BY_PRODUCT.replace("870380", "870399"), "is no line of HS 2022"),
    "a line of eight digits": (TRADE_BY_PRODUCT.replace("870380", "87038010"), "lines of six"),
    "a line that is none": (TRADE_BY_PRODUCT.replace("870380", "cars"), "no HS code"),
    "two years": (TRADE_BY_PRODUCT.replace("2022,156", "2021,156"), "a world is of one year"),
    "no rows": (ROWS[0], "holds no trade"),
    "nothing": ("", "my-trade.csv is empty"),
    "values in the wrong unit": (TRADE_BY_PRODUCT.replace("0000000,", ","), "in no sector 20% of it"),
    "a row too long": (TRADE_BY_PRODUCT.replace(ROWS[1], ROWS[1] + ",7,7"), "Expected 6 fields in line 2, saw 8"),
    "commas between thousands": (
        TRADE_BY_PRODUCT.replace(ROWS[2], ROWS[2].replace("20000000", "20,000,000")),
        "line 3, saw 8",
    ),
    "semicolons": (TRADE_BY_PRODUCT.replace(",", ";"), "separated by"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_bad_trade_is_one_clear_line(desk: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """Exit code 2, one line that names what is wrong."""
    text, wanted = BROKEN[kind]
    (desk / "my-trade.csv").write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert guarded(BUILD) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    assert wanted in said


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--year", "2021"], "holds trade of 2022"),
        (["--edition", "1900"], "give one of"),
        (["--tariffs", "tariffs.csv"], "does not go with `--products`"),
        (["--countries", "my-sectors.csv"], "country_code"),
        (["--concordance", "flows.csv"], "hs"),
        (["--inputs", "nowhere"], "unknown world"),
    ],
)
def test_bad_options_are_one_clear_line(
    desk: Path, capsys: pytest.CaptureFixture[str], options: list[str], wanted: str
) -> None:
    """The last of two options counts, so that these stand after the sound ones."""
    capsys.readouterr()
    assert guarded([*BUILD, *options]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert wanted in said


def test_a_world_in_other_sectors_needs_a_concordance(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error says how to give it."""
    command = [part for part in BUILD if part not in ("--concordance", "my-sectors.csv")]
    assert guarded(command) == 2
    assert "--concordance FILE" in capsys.readouterr().err


def test_numbers_of_countries_may_come_with_the_file(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """BACI's list explains a number, or says that it is no economy, whose trade is left out and counted."""
    desk = own_home
    (desk / "codes.csv").write_text(
        "country_code,country_name,country_iso2,country_iso3\n124,Canada,CA,CAN\n842,USA,US,USA\n777,China,CN,CHN\n"
        "697,Europe EFTA nes,,R20\n",
        encoding="utf-8",
    )
    (desk / "names.csv").write_text("code,description\n870380,Electric cars\nTOTAL,all\n", encoding="utf-8")
    extra = "2022,697,124,870323,1000000,NA\n"
    (desk / "my-trade.csv").write_text(TRADE_BY_PRODUCT.replace("156", "777") + extra, encoding="utf-8")
    capsys.readouterr()
    assert guarded([*BUILD, "--countries", "codes.csv", "--product-names", "names.csv"]) == 0
    assert "1,000 million US dollars of areas" in capsys.readouterr().out
    table = table_here()
    assert table.titles[table.products.index("870380")] == "Electric cars"
    (desk / "my-trade.csv").write_text(TRADE_BY_PRODUCT.replace("156", "778"), encoding="utf-8")
    assert guarded([*BUILD, "--countries", "codes.csv"]) == 2
    assert "`--countries` lacks it" in capsys.readouterr().err


def test_a_large_file_is_read_in_pieces(desk: Path) -> None:
    """The same rows, whatever the size of a piece."""
    whole, parts = (read_product_trade(desk / "my-trade.csv", piece=size) for size in (1_000, 3))
    assert_allclose(parts.value, whole.value)
    assert [parts.economies[i] for i in parts.exporter] == [whole.economies[i] for i in whole.exporter]


def test_a_damaged_file_is_refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A world whose products no longer add up is not solved."""
    table = table_here()
    with pytest.raises(DataError, match="add up to"):
        replace(table, value=table.value * 1.01)
    assert guarded([*BUILD[:-2], "--out", "mine.h5"]) == 0
    content = bytearray((desk / "mine.h5").read_bytes())
    for name, damaged in {"cut.h5": content[:2_000], "none.h5": b"no file", "empty.h5": b""}.items():
        (desk / name).write_bytes(damaged)
        capsys.readouterr()
        assert guarded(["doctor", name]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert guarded(["doctor", "mine.h5"]) == 0
    assert guarded(["doctor", "nowhere.h5"]) == 2
