"""Who is exposed to whom: the full matrix of exact cut-off solves, and one column of it for any power or group.

One solve of a pair gives both losses: with trade cut both ways, the sender cost c_{m->n} is E_{m,n}. On one side, n's
import side is m's export side. So 49 economies need 1,176 solves for `both`, 2,352 for the two sides together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, islice, permutations
from typing import TYPE_CHECKING

import numpy as np

from middlepower.experiment.baseline import Baseline
from middlepower.indicators.exposure import (
    LOG_POINTS,
    MONEY,
    Threat,
    ThreatAsked,
    carried_out,
    check_side,
    missing,
    threats,
)
from middlepower.indicators.labelled import About, LabelledSheet, column, no_reasons, sheet
from middlepower.indicators.threat_shocks import Side
from middlepower.language.catalogue import say
from middlepower.model.lockstep.solve import TOGETHER
from middlepower.world.parties import members

if TYPE_CHECKING:
    import xarray as xr

Progress = Callable[[int, int], None]
AT_ONCE = 4 * TOGETHER  # pairs between two messages


def exposure_matrix(baseline: Baseline, side: str = "both", progress: Progress | None = None) -> xr.Dataset:
    """E_{n,m} and c_{m->n} of all pairs [economy, power], one exact solve per pair.

    `exposure`, `sender_cost` in log points, `loss`, `sender_loss` in money, `residual` of each solve; the attribute
    `worst_residual` is the largest. The diagonal and pairs without equilibrium are missing with the reason.
    """
    return matrix_sheet(baseline, side, progress).dataset()


def matrix_sheet(baseline: Baseline, side: str = "both", progress: Progress | None = None) -> LabelledSheet:
    """The columns of `exposure_matrix`."""
    side = check_side(side)
    count = len(baseline.world.regions)
    solved = dict(_pairs(baseline, side, progress))
    cells = [solved.get((n, m)) or _itself() for n in range(count) for m in range(count)]
    codes = list(baseline.world.regions)
    matrix = threats(baseline, cells, {"economy": codes, "power": codes})
    told: dict[str, str | float] = {
        "side": side,
        "meaning": say(f"indicators.side.{side}"),
        "solves": _count(count, side),
    }
    return replace(matrix, attrs={**matrix.attrs, **told})


def _itself() -> Threat:
    return missing(say("indicators.itself"))


def _count(count: int, side: Side) -> int:
    """How many solves a matrix takes."""
    return count * (count - 1) // (2 if side == "both" else 1)


def _pairs(baseline: Baseline, side: Side, progress: Progress | None) -> Iterator[tuple[tuple[int, int], Threat]]:
    """((economy, power), Threat) of every cell that is not on the diagonal."""
    count = len(baseline.world.regions)
    order = iter(combinations(range(count), 2) if side == "both" else permutations(range(count), 2))
    total = _count(count, side)
    for first in range(0, total, AT_ONCE):
        pairs = list(islice(order, AT_ONCE))
        found = carried_out(baseline, [ThreatAsked(n, (m,), side) for n, m in pairs])
        for (n, m), threat in zip(pairs, found, strict=True):
            yield (n, m), threat
            if side == "both":
                yield (m, n), mirrored(threat)
        if progress is not None:
            progress(first + len(pairs), total)


def mirrored(threat: Threat) -> Threat:
    """The same solve seen from the other of two economies."""
    return Threat(threat.sender_cost, threat.exposure, threat.sender_loss, threat.loss, threat.residual, threat.reason)


def exposures_to(baseline: Baseline, power: str, side: str = "both") -> xr.Dataset:
    """E_{n,m} and c_{m->n} of every economy to one power or group, [economy]; members of the power are missing."""
    return exposure_sheet_to(baseline, power, side).dataset()


def exposure_sheet_to(baseline: Baseline, power: str, side: str = "both") -> LabelledSheet:
    """The columns of `exposures_to`."""
    side, m = check_side(side), members(baseline.world, power)
    count = len(baseline.world.regions)
    others = [n for n in range(count) if n not in m]
    known = dict(zip(others, carried_out(baseline, [ThreatAsked(n, m, side) for n in others]), strict=True))
    reason = say("indicators.itself") if len(m) == 1 else say("indicators.member_of", power=power)
    cells = [known.get(n) or missing(reason) for n in range(count)]
    found = threats(baseline, cells, {"economy": list(baseline.world.regions)})
    return replace(found, attrs={**found.attrs, "side": side, "power": power})


def extremes(matrix: LabelledSheet) -> tuple[LabelledSheet, list[str]]:
    """(For each economy its largest exposure and for each power its reach, to whom each economy is most exposed).

    `largest_exposure`[economy] log points; `reach`[power] million US dollars, the loss that it could cause one economy
    at a time, summed.
    """
    exposure, loss = matrix.columns["exposure"], matrix.columns["loss"]
    codes = list(exposure.coords["economy"])
    filled = np.where(np.isnan(exposure.values), -np.inf, exposure.values)
    values = np.where(np.isfinite(filled.max(axis=1)), filled.max(axis=1), np.nan)
    said = no_reasons(values.shape)
    said[np.isnan(values)] = say("indicators.no_cut_off_solves")
    source = exposure.about.source
    largest = About(LOG_POINTS, "max over m of E", source)
    reach = About(MONEY, "sum over economies n of the loss when the power cuts off n alone", source)
    columns = [
        column("largest_exposure", values, {"economy": codes}, largest, said),
        column("reach", np.nansum(loss.values, axis=0), {"power": codes}, reach),
    ]
    return sheet(columns), [codes[position] for position in filled.argmax(axis=1)]
