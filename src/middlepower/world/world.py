"""The World: one benchmark, validated and frozen. Labels outside, arrays inside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from middlepower.data.embedded import Source
from middlepower.errors import DataError
from middlepower.world.identities import validate

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """A benchmark equilibrium; axes k sector sold, n importer, i exporter, s using sector.

    flow[k, n, i] at basic prices, own sales included (million current US dollars); tariff[k, n, i] fraction of
    the flow at the border; input_share[n, k, s] tariff-inclusive spending on k per unit of output of s;
    value_added_share[s, n]; consumption_share[k, n]; elasticity[k] trade elasticity theta > 0.
    export_tax[k, n, i] fraction of the flow that the exporter's side adds before the border: its export tax, or a
    quota rent that its licence holders keep; None where nobody does. Value at the border = flow (1 + export_tax).
    `input_year` is the year of the input coefficients; that of the flows where none is given.
    `tariff_date` is the day whose law the tariffs stand for: measures in force on it are in them already.
    `services` names the sectors that a tariff on all goods leaves alone. `members` says of each economy that is
    merged into a region which one; a region that holds more than the economies listed is itself among them.
    Identities, checked on construction: input and value-added shares sum to one, consumption shares sum to
    one, spending = consumption_share x income + input_share x output. Raises DataError otherwise.
    """

    name: str
    vintage: int
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    tariff_date: dt.date = field(kw_only=True)
    services: tuple[str, ...] = field(kw_only=True)
    flow: Array
    tariff: Array
    input_share: Array
    value_added_share: Array
    consumption_share: Array
    elasticity: Array
    elasticity_set: str
    horizon: str = "long"
    region_names: tuple[str, ...] = ()
    sector_names: tuple[str, ...] = ()
    isic: tuple[str, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    export_tax: Array | None = None
    input_year: int = 0

    def __repr__(self) -> str:
        """Name, year, size and elasticity set; the arrays are not printed."""
        size = f"{len(self.regions)} economies x {len(self.sectors)} sectors"
        return f"<World {self.name} ({self.vintage}): {size}, elasticities {self.elasticity_set}, {self.horizon}>"

    def __post_init__(self) -> None:
        """Take read-only copies and check every identity."""
        for name in (*ARRAYS, *(() if self.export_tax is None else ("export_tax",))):
            object.__setattr__(self, name, _frozen(_numbers(name, getattr(self, name))))
        object.__setattr__(self, "input_year", self.input_year or self.vintage)
        object.__setattr__(self, "services", tuple(self.services))
        object.__setattr__(self, "region_names", tuple(self.region_names) or self.regions)
        object.__setattr__(self, "sector_names", tuple(self.sector_names) or self.sectors)
        object.__setattr__(self, "isic", tuple(self.isic) or ("",) * len(self.sectors))
        validate(self)

    @classmethod
    def from_flows(
        cls,
        name: str,
        vintage: int,
        regions: Sequence[str],
        sectors: Sequence[str],
        flow: Array,
        tariff: Array,
        input_share: Array,
        elasticity: Array,
        *,
        tariff_date: dt.date,
        services: Sequence[str],
        export_tax: Array | None = None,
        **labels: Any,
    ) -> World:
        """The world that flows, taxes and input shares imply; value added and consumption are what is left."""
        output = flow.sum(axis=1)
        value_added_share = 1.0 - input_share.sum(axis=1).T
        spending = (flow * buyers_over_producers(tariff, export_tax)).sum(axis=2)
        final = spending - np.einsum("nks,sn->kn", input_share, output)
        final = np.where(np.abs(final) < ROUNDING * spending.sum(axis=0), 0.0, final)
        _refuse_negative(final, regions, sectors)
        return cls(
            name=name,
            vintage=vintage,
            regions=tuple(regions),
            sectors=tuple(sectors),
            tariff_date=tariff_date,
            services=tuple(services),
            flow=flow,
            tariff=tariff,
            input_share=input_share,
            value_added_share=value_added_share,
            consumption_share=final / final.sum(axis=0),
            elasticity=elasticity,
            export_tax=export_tax,
            **labels,
        )

    @cached_property
    def is_goods(self) -> NDArray[np.bool_]:
        """is_goods[k]: whether a sector is goods, which tariffs on all goods tax."""
        mask = np.array([code not in self.services for code in self.sectors], dtype=bool)
        mask.flags.writeable = False
        return mask

    @cached_property
    def constituents(self) -> Mapping[str, tuple[str, ...]]:
        """The economies in each region: those that `members` merges into it, else the region itself."""
        merged: dict[str, list[str]] = {code: [] for code in self.regions}
        for code, region in self.members.items():
            merged[region].append(code)
        return {region: tuple(codes) or (region,) for region, codes in merged.items()}

    @cached_property
    def wedge(self) -> Array:
        """Buyers' over producers' price [k, n, i], (1 + tariff) (1 + export_tax)."""
        return _frozen(buyers_over_producers(self.tariff, self.export_tax))

    @cached_property
    def spending(self) -> Array:
        """Spending X[k, n] = sum_i flow x wedge, all taxes included."""
        return _frozen((self.flow * self.wedge).sum(axis=2))

    @cached_property
    def trade_share(self) -> Array:
        """pi[k, n, i] = flow x wedge / spending; the home share is one where nothing is bought."""
        value = self.flow * self.wedge
        total = self.spending[:, :, None]
        home = np.broadcast_to(np.eye(len(self.regions)), value.shape)
        return _frozen(np.where(total > 0, value / np.where(total > 0, total, 1.0), home))

    @cached_property
    def output(self) -> Array:
        """Gross output Y[k, i] at basic prices."""
        return _frozen(self.flow.sum(axis=1))

    @cached_property
    def value_added(self) -> Array:
        """Value added wL[n] = sum_s value_added_share x output."""
        return _frozen((self.value_added_share * self.output).sum(axis=0))

    @cached_property
    def border_value(self) -> Array:
        """Flows [k, n, i] as the importer's customs see them: flow (1 + export_tax), before the tariff."""
        return self.flow if self.export_tax is None else _frozen(self.flow * (1.0 + self.export_tax))

    @cached_property
    def tariff_revenue(self) -> Array:
        """Tariff revenue R[n] = sum_k,i tariff x border value."""
        return _frozen((self.border_value * self.tariff).sum(axis=(0, 2)))

    @cached_property
    def export_tax_revenue(self) -> Array:
        """Export taxes and quota rents received [i] = sum_k,n export_tax x flow."""
        return _frozen((self.border_value - self.flow).sum(axis=(0, 1)))

    @cached_property
    def exports(self) -> Array:
        """Exports [n] at the border, own sales excluded."""
        return _frozen(self.border_value.sum(axis=(0, 1)) - self._home.sum(axis=0))

    @cached_property
    def imports(self) -> Array:
        """Imports [n] at the border, before tariffs."""
        return _frozen(self.border_value.sum(axis=(0, 2)) - self._home.sum(axis=0))

    @cached_property
    def _home(self) -> Array:
        n = np.arange(len(self.regions))
        return self.border_value[:, n, n]

    @cached_property
    def deficit(self) -> Array:
        """Deficit D[n] = imports - exports; positive where a country spends more than it earns."""
        return _frozen(self.imports - self.exports)

    @cached_property
    def income(self) -> Array:
        """Income I[n] = value added + tariffs, export taxes and rents + deficit: gross national expenditure."""
        return _frozen(self.value_added + self.tariff_revenue + self.export_tax_revenue + self.deficit)

    def with_elasticity(self, elasticity: Array, elasticity_set: str, horizon: str = "long") -> World:
        """The same world under other trade elasticities theta[k]."""
        theta = _frozen(_numbers("elasticity", elasticity))
        return self._but(elasticity=theta, elasticity_set=elasticity_set, horizon=horizon)

    def with_tariff_date(self, tariff_date: dt.date) -> World:
        """The same world, whose tariffs stand for the law of another day."""
        return self._but(tariff_date=tariff_date)

    def _but(self, **changes: Any) -> World:
        """The same world but for fields that no cached array follows from: it shares them all, and is checked whole."""
        found = copy(self)
        vars(found).update(changes)
        validate(found)
        return found

    def region(self, code: str) -> int:
        """The index of an economy; an unknown one raises UnknownNameError with the nearest name."""
        from middlepower.world.labels import position

        return position(self, code)

    def _repr_html_(self) -> str:
        """The world in a notebook: what every economy makes, sells abroad, buys abroad and takes."""
        from middlepower.world.frames import html_of

        return html_of(self)

    def to_frame(self, table: str = "economies") -> pd.DataFrame:
        """One number a row with labels and unit: `economies`, or an array such as `flow`, `tariff`, `elasticity`."""
        from middlepower.world.frames import frame_of

        return frame_of(self, table)

    def to_dataset(self) -> xr.Dataset:
        """The world as a labelled xarray Dataset."""
        from middlepower.world.dataset import to_dataset

        return to_dataset(self)

    @classmethod
    def from_dataset(cls, dataset: xr.Dataset) -> World:
        """The world in a labelled Dataset; see `to_dataset` for its variables."""
        from middlepower.world.dataset import fields_of

        return cls(**fields_of(dataset))

    def to_netcdf(self, path: str) -> None:
        """Write the world to a NetCDF file, by way of a temporary file."""
        from middlepower.world.dataset import to_netcdf

        to_netcdf(self, path)

    @classmethod
    def from_netcdf(cls, path: str) -> World:
        """Read a world from a NetCDF file; DataError when it is missing, is no NetCDF, or breaks an identity."""
        from middlepower.world.dataset import open_dataset

        return cls.from_dataset(open_dataset(path))

    def aggregate(self, regions: Mapping[str, str] | None = None, sectors: Mapping[str, str] | None = None) -> World:
        """The world with economies and sectors merged; flows add, rates are flow-weighted."""
        from middlepower.world.aggregate import aggregate

        return aggregate(self, regions or {}, sectors or {})


ARRAYS = ("flow", "tariff", "input_share", "value_added_share", "consumption_share", "elasticity")
ROUNDING = 1e-13  # of own total spending: a final demand this small is rounding, not demand


def _numbers(name: str, value: Any) -> Array:
    """A copy as floating-point numbers; DataError where that is impossible."""
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"`{name}` is no array of numbers: {error}. Give floating-point numbers.") from None


def buyers_over_producers(tariff: Array, export_tax: Array | None) -> Array:
    """Buyers' over producers' price [k, n, i], (1 + tariff) (1 + export_tax)."""
    factor: Array = 1.0 + tariff
    return factor if export_tax is None else factor * (1.0 + export_tax)


def _frozen(value: Array) -> Array:
    value.flags.writeable = False
    return value


def _refuse_negative(final: Array, regions: Sequence[str], sectors: Sequence[str]) -> None:
    if final.min() >= 0.0:
        return
    k, n = (int(v) for v in np.unravel_index(int(final.argmin()), final.shape))
    raise DataError(
        f"`input_share` uses more of {sectors[k]} in {regions[n]} than is bought there: final demand would be "
        f"{final[k, n]:.4g} million. Scale the input shares of that product down, or correct the flow."
    )
