"""Every guide to an extension point, followed word by word in a copy of the tree: its entry must pass its suite."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "how-to"
NEW = (  # suite and what its parameters are called
    ("elasticity_sets", "HM"),
    ("groups", "VISEGRAD"),
    ("measures", "US-TR-STEEL-2018"),
    ("states", "metals-peace"),
    ("indicators", "terms_of_trade_change"),
    ("model_variants", "cobb_douglas"),
    ("sources", "penn"),
)


def blocks(guide: str, language: str) -> list[str]:
    """The code of a guide in one language, in order."""
    text = (GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for block in found]


def appended(path: Path, text: str) -> None:
    """The file with some text at its end."""
    path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n{text}", encoding="utf-8")


def inserted(path: Path, after: str, text: str) -> None:
    """The file with some text after a line that stands there once."""
    content = path.read_text(encoding="utf-8")
    assert content.count(after) == 1, (path, after)
    path.write_text(content.replace(after, after + text), encoding="utf-8")


def add_data(package: Path) -> None:
    """Elasticity set, group, measure, state."""
    head = blocks("add-an-elasticity-set", "text")[0].splitlines()
    copied = (package / "data/sets/U4.csv").read_text(encoding="utf-8").splitlines()[5:]
    rows = [f"{row.partition(',')[0]},5.03,,Table 5" for row in copied]
    (package / "data/sets/HM.csv").write_text("\n".join([*head[:5], *rows, ""]), encoding="utf-8")
    appended(package / "world/groups.toml", "\n" + blocks("add-a-group", "toml")[0])
    appended(package / "policy/measures/other.yaml", blocks("add-a-measure", "yaml")[0])
    state = textwrap.indent(blocks("add-a-state", "yaml")[0], "  ")
    inserted(package / "scenario/library/beijing-2026.yaml", "\nstates:\n", state)


def add_code(package: Path) -> None:
    """Indicator, model variant, source."""
    (package / "indicators/terms.py").write_text(blocks("add-an-indicator", "python")[0], encoding="utf-8")
    catalogue = package / "indicators/catalogue.py"
    inserted(catalogue, "INDICATORS: tuple[Indicator, ...] = (\n", blocks("add-an-indicator", "text")[0])
    inserted(catalogue, "from middlepower.indicators import (\n", "    terms,\n")
    equations, entry = blocks("add-a-model-variant", "python")
    (package / "model/cobb_douglas").mkdir()
    (package / "model/cobb_douglas/__init__.py").write_text('"""Armington with elasticity one, in closed form."""\n')
    (package / "model/cobb_douglas/equations.py").write_text(equations, encoding="utf-8")
    catalogue = package / "model/catalogue.py"
    listed = blocks("add-a-model-variant", "text")[0]
    inserted(catalogue, "VARIANTS: tuple[ModelVariant, ...] = (\n", listed)
    content = catalogue.read_text(encoding="utf-8").replace("VARIANTS: tuple", f"{entry}\n\nVARIANTS: tuple")
    catalogue.write_text(content, encoding="utf-8")
    appended(package / "data/registry.toml", "\n" + blocks("add-a-source", "toml")[0])
    (package / "data/sources/penn.py").write_text(blocks("add-a-source", "python")[0], encoding="utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree in which every guide was followed once."""
    copy = tmp_path_factory.mktemp("tree")
    for part in ("src", "tests", "pyproject.toml"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / part)
    add_data(copy / "src/middlepower")
    add_code(copy / "src/middlepower")
    return copy


@pytest.mark.slow
@pytest.mark.parametrize(("suite", "entry"), NEW, ids=[suite for suite, _ in NEW])
def test_what_a_guide_adds_passes_its_suite(tree: Path, suite: str, entry: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:benchmark", "-p", "no:xdist"]
    tests = tree / "tests" / "conformance" / f"test_{suite}.py"
    paths = os.pathsep.join([str(tree / "src"), str(tree)])
    done = subprocess.run(
        [*command, "-k", entry, str(tests)],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
