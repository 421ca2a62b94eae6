"""Structural gravity, one sector: Anderson and van Wincoop (2003), Yotov and others (2016). Open `equations` first."""
