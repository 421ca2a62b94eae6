"""Gradients of an objective to all tariffs by one transposed solve. Open `equations` first."""
