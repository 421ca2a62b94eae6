"""What every reader of `data/sources` and every entry of the registry must be; a new one is tested by being there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from middlepower.data.embedded import Source, all_sources
from middlepower.data.sources import readers
from middlepower.errors import MiddlepowerError

SOURCES = all_sources()
READERS = readers()

every_source = pytest.mark.parametrize("one", SOURCES, ids=[one.id for one in SOURCES])
every_reader = pytest.mark.parametrize("name", READERS)


def functions(name: str) -> list[Callable[..., Any]]:
    """The functions of a reader that read."""
    module = import_module(f"middlepower.data.sources.{name}")
    return [
        function
        for label, function in inspect.getmembers(module, inspect.isfunction)
        if label.startswith("read_") and function.__module__ == module.__name__
    ]


@every_source
def test_an_entry_says_whose_the_data_are_under_which_terms_and_what_was_done_to_them(one: Source) -> None:
    for field in ("title", "publisher", "edition", "licence", "citation", "used_for", "transformation", "retrieved"):
        assert getattr(one, field).strip(), field
    assert one.address.startswith("https://")


@every_source
def test_an_entry_has_one_id_and_a_checksum_where_a_file_was_at_hand(one: Source) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]+", one.id)
    assert [other.id for other in SOURCES].count(one.id) == 1
    assert re.fullmatch(r"[0-9a-f]{64}|", one.sha256)


@every_reader
def test_a_reader_names_entries_of_the_registry(name: str) -> None:
    assert READERS[name]
    assert set(READERS[name]) <= {one.id for one in SOURCES}


@every_reader
def test_a_reader_reads_from_a_path_and_says_what_it_returns(name: str) -> None:
    module = import_module(f"middlepower.data.sources.{name}")
    assert len(module.__doc__ or "") > 40
    assert functions(name)
    for function in functions(name):
        signature = inspect.signature(function)
        assert len(function.__doc__ or "") > 30
        assert next(iter(signature.parameters.values())).annotation == "Path"
        assert signature.return_annotation is not inspect.Signature.empty


@every_reader
def test_a_reader_of_a_missing_file_names_it_and_shows_no_traceback(name: str, tmp_path: Path) -> None:
    examples: dict[str, Any] = {"int": 2022, "str": "CAN"}
    for function in functions(name):
        more = [
            examples[parameter.annotation]
            for parameter in list(inspect.signature(function).parameters.values())[1:]
            if parameter.default is inspect.Parameter.empty
        ]
        with pytest.raises(MiddlepowerError) as caught:
            function(tmp_path / "nowhere", *more)
        assert "nowhere" in str(caught.value)
