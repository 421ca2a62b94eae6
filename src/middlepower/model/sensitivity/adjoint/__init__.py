"""Gradients of an objective to all tariffs and export taxes by one transposed solve. Open `equations` first."""
