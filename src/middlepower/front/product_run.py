"""A scenario on a world of products: what `mp.run` gives there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.document.file import write
from middlepower.document.product_run import ProductResults
from middlepower.document.run_on_products import product_results, product_table
from middlepower.errors import ScenarioError
from middlepower.experiment.products import ProductOutcomes, run_on_products
from middlepower.experiment.settings import Settings
from middlepower.front.asked import Tell
from middlepower.front.finding import Finding, first_of
from middlepower.language.catalogue import say
from middlepower.report.csv_text import columns_csv
from middlepower.report.folder import Place
from middlepower.report.product_run import economies_csv, product_bullets, product_drawings, render_products
from middlepower.scenario.schema import Scenario
from middlepower.world.own import open_products, product_path
from middlepower.world.products.table import ProductTable

if TYPE_CHECKING:
    from middlepower.report.drawing import Drawing


@dataclass(frozen=True, repr=False)
class ProductFinding(Finding[ProductResults]):
    """What a run on a world of products gives back: its document, and what was solved behind it."""

    outcomes: ProductOutcomes

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {
            "economies.csv": economies_csv(self.document),
            "products.csv": columns_csv(product_table(self.outcomes, self.document.actors)),
        }

    def texts_of_tables(self) -> Mapping[str, str]:
        """CSV text by the name of the table."""
        return {name.removesuffix(".csv"): text for name, text in self._texts.items()}

    def drawings(self) -> Iterable[Drawing]:
        """Real income by state."""
        return product_drawings(self.document)

    def html(self) -> str:
        """The page as HTML text."""
        return render_products(self.document)

    def write_at(self, place: Place) -> list[Path]:
        """The paths of all files, written at a place that was checked."""
        texts = {self.document.file_name: write(self.document), **self._texts, self.page: self.html()}
        return place.write(texts, self.document, self.drawings())


def products_in(world: str) -> ProductTable | None:
    """The world of products of a name or in a file; None for what is none."""
    path = product_path(world)
    return None if path is None else open_products(path)


def refuse_beside(given: Mapping[str, object]) -> None:
    """ScenarioError for what only a world of sectors can be asked beside a run."""
    for option, value in given.items():
        if value is not None:
            raise ScenarioError(f"`{option}` is not for a world of products: leave it out, or name a world of sectors.")


def run_products(scenario: Scenario, table: ProductTable, settings: Settings, tell: Tell) -> ProductFinding:
    """The states of a scenario beside its baseline, on a world of products."""

    def step(label: str, done: int, total: int) -> None:
        tell(say("cli.solving", label=label, done=done + 1, total=total))

    outcomes = run_on_products(scenario, table, settings, step)
    document = product_results(scenario, outcomes)
    return ProductFinding(document, first_of(product_bullets(document)), "products.html", "economies", outcomes)
