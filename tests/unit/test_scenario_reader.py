"""The scenario reader: what it accepts, and one clear line for everything it does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import MeasureError, MiddlepowerError, ScenarioError, UnknownNameError
from middlepower.policy.flows import taxed
from middlepower.policy.state import PolicyState
from middlepower.scenario.compile import shock_of
from middlepower.scenario.entries import CutOff
from middlepower.scenario.own import cut_cells, region_indices, sector_indices
from middlepower.scenario.read import find_scenario, library, parse_scenario, read_scenario
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

GOOD = """\
scenario: mine
title: A question
baseline: {name: today, date: 2026-01-13}
states:
  tax:
    title: A tax
    tariffs:
      - {importers: [USA], exporters: [CAN], rate: 0.25}
"""
MEASURE = """\
measures:
  - id: MINE
    title: A measure
    imposer: CAN
    targets: [CHN]
    products: [{goods: [all_goods], rate: 0.25}]
    instrument: surtax
    date_in_force: 2026-01-01
    status: in force
    sources: [https://example.org]
    confidence: low
"""


@pytest.fixture
def write(tmp_path: Path):
    """A function that writes a scenario file and returns its path."""

    def put(text: str | bytes, name: str = "mine.yaml") -> str:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return put


# ---------------------------------------------------------------- what is accepted


def test_a_good_file_is_read(write) -> None:
    scenario = read_scenario(write(GOOD + MEASURE))
    assert scenario.baseline.date == dt.date(2026, 1, 13)
    assert scenario.states["tax"].tariffs[0].rate == 0.25
    assert scenario.measures[0].id == "MINE"
    assert scenario.economy == "CAN"


@pytest.mark.parametrize("name", sorted(library()))
def test_every_library_scenario_is_valid(name: str) -> None:
    assert read_scenario(name).scenario == name


def test_a_file_needs_no_yaml_suffix(write) -> None:
    assert read_scenario(write(GOOD, "mine.txt")).scenario == "mine"


# ---------------------------------------------------------------- what is refused

REFUSED = {
    "unknown key": (GOOD + "titel: x\n", "unknown key `titel`; did you mean `title`?"),
    "unknown key in a state": (GOOD.replace("    tariffs:", "    tarifs:"), "did you mean `tariffs`?"),
    "unknown key in a tariff": (GOOD.replace("rate:", "rates:"), "`states.tax.tariffs.0.rate"),
    "unknown key in the baseline": (GOOD.replace("date:", "dat:"), "`baseline.dat"),
    "unknown key in a measure": (GOOD + MEASURE + "    souces: [x]\n", "did you mean `sources`?"),
    "rate in per cent": (GOOD.replace("0.25", "25"), "write 25% as 0.25"),
    "rate below -1": (GOOD.replace("0.25", "-1.5"), "write -1.5% as -0.015"),
    "rate of a measure in per cent": (GOOD + MEASURE.replace("0.25", "25"), "write 25% as 0.25"),
    "rate that is a word": (GOOD.replace("0.25", "high"), "rate"),
    "rate that is no number": (GOOD.replace("0.25", ".nan"), "rate"),
    "rate without end": (GOOD.replace("0.25", ".inf"), "rate"),
    "measure without source": (GOOD + MEASURE.replace("[https://example.org]", "[]"), "add at least one address"),
    "measure with a blank source": (GOOD + MEASURE.replace("https://example.org", "' '"), "add at least one address"),
    "dates the wrong way round": (GOOD + MEASURE + "    date_end: 2025-12-31\n", "is before date_in_force"),
    "unknown imposer": (GOOD + MEASURE.replace("CAN", "CANN"), "did you mean `CAN`?"),
    "unknown good": (GOOD + MEASURE.replace("all_goods", "all_good"), "did you mean `all_goods`?"),
    "unknown instrument": (GOOD + MEASURE.replace("surtax", "surtaxx"), "instrument"),
    "measure id twice": (GOOD + MEASURE + MEASURE.partition("\n")[2], "`MINE` stands twice"),
    "key twice": (GOOD + "title: again\n", "`title` stands twice"),
    "state twice": (GOOD + "  tax:\n    title: again\n", "`tax` stands twice"),
    "no states": (GOOD[: GOOD.index("states:")], "states"),
    "empty states": (GOOD[: GOOD.index("states:")] + "states: {}\n", "states"),
    "no baseline": (GOOD.replace("baseline: {name: today, date: 2026-01-13}\n", ""), "baseline"),
    "bad date": (GOOD.replace("2026-01-13", "2026-02-30"), "2026-02-30"),
    "both with and without": (
        GOOD + "  odd: {title: x, with_measures: [A], without_measures: [A]}\n",
        "both adds and drops `A`",
    ),
    "name with spaces": (GOOD.replace("scenario: mine", "scenario: my own"), "scenario"),
    "a list": ("- 1\n- 2\n", "expected keys such as scenario"),
    "a number": ("42\n", "expected keys such as scenario"),
    "broken YAML": ("states: [1, 2\n", "not valid YAML"),
    "a tab": (GOOD + "\tx: 1\n", "not valid YAML"),
    "an unknown tag": (GOOD + "notes: !!python/object/apply:os.system [ls]\n", "not valid YAML"),
    "merge keys": ("a: &a {x: 1}\nb: {<<: [*a, *a]}\n", "`<<` merges no keys here"),
    "a measure that is a list": (GOOD + "measures: [[1, 2]]\n", "expected a mapping"),
    "measures that are a word": (GOOD + "measures: none\n", "measures"),
    "an unhashable key": ("{[1]: 2, {a: 1}: 3}\n", ""),
    "nothing": ("", "is empty"),
    "only a comment": ("# nothing here\n", "is empty"),
    "deep nesting": ("notes: " + "[" * 450_000 + "]" * 450_000, "nested too deep"),
    "deep mappings": ("[{a: " * 60_000, "nested too deep"),
    "deep indents": ("".join(" " * n + "a:\n" for n in range(1200)), "line 51: nested too deep"),
    "a cycle": (GOOD + "notes: &a [*a]\n", "repeat without end"),
    "not UTF-8": (b"scenario: \xff\xfe\n", "UTF-8"),
    "a zero byte": ("scenario: a\x00b\n", "line 1 holds a NUL byte"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_one_clear_line(write, case) -> None:
    text, expected = REFUSED[case]
    path = write(text)
    with pytest.raises(MiddlepowerError) as caught:
        read_scenario(path)
    line = str(caught.value)
    assert expected in line
    assert "mine.yaml" in line
    assert len(line) < 500
    assert caught.type in (ScenarioError, MeasureError)


BOMB = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
BOMB += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]


@pytest.mark.parametrize(
    "tail", [GOOD, f"notes: *a9\n{GOOD}", GOOD + MEASURE.replace("A measure", "*a9"), GOOD + "sources: [*a9]\n"]
)
def test_a_yaml_bomb_is_refused_before_it_grows(write, tail) -> None:
    """Nine levels of nine references each: a billion strings if they were ever written out."""
    with pytest.raises(ScenarioError, match="references"):
        read_scenario(write("\n".join([*BOMB, tail])))


def test_harmless_references_are_followed(write) -> None:
    text = GOOD.replace("[USA]", "&who [USA]").replace("[CAN]", "*who")
    assert read_scenario(write(text)).states["tax"].tariffs[0].exporters == ("USA",)


def test_a_huge_file_is_refused_unread(write) -> None:
    path = write(GOOD + "# " + "x" * 10_000_000)
    with pytest.raises(ScenarioError, match="more than 1 MB, too much for a scenario"):
        read_scenario(path)


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="can't read"):
        read_scenario(str(tmp_path))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no file"):
        read_scenario(str(tmp_path / "none.yaml"))


def test_an_unknown_scenario_says_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `beijing-2026`"):
        find_scenario("bejing-2026")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full"])
def test_an_endless_device_is_refused(device) -> None:
    """A device has size zero, so that the size alone does not protect."""
    if not Path(device).exists():
        pytest.skip(f"no {device} here")
    with pytest.raises(ScenarioError):
        read_scenario(device)


def test_the_place_of_a_mistake_is_named() -> None:
    with pytest.raises(ScenarioError, match=r"here, line 3: not valid YAML"):
        parse_scenario("a: 1\nb: [\n", "here")


# ---------------------------------------------------------------- from labels to positions


@pytest.fixture(scope="module")
def world():
    return load_world()


def shock(world, **parts):
    """The shock of a state with no measure at all."""
    nothing = PolicyState(dt.date(2022, 7, 1), ())
    return shock_of(world, State.model_validate({"title": "x", **parts}), taxed(world, nothing, nothing), 5.0)


def test_a_tariff_lands_on_its_flows_only(world) -> None:
    found = shock(world, tariffs=[{"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}])
    usa, can, services = world.region("USA"), world.region("CAN"), world.sectors.index("SERV")
    raised = found.tariff - world.tariff
    assert_allclose(np.delete(raised[:, usa, can], services), 0.25, atol=1e-12)
    assert raised[services, usa, can] == 0.0
    assert np.abs(np.delete(raised, usa, axis=1)).max() == 0.0
    assert_allclose(found.trade_cost, (1.0 + found.tariff) / (1.0 + world.tariff), rtol=1e-14)


def test_a_replacing_tariff_replaces(world) -> None:
    rule = {"importers": ["CAN"], "exporters": ["*"], "sectors": ["A01"], "rate": 0.1, "relation": "replaces"}
    found = shock(world, tariffs=[rule])
    can, farm = world.region("CAN"), world.sectors.index("A01")
    others = [n for n in range(49) if n != can]
    assert_allclose(found.tariff[farm, can, others], 0.1, atol=1e-14)
    assert found.tariff[farm, can, can] == world.tariff[farm, can, can]  # own sales are never taxed


def test_trade_costs_change_no_tariff(world) -> None:
    rule = {"importers": ["EU"], "exporters": ["CAN"], "sectors": ["SERV"], "change": -0.1}
    found = shock(world, trade_costs=[rule])
    deu, can, services = world.region("DEU"), world.region("CAN"), world.sectors.index("SERV")
    assert found.trade_cost[services, deu, can] == pytest.approx(0.9)
    assert found.trade_cost[services, can, deu] == 1.0
    assert_allclose(found.tariff, world.tariff, rtol=1e-14)


@pytest.mark.parametrize(
    ("direction", "can_buys", "can_sells"), [("both", True, True), ("imports", True, False), ("exports", False, True)]
)
def test_directions_of_a_cut_off(world, direction, can_buys, can_sells) -> None:
    """Seen from `between`: `imports` ends its purchases."""
    cut = CutOff.model_validate({"between": ["CAN"], "and": ["CHN"], "direction": direction})
    matrix = cut_cells(world, [cut])[0]
    can, chn = world.region("CAN"), world.region("CHN")
    assert matrix[can, chn] == can_buys
    assert matrix[chn, can] == can_sells
    assert matrix.sum() == can_buys + can_sells


def test_a_cut_off_never_ends_own_sales(world) -> None:
    cut = CutOff.model_validate({"between": ["EU"], "and": ["EU"]})
    assert not np.diag(cut_cells(world, [cut])[0]).any()
    assert not cut_cells(world, []).any()


def test_groups_and_stars(world) -> None:
    assert region_indices(world, ["*"]) == list(range(len(world.regions)))
    assert {world.regions[n] for n in region_indices(world, ["USMCA"])} == {"CAN", "USA", "MEX"}
    assert [world.sectors[k] for k in sector_indices(world, ["*"])] == [k for k in world.sectors if k != "SERV"]
    assert [world.sectors[k] for k in sector_indices(world, ["SERV"])] == ["SERV"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"importers": ["USS"], "exporters": ["CAN"], "rate": 0.1}, "unknown economy"),
        ({"importers": ["USA"], "exporters": ["CAN"], "sectors": ["A1"], "rate": 0.1}, "unknown sector `A1`"),
    ],
)
def test_unknown_labels_of_a_state(world, rule, expected) -> None:
    with pytest.raises(UnknownNameError, match=expected):
        shock(world, tariffs=[rule])
