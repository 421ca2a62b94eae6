"""Files of a page of the bench: its scenario, and of its whole document the brief, the tables and the numbers."""

from __future__ import annotations

import base64
import json
from typing import Any

from middlepower.report.chromium import printed
from middlepower.report.exports import about
from middlepower.report.workbook import workbook
from middlepower.web.desk import Desk
from middlepower.web.page_state import PageState, file_of
from middlepower.web.tasks import FullRun
from middlepower.web.worker import Task

SECONDS = 240.0  # with ranges, under every published elasticity set
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BRIEF, RESULTS = "brief.html", "results.json"


def run_of(page: PageState, desk: Desk) -> FullRun:
    """The whole document of a page, with the ranges and the files of `middlepower run`."""
    found: FullRun = desk.ask(Task("whole", json.dumps({"page": page.plain(), "ranges": True})), SECONDS)
    return found


def download_of(what: str, page: PageState, desk: Desk) -> dict[str, Any]:
    """A file for the browser to keep: yaml, html, pdf, xlsx or json."""
    name = str(page.scenario.get("scenario", "scenario"))
    if what == "yaml":
        return _file(f"{name}.yaml", file_of(page).encode(), "application/yaml")
    run = run_of(page, desk)
    if what == "json":
        return _file(RESULTS, _bytes(run.texts[RESULTS]), "application/json")
    if what == "xlsx":
        return _file(f"{name}.xlsx", sheets_of(run), SHEET)
    brief = _bytes(run.texts[BRIEF])
    if what == "pdf":
        return _file(f"{name}.pdf", printed(brief.decode()), "application/pdf")
    return _file(f"{name}.html", brief, "text/html")


def sheets_of(run: FullRun) -> bytes:
    """The tables of a run as a workbook."""
    tables = {name: text for name, text in run.texts.items() if name.endswith(".csv") and isinstance(text, str)}
    return workbook(tables, about(run.results), run.results)


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _file(name: str, content: bytes, kind: str) -> dict[str, Any]:
    return {"filename": name, "content": base64.b64encode(content).decode(), "type": kind, "base64": True}
