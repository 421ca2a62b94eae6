"""The models: one folder per system of equations, each with the equations in a file that reads like the paper."""
