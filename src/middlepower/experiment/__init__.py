"""Many solves of one question: states x elasticity sets x horizons."""
