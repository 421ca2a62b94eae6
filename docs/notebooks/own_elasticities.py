# %% [markdown]
# # Elasticities of your own
#
# Published sets go by name; your own are an array over the world's sectors.

# %%
import numpy as np

import middlepower as mp

world = mp.load_world("icio2022")
threat = mp.State(title="25% on Canada", tariffs=[{"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}])

# %%
losses = {}
for name in ("MEDIAN", "FGO", "CP"):
    found = mp.solve(world, threat, elasticities=name)
    losses[name] = 100 * (1 - float(found.real_income.sel(economy="CAN")))

# %% [markdown]
# One elasticity of 4 in every sector, for comparison:

# %%
mine = world.with_elasticity(np.full(len(world.sectors), 4.0), "four everywhere")
losses["mine"] = 100 * (1 - float(mp.solve(mine, threat).real_income.sel(economy="CAN")))
for name, loss in losses.items():
    print(f"{name:8} {loss:.2f}% of Canada's real income")

# %%
assert all(loss > 0 for loss in losses.values())
