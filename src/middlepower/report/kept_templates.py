"""Templates compiled once an installation, beside their sources, as Python keeps its own byte code.

`python -m middlepower.report.kept_templates` compiles them all, for whoever installs; pages read what is there, and
compile in memory what is missing or was made of another source. Running a command writes nothing here.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

PAGES = (".html", ".svg")
KEPT = "__pycache__"


class KeptTemplates(BytecodeCache):
    """Reads byte code of templates from a folder and keeps in memory what was compiled since."""

    def __init__(self, folder: Path) -> None:
        """Begin with what lies in the folder."""
        self.folder, self.made = folder, dict[str, bytes]()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket; one of another source, Jinja or Python stays empty."""
        if bucket.key in self.made:
            bucket.bytecode_from_string(self.made[bucket.key])
            return
        file = self.place(bucket)
        if file.is_file():
            with file.open("rb") as kept:
                bucket.load_bytecode(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was compiled."""
        self.made[bucket.key] = bucket.bytecode_to_string()

    def place(self, bucket: Bucket) -> Path:
        """The file of a template, whose name holds where it lies."""
        return self.folder / f"{bucket.key}.jinja"


def templates() -> Path:
    """The folder of the templates."""
    return Path(str(files("middlepower.report").joinpath("templates")))


def environment(kept: KeptTemplates) -> Environment:
    """What every page is rendered in."""
    return Environment(
        loader=PackageLoader("middlepower.report", "templates"),
        bytecode_cache=kept,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _AnyName(dict[str, Any]):
    """Filters or tests by name, of which one that is not known is one that a page brings."""

    def get(self, name: str, default: Any = None) -> Any:
        """The known one, or one in the place of a page's."""
        return super().get(name, default or _of_a_page)

    def __contains__(self, name: object) -> bool:
        return True


def _of_a_page(value: object) -> str:
    """Nothing: what a page's filter makes of a constant is known when the page is rendered, so none is folded in."""
    raise LookupError(f"the filter of a page was asked for {value!r} before the page was there")


def compile_templates(folder: Path) -> int:
    """How many templates were compiled into a folder."""
    kept = KeptTemplates(folder)
    made = environment(kept)
    made.filters, made.tests = _AnyName(made.filters), _AnyName(made.tests)
    names = [name for name in made.list_templates() if name.endswith(PAGES)]
    for name in names:
        made.get_template(name)
    folder.mkdir(exist_ok=True)
    for key, code in kept.made.items():
        (folder / f"{key}.jinja").write_bytes(code)
    return len(names)


if __name__ == "__main__":
    compile_templates(templates() / KEPT)
