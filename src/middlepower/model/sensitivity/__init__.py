"""Derivatives of an equilibrium of `long_run`: of one objective to all policy, and of all outcomes to one change."""
