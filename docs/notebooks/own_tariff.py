# %% [markdown]
# # A tariff of your own
#
# A `State` is one policy: tariffs, export taxes, cut-offs, measures of the library. `mp.solve` gives one equilibrium,
# compared with the world's own year; `mp.run` compares states of a `Scenario` with the law of a day.

# %%
import middlepower as mp

lumber = mp.State(
    title="20% more on Canadian wood",
    tariffs=[{"importers": ["USA"], "exporters": ["CAN"], "sectors": ["C16"], "rate": 0.20}],
)
alone = mp.solve("icio2022", lumber)
alone

# %%
cell = {"economy": "CAN", "sector": "C16"}
before = mp.solve("icio2022")
print(f"{float(alone.output.sel(**cell)) / float(before.output.sel(**cell)):.0%} of the output of wood is left")

# %% [markdown]
# On top of the law of 13 January 2026, with an answer:

# %%
answer_in_kind = mp.State(
    title="... and 10% on American food in answer",
    tariffs=[
        {"importers": ["USA"], "exporters": ["CAN"], "sectors": ["C16"], "rate": 0.20},
        {"importers": ["CAN"], "exporters": ["USA"], "sectors": ["C10T12"], "rate": 0.10},
    ],
)
question = mp.Scenario(
    scenario="lumber",
    title="Lumber, and an answer",
    baseline={"name": "status quo", "date": "2026-01-13"},
    states={"lumber": lumber, "answered": answer_in_kind},
)
answer = mp.run(question, ranges=False)
own = answer.to_frame().query("economy == 'CAN' and quantity == 'real_income_percent'")
print(own[["state", "value"]].round(4).to_string(index=False))

# %%
assert (own["value"] < 0).all()
