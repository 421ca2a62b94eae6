"""A labelled dataset, or a sheet, as plain arrays, for many look-ups by label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from middlepower.document.number import Number
from middlepower.indicators.labelled import LabelledSheet

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Table:
    """The arrays of a dataset and the place of every label."""

    arrays: Mapping[str, tuple[tuple[str, ...], NDArray[Any]]]  # name: dimensions, values
    places: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, dataset: xr.Dataset | LabelledSheet) -> Table:
        """The table of a labelled dataset or a sheet."""
        if isinstance(dataset, LabelledSheet):
            return cls(_arrays(dataset), _places(dataset))
        arrays = {str(name): (tuple(map(str, array.dims)), array.values) for name, array in dataset.variables.items()}
        places = {
            dim: {str(label): place for place, label in enumerate(arrays[dim][1])} for dim in map(str, dataset.dims)
        }
        return cls(arrays, places)

    def labels(self, dim: str) -> list[str]:
        """The labels of a dimension."""
        return list(self.places[dim])

    def value(self, name: str, **where: str) -> Any:
        """One value by its labels."""
        dims, values = self.arrays[name]
        return values[tuple(self.places[dim][where[dim]] for dim in dims)]

    def text(self, name: str, **where: str) -> str | None:
        """One text by its labels, None where it is empty."""
        return str(self.value(name, **where)) or None

    def number(self, name: str, **where: str) -> Number:
        """One value by its labels, with the reason where it is missing."""
        beside = f"{name}_reason"
        why = str(self.value(beside, **where)) if beside in self.arrays else ""
        return Number.of(float(self.value(name, **where)), why)

    def percent(self, name: str, **where: str) -> Number:
        """A fraction by its labels, in per cent."""
        return self.number(name, **where).changed(lambda fraction: 100.0 * fraction)

    def summed_percent(self, name: str, dim: str, labels: Iterable[str], **where: str) -> Number:
        """The sum of some fractions along a dimension, in per cent."""
        return Number.of(100.0 * sum(float(self.value(name, **where, **{dim: label})) for label in labels))


def _arrays(sheet: LabelledSheet) -> dict[str, tuple[tuple[str, ...], NDArray[Any]]]:
    """{name: dimensions, values}, with the reasons of what is missing beside it."""
    arrays: dict[str, tuple[tuple[str, ...], NDArray[Any]]] = {}
    arrays.update(sheet.texts)
    for name, column in sheet.columns.items():
        dims = tuple(column.coords)
        arrays[name] = dims, column.values
        if column.missing:
            arrays[f"{name}_reason"] = dims, column.reasons
    return arrays


def _places(sheet: LabelledSheet) -> dict[str, dict[str, int]]:
    """{dimension: the place of every label}."""
    axes = {dim: axis for column in sheet.columns.values() for dim, axis in column.coords.items()}
    return {dim: {label: place for place, label in enumerate(axis)} for dim, axis in axes.items()}
