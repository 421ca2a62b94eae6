"""Where any number of an answer comes from: shown when a cell of a table or a mark of a figure is chosen.

The facts stand in the page once for each answer; which number was chosen, and what a column means, the script adds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from dash import html

from middlepower.document.header import Document, Quantity
from middlepower.language.catalogue import say
from middlepower.report.pages import is_link
from middlepower.report.wording import horizon_text
from middlepower.web.parts import Part, attrs, button, scientific, told_facts


def basis(of: str, document: Document, shown: Iterable[str] = ()) -> Part:
    """What all numbers of an answer rest on, and the meaning of the quantities that are shown; hidden until asked."""
    header, name = document.header, f"basis-{of}"
    facts = {
        say("web.status.baseline"): header.baseline,
        say("web.status.world"): say("web.status.of_year", world=header.world, year=str(header.vintage)),
        say("web.status.elasticities"): f"{header.elasticities}. {header.elasticities_source}",
        say("web.status.horizon"): horizon_text(header.horizon),
        say("web.status.closure"): f"{header.closure}: {header.closure_meaning}",
        say("web.status.range"): header.range,
        say("web.status.residual"): scientific(header.worst_residual),
        say("web.told.money"): header.unit,
        say("web.told.law"): say("web.told.laws", n=len([one for one in header.measures if one.in_baseline])),
        say("web.status.version"): header.middlepower,
    }
    sources = [[f"{one.title}, {one.edition}", one.address if is_link(one.address) else ""] for one in header.sources]
    close = button(say("web.told.close"), {"type": "close", "of": of}, "close")
    meanings = [_meaning(one, document.quantities[one]) for one in dict.fromkeys(shown) if one in document.quantities]
    return html.Dialog(
        [
            html.H2(say("web.told.heading"), id=f"{name}-title"),
            html.Dl(className="which told", **attrs(data_labels=_labels())),
            *meanings,
            told_facts(facts, "told"),
            html.H3(say("web.sources.heading")),
            html.Ul(
                className="small",
                **attrs(data_sources=json.dumps(sources, ensure_ascii=False), data_link=say("web.source", number="1")),
            ),
            html.P([say("web.studies.command"), " ", html.Code(header.command)], className="small"),
            close,
        ],
        id=name,
        className="basis",
        **attrs(aria_labelledby=f"{name}-title"),
    )


def _labels() -> str:
    """What the script calls the number, its row, its column and where it stands."""
    return "|".join(
        [say("web.told.value"), say("web.told.row"), say("web.told.column"), say("web.told.table")]
    )  # fmt: skip


def _meaning(name: str, quantity: Quantity) -> Part:
    """Unit, definition and source of a quantity, which the script shows for its columns."""
    facts = {
        say("web.told.unit"): quantity.unit,
        say("web.told.definition"): quantity.definition,
        say("web.told.source"): quantity.source,
    }
    return told_facts(facts, "meaning told", hidden=True, **attrs(data_quantity=name))
