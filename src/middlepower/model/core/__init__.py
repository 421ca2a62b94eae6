"""What the models share: benchmark, closure, quotas, the prepared problem, the equilibrium. No system of its own."""
