"""Worlds of products: a sector world whose trade is told product by product. Open `table` first."""
