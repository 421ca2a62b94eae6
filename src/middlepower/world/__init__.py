"""The benchmark: a validated, frozen world of flows, tariffs and shares."""
