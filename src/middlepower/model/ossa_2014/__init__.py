"""Ossa (2014, American Economic Review 104): trade with fixed firms, profits and political weights; see `equations`."""
