"""The dictionary of letters and names: every row stands in the code, and a user can look it up."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import re
from typing import Any

import pytest

from middlepower.cli.guard import guarded
from middlepower.data.notation import PAPERS, Symbol, find_symbols, symbols
from middlepower.errors import UnknownNameError


def place(path: str) -> Any:
    """The module, class, property or function at a dotted path below the package."""
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(["middlepower", *parts[:count]]))
        except ModuleNotFoundError:
            continue
        for name in parts[count:]:
            found = getattr(found, name)
        return found
    raise AssertionError(f"no module on the path {path}")


def members(thing: Any) -> set[str]:
    """Names that a class or module offers, and its fields."""
    fields = {field.name for field in dataclasses.fields(thing)} if dataclasses.is_dataclass(thing) else set()
    return {*dir(thing), *fields}


def words(thing: Any) -> str:
    """The docstring of a class, property or module, and the names that it offers."""
    source = thing.fget if isinstance(thing, property) else getattr(thing, "func", thing)
    return " ".join([inspect.getdoc(source) or "", *members(thing)])


def stands_in(word: str, thing: Any) -> bool:
    """Whether a word stands there on its own, primes included."""
    return re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", words(thing)) is not None


@pytest.mark.parametrize("row", symbols(), ids=lambda row: row.symbol)
def test_the_name_of_a_row_exists_where_it_says(row: Symbol) -> None:
    named_in = place(row.named_in)
    assert row.name in members(named_in) or _is_axis(row.name, named_in), f"{row.named_in} has no {row.name}"


def _is_axis(name: str, module: Any) -> bool:
    """Whether a name is an axis of the labelled world."""
    return any(name in axes for axes in getattr(module, "DIMS", {}).values())


@pytest.mark.parametrize("row", symbols(), ids=lambda row: row.symbol)
def test_the_letter_of_a_row_is_written_where_it_says(row: Symbol) -> None:
    assert stands_in(row.symbol, place(row.written_in)), f"{row.written_in} does not write {row.symbol}"


def test_a_name_that_was_renamed_would_be_found_out() -> None:
    (tariff,) = find_symbols("tau")
    assert "tarif" not in members(place(tariff.named_in))
    assert not stands_in("tau_old", place(tariff.written_in))


def test_each_letter_and_each_name_stands_once() -> None:
    for column in ("symbol", "name"):
        values = [getattr(row, column) for row in symbols()]
        assert len(values) == len(set(values))
    assert all(row.meaning and set(row.papers) == set(PAPERS) for row in symbols())


def test_rows_are_found_by_letter_then_by_name_then_by_meaning() -> None:
    assert [row.name for row in find_symbols("X")] == ["spending"]
    assert [row.symbol for row in find_symbols("trade_share")] == ["pi"]
    assert [row.symbol for row in find_symbols("R")] == ["R"]
    assert [row.symbol for row in find_symbols("r")] == ["r"]
    assert {row.symbol for row in find_symbols("price index")} >= {"P_hat", "W_hat"}


@pytest.mark.parametrize(("wrong", "near"), [("trade_shar", "trade_share"), ("wages", "wage"), ("Tariffe", "tariff")])
def test_an_unknown_name_is_told_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean `{near}`"):
        find_symbols(wrong)


def test_the_command_prints_a_row_and_its_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["symbol", "tau"]) == 0
    assert "Lashkaripour (2021)" in capsys.readouterr().out
    assert guarded(["symbol", "tariff", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["symbols"][0]["symbol"] == "tau"
    assert guarded(["symbol", "no such thing"]) == 2
    assert "unknown symbol" in capsys.readouterr().err
