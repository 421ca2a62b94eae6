"""Edits of a scenario's raw keys: each gives a new scenario, which the strict schema then judges like any file."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from middlepower.errors import ScenarioError
from middlepower.language.catalogue import say
from middlepower.report.wording import per_cent, trimmed
from middlepower.web.page_state import MOST_STATES, Raw

KINDS = ("tariff", "export tax", "ban", "cut", "quota")
SECTOR, PRODUCT = "sector:", "product:"  # before what an entry is about
OWN = "own-quota-"
LISTS = ("tariffs", "export_taxes", "cut_off")
SHOWN = ("title", "description", "date", "with_measures", "without_measures", *LISTS)


@dataclass(frozen=True)
class NewEntry:
    """An entry that is asked for: who does what to whom, on what, at which rate, a fraction; a quota's volume too."""

    kind: str
    who: str
    whom: str
    what: str = f"{SECTOR}*"
    rate: float = 0.25
    volume: float = 0.5

    @property
    def sectors(self) -> list[str]:
        """The sectors that it is about; all goods where it is about a product."""
        return [self.what.removeprefix(SECTOR)] if self.what.startswith(SECTOR) else ["*"]

    @property
    def product(self) -> str:
        """The product that it is about; empty where it is a sector."""
        return self.what.removeprefix(PRODUCT) if self.what.startswith(PRODUCT) else ""


@dataclass(frozen=True)
class StateEntry:
    """An entry of a state as the bench shows it: where it stands, its words, and its rate where it has one."""

    path: str  # such as tariffs.0
    words: str
    rate: float | None = None


def with_entry(scenario: Raw, state: str, new: NewEntry) -> Raw:
    """The scenario with one more entry in a state; ScenarioError for an entry that can't be."""
    if not new.who or not new.whom:
        raise ScenarioError("an entry needs two sides: choose who acts, and on whom.")
    found = copy.deepcopy(scenario)
    _ADDERS[new.kind](found, found["states"][state], new)
    return found


def _tariff(_: Raw, state: Raw, new: NewEntry) -> None:
    if new.product:
        raise ScenarioError("a tariff of your own is on a sector: choose one, or set a quota or a ban on the product.")
    entry = {"importers": [new.who], "exporters": [new.whom], "rate": new.rate}
    state.setdefault("tariffs", []).append(entry | _about(new))


def _export_tax(_: Raw, state: Raw, new: NewEntry) -> None:
    if new.product:
        raise ScenarioError("an export tax of your own is on a sector: choose one.")
    entry = {"exporters": [new.who], "importers": [new.whom], "rate": new.rate}
    state.setdefault("export_taxes", []).append(entry | _about(new))


def _ban(_: Raw, state: Raw, new: NewEntry) -> None:
    about = {"products": [new.product]} if new.product else {"sectors": new.sectors}
    state.setdefault("cut_off", []).append({"between": [new.who], "and": [new.whom], "direction": "imports", **about})


def _cut(_: Raw, state: Raw, new: NewEntry) -> None:
    state.setdefault("cut_off", []).append({"between": [new.who], "and": [new.whom]})


def _quota(scenario: Raw, state: Raw, new: NewEntry) -> None:
    """A quota is a measure of the scenario's own, which the state switches on."""
    listed = scenario.setdefault("measures", [])
    taken = {measure.get("id") for measure in listed}
    name = next(f"{OWN}{n}" for n in range(1, len(taken) + 2) if f"{OWN}{n}" not in taken)
    title = say("web.bench.quota_title", who=new.who, whom=new.whom, what=new.product or new.sectors[0])
    source = say("web.bench.own_source")
    quota = {
        "volume": new.volume, "reference": 1.0, "unit": say("web.bench.quota_unit"), "reference_year": 2022,
        "over_quota_rate": new.rate, "source": source,
    }  # fmt: skip
    goods = [new.product] if new.product else ["all_goods"] if new.sectors == ["*"] else new.sectors
    listed.append(
        {"id": name, "title": title, "imposer": new.who, "targets": [new.whom], "instrument": "tariff_rate_quota",
         "date_in_force": scenario["baseline"]["date"], "status": "in force", "sources": [source],
         "confidence": "low", "products": [{"goods": goods, "quota": quota}]}
    )  # fmt: skip
    state.setdefault("with_measures", []).append(name)


def _about(new: NewEntry) -> Raw:
    return {} if new.sectors == ["*"] else {"sectors": new.sectors}


_ADDERS: Mapping[str, Callable[[Raw, Raw, NewEntry], None]] = {
    "tariff": _tariff,
    "export tax": _export_tax,
    "ban": _ban,
    "cut": _cut,
    "quota": _quota,
}


def answered(scenario: Raw, state: str, path: str) -> Raw:
    """The scenario with the same tariff back, by those whom an entry taxes on those who tax."""
    found = copy.deepcopy(scenario)
    entry = _entry(found, state, path)
    back = {**entry, "importers": entry["exporters"], "exporters": entry["importers"]}
    found["states"][state]["tariffs"].append(back)
    return found


def without_entry(scenario: Raw, state: str, path: str) -> Raw:
    """The scenario without an entry of a state."""
    found = copy.deepcopy(scenario)
    key, place = path.split(".")
    entries = found["states"][state][key]
    gone = entries.pop(int(place))
    if not entries:
        del found["states"][state][key]
    if key == "with_measures" and not _used(found, gone):
        kept = [measure for measure in found.get("measures", []) if measure.get("id") != gone]
        found = {**{k: v for k, v in found.items() if k != "measures"}, **({"measures": kept} if kept else {})}
    return found


def _used(scenario: Raw, measure: str) -> bool:
    """Whether any state or the baseline names a measure."""
    holders = [scenario["baseline"], *scenario["states"].values()]
    return any(measure in holder.get(key, ()) for holder in holders for key in ("with_measures", "without_measures"))


def with_rate(scenario: Raw, state: str, path: str, rate: float) -> Raw:
    """The scenario with another rate of an entry."""
    found = copy.deepcopy(scenario)
    _entry(found, state, path)["rate"] = rate
    return found


def _entry(scenario: Raw, state: str, path: str) -> Raw:
    key, place = path.split(".")
    entry: Raw = scenario["states"][state][key][int(place)]
    return entry


def with_measures(scenario: Raw, state: str, on: list[str], off: list[str]) -> Raw:
    """The scenario whose state switches these measures on and those off; its own quotas stay."""
    found = copy.deepcopy(scenario)
    raw = found["states"][state]
    own = [name for name in raw.get("with_measures", []) if name.startswith(OWN)]
    for key, names in {"with_measures": [*on, *own], "without_measures": off}.items():
        raw.pop(key, None)
        if names:
            raw[key] = names
    return found


def with_state(scenario: Raw, like: str | None) -> tuple[Raw, str]:
    """(the scenario with one more state, its name): a copy of one, or one that changes nothing yet."""
    if len(scenario["states"]) >= MOST_STATES:
        raise ScenarioError(f"{MOST_STATES} states stand side by side at most: remove one first.")
    found = copy.deepcopy(scenario)
    name = next(f"state-{n}" for n in range(1, 100) if f"state-{n}" not in found["states"])
    raw = copy.deepcopy(found["states"][like]) if like else {}
    title = say("web.bench.copy_of", title=raw["title"]) if like else say("web.bench.new_state", name=name)
    found["states"][name] = {**raw, "title": title}
    return found, name


def without_state(scenario: Raw, name: str) -> Raw:
    """The scenario without a state; ScenarioError for the last one."""
    if len(scenario["states"]) < 2:
        raise ScenarioError("a scenario needs a state: add another one before this one goes.")
    found = copy.deepcopy(scenario)
    del found["states"][name]
    found.pop("questions", None)
    return found


def with_title(scenario: Raw, state: str, title: str) -> Raw:
    """The scenario whose state has another title."""
    found = copy.deepcopy(scenario)
    found["states"][state]["title"] = title
    return found


# ---------------------------------------------------------------- entries in words


def entries_of(scenario: Raw, state: str) -> list[StateEntry]:
    """The entries of a state that the bench can change."""
    raw = scenario["states"][state]
    found = [
        StateEntry(f"{key}.{place}", _words(key, entry), entry.get("rate"))
        for key in LISTS
        for place, entry in enumerate(raw.get(key, ()))
    ]
    titles = {measure.get("id"): measure.get("title", "") for measure in scenario.get("measures", ())}
    found += [
        StateEntry(f"with_measures.{place}", titles[name])
        for place, name in enumerate(raw.get("with_measures", ()))
        if name in titles
    ]
    return found


def unknown_parts(scenario: Raw, state: str) -> list[str]:
    """The keys of a state that the bench shows and leaves as they are."""
    return [key for key in scenario["states"][state] if key not in SHOWN]


def _words(key: str, entry: Mapping[str, Any]) -> str:
    """An entry in words."""
    if key == "cut_off":
        about = [*(entry.get("products") or ()), *(entry.get("sectors") or ())]
        what = ", ".join(about) if about else say("web.bench.all_trade")
        words = "both" if entry.get("direction", "both") == "both" else entry["direction"]
        return say(f"web.bench.entry.{words}", who=", ".join(entry["between"]), whom=", ".join(entry["and"]), what=what)
    sides = ("importers", "exporters") if key == "tariffs" else ("exporters", "importers")
    who, whom = (", ".join(entry[side]) for side in sides)
    sectors = entry.get("sectors") or ["*"]
    what = say("web.bench.goods") if list(sectors) == ["*"] else ", ".join(sectors)
    return say(f"web.bench.entry.{key}", who=who, whom=whom, what=what, rate=rate_words(entry["rate"]))


def rate_words(rate: float) -> str:
    """25% for 0.25."""
    return per_cent(trimmed(100.0 * rate, 2))
