"""Faults of wording, looked for in every page and table that a command makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from page_text import texts_of
from report_example import example_document, example_results, results_of

from middlepower.cli.guard import guarded
from middlepower.document.results import Results
from middlepower.report.brief import render_brief
from middlepower.report.terminal import terminal_text

COMMANDS = {
    "run": ("run", "beijing-2026", "--states", "truce,deal-and-us-100", "--no-ranges", "--why"),
    "one": ("run", "beijing-2026", "--states", "truce", "--no-ranges", "--economy", "CHN"),
    "profile": ("profile", "CAN", "--powers", "USA,CHN", "--no-ranges"),
    "tariffs": ("tariffs", "CAN", "--on", "USA,CHN", "--from", "2025-01-01", "--by", "measure"),
    "replay": ("replay", "--from", "2025-07-01", "--to", "2025-08-31", "--of", "CAN-CHN"),
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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of what the commands write and print."""
    return tmp_path_factory.mktemp("made")


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_says_has_no_fault(name: str, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded([*COMMANDS[name], "--out", str(made / name)]) == 0
    printed = capsys.readouterr()
    found = [fault for text in (printed.err, *printed.out.splitlines()) for fault in faults(text.replace("..", " to "))]
    pages = list((made / name).glob("*.html"))
    found += [fault for page in pages for text in texts_of(page.read_text("utf-8")) for fault in faults(text)]
    assert found == []


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
    document["states"] = dict(list(document["states"].items())[:1])
    return results_of(document)


def _said(results: Results) -> Iterator[str]:
    yield from texts_of(render_brief(results))
    yield from (line.replace("..", " to ") for line in terminal_text(results).splitlines())


@pytest.mark.parametrize("results", [example_results, _quiet])
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
    document["states"] = {code: {**first, "code": code}}
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
