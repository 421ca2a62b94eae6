"""The mutation check itself: what it breaks, what it draws, and which tests it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mutants.choice import TestFile, chosen_tests, read
from tests.mutants.draw import drawn
from tests.mutants.edit import Mutant
from tests.mutants.kernels import kernel_mutants
from tests.mutants.places import Source, mutants_in, mutants_of
from tests.mutants.trial import PACKAGE
from tests.project import ROOT

BROKEN = {
    "a + b": {"a - b"},
    "(a - b) * c": {"(a + b) * c", "(a - b) / c"},
    "a ** b": {"a * b"},
    "a @ b": {"(b) @ (a)"},
    "a < b": {"a <= b", "a >= b"},
    "a is not b": {"a is b"},
    "a and b": {"((a) or (b))", "((a))", "((b))"},
    "not a": {"(a)"},
    "-a": {"(a)"},
    "f(a, b)": {"f(b, a)"},
    "f(a, key=b)": {"f(a, **{})"},
    "a[b, c]": {"a[c, b]"},
    "a.with_measures(b)": {"a"},
    "np.einsum('kni,kn->ki', a)": {"np.einsum('nki,kn->ki', a)", "np.einsum(a, 'kni,kn->ki')"},
    "a if b else c": {"a if True else c", "a if False else c"},
    "[a for a in b if c]": {"[a for a in b if True]"},
    "a[0]": {"a[1]"},
    "f(1, 0.5)": {"f(0, 0.5)", "f(1, 1.0)", "f(0.5, 1)"},
    "True": {"False"},
    "'text' + a": set(),
    "isinstance(a, b)": set(),
}


def texts(source: str) -> set[str]:
    """The source with each of its mutants in it."""
    content = source.encode()
    return {mutant.applied(content).decode() for mutant in mutants_in(Source("file.py", content))}


@pytest.mark.parametrize("expression", BROKEN)
def test_an_expression_is_broken_in_these_ways_and_no_other(expression: str) -> None:
    assert {text.removeprefix("x = ") for text in texts(f"x = {expression}")} == BROKEN[expression]


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        ("    f(a)", "    pass"),
        ("    a[b] = c", "    pass"),
        ("    a += b", "    a -= b"),
        ("    raise ValueError(a)", "    pass"),
        ("    while a:\n        f(a)", "    while False:\n        f(a)"),
    ],
)
def test_a_statement_is_dropped_or_turned_round(body: str, broken: str) -> None:
    assert f"def g(a, b, c):\n{broken}\n" in texts(f"def g(a, b, c):\n{body}\n")


def test_what_no_test_should_pin_down_is_left_alone() -> None:
    """Words of an error, docstrings, annotations, decorators and names for types."""
    assert (
        texts('"""Text."""\nArray = NDArray[a, b]\n@cache(maxsize=1)\ndef f(a: A | B) -> C[a, b]: return f"{a:2}"')
        == set()
    )
    assert texts("def f(a):\n    raise E(1 + a)\n") == {"def f(a):\n    pass\n"}


def test_a_mutant_knows_its_line_and_its_function() -> None:
    content = b"class A:\n    def f(self):\n        def g():\n            return 1\n        return g\n"
    (mutant,) = mutants_in(Source("folder/file.py", content))
    assert (mutant.line, mutant.function, mutant.folder) == (4, "A.f", "folder")
    assert mutant.change.startswith("folder/file.py:4: 1  ->  0")


@pytest.fixture(scope="module")
def every_mutant() -> list[Mutant]:
    """All mutants of the package."""
    return mutants_of(ROOT / PACKAGE)


def test_a_draw_is_the_same_for_the_same_seed_and_reaches_every_folder(every_mutant: list[Mutant]) -> None:
    folders = {mutant.folder for mutant in every_mutant}
    sample = drawn(every_mutant, 60, 7, ROOT / PACKAGE)
    assert sample == drawn(every_mutant, 60, 7, ROOT / PACKAGE)
    assert sample != drawn(every_mutant, 60, 8, ROOT / PACKAGE)
    assert len({(mutant.file, mutant.start) for mutant in sample}) == 60
    assert {mutant.folder for mutant in sample} == folders
    assert folders >= {"model", "policy", "scenario", "experiment", "indicators", "document", "report", "cli", "world"}


def test_every_mutant_of_the_written_list_still_finds_its_text() -> None:
    mutants = [mutant for mutant, _ in kernel_mutants(ROOT / PACKAGE)]
    for mutant in mutants:
        compile(mutant.applied((ROOT / PACKAGE / mutant.file).read_bytes()), mutant.file, "exec")
        assert mutant.function != "<module>"


@pytest.fixture
def mutant() -> Callable[[str, str], Mutant]:
    """A function that makes a mutant of a file and a function."""
    return lambda file, function: Mutant(file, 0, 1, "b", "kind", 1, function, "a")


FILES = [
    TestFile("wide", 5.0, frozenset({("model/a.py", "f"), ("model/a.py", "g"), ("model/b.py", "h")})),
    TestFile("narrow", 1.0, frozenset({("model/a.py", "f")})),
    TestFile("other", 1.0, frozenset({("policy/c.py", "f")})),
]


def test_the_tests_that_execute_the_function_are_run_narrow_ones_first(mutant: Callable[[str, str], Mutant]) -> None:
    assert chosen_tests(mutant("model/a.py", "f"), FILES, 100.0) == ["narrow", "wide"]
    assert chosen_tests(mutant("model/a.py", "f"), FILES, 2.0) == ["narrow"]
    assert chosen_tests(mutant("model/a.py", "f"), FILES, 0.0) == ["narrow"]


def test_where_nothing_executes_the_function_its_file_its_folder_and_all_follow(
    mutant: Callable[[str, str], Mutant],
) -> None:
    assert chosen_tests(mutant("model/b.py", "unseen"), FILES, 100.0) == ["wide"]
    assert chosen_tests(mutant("model/unseen.py", "f"), FILES, 100.0) == ["narrow", "wide"]
    assert set(chosen_tests(mutant("unseen/unseen.py", "f"), FILES, 100.0)) == {"wide", "narrow", "other"}


def test_records_of_several_processes_are_added_up(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text('{"a": {"seconds": 1.5, "functions": [["x.py", "f"]], "failed": []}}')
    (tmp_path / "2.json").write_text(
        '{"a": {"seconds": 2.0, "functions": [["x.py", "g"], ["x.py", "f"]], "failed": ["a::t"]}}'
    )
    assert read(tmp_path) == [TestFile("a", 3.5, frozenset({("x.py", "f"), ("x.py", "g")}), frozenset({"a::t"}))]
