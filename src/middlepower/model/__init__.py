"""The equations: one folder per system, with a file that reads like the paper."""
