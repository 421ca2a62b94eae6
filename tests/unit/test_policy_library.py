"""The measures of the package: each loads, none is lost, and the law of 13 January 2026 is that of the mission."""

import datetime as dt
import sys
from pathlib import Path

import pytest

from middlepower.errors import MeasureError, UnknownNameError
from middlepower.policy.flows import taxed
from middlepower.policy.goods import HERE, load_products
from middlepower.policy.library import _read_package, load_measures, measure, read_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.schema import Measure
from middlepower.policy.state import policy_state
from middlepower.world.embedded import load_world

STATUS_QUO = dt.date(2026, 1, 13)
DEAL = dt.date(2026, 3, 1)
ALL = load_measures()
BY_ID = {one.id: one for one in ALL}

# What bears on Canada, the United States, China and Mexico with a number on 13 January 2026.
IN_FORCE = {
    # Canada on China, and Canada's steel measures
    "CA-CN-EV-2024", "CA-CN-METAL-2024", "CA-STEEL-TRQ-3", "CA-MELTPOUR-2025", "CA-STEELDERIV-2025",
    # China on Canada
    "CN-CA-CANOLAOIL-2025", "CN-CA-CANOLAMEAL-2025", "CN-CA-PEAS-2025", "CN-CA-PORK-2025",
    "CN-CA-LOBSTERCRAB-2025", "CN-CA-SEAFOOD-2025", "CN-CA-CANOLASEED-AD-PRELIM", "CN-CA-BUTYL-PRELIM",
    # the United States on Canada (and Mexico, China)
    "US-CA-IEEPA-35", "US-232-METAL-50", "US-232-AUTO", "US-232-COPPER", "US-232-LUMBER", "US-232-FURNITURE",
    "US-232-TRUCK", "US-CA-LUMBER-ADCVD-AR6", "US-MX-IEEPA",
    # the United States on others
    "US-RECIP-2025-NOV", "US-RECIP-CEILING-NOV", "US-232-AUTO-DEAL", "US-232-FURNITURE-DEAL", "US-BR-40",
    "US-IN-OIL-2025",
    # Canada on the United States
    "CA-US-2025-METALS", "CA-US-2025-AUTOS-OCT",
    # the United States and China
    "US-CN-301", "US-CN-301-EV", "US-CN-FENTANYL", "US-CN-RECIP", "CN-US-301-2018", "CN-US-2025-APR",
}  # fmt: skip

# What bears on them before or after that day, or never, or without a number.
NOT_IN_FORCE = {
    # ended, superseded or suspended by then
    "CA-HUAWEI-MENG", "CA-STEEL-TRQ-1", "CA-STEEL-TRQ-2", "CA-US-2018", "CA-US-2025-PHASE1",
    "CN-CA-CANOLA-LICENCE-2019", "CN-CA-MEAT-2019", "CN-REE-OCT2025", "CN-US-2025-MAR", "US-232-METAL-25",
    "US-CA-232-2018", "US-CA-IEEPA-25", "US-CA-LUMBER-ADCVD-2018", "US-CN-232-2018",
    # later
    "CA-CN-DEAL-2026-01-16", "CA-CN-EVQUOTA-2026", "CA-CN-METAL-ADJ-2026", "CA-US-2026-09-08", "CN-CA-BUTYL-FINAL",
    "CN-CA-CANOLASEED-AD-FINAL", "CN-CA-SUSPEND-2026", "US-122-2026", "US-232-METAL-ANNEX",
    "US-232-METAL-ANNEX-III", "US-301-LABOR-10",
    "US-301-LABOR-10CAP", "US-301-LABOR-125", "US-301-LABOR-125CAP", "US-301-BR", "US-232-PHARMA-DEAL",
    "US-CA-338-ALCOHOL", "US-CA-338-AUTOS", "US-CA-338-DAIRY", "US-CN-TRUCE-2026",
    # never
    "CA-US-2025-PHASE2", "US-CA-THREAT-10", "US-CA-THREAT-100", "US-CA-THREAT-AIRCRAFT", "US-CN-301-L4B",
    "US-EU-GREENLAND", "US-IRAN-SECONDARY",
    # without a number
    "CA-CN-REMIT-2025", "CA-HIKVISION", "CN-CA-PEASTARCH-2025", "CN-REE-APR2025", "CUSMA-REVIEW-2026",
}  # fmt: skip


def in_force_on(day: dt.date) -> tuple[Measure, ...]:
    """The package's measures that are law on a day."""
    return tuple(listed for listed in load_measures() if listed.in_force_on(day))


def the_rate(name: str, goods: str, day: dt.date = STATUS_QUO) -> float | None:
    """The rate of the last line of a measure that names some goods, or a list of lines: the one for all partners."""
    return [line for line in BY_ID[name].products if goods in (*line.goods, *line.labels)][-1].rate_on(day)


def test_law_of_13_january_2026() -> None:
    """What is listed here is in force or not; a measure between others may be added to the library."""
    in_force = {one.id for one in in_force_on(STATUS_QUO) if one.quantified}
    assert in_force >= IN_FORCE
    assert in_force.isdisjoint(NOT_IN_FORCE)
    assert set(BY_ID) >= NOT_IN_FORCE


def test_rates_of_13_january_2026() -> None:
    """The facts of the mission: each rate as it stood on that day."""
    assert the_rate("CA-CN-EV-2024", "ev") == 1.0
    assert BY_ID["CA-CN-EV-2024"].products[0].mfn_rate == 0.061
    assert the_rate("CA-CN-METAL-2024", "steel") == the_rate("CA-CN-METAL-2024", "aluminium") == 0.25
    assert all(line.quota and line.quota.over_quota_rate == 0.5 for line in BY_ID["CA-STEEL-TRQ-3"].products)
    for name, goods in (("CANOLAOIL", "canola_oil"), ("CANOLAMEAL", "canola_meal"), ("PEAS", "peas")):
        assert the_rate(f"CN-CA-{name}-2025", goods) == 1.0
    for name, goods in (("PORK", "pork"), ("LOBSTERCRAB", "lobster_crab"), ("SEAFOOD", "other_seafood")):
        assert the_rate(f"CN-CA-{name}-2025", goods) == 0.25
    assert the_rate("CN-CA-CANOLASEED-AD-PRELIM", "canola_seed") == 0.758
    assert BY_ID["CN-CA-CANOLASEED-AD-PRELIM"].products[0].mfn_rate == 0.09
    assert the_rate("US-232-METAL-50", "us_232_metal") == the_rate("US-232-COPPER", "us_232_copper") == 0.5
    assert the_rate("US-232-AUTO", "us_232_cars") == the_rate("US-232-FURNITURE", "us_232_furniture") == 0.25
    assert BY_ID["US-232-AUTO"].products[0].dutiable_content < 1.0
    assert the_rate("US-232-LUMBER", "us_232_lumber") == 0.1
    assert the_rate("US-CA-LUMBER-ADCVD-AR6", "lumber") == pytest.approx(0.3516)
    assert the_rate("US-CA-IEEPA-35", "all_goods") == 0.35
    assert the_rate("US-CA-IEEPA-35", "crude") == the_rate("US-CA-IEEPA-35", "potash") == 0.1
    assert the_rate("US-CN-FENTANYL", "all_goods") == the_rate("US-CN-RECIP", "all_goods") == 0.1
    assert the_rate("CN-US-2025-APR", "all_goods") == 0.1


def test_deal_is_law_on_1_march_2026() -> None:
    ids = {one.id for one in in_force_on(DEAL)}
    assert {"CA-CN-EVQUOTA-2026", "CN-CA-CANOLASEED-AD-FINAL", "CN-CA-SUSPEND-2026"} <= ids
    gone = {"CN-CA-CANOLASEED-AD-PRELIM", "CN-CA-CANOLAMEAL-2025", "CN-CA-PEAS-2025", "CN-CA-LOBSTERCRAB-2025"}
    assert not gone & ids
    assert {"CN-CA-CANOLAOIL-2025", "CN-CA-PORK-2025", "CN-CA-SEAFOOD-2025", "CA-CN-EV-2024"} <= ids
    assert "US-CA-IEEPA-35" not in ids


def test_canola_seed_pays_about_15_percent_after_the_deal() -> None:
    line = BY_ID["CN-CA-CANOLASEED-AD-FINAL"].products[0]
    assert line.mfn_rate is not None
    assert line.rate is not None
    assert line.rate + line.mfn_rate == pytest.approx(0.149)


def test_ev_quota_opens_at_the_ordinary_rate() -> None:
    one = BY_ID["CA-CN-EVQUOTA-2026"]
    quota = one.products[0].quota
    assert quota is not None
    assert (quota.volume, quota.in_quota_rate, quota.over_quota_rate) == (49000, 0.0, 1.0)
    assert one.products[0].mfn_rate == 0.061
    assert one.id in BY_ID["CA-CN-EV-2024"].yields_to


def test_ev_quota_grows_by_the_stated_rate_to_the_fifth_year() -> None:
    quota = BY_ID["CA-CN-EVQUOTA-2026"].products[0].quota
    assert quota is not None
    volumes = [quota.on(dt.date(year, 3, 1)).volume for year in range(2026, 2031)]
    assert volumes == [round(49000 * 1.065**n) for n in range(5)]


def test_a_later_law_lets_in_the_quota_of_its_year() -> None:
    world, ask = load_world(), [("CAN", "CHN")]
    found = {}
    for year in (2026, 2028):
        law = policy_state(load_measures(), dt.date(year, 6, 1))
        quotas = taxed(world, benchmark_law(world), law, among=ask).quotas
        [found[year]] = {one.terms.relative_volume for one in quotas if one.measure == "CA-CN-EVQUOTA-2026"}
    assert found == {2026: pytest.approx(49000 / 44356), 2028: pytest.approx(55577 / 44356)}


@pytest.mark.parametrize("day", [dt.date(2025, 6, 1), STATUS_QUO, DEAL, dt.date(2026, 9, 1)])
def test_threats_are_in_no_baseline(day: dt.date) -> None:
    threats = {one.id for one in ALL if one.instrument == "threat"}
    assert {"US-CA-THREAT-100", "US-CA-THREAT-10", "CA-US-2025-PHASE2", "US-EU-GREENLAND"} <= threats
    assert not threats & {one.id for one in in_force_on(day)}


def test_no_measure_and_its_replacement_are_law_together() -> None:
    for day in (dt.date(2025, 3, 20), dt.date(2025, 8, 1), STATUS_QUO, DEAL, dt.date(2026, 9, 10)):
        ids = {one.id for one in in_force_on(day)}
        assert not {(one.id, old) for one in in_force_on(day) for old in one.replaces if old in ids}


def test_steel_quotas_name_every_exporter_but_the_united_states_and_mexico_once() -> None:
    from tools.regions import REGIONS

    named = [target for line in BY_ID["CA-STEEL-TRQ-3"].products for target in line.targets]
    assert sorted(named) == sorted(set(REGIONS) - {"CAN", "USA", "MEX"})


def test_duplicate_ids_are_refused(tmp_path: Path) -> None:
    text = (HERE / "measures" / "mexico.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MeasureError, match="measure `MX-2023-392` is defined twice; rename or delete one"):
        load_measures(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("id: X\n", "expected a list of measures"),
        ("- [unclosed\n", "not valid YAML"),
        ("- 3\n", "expected a mapping"),
        ("- !!python/object/apply:os.system ['true']\n", "not valid YAML"),
        ("x" * 10_000_000, "has more than 1 MB, too much for a file of measures"),
    ],
)
def test_bad_files_give_one_clear_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MeasureError) as caught:
        read_measures(path)
    assert message in str(caught.value)
    assert "bad.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_and_empty_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(MeasureError, match="can't read a file of measures"):
        load_measures(tmp_path / "none.yaml")
    with pytest.raises(MeasureError, match="no file"):
        load_measures(tmp_path)


def test_unknown_measure_says_the_nearest() -> None:
    assert measure("CA-CN-EV-2024") == BY_ID["CA-CN-EV-2024"]
    with pytest.raises(UnknownNameError, match="did you mean `CA-CN-EV-2024`"):
        measure("CA-CN-EV-2025")


def test_a_name_in_replaces_must_exist(tmp_path: Path) -> None:
    text = (HERE / "measures" / "other.yaml").read_text(encoding="utf-8")
    path = tmp_path / "one.yaml"
    path.write_text(text.replace("[TR-CN-CARS, TR-US-2018]", "[US-IRAN-SECONDERY]"), encoding="utf-8")
    with pytest.raises(UnknownNameError, match="US-IRAN-SECONDARY"):
        load_measures(path)


def test_loading_takes_few_steps() -> None:
    """The command line reads all measures on every call: at most 1,500 calls of Python functions a measure."""
    load_products()
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        loaded = _read_package()
    finally:
        sys.setprofile(before)
    assert 0 < calls < 1_500 * len(loaded)
