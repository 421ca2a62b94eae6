"""What `mp.solve` gives back: one equilibrium with its labels, and the same ways to show it as every answer has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import middlepower
from middlepower.document.number import Number
from middlepower.document.quantities import quantities
from middlepower.errors import printable
from middlepower.front.labelled import LabelledEquilibrium
from middlepower.front.notebook import settings_line, shown
from middlepower.indicators import accounts, grouped
from middlepower.language.catalogue import say
from middlepower.names import unknown_name
from middlepower.report.charts import signed_bars
from middlepower.report.drawing import RowFigure, svg
from middlepower.report.folder import json_text
from middlepower.report.interactive import plotted
from middlepower.report.pages import page, style
from middlepower.report.single_file import write_page
from middlepower.report.wording import listed, percent

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

NAMED, DRAWN = 3, 20  # economies of the sentence, and of the figure: those that move most
MAIN = "real_income_percent"
CHANGES = {
    MAIN: grouped.real_income,
    "exports_percent": grouped.export_volume,
    "imports_percent": grouped.import_volume,
    "real_wage_percent": accounts.real_wage,
    "consumer_prices_percent": accounts.consumer_prices,
    "terms_of_trade_percent": accounts.terms_of_trade,
}
"""Columns of the table: name in documents -> array function of (baseline, state, groups)."""


@dataclass(frozen=True, repr=False)
class SolvedWorld(LabelledEquilibrium):
    """One equilibrium after a change; its numbers are changes from the `baseline`, that of the world itself."""

    title: str
    baseline_name: str

    @property
    def headline(self) -> str:
        """Whose real income moves most."""
        frame = self.to_frame()
        moved = frame.loc[frame["value"].abs().sort_values(ascending=False, kind="stable").index][:NAMED]
        items = (f"{name} {percent(value)}" for name, value in zip(moved["name"], moved["value"], strict=True))
        return say("front.solved", title=self.title, list=listed(items))

    @property
    def settings(self) -> dict[str, Any]:
        """What the numbers are relative to, and what they rest on."""
        world = self.world
        return {
            "question": self.title,
            "baseline": self.baseline_name,
            "world": world.name,
            "vintage": world.vintage,
            "elasticities": world.elasticity_set,
            "horizon": world.horizon,
            "closure": self.equilibrium.closure,
            "worst_residual": float(self.equilibrium.report.residual),
            "middlepower": middlepower.__version__,
        }

    def __repr__(self) -> str:
        """The change, who moves most, and what that is relative to."""
        return printable(f"<solve: {self.headline} [{settings_line(self.settings)}]>")

    def _repr_html_(self) -> str:
        """The equilibrium in a notebook."""
        return shown(self.headline, self.to_frame(), self.tables, self.figures)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that `to_frame` gives, the main one first."""
        return tuple(CHANGES)

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures that `plot` draws."""
        return tuple(CHANGES)

    def to_frame(self, table: str = MAIN) -> pd.DataFrame:
        """Changes by economy, one number a row: economy, name, quantity, value, unit."""
        import pandas as pd

        if table not in CHANGES:
            raise unknown_name("table", table, CHANGES)
        change = CHANGES[table](self.baseline, self.equilibrium, self._alone)
        frame = pd.DataFrame({"economy": list(self.world.regions), "name": list(self.world.region_names)})
        frame["quantity"], frame["value"], frame["unit"] = table, 100.0 * change, quantities()[table].unit
        frame.attrs.update(self.settings.items())
        return frame

    def _figure(self, name: str) -> RowFigure:
        """The economies that move most, as bars."""
        frame = self.to_frame(name).dropna(subset=["value"])
        most = frame.loc[frame["value"].abs().sort_values(ascending=False, kind="stable").index][:DRAWN]
        rows = [(str(who), Number.of(value)) for who, value in zip(most["name"], most["value"], strict=True)]
        note = f"{quantities()[name].definition}. {settings_line(self.settings)}"
        return RowFigure(name, self.title, note, signed_bars(self.title, rows), "bars")

    def plot(self, figure: str = MAIN) -> go.Figure:
        """The economies that move most, as a figure for Plotly. Needs the extra `web`."""
        if figure not in CHANGES:
            raise unknown_name("figure", figure, CHANGES)
        return plotted(self._figure(figure))

    def brief(self, path: str | Path) -> Path:
        """The path of a page with all changes, written as HTML, or as PDF where its name ends in .pdf."""
        frames = [self.to_frame(name) for name in CHANGES]
        rows = zip(frames[0]["name"], *(frame["value"] for frame in frames), strict=True)
        context = {
            "h": self.settings,
            "headline": self.headline,
            "settings": settings_line(self.settings),
            "heads": [quantities()[name].definition for name in CHANGES],
            "columns": [name.removesuffix("_percent").replace("_", " ") for name in CHANGES],
            "rows": [(name, [percent(value) for value in values]) for name, *values in rows],
            "figure": svg(self._figure(MAIN)),
            "style": style("page.css", "plots.css", "paper.css"),
        }
        return write_page(page("solved.html", context, {}), Path(path))

    def to_json(self) -> str:
        """Settings, residuals and all changes as JSON."""
        frames = {name: self.to_frame(name) for name in CHANGES}
        economies = {
            code: {name: _finite(frame["value"][place]) for name, frame in frames.items()}
            for place, code in enumerate(self.world.regions)
        }
        return json_text({"header": self.settings, "economies": economies})


def _finite(value: float) -> float | None:
    return float(value) if value == value else None
