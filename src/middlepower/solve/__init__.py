"""Numerical methods on plain arrays: fixed points, Newton steps, and what they report."""
