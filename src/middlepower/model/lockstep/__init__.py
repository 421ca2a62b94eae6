"""Many scenarios near one another on one benchmark, solved in lock step by matrix products. Start with `solve`."""
