"""The shape of the code that no linter checks: no circle of files, no test without a type."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("middlepower", "tools")


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """What each module imports of ours, also inside functions; imports for the type checker don't count."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    return {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}


def test_no_file_imports_itself_by_way_of_others(imports: dict[str, set[str]]) -> None:
    remaining = dict(imports)
    while leaves := {module for module, below in remaining.items() if not below & set(remaining)}:
        remaining = {module: below for module, below in remaining.items() if module not in leaves}
    above = {module: below & set(remaining) for module, below in remaining.items()}
    while tops := set(above) - set().union(*above.values()):
        above = {module: below for module, below in above.items() if module not in tops}
    assert not above, f"these files import each other in a circle: {sorted(above)}"


def test_the_circle_test_sees_the_package(imports: dict[str, set[str]]) -> None:
    assert "middlepower.errors" in imports["middlepower.world.world"]
    assert any(module.startswith("tools.") for module in imports)
    assert len(imports) == sum(
        1 for package in (ROOT / "src/middlepower", ROOT / "tools") for _ in package.rglob("*.py")
    )


def test_every_test_says_that_it_returns_nothing() -> None:
    untyped = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.returns is None
    ]
    assert not untyped
