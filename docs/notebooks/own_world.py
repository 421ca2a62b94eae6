# %% [markdown]
# # A world of your own
#
# Two economies, two sectors: flows (own sales included), tariffs, and what each sector uses. `middlepower world build`
# makes the same from CSV and XLSX files; here the arrays are typed.

# %%
import datetime as dt

import numpy as np

import middlepower as mp

flow = np.array(  # [sector, importer, exporter], million US dollars
    [
        [[800.0, 60.0], [90.0, 1500.0]],
        [[2000.0, 20.0], [10.0, 4000.0]],
    ]
)
world = mp.World.from_flows(
    name="two",
    vintage=2024,
    regions=("HOME", "ABROAD"),
    sectors=("goods", "services"),
    flow=flow,
    tariff=np.zeros_like(flow),
    input_share=np.full((2, 2, 2), 0.2),  # [economy, sector sold, sector using]
    elasticity=np.array([5.0, 5.0]),
    elasticity_set="my own",
    tariff_date=dt.date(2024, 1, 1),
    services=("services",),
)
world

# %% [markdown]
# A tariff on all goods leaves services alone.

# %%
tariff = mp.State(title="10% on goods", tariffs=[{"importers": ["HOME"], "exporters": ["ABROAD"], "rate": 0.10}])
after = mp.solve(world, tariff)
print(after.to_frame()[["economy", "value", "unit"]].round(3).to_string(index=False))

# %% [markdown]
# `world.to_netcdf("two.nc")` keeps it; every function takes the file as `world="two.nc"`.

# %%
assert float(after.real_income.sel(economy="ABROAD")) < 1
assert float(after.tariff_revenue.sel(economy="HOME")) > 0
