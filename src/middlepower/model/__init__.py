"""The equations, in the papers' order; one file per variant."""
