"""The sweeps of `long_run` in machine code, tested equal to it. Open `kernels` beside long_run/equations.py."""
