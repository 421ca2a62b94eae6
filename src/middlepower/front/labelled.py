"""The arrays of an equilibrium with their labels, as xarray."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators import accounts
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.world.world import World

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
MONEY, RATIO, SHARE = "million US dollars a year", "ratio to the baseline", "fraction"
ECONOMY, FLOW = ("economy",), ("sector", "importer", "exporter")


@dataclass(frozen=True, repr=False)
class LabelledEquilibrium:
    """One equilibrium with its labels; its ratios are to the `baseline` that it is compared with.

    `world.regions` are the labels of economies, importers and exporters, `world.sectors` those of sectors.
    """

    world: World
    equilibrium: Equilibrium  # the bare arrays
    baseline: Equilibrium

    @property
    def real_income(self) -> xr.DataArray:
        """Real income [economy], ratio to the baseline: income over the price index of consumption."""
        return self._array("real_income", self._ratio("real_income_hat"), ECONOMY, RATIO)

    @property
    def real_wage(self) -> xr.DataArray:
        """Real wage [economy], ratio to the baseline."""
        return self._array("real_wage", self._ratio("real_wage_hat"), ECONOMY, RATIO)

    @property
    def consumer_prices(self) -> xr.DataArray:
        """Price index of consumption [economy], ratio to the baseline, in the unit of account."""
        return self._array("consumer_prices", self._ratio("consumer_price_hat"), ECONOMY, RATIO)

    @property
    def terms_of_trade(self) -> xr.DataArray:
        """Export over import prices at the border [economy], ratio to the baseline."""
        change = accounts.terms_of_trade(self.baseline, self.equilibrium, self._alone)
        return self._array("terms_of_trade", 1.0 + change, ECONOMY, RATIO)

    @property
    def income(self) -> xr.DataArray:
        """Income [economy]: value added, tariff revenue, rents received and deficit."""
        return self._array("income", self.equilibrium.income, ECONOMY, MONEY)

    @property
    def gdp(self) -> xr.DataArray:
        """GDP at market prices [economy]."""
        return self._array("gdp", accounts.gdp(self.equilibrium, self._alone), ECONOMY, MONEY)

    @property
    def tariff_revenue(self) -> xr.DataArray:
        """Tariff revenue [economy], with the quota rents that importers keep."""
        return self._array("tariff_revenue", self.equilibrium.tariff_revenue, ECONOMY, MONEY)

    @property
    def deficit(self) -> xr.DataArray:
        """Imports less exports [economy]."""
        return self._array("deficit", self.equilibrium.D, ECONOMY, MONEY)

    @property
    def output(self) -> xr.DataArray:
        """Gross output [sector, economy] at basic prices."""
        return self._array("output", self.equilibrium.output, ("sector", "economy"), MONEY)

    @property
    def price(self) -> xr.DataArray:
        """Buyers' price [sector, importer] with duties, ratio to the baseline."""
        return self._array("price", self._ratio("P_hat"), ("sector", "importer"), RATIO)

    @property
    def unit_cost(self) -> xr.DataArray:
        """Producers' price [sector, exporter], ratio to the baseline."""
        return self._array("unit_cost", self._ratio("c_hat"), ("sector", "exporter"), RATIO)

    @property
    def spending(self) -> xr.DataArray:
        """Spending [sector, importer], all taxes included."""
        return self._array("spending", self.equilibrium.X, ("sector", "importer"), MONEY)

    @property
    def trade_share(self) -> xr.DataArray:
        """Share of spending [sector, importer, exporter]; adds up to one over exporters."""
        return self._array("trade_share", self.equilibrium.pi, FLOW, SHARE)

    @property
    def flow(self) -> xr.DataArray:
        """Flows [sector, importer, exporter] at basic prices, own sales included."""
        return self._array("flow", self.equilibrium.flow, FLOW, MONEY)

    @property
    def _alone(self) -> Array:
        """Every economy as a group of its own."""
        return np.eye(len(self.world.regions))

    def _ratio(self, name: str) -> Array:
        ratio: Array = getattr(self.equilibrium, name) / getattr(self.baseline, name)
        return ratio

    def _array(self, name: str, values: Array, dims: tuple[str, ...], units: str) -> xr.DataArray:
        """Values with their labels and unit, and the same definition as the property's."""
        import xarray as xr

        labels = {dim: list(self.world.sectors if dim == "sector" else self.world.regions) for dim in dims}
        definition = str(getattr(type(self), name).__doc__)
        return xr.DataArray(values, labels, dims, name, {"units": units, "definition": definition})
