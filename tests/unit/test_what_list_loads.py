"""A list of names starts at once: it loads no model, no page and no world."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from middlepower.cli.guard import guarded
assert guarded(["list", "closures", "--json"]) == 0
heavy = ("xarray", "pandas", "middlepower.experiment.experiment", "middlepower.report.brief", "middlepower.world.world")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


def test_a_list_of_closures_loads_no_model_and_no_page() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
