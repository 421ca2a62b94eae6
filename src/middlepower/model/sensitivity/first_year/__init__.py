"""Gradients of an outcome of the first year to all policy and to benchmark sizes. Open `equations` first."""
