"""Trade wars and talks among any players, with any taxes on their trade, on the long run or the first year."""
