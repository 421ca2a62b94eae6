"""Every error that middlepower raises on purpose: one clear line that names the field, the value and the remedy."""

from __future__ import annotations


class MiddlepowerError(Exception):
    """Base class of all errors raised on purpose; the command line prints it as one line and exits with code 2."""


class DataError(MiddlepowerError):
    """A world or a data file breaks an identity, has a wrong shape, or can't be read."""


class UnknownNameError(MiddlepowerError):
    """An economy, sector, measure, state, set or option that does not exist; the message says the nearest name."""


class MeasureError(MiddlepowerError):
    """A trade-policy measure that breaks the schema: no source, a rate in per cent, dates the wrong way round."""


class ScenarioError(MiddlepowerError):
    """A scenario file that can't be read or asks for something impossible."""


class NoEquilibriumError(MiddlepowerError):
    """No equilibrium was found; the message says what was tried, how close it came and what would work."""


class OutputError(MiddlepowerError):
    """The output folder or file can't be written."""
