"""`middlepower profile` on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from middlepower.cli.output import print_table
from middlepower.document.header import Header
from middlepower.document.losses import Weighted
from middlepower.document.profiled import Profile, ThreatCost
from middlepower.language.catalogue import say
from middlepower.report.profile_tables import numbers_of
from middlepower.report.profile_wording import ranged, short_number, threat_name
from middlepower.report.wording import EN_DASH


def heading(header: Header, title: str) -> str:
    """The lines above every table: what it is, its baseline and its settings."""
    settings = say(
        "cli.settings",
        baseline=header.baseline,
        world=header.world,
        vintage=str(header.vintage),
        elasticities=header.elasticities,
        horizon=header.horizon,
        closure=header.closure,
    )
    how = say("cli.number", centre=header.centre), say("cli.range", range=header.range)
    past = [header.past_baseline] if header.past_baseline else []
    return "\n".join([title, settings, *how, *past, ""])


FIRST_YEAR_NOTE = 1  # of a profile's notes: what the last column of exposures is


def plain_profile(profile: Profile) -> str:
    """The profile as text for a terminal."""
    header = profile.header
    title = say("cli.profile_title", own=profile.name(profile.economy))
    shares = [
        {
            say("cli.column.power"): power,
            **{say(f"cli.column.{name}"): ranged(share, 1) for name, share in numbers_of(row).items()},
        }
        for power, row in profile.dependence.powers.items()
    ]
    pages = [
        heading(header, title),
        print_table(say("cli.profile_exposure"), _threats(profile)),
        profile.notes[FIRST_YEAR_NOTE] + "\n",
        print_table(say("cli.profile_curves"), _curves(profile)),
        print_table(say("cli.profile_shares"), shares),
        *([print_table(_weights_title(profile), _weighted(profile))] if profile.weights_source else []),
        say("cli.residual", residual=f"{header.worst_residual:.1e}", version=header.middlepower) + "\n",
    ]
    return "\n".join(pages)


def _weights_title(profile: Profile) -> str:
    return say("cli.profile_weights", source=profile.weights_source or "", set=profile.header.elasticities)


def _weighted(profile: Profile) -> list[dict[str, str]]:
    """Exposure with equal and with declared weights, one row per power."""
    return [
        {say("cli.column.power"): power, **_held(losses.production.weighted)}
        for power, losses in profile.incidence.powers.items()
        if losses.production is not None
    ]


def _held(found: Weighted) -> dict[str, str]:
    held = {
        "equal": found.equal_percent,
        "sectors": found.declared_by_sector_percent,
        "provinces": found.declared_by_province_percent,
    }
    return {say(f"cli.weights.{key}"): EN_DASH if one is None else ranged(one) for key, one in held.items()}


def _threats(profile: Profile) -> list[dict[str, str]]:
    """Exposure by power, side and horizon, with the power's own cost at the main horizon."""
    return [
        {
            say("cli.column.power"): power,
            say("cli.column.side"): say(f"cli.side.{side}"),
            **{_at("at", when): ranged(cost.exposure_percent) for when, cost in horizons.items()},
            **{_at("at_free", when): ranged(free) for when, c in horizons.items() if (free := c.floor_free_percent)},
            say("cli.column.costs_power"): ranged(horizons[profile.header.horizon].sender_cost_percent),
        }
        for power, sides in profile.exposure.items()
        for side, horizons in sides.items()
    ]


def _at(column: str, horizon: str) -> str:
    """The head of a column of exposures at a horizon."""
    return say(f"cli.column.{column}", horizon=say(f"common.horizon.{horizon}"))


def _curves(profile: Profile) -> list[dict[str, str]]:
    """Threat curves, one row per power and answer."""
    return [
        {
            say("cli.column.power"): power,
            say("cli.column.answer"): say(f"profile.line_{answer}"),
            **_along(curve, answer),
        }
        for power, curve in profile.threat_curve.items()
        for answer in ("without", "with")
    ]


def _along(curve: Mapping[str, Mapping[str, ThreatCost]], answer: str) -> dict[str, str]:
    """One curve as columns."""
    return {threat_name(threat): short_number(costs[answer].exposure_percent) for threat, costs in curve.items()}
