"""Derivatives of equilibria of `long_run` and `first_year`: of one outcome to all policy, of all to one change."""
