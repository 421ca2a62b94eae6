"""Trade by product between any two economies: what is known, from which table, and tables of one's own."""
