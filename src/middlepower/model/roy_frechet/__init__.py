"""Caliendo and Parro (2015) with workers who differ by sector: Galle and others (2023). Open `equations` first."""
