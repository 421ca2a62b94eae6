"""`middlepower world build --products`: the sectors of a world divided into products."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from middlepower.errors import DataError, ScenarioError
from middlepower.front.product_world import ProductChoices, build_products
from middlepower.indicators.product_soundness import product_soundness
from middlepower.language.catalogue import say
from middlepower.report.folder import Place, json_text
from middlepower.world.own import store_products
from middlepower.world.products.file import SUFFIX, write_products
from middlepower.world.products.table import ProductTable


@dataclass(frozen=True)
class Beside:
    """The files and the edition that go with trade by product only."""

    countries: Path | None
    titles: Path | None
    concordance: Path | None
    edition: int | None

    def choices(
        self, name: str, inputs: str | None, year: int | None, elasticities: str | None, others: Mapping[str, Any]
    ) -> ProductChoices:
        """What is asked of a world of products; ScenarioError for what only flows of one's own have."""
        for option, value in others.items():
            if value is not None:
                raise ScenarioError(
                    f"`{option}` does not go with `--products`: flows and tariffs are those of the world that "
                    "`--inputs` names. Build that world with it first."
                )
        if inputs is None:
            raise ScenarioError("`--products` needs a world of sectors: `--inputs icio2022`, or one of your own.")
        return ProductChoices(
            name, inputs, year, elasticities, self.edition, self.countries, self.titles, self.concordance
        )


def refuse_without_products(source: str | None, year: int | None, beside: Beside) -> tuple[str, int]:
    """(source, year) of flows of one's own; ScenarioError where one lacks, or for what goes with `--products` only."""
    named = {"--countries": beside.countries, "--product-names": beside.titles, "--edition": beside.edition}
    for option, value in {**named, "--concordance": beside.concordance}.items():
        if value is not None:
            raise ScenarioError(f"`{option}` goes with `--products FILE`, trade by HS line: give that too.")
    if source is None:
        raise ScenarioError("of what? name a file or folder of flows, or give trade by HS line with `--products FILE`.")
    if year is None:
        raise ScenarioError("`--year` is missing: give the year of the flows, as --year 2022.")
    return source, year


def build_products_command(file: Path, choices: ProductChoices, out: Path | None, as_json: bool) -> None:
    """Make a world of products, solve it for no change, store it, and say what was assumed."""
    if out is None and not choices.name:
        raise ScenarioError(f"where to? give the world a name (`--name mine`), or a file (`--out mine{SUFFIX}`).")
    if out is not None and out.suffix != SUFFIX:
        raise DataError(f"`--out` is {out}: a file of a world of products is called like mine{SUFFIX}.")
    table = build_products(file, choices)
    facts = asdict(product_soundness(table))
    if out is None:
        written = str(store_products(table))
    else:
        write_products(table, out)
        written = str(out)
    document = {"world": table.name, "file": written, **facts, "notes": list(table.notes)}
    label = table.name if out is None else str(out)
    sys.stdout.write(json_text(document) if as_json else _plain(document, table, label))


def doctor_products(table: ProductTable, place: Place | None, as_json: bool) -> None:
    """Examine a world of products, whose identities were checked when it was read."""
    document = {"world": table.name, "sound": True, **asdict(product_soundness(table)), "notes": list(table.notes)}
    if place is not None:
        place.write({"doctor.json": json_text(document)})
    sys.stdout.write(json_text(document) if as_json else "\n".join([*_facts(document), *table.notes, ""]))


def _facts(document: Mapping[str, Any]) -> list[str]:
    return [f"{key.replace('_', ' ')}: {value}" for key, value in document.items() if key != "notes"]


def _plain(document: Mapping[str, Any], table: ProductTable, label: str) -> str:
    """What was made, what was assumed, and what to do next."""
    return "\n".join([*_facts(document), *table.notes, say("products.next", label=label), ""])
