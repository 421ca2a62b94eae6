"""The profile's part on ties: shares of partners and powers in trade, inputs, demand and value added; flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from middlepower.data.provinces import ECONOMY
from middlepower.document.number import Number, lost
from middlepower.document.persons import PersonsCount, persons_count
from middlepower.document.power import codes_of
from middlepower.document.profile_production import Declared
from middlepower.document.profiled import (
    ChainShares,
    Dependence,
    Flags,
    LookThrough,
    MarketFlag,
    PartnerShares,
    PartnerTie,
    SupplyFlag,
)
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.indicators.dependence import trade_shares_sheet
from middlepower.indicators.flags import market_sheet, supply_sheet
from middlepower.indicators.lookthrough import (
    Leontief,
    demand_sheet,
    input_sheet,
    leontief,
    value_added_sheet,
)
from middlepower.indicators.provinces import exports_by_province
from middlepower.language.catalogue import say

CHAINS = ("face_value", "look_through", "value_added")


@dataclass(frozen=True)
class Subject:
    """What every part of a profile needs: the experiment, the economy's code, the powers' labels, declared political
    weights, and the employees of the first year's baseline, from which those at work are counted."""

    experiment: Experiment
    code: str
    powers: tuple[str, ...]
    weights: Declared | None = None

    @cached_property
    def count(self) -> PersonsCount | None:
        """The employees of Canada in the first year's baseline under the main set; None for others, and where the
        first year is not known."""
        if self.code != ECONOMY or FIRST_YEAR not in self.experiment.horizons:
            return None
        baseline = next(iter(self.experiment.baselines(FIRST_YEAR).values()))
        world, sold = baseline.world, baseline.equilibrium.flow[:, :, baseline.world.region(self.code)]
        return persons_count(baseline, self.code, exports_by_province(sold, world.sectors, world.regions))

    @property
    def main(self) -> Baseline:
        """The baseline under the main variant."""
        return self.experiment.main.baseline


@dataclass(frozen=True)
class Ties:
    """Shares of partners and powers under one set; both parts come from one Leontief inverse."""

    dependence: Dependence
    look_through: Mapping[str, LookThrough]


def ties(baseline: Baseline, subject: Subject, threats: Table) -> Ties:
    """Shares of partners and powers in trade, value added, inputs and demand, for one set."""
    system = leontief(baseline.world, baseline.equilibrium)
    return Ties(_dependence(baseline, subject, threats, system), _look_through(baseline, subject, system))


def _dependence(baseline: Baseline, subject: Subject, threats: Table, system: Leontief) -> Dependence:
    """Shares of partners and powers in trade and value added, for one set."""
    value = Table.of(value_added_sheet(baseline.world, baseline.equilibrium, system))
    trade = Table.of(trade_shares_sheet(baseline.world, baseline.equilibrium))
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


def flags(baseline: Baseline, code: str) -> Flags:
    """Sector-level dependency flags of supply and, mirrored, of markets, with the criteria met."""
    supply = Table.of(supply_sheet(baseline.world, baseline.equilibrium))
    market = Table.of(market_sheet(baseline.world, baseline.equilibrium))
    return Flags(
        say("document.note_flags"),
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


def _look_through(baseline: Baseline, subject: Subject, system: Leontief) -> dict[str, LookThrough]:
    """Shares of powers in inputs and in final demand: face value, whole chain, value added."""
    inputs = Table.of(input_sheet(baseline.world, baseline.equilibrium, system=system))
    demand = Table.of(demand_sheet(baseline.world, baseline.equilibrium, system=system))

    def chains(table: Table, power: str) -> ChainShares:
        inside = codes_of(baseline.world, power)
        shares = {name: table.summed_percent(name, "partner", inside, economy=subject.code) for name in CHAINS}
        return ChainShares(**{f"{name}_percent": share for name, share in shares.items()})

    return {power: LookThrough(chains(inputs, power), chains(demand, power)) for power in subject.powers}
