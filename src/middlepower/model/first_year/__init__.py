"""The first year: factors specific to sectors, workers who move imperfectly, a wage floor. Open `equations` first."""
