"""`middlepower doctor`: is this world sound?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.experiment.one_world import solve_world
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.report.files import json_text, write_texts
from middlepower.world.doctor import Diagnosis, examine
from middlepower.world.world import World

SHOWN = 20


class UnsoundWorldError(DataError):
    """A world that breaks identities; they were listed before."""


def doctor_command(name: str, out: Path | None, as_json: bool) -> None:
    """Examine a world, say what was found, and end with an error when an identity is violated."""
    found = examine(name)
    document = _document(found)
    if out is not None:
        write_texts(out, {"doctor.json": json_text(document)})
    sys.stdout.write(json_text(document) if as_json else _plain(document))
    if found.problems:
        raise UnsoundWorldError(f"{name} breaks {len(found.problems)} identities; the list above names each cell.")


def _document(found: Diagnosis) -> dict[str, Any]:
    document: dict[str, Any] = {"world": found.name, "sound": not found.problems, "problems": list(found.problems)}
    if found.world is not None:
        world = found.world
        solved = _unchanged(world)
        document.update(
            vintage=world.vintage,
            regions=len(world.regions),
            sectors=len(world.sectors),
            zero_flow_share=float((world.flow == 0).mean()),
            largest_tariff=float(world.tariff.max()),
            largest_deficit_share=float(abs(world.deficit / world.value_added).max()),
            no_change_residual=solved.report.residual,
            no_change_real_income_error=float(abs(solved.real_income_hat - 1.0).max()),
        )
    return document


def _unchanged(world: World) -> Equilibrium:
    """The world solved for no change at all."""
    try:
        return solve_world(world)
    except NoEquilibriumError as error:
        raise error.placed(f"world `{world.name}` without any change") from error


def _plain(document: dict[str, Any]) -> str:
    problems = document["problems"]
    more = [f"... and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    facts = [f"{key.replace('_', ' ')}: {value}" for key, value in document.items() if key != "problems"]
    return "\n".join([*facts, *problems[:SHOWN], *more]) + "\n"
