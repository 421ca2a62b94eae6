"""A table of a user's and what she says beside it -> a World, and what was done on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import sectors as known_sectors
from middlepower.data.concordance import SERVICES, concorded
from middlepower.data.elasticities import DEFAULT_SET, SETS, citation_of, elasticity_set
from middlepower.data.embedded import Source, embedded_names
from middlepower.data.own_elasticities import OWN_SET
from middlepower.errors import DataError
from middlepower.reading import read_table
from middlepower.world.embedded import load_world
from middlepower.world.tables.balance import cap_at_total_flow, rebalance
from middlepower.world.tables.margins import WITHOUT_MARGIN, Border, at_border, use_at_border
from middlepower.world.tables.rates import check_rates, embedded_rates, input_shares, tariffs_of
from middlepower.world.tables.table import SourceTable, check_domestic, labelled, merged_sectors, sector_in, services_of
from middlepower.world.tables.units import factor
from middlepower.world.world import World

Array = NDArray[np.float64]
NONE = "none"
STANDARD = "standard"
FIRST_YEAR, LAST_YEAR = 1900, 2100
LARGEST_FLOW = 1e9  # million US dollars: five times what the world makes in a year


@dataclass(frozen=True)
class BuildChoices:
    """What a user says beside a table of flows.

    `tariffs` and `inputs` are files, an embedded world (tariffs alone), or `none`; `elasticities` a set, a number or a
    file; `services` the sectors that are services, None where that is known of all; `margins` the service industries
    whose sales abroad are margins on goods; `regions` and `sectors` files of groups, `standard` for our sectors.
    """

    name: str
    year: int
    tariff_date: dt.date | None = None
    tariffs: str | None = None
    inputs: str | None = None
    elasticities: str | None = None
    services: tuple[str, ...] | None = None
    margins: tuple[str, ...] = ()
    regions: Path | None = None
    sectors: str | None = None
    usd: float | None = None

    def __post_init__(self) -> None:
        """Refuse a year that is none, and a price of a dollar that is none."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise DataError(f"`--year` is {self.year}: give the year of the flows, such as 2022.")
        if self.usd is not None and not 0.0 < self.usd < 1e6:
            raise DataError(f"`--usd` is {self.usd:g}: give the million US dollars that one unit of the table is.")


@dataclass(frozen=True)
class Built:
    """A world, and what was done to the data on the way, one sentence each."""

    world: World
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Use:
    """Flows, tariffs and input use [k, n, s] that belong together."""

    table: SourceTable
    tariff: Array
    use: Array
    tariff_date: dt.date


def build(table: SourceTable, choices: BuildChoices) -> Built:
    """The world of a table; DataError names what is missing and what would be used in its place."""
    table = labelled(in_dollars(table, choices.usd))
    check_domestic(table)
    services = services_of(table, None if choices.services is None else choices.services)
    ready = _with_use(table, choices, services)
    theta, set_name, set_note = _elasticities(ready.table, choices.elasticities)
    if choices.margins:
        services = (SERVICES,)
    world, balanced = _world(ready, choices, services, theta, set_name)
    world, grouped = _grouped(world, choices)
    mapped = _mapped(ready.table)
    return Built(world, (*filter(None, (*ready.table.notes, *mapped, set_note, balanced, grouped)),))


def in_dollars(table: SourceTable, usd: float | None) -> SourceTable:
    """The table in million US dollars; DataError where neither it nor the user says what its values are in."""
    times = factor(table.source, table.units, usd)
    check_size(table, times)
    if times == 1.0:
        return table
    use = table.intermediate
    scaled = replace(table, flow=table.flow * times, intermediate=None if use is None else use * times)
    return scaled.noted(f"values are multiplied by {times:g} to be in million US dollars.")


def check_size(table: SourceTable, times: float) -> None:
    """None; DataError where a flow is larger than all that the world makes: its unit is another than is said."""
    largest = float(table.flow.max(initial=0.0)) * times
    if largest > LARGEST_FLOW:
        raise DataError(
            f"{table.source}: its largest flow would be {largest:.3g} million US dollars, more than the world makes: "
            "is the unit right (`--usd 0.001` for thousands, `--usd 0.000001` for dollars)?"
        )


def _with_use(table: SourceTable, choices: BuildChoices, services: tuple[str, ...]) -> Use:
    """Flows with tariffs and input use, at the exporter's border where margins are asked for."""
    share = None
    if choices.margins:
        share = _margin_share(table, choices.margins, services)
        table = merged_sectors(table, services, SERVICES, "Services")
        services = (SERVICES,)
    tariff, date, note = _tariffs(table, choices, services)
    table = table.noted(note)
    if table.intermediate is None:
        shares = _shares(table, choices.inputs)
        use = np.einsum("nks,sn->kns", shares, table.flow.sum(axis=1))
    else:
        if choices.inputs is not None:
            raise DataError("`--inputs` is given, but the table says itself who uses what: leave it out.")
        capped = cap_at_total_flow(table.intermediate, table.flow)
        use = np.einsum("kisn,kni->kns", capped, 1.0 + tariff, optimize=True)
    if share is None:
        return Use(table, tariff, use, date)
    goods = np.array([code not in (*services, *WITHOUT_MARGIN) for code in table.sectors])
    border: Border = at_border(table.flow, share, goods, table.sectors.index(SERVICES))
    use, _ = use_at_border(use, table.flow, border, tariff, goods, table.sectors.index(SERVICES))
    moved = f"margins of {border.moved.sum():,.0f} million moved from services to the goods that they are on."
    return Use(replace(table, flow=border.flow, intermediate=None).noted(moved), tariff, use, date)


def _margin_share(table: SourceTable, names: tuple[str, ...], services: tuple[str, ...]) -> Array:
    """Share [n, i] of the named industries in the services that i sells to n."""
    margins = [table.sectors.index(sector_in(table, name)) for name in names]
    stray = [table.sectors[k] for k in margins if table.sectors[k] not in services]
    if stray:
        raise DataError(f"`--margins` names {stray[0]}, which is no service: name trade and transport industries.")
    sold = table.flow[[table.sectors.index(code) for code in services]].sum(axis=0)
    share = np.divide(table.flow[margins].sum(axis=0), sold, out=np.zeros_like(sold), where=sold > 0)
    return np.asarray(share * ~np.eye(len(sold), dtype=bool))


def _tariffs(table: SourceTable, choices: BuildChoices, services: tuple[str, ...]) -> tuple[Array, dt.date, str]:
    """(tariff[k, n, i], the day whose law they are, a note)."""
    date = choices.tariff_date or dt.date(choices.year, 7, 1)
    if choices.tariffs is None:
        raise DataError(
            "no tariffs are given: `--tariffs FILE` (importer,exporter,sector,rate), `--tariffs icio2022` for the "
            "rates of the embedded world by economy and sector, or `--tariffs none` for free trade."
        )
    if choices.tariffs == NONE:
        return np.zeros_like(table.flow), date, "free trade: no tariffs, as asked for."
    if choices.tariffs in embedded_names():
        known = load_world(choices.tariffs)
        rates = check_rates(table, embedded_rates(table, known), services, choices.tariffs)
        note = f"tariffs are those of `{known.name}`, the law of {known.tariff_date}, by economy and sector."
        return rates, choices.tariff_date or known.tariff_date, note
    path = Path(choices.tariffs)
    return check_rates(table, tariffs_of(table, path), services, str(path)), date, f"tariffs from {path}."


def _shares(table: SourceTable, inputs: str | None) -> Array:
    """input_share[n, k, s] of flows that do not say who uses them."""
    K, N = table.size
    if inputs is None:
        raise DataError(
            f"{table.source} does not say which sectors use the goods: give `--inputs FILE` (sold,using,share), or "
            "`--inputs none` for a world in which every sector uses labour alone."
        )
    return np.zeros((N, K, K)) if inputs == NONE else input_shares(table, Path(inputs))


def _elasticities(table: SourceTable, named: str | None) -> tuple[Array, str, str]:
    """(theta[k], the set's name, a note); the default set by concordance where none is named."""
    name = named or DEFAULT_SET
    chosen = elasticity_set(name)
    chosen.refuse_strays((*table.sectors, *table.sector_names))
    own = {table.sectors[k]: label for k, label in enumerate(table.sector_names)}
    found = [chosen.of(code) or chosen.of(own[code]) for code in table.sectors]
    lost = [code for code, estimate in zip(table.sectors, found, strict=True) if estimate is None]
    if lost:
        raise DataError(
            f"no elasticity is known of {', '.join(lost[:6])} (set {name}): give `--elasticities FILE` "
            "(sector,theta,standard_error,source), or one number for all sectors, as `--elasticities 4`."
        )
    theta = np.array([estimate.theta for estimate in found if estimate is not None])
    is_file = name not in SETS and name.lower().endswith(".csv")
    return theta, OWN_SET if is_file else name, f"elasticities: {citation_of(name)}"


def _world(
    ready: Use, choices: BuildChoices, services: tuple[str, ...], theta: Array, set_name: str
) -> tuple[World, str]:
    """(the world of flows and input use, a note on what re-balancing changed)."""
    table, tariff = ready.table, ready.tariff
    output, spending = table.flow.sum(axis=1), (table.flow * (1.0 + tariff)).sum(axis=2)
    done = rebalance(ready.use, output, spending)
    moved = float(np.abs(done.use - ready.use).sum() / max(ready.use.sum(), 1.0))
    shares = np.divide(done.use, output.T[None], out=np.zeros_like(done.use), where=output.T[None] > 0)
    world = World.from_flows(
        name=choices.name,
        vintage=choices.year,
        regions=table.regions,
        sectors=table.sectors,
        flow=table.flow,
        tariff=tariff,
        input_share=np.ascontiguousarray(shares.transpose(1, 0, 2)),
        elasticity=theta,
        elasticity_set=set_name,
        tariff_date=ready.tariff_date,
        services=services,
        region_names=table.region_names,
        sector_names=table.sector_names,
        isic=tuple(map(_isic, table.sectors)),
        sources=(_source(table, choices),),
    )
    note = (
        ""
        if moved < 1e-12
        else (
            f"input use is re-balanced by {100 * moved:.2g}% of its sum: {done.columns_scaled} users and "
            f"{done.rows_scaled} products used more than there is."
        )
    )
    return world, note


def _isic(code: str) -> str:
    """The ISIC divisions of our sectors that a sector is, is a part of, or holds."""
    found = concorded(code)
    return "" if found is None else ", ".join(known_sectors()[one].isic for one in found.codes)


def _source(table: SourceTable, choices: BuildChoices) -> Source:
    """The user's own table as a source of the world."""
    told = f"{table.source}, {choices.year}"
    return Source("own", told, "the user", str(choices.year), "the user's own", told, "", "flows", "", "", "")


def _mapped(table: SourceTable) -> tuple[str, ...]:
    """What became of labels: known by our codes, parts of our sectors, and those that nothing is known of."""
    known = {code: one.name for code, one in known_sectors().items()}
    pairs = zip(table.sector_names, table.sectors, strict=True)
    same = [f"{old} = {new}" for old, new in pairs if old not in (new, known.get(new))]
    parts = [code for code in table.sectors if (found := concorded(code)) is not None and found.relation != "same"]
    lost = [code for code in table.sectors if concorded(code) is None]
    told = [f"sectors by our codes: {', '.join(same)}."] if same else []
    told += [f"parts or groups of our sectors: {', '.join(parts)}."] if parts else []
    return (*told, *([f"sectors that no measure on goods of a sector reaches: {', '.join(lost)}."] if lost else []))


def _grouped(world: World, choices: BuildChoices) -> tuple[World, str]:
    """(the world with regions and sectors merged as asked, a note)."""
    regions = {} if choices.regions is None else read_groups(choices.regions)
    sectors = _sector_groups(world, choices.sectors)
    if not regions and not sectors:
        return world, ""
    before = len(world.regions), len(world.sectors)
    merged = replace(world.aggregate(regions, sectors), name=world.name)
    after = len(merged.regions), len(merged.sectors)
    return merged, f"merged from {before[0]} economies and {before[1]} sectors to {after[0]} and {after[1]}."


def _sector_groups(world: World, named: str | None) -> Mapping[str, str]:
    if named is None:
        return {}
    if named != STANDARD:
        return read_groups(Path(named))
    found = {code: concorded(code) for code in world.sectors}
    return {code: one.codes[0] for code, one in found.items() if one is not None and one.relation == "part"}


def read_groups(path: Path) -> dict[str, str]:
    """{member: group} of a file with the columns `member` and `group`."""
    groups: dict[str, str] = {}
    for row in read_table(path, ("member", "group"), ("note",), "groups"):
        member, group = row.cells["member"], row.cells["group"]
        if not member or not group:
            raise DataError(f"{path}, line {row.line}: `member` and `group` must both be filled.")
        if member in groups:
            raise DataError(f"{path}, line {row.line}: {member[:40]} is in `{groups[member][:40]}` already.")
        groups[member] = group
    return groups
