"""The profile of one economy: who it depends on, what losing each power would cost, who would carry it.

This module arranges indicators (`middlepower.indicators`) into one document with ranges; it computes none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from middlepower.document.arrange import names_of
from middlepower.document.number import Number, combine, difference, lost, numbers_named
from middlepower.document.power import attempt, codes_of, over_sets, power_header
from middlepower.document.profile_diversification import diversification
from middlepower.document.profile_incidence import declared, incidences
from middlepower.document.profiled import (
    ChainShares,
    ClosedForms,
    Dependence,
    Diversification,
    Flags,
    Friends,
    ImportLoss,
    LookThrough,
    MarketFlag,
    PartnerShares,
    PartnerTie,
    Profile,
    SupplyFlag,
    ThreatCost,
)
from middlepower.document.rank import stability
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.indicators.cutoff import DEFINITIONS, import_loss
from middlepower.indicators.dependence import trade_shares
from middlepower.indicators.exposure import SIDES, exposures, threat_curve
from middlepower.indicators.flags import market_flags, supply_flags
from middlepower.indicators.friends import friends_and_enemies
from middlepower.indicators.labelled import variable
from middlepower.indicators.leverage import leverage
from middlepower.indicators.lookthrough import (
    Leontief,
    demand_exposure,
    input_exposure,
    leontief,
    value_added_in_demand,
)
from middlepower.world.parties import chosen_powers, economy_code

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
    """Whose profile, against which powers, with which declared political weights."""

    economy: str
    powers: tuple[str, ...] | None = None
    weights: Path | None = None


@dataclass(frozen=True)
class Ties:
    """Shares of partners and powers under one set; both parts come from one Leontief inverse."""

    dependence: Dependence
    look_through: Mapping[str, LookThrough]


@dataclass(frozen=True)
class Subject:
    """What every part of a profile needs: the experiment, the economy's code, the powers' labels."""

    experiment: Experiment
    code: str
    powers: tuple[str, ...]


def profile_document(experiment: Experiment, request: ProfileRequest) -> Profile:
    """The whole profile, of an experiment at all HORIZONS."""
    world, starts = experiment.world, experiment.baselines()
    code = economy_code(world, request.economy)
    subject = Subject(experiment, code, tuple(chosen_powers(world, code, request.powers)))
    weights = None if request.weights is None else declared(request.weights, world.sectors, code)
    threats = dict(zip(starts, each(lambda start: _to_partners(start, code), starts.values()), strict=True))
    ties = combine([_ties(baseline, subject, Table.of(threats[name])) for name, baseline in starts.items()])
    main, n = experiment.main.baseline.equilibrium, world.region(code)
    diversified, why_not = _diversification(subject, ties.dependence)
    body: dict[str, Any] = {
        "income_musd": Number.of(float(main.income[n])),
        "value_added_musd": Number.of(float(main.value_added[n])),
        "dependence": ties.dependence,
        "flags": _flags(experiment.main.baseline, code),
        "import_loss": ImportLoss(DEFINITIONS, over_sets(experiment, lambda baseline: _import_loss(baseline, subject))),
        "exposure": _exposure(subject),
        "threat_curve": over_sets(experiment, lambda baseline: _curves(baseline, subject)),
        "look_through": ties.look_through,
        "friends": _friends(subject),
        "incidence": incidences(experiment, code, subject.powers, weights),
        "diversification": diversified,
        "diversification_missing": why_not,
        "rank_stability": stability(
            "order of all partners by exposure (both sides) under each set, compared with the main set's",
            {name: variable(table, "exposure").isel(side=0, drop=True) for name, table in threats.items()},
        ),
    }
    return Profile(
        header=power_header(
            experiment, "profile", _asked(subject), _words(subject), numbers_named("residual", tuple(body.values()))
        ),
        **names_of(Profile, world, subject.powers),
        economy=code,
        powers=subject.powers,
        weights_source=None if weights is None else weights.source,
        notes=NOTES,
        **body,
    )


def _asked(subject: Subject) -> str:
    own = subject.experiment.world.region_names[subject.experiment.world.region(subject.code)]
    return (
        f"How much real income would {own} lose if a power stopped trading with it, what would that cost the power, "
        f"and who in {own} would carry it?"
    )


def _words(subject: Subject) -> str:
    return f"profile {subject.code} --powers {','.join(subject.powers)}"


# ---------------------------------------------------------------- dependence


def _to_partners(baseline: Baseline, code: str) -> xr.Dataset:
    """Exposure to every other economy, both ways."""
    return exposures(baseline, code, [name for name in baseline.world.regions if name != code], ["both"])


def _ties(baseline: Baseline, subject: Subject, threats: Table) -> Ties:
    """Shares of partners and powers in trade, value added, inputs and demand, for one set."""
    system = leontief(baseline.world, baseline.equilibrium)
    return Ties(_dependence(baseline, subject, threats, system), _look_through(baseline, subject, system))


def _dependence(baseline: Baseline, subject: Subject, threats: Table, system: Leontief) -> Dependence:
    """Shares of partners and powers in trade and value added, for one set."""
    value = Table.of(value_added_in_demand(baseline.world, baseline.equilibrium, system))
    trade = Table.of(trade_shares(baseline.world, baseline.equilibrium))
    code = subject.code

    def shares(partner: str) -> dict[str, Number]:
        inside = codes_of(baseline.world, partner)
        return {
            "export_share_percent": trade.summed_percent("export_share", "partner", inside, economy=code),
            "import_share_percent": trade.summed_percent("import_share", "partner", inside, economy=code),
            "value_added_sold_percent": value.summed_percent("market_share", "economy", inside, origin=code),
            "value_added_bought_percent": value.summed_percent("origin_share", "origin", inside, economy=code),
        }

    return Dependence(
        import_concentration=trade.number("import_concentration", economy=code),
        export_concentration=trade.number("export_concentration", economy=code),
        openness_percent=trade.percent("openness", economy=code),
        powers={power: PartnerShares(**shares(power)) for power in subject.powers},
        partners={
            other: PartnerTie(
                **shares(other),
                exposure_percent=lost(threats.number("exposure", power=other, side="both")),
                residual=threats.number("residual", power=other, side="both"),
            )
            for other in threats.labels("power")
        },
    )


def _flags(baseline: Baseline, code: str) -> Flags:
    """Sector-level dependency flags of supply and, mirrored, of markets, with the criteria met."""
    supply = Table.of(supply_flags(baseline.world, baseline.equilibrium))
    market = Table.of(market_flags(baseline.world, baseline.equilibrium))
    return Flags(
        FLAGS,
        {sector: _supply_flag(supply, {"economy": code, "sector": sector}) for sector in supply.labels("sector")},
        {sector: _market_flag(market, {"economy": code, "sector": sector}) for sector in market.labels("sector")},
    )


def _supply_flag(table: Table, where: dict[str, str]) -> SupplyFlag:
    return SupplyFlag(
        criteria_met=table.number("criteria_met", **where),
        flag=table.number("flag", **where),
        largest_share=table.number("largest_share", **where),
        trade_musd=table.number("value", **where),
        largest_partner=table.text("largest_supplier", **where),
        import_concentration=table.number("import_concentration", **where),
        import_export_ratio=table.number("import_export_ratio", **where),
    )


def _market_flag(table: Table, where: dict[str, str]) -> MarketFlag:
    return MarketFlag(
        criteria_met=table.number("criteria_met", **where),
        flag=table.number("flag", **where),
        largest_share=table.number("largest_share", **where),
        trade_musd=table.number("value", **where),
        largest_partner=table.text("largest_buyer", **where),
        export_concentration=table.number("export_concentration", **where),
        export_absorption_ratio=table.number("export_absorption_ratio", **where),
        rerouting=table.number("rerouting", **where),
    )


def _import_loss(baseline: Baseline, subject: Subject) -> dict[str, ClosedForms]:
    """Closed-form losses from losing a supplier, by power."""
    table = Table.of(import_loss(baseline.world, subject.code, subject.powers, equilibrium=baseline.equilibrium))
    return {
        power: ClosedForms(**{f"{name}_percent": lost(table.number(name, power=power)) for name in DEFINITIONS})
        for power in subject.powers
    }


# ---------------------------------------------------------------- exposure


def _exposure(subject: Subject) -> dict[str, dict[str, dict[str, ThreatCost]]]:
    """Exposure, sender cost and leverage by power, side and horizon, each with its range over the sets."""
    by_horizon = {
        when: over_sets(subject.experiment, lambda baseline: _threat_costs(baseline, subject), when)
        for when in HORIZONS
    }
    return {
        power: {side: {when: by_horizon[when][power][side] for when in HORIZONS} for side in SIDES}
        for power in subject.powers
    }


def _threat_costs(baseline: Baseline, subject: Subject) -> dict[str, dict[str, ThreatCost]]:
    found = exposures(baseline, subject.code, subject.powers)
    threats, ratios = Table.of(found), Table.of(leverage(found))
    return {
        power: {side: _threat_cost(threats, ratios, {"power": power, "side": side}) for side in SIDES}
        for power in subject.powers
    }


def _threat_cost(threats: Table, ratios: Table, where: dict[str, str]) -> ThreatCost:
    """What one threat costs both sides, in per cent, in money and as ratios of log points and of money."""
    exposure, cost = (lost(threats.number(name, **where)) for name in ("exposure", "sender_cost"))
    return ThreatCost(
        exposure_percent=exposure,
        sender_cost_percent=cost,
        loss_musd=threats.number("loss", **where),
        sender_loss_musd=threats.number("sender_loss", **where),
        leverage=ratios.number("leverage", **where),
        leverage_money=ratios.number("leverage_money", **where),
        asymmetry_percent=difference(exposure, cost),
        residual=threats.number("residual", **where),
    )


def _curves(baseline: Baseline, subject: Subject) -> dict[str, dict[str, dict[str, ThreatCost]]]:
    return {power: _curve(baseline, subject.code, power) for power in subject.powers}


def _curve(baseline: Baseline, code: str, power: str) -> dict[str, dict[str, ThreatCost]]:
    """Exposure and sender cost along the threat curve, without and with retaliation."""
    found = threat_curve(baseline, code, power)
    curve, ratios = Table.of(found), Table.of(leverage(found))
    return {
        threat: {
            answer: _threat_cost(curve, ratios, {"threat": threat, "retaliation": answer})
            for answer in curve.labels("retaliation")
        }
        for threat in curve.labels("threat")
    }


# ---------------------------------------------------------------- chains, small shocks, diversification


def _look_through(baseline: Baseline, subject: Subject, system: Leontief) -> dict[str, LookThrough]:
    """Shares of powers in inputs and in final demand: face value, whole chain, value added."""
    inputs = Table.of(input_exposure(baseline.world, baseline.equilibrium, system=system))
    demand = Table.of(demand_exposure(baseline.world, baseline.equilibrium, system=system))

    def chains(table: Table, power: str) -> ChainShares:
        inside = codes_of(baseline.world, power)
        shares = {name: table.summed_percent(name, "partner", inside, economy=subject.code) for name in CHAINS}
        return ChainShares(**{f"{name}_percent": share for name, share in shares.items()})

    return {power: LookThrough(chains(inputs, power), chains(demand, power)) for power in subject.powers}


def _friends(subject: Subject) -> Friends:
    """First-order effect on the economy's real income of a power's productivity, under the main set only.

    One linearised model per set would take longer than everything else here, for numbers that only rank.
    """
    baseline = subject.experiment.main.baseline
    response = friends_and_enemies(baseline.world, baseline.equilibrium).sel(economy=subject.code)
    meaning = "per cent of the economy's real income for one per cent of productivity of gross output in the power"
    return Friends(
        meaning=f"{meaning}; first order, members of a group together",
        range="none: main elasticity set only",
        response={
            power: Number.of(float(response.sel(power=codes_of(baseline.world, power)).sum()))
            for power in subject.powers
        },
    )


def _diversification(subject: Subject, dependence: Dependence) -> tuple[Diversification | None, str]:
    """Double the exports to all but the power that takes most of them."""
    shares: Mapping[str, PartnerShares] = dependence.powers
    largest = max(subject.powers, key=lambda power: shares[power].export_share_percent.value or 0.0)
    return attempt(lambda: diversification(subject.experiment, subject.code, largest, subject.powers))
