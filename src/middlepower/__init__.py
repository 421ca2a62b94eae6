"""middlepower: trade, tariffs, retaliation, dependence and alignment, made computable."""

__version__ = "0.1.0"
