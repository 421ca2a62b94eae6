"""What every question gives back: its document, and how it is shown, tabled, drawn and written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from middlepower.document.file import write
from middlepower.document.header import Document
from middlepower.errors import printable
from middlepower.front.frames import tidy
from middlepower.front.notebook import SETTINGS, settings_line, shown
from middlepower.names import unknown_name
from middlepower.report.drawn import drawn_texts
from middlepower.report.exports import Texts, asked
from middlepower.report.folder import Place
from middlepower.report.interactive import plotted
from middlepower.report.single_file import write_page

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from middlepower.report.drawing import Drawing

Kept_co = TypeVar("Kept_co", bound=Document, covariant=True)
LONGEST = 400  # characters of a repr
CSV = ".csv"


@dataclass(frozen=True, repr=False)
class Finding(ABC, Generic[Kept_co]):
    """What a question gives back; `document` holds every number with its range, `headline` says it in a sentence."""

    document: Kept_co
    headline: str
    page: str  # name of the page among the files
    table: str  # name of the main table
    remarks: tuple[str, ...] = field(default=(), kw_only=True)  # what was wrong on the way, and mended

    @abstractmethod
    def texts_of_tables(self) -> Mapping[str, str]:
        """CSV text by the name of the table."""

    @abstractmethod
    def drawings(self) -> Iterable[Drawing]:
        """The figures as pages describe them."""

    @abstractmethod
    def html(self) -> str:
        """The page as HTML text."""

    @abstractmethod
    def write_at(self, place: Place) -> list[Path]:
        """The paths of all files, written at a place that was checked."""

    def __repr__(self) -> str:
        """The kind of the answer, its one sentence, and what it is relative to."""
        text = f"<{self.document.header.document}: {self.headline} [{settings_line(self.settings)}]>"
        return printable(text if len(text) <= LONGEST else f"{text[: LONGEST - 5]} ...>")

    def _repr_html_(self) -> str:
        """The answer in a notebook: its sentence, its settings and the first rows of its main table."""
        return shown(self.headline, self.to_frame(), self.tables, self.figures)

    @property
    def settings(self) -> dict[str, Any]:
        """What the numbers are relative to, and what they rest on: baseline, world, horizon, residual and others."""
        return {name: getattr(self.document.header, name) for name in SETTINGS}

    @cached_property
    def _tables(self) -> Mapping[str, str]:
        return self.texts_of_tables()

    @cached_property
    def _drawn(self) -> Mapping[str, Drawing]:
        return {drawing.name: drawing for drawing in self.drawings()}

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that `to_frame` gives, the main one first."""
        return (self.table, *(name for name in self._tables if name != self.table))

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures that `plot` draws, the main one first."""
        return tuple(self._drawn)

    def to_frame(self, table: str | None = None) -> pd.DataFrame:
        """A table with one number a row: whose it is, quantity, value, low, high and unit; the main table if none.

        Its `attrs` are the answer's `settings`.
        """
        name = table or self.table
        if name not in self._tables:
            raise unknown_name("table", name, self._tables)
        frame = tidy(self._tables[name], self.document)
        frame.attrs.update(self.settings.items())
        return frame

    def plot(self, figure: str | None = None) -> go.Figure:
        """A figure for Plotly, by its name; the main one if none. Needs the extra `web`."""
        name = figure or next(iter(self._drawn))
        if name not in self._drawn:
            raise unknown_name("figure", name, self._drawn)
        return plotted(self._drawn[name])

    def brief(self, path: str | Path) -> Path:
        """The path of the page, written as HTML, or as PDF where its name ends in .pdf and Chromium is installed."""
        return write_page(self.html(), Path(path))

    def to_json(self) -> str:
        """The document as JSON: the same text as the command's `--json` prints."""
        return write(self.document)

    def write(self, out: str | Path, also: str | None = None) -> list[Path]:
        """The paths of all files, written into a folder as by `--out` and `--also`."""
        place = Place(Path(out), () if also is None else asked(also))
        place.check()
        return self.write_at(place)


@dataclass(frozen=True, repr=False)
class Paper(Finding[Kept_co]):
    """An answer all of whose files are texts made from its document."""

    texts: Callable[[Kept_co], Texts]
    figures_of: Callable[[Kept_co], Iterable[Drawing]]
    more: Callable[[Kept_co, Sequence[str]], Texts] | None = None  # files of formats that are asked beside the others

    def texts_of_tables(self) -> Mapping[str, str]:
        """CSV text by the name of the table."""
        found = ((name.removesuffix(CSV), text) for name, text in self._files.items() if name.endswith(CSV))
        return {name: text for name, text in found if isinstance(text, str)}

    def drawings(self) -> Iterable[Drawing]:
        """The figures as pages describe them."""
        return self.figures_of(self.document)

    def html(self) -> str:
        """The page as HTML text."""
        return str(self._files[self.page])

    def write_at(self, place: Place) -> list[Path]:
        """The paths of all files, written at a place that was checked."""
        more = {} if self.more is None else self.more(self.document, place.also)
        return place.write({**self._files, **more}, self.document, self.drawings())

    @cached_property
    def _files(self) -> Texts:
        return {**self.texts(self.document), **drawn_texts(self.document)}


def first_of(bullets: Sequence[Any]) -> str:
    """The first bullet of a page in a line."""
    return f"{bullets[0].lead} {bullets[0].text}" if bullets else ""
