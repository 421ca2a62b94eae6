"""Worlds of a user's own tables: what they come to, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from own_data import FLOWS, icio_text, write_own_data

from middlepower.data.elasticities import elasticity_set
from middlepower.errors import DataError, MiddlepowerError
from middlepower.experiment.one_world import solve_world
from middlepower.policy.bundles import slices
from middlepower.policy.library import load_measures
from middlepower.policy.place import in_world
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import policy_state
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world
from middlepower.world.own import own_names, store
from middlepower.world.tables.assemble import BuildChoices, Built, build
from middlepower.world.tables.source import read_source
from middlepower.world.tables.table import from_parts
from middlepower.world.world import World

Make = Callable[..., Built]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """What builds a world of a file in a folder with the user's tables."""
    write_own_data(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    usual = BuildChoices(name="mine", year=2022, tariffs="tariffs.csv", inputs="inputs.csv")
    return lambda source="flows.csv", **said: build(
        read_source(source, said.get("year", usual.year)), replace(usual, **said)
    )


def test_a_table_typed_by_hand_becomes_the_world_that_it_says(made: Make) -> None:
    """Flows, rates and inputs stand where the tables have them; what is left is value added and consumption."""
    world = made().world
    assert (world.regions, world.sectors, world.services) == (("CAN", "USA", "CHN"), ("goods", "SERV"), ("SERV",))
    assert world.flow[0, world.region("USA"), world.region("CAN")] == 400_000
    assert_allclose(world.tariff[0], [[0, 0, 0.03], [0, 0, 0.03], [0.06, 0.06, 0]])
    assert_allclose(world.input_share[1], [[0.35, 0.08], [0.25, 0.30]])
    assert_allclose(world.value_added_share[:, 0], [0.40, 0.62])
    assert world.tariff_date == dt.date(2022, 7, 1)
    assert solve_world(world).report.residual < 1e-12


def test_the_official_layout_is_read_with_parts_of_china_added_up(made: Make) -> None:
    """Every flow is what its rows say; falling stocks are taken from what is used."""
    text = icio_text()
    world = made("2022.csv", inputs=None, tariffs="none").world
    rows = {line.split(",")[0]: line.split(",") for line in text.splitlines()}
    columns = rows["V1"]
    china = [k for k, name in enumerate(columns) if name.startswith(("CN1_", "CN2_"))]
    sold = sum(max(float(rows["CAN_C29"][k]), -1e9) for k in china)
    k, n, i = world.sectors.index("C29"), world.region("CHN"), world.region("CAN")
    assert_allclose(world.flow[k, n, i], sold, rtol=1e-2)
    assert world.services == ("G", "H49", "M")
    used = sum(float(rows[f"{part}_C29"][columns.index("CAN_A01")]) for part in ("CAN", "USA", "CN1", "CN2", "ROW"))
    output = float(rows["CAN_A01"][-1])
    assert_allclose(world.input_share[world.region("CAN"), k, 0], used / output, rtol=2e-2)


def test_the_official_layout_is_refused_when_a_row_was_cut(made: Make, tmp_path: Path) -> None:
    """A row that does not add up to its own output is named."""
    text = icio_text()
    row = text.splitlines()[3].split(",")
    (tmp_path / "cut.csv").write_text(text.replace(f"{row[0]},{row[1]},", f"{row[0]},9{row[1]},"), encoding="utf-8")
    with pytest.raises(DataError, match="row `CAN_C24A` adds up"):
        made("cut.csv", inputs=None)


def test_margins_move_services_to_goods_and_leave_value_added_alone(made: Make) -> None:
    """As in the embedded worlds: trade and transport sold abroad are part of the goods' value at the border."""
    plain = made("2022.csv", inputs=None, tariffs="none", sectors="standard").world
    moved = made("2022.csv", inputs=None, tariffs="none", margins=("G", "H49")).world
    assert moved.sectors == plain.sectors
    n, i = moved.region("USA"), moved.region("CAN")
    assert moved.flow[:4, n, i].sum() > plain.flow[:4, n, i].sum()
    assert_allclose(moved.flow[:, n, i].sum(), plain.flow[:, n, i].sum())
    assert_allclose(moved.value_added, plain.value_added, rtol=1e-9)


def test_the_test_table_of_pymrio_becomes_a_world(made: Make) -> None:
    """Its regions have no code and two of its sectors no concordance: all is said, nothing guessed."""
    pymrio = pytest.importorskip("pymrio")
    services = ("electricity", "construction", "trade", "transport", "other")
    said = {"inputs": None, "tariffs": "none", "elasticities": "4", "services": services, "year": 2011}
    world = made("pymrio:test", **said).world
    system = pymrio.load_test()
    x = system.Z.sum(axis=1) + system.Y.sum(axis=1)
    assert_allclose(world.output[0, 1], x[("reg2", "food")], rtol=1e-12)
    used = system.Z.loc[(slice(None), "mining"), ("reg3", "transport")].sum()
    k, s, n = world.sectors.index("mining"), world.sectors.index("transport"), world.region("reg3")
    assert_allclose(world.input_share[n, k, s], used / x[("reg3", "transport")], rtol=1e-9)
    assert set(world.elasticity) == {4.0}
    with pytest.raises(DataError, match="manufactoring, other are goods or services"):
        made("pymrio:test", **{**said, "services": None})


def test_rows_that_say_who_uses_make_the_same_world_as_flows_with_inputs(made: Make, tmp_path: Path) -> None:
    """A long table in GTAP's words with users is an input-output table."""
    lines = ["src,dst,comm,acts,value"]
    share = {"goods": {"goods": 0.35, "services": 0.08}, "services": {"goods": 0.25, "services": 0.30}}
    rows = [line.split(",") for line in FLOWS.splitlines()[1:]]
    output = {(i, k): sum(float(r[3]) for r in rows if (r[1], r[2]) == (i, k)) for _, i, k, _ in rows}
    bought = {(n, k): sum(float(r[3]) for r in rows if (r[0], r[2]) == (n, k)) for n, _, k, _ in rows}
    for n, i, k, value in rows:
        part = {s: share[k][s] * output[n, s] / bought[n, k] * float(value) for s in share}
        lines += [f"{i},{n},{k},{s},{used:.6f}" for s, used in part.items()]
        lines.append(f"{i},{n},{k},hhld,{float(value) - sum(part.values()):.6f}")
    (tmp_path / "long.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    by_user, flows = made("long.csv", inputs=None, tariffs="none", usd=1.0).world, made(tariffs="none").world
    assert_allclose(by_user.flow, flows.flow, rtol=1e-9)
    assert_allclose(by_user.input_share, flows.input_share, rtol=1e-8)


def test_an_excel_workbook_is_read_as_the_same_table(made: Make, tmp_path: Path) -> None:
    """The first sheet counts."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in FLOWS.splitlines():
        cells = line.split(",")
        book.active.append([*cells[:3], cells[3] if cells[3].startswith("v") else float(cells[3])])
    book.save(tmp_path / "flows.xlsx")
    assert_allclose(made("flows.xlsx").world.flow, made().world.flow)


def test_own_elasticities_stand_in_the_world_and_in_later_runs(made: Make) -> None:
    """By sector, with the value of all others; a stored world keeps them, and its name opens it."""
    built = made(elasticities="elasticities.csv")
    assert_allclose(built.world.elasticity, [5.0, 4.0])
    store(built.world, "mine")
    assert own_names() == ("mine",)
    opened = load_world("mine")
    assert opened.elasticity_set == "own"
    assert_allclose(opened.elasticity, [5.0, 4.0])
    assert elasticity_set("elasticities.csv").estimates["goods"].standard_error == 0.8
    assert_allclose(load_world("mine", "3.5").elasticity, [3.5, 3.5])


def test_elasticities_of_a_sector_that_nobody_knows_are_refused(made: Make) -> None:
    """A slip in a name would else leave the row out, and the value of all others would count."""
    Path("elasticities.csv").write_text("sector,theta\ngods,5\n*,4\n", encoding="utf-8")
    with pytest.raises(DataError, match="`gods` is no sector of the world"):
        made(elasticities="elasticities.csv")


def test_aggregation_by_files_merges_economies_and_sectors(made: Make, tmp_path: Path) -> None:
    """As `World.aggregate` does."""
    (tmp_path / "regions.csv").write_text("member,group\nCAN,NAM\nUSA,NAM\n", encoding="utf-8")
    world = made(regions=Path("regions.csv")).world
    assert world.regions == ("NAM", "CHN")
    assert world.members == {"CAN": "NAM", "USA": "NAM"}
    assert_allclose(world.flow[0, 0, 0], 900_000 + 300_000 + 400_000 + 6_000_000)


def without(text: str, *starts: str) -> str:
    """A table without the lines that begin so."""
    return "".join(line + "\n" for line in text.splitlines() if not line.startswith(starts))


@pytest.mark.parametrize(
    ("flows", "said", "told"),
    [
        (without(FLOWS, "CAN,CAN"), {}, "CAN sells nothing at home.*2.2%"),
        (without(FLOWS, "CAN,CAN,goods", "USA,USA,goods", "CHN,CHN,goods"), {}, "no economy sells goods at home"),
        (without(FLOWS, "CHN,CHN,goods"), {}, "CHN sells goods abroad, and no row says how much of it at home"),
        (FLOWS.replace(",", ";").replace("0000\n", "0000,5\n"), {}, "separated by semicolons"),
        ("", {}, "flows.csv is empty"),
        (FLOWS.replace("80000", "-80000", 1), {}, "line 4: the value is -80000"),
        (FLOWS.replace("80000", "many", 1), {}, "line 4: the value is `many`"),
        (FLOWS + "CAN,CHN,goods,1\n", {}, "lines 4 and 20: the flow of goods from CHN to CAN stands there twice"),
        (FLOWS.replace(",", ";"), {}, "separated by semicolons"),
        (FLOWS.replace("exporter", "seler"), {}, "no column `exporter`"),
        (FLOWS, {"tariffs": None}, "no tariffs are given.*icio2022.*none"),
        (FLOWS, {"inputs": None}, "does not say which sectors use the goods"),
        (FLOWS.replace("goods", "widgets"), {"services": ("services",), "tariffs": "none", "inputs": "none"},
         "no elasticity is known of widgets"),
        (FLOWS.replace("goods", "widgets"), {}, "whether widgets are goods or services"),
        (FLOWS, {"elasticities": "-4"}, "is -4: the trade elasticity"),
        (FLOWS, {"year": 22}, "`--year` is 22"),
        (FLOWS, {"services": ("ships",)}, "`ships` is no sector of"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named(made: Make, flows: str, said: dict[str, object], told: str) -> None:
    """One line with the field, the value and the remedy."""
    Path("flows.csv").write_text(flows, encoding="utf-8")
    with pytest.raises(MiddlepowerError, match=told):
        made(**said)


@pytest.mark.parametrize(
    ("tariffs", "told"),
    [
        ("importer,exporter,sector,rate\n*,*,goods,25\n", "rates are fractions: write 25% as 0.25"),
        ("importer,exporter,sector,rate\nUSA,CAN,goods,0.1\n", "traded flows have no tariff"),
        ("importer,exporter,sector,rate\n*,*,goods,0\nUSA,USA,goods,0.1\n", "line 3: USA taxes its own sales"),
        ("importer,exporter,sector,rate\n*,*,goods,-10%\n", "line 2: `rate` is -10%: a tariff is zero or more"),
        ("importer,exporter,sector,rate\n*,MEX,goods,0\n", "line 2, `exporter`: `MEX` is no economy"),
    ],
)
def test_tariffs_that_say_nothing_or_too_much_are_refused(made: Make, tariffs: str, told: str) -> None:
    """Every traded flow of goods needs a rate, as a fraction."""
    Path("tariffs.csv").write_text(tariffs, encoding="utf-8")
    with pytest.raises(DataError, match=told):
        made()


def test_inputs_that_leave_no_value_added_are_refused(made: Make) -> None:
    """A user's inputs add up to less than its output."""
    Path("inputs.csv").write_text("sold,using,share\ngoods,goods,0.7\nservices,goods,0.4\n", encoding="utf-8")
    with pytest.raises(DataError, match="no row tells the inputs of SERV"):
        made()
    Path("inputs.csv").write_text(
        "sold,using,share\ngoods,goods,0.7\nservices,goods,0.4\ngoods,services,0\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"add up to 1\.1 of its output"):
        made()


def test_final_demand_below_zero_is_taken_from_what_is_used() -> None:
    """The flow is what is left, and users share it."""
    Z, final = np.full((1, 1, 1, 1), 10.0), np.full((1, 1, 1), -4.0)
    table = from_parts(["A"], ["k"], Z, final, "a test")
    assert_allclose([table.flow.item(), np.asarray(table.intermediate).item()], [6.0, 6.0])


# ---------------------------------------------------------------- law in a world of other sectors


@pytest.fixture(scope="module")
def metals() -> World:
    """The embedded world with both basic metals in one sector, and all else that is goods but farms in another."""
    world = load_world()
    return world.aggregate(sectors={"C24A": "C24", "C24B": "C24"})


def test_law_on_steel_falls_on_steels_part_of_all_metals(metals: World) -> None:
    """The slices of `C24` are those of steel and of other metals, each by its share in the flow of the pair."""
    world = load_world()
    day = dt.date(2026, 1, 13)
    law = policy_state(load_measures(), day)
    old = policy_state(load_measures(), metals.tariff_date)
    before, after = in_world(old, metals), in_world(law, metals)
    merged = slices(before, after, "USA", "CAN", "C24", ShareBook(metals))
    n, i = world.region("USA"), world.region("CAN")
    flows = [world.flow[world.sectors.index(code), n, i] for code in ("C24A", "C24B")]
    apart = [
        replace(piece, share=piece.share * flow / sum(flows))
        for code, flow in zip(("C24A", "C24B"), flows, strict=True)
        for piece in slices(before, after, "USA", "CAN", code, ShareBook(world))
    ]
    assert [(one.goods, one.after) for one in merged] == [(one.goods, one.after) for one in apart]
    assert_allclose([one.share for one in merged], [one.share for one in apart], rtol=1e-12)


def test_a_sector_of_which_nothing_is_known_pays_what_law_takes_of_all_goods(made: Make) -> None:
    """Law on all goods reaches widgets where it has no tables by sector; the user's own tariff does too."""
    Path("flows.csv").write_text(FLOWS.replace("goods", "widgets"), encoding="utf-8")
    world = made(services=("services",), tariffs="none", inputs="none", elasticities="4").world
    tariff = {"importers": ["USA"], "exporters": ["CAN"], "sectors": ["widgets"], "rate": 0.25}
    lost = solve_world(world, State(title="25%", tariffs=[tariff])).real_income_hat[world.region("CAN")]  # type: ignore[arg-type]
    assert lost < 0.999
    before, after = (
        in_world(policy_state(load_measures(), day), world) for day in (world.tariff_date, dt.date(2026, 1, 13))
    )
    (piece,) = slices(before, after, "USA", "CHN", "widgets", ShareBook(world))
    assert piece.goods == ()
    assert piece.after.added > piece.before.added


def test_a_world_of_ones_own_goes_through_the_commands_by_name_and_by_file(
    made: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """`world info`, `doctor` and a question take it, and the elasticities that it came with are the default."""
    from middlepower.cli.guard import guarded

    line = "world build flows.csv --year 2022 --inputs inputs.csv --tariffs tariffs.csv --elasticities 3"
    assert guarded([*line.split(), "--name", "mine"]) == 0
    assert guarded([*line.split(), "--out", "other.nc"]) == 0
    assert guarded(["world", "info", "mine"]) == 0
    assert guarded(["doctor", "other.nc"]) == 0
    capsys.readouterr()
    for world in ("mine", "other.nc"):
        assert (
            guarded(["rank", "--to", "USA", "--world", world, "--benchmark", "--no-ranges", "--horizon", "medium"]) == 0
        )
        assert "elasticities 3;" in capsys.readouterr().out
    assert guarded(["rank", "--to", "USA", "--world", "nowhere.nc"]) == 2
    assert "there is no world file nowhere.nc" in capsys.readouterr().err
