"""`game wedge`: two hegemons bid for the allegiance of one economy. Equations in `model.wedge`."""
