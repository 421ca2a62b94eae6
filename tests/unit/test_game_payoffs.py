"""Payoffs of policy states: exact, kept on disk, safe against two processes, a killed one and a damaged file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from middlepower.errors import OutputError, ScenarioError, UnknownNameError
from middlepower.experiment.experiment import solve_experiment
from middlepower.experiment.identity import digest
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant
from middlepower.game.keys import payoff_keys
from middlepower.game.payoffs import StatePayoffs, payoffs
from middlepower.game.store import PayoffStore, StoredPayoff
from middlepower.scenario.entries import TariffChange
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

ALONE = Settings(ranges=False)
LONG = Variant("MEDIAN", "long")
PROGRAM = """
import os, sys
from pathlib import Path
import test_game_payoffs as here
from middlepower.game.store import PayoffStore
store = PayoffStore(Path(sys.argv[1]))
if sys.argv[2] == "dies":
    whole = PayoffStore.write
    def write(self, key, payoff):
        whole(self, key, payoff)
        os.kill(os.getpid(), 9)
    PayoffStore.write = write
found = here.payoffs(here.question(), horizons=("long",), settings=here.ALONE, store=store)
print(found.solved, *found.percent_of("ten", "CAN"))
"""


def state(rate: float) -> State:
    return State(title=f"{rate:g}", tariffs=(TariffChange(importers=("USA",), exporters=("CAN",), rate=rate),))


def question() -> Question:
    return Question(load_world(), None, {"ten": state(0.1), "hundred": state(1.0)}, (), ("EU",))


def solved(store: PayoffStore, asked: Question | None = None, settings: Settings = ALONE) -> StatePayoffs:
    return payoffs(asked or question(), horizons=("long",), settings=settings, store=store)


def process(folder: Path, how: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), how],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_payoffs_are_those_of_the_experiment(tmp_path: Path) -> None:
    found, asked = solved(PayoffStore(tmp_path)), question()
    run = solve_experiment(asked, ALONE, [LONG]).main
    ratio = run.states["hundred"].real_income_hat / run.baseline.equilibrium.real_income_hat
    here = asked.world.region("CAN")
    assert found.percent_of("hundred", "CAN")[0] == pytest.approx(100.0 * (ratio[here] - 1.0), rel=1e-12)
    wanted = (ratio[here] - 1.0) * run.baseline.equilibrium.income[here]
    assert found.musd_of("hundred", "CAN")[0] == pytest.approx(wanted, rel=1e-12)
    assert 0.0 < found.residual.max() < 1e-8


def test_a_groups_payoff_is_the_money_of_its_members(tmp_path: Path) -> None:
    found = solved(PayoffStore(tmp_path))
    members = question().members[list(question().names).index("EU")].astype(bool)
    whole = sum(float(found.musd_of("ten", code)[0]) for code in np.array(found.economies[: len(members)])[members])
    assert found.musd_of("ten", "EU")[0] == pytest.approx(whole, rel=1e-9)


def test_what_is_on_disk_is_not_solved_again(tmp_path: Path) -> None:
    first, second = solved(PayoffStore(tmp_path)), solved(PayoffStore(tmp_path))
    assert (first.solved, second.solved) == (2, 0)
    assert np.array_equal(first.percent, second.percent)


def test_only_what_is_missing_is_solved_after_a_kill(tmp_path: Path) -> None:
    """The process is killed by the system right after its first payoff is on disk."""
    killed = process(tmp_path, "dies")
    assert killed.wait() == -signal.SIGKILL
    assert len(list(tmp_path.rglob("*.json"))) == 1
    assert solved(PayoffStore(tmp_path)).solved == 1


def test_two_processes_at_once_agree(tmp_path: Path) -> None:
    both = [process(tmp_path, "lives") for _ in range(2)]
    said = [one.communicate()[0].split() for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert said[0][1] == said[1][1]
    again = solved(PayoffStore(tmp_path))
    assert (again.solved, again.remarks) == (0, ())
    assert float(said[0][1]) == float(again.percent_of("ten", "CAN")[0])


@pytest.mark.parametrize("damage", ["", "nonsense", "cut", "changed", "bytes"])
def test_a_damaged_file_is_told_of_and_solved_again(tmp_path: Path, damage: str) -> None:
    store = PayoffStore(tmp_path)
    first = solved(store)
    file = sorted(tmp_path.rglob("*.json"))[0]
    text = file.read_text("utf-8")
    broken = {"cut": text[: len(text) // 2], "changed": text.replace("0.9", "0.8", 1)}.get(damage, damage)
    file.write_bytes(b"\xff\xfe" if damage == "bytes" else broken.encode())
    again = solved(store)
    assert again.solved == 1
    assert len(again.remarks) == 1
    assert str(file) in again.remarks[0]
    assert np.array_equal(first.percent, again.percent)
    assert solved(store).remarks == ()


def test_another_world_code_closure_or_set_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, names = question(), ("ten",)
    keys = [payoff_keys(asked, ALONE, LONG, names)["ten"]]
    keys.append(payoff_keys(asked, ALONE, LONG, ("hundred",))["hundred"])
    keys.append(payoff_keys(asked, replace(ALONE, closure="fixed_nominal"), LONG, names)["ten"])
    keys.append(payoff_keys(asked, ALONE, Variant("FGO", "long"), names)["ten"])
    keys.append(payoff_keys(asked, ALONE, Variant("MEDIAN", "first-year", frictions="wages-hold"), names)["ten"])
    keys.append(payoff_keys(asked, ALONE, Variant("MEDIAN", "first-year"), names)["ten"])
    other = replace(asked.world, elasticity=asked.world.elasticity * 1.01)
    keys.append(payoff_keys(Question(other, None, asked.states, ()), ALONE, Variant("MEDIAN", "medium"), names)["ten"])
    keys.append(payoff_keys(asked, ALONE, Variant("MEDIAN", "medium"), names)["ten"])
    based = Question(asked.world, state(0.05), asked.states, ())
    keys.append(payoff_keys(based, ALONE, LONG, names)["ten"])
    monkeypatch.setattr(sys.modules["middlepower.game.keys"], "code_version", lambda: "other code")
    keys.append(payoff_keys(asked, ALONE, LONG, names)["ten"])
    assert len(set(keys)) == len(keys) - 1  # at a shorter horizon the set's own elasticities do not count


def test_a_state_by_another_name_has_the_same_key() -> None:
    asked = Question(load_world(), None, {"one": state(0.1), "other": state(0.1).model_copy(update={"title": "x"})})
    keys = payoff_keys(asked, ALONE, LONG, ("one", "other"))
    assert keys["one"] == keys["other"]


def test_a_hash_tells_arrays_of_one_content_but_other_shape_apart() -> None:
    flat = np.arange(4.0)
    assert digest(flat) != digest(flat.reshape(2, 2))
    assert digest(("ab", "c")) != digest(("a", "bc"))


def test_a_state_without_equilibrium_is_missing_with_its_reason_and_kept(tmp_path: Path) -> None:
    store = PayoffStore(tmp_path)
    key = payoff_keys(question(), ALONE, LONG, ("ten",))["ten"]
    store.write(key, StoredPayoff((), (), None, "no trade is left"))
    found = solved(store)
    assert np.isnan(found.percent_of("ten", "CAN")).all()
    assert found.why_missing("ten") == "no trade is left"
    assert found.why_missing("hundred") == ""


def test_a_wrong_state_horizon_or_folder_is_one_clear_line(tmp_path: Path) -> None:
    store = PayoffStore(tmp_path)
    with pytest.raises(UnknownNameError, match="did you mean `hundred`"):
        payoffs(question(), ("hundert",), store=store)
    with pytest.raises(ScenarioError, match="there are no states"):
        payoffs(Question(load_world()), store=store)
    with pytest.raises(UnknownNameError, match="first-year"):
        solved(store).at("first-year")
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(OutputError, match="MIDDLEPOWER_CACHE"):
        PayoffStore(blocked).write("ab", StoredPayoff((), (), None))


def test_the_users_store_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDDLEPOWER_CACHE", str(tmp_path))
    assert PayoffStore.users().folder == tmp_path / "payoffs"
