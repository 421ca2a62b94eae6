"""Who is most exposed to whom: every economy against one power or group, and the full matrix of pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from middlepower.document.cells import Number, Table, Tree, combine, lost
from middlepower.document.diversify import share_of
from middlepower.document.header import footer, header, names_of
from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.indicators.dependence import trade_shares
from middlepower.indicators.exposure import SIDES, check_side
from middlepower.indicators.labelled import over_variants, rank_stability, variable
from middlepower.indicators.leverage import leverage
from middlepower.indicators.matrix import exposure_matrix, exposures_to, most_exposed
from middlepower.names import unknown_name
from middlepower.world.groups import find_group
from middlepower.world.parties import members
from middlepower.world.world import World

MEASURES = {
    "exposure": ("exposure_percent", "real income lost when the power stops trading with the economy, %"),
    "leverage": ("leverage", "exposure over the power's own cost, log points"),
    "sender-cost": ("sender_cost_percent", "real income that the power itself loses, %"),
    "export-share": ("export_share_percent", "share of the power in the economy's exports, %"),
    "import-share": ("import_share_percent", "share of the power in the economy's imports, %"),
}
ORDER = ("rank_correlation", "same_order", "same_top")
Progress = Callable[[int, int], None]


def check_measure(by: str) -> str:
    """The field of the document that a measure ranks by; an error says the nearest measure."""
    if by not in MEASURES:
        raise unknown_name("measure to rank by", by, MEASURES)
    return MEASURES[by][0]


def rank_document(found: Experiment, to: str, by: str, side: str) -> dict[str, Any]:
    """All economies in the order of a measure of their tie to a power or group, largest first."""
    field = check_measure(by)
    side = check_side(side)
    power = label_of(found.world, to)
    starts = found.baselines()
    threats = each(lambda at: exposures_to(at, power, side), starts.values())
    trees = [_rows(at, table, power) for at, table in zip(starts.values(), threats, strict=True)]
    rows = sorted(combine(trees), key=lambda row: _order(row[field]))
    sets = list(starts)
    by_set = dict(zip(sets, threats, strict=True))
    stable = Table.of(rank_stability(over_variants(lambda name: variable(by_set[name], "exposure"), sets)))
    body = {
        "economies": [{"rank": place, **row} for place, row in enumerate(rows, 1)],
        "rank_stability": {name: _plain({key: stable.number(key, variant=name) for key in ORDER}) for name in sets},
    }
    asked = {"to": power, "by": by, "measure": MEASURES[by][1], "side": side, "side_meaning": SIDES[side]}
    names = {"names": names_of(found.world, [power])}
    return {**header(found, "rank"), **asked, **names, **body, **footer(found, body)}


def label_of(world: World, name: str) -> str:
    """The code of an economy or the name of a group."""
    inside = members(world, name)
    group = find_group(name) if name not in world.regions else None
    return group.name if group is not None else world.regions[inside[0]]


def _order(cell: Mapping[str, Any]) -> float:
    """Largest first, missing last."""
    return float("inf") if cell["value"] is None else -float(cell["value"])


def _rows(at: Baseline, threats: Any, power: str) -> list[Tree]:
    """Every economy outside the power, for one set."""
    table, ratios = Table.of(threats), Table.of(leverage(threats))
    trade = Table.of(trade_shares(at.world, at.equilibrium))
    inside = {at.world.regions[m] for m in members(at.world, power)}
    return [
        {
            "economy": code,
            "exposure_percent": lost(table.number("exposure", economy=code)),
            "sender_cost_percent": lost(table.number("sender_cost", economy=code)),
            "loss_musd": table.number("loss", economy=code),
            "sender_loss_musd": table.number("sender_loss", economy=code),
            "leverage": ratios.number("leverage", economy=code),
            "export_share_percent": share_of(at, trade, "export_share", code, power),
            "import_share_percent": share_of(at, trade, "import_share", code, power),
            "residual": table.number("residual", economy=code),
        }
        for code in at.world.regions
        if code not in inside
    ]


def matrix_document(found: Experiment, side: str, progress: Progress | None = None) -> dict[str, Any]:
    """The exposure of every economy to every other, the main elasticity set only."""
    side = check_side(side)
    matrix = exposure_matrix(found.main.baseline, side, progress)
    table, top = Table.of(matrix), most_exposed(matrix)
    codes = list(found.world.regions)
    largest = Table.of(top)
    body = {
        "solves": int(matrix.attrs["solves"]),
        "matrix": {n: {m: _pair(table, n, m) for m in codes if m != n} for n in codes},
        "most_exposed": {
            n: {"to": str(largest.at("to", economy=n)), **_plain({"exposure_percent": _largest(largest, n)})}
            for n in codes
        },
        "reach_musd": {m: float(largest.at("reach", power=m)) for m in codes},
        "residual": {"high": float(matrix.attrs["worst_residual"])},
    }
    asked = {"side": side, "side_meaning": SIDES[side], "names": names_of(found.world, codes)}
    document = {**header(found, "matrix"), **asked, **body, **footer(found, body)}
    del document["residual"]
    return document


def _largest(table: Table, code: str) -> Number:
    return lost(table.number("largest_exposure", economy=code))


def _pair(table: Table, n: str, m: str) -> dict[str, Any]:
    """What a cut-off costs one economy and the power, plain numbers."""
    where = {"economy": n, "power": m}
    return _plain(
        {
            "exposure_percent": lost(table.number("exposure", **where)),
            "sender_cost_percent": lost(table.number("sender_cost", **where)),
            "loss_musd": table.number("loss", **where),
        }
    )


def _plain(values: Mapping[str, Number]) -> dict[str, Any]:
    """Numbers without a range; a missing one is null and gives the reason."""
    cells = {name: combine([value]) for name, value in values.items()}
    found: dict[str, Any] = {name: cell["value"] for name, cell in cells.items()}
    reason = next((cell["reason"] for cell in cells.values() if "reason" in cell), "")
    return {**found, "reason": reason} if reason else found


def check_question(to: str | None, matrix: bool) -> None:
    """None; ScenarioError where neither a power nor the matrix is asked for, or both are."""
    if to is None and not matrix:
        raise ScenarioError("no power is named: give --to an economy or group, such as CHN, or ask for --matrix.")
    if to is not None and matrix:
        raise ScenarioError("--to and --matrix exclude each other: the matrix holds every power.")
