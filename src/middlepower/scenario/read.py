"""Scenario files: found by name or path, read strictly, every complaint one line."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from middlepower.errors import MeasureError, ScenarioError
from middlepower.names import nearest_name, unknown_name
from middlepower.policy.schema import explain as explain_measure
from middlepower.scenario import schema
from middlepower.scenario.schema import Scenario

LIBRARY = Path(__file__).parent / "library"
SIZE_LIMIT = 1_000_000  # bytes; the library's own scenarios are below 10 kB
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
        raise _complaint(path, error) from None


def load_yaml(path: Path) -> Any:
    """The content of a YAML file of sensible size."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            size = path.stat().st_size / 1e6
            raise ScenarioError(f"{path} has {size:.1f} MB; a scenario has at most 1 MB. Is it the right file?")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ScenarioError(f"there is no file {path}. `middlepower list` shows the built-in scenarios.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"can't read {path}: {error}. It must be a UTF-8 text file.") from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, where: str) -> Any:
    """The mapping in a YAML text."""
    try:
        raw = yaml.load(text, Loader=UniqueKeyLoader)
    except ScenarioError as error:
        raise ScenarioError(f"{where}, {error}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        problem = getattr(error, "problem", None) or "it is nested too deep or holds an impossible value"
        raise ScenarioError(f"{where}{line}: not valid YAML: {problem}.") from None
    if raw is None:
        raise ScenarioError(f"{where} is empty: it needs at least scenario, title, baseline and states.")
    if not isinstance(raw, dict):
        raise ScenarioError(f"{where}: expected keys such as scenario, baseline, states; got `{raw!r:.40}`.")
    return raw


PARTS: dict[str, type[BaseModel]] = {
    "states": schema.State,
    "baseline": schema.Baseline,
    "tariffs": schema.TariffChange,
    "trade_costs": schema.CostShock,
    "cut_off": schema.CutOff,
    "solve_for": schema.SolveFor,
    "other_estimates": schema.OtherEstimate,
}


def _complaint(path: Path, error: ValidationError) -> ScenarioError | MeasureError:
    first = error.errors(include_url=False)[0]
    place = first["loc"]
    if place and place[0] == "measures":
        return MeasureError(f"{path}: in `measures`: {explain_measure(error)}")
    field = ".".join(str(part) for part in place)
    if first["type"] == "extra_forbidden":
        return ScenarioError(f"{path}: unknown key `{field}`; {_key_help(place)}")
    message = first["msg"].removeprefix("Value error, ")
    value = f", value `{first['input']!r:.60}`" if first["type"] != "missing" and field else ""
    return ScenarioError(f"{path}: " + (f"field `{field}`{value}: " if field else "") + f"{message}.")


def _key_help(place: tuple[str | int, ...]) -> str:
    inside = [part for part in place[:-1] if part in PARTS]
    model = PARTS[str(inside[-1])] if inside else Scenario
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = nearest_name(str(place[-1]), known)
    return f"did you mean `{near}`?" if near else f"known: {', '.join(known)}."
