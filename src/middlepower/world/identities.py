"""The identities that every World obeys, each with an error that names the cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError

if TYPE_CHECKING:
    from middlepower.world.world import World

TOLERANCE = 1e-9  # relative: data come in with 1e-12 at best, models need 1e-10 of GDP


def validate(world: World) -> None:
    """Raise DataError at the first identity that a world breaks."""
    for problem in violations(world):
        raise DataError(problem)


def violations(world: World) -> list[str]:
    """Every violated identity, one sentence each: labels, shapes, values, sums, market clearing."""
    with np.errstate(all="ignore"):  # numbers without bound fail an identity below
        return list(_labels(world)) or list(_shapes(world)) or list(_values(world)) or list(_sums(world))


def _labels(world: World) -> Iterator[str]:
    for name, labels in (("regions", world.regions), ("sectors", world.sectors)):
        odd = [label for label in labels if not isinstance(label, str) or not label.strip()]
        if odd:
            yield f"`{name}` holds {odd[0]!r:.40}: a label is text."
            return
        if not labels:
            yield f"`{name}` is empty: a world needs at least one."
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            yield f"`{name}` holds {label} twice: labels must be unique."
    yield from _itself(world)
    yield from _about(world)


def _itself(world: World) -> Iterator[str]:
    """What a world says of itself."""
    for name in ("name", "elasticity_set", "horizon"):
        if not isinstance(getattr(world, name), str):
            yield f"`{name}` is {getattr(world, name)!r:.40}: give text."
    for name in ("vintage", "input_year"):
        if not isinstance(getattr(world, name), (int, np.integer)):
            yield f"`{name}` is {getattr(world, name)!r:.40}: give a year."


def _about(world: World) -> Iterator[str]:
    """What a world says of its labels and its tariffs."""
    for name, labels in (("region_names", world.regions), ("sector_names", world.sectors), ("isic", world.sectors)):
        if len(getattr(world, name)) not in (0, len(labels)):
            yield f"`{name}` has {len(getattr(world, name))} texts for {len(labels)} labels: give one for each."
    for code, region in world.members.items():
        if region not in world.regions:
            yield f"`members` puts {code} into {region}, which is no region of the world: name one of its regions."
    for label in sorted(set(world.services) - set(world.sectors)):
        yield f"`services` names {label}, which is no sector of the world: name sectors, or none as ()."
    if type(world.tariff_date) is not dt.date:
        yield f"`tariff_date` is {world.tariff_date!r}: give the day whose law the tariffs stand for, as datetime.date."


def _shapes(world: World) -> Iterator[str]:
    K, N = len(world.sectors), len(world.regions)
    wanted = {
        "flow": (K, N, N),
        "tariff": (K, N, N),
        "input_share": (N, K, K),
        "value_added_share": (K, N),
        "consumption_share": (K, N),
        "elasticity": (K,),
    }
    if world.export_tax is not None:
        wanted["export_tax"] = wanted["flow"]
    for name, shape in wanted.items():
        if getattr(world, name).shape != shape:
            yield f"`{name}` has shape {getattr(world, name).shape}; {K} sectors and {N} regions need {shape}."


def _values(world: World) -> Iterator[str]:
    taxes = ("tariff",) if world.export_tax is None else ("tariff", "export_tax")
    for name in ("flow", *taxes, "input_share", "value_added_share", "consumption_share", "elasticity"):
        value = getattr(world, name)
        if not np.isfinite(value).all():
            yield f"`{name}` is not finite at {_cell(world, name, ~np.isfinite(value))}: fill or drop the cell."
    for name in ("flow", "input_share", "value_added_share", "consumption_share"):
        value = getattr(world, name)
        if (value < 0).any():
            yield f"`{name}` is {value.min():.4g} at {_cell(world, name, value < 0)}: clip it and re-balance."
    for name in taxes:
        if (getattr(world, name) <= -1).any():
            yield f"`{name}` is -1 or less at {_cell(world, name, getattr(world, name) <= -1)}: rates are fractions."
    if (world.elasticity <= 0).any():
        yield f"`elasticity` is not positive at {_cell(world, 'elasticity', world.elasticity <= 0)}: theta > 0."


def _sums(world: World) -> Iterator[str]:
    shares = world.input_share.sum(axis=1).T + world.value_added_share
    for s, n in np.argwhere(~(np.abs(shares - 1.0) <= TOLERANCE)):
        yield (
            f"`input_share` and `value_added_share` must sum to one; at ({world.sectors[s]}, {world.regions[n]}) "
            f"they miss by {shares[s, n] - 1.0:+.1e}. Rescale that column."
        )
    total = world.consumption_share.sum(axis=0)
    for (n,) in np.argwhere(~(np.abs(total - 1.0) <= TOLERANCE)):
        yield f"`consumption_share` of {world.regions[n]} sums to {total[n]:.9f}, not one. Divide by the sum."
    poor = np.argwhere(~((world.value_added > 0) & (world.income > 0)))
    for (n,) in poor:
        yield f"value added or income of {world.regions[n]} is not positive: it would have no wage. Merge it."
    if not len(poor):
        yield from _clearing(world)


def _clearing(world: World) -> Iterator[str]:
    """spending = consumption_share x income + input_share x output, relative to own income."""
    demand = world.consumption_share * world.income + np.einsum("nks,sn->kn", world.input_share, world.output)
    gap = (demand - world.spending) / world.income
    for k, n in np.argwhere(~(np.abs(gap) <= TOLERANCE)):
        yield (
            f"markets don't clear: spending on {world.sectors[k]} in {world.regions[n]} misses consumption plus "
            f"inputs by {gap[k, n]:+.1e} of income. Build the world with World.from_flows, or re-balance the data."
        )


def _cell(world: World, name: str, mask: NDArray[np.bool_]) -> str:
    """The labels of the first marked cell of an array."""
    axes = {
        "flow": (world.sectors, world.regions, world.regions),
        "tariff": (world.sectors, world.regions, world.regions),
        "export_tax": (world.sectors, world.regions, world.regions),
        "input_share": (world.regions, world.sectors, world.sectors),
        "value_added_share": (world.sectors, world.regions),
        "consumption_share": (world.sectors, world.regions),
        "elasticity": (world.sectors,),
    }[name]
    first = np.argwhere(mask)[0]
    return "(" + ", ".join(labels[int(position)] for labels, position in zip(axes, first, strict=True)) + ")"
