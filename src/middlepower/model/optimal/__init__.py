"""The best tariffs of one importer, and Nash equilibria of many, on `long_run`. Open `equations` first."""
