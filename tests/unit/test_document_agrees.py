"""A results document whose parts name what other parts lack is refused when it is read."""

from collections.abc import Callable
from typing import Any

import pytest
from report_example import example_document, results_of

from middlepower.errors import DataError

Change = Callable[[dict[str, Any]], object]


def first_state(document: dict[str, Any]) -> dict[str, Any]:
    """The part of the first state."""
    state: dict[str, Any] = next(iter(document["states"].values()))
    return state


def without_a_province(document: dict[str, Any]) -> None:
    """One state says nothing of the first province."""
    first_state(document)["provinces"]["provinces"].pop(next(iter(document["provinces"]["names"])))


def without_a_partner(document: dict[str, Any]) -> None:
    """The last day of the law has one pair less than the first."""
    rates = list(document["timeline"]["applied_percent"].values())[-1]
    importer = next(iter(rates))
    rates[importer] = dict(list(rates[importer].items())[1:])


def without_a_rate(document: dict[str, Any]) -> None:
    """One state has one effective tariff less than the baseline."""
    rates = first_state(document)["effective_tariff_percent"]
    rates.pop(next(iter(rates)))


def with_an_unknown_sector(document: dict[str, Any]) -> None:
    """One state speaks of a sector of which the baseline has no output."""
    sectors = first_state(document)["sectors"]["CAN"]
    sectors["X99"] = next(iter(sectors.values()))


CHANGES: dict[str, tuple[Change, str]] = {
    "a reaction that is no state": (
        lambda document: document["break_even"].update(reaction="war"),
        "`break_even.reaction` is `war`, not one of `states`",
    ),
    "a province that one state lacks": (without_a_province, "which `provinces.names` holds"),
    "another pair on another day": (without_a_partner, "is of other pairs than the first day's"),
    "a first day without rates": (
        lambda document: document["timeline"].update(first="2011-01-01"),
        "`timeline.applied_percent` lacks `2011-01-01`, which is `timeline.first`",
    ),
    "no numbers for its economy": (
        lambda document: first_state(document)["actors"].pop("CAN"),
        r"actors` lacks `CAN`, whose brief this is",
    ),
    "other pairs than the baseline's": (without_a_rate, "is of other pairs than that of `baseline_state`"),
    "a sector without output": (with_an_unknown_sector, "names `X99`, which the baseline's `output_musd` lacks"),
    "no state": (lambda document: document["states"].clear(), "`states` is empty"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_document_whose_parts_disagree_is_refused(case: str) -> None:
    change, said = CHANGES[case]
    document = example_document()
    change(document)
    with pytest.raises(DataError, match=said):
        results_of(document)
