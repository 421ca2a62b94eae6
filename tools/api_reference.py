"""The reference of the front door, from its docstrings: `python -m tools.api_reference` rewrites docs/reference/api.md
below its mark. What is above the mark is written by hand."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

import middlepower as mp
from middlepower.front.finding import Finding
from middlepower.front.labelled import LabelledEquilibrium
from middlepower.front.run import RunFinding
from middlepower.front.solved_world import SolvedWorld
from tools.folders import PROJECT

PAGE = PROJECT / "docs" / "reference" / "api.md"
MARK = "<!-- Below: python -m tools.api_reference -->\n"
QUESTIONS = (
    "run", "solve", "tariffs", "profile", "rank", "coalition", "explain", "compare", "replay", "score", "frontier",
    "align", "ensemble",
)  # fmt: skip
GAMES = ("war", "treaty", "coerce", "wedge", "coalition")
INNER = ("texts_of_tables", "drawings", "html", "write_at")  # what the command line calls
WORDS = {str: "text", float: "a number", int: "a whole number", bool: "true or false", dt.date: "a day"}
OPTION = re.compile(r"^ {4}(\w+): (.*)$", re.MULTILINE)


def page() -> str:
    """The page: its upper part as it stands, and the reference."""
    above, _, _ = PAGE.read_text("utf-8").partition(MARK)
    return above + MARK + "\n" + "\n".join(sections())


def sections() -> Iterator[str]:
    """The reference, one section after the other."""
    yield "## Questions\n"
    for name in QUESTIONS:
        yield from function(f"mp.{name}", getattr(mp, name))
    yield "## Games\n"
    for name in GAMES:
        yield from function(f"mp.game.{name}", getattr(mp.game, name))
    yield "## Answers\n"
    yield from members("What every question gives back", Finding)
    yield from members("What `mp.run` gives back, besides", RunFinding)
    yield from members("What `mp.solve` gives back", SolvedWorld, LabelledEquilibrium)
    yield "## Worlds and questions\n"
    yield from function("mp.load_world", mp.load_world)
    yield from members("`mp.World`", mp.World)
    for kind in (mp.State, mp.Scenario, mp.Measure):
        yield from schema(kind)


def function(name: str, made: Callable[..., Any]) -> Iterator[str]:
    """A function: its call, what it returns, its options, its examples."""
    said = inspect.getdoc(made) or ""
    head, _, rest = said.partition("\nArgs:\n")
    options, _, example = rest.partition("\n\n>>> ")
    yield f"### `{name}`\n"
    yield f"```python\n{call(name, made)}\n```\n"
    yield f"{head.partition('>>> ')[0].strip()}\n"
    rows = OPTION.findall(options)
    if rows:
        yield "| option | meaning |\n|---|---|"
        yield "".join(f"| `{option}` | {cell(meaning)} |\n" for option, meaning in rows)
    if example:
        yield f"```pycon\n>>> {example.strip()}\n\n```\n"


def call(name: str, made: Callable[..., Any]) -> str:
    """The function as it is called, one option a line where there are many."""
    parts = []
    for option in inspect.signature(made).parameters.values():
        default = "" if option.default is option.empty else "=" + repr(option.default).replace("'", '"')
        parts.append(option.name if not default else f"{option.name}{'=...' if callable(option.default) else default}")
    line = f"{name}({', '.join(parts)})"
    return line if len(line) <= 100 else f"{name}(\n    " + ",\n    ".join(parts) + ",\n)"


def members(title: str, *kinds: type) -> Iterator[str]:
    """The fields, properties and methods of classes that a reader may use."""
    yield f"### {title}\n"
    yield f"{first_line(kinds[0])}\n"
    yield "| name | what it gives |\n|---|---|"
    yield "".join(f"| `{name}` | {cell(said)} |\n" for name, said in dict(found(kinds)).items())


def found(kinds: tuple[type, ...]) -> Iterator[tuple[str, str]]:
    """(name or call, first line of its docstring) of what classes define."""
    for kind in kinds:
        for name, made in vars(kind).items():
            public = not name.startswith("_") and name not in INNER
            inner = getattr(made, "__func__", made)
            if public and isinstance(made, property):
                yield name, first_line(made.fget)
            elif public and hasattr(made, "func") and hasattr(made, "attrname"):
                yield name, first_line(made.func)
            elif public and inspect.isfunction(inner):
                skipped = 1 if not isinstance(made, staticmethod) else 0
                options = list(inspect.signature(inner).parameters)[skipped:]
                yield f"{name}({', '.join(options)})", first_line(inner)


def schema(kind: Any) -> Iterator[str]:
    """A part of a scenario with its fields."""
    yield f"### `mp.{kind.__name__}`\n"
    yield f"{first_line(kind)} Its keys are those of a YAML file.\n"
    yield "| key | needed | holds |\n|---|---|---|"
    yield "".join(
        f"| `{field.alias or name}` | {'yes' if field.is_required() else ''} | {cell(held(field.annotation))} |\n"
        for name, field in kind.model_fields.items()
    )
    example = (inspect.getdoc(kind) or "").partition(">>> ")[2]
    if example:
        yield f"```pycon\n>>> {example.strip()}\n\n```\n"


def held(kind: Any) -> str:
    """What a field holds: text, number, day, names, or the keys of its parts."""
    parts = [part for part in parts_of(kind) if part is not type(None)]
    models = [part for part in parts if inspect.isclass(part) and issubclass(part, BaseModel)]
    if models:
        keys = " or ".join(", ".join(f"`{key}`" for key in keys_of(model)) for model in models)
        return f"{'parts' if get_origin(kind) in (tuple, dict) else 'a part'} with {keys}"
    words = [f"`{part}`" if isinstance(part, str) else WORDS[part] for part in parts if part is not ...]
    return " or ".join(dict.fromkeys(words)) + (", any number" if get_origin(kind) is tuple else "")


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys of a part as a YAML file has them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def parts_of(kind: Any) -> Iterator[Any]:
    """The plain types and words that an annotation is made of."""
    if get_origin(kind) is Annotated:
        yield from parts_of(get_args(kind)[0])
    elif get_args(kind):
        for inner in get_args(kind):
            yield from parts_of(inner)
    else:
        yield kind


def first_line(made: Any) -> str:
    """The first paragraph of a docstring, in one line."""
    return " ".join((inspect.getdoc(made) or "").partition("\n\n")[0].split())


def cell(text: str) -> str:
    """A text as a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
