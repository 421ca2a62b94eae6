# %% [markdown]
# # A first answer
#
# What does the deal of 16 January 2026 do to Canada, and what if the United States carried out its threat?
# `mp.run` asks the same as `middlepower run`. `ranges=False` keeps this notebook quick; leave it out for ranges over
# every published elasticity set.

# %%
import middlepower as mp

answer = mp.run("beijing-2026", states=["deal", "deal-and-us-100"], ranges=False)
answer

# %% [markdown]
# A table has one number a row, with its unit; `attrs` say what the numbers are relative to.

# %%
frame = answer.to_frame()
own = frame.query("economy == 'CAN' and quantity == 'real_income_percent'")
print(own[["state", "value", "unit"]].round(3).to_string(index=False))
print(frame.attrs["baseline"])

# %% [markdown]
# Behind each state is an equilibrium with labels.

# %%
threat = answer.equilibrium("deal-and-us-100")
cars = threat.flow.sel(sector="C29", importer="USA", exporter="CAN")
print(f"Canada's cars to the United States: {float(cars):,.0f} million US dollars")

# %%
assert (
    float(threat.real_income.sel(economy="CAN")) < 1 < float(answer.equilibrium("deal").real_income.sel(economy="CAN"))
)
