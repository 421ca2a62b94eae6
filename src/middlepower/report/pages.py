"""How every page is rendered: one kind of environment, no blank lines, links only to web addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import unescape
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING, Any

from middlepower.errors import printable
from middlepower.language.catalogue import say, spoken
from middlepower.report.wording import capital, per_cent

if TYPE_CHECKING:
    from markupsafe import Markup

    from middlepower.report.kept_templates import KeptTemplates


def is_link(address: str) -> bool:
    """Whether an address can be linked: only web addresses are, so a document can't smuggle in a script."""
    return address.startswith(("https://", "http://")) and not any(mark in address for mark in "<>\"' \n")


def css_text(text: str) -> str:
    """A text as it stands in a quoted string of a style sheet: what could end the string or the style is a code."""
    return "".join(c if c.isalnum() or c in " .,;:()" else f"\\{ord(c):06x}" for c in unescape(text))


def numbered(kind: str) -> Iterator[str]:
    """`Table 1`, `Table 2`, ... of `table`."""
    return (say(f"page.numbered.{kind}", number=str(number)) for number in count(1))


def said(key: str, **named: str | int) -> Markup:
    """The wording of a key as HTML: its text and its values escaped, but for values that are HTML themselves."""
    from markupsafe import Markup, escape

    language = spoken()
    template = Markup(escape(language.template(key, named)))
    return language.rules.joined(template.format(**language.shown(named)))


def bold(text: str) -> Markup:
    """A value that stands out in its sentence."""
    from markupsafe import Markup

    return Markup("<b>{}</b>").format(text)


def code(text: str) -> Markup:
    """A value that is typed."""
    from markupsafe import Markup

    return Markup("<code>{}</code>").format(text)


def coded(text: str) -> Markup:
    """A text whose parts between backticks are typed."""
    from markupsafe import Markup, escape

    parts = text.split("`")
    return Markup("").join(code(part) if place % 2 else escape(part) for place, part in enumerate(parts))


def whole_words(command: str) -> Markup:
    """A command whose words keep together where a line ends: browsers break them after hyphens."""
    from markupsafe import Markup, escape

    kept = (Markup("<i>{}</i>").format(word) if "-" in word else escape(word) for word in command.split(" "))
    return Markup(" ").join(kept)


@cache
def _kept() -> KeptTemplates:
    """The compiled templates of this process."""
    from middlepower.report.kept_templates import KEPT, KeptTemplates, templates

    return KeptTemplates(templates() / KEPT)


def page(template: str, context: Mapping[str, Any], filters: Mapping[str, Callable[..., Any]]) -> str:
    """A rendered template without blank lines; a name that it uses and nobody gave is an error."""
    from middlepower.report.kept_templates import environment

    made = environment(_kept())
    made.filters.update(filters)
    made.filters.update(
        whole_words=whole_words,
        css_text=css_text,
        bold=bold,
        code=code,
        coded=coded,
        capital=capital,
        per_cent=per_cent,
    )
    made.globals.update(next=next, numbered=numbered, say=said, spoken=spoken)
    made.tests["link"] = is_link
    text = printable(made.get_template(template).render(**context), keep="\n")
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def style(*names: str) -> str:
    """Style sheets, one after the other."""
    folder = files("middlepower.report").joinpath("templates")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
