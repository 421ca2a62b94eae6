"""Draws by design and seed, and the settings that a draw stands for: the same for ensembles and for all else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from middlepower.experiment.design import DesignName, points
from middlepower.experiment.draw import CLOSURE, COLUMNS, SET, WIDTH, Draw
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import Uncertain
from middlepower.experiment.weights import EQUAL


def draws(design: DesignName, seed: int, over: Sequence[Uncertain], begin: int, count: int) -> Iterator[Draw]:
    """Draws `begin` to `begin + count` of a design over everything uncertain."""
    for place, point in enumerate(points(design, WIDTH, seed, begin, count)):
        yield Draw.of(begin + place, {one.name: one.number(float(point[COLUMNS[one.name]])) for one in over})


def settings_under(settings: Settings, draw: Draw, over: Sequence[Uncertain]) -> Settings:
    """The settings of one draw alone: its set, its closure, and all else that it draws."""
    chosen = {one.name: one.option(place) for one in over if (place := draw.get(one.name)) is not None and one.options}
    return replace(
        settings,
        elasticities=chosen.get(SET, settings.elasticities),
        closure=chosen.get(CLOSURE, settings.closure),
        ranges=False,
        weights=EQUAL,
        draw=draw,
    )
