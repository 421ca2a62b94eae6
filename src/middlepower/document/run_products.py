"""Products of flows that a state's law treats unlike the baseline's, before and after: from `indicators.parts`."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.actor import ProductChange
from middlepower.document.number import Number, Pair
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.question import BASELINE
from middlepower.experiment.variant import nest_elasticity
from middlepower.indicators.parts import Cell, PartsSold, ProductSold, parts_sold
from middlepower.indicators.parts_changed import changed
from middlepower.language.catalogue import say
from middlepower.policy.good_names import title_of

OWN_KEPT, OTHERS_KEPT = 25, 10  # of a state; all stand in products.csv
NONE = ProductSold(*(6 * [float("nan")]))


def baseline_parts(experiment: Experiment) -> PartsSold:
    """What every state's products are compared with."""
    return _parts(experiment, BASELINE)


def products_of(experiment: Experiment, before: PartsSold, name: str) -> tuple[ProductChange, ...]:
    """The products of all flows that a state's law treats unlike the baseline's, the largest value first."""
    after = _parts(experiment, name)
    rows = [_change(experiment, before, after, cell, product) for cell, product in changed(before, after)]
    return tuple(sorted(rows, key=_size))


def kept(rows: Sequence[ProductChange], own: Sequence[str], about: Sequence[str]) -> tuple[ProductChange, ...]:
    """The rows of a document: the largest that its own economy trades, then the largest of the others it is about."""
    sides = [(row, {row.importer, row.exporter}) for row in rows]
    ours = [row for row, side in sides if side & set(own)]
    others = [row for row, side in sides if side & set(about) and not side & set(own)]
    return (*ours[:OWN_KEPT], *others[:OTHERS_KEPT])


def _size(row: ProductChange) -> tuple[float, str, str, str]:
    values = (row.value_musd.before.value or 0.0, row.value_musd.after.value or 0.0)
    return -max(values), row.product, row.importer, row.exporter


def _parts(experiment: Experiment, name: str) -> PartsSold:
    run, question = experiment.main, experiment.question
    solved = run.baseline.equilibrium if name == BASELINE else run.states[name]
    eta = nest_elasticity(run.variant, experiment.settings.nest_elasticity)
    return parts_sold(question.flows_with_own(name), solved, eta)


def _change(experiment: Experiment, before: PartsSold, after: PartsSold, cell: Cell, product: str) -> ProductChange:
    world, (k, n, i) = experiment.world, cell
    share = next(one for side in (before, after) if (one := side.share_of(cell, product)) is not None)
    old, new = (side.sold(cell, product, share) for side in (before, after))
    reason = say("document.overlap") if old is None or new is None else say("document.nothing_traded")
    was, now = old or NONE, new or NONE
    return ProductChange(
        product=product,
        name=title_of(product),
        sector=world.sectors[k],
        exporter=world.regions[i],
        importer=world.regions[n],
        value_musd=_pair(was.value, now.value, reason),
        volume_percent=_growth(was.volume, now.volume, reason),
        price_received_percent=_growth(was.received, now.received, reason),
        price_paid_percent=_growth(was.paid, now.paid, reason),
        duty_percent=_pair(100.0 * was.duty, 100.0 * now.duty, reason),
        quota_fill=_pair(was.fill, now.fill, say("document.no_quota")) if was.fill > 0.0 or now.fill > 0.0 else None,
    )


def _pair(before: float, after: float, reason: str) -> Pair:
    return Pair.of(Number.of(before, reason), Number.of(after, reason))


def _growth(before: float, after: float, reason: str) -> Number:
    return Number.of(100.0 * (after / before - 1.0) if before > 0.0 else float("nan"), reason)
