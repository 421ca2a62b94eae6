"""`middlepower doctor`: is this world sound?"""

from __future__ import annotations

import sys
from dataclasses import asdict
from math import ceil
from typing import Any

from middlepower.cli.product_world import doctor_products
from middlepower.errors import DataError
from middlepower.experiment.machine_code import build, where_kept
from middlepower.indicators.soundness import soundness
from middlepower.language.catalogue import say
from middlepower.policy.kept import files, folder
from middlepower.reading.caches import CHOSEN
from middlepower.report.folder import Place, json_text
from middlepower.world.doctor import Diagnosis, examine
from middlepower.world.own import open_products, product_path

SHOWN = 20
MEGABYTE = 1e6


class UnsoundWorldError(DataError):
    """A world that breaks identities; they were listed before."""


def doctor_command(name: str, place: Place | None, as_json: bool) -> None:
    """Examine a world, say what was found, and end with an error when an identity is violated."""
    of_products = product_path(name)
    if of_products is not None:
        doctor_products(open_products(of_products), place, as_json)
        return
    diagnosis = examine(name)
    document = _document(diagnosis)
    if place is not None:
        place.write({"doctor.json": json_text(document)})
    sys.stdout.write(json_text(document) if as_json else _plain(document))
    if diagnosis.problems:
        raise UnsoundWorldError(f"{name} breaks {len(diagnosis.problems)} identities; the list above names each cell.")


def build_command() -> None:
    """Build machine code where it is not at hand, and say so."""
    if where_kept() is None:
        print(say("cli.code_building"), file=sys.stderr)
        build()


def _document(diagnosis: Diagnosis) -> dict[str, Any]:
    facts = {} if diagnosis.world is None else asdict(soundness(diagnosis.world))
    kept = where_kept()
    code = say("cli.code_not_built") if kept is None else str(kept)
    sound = {"sound": not diagnosis.problems, "problems": list(diagnosis.problems)}
    return {"world": diagnosis.name, **sound, **facts, "law": _law(), "machine_code": code}


def _law() -> str:
    """Where compiled law is kept, and how much of it in whole megabytes begun."""
    place = folder()
    if place is None:
        return say("cli.law_not_kept", name=CHOSEN)
    return say("cli.law_kept", folder=str(place), n=ceil(sum(one.size for one in files()) / MEGABYTE))


def _plain(document: dict[str, Any]) -> str:
    problems = document["problems"]
    more = [f"... and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    facts = [f"{key.replace('_', ' ')}: {value}" for key, value in document.items() if key != "problems"]
    return "\n".join([*facts, *problems[:SHOWN], *more]) + "\n"
