"""The sweeps of `long_run` and `first_year` in machine code, tested equal. Open `kernels` beside its NumPy twin."""
