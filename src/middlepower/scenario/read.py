"""Scenario files: found by name or path, read strictly, every complaint one line."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from middlepower.errors import MeasureError, ScenarioError
from middlepower.names import nearest_name, unknown_name
from middlepower.policy.schema import parse_measure
from middlepower.reading import read_text
from middlepower.scenario import schema
from middlepower.scenario.schema import Scenario

LIBRARY = Path(__file__).parent / "library"
SIZE_LIMIT = 1_000_000  # bytes; the library's own scenarios are below 10 kB
MOST_VALUES = 1_000_000  # a file of the largest size without references holds fewer
MOST_LEVELS = 50  # a scenario needs six
BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UniqueKeyLoader(BaseLoader):  # type: ignore[misc]
    """A safe YAML loader that refuses a key written twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping of a node, after a look for double keys."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise ScenarioError(f"line {key_node.start_mark.line + 1}: `{key}` stands twice; delete one.")
            if isinstance(key, Hashable):
                seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """The value of a node; an impossible one, such as 30 February, is named with its line."""
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            line = node.start_mark.line + 1
            raise ScenarioError(f"line {line}: `{shown(node.value)}` is no possible value: {error}.") from None


def shown(value: Any) -> str:
    """A value as it stands in a message: short, however large or deeply nested it is."""
    brief = reprlib.Repr()
    brief.maxlevel, brief.maxstring, brief.maxother = 2, 60, 60
    text = brief.repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def library() -> dict[str, Path]:
    """The scenarios that come with middlepower, by name."""
    return {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}


def find_scenario(name_or_path: str) -> Path:
    """The file of a library scenario, or a user's own file."""
    known = library()
    if name_or_path in known:
        return known[name_or_path]
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    raise unknown_name("scenario", name_or_path, known, "Or give the path of a .yaml file.")


def read_scenario(name_or_path: str) -> Scenario:
    """The validated scenario of a library name or a file; ScenarioError names file, field, value and remedy."""
    path = find_scenario(name_or_path)
    raw = load_yaml(path)
    try:
        return Scenario.model_validate(raw)
    except ValidationError as error:
        raise _complaint(path, error, raw) from None


def load_yaml(path: Path) -> Any:
    """The content of a YAML file of sensible size."""
    if not path.exists():
        raise ScenarioError(f"there is no file {path}. `middlepower list` shows the built-in scenarios.")
    return parse_yaml(read_text(path, SIZE_LIMIT, "a scenario", ScenarioError), str(path))


def parse_yaml(text: str, where: str) -> Any:
    """The mapping in a YAML text."""
    try:
        raw = _construct(text)
    except ScenarioError as error:
        raise ScenarioError(f"{where}, {error}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        deep = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        problem = getattr(error, "problem", None) or deep
        raise ScenarioError(f"{where}{line}: not valid YAML: {problem}.") from None
    if raw is None:
        raise ScenarioError(f"{where} is empty: it needs at least scenario, title, baseline and states.")
    if not isinstance(raw, dict):
        raise ScenarioError(f"{where}: expected keys such as scenario, baseline, states; got `{shown(raw)}`.")
    return raw


def _construct(text: str) -> Any:
    """The content of a YAML text that does not grow beyond bounds when its references are followed."""
    _refuse_depth(text)
    loader = UniqueKeyLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        if _values(root, {}) > MOST_VALUES:
            raise ScenarioError("its references (`*name`) repeat without end or beyond reason: write values out.")
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _refuse_depth(text: str) -> None:
    """Look at the nesting before the tree is built: the C parser builds it by recursion, without a limit."""
    depth = 0
    for event in yaml.parse(text, Loader=UniqueKeyLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_LEVELS:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ScenarioError(f"line {line}: nested too deep (over {MOST_LEVELS} levels).")


def _values(node: Any, known: dict[int, float]) -> float:
    """How many values a node holds with every reference written out; infinite where it holds itself."""
    if id(node) not in known:
        known[id(node)] = math.inf
        parts = node.value if isinstance(node.value, list) else []
        flat = [one for part in parts for one in (part if isinstance(part, tuple) else (part,))]
        known[id(node)] = 1 + sum(_values(one, known) for one in flat)
    return known[id(node)]


PARTS: dict[str, type[BaseModel]] = {
    "states": schema.State,
    "baseline": schema.Baseline,
    "tariffs": schema.TariffChange,
    "trade_costs": schema.CostShock,
    "cut_off": schema.CutOff,
    "solve_for": schema.SolveFor,
    "other_estimates": schema.OtherEstimate,
}


def _complaint(path: Path, error: ValidationError, raw: Any) -> ScenarioError | MeasureError:
    first = error.errors(include_url=False)[0]
    place = first["loc"]
    if len(place) > 1 and place[0] == "measures":
        return _measure_complaint(path, raw["measures"][place[1]], f"measure {int(place[1]) + 1}")
    field = ".".join(str(part) for part in place)
    if first["type"] == "extra_forbidden":
        return ScenarioError(f"{path}: unknown key `{field}`; {_key_help(place)}")
    message = first["msg"].removeprefix("Value error, ")
    value = f", value `{shown(first['input'])}`" if first["type"] != "missing" and field else ""
    return ScenarioError(f"{path}: " + (f"field `{field}`{value}: " if field else "") + f"{message}.")


def _measure_complaint(path: Path, raw: Any, where: str) -> MeasureError:
    """The complaint about one measure, as the library of measures would say it."""
    try:
        parse_measure(raw, where)
    except MeasureError as error:
        return MeasureError(f"{path}: {error}")
    return MeasureError(f"{path}: {where} is no valid measure: see the measures that `middlepower list` shows.")


def _key_help(place: tuple[str | int, ...]) -> str:
    inside = [part for part in place[:-1] if part in PARTS]
    model = PARTS[str(inside[-1])] if inside else Scenario
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = nearest_name(str(place[-1]), known)
    return f"did you mean `{near}`?" if near else f"known: {', '.join(known)}."
