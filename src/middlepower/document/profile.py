"""The profile of one economy: who it depends on, what losing each power would cost, who would carry it.

This module arranges measures (`middlepower.indicators`) into one document with ranges; it computes none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from middlepower.document.cells import Number, Table, Tree, combine, lost
from middlepower.document.diversify import diversification, share_of
from middlepower.document.header import footer, header, names_of, ranged, try_solve
from middlepower.document.profile_incidence import Declared, declared, incidences
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.indicators.cutoff import DEFINITIONS, import_loss
from middlepower.indicators.dependence import trade_shares
from middlepower.indicators.exposure import SIDES, exposures, threat_curve
from middlepower.indicators.flags import market_flags, supply_flags
from middlepower.indicators.friends import friends_and_enemies
from middlepower.indicators.labelled import over_variants, rank_stability, variable
from middlepower.indicators.leverage import leverage
from middlepower.indicators.lookthrough import (
    Leontief,
    demand_exposure,
    input_exposure,
    leontief,
    value_added_in_demand,
)
from middlepower.world.parties import chosen_powers, economy_code, members

if TYPE_CHECKING:
    import xarray as xr

HORIZONS = ("long", "medium", "short")
CHAINS = ("face_value", "look_through", "value_added")
FLAGS = (
    "Sector-level proxies of CEPII's GeoDep criteria, which are meant for HS6 products: concentrated products hide "
    "inside sectors, and no whole sector meets the second criterion. Read how many are met; a flag is no loss."
)
NOTES = (
    "A full cut-off is a threat off the path, a ruler and not a forecast: full employment, flexible wages, no "
    "confidence, finance or exchange-rate channel; services are cut as well.",
    "Per cent of real income (gross national expenditure), which is not GDP; exposure both ways is one simultaneous "
    "cut-off, not the sum of its two sides.",
    "At the medium and short horizon one elasticity (2 and 0.76, Boehm, Levchenko and Pandalai-Nayar 2023) holds in "
    "every sector, services included: the range over sets there only reflects where the baseline stands.",
    "Shares of trade describe; they are not exposures: they ignore how easily a partner is replaced.",
)


@dataclass(frozen=True)
class ProfileRequest:
    """Whose profile, against which powers, with which declared political weights, and how far to diversify."""

    economy: str
    powers: tuple[str, ...] | None = None
    weights: Path | None = None


def profile_document(found: Experiment, request: ProfileRequest) -> dict[str, Any]:
    """The whole profile of an experiment at all HORIZONS: plain names, labels and numbers, ready for JSON."""
    code = economy_code(found.world, request.economy)
    powers = chosen_powers(found.world, code, request.powers)
    weights = None if request.weights is None else declared(request.weights, found.world.sectors, code)
    starts = found.baselines()
    threats = dict(zip(starts, each(lambda at: _to_partners(at, code), starts.values()), strict=True))
    shares = combine([_shares(at, code, powers, Table.of(threats[name])) for name, at in starts.items()])
    body = {
        "dependence": shares["dependence"],
        "flags": _flags(found, code),
        "import_loss": {"definitions": DEFINITIONS, **ranged(found, lambda at: _import_loss(at, code, powers))},
        "exposure": _exposure(found, code, powers),
        "threat_curve": ranged(found, lambda at: {power: _curve(at, code, power) for power in powers}),
        "look_through": shares["look_through"],
        "friends": _friends(found, code, powers),
        "incidence": incidences(found, code, powers, weights),
        "diversification": _diversification(found, code, powers, shares["dependence"]["powers"]),
        "rank_stability": _stability(threats),
    }
    return {**header(found, "profile"), **_asked(found, code, powers, weights), **body, **footer(found, body)}


def _asked(found: Experiment, code: str, powers: Sequence[str], weights: Declared | None) -> dict[str, Any]:
    """Whose profile this is."""
    main = found.main.baseline.equilibrium
    n = found.world.region(code)
    return {
        "economy": code,
        "powers": list(powers),
        "names": names_of(found.world, [code, *powers]),
        "weights_source": None if weights is None else weights.source,
        "income_musd": float(main.income[n]),
        "value_added_musd": float(main.value_added[n]),
        "notes": list(NOTES),
    }


# ---------------------------------------------------------------- dependence


def _to_partners(at: Baseline, code: str) -> xr.Dataset:
    """Exposure to every other economy, both ways."""
    return exposures(at, code, [name for name in at.world.regions if name != code], ["both"])


def _shares(at: Baseline, code: str, powers: Sequence[str], threats: Table) -> Tree:
    """Shares of partners and powers in trade, value added, inputs and demand, for one set; one Leontief inverse."""
    system = leontief(at.world, at.equilibrium)
    value = Table.of(value_added_in_demand(at.world, at.equilibrium, system))
    trade = Table.of(trade_shares(at.world, at.equilibrium))
    partners = threats.labels("power")
    return {
        "dependence": {
            "import_concentration": trade.number("import_concentration", economy=code),
            "export_concentration": trade.number("export_concentration", economy=code),
            "openness_percent": trade.percent("openness", economy=code),
            "powers": {power: _share_row(at, trade, value, code, power) for power in powers},
            "partners": {
                other: {
                    **_share_row(at, trade, value, code, other),
                    "exposure_percent": lost(threats.number("exposure", power=other, side="both")),
                    "residual": threats.number("residual", power=other, side="both"),
                }
                for other in partners
            },
        },
        "look_through": _look_through(at, code, powers, system),
    }


def _share_row(at: Baseline, trade: Table, value: Table, code: str, other: str) -> Tree:
    """Shares of one partner, or of all members of a group."""
    inside = [at.world.regions[m] for m in members(at.world, other)]
    sold = sum(float(value.at("market_share", origin=code, economy=one)) for one in inside)
    bought = sum(float(value.at("origin_share", economy=code, origin=one)) for one in inside)
    return {
        "export_share_percent": share_of(at, trade, "export_share", code, other),
        "import_share_percent": share_of(at, trade, "import_share", code, other),
        "value_added_sold_percent": Number(100.0 * sold),
        "value_added_bought_percent": Number(100.0 * bought),
    }


def _flags(found: Experiment, code: str) -> dict[str, Any]:
    """Sector-level dependency flags of supply and, mirrored, of markets, with the criteria met."""
    at = found.main.baseline
    supply = Table.of(supply_flags(at.world, at.equilibrium))
    market = Table.of(market_flags(at.world, at.equilibrium))
    names = ("criteria_met", "flag", "largest_share", "value")
    own = {"import_concentration", "import_export_ratio"}, {"export_concentration", "export_absorption_ratio"}
    return {
        "statement": FLAGS,
        "supply": _flag_rows(supply, code, (*names, *sorted(own[0])), "largest_supplier"),
        "market": _flag_rows(market, code, (*names, *sorted(own[1]), "rerouting"), "largest_buyer"),
    }


def _flag_rows(table: Table, code: str, names: Sequence[str], partner: str) -> dict[str, Any]:
    """{sector: criteria of one economy}; infinite ratios and missing values are null with a reason."""
    rows: dict[str, Any] = {}
    for sector in table.labels("sector"):
        values = {name: table.number(name, economy=code, sector=sector) for name in names}
        cells = {name: combine([value])["value"] for name, value in values.items()}
        who = str(table.at(partner, economy=code, sector=sector))
        rows[sector] = {**cells, partner: who or None}
    return rows


def _import_loss(at: Baseline, code: str, powers: Sequence[str]) -> Tree:
    """Closed-form losses from losing a supplier, by power and definition."""
    found = Table.of(import_loss(at.world, code, powers, equilibrium=at.equilibrium))
    return {
        power: {f"{name}_percent": lost(found.number(name, power=power)) for name in DEFINITIONS} for power in powers
    }


# ---------------------------------------------------------------- exposure


def _exposure(found: Experiment, code: str, powers: Sequence[str]) -> dict[str, Any]:
    """Exposure, sender cost and leverage by power, side and horizon, each with its range over the sets."""
    by_horizon = {when: ranged(found, lambda at: _threat_rows(at, code, powers), when) for when in HORIZONS}
    return {
        power: {side: {when: by_horizon[when][power][side] for when in HORIZONS} for side in SIDES} for power in powers
    }


def _threat_rows(at: Baseline, code: str, powers: Sequence[str]) -> Tree:
    found = exposures(at, code, powers)
    threats, ratios = Table.of(found), Table.of(leverage(found))
    return {
        power: {side: threat_row(threats, ratios, {"power": power, "side": side}) for side in SIDES} for power in powers
    }


def threat_row(threats: Table, ratios: Table, where: dict[str, str]) -> Tree:
    """What one threat costs both sides, in per cent, in money and as ratios of log points and of money."""
    exposure, cost = (lost(threats.number(name, **where)) for name in ("exposure", "sender_cost"))
    return {
        "exposure_percent": exposure,
        "sender_cost_percent": cost,
        "loss_musd": threats.number("loss", **where),
        "sender_loss_musd": threats.number("sender_loss", **where),
        "leverage": ratios.number("leverage", **where),
        "leverage_money": ratios.number("leverage_money", **where),
        "asymmetry_percent": Number(exposure.value - cost.value, exposure.reason or cost.reason),
        "residual": threats.number("residual", **where),
    }


def _curve(at: Baseline, code: str, power: str) -> Tree:
    """Exposure and sender cost along the threat curve, without and with retaliation."""
    found = threat_curve(at, code, power)
    curve, ratios = Table.of(found), Table.of(leverage(found))
    return {
        threat: {
            answer: threat_row(curve, ratios, {"threat": threat, "retaliation": answer})
            for answer in curve.labels("retaliation")
        }
        for threat in curve.labels("threat")
    }


# ---------------------------------------------------------------- chains, small shocks, diversification


def _look_through(at: Baseline, code: str, powers: Sequence[str], system: Leontief) -> Tree:
    """Shares of powers in inputs and in final demand: face value, whole chain, value added."""
    tables = {
        "inputs": Table.of(input_exposure(at.world, at.equilibrium, system=system)),
        "final_demand": Table.of(demand_exposure(at.world, at.equilibrium, system=system)),
    }
    return {
        power: {
            use: {f"{name}_percent": share_of(at, table, name, code, power) for name in CHAINS}
            for use, table in tables.items()
        }
        for power in powers
    }


def _friends(found: Experiment, code: str, powers: Sequence[str]) -> dict[str, Any]:
    """First-order effect on the economy's real income of a power's productivity, under the main set only.

    One linearised model per set would take longer than everything else here, for numbers that only rank.
    """
    at = found.main.baseline
    response = friends_and_enemies(at.world, at.equilibrium).sel(economy=code)
    meaning = "per cent of the economy's real income for one per cent of productivity of gross output in the power"
    inside = {power: [at.world.regions[m] for m in members(at.world, power)] for power in powers}
    return {
        "meaning": f"{meaning}; first order, members of a group together",
        "range": "none: main elasticity set only",
        "powers": {
            power: {"value": float(response.sel(power=codes).sum()), "low": None, "high": None}
            for power, codes in inside.items()
        },
    }


def _diversification(found: Experiment, code: str, powers: Sequence[str], shares: dict[str, Any]) -> Tree:
    """Double the exports to all but the power that takes most of them."""
    largest = max(powers, key=lambda power: float(shares[power]["export_share_percent"]["value"] or 0.0))
    return try_solve(lambda: diversification(found, code, largest, powers))


def _stability(threats: Mapping[str, xr.Dataset]) -> dict[str, Any]:
    """Whether the order of partners by exposure survives other elasticity sets."""
    sets = list(threats)
    order = over_variants(lambda name: variable(threats[name], "exposure").isel(side=0, drop=True), sets)
    table = Table.of(rank_stability(order))
    keys = ("rank_correlation", "same_order", "same_top")
    return {
        "meaning": "order of all partners by exposure (both sides) under each set, compared with the main set's",
        "sets": {name: {key: combine([table.number(key, variant=name)])["value"] for key in keys} for name in sets},
    }
