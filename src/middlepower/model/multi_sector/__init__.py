"""Many sectors without inputs: Lashkaripour (2021), Eqs. (6) and (7). Open `equations` first."""
