"""Law that is kept on disk is the law that would be looked up, to the last digit, and never that of anything else."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from middlepower.cli.guard import guarded
from middlepower.data.trade.table import TableNote, open_table, write_table
from middlepower.experiment import kept_law
from middlepower.experiment.identity import digest
from middlepower.experiment.kept_law import KeptLaw
from middlepower.experiment.question import BASELINE, Question
from middlepower.policy import flows as law_of_flows
from middlepower.policy import kept, library
from middlepower.policy.claims import by_claims
from middlepower.policy.flows import Memo, TaxedFlows, taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.shares import ShareBook
from middlepower.reading import caches
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world
from middlepower.world.world import World

DAY = dt.date(2026, 3, 1)
MONTH = "2025-09"
DEMO = load_world("demo3")
ARRAYS = ("cell", "first", "share", "before", "after", "recorded", "more_export_tax")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of law of its own, in which no temporary file is left; the smallest law is kept there."""
    place = tmp_path / "caches"
    monkeypatch.setenv(caches.CHOSEN, str(place))
    monkeypatch.setattr(kept_law, "WORTH_KEEPING", 1)
    yield place
    assert not list(place.glob("law/*/tmp*"))


def asked(world: World = DEMO, measures: tuple[Measure, ...] | None = None) -> Question:
    """The law of a day, and of another one, in a process that has looked up nothing."""
    states = {"then": State(title="then", date=dt.date(2025, 4, 9))}
    one = Question(world, State(title="now", date=DAY), states, measures or load_measures())
    return one.sharing(Memo.of(world))


def again(one: Question) -> Question:
    """The same question of another process, but for the measures in the regions of the world, which are the same."""
    return replace(one).sharing(Memo(ShareBook(one.world), placings=one.memo.placings))


def refuse(*_: object) -> None:
    """No flow may be looked up."""
    raise AssertionError("a flow was looked up")


def flows_without_looking_up(one: Question) -> dict[str, TaxedFlows]:
    """The flows of a question, which must all be kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(law_of_flows, "flow_between", refuse)
        return one.flows


def assert_same(one: dict[str, TaxedFlows], other: dict[str, TaxedFlows], named: bool = True) -> None:
    """Both are the same to the last digit and, where `named`, name the very same measures and quotas."""
    assert list(one) == list(other)
    for mine, theirs in zip(one.values(), other.values(), strict=True):
        for array in ARRAYS:
            assert getattr(mine, array).tobytes() == getattr(theirs, array).tobytes(), array
        assert mine.bites == theirs.bites
        for a, b in zip(mine.quotas, theirs.quotas, strict=True):
            assert (a.measure, a.f, a.products, a.over.tolist()) == (b.measure, b.f, b.products, b.over.tolist())
            assert not named or a.terms is b.terms
        assert not named or mine.parts == theirs.parts


def files() -> list[str]:
    """The names of all files of flows that are kept."""
    return sorted(one.path.name for one in kept.files() if one.path.suffix == ".flows")


@pytest.mark.parametrize("name", ["demo3", "icio2022"])
def test_kept_law_is_the_law_that_is_looked_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked(load_world(name))
    cold = first.flows
    one = again(first)
    assert_same(cold, flows_without_looking_up(one))
    held = {id(measure) for _, placed in first.memo.placings.values() for measure in placed}
    duties = [part.duty for flows in one.flows.values() for part in flows.parts]
    segments = [segment for duty in duties for segment in (*duty.counted, *duty.aside)]
    assert segments
    assert all(id(segment.measure) in held for segment in segments)
    monkeypatch.setenv(caches.CHOSEN, "")
    assert_same(cold, again(first).flows)


def test_the_embedded_world_has_quotas_among_what_is_kept() -> None:
    """Else the test above would not see that they are the very ones of the law."""
    assert asked(load_world()).flows[BASELINE].quotas


def test_law_of_some_pairs_on_some_days_is_kept_and_no_other_is_looked_up() -> None:
    """As a timeline asks for it."""
    first, pairs = asked(), [("USA", "CAN"), ("CHN", "USA")]
    before, wanted = benchmark_law(DEMO, first.measures), [(law, pairs) for law in first.laws.values()]
    first.look_up(wanted)
    assert {key[:2] for key in first.memo.flows} == set(pairs)
    warm = again(first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(law_of_flows, "flow_between", refuse)
        warm.look_up(wanted)
        found = {name: taxed(DEMO, before, law, warm.memo, pairs) for name, law in warm.laws.items()}
    assert_same({name: taxed(DEMO, before, law, among=pairs) for name, law in warm.laws.items()}, found, named=False)


def test_nothing_is_kept_where_the_folder_is_named_as_empty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caches.CHOSEN, "")
    assert asked().flows
    assert kept.files() == []
    assert not folder.exists()


def test_what_is_known_is_not_written_again(folder: Path) -> None:
    first = asked()
    assert first.flows
    (file,) = folder.glob("law/*/*.flows")
    before = file.stat()
    assert flows_without_looking_up(again(first))
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_few_pairs_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked()
    monkeypatch.setattr(kept_law, "WORTH_KEEPING", 1_000)
    assert first.flows
    assert files() == []
    monkeypatch.setattr(kept_law, "WORTH_KEEPING", len(first.memo.flows))
    assert again(first).flows
    assert len(files()) == 1


# ---------------------------------------------------------------- what makes other law


PLAIN = ("id", "title", "imposer", "targets", "date_in_force", "status", "sources", "confidence")


def surtax(rate: float) -> Measure:
    raw = {
        "id": "MINE",
        "title": "mine",
        "imposer": "USA",
        "targets": ["CAN"],
        "products": [{"goods": ["all_goods"], "rate": rate}],
        "instrument": "surtax",
        "date_in_force": "2025-01-01",
        "status": "in force",
        "sources": ["none"],
        "confidence": "low",
    }
    return parse_measure(raw)


def licence() -> Measure:
    """Half of some trade gets no licence."""
    stops = {"instrument": "licence", "direction": "imports", "products": [{"goods": ["all_goods"], "stops": 0.5}]}
    return parse_measure(surtax(0.1).model_dump(include=set(PLAIN)) | stops)


def test_what_a_licence_lets_through_is_kept_as_the_very_quota_of_the_law() -> None:
    first = asked(measures=(*load_measures(), licence()))
    cold = first.flows
    assert any(quota.measure == "MINE" for quota in cold[BASELINE].quotas)
    assert_same(cold, flows_without_looking_up(again(first)))


def test_a_measure_with_another_rate_under_the_same_name_is_looked_up_anew() -> None:
    found = {rate: asked(measures=(*load_measures(), surtax(rate))).flows for rate in (0.1, 0.2)}
    of_canada = found[0.1][BASELINE].cell[1:].T.tolist().index([DEMO.region("USA"), DEMO.region("CAN")])
    part = int(found[0.1][BASELINE].first[of_canada])
    assert found[0.2][BASELINE].after[part] - found[0.1][BASELINE].after[part] == pytest.approx(0.1)
    assert len(files()) == 1  # of one world
    for rate in (0.2, 0.1):
        one = asked(measures=(*load_measures(), surtax(rate)))
        assert_same(found[rate], flows_without_looking_up(one), named=False)


def test_an_edited_measure_of_the_package_is_looked_up_anew() -> None:
    name = next(one for bites in asked().flows[BASELINE].bites for one in sorted(bites))
    edited = tuple(
        one.model_copy(update={"products": tuple(line.model_copy(update={"coverage": 0.5}) for line in one.products)})
        if one.id == name
        else one
        for one in load_measures()
    )
    found = asked(measures=edited).flows
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(caches.CHOSEN, "")
        assert_same(asked(measures=edited).flows, found, named=False)


def test_a_changed_tariff_of_the_world_makes_another_file() -> None:
    assert asked().flows
    tariff = DEMO.tariff.copy()
    tariff[0, 0, 1] += 0.01
    other = World.from_flows(
        DEMO.name,
        DEMO.vintage,
        DEMO.regions,
        DEMO.sectors,
        DEMO.flow,
        tariff,
        DEMO.input_share,
        DEMO.elasticity,
        tariff_date=DEMO.tariff_date,
        services=DEMO.services,
        elasticity_set=DEMO.elasticity_set,
        members=DEMO.members,
    )
    kept_flows = asked(other).flows
    assert len(files()) == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(caches.CHOSEN, "")
        assert_same(asked(other).flows, kept_flows, named=False)


def test_a_table_of_the_users_makes_another_file(tmp_path: Path) -> None:
    about = TableNote("mine", "mine", "me", "mine", 2022, 2022, 6, "all goods")
    file = tmp_path / "mine.h5"
    write_table(file, about, np.array(["CAN"]), np.array(["USA"]), np.array([870322]), np.array([1.0]))
    book = ShareBook(DEMO, own=(open_table(file),))
    names = [KeptLaw.of(DEMO, ShareBook(DEMO, own=())).name, KeptLaw.of(DEMO, book).name]
    os.utime(file, ns=(1, 1))
    names.append(KeptLaw.of(DEMO, book).name)
    assert len(set(names)) == 3
    file.unlink()
    assert KeptLaw.of(DEMO, book).name == ""


def test_the_law_of_a_month_is_kept_beside_that_of_all_months() -> None:
    first = asked(load_world())
    assert first.by_claims
    month = first.in_month(MONTH).flows
    warm = again(first)
    assert_same(first.flows, flows_without_looking_up(warm))
    assert_same(month, flows_without_looking_up(warm.in_month(MONTH)), named=False)
    moved = [not np.array_equal(month[name].after, flows.after) for name, flows in first.flows.items()]
    assert any(moved)
    assert len(files()) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(caches.CHOSEN, "")
        assert_same(month, again(first).in_month(MONTH).flows, named=False)


def test_changed_source_has_a_folder_of_its_own_and_the_older_one_goes(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "package" / "policy" / "measures" / "some.yaml"
    source.parent.mkdir(parents=True)
    source.write_text("rate: 0.1", encoding="utf-8")
    monkeypatch.setattr(kept, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(kept, "ROOMS", ("policy",))
    monkeypatch.setattr(kept, "source", kept.source.__wrapped__)
    assert asked().flows
    (old,) = folder.glob("law/*")
    source.write_text("rate: 0.2", encoding="utf-8")
    os.utime(source, ns=(2, 2))
    assert kept.files() == []
    assert asked().flows
    (new,) = folder.glob("law/*")
    assert new != old


def test_every_file_that_law_is_made_of_counts() -> None:
    told = {line.rsplit(" ", 2)[0] for line in kept.source().splitlines()}
    for name in ("policy/bundles.py", "policy/measures/us-canada.yaml", "data/trade/shares.py", "world/groups.py"):
        assert str(kept.PACKAGE / name) in told, name
    assert any(name.endswith(".h5") for name in told)
    assert not any("__pycache__" in name for name in told)


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("harm", ["cut off", "other byte", "empty", "folder"])
def test_a_broken_file_is_as_good_as_none_and_is_replaced(folder: Path, harm: str) -> None:
    first = asked()
    cold = first.flows
    (file,) = folder.glob("law/*/*.flows")
    whole = file.read_bytes()
    if harm == "folder":
        file.unlink()
        file.mkdir()
    else:
        broken = {"cut off": whole[:-7], "other byte": whole[:-7] + b"!" + whole[-6:], "empty": b""}[harm]
        file.write_bytes(broken)
    assert_same(cold, again(first).flows)
    if harm != "folder":
        assert_same(cold, flows_without_looking_up(again(first)))


@pytest.mark.parametrize("place", ["another world's", "the measures'"])
def test_a_file_in_the_place_of_another_is_as_good_as_none(folder: Path, place: str) -> None:
    first, measures = asked(load_world("icio2019")), library._read_package()
    assert first.flows
    (file,) = folder.glob("law/*/*.flows")
    if place == "the measures'":
        file.replace(file.with_name(library.KEPT))
        assert [one.id for one in library._of_package.__wrapped__()] == [one.id for one in measures]
        return
    mine = asked()
    cold = mine.flows
    file.replace(file.with_name(mine.kept.name))
    assert_same(cold, again(mine).flows)
    assert_same(cold, flows_without_looking_up(again(mine)))


def test_where_nothing_can_be_written_law_is_looked_up_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = asked()
    cold = first.flows
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv(caches.CHOSEN, str(blocked))
    assert_same(cold, again(first).flows)
    assert library._of_package.__wrapped__() == load_measures()
    assert kept.files() == []
    assert capsys.readouterr() == ("", "")


def test_a_file_that_would_grow_too_large_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked()
    assert first.flows
    (size,) = (one.size for one in kept.files() if one.path.suffix == ".flows")
    monkeypatch.setattr(kept_law, "LARGEST", size)
    other = asked(measures=(*load_measures(), surtax(0.1)))
    assert other.flows
    assert flows_without_looking_up(again(other))
    with pytest.raises(AssertionError, match="a flow was looked up"):
        flows_without_looking_up(again(first))


def test_the_oldest_files_go_where_all_would_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 250)
    for place, name in enumerate(["first", "second", "third"]):
        kept.write(name, bytes(100 - kept.MARK))
        (written,) = (one.path for one in kept.files() if one.path.name == name)
        os.utime(written, (place, place))
    kept.write("fourth", bytes(100 - kept.MARK))
    assert [one.path.name for one in kept.files()] == ["fourth", "third"]


# ---------------------------------------------------------------- measures


def test_kept_measures_are_those_of_the_files() -> None:
    known = library._of_package.__wrapped__()
    assert library.KEPT in [one.path.name for one in kept.files()]
    kept_ones = library._of_package.__wrapped__()
    assert known is not kept_ones
    assert [digest(one) for one in kept_ones] == [digest(one) for one in library._read_package()]
    assert sum(map(by_claims, kept_ones)) == sum(map(by_claims, load_measures())) > 0


def test_kept_measures_hold_nothing_that_only_another_process_knows() -> None:
    library._of_package.__wrapped__()
    assert Measure.licences  # by identities of lines
    assert all("licences" not in vars(one) for one in library._of_package.__wrapped__())
    lists = [line.hs_list for one in load_measures() for line in one.products if line.hs_list is not None]
    marks = {one.mark for one in lists}
    assert len(marks) == len({one.codes for one in lists})
    assert all(0 <= mark < 1 << 32 for mark in marks)  # a check sum: Python's own hash of texts hangs on the process


def test_law_on_kept_measures_is_the_same() -> None:
    library._of_package.__wrapped__()
    again_read = library._of_package.__wrapped__()
    one = asked(measures=again_read)
    assert one.measures[0] is not load_measures()[0]
    assert_same(asked().flows, one.flows, named=False)


def test_what_a_measure_has_computed_does_not_change_what_it_is_known_by() -> None:
    bare = licence()
    before = digest(bare)
    assert bare.licences  # by identities of lines
    assert digest(bare) == before
    assert digest(bare.model_copy(update={"targets": ("MEX",)})) != before


def test_a_quota_that_has_looked_at_its_later_days_still_equals_another() -> None:
    quota = next(line.quota for one in load_measures() for line in one.products if line.quota is not None)
    other = quota.model_copy(deep=True)
    assert quota.on(dt.date.max) is quota.on(dt.date.max)
    assert other.on(dt.date.max) == quota.on(dt.date.max)
    assert other == quota


# ---------------------------------------------------------------- what the doctor says


def test_the_doctor_says_where_law_is_kept_and_how_large(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["doctor", "demo3"]) == 0
    before = capsys.readouterr().out
    kept.write("some.flows", bytes(3_200_000))
    assert guarded(["doctor", "demo3"]) == 0
    (place,) = folder.glob("law/*")
    assert f"law: {place}, 0 MB\n" in before
    assert f"law: {place}, 4 MB\n" in capsys.readouterr().out
    monkeypatch.setenv(caches.CHOSEN, "")
    assert guarded(["doctor", "demo3"]) == 0
    assert "law: none is kept, because MIDDLEPOWER_CACHE is empty\n" in capsys.readouterr().out


def test_a_folder_may_be_named_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert caches.of_user("~/kept") == tmp_path / "kept"
    unknown = "~nobody-of-that-name/kept"
    assert caches.of_user(unknown) == Path(unknown)
