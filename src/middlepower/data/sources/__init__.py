"""One file per source; each reads raw files and returns a labelled table. `SOURCES` names its entries in the registry.

Used by the build and by replications only: raw files never enter the package.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules


def readers() -> dict[str, tuple[str, ...]]:
    """The readers by name, each with the registry's ids of what it reads."""
    return {module.name: tuple(import_module(f"{__name__}.{module.name}").SOURCES) for module in iter_modules(__path__)}
