"""Draws over everything uncertain: designs, draws, a store that survives, runners, and what the draws say."""
