"""The API gives the documents of the command line, and refuses in one sentence what they refuse."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from middlepower.cli.guard import guarded

pytestmark = pytest.mark.slow
QUESTION = """
scenario: my-question
title: A question of my own
baseline: {name: status quo of 13 January 2026, date: "2026-01-13"}
states:
  tax:
    title: 10% on Canadian steel
    tariffs:
      - {importers: [USA], exporters: [CAN], sectors: [C24A], rate: 0.1}
"""


def ask(address: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """(status, content) of a request."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address + path, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        return error.code, json.loads(text) if text.startswith("{") else text


def test_a_run_is_the_document_of_the_command_line(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(QUESTION, encoding="utf-8")
    assert guarded(["run", str(path), "--no-ranges", "--json"]) == 0
    expected = json.loads(capsys.readouterr().out)
    status, found = ask(address, "/api/v1/run", {"scenario": yaml.safe_load(QUESTION), "ranges": False})
    assert status == 200
    assert found == expected


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/api/v1/run", {"scenario": "beijing"}, 422, "beijing-2026"),
        ("/api/v1/run", {"scenario": "/etc/passwd"}, 422, "scenario"),
        ("/api/v1/run", {"scenario": {"scenario": "x"}}, 422, "title"),
        ("/api/v1/run", {"scenario": "beijing-2026", "horizon": "soon"}, 422, "horizon"),
        ("/api/v1/run", ["x"], 422, "no JSON object"),
        ("/api/v1/profile?economy=ATLANTIS", None, 422, "ATLANTIS"),
        ("/api/v1/profile?colour=red", None, 422, "colour"),
        ("/api/v1/treaty?game=/etc/passwd", None, 422, "game"),
        ("/api/v1/nothing", None, 422, "nothing"),
    ],
)
def test_a_wrong_request_is_refused_in_one_sentence(
    address: str, path: str, body: object, status: int, said: str
) -> None:
    code, found = ask(address, path, body)
    assert (code, said in found["error"], "\n" in found["error"]) == (status, True, False)


def test_another_site_can_not_ask(address: str) -> None:
    status, said = ask(address, "/api/v1/run", {"scenario": "x"}, {"Origin": "https://evil.example"})
    assert (status, "another site" in said) == (403, True)


def test_the_description_names_every_study(address: str) -> None:
    _, found = ask(address, "/api/v1/openapi.json")
    assert found["openapi"] == "3.1.0"
    assert {"/api/v1/run", "/api/v1/profile", "/api/v1/frontier"} <= set(found["paths"])
