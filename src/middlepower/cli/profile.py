"""`middlepower profile`: who an economy depends on, and how much losing each power would hurt."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from middlepower.cli.output import print_table
from middlepower.document.profile import HORIZONS, ProfileRequest, profile_document
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.report.files import check_folder, json_text, write_texts
from middlepower.report.profile import profile_texts
from middlepower.report.profile_wording import ranged, short_number


def profile_command(
    request: ProfileRequest, question: Question, settings: Settings, out: Path | None, as_json: bool
) -> None:
    """Show the profile of an economy; write its files and its page when a folder is given."""
    if out is not None:
        check_folder(out)
    document = profile_document(threat_experiment(settings, question, HORIZONS), request)
    if out is not None:
        written = write_texts(out, profile_texts(document))
        print(f"wrote {len(written)} files to {out}; open {out / 'profile.html'}", file=sys.stderr)
    sys.stdout.write(json_text(document) if as_json else _plain(document))


def heading(document: Mapping[str, Any], title: str) -> str:
    """The lines above every table: what it is, its baseline and its settings."""
    return (
        f"{title}\nbaseline: {document['baseline']}; world {document['world']} ({document['vintage']}); elasticities "
        f"{document['elasticities']}; horizon {document['horizon']}; closure {document['closure']}\n"
        f"ranges, in brackets: {document['range']}\n"
    )


def _plain(document: dict[str, Any]) -> str:
    title = f"{document['regions'][document['economy']]}: real income lost when a power stops trading with it"
    shares = [
        {"power": power, **{name.removesuffix("_percent"): ranged(cell, 1) for name, cell in row.items()}}
        for power, row in document["dependence"]["powers"].items()
    ]
    pages = [
        heading(document, title),
        print_table("exposure, % of real income", _threats(document)),
        print_table("a tariff on all goods, and the end of sales: % of real income", _curves(document)),
        print_table("shares, % (they describe, they do not measure exposure)", shares),
        f"worst residual {document['worst_residual']:.1e}; middlepower {document['middlepower']}\n",
    ]
    return "\n".join(pages)


def _threats(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """Exposure by power, side and horizon, with the power's own cost at the main horizon."""
    return [
        {
            "power": power,
            "side": side,
            **{f"{when} %": ranged(cells["exposure_percent"]) for when, cells in horizons.items()},
            "costs the power %": ranged(horizons[document["horizon"]]["sender_cost_percent"]),
        }
        for power, sides in document["exposure"].items()
        for side, horizons in sides.items()
    ]


def _curves(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """Threat curves, one row per power and answer."""
    return [
        {"power": power, "answer": f"{answer} retaliation", **_along(curve, answer)}
        for power, curve in document["threat_curve"].items()
        for answer in ("without", "with")
    ]


def _along(curve: Mapping[str, Any], answer: str) -> dict[str, str]:
    """One curve as columns."""
    return {threat: short_number(cells[answer]["exposure_percent"]) for threat, cells in curve.items()}
