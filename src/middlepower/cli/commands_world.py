"""The commands that make worlds of a user's own data."""

from __future__ import annotations

from pathlib import Path

from middlepower.cli.options import AsJson
from middlepower.cli.options_world import (
    FlowSource,
    FlowYear,
    Groups,
    InputsOf,
    MarginsOf,
    ServicesOf,
    StoredName,
    TariffDay,
    TariffsOf,
    ThetaOf,
    UsDollars,
    WorldFile,
)


def world_build(
    source: FlowSource,
    year: FlowYear,
    name: StoredName = None,
    out: WorldFile = None,
    tariffs: TariffsOf = None,
    tariff_date: TariffDay = None,
    inputs: InputsOf = None,
    elasticities: ThetaOf = None,
    services: ServicesOf = None,
    margins: MarginsOf = None,
    aggregate: Groups = None,
    usd: UsDollars = None,
    json: AsJson = False,
) -> None:
    """Make a world of your own flows, inputs, tariffs and elasticities, and examine it."""
    from middlepower.cli.world import build_world_command
    from middlepower.front.asked import day_in, names_in
    from middlepower.world.tables.assemble import BuildChoices

    regions, sectors = _groups(aggregate)
    choices = BuildChoices(
        name=name or ("" if out is None else out.stem),
        year=year,
        tariff_date=None if tariff_date is None else day_in(tariff_date, "--tariff-date"),
        tariffs=tariffs,
        inputs=inputs,
        elasticities=elasticities,
        services=None if services is None else () if services == "none" else names_in(services, "--services"),
        margins=() if margins is None else names_in(margins, "--margins"),
        regions=regions,
        sectors=sectors,
        usd=usd,
    )
    build_world_command(source, choices, out, json)


def _groups(named: str | None) -> tuple[Path | None, str | None]:
    """The files of groups of economies and of sectors; `-` for none."""
    if named is None:
        return None, None
    regions, _, sectors = named.partition(",")
    return (
        None if regions.strip() in ("", "-") else Path(regions.strip()),
        None if sectors.strip() in ("", "-") else sectors.strip(),
    )
