"""Faults of wording, looked for in every page and table that a command makes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from textwrap import wrap

import pytest
from page_text import texts_of
from report_example import example_document, example_results, results_of

import middlepower
from greek import greek
from middlepower.cli.guard import guarded
from middlepower.document.file import read, write
from middlepower.document.header import Document
from middlepower.document.profiled import Profile
from middlepower.document.replayed import Replay
from middlepower.document.results import Results
from middlepower.document.tariff_rates import Tariffs
from middlepower.document.treaty import GameTreaty
from middlepower.indicators.provinces import PROVINCES
from middlepower.language.catalogue import speaking
from middlepower.policy.goods import load_products
from middlepower.report.brief import host, render_brief
from middlepower.report.game_treaty import render_treaty
from middlepower.report.game_tree import LETTERS
from middlepower.report.profile import render_profile
from middlepower.report.replay import render_replay
from middlepower.report.tariffs import render_tariffs
from middlepower.report.terminal import terminal_text
from middlepower.report.wording import capital, first_clause

PACKAGE = Path(str(middlepower.__file__)).parent

COMMANDS = {
    "run": ("run", "beijing-2026", "--states", "truce,deal-and-us-100", "--no-ranges", "--why"),
    "one": ("run", "beijing-2026", "--states", "truce", "--no-ranges", "--economy", "CHN"),
    "profile": ("profile", "CAN", "--powers", "USA,CHN", "--no-ranges"),
    "tariffs": ("tariffs", "CAN", "--on", "USA,CHN", "--from", "2025-01-01", "--by", "measure"),
    "replay": ("replay", "--from", "2025-07-01", "--to", "2025-08-31", "--of", "CAN-CHN"),
    "treaty": ("game", "treaty", "--no-ranges"),
    "rank": ("rank", "--to", "USA", "--no-ranges"),
}
FAULTS = {
    "a zero with a sign": r"(?<![\w.])[-+\u2212]0(?:\.0+)?(?![\d.,]*\d)",
    "no number at all": r"\b(?:nan|NaN|None(?! of)|inf|Undefined)\b",
    "a doubled word": r"(?<![\w-])([A-Za-z]{2,}) \1(?![\w-])",
    "one of many": r"(?<![\d.,])1 (?:states|steps|runs|rows|days|products|partners|sectors|economies|measures|files)\b",
    "a place that nobody filled": r"\{\w*\}",
    "two stops": r"(?<!\.)\.\.(?!\.)|[,;:]{2}|[,;:] ?\.(?!\d)",
}


def faults(text: str) -> list[tuple[str, str]]:
    """(kind, where) of every fault of wording in a text."""
    return [
        (kind, text[max(0, found.start() - 40) : found.end() + 40])
        for kind, pattern in FAULTS.items()
        for found in re.finditer(pattern, text)
    ]


@dataclass(frozen=True)
class Output:
    """What a command printed and wrote."""

    printed: str
    told: str
    folder: Path


@pytest.fixture(scope="module", params=COMMANDS)
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Output:
    """Each command in its turn."""
    folder, printed, told = tmp_path_factory.mktemp("made") / request.param, StringIO(), StringIO()
    with redirect_stdout(printed), redirect_stderr(told):
        assert guarded([*COMMANDS[request.param], "--out", str(folder)]) == 0
    return Output(printed.getvalue(), told.getvalue(), folder)


def test_what_a_command_says_has_no_fault(output: Output) -> None:
    lines = [output.told, *output.printed.splitlines()]
    found = [fault for line in lines for fault in faults(line.replace("..", " to "))]
    pages = list(output.folder.glob("*.html"))
    found += [fault for page in pages for text in texts_of(page.read_text("utf-8")) for fault in faults(text)]
    assert found == []


@pytest.mark.parametrize("output", ["run"], indirect=True)
def test_an_explanation_has_no_fault(output: Output, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["explain", str(output.folder)]) == 0
    said = capsys.readouterr().out
    assert "deal-and-us-100: partners that moved it most" in said
    assert [fault for line in said.splitlines() for fault in faults(line.replace("..", " to "))] == []


def _quiet() -> Results:
    """The example with no change of real income at all."""
    document = example_document()
    for state in document["states"].values():
        for economy in state["economies"].values():
            for name in ("real_income_percent", "real_income_musd"):
                economy[name] = {"value": 0.0}
            economy["by_variant_percent"] = {key: {"value": -1e-12} for key in economy["by_variant_percent"]}
    return results_of(document)


def _alone() -> Results:
    """The example with its first state alone."""
    document = deepcopy(example_document())
    document |= {"states": dict(list(document["states"].items())[:1]), "break_even": None}
    return results_of(document)


def _said(results: Results) -> Iterator[str]:
    yield from texts_of(render_brief(results))
    yield from (line.replace("..", " to ") for line in terminal_text(results).splitlines())


@pytest.mark.parametrize("results", [example_results, _quiet, _alone])
def test_a_brief_has_no_fault(results: object) -> None:
    assert callable(results)
    assert [fault for text in _said(results()) for fault in faults(text)] == []


def test_one_state_is_no_ranking() -> None:
    text = " ".join(_said(_alone()))
    assert not re.search(r"\b(?:Best|Worst|best state|worst(?! residual)|ranking|states compared)\b", text)


def test_the_name_of_a_state_is_broken_at_its_hyphens_only() -> None:
    document = example_document()
    code = "not-followed-duties-stay"
    first = next(iter(document["states"].values()))
    document |= {"states": {code: {**first, "code": code}}, "break_even": None}
    lines = terminal_text(results_of(document)).splitlines()
    start = next(count for count, line in enumerate(lines) if line.startswith("not-"))
    pieces = [line.split()[0] for line in lines[start : start + 3]]
    whole = ["".join(pieces[:count]) for count in (2, 3)]
    assert code in whole, pieces
    assert all(piece.endswith("-") for piece in pieces[: whole.index(code) + 1]), pieces


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a change of \u22120.00%", "a zero with a sign"),
        ("a change of +0.0 points", "a zero with a sign"),
        ("nan million", "no number at all"),
        ("of the the United States", "a doubled word"),
        ("Of the 1 states compared", "one of many"),
        ("by {percent}", "a place that nobody filled"),
        ("it ends here..", "two stops"),
    ],
)
def test_the_look_finds_what_it_is_for(text: str, kind: str) -> None:
    assert [found for found, _ in faults(text)] == [kind]


@pytest.mark.parametrize(
    "text", ["\u22120.005%", ">\u22120.005", "+0.01", "1 state", "0.00", "-0.16 to +0.02", "of that: that is"]
)
def test_the_look_leaves_what_is_right(text: str) -> None:
    assert faults(text) == []


# ---------------------------------------------------------------- a second language


def _strings(content: object) -> Iterator[str]:
    """Every text of a document, its keys too, as they are and as a page may begin or end them."""
    if isinstance(content, str):
        yield from (content, capital(content), content[:1].lower() + content[1:], first_clause(content))
        yield from (content.rstrip(". "), content.replace("`", ""), content.replace("_", " "), host(content))
        yield content.partition("/")[0]
        yield from wrap(content, LETTERS)  # the lines of a branch of a tree
        yield from (
            part.strip(" ,") for part in re.split(r"\b[A-Z]{3}\b", content) if part.count(" ") > 2
        )  # spelled out
    elif isinstance(content, dict):
        yield from (text for key, value in content.items() for part in (key, value) for text in _strings(part))
    elif isinstance(content, list):
        yield from (text for value in content for text in _strings(value))


def english_words(html: str, document: object) -> list[str]:
    """Words in Latin letters on a page that are no texts of the document that it shows."""
    own = sorted({text for text in _strings(document) if re.search("[A-Za-z]", text)}, key=len, reverse=True)
    known = re.compile(r"(?<![A-Za-z])(?:" + "|".join(map(re.escape, own)) + r")(?![A-Za-z])")
    return sorted({word for text in texts_of(html) for word in re.findall("[A-Za-z]{2,}", known.sub(" ", text))})


def test_a_brief_in_another_language_has_no_word_of_code() -> None:
    with speaking(greek()):
        html = render_brief(example_results())
    names = json.loads((PACKAGE / "report" / "map_world.json").read_text("utf-8"))
    goods = [product.name for product in load_products().values()]
    assert english_words(html, [example_document(), names, goods]) == []
    assert 'lang="el"' in html


PAGES: dict[str, tuple[type[Document], Callable[..., str]]] = {
    "profile": (Profile, render_profile),
    "tariffs": (Tariffs, render_tariffs),
    "replay": (Replay, render_replay),
    "treaty": (GameTreaty, render_treaty),
}


@pytest.mark.parametrize("output", PAGES, indirect=True)
def test_no_page_in_another_language_has_a_word_of_code(output: Output) -> None:
    kind, render = PAGES[output.folder.name]
    document = read(output.folder, kind)
    with speaking(greek()):
        html = render(document)
    assert english_words(html, [json.loads(write(document)), PROVINCES]) == []
