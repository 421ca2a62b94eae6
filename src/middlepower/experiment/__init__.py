"""The one way from a question (world, baseline, states, variants) to equilibria.

1. `question.Question`: a world, a baseline and states; it compiles once into laws and taxed flows.
2. `settings.Settings`: how it is solved; `variant.Variant`: an elasticity set, a horizon, and where ties were made.
3. `experiment.solve_experiment(question, settings, variants)` -> `Experiment`: a `Baseline` and solved states each.
4. Ready-made: `run.run_scenario`, `status_quo.threat_experiment`, `one_world.solve_world`; many shocks: `batch`.
"""
