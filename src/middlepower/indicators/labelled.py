"""Numbers with names: arrays as labelled xarray objects that carry unit, definition, source and, where a value is
missing, the reason.

An undefined value is NaN, never zero; the coordinate `reason` runs parallel to the array and says why (empty where
the value is defined), so that it survives every selection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from middlepower.errors import DataError
from middlepower.language.catalogue import say

if TYPE_CHECKING:
    import xarray as xr


Array = NDArray[np.float64]
Texts = NDArray[np.str_]
REASON = "reason"


@dataclass(frozen=True)
class About:
    """What stands in `attrs`: unit, definition with its equation, source of the data."""

    units: str
    definition: str
    source: str


def no_reasons(shape: tuple[int, ...]) -> Texts:
    """Room for a reason per cell, all empty."""
    return np.full(shape, "", dtype="<U160")


@dataclass(frozen=True)
class LabelledColumn:
    """An array with its labels, what it is about, and the reasons of what is missing in it, without xarray."""

    name: str
    values: Array
    coords: Mapping[str, Sequence[str]]
    about: About
    reasons: Texts

    @property
    def missing(self) -> bool:
        """Whether any value is."""
        return bool(np.isnan(self.values).any())

    def array(self) -> xr.DataArray:
        """The same as a labelled array of xarray, which takes a while to load."""
        import xarray as xr

        axes = _axes(tuple((dim, tuple(axis)) for dim, axis in self.coords.items()))
        attrs = {"units": self.about.units, "definition": self.about.definition, "source": self.about.source}
        result = xr.DataArray(self.values, axes, dims=list(self.coords), name=self.name, attrs=attrs)
        return result.assign_coords({REASON: (list(self.coords), self.reasons)}) if self.missing else result

    def at(self, dim: str, label: str) -> LabelledColumn:
        """What stands at a label of a dimension, without that dimension."""
        axis = list(self.coords).index(dim)
        place = list(self.coords[dim]).index(label)
        rest = {name: labels for name, labels in self.coords.items() if name != dim}
        values, said = (np.take(array, place, axis) for array in (self.values, self.reasons))
        return LabelledColumn(self.name, values, rest, self.about, said)


@dataclass(frozen=True)
class LabelledSheet:
    """Columns side by side, and `texts` by name with their dimensions: what `dataset` makes of xarray, for whoever only
    looks numbers up."""

    columns: Mapping[str, LabelledColumn]
    attrs: Mapping[str, str | float]
    texts: Mapping[str, tuple[tuple[str, ...], Texts]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: xr.Dataset) -> LabelledSheet:
        """The sheet of a dataset of labelled arrays."""
        names = [str(name) for name in table if not str(name).endswith(f"_{REASON}")]
        columns = {name: _column_of(variable(table, name)) for name in names}
        return cls(columns, {str(name): value for name, value in table.attrs.items()})

    def dataset(self) -> xr.Dataset:
        """The same as a dataset of xarray."""
        found = dataset([column.array() for column in self.columns.values()], **self.attrs)
        return found.assign_coords(dict(self.texts))

    def saying(self, name: str, dims: Sequence[str], texts: ArrayLike) -> LabelledSheet:
        """The same with texts of some dimensions."""
        return replace(self, texts={**self.texts, name: (tuple(dims), np.asarray(texts, dtype=np.str_))})


def sheet(columns: Sequence[LabelledColumn], **attrs: str | float) -> LabelledSheet:
    """Columns side by side, by their names."""
    return LabelledSheet({column.name: column for column in columns}, attrs)


def _column_of(array: xr.DataArray) -> LabelledColumn:
    about = About(*(str(array.attrs[name]) for name in ("units", "definition", "source")))
    coords = {str(dim): [str(label) for label in array[dim].values] for dim in array.dims}
    said = array[REASON].values if REASON in array.coords else None
    return column(str(array.name), array.values, coords, about, said)


def column(
    name: str, values: ArrayLike, coords: Mapping[str, Sequence[str]], about: About, reasons: Texts | None = None
) -> LabelledColumn:
    """The column with dimensions and labels in the order of `coords`.

    Raises DataError where a value is missing without a reason, or given in spite of one.
    """
    array = np.array(values, dtype=np.float64)
    said = no_reasons(array.shape) if reasons is None else np.asarray(reasons)
    unsaid = np.argwhere(np.isnan(array) != (said != ""))
    if len(unsaid):
        labels = [list(axis)[int(position)] for axis, position in zip(coords.values(), unsaid[0], strict=True)]
        raise DataError(f"`{name}` at ({', '.join(labels)}): a value is missing exactly where a reason is given.")
    return LabelledColumn(name, array, coords, about, said)


def labelled(
    name: str, values: ArrayLike, coords: Mapping[str, Sequence[str]], about: About, reasons: Texts | None = None
) -> xr.DataArray:
    """The array with dimensions and labels in the order of `coords`, and what it is about in its attrs.

    Raises DataError where a value is missing without a reason, or given in spite of one.
    """
    return column(name, values, coords, about, reasons).array()


@lru_cache(maxsize=256)
def _axes(labels: tuple[tuple[str, tuple[str, ...]], ...]) -> xr.Coordinates:
    """Labels of axes as coordinates; many arrays have the same, and making them takes longest."""
    import xarray as xr

    return xr.Coordinates({dim: list(axis) for dim, axis in labels})


def dataset(arrays: Sequence[xr.DataArray], **attrs: str | float) -> xr.Dataset:
    """Labelled arrays side by side; the reasons of each stand beside it as `<name>_reason`."""
    import xarray as xr

    variables: dict[str, xr.DataArray] = {}
    for array in arrays:
        variables[str(array.name)] = array.drop_vars(REASON, errors="ignore")
        if REASON in array.coords:
            variables[f"{array.name}_{REASON}"] = array[REASON].drop_vars(REASON)
    return xr.Dataset(variables, attrs=dict(attrs))


def variable(table: xr.Dataset, name: str) -> xr.DataArray:
    """One array of a dataset with its reasons back in place."""
    array = table[name]
    beside = f"{name}_{REASON}"
    return array.assign_coords({REASON: table[beside]}) if beside in table else array


def reasons(array: xr.DataArray) -> dict[tuple[str, ...], str]:
    """{labels of the cell: why the value is missing}; empty where all are defined."""
    if REASON not in array.coords:
        return {}
    axes = [array[dim].values.tolist() for dim in array.dims]
    text = array[REASON].values
    return {
        tuple(str(axis[position]) for axis, position in zip(axes, cell, strict=True)): str(text[tuple(cell)])
        for cell in np.argwhere(text != "")
    }


def over_variants(by_variant: Mapping[str, LabelledColumn]) -> LabelledColumn:
    """An indicator under several variants, along a first dimension `variant`; the first is the main one."""
    columns = list(by_variant.values())
    main = columns[0]
    coords = {"variant": list(by_variant), **main.coords}
    values, said = (np.stack([getattr(one, name) for one in columns]) for name in ("values", "reasons"))
    return column(main.name, values, coords, main.about, said)


def rank_stability(ranked: LabelledColumn) -> LabelledSheet:
    """How an order survives the change of elasticities, for a column [variant, label].

    `rank_correlation` Spearman's coefficient of each variant with the first; `same_order` the share of pairs of
    labels that each variant orders as the first does; `same_top` 1 where the largest is the same.
    """
    values = ranked.values
    defined = np.isfinite(values).all(axis=0)
    kept = values[:, defined]
    axes = {"variant": ranked.coords["variant"]}
    about = About("fraction", "agreement of ranks with the first variant", ranked.about.source)
    few = no_reasons((len(values),))
    if kept.shape[1] < 2:
        few[:] = say("indicators.too_few_to_rank")
    enough = kept.shape[1] >= 2
    gone = np.full(len(values), np.nan)
    rows = {
        "rank_correlation": _spearman(kept) if enough else gone,
        "same_order": _same_order(kept) if enough else gone,
        "same_top": (kept.argmax(axis=1) == kept[0].argmax()).astype(float) if enough else gone,
    }
    return sheet([column(name, row, axes, about, few) for name, row in rows.items()])


def _spearman(values: Array) -> Array:
    """Rank correlation of each row with the first; ties take their place in the order of labels."""
    rank = values.argsort(axis=1).argsort(axis=1).astype(np.float64)
    apart = rank - rank.mean(axis=1, keepdims=True)
    result: Array = apart @ apart[0] / (apart[0] @ apart[0])
    return result


def _same_order(values: Array) -> Array:
    """Share of the pairs of columns that each row orders as the first row does."""
    a, b = np.triu_indices(values.shape[1], 1)
    sign = np.sign(values[:, a] - values[:, b])
    share: Array = (sign == sign[0]).mean(axis=1)
    return share
