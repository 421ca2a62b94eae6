"""Caliendo and Parro (2015) with thousands of products inside the sectors. Open `equations` first."""
