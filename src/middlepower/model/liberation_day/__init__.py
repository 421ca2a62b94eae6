"""One sector with elastic labour supply and overhead abroad: Ignatenko and others (2025). Open `equations` first."""
