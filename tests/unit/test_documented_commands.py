"""Every command that README or a page of the documentation shows is run, as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from command_lines import parsed
from own_data import write_own_data
from typer.main import get_command

import middlepower.data
from middlepower.cli.app import app
from middlepower.cli.guard import guarded
from middlepower.world.embedded import load_world

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
SAID = re.compile(
    r"wrote |add --out DIR|building machine code|\d+ fichiers? écrits?|\d+ of \d+ draws"
)  # in both languages
COMMAND = re.compile(r"^\$ (?:\.venv/bin/)?middlepower ([^#\n]*)", re.MULTILINE)

QUESTION = """
scenario: my-question
title: A question of my own
baseline: {name: status quo, date: 2026-01-13}
states:
  tax:
    title: 10% on Canadian steel
    tariffs:
      - {importers: [USA], exporters: [CAN], sectors: [C24A], rate: 0.1}
"""


TRADE = "importer,exporter,hs,value_musd,year\nDEU,CHN,870380,3000,2023\nDEU,CHN,870322,1000,2023\n"


LONG = (
    "profile AUS",
    "profile Chile",
    "rank --to CHN --no-ranges",
    "profile CAN --weights",
    "rank --matrix",
    "score --out",
    "run published-2025",
    "game war --players AUS",
    "game wedge CAN",
    "frontier CAN",
    "rank --to USA --by tolerated-tariff",
    "run my-mrio.yaml",
    "doctor mrio",
    "profile reg1",
    "rank --to reg2",
    "explain output/mrio",
    "explain output/mine",
    "rank --to USA --world mine",
    "profile CAN --world mine",
    "profile CAN --world oecd",
    "rank --to USA --world oecd",
    "run beijing-2026 --world oecd",
    "explain output/oecd",
    "rank --to USA --by wedge",
)  # slow tier


QUESTIONS = {"my-world.yaml": "mine", "my-mrio.yaml": "mrio", "my-products.yaml": "my-products"}
EXPLAINED = {"output/mine": "my-world.yaml", "output/mrio": "my-mrio.yaml"}


def documented() -> list[str]:
    """The arguments of every documented command, once each."""
    texts = [block for page in PAGES for block in BLOCK.findall(page.read_text(encoding="utf-8"))]
    return sorted({match.strip() for text in texts for match in COMMAND.findall(text)})


FILES = re.compile(r" --(?:out|also) \S+")


def again(command: str) -> bool:
    """Whether another documented command asks the same and says more of what files it writes."""
    alike = [other for other in documented() if FILES.sub("", other) == FILES.sub("", command)]
    return command != max(alike, key=lambda one: (len(FILES.findall(one)), one))


def tier(command: str) -> ParameterSet:
    """A command; those that take long or are another one but for their files wait for the slow tier."""
    return pytest.param(command, marks=[pytest.mark.slow] if command.startswith(LONG) or again(command) else [])


def shown(page: str, language: str, place: int = 0) -> str:
    """One of the blocks of a language that a page of the how-to guides shows, by default the first."""
    return blocks_of(ROOT / "docs" / "how-to" / page, language)[place]


def first_block(page: Path, language: str) -> str:
    """The first block of a language on a page."""
    return blocks_of(page, language)[0]


def blocks_of(page: Path, language: str) -> list[str]:
    """All blocks of a language on a page."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def payoffs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where games keep solved payoffs for each other; empty in the beginning."""
    return tmp_path_factory.mktemp("payoffs")


@pytest.fixture
def desk(tmp_path: Path, payoffs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the documentation speaks of, as the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-question.yaml").write_text(QUESTION, encoding="utf-8")
    weights = Path(str(middlepower.data.__file__)).parent / "political_weights.csv"
    shutil.copy(weights, tmp_path / "weights.csv")
    tutorial = ROOT / "docs" / "tutorials" / "own-brief.md"
    (tmp_path / "my-lumber.yaml").write_text(first_block(tutorial, "yaml"), encoding="utf-8")
    (tmp_path / "trade.csv").write_text(TRADE, encoding="utf-8")
    (tmp_path / "my-tariffs.yaml").write_text(shown("tariff-table.md", "yaml"), encoding="utf-8")
    (tmp_path / "my-tariffs.csv").write_text(shown("tariff-table.md", "text"), encoding="utf-8")
    (tmp_path / "china-korea.yaml").write_text(shown("game.md", "yaml"), encoding="utf-8")
    monkeypatch.setenv("MIDDLEPOWER_CACHE", str(payoffs))
    (tmp_path / "seen.csv").write_text(shown("score.md", "text"), encoding="utf-8")
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    write_own_data(tmp_path)
    (tmp_path / "my-world.yaml").write_text(shown("own-world.md", "yaml"), encoding="utf-8")
    (tmp_path / "my-products.yaml").write_text(shown("products.md", "yaml"), encoding="utf-8")
    (tmp_path / "my-mrio.yaml").write_text(shown("own-world.md", "yaml", 1), encoding="utf-8")
    return tmp_path


def builds() -> dict[str, list[str]]:
    """{world: the arguments of the documented command that makes it}."""
    made = [shlex.split(command) for command in documented() if command.startswith("world build")]
    return {arguments[arguments.index("--name") + 1]: arguments for arguments in made if "--name" in arguments}


def worlds_of(arguments: list[str]) -> set[str]:
    """The reader's own worlds that a command needs."""
    named = {*arguments[arguments.index("--world") + 1 :][:1]} if "--world" in arguments else set()
    named |= set(arguments[1:2]) if arguments[0] == "doctor" else set()
    named |= set(arguments[2:3]) if arguments[:2] == ["world", "show"] else set()
    named |= {world for question, world in QUESTIONS.items() if question in arguments}
    named |= {QUESTIONS[EXPLAINED[one]] for one in arguments if one in EXPLAINED}
    return (named | worlds_in(arguments)) & set(builds())


def in_order(worlds: set[str]) -> list[str]:
    """Worlds and those that are built into them, these first."""
    inside = {other for name in worlds for other in worlds_in(builds()[name]) - {name}}
    return [*in_order(inside), *sorted(worlds)] if inside else sorted(worlds)


def worlds_in(arguments: list[str]) -> set[str]:
    """The worlds of the documentation that a command names as inputs."""
    return {*arguments[arguments.index("--inputs") + 1 :][:1]} & set(builds()) if "--inputs" in arguments else set()


def prepare(arguments: list[str], desk: Path) -> None:
    """What the documentation has the reader do before."""
    if "my-world.nc" in arguments:
        load_world().to_netcdf(str(desk / "my-world.nc"))
    if arguments[:2] == ["trade", "show"]:
        assert guarded(["trade", "import", str(desk / "trade.csv"), "--name", "mine"]) == 0
    if "--forecast" in arguments:
        register = ["score", "--register", "january-2027", "--year", "2027", "--out", "output/registered"]
        assert guarded(register) == 0
    for name in in_order(worlds_of(arguments)):
        assert guarded(builds()[name]) == 0
    if arguments[:2] == ["explain", "lumber"] or arguments[:2] == ["compare", "lumber:lumber-50"]:
        assert guarded(["run", "my-lumber.yaml", "--no-ranges", "--out", "lumber"]) == 0
    elif arguments[0] == "explain" and arguments[1] in EXPLAINED:
        assert guarded(["run", EXPLAINED[arguments[1]], "--no-ranges", "--out", arguments[1]]) == 0
    elif arguments[0] == "explain":
        assert guarded(["run", "beijing-2026", "--states", "deal", "--no-ranges", "--out", arguments[1]]) == 0


def test_there_are_documented_commands() -> None:
    """The search for them works, and every command of the program is documented."""
    shown = {command.split()[0] for command in documented()}
    served = "middlepower serve" in (ROOT / "docs" / "how-to" / "web.md").read_text(encoding="utf-8")
    assert served  # it runs until it is stopped: the tests in a browser start it
    assert shown | {"serve"} == set(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", [one for one in documented() if "--help" not in one])
def test_a_documented_command_is_understood(command: str) -> None:
    """Also where it is run in the slow tier only."""
    parsed(f"middlepower {command}")


@pytest.mark.parametrize("command", [tier(one) for one in documented()])
def test_a_documented_command_runs(
    command: str, desk: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """Exit code 0, nothing on standard error but where files went, something on standard output."""
    if "DIR" in command.split():
        command = command.replace("DIR", shlex.quote(str(request.getfixturevalue("shared_data"))))
    arguments = shlex.split(command)
    prepare(arguments, desk)
    capsys.readouterr()
    assert guarded(arguments) == 0
    said = capsys.readouterr()
    assert said.out.strip()
    assert not said.err or SAID.match(said.err)
