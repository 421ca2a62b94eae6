"""Two hegemons that bid for the allegiance of one economy with conditional tariffs. Open `equations` first."""
