"""Equilibria and worlds -> labelled numbers with units and sources."""
