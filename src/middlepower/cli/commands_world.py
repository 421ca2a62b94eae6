"""The commands that make worlds of a user's own data."""

from __future__ import annotations

from pathlib import Path

from middlepower.cli.options import Also, AsJson, OutDir, WorldName
from middlepower.cli.options_world import (
    CountriesOf,
    EditionOf,
    FlowSource,
    FlowYear,
    Groups,
    InputsOf,
    MarginsOf,
    ProductsOf,
    SectorsOf,
    ServicesOf,
    StoredName,
    TariffDay,
    TariffsOf,
    ThetaOf,
    TitlesOf,
    UsDollars,
    WorldFile,
)
from middlepower.cli.place import placed
from middlepower.data.embedded import DEFAULT_WORLD


def world_build(
    source: FlowSource = None,
    year: FlowYear = None,
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
    products: ProductsOf = None,
    countries: CountriesOf = None,
    product_names: TitlesOf = None,
    concordance: SectorsOf = None,
    edition: EditionOf = None,
    json: AsJson = False,
) -> None:
    """Make a world of your own flows, inputs, tariffs and elasticities, or divide a world's sectors into products."""
    from middlepower.cli.product_world import Beside, build_products_command, refuse_without_products
    from middlepower.cli.world import build_world_command
    from middlepower.front.asked import day_in, names_in
    from middlepower.world.tables.assemble import BuildChoices

    beside = Beside(countries, product_names, concordance, edition)
    label = name or ("" if out is None else out.stem)
    if products is not None:
        of_flows = {"SOURCE": source, "--tariffs": tariffs, "--tariff-date": tariff_date, "--services": services}
        others = {**of_flows, "--margins": margins, "--aggregate": aggregate, "--usd": usd}
        build_products_command(products, beside.choices(label, inputs, year, elasticities, others), out, json)
        return
    flows, of_year = refuse_without_products(source, year, beside)
    regions, sectors = _groups(aggregate)
    choices = BuildChoices(
        name=label,
        year=of_year,
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
    build_world_command(flows, choices, out, json)


def world_list(
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Show all worlds: those that come with middlepower, and your own."""
    from middlepower.cli.catalogue import list_command
    from middlepower.cli.search import Wanted

    list_command("worlds", Wanted(), placed(out, also), json)


def world_show(
    name: WorldName = DEFAULT_WORLD,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Show a world in full: economies and sectors with codes, sizes, tariffs and elasticities."""
    from middlepower.cli.world_shown import show_world_command

    show_world_command(name, placed(out, also), json)


def _groups(named: str | None) -> tuple[Path | None, str | None]:
    """The files of groups of economies and of sectors; `-` for none."""
    if named is None:
        return None, None
    regions, _, sectors = named.partition(",")
    return (
        None if regions.strip() in ("", "-") else Path(regions.strip()),
        None if sectors.strip() in ("", "-") else sectors.strip(),
    )
