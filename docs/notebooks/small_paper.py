# %% [markdown]
# # A small paper
#
# Question: how does Canada's loss grow with the tariff that the United States puts on it, in the long run and at the
# medium horizon, and who else moves? All numbers carry their baseline, set, horizon and residual.

# %%
import pandas as pd

import middlepower as mp


def threat(rate: float) -> mp.State:
    return mp.State(title=f"{rate:.0%} on Canada", tariffs=[{"importers": ["USA"], "exporters": ["CAN"], "rate": rate}])


# %%
rows = []
for horizon in ("long", "medium"):
    for rate in (0.1, 0.25, 0.5):
        found = mp.solve("icio2022", threat(rate), horizon=horizon)
        assert found.settings["worst_residual"] < 1e-8
        frame = found.to_frame().assign(rate=rate, horizon=horizon)
        rows.append(frame)
table = pd.concat(rows)

# %% [markdown]
# Table 1: Canada's real income, per cent.

# %%
canada = table.query("economy == 'CAN'").pivot(index="rate", columns="horizon", values="value").round(2)
print(canada.to_string())

# %% [markdown]
# Table 2: who gains most at 25% in the long run.

# %%
others = table.query("rate == 0.25 and horizon == 'long'").nlargest(5, "value")[["name", "value"]].round(3)
print(others.to_string(index=False))

# %% [markdown]
# Trade that is left: the United States' purchases of Canadian motor vehicles, relative to the world's own year.

# %%
before = mp.solve("icio2022")
after = mp.solve("icio2022", threat(0.25))
cell = {"sector": "C29", "importer": "USA", "exporter": "CAN"}
left = float(after.flow.sel(**cell)) / float(before.flow.sel(**cell))
print(f"{left:.0%} of the value is left")

# %%
assert (canada.loc[0.5] < canada.loc[0.1]).all()
assert 0 < left < 1
