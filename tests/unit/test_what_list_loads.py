"""A list of names starts at once: it loads no model, no page and no world."""

from __future__ import annotations

import subprocess
import sys

from middlepower.cli.catalogue import TABLES
from middlepower.cli.overview import CATALOGUES

CODE = """
import sys
from middlepower.cli.guard import guarded
assert guarded(["list", "closures", "--json"]) == 0
heavy = ("xarray", "pandas", "middlepower.experiment.experiment", "middlepower.report.brief", "middlepower.world.world")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


ALONE = """
import sys
from middlepower.cli.guard import guarded
assert guarded(["list"]) == 0
heavy = ("xarray", "pandas", "middlepower.policy.library", "middlepower.world.world")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


def test_the_list_of_catalogues_names_them_all_and_reads_none() -> None:
    assert sorted(CATALOGUES) == sorted(TABLES)
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(f"middlepower list {name}" in done.stdout for name in CATALOGUES)


def test_a_list_of_closures_loads_no_model_and_no_page() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


RUN = """
import sys
import middlepower.front.profile, middlepower.front.run, middlepower.front.tariffs, middlepower.report.files
print([name for name in ("numba", "scipy", "pandas", "xarray", "pyarrow", "jinja2") if name in sys.modules])
"""


def test_what_answers_questions_loads_neither_machine_code_nor_tables_nor_templates_before_they_are_needed() -> None:
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


ASKED = """
import contextlib, io, sys
import middlepower as mp
with contextlib.redirect_stdout(io.StringIO()):
    mp.profile("CAN", ranges=False)
    mp.rank("USA", ranges=False)
    mp.coalition(["CAN", "MEX"], against="USA", ranges=False)
print([name for name in ("pandas", "xarray", "dask") if name in sys.modules])
"""


def test_questions_of_power_are_answered_without_loading_tables() -> None:
    """Loading xarray, and what it finds installed beside it, takes longer than solving a profile."""
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
