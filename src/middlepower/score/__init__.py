"""How well forecasts did: frozen worlds and laws, what was seen, rivals, the fit. Open `metrics` first."""
