"""Packages of policy placed on the frontier: what they cost against the best policy, and what exposure they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.autonomy.choice import TEN_PERCENT, PolicyChoice
from middlepower.autonomy.levers import REST, partners_of
from middlepower.autonomy.start import Beginning
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.threat_shocks import cut_matrix
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.sensitivity.two_stage.solve import met
from middlepower.scenario.shock import Shock, cheaper, no_change
from middlepower.world.groups import title_of
from middlepower.world.parties import members

Array = NDArray[np.float64]
PRICES = (0.0, 0.02, 0.05)  # a year, of the value of the sales that are made 10% cheaper to deliver
MARKET_ACCESS, WITH_ALLIES = "market-access", "trade-with-allies"
GIFTS = (WITH_ALLIES, "diversify")  # the second a state of scenarios
ALLIES = ("AUS", "CAN", "EU", "GBR", "JPN", "KOR")  # as in the library's state `allies`


@dataclass(frozen=True)
class PlacedPackage:
    """A package: its name, ln W over the status quo (its price paid), exposure to each power, the worst residual.

    price = of the sales made cheaper, a year; None where the package has none. reason where a threat on it has no
    equilibrium, exposure being missing then.
    """

    name: str
    log_income: float
    exposure: Mapping[str, float]
    residual: float
    price: float | None = None
    power: str = ""
    reason: str = ""

    @property
    def gift(self) -> bool:
        """Whether it lowers trade costs that nobody pays for."""
        return self.name in GIFTS or self.price == 0.0


def placed(
    name: str, found: Equilibrium, choice: PolicyChoice, log_income: float, price: float | None = None, power: str = ""
) -> PlacedPackage:
    """The PlacedPackage of a long-run equilibrium."""
    exposure: dict[str, float] = {}
    residuals, reason = [found.report.residual], ""
    for one, stage in choice.stages.items():
        try:
            threat = met(found, stage, choice.n)
        except NoEquilibriumError as error:
            exposure[one], reason = float("nan"), error.reason
            continue
        exposure[one] = -threat.log_income
        residuals.append(threat.equilibrium.report.residual)
    return PlacedPackage(name, log_income, exposure, max(residuals), price, power, reason)


def own_packages(begun: Beginning, choice: PolicyChoice) -> list[PlacedPackage]:
    """The packages that any economy can be asked about, starting from its status quo."""
    quo = begun.start.equilibrium
    made = [placed("status-quo", quo, choice, 0.0)]
    for power in begun.powers:
        shock = lockstep(begun, power)
        if shock is not None:
            made.append(after(begun, choice, "lockstep", shock, power=power))
    rest = partners_of(begun.world, begun.n, begun.powers)[REST]
    for price in PRICES:
        made.append(after(begun, choice, MARKET_ACCESS, sold_cheaper(begun, rest), price=price, where=rest))
    friends = allies_of(begun)
    if friends:
        made.append(after(begun, choice, WITH_ALLIES, both_cheaper(begun, friends)))
    return made


def after(
    begun: Beginning,
    choice: PolicyChoice,
    name: str,
    shock: Shock,
    power: str = "",
    price: float | None = None,
    where: Sequence[int] = (),
) -> PlacedPackage:
    """The package of a shock to the status quo, its price paid."""
    found = begun.start.solve(shock)
    quo = begun.start.equilibrium
    sold = quo.flow[begun.world.is_goods][:, list(where), begun.n].sum()
    log_income = float(np.log(found.real_income_hat[begun.n])) - (price or 0.0) * float(sold / quo.income[begun.n])
    return placed(name, found, choice, log_income, price, power)


def lockstep(begun: Beginning, leader: str) -> Shock | None:
    """The shock of taxing the other powers as one of them does, where that is more; None for a leader of many parts
    or where nothing would rise."""
    inside = begun.powers[leader]
    if len(inside) != 1:
        return None
    tau, n = begun.world.tariff, begun.n
    new = tau.copy()
    followed = [i for power, members_of in begun.powers.items() if power != leader for i in members_of]
    on = begun.world.is_goods[:, None] & np.isin(np.arange(len(begun.world.regions)), followed)
    new[:, n] = np.where(on, np.maximum(tau[:, n], tau[:, inside[0]]), tau[:, n])
    if not followed or np.array_equal(new, tau):
        return None
    return Shock((1.0 + new) / (1.0 + tau), new)


def sold_cheaper(begun: Beginning, where: Sequence[int]) -> Shock:
    """Sales of goods to some partners 10% cheaper to deliver."""
    pair = cut_matrix(len(begun.world.regions), [begun.n], where, "export")
    return lowered(begun, pair)


def both_cheaper(begun: Beginning, where: Sequence[int]) -> Shock:
    """Trade in goods with some partners 10% cheaper to deliver, both ways."""
    return lowered(begun, cut_matrix(len(begun.world.regions), [begun.n], where, "both"))


def lowered(begun: Beginning, pair: NDArray[np.bool_]) -> Shock:
    """Goods on some pairs 10% cheaper to deliver."""
    on = begun.world.is_goods[:, None, None] & pair[None]
    return cheaper(no_change(begun.world.tariff), np.where(on, np.exp(-TEN_PERCENT), 1.0))


def allies_of(begun: Beginning) -> list[int]:
    """The positions of the allies that the world knows, without the economy and the powers."""
    return list(dict.fromkeys(place for inside in ally_parts(begun).values() for place in inside))


def ally_parts(begun: Beginning) -> dict[str, list[int]]:
    """{ally: positions of its members that are neither the economy nor in a power}, without allies that have none."""
    taken = {begun.n, *(i for inside in begun.powers.values() for i in inside)}
    others = (name for name in ALLIES if name != begun.economy)
    free = {name: [i for i in members(begun.world, name) if i not in taken] for name in others}
    return {name: inside for name, inside in free.items() if inside}


def ally_titles(begun: Beginning) -> list[str]:
    """The allies by readable name; of a group that a power has a part of, the members that are left."""
    found = []
    for name, inside in ally_parts(begun).items():
        whole = len(inside) == len(members(begun.world, name))
        found += [title_of(name)] if whole else [begun.world.region_names[i] for i in inside]
    return found


def state_packages(baseline: Baseline, states: Mapping[str, Equilibrium], choice: PolicyChoice) -> list[PlacedPackage]:
    """The packages that states of a scenario are, solved in the long run on the world before it was recorded."""
    base = np.log(baseline.equilibrium.real_income_hat)
    return [
        placed(name, found, choice, float((np.log(found.real_income_hat) - base)[choice.n]))
        for name, found in states.items()
    ]
