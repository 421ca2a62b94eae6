"""Policy chosen in the long run, a threat met in the first year: its outcome and gradient. Open `equations` first."""
