"""The description of the API, as OpenAPI has it."""

from __future__ import annotations

from typing import Any

import middlepower
from middlepower.language.catalogue import SPOKEN, say
from middlepower.web.studies import OfferedStudy, studies

ERRORS = {"422": "refused", "403": "other_site", "413": "too_large", "500": "fault", "503": "busy", "504": "too_long"}
WHERE = "#/components/responses/"
LANGUAGE = {"type": "string", "default": "en", "enum": list(SPOKEN)}


def description() -> dict[str, Any]:
    """What can be asked, with which values, and what is answered."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "middlepower", "version": middlepower.__version__, "description": say("web.api.about")},
        "paths": {"/api/v1/run": {"post": _run()}, **{f"/api/v1/{name}": {"get": _get(name, study)}
                                                     for name, study in studies().items()}},
        "components": {"responses": {name: _error(said) for name, said in ERRORS.items()}},
    }  # fmt: skip


def _error(said: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    return {"description": say(f"web.api.{said}"), "content": {"application/json": {"schema": schema}}}


def _answers() -> dict[str, Any]:
    """The document, or an error in one sentence."""
    good = {"description": say("web.api.document"), "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"200": good, **{code: {"$ref": f"{WHERE}{code}"} for code in ERRORS}}


def _run() -> dict[str, Any]:
    named = {name: {"type": "string"} for name in ("elasticities", "horizon", "closure")}
    scenario = {"oneOf": [{"type": "string"}, {"type": "object"}], "description": say("web.api.scenario")}
    schema = {
        "type": "object",
        "properties": {
            "scenario": scenario,
            **named,
            "language": LANGUAGE,
            "ranges": {"type": "boolean", "default": True},
        },
        "required": ["scenario"],
        "additionalProperties": False,
    }
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"summary": say("web.api.run"), "requestBody": body, "responses": _answers()}


def _get(name: str, study: OfferedStudy) -> dict[str, Any]:
    """One study."""
    asked = [
        {
            "name": one.name, "in": "query", "required": False,
            "schema": {"type": "string", "default": one.usual, **({"enum": list(one.choices)} if one.choices else {})},
        }
        for one in study.asks
    ]  # fmt: skip
    kinds = {"name": "format", "in": "query", "required": False,
             "schema": {"type": "string", "default": "json", "enum": ["json", "xlsx", "html"]}}  # fmt: skip
    settings = [{"name": one, "in": "query", "required": False, "schema": {"type": "string"}}
                for one in ("elasticities", "horizon", "closure")]  # fmt: skip
    language = {"name": "language", "in": "query", "required": False, "schema": LANGUAGE}
    return {
        "summary": say(f"web.study.{name}"),
        "parameters": [*asked, *settings, language, kinds],
        "responses": _answers(),
    }
