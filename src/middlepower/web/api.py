"""The API: the documents of the command line over HTTP, with the limits of the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from middlepower.errors import MiddlepowerError, OutputError, ScenarioError, one_line
from middlepower.language.catalogue import SPOKEN, language_of, speaking
from middlepower.report.exports import about
from middlepower.report.workbook import workbook
from middlepower.web.desk import BusyError, Desk, FaultError, TooLongError
from middlepower.web.downloads import RESULTS, SHEET
from middlepower.web.openapi import description
from middlepower.web.page_state import page_of, raw_of
from middlepower.web.studies import Studied, studies, task_values
from middlepower.web.worker import Task

SECONDS = 240.0
CODES: Mapping[type[MiddlepowerError], int] = {BusyError: 503, TooLongError: 504, FaultError: 500, OutputError: 501}
FORMATS = ("json", "xlsx", "html")


def add_api(server: Flask, desk: Desk) -> None:
    """Add the API, and the maker of workbooks for tables of the pages, to a server."""
    server.add_url_rule("/api/v1/openapi.json", "openapi", lambda: _json(json.dumps(description())))
    server.add_url_rule("/api/v1/run", "run", lambda: answered(lambda: _run(desk, request)), methods=["POST"])
    server.add_url_rule("/api/v1/<name>", "study", lambda name: answered(lambda: _study(desk, name, request)))
    server.register_error_handler(HTTPException, _told)
    server.register_error_handler(Exception, _fault)
    server.add_url_rule("/table.xlsx", "table", lambda: answered(lambda: _table(request)), methods=["POST"])


def answered(make: Any) -> Response:
    """What a request makes, or its error in one sentence with a status of HTTP."""
    try:
        answer: Response = make()
        return answer
    except MiddlepowerError as error:
        code = next((code for kind, code in CODES.items() if isinstance(error, kind)), 422)
        return Response(json.dumps({"error": str(error)}), code, mimetype="application/json")


def _told(error: HTTPException) -> Response:
    """What HTTP refuses, in one sentence."""
    said = "there is nothing at this address." if error.code == 404 else f"{error.name}."
    return Response(json.dumps({"error": said}), error.code or 500, mimetype="application/json")


def _fault(error: Exception) -> Response:
    """A fault of the program: its kind, and nothing of where it happened."""
    said = f"this request ended in a fault of the program ({type(error).__name__})."
    return Response(json.dumps({"error": said}), 500, mimetype="application/json")


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")


def _body(asked: Request) -> Mapping[str, Any]:
    """The JSON object that a request holds."""
    try:
        content = json.loads(asked.get_data())
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"the request is no JSON: {one_line(str(error))[:120]}. Send an object.") from None
    if not isinstance(content, dict):
        raise ScenarioError("the request is no JSON object: send one with `scenario`.")
    return content


def _run(desk: Desk, asked: Request) -> Response:
    """The document of `run`: of a scenario's name or its keys."""
    content = dict(_body(asked))
    ranges = content.pop("ranges", True)
    if not isinstance(ranges, bool):
        raise ScenarioError("`ranges` is neither true nor false: give one.")
    if isinstance(content.get("scenario"), str):
        content["scenario"] = _library(content["scenario"])
    code = _language(content)
    values = json.dumps({"page": page_of(content).plain(), "ranges": ranges})
    return _json(str(desk.ask(Task("whole", values, code), SECONDS).texts[RESULTS]))


def _language(content: dict[str, Any]) -> str:
    """The code of the language that a request asks for, taken out of it; ScenarioError for one that there is not."""
    code = content.pop("language", "en")
    if code not in SPOKEN:
        raise ScenarioError(f"`language` is `{str(code)[:20]}`: give {' or '.join(SPOKEN)}.")
    return str(code)


def _library(name: str) -> dict[str, Any]:
    """The keys of a scenario of the library, never of a file of the server's."""
    from middlepower.names import unknown_name
    from middlepower.scenario.read import library, read_scenario

    if name not in library():
        raise unknown_name("scenario", name, library())
    return raw_of(read_scenario(name))


def _study(desk: Desk, name: str, asked: Request) -> Response:
    """The document of a study as JSON, its tables as a workbook, or its page."""
    given = asked.args.to_dict()
    kind = given.pop("format", "json")
    if kind not in FORMATS:
        raise ScenarioError(f"`format` is `{kind[:20]}`: give {', '.join(FORMATS)}.")
    code = _language(given)
    found: Studied = desk.ask(Task("study", task_values(name, given), code), studies()[name].seconds)
    if kind == "json":
        return _json(found.json)
    if kind == "xlsx":
        with speaking(language_of(code)):
            return _kept(_workbook(found), f"{name}.xlsx", SHEET)
    pages = [text for file, text in found.texts.items() if file.endswith(".html") and isinstance(text, str)]
    if not pages:
        raise ScenarioError(f"`{name}` has no page: ask for json or xlsx.")
    return _kept(pages[0].encode(), f"{name}.html", "text/html")


def _workbook(found: Studied) -> bytes:
    """The tables of a study as a workbook."""
    tables = {file: text for file, text in found.texts.items() if file.endswith(".csv") and isinstance(text, str)}
    return workbook(tables, about(found.document), found.document)


def _table(asked: Request) -> Response:
    """A table of a page as a workbook."""
    content = _body(asked)
    name, text = content.get("name"), content.get("csv")
    if not isinstance(name, str) or not isinstance(text, str) or not text.strip():
        raise ScenarioError("a table needs `name` and `csv`: give both as text.")
    sheet = "".join(mark for mark in name if mark.isalnum() or mark in "-_ ")[:31] or "table"
    return _kept(workbook({f"{sheet}.csv": text}, about(None), None), f"{sheet}.xlsx", SHEET)


def _kept(content: bytes, name: str, kind: str) -> Response:
    """A file for the asker to keep: never shown by a browser as a page of ours."""
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
