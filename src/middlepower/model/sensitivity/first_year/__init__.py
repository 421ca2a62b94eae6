"""Gradients of an outcome of the first year to all tariffs, export taxes, trade costs and benchmark sizes, at once."""
