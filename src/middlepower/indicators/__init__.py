"""Measures: equilibria and worlds -> numbers with units."""
