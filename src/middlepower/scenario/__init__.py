"""The question: a baseline and states, and the shocks that they make."""
