"""The profile of one economy: who it depends on, what losing each power would cost, who would carry it.

This module arranges indicators (`middlepower.indicators`) into one document with ranges; it computes none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from middlepower.data.elasticities import horizon
from middlepower.data.first_year import knows_labour
from middlepower.document.arrange import names_of, spread_of
from middlepower.document.number import Number, combine, difference, lost, numbers_named
from middlepower.document.power import attempt, codes_of, over_sets, power_header
from middlepower.document.profile_diversification import diversification
from middlepower.document.profile_incidence import incidences
from middlepower.document.profile_losses import AllLosses, ThreatLosses, losses_of
from middlepower.document.profile_production import declared
from middlepower.document.profile_ties import Subject, flags, ties
from middlepower.document.profiled import (
    ClosedForms,
    Diversification,
    Friends,
    ImportLoss,
    PartnerShares,
    Profile,
    ThreatCost,
)
from middlepower.document.rank import stability
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.indicators.cutoff import DEFINITIONS, import_loss_sheet
from middlepower.indicators.exposure import SIDES
from middlepower.indicators.friends import friends_of
from middlepower.indicators.labelled import LabelledColumn, LabelledSheet
from middlepower.indicators.leverage import leverage_sheet
from middlepower.language.catalogue import named, say
from middlepower.world.parties import chosen_powers, economy_code
from middlepower.world.world import World


def _at_horizon(name: str) -> str:
    known = horizon(name)
    low, high = known.ends
    return say("document.at_horizon", horizon=name, theta=f"{known.elasticity:g}", low=f"{low:g}", high=f"{high:g}")


HORIZONS = ("long", "medium", "first-year")


def _notes(world: World) -> tuple[str, ...]:
    medium, first_year = map(_at_horizon, ("medium", "first-year"))
    known = FIRST_YEAR in horizons_of(world)
    return (
        say("document.note_cut_off"),
        say("document.note_first_year" if known else "document.note_no_first_year"),
        say("document.note_real_income"),
        say("document.note_horizons", medium=medium, first_year=first_year),
        say("document.note_shares"),
    )


def horizons_of(world: World) -> tuple[str, ...]:
    """The horizons of a profile: the first year only where labour's share is known in every sector."""
    return tuple(when for when in HORIZONS if when != FIRST_YEAR or knows_labour(world.sectors))


@dataclass(frozen=True)
class ProfileRequest:
    """Whose profile, against which powers, with which declared political weights."""

    economy: str
    powers: tuple[str, ...] | None = None
    weights: Path | None = None


def profile_document(experiment: Experiment, request: ProfileRequest) -> Profile:
    """The whole profile, of an experiment at all horizons of its world."""
    world = experiment.world
    code = economy_code(world, request.economy)
    weights = None if request.weights is None else declared(request.weights, world.sectors, code)
    subject = Subject(experiment, code, tuple(chosen_powers(world, code, request.powers)), weights)
    losses = losses_of(subject)
    body = {**_levels(subject), **_tied(subject, losses), **_threatened(subject, losses)}
    body["incidence"] = incidences(losses)
    residuals = numbers_named("residual", tuple(body.values()))
    return Profile(
        header=power_header(experiment, "profile", _asked(subject), _words(subject, request), residuals),
        **names_of(Profile, world, subject.powers),
        economy=code,
        powers=subject.powers,
        weights_source=None if weights is None else weights.source,
        notes=_notes(world),
        **body,
    )


def _levels(subject: Subject) -> dict[str, Any]:
    """Size of the economy, and what moves it a little."""
    main, n = subject.main.equilibrium, subject.main.world.region(subject.code)
    return {
        "income_musd": Number.of(float(main.income[n])),
        "value_added_musd": Number.of(float(main.value_added[n])),
        "flags": flags(subject.main, subject.code),
        "friends": _friends(subject),
    }


def _tied(subject: Subject, losses: AllLosses) -> dict[str, Any]:
    """Ties to partners, whether their order is firm, and what more sales to others would do to them."""
    threats = losses.partners()
    starts = subject.experiment.baselines()
    shown = [ties(start, subject, Table.of(threats[variant])) for variant, start in starts.items()]
    both = combine(shown, spread_of(subject.experiment))
    diversified, why_not = _diversification(losses, both.dependence.powers)
    return {
        "dependence": both.dependence,
        "look_through": both.look_through,
        "diversification": diversified,
        "diversification_missing": why_not,
        "rank_stability": stability(
            say("document.order_of_partners"),
            {variant.label: _exposed(table) for variant, table in threats.items()},
        ),
    }


def _exposed(partners: LabelledSheet) -> LabelledColumn:
    """Exposure to every partner, trade cut both ways."""
    return partners.columns["exposure"].at("side", "both")


def _threatened(subject: Subject, losses: AllLosses) -> dict[str, Any]:
    """What threats by the powers cost."""
    imports = over_sets(subject.experiment, lambda baseline: _import_loss(baseline, subject))
    return {
        "import_loss": ImportLoss(DEFINITIONS, imports),
        "exposure": _exposure(losses),
        "threat_curve": losses.over_sets(lambda one: {power: _curve(table) for power, table in one.curves.items()}),
    }


def _asked(subject: Subject) -> str:
    own = named(subject.experiment.world.region_names[subject.experiment.world.region(subject.code)])
    return say("document.profile_question", own=own)


def _words(subject: Subject, request: ProfileRequest) -> str:
    weights = "" if request.weights is None else " --weights FILE"
    return f"profile {subject.code} --powers {','.join(subject.powers)}{weights}"


def _import_loss(baseline: Baseline, subject: Subject) -> dict[str, ClosedForms]:
    """Closed-form losses from losing a supplier, by power."""
    losses = import_loss_sheet(baseline.world, subject.code, subject.powers, equilibrium=baseline.equilibrium)
    table = Table.of(losses)
    return {
        power: ClosedForms(**{f"{name}_percent": lost(table.number(name, power=power)) for name in DEFINITIONS})
        for power in subject.powers
    }


# ---------------------------------------------------------------- exposure


def _exposure(losses: AllLosses) -> dict[str, dict[str, dict[str, ThreatCost]]]:
    """Exposure, sender cost and leverage by power, side and horizon, each with its range over the sets."""
    subject = losses.subject
    by_horizon = {
        when: losses.over_sets(lambda one: _threat_costs(one, subject.powers), when)
        for when in horizons_of(subject.experiment.world)
    }
    return {
        power: {side: {when: costs[power][side] for when, costs in by_horizon.items()} for side in SIDES}
        for power in subject.powers
    }


def _threat_costs(losses: ThreatLosses, powers: Sequence[str]) -> dict[str, dict[str, ThreatCost]]:
    threats, ratios, free = Table.of(losses.powers), Table.of(leverage_sheet(losses.powers)), losses.free

    def cost(power: str, side: str) -> ThreatCost:
        where = {"power": power, "side": side}
        floor_free = None if free is None else lost(free.number("exposure", **where))
        return replace(_threat_cost(threats, ratios, where), floor_free_percent=floor_free)

    return {power: {side: cost(power, side) for side in SIDES} for power in powers}


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


def _curve(losses: LabelledSheet) -> dict[str, dict[str, ThreatCost]]:
    """Exposure and sender cost along the threat curve, without and with retaliation."""
    curve, ratios = Table.of(losses), Table.of(leverage_sheet(losses))
    return {
        threat: {
            answer: _threat_cost(curve, ratios, {"threat": threat, "retaliation": answer})
            for answer in curve.labels("retaliation")
        }
        for threat in curve.labels("threat")
    }


# ---------------------------------------------------------------- small shocks, diversification


def _friends(subject: Subject) -> Friends:
    """First-order effect on the economy's real income of a power's productivity, under the main set only.

    The numbers only rank.
    """
    baseline = subject.main
    world = baseline.world
    response = friends_of(world, subject.code, baseline.equilibrium)
    return Friends(
        meaning=say("document.friends"),
        range=say("document.friends_range"),
        response={
            power: Number.of(float(response[[world.region(code) for code in codes_of(world, power)]].sum()))
            for power in subject.powers
        },
    )


def _diversification(losses: AllLosses, shares: Mapping[str, PartnerShares]) -> tuple[Diversification | None, str]:
    """Double the exports to all but the power that takes most of them."""
    largest = max(losses.subject.powers, key=lambda power: shares[power].export_share_percent.value or 0.0)
    return attempt(lambda: diversification(losses, largest))
