"""The lines of trade between two regions of a world, which may be several countries each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from middlepower.data.trade.table import Lines, TradeTable


@dataclass(frozen=True)
class RegionPair:
    """One importer and one exporter of a world, each with the countries that it consists of; groups[i] are groups
    that an exporter belongs to and whose composition may stand in for its own."""

    importer: str
    exporter: str
    importers: tuple[str, ...]
    exporters: tuple[str, ...]
    groups: tuple[str, ...] = ()


def lines_of(tables: Sequence[TradeTable], pair: RegionPair) -> tuple[TradeTable, Lines, str] | None:
    """(table, lines of the pair, stand-in) from the first table that knows any of its countries; None without one.

    A group's composition stands in where the table knows the group and not every country of the exporter.
    """
    for table in tables:
        own = [names for names in product(pair.importers, pair.exporters) if table.has(*names)]
        every = {seller for _, seller in own} >= set(pair.exporters) - {pair.exporter} and own
        likewise = [names for names in product(pair.importers, pair.groups) if table.has(*names)]
        if likewise and not every:
            note = f"composition of imports from {likewise[0][1]} stands in for {pair.exporter}"
            return table, added_up(table, likewise[:1]), note
        if own:
            return table, added_up(table, own), ""
    return None


def lines_of_everyone(tables: Sequence[TradeTable], importers: Sequence[str]) -> tuple[TradeTable, Lines, str] | None:
    """(table, lines, what they are) of what an importer buys from all exporters that a table of all goods knows.

    For an exporter that no table knows: a law for everybody reaches it too. None where the importer isn't known either.
    """
    for table in tables:
        names = [names for names in product(importers, dict.fromkeys(table.exporters)) if table.has(*names)]
        if names and table.about.covers == "all goods":
            note = f"composition of imports from {len(names)} partners together"
            key = tuple(names)
            if key not in table.sums:
                table.sums[key] = added_up(table, names)
            return table, table.sums[key], note
    return None


def added_up(table: TradeTable, pairs: Sequence[tuple[str, str]]) -> Lines:
    """The lines of several pairs together."""
    parts = [table.lines(*names) for names in pairs]
    code, place = np.unique(np.concatenate([part.code for part in parts]), return_inverse=True)
    value = np.zeros(len(code))
    np.add.at(value, place, np.concatenate([part.value for part in parts]))
    return Lines(code, value, parts[0].digits, parts[0].edition)
