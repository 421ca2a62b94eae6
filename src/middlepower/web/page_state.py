"""A page of the bench: a scenario, as the command line reads it, and how it is solved; as a link and as a file."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from middlepower.data.elasticities import DEFAULT_HORIZON, DEFAULT_SET
from middlepower.errors import ScenarioError
from middlepower.model.core.closure import DEFAULT_CLOSURE
from middlepower.scenario.schema import Scenario

Raw = dict[str, Any]
MOST_STATES = 4  # side by side
LONGEST_LINK = 12_000  # characters of the state in a link; browsers and proxies take as many
LARGEST_STATE = 200_000  # bytes of it unpacked
DATES = ("date", "date_in_force", "date_end", "verified_on")


@dataclass(frozen=True)
class PageState:
    """A scenario as raw keys, and the elasticity set, horizon and closure under which it is solved."""

    scenario: Raw
    elasticities: str = DEFAULT_SET
    horizon: str = DEFAULT_HORIZON
    closure: str = DEFAULT_CLOSURE
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def states(self) -> Raw:
        """The raw states by name, in their order."""
        states: Raw = self.scenario.get("states", {})
        return states

    def with_scenario(self, scenario: Raw) -> PageState:
        """The same page of another scenario."""
        return replace(self, scenario=scenario)

    def plain(self) -> Raw:
        """The page as what JSON holds."""
        return {
            "scenario": self.scenario,
            "elasticities": self.elasticities,
            "horizon": self.horizon,
            "closure": self.closure,
        }


def page_of(plain: Mapping[str, Any]) -> PageState:
    """The page of what JSON held; ScenarioError for other keys or kinds."""
    known = {"scenario", "elasticities", "horizon", "closure"}
    wrong = sorted(set(plain) - known)
    if wrong:
        raise ScenarioError(f"the request has `{wrong[0]}`: give scenario, elasticities, horizon and closure.")
    if not isinstance(plain.get("scenario"), dict):
        raise ScenarioError("the request has no `scenario`: give its keys, as in a scenario file.")
    texts = {name: plain[name] for name in known - {"scenario"} if name in plain}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise ScenarioError(f"`{name}` is `{str(value)[:60]}`: give a name; `middlepower list` shows them.")
    return PageState(plain["scenario"], **texts)


def raw_of(scenario: Scenario) -> Raw:
    """A scenario as raw keys, those at their defaults left out."""
    raw: Raw = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return raw


def link_of(page: PageState) -> str:
    """The page as the part of an address that follows `?s=`; ScenarioError where it is too long for one."""
    text = json.dumps(page.plain(), ensure_ascii=False, separators=(",", ":"), sort_keys=False)
    link = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    if len(link) > LONGEST_LINK:
        raise ScenarioError("this scenario is too long for a link: share its file instead.")
    return link


def page_in_link(link: str) -> PageState:
    """The page that a link holds; ScenarioError where it holds none."""
    damaged = ScenarioError("the link is damaged or cut short: ask for it again, or for the scenario's file.")
    if len(link) > LONGEST_LINK:
        raise damaged
    try:
        packed = base64.b64decode(link + "=" * (-len(link) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        text = reader.decompress(packed, LARGEST_STATE)
        plain = json.loads(text) if reader.eof else None
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise damaged from None
    if not isinstance(plain, dict):
        raise damaged
    return page_of(plain)


def file_of(page: PageState) -> str:
    """The scenario as the YAML that `middlepower run` reads."""
    text: str = yaml.safe_dump(_dated(page.scenario), sort_keys=False, allow_unicode=True, width=110)
    return text


def _dated(value: Any, key: str = "") -> Any:
    """The same content, its days as days, so that YAML writes them without quotes."""
    if isinstance(value, dict):
        return {name: _dated(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(inner, key) for inner in value]
    if key in DATES and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value
