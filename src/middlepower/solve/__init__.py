"""Numerical methods on plain arrays, and what they report."""
