"""The first year: factors specific to their sector, workers who move imperfectly, a wage floor. Open `equations` first."""
