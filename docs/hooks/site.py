"""Tables that the documentation takes from the package; a check that pages load nothing from elsewhere."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

NOTATION = "<!-- notation -->"
LETTERS = "<!-- letters -->"
COMMANDS = "<!-- commands -->"
NOTEBOOK = re.compile(r"<!-- notebook: (\w+) -->")
# <script src>, <img src>, <iframe src> and <link href> of things that a browser loads by itself
LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(?:https?:)?//[^\s>]+"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preload|preconnect|icon))[^>]*\bhref=[\"']?(?:https?:)?//[^\s>]+"
    r"|@import[^;]*https?:[^;]+|url\([\"']?https?:[^)]+\)",
    re.IGNORECASE,
)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page with its markers replaced by tables made from the package."""
    for marker, make in ((NOTATION, notation), (LETTERS, letters), (COMMANDS, commands)):
        if marker in markdown:
            markdown = markdown.replace(marker, make())
    return NOTEBOOK.sub(lambda found: notebook(found[1]), markdown)


def notebook(name: str) -> str:
    """A notebook as a page, run while the documentation is built."""
    root = Path(__file__).parents[2]
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    from tools.notebooks import rendered

    return rendered(root / "docs" / "notebooks" / f"{name}.py")


def on_post_build(config: Any) -> None:
    """Refuse a site whose pages or style sheets load something from another host."""
    site = Path(config["site_dir"])
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    found = [f"{file.relative_to(site)}: {hit}" for file in files for hit in LOADED.findall(file.read_text("utf-8"))]
    if found:
        raise PluginError("pages must load nothing from elsewhere:\n" + "\n".join(found[:20]))


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def code(text: str) -> str:
    """The text as code, or nothing."""
    return f"`{text}`" if text else ""


def notation() -> str:
    """The table of symbols, names, axes, units and meanings."""
    from middlepower.data.notation import symbols

    rows = [
        [code(row.symbol), code(row.name), row.axes, row.unit, row.meaning, code(row.named_in)] for row in symbols()
    ]
    return table(["symbol", "name in Python", "axes", "unit", "meaning", "the name stands in"], rows)


def letters() -> str:
    """The table of the letters that each paper uses for the same thing."""
    from middlepower.data.notation import PAPERS, symbols

    rows = [
        [code(row.symbol), *(code(row.papers[paper]) for paper in PAPERS)]
        for row in symbols()
        if any(row.papers.values())
    ]
    return table(["here", *PAPERS.values()], rows)


def commands() -> str:
    """The commands of the command line with their arguments and options."""
    from typer.main import get_command

    from middlepower.cli.app import app

    return "\n\n".join(describe(get_command(app), "middlepower"))


def describe(command: Any, path: str) -> list[str]:
    """A section for a command and one for each of its subcommands; hidden ones are left out."""
    rows = [parameter(p) for p in command.params if not getattr(p, "hidden", False)]
    parts = [f"## `{path}`", (command.help or "").strip()]
    parts += [table(["argument or option", "default", "meaning"], rows)] if rows else []
    for name, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            parts += describe(child, f"{path} {name}")
    return [part for part in parts if part]


def parameter(given: Any) -> list[str]:
    """Name, default and meaning of one argument or option."""
    if given.param_type_name == "argument":
        names = given.metavar or given.name.upper()
    else:
        names = ", ".join([*given.opts, *given.secondary_opts])
    default = given.default if isinstance(given.default, str | int | float) else None
    shown = "" if default is None or default is False else code(str(default))
    return [code(names), shown, " ".join((getattr(given, "help", None) or "").split())]
