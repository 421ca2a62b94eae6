"""Draws by design and seed, and the settings that a draw stands for: the same for ensembles and for all else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from middlepower.data.claims import claims_by_month
from middlepower.experiment.design import DesignName, points
from middlepower.experiment.draw import CLAIMS, CLOSURE, COLUMNS, SET, WIDTH, Draw
from middlepower.experiment.question import Question
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


def month_of(draw: Draw | None) -> str | None:
    """The month whose CUSMA claims hold under a draw; None where all months together do."""
    place = None if draw is None else draw.get(CLAIMS)
    return None if place is None else claims_by_month().months[int(place)]


@dataclass
class DrawnLaws:
    """A question as one draw after the other asks it; shocks are kept while the law and the elasticity between products
    stay, so that draws which have both stand best one after the other."""

    question: Question
    _eta: float | None = None
    _last: Question | None = None

    def under(self, draw: Draw, eta: float | None) -> Question:
        """The question under a draw, at that elasticity between products."""
        month = month_of(draw)
        found = self.question if month is None else self.question.in_month(month)
        if eta != self._eta:
            self.question.forget_shocks()
        elif self._last not in (None, found, self.question):
            self._last.forget_shocks()
        self._eta, self._last = eta, found
        return found
