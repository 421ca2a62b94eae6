"""Studies beside the brief that were made beforehand: documents in the package, told only where the run is their own.

A frontier takes half a minute of both cores, three times a run. Those of the main scenario are therefore made by
`python -m tools.standing`, kept in the package, and shown beside a run whose baseline, world, law and settings are
theirs, in the language that is spoken; a test of the slow tier makes them again. Any other run says nothing of them:
ask with `--beside`.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import middlepower.data
from middlepower.document.file import parse
from middlepower.document.frontiers import AutonomyFrontier
from middlepower.document.standing import AlignmentStanding
from middlepower.language.catalogue import spoken

if TYPE_CHECKING:
    from middlepower.document.header import Header
    from middlepower.document.results import Results

FOLDER = Path(str(middlepower.data.__file__)).parent / "standing"
KeptStudy = AutonomyFrontier | AlignmentStanding
KINDS: dict[str, type[KeptStudy]] = {"frontier": AutonomyFrontier, "align": AlignmentStanding}
SAME = (
    "schema", "baseline", "baseline_date", "world", "vintage", "input_year", "elasticities", "long_run_nest_elasticity",
    "closure",
)  # fmt: skip
"""What a run's header must share with that of a document made beforehand, beside the law of the baseline."""


def file_of(scenario: str, name: str) -> Path:
    """Where the study of a scenario is kept: the same numbers once for each language, with its words."""
    return FOLDER / f"{scenario}-{name}.{spoken().rules.code}.json.gz"


def kept(results: Results) -> dict[str, KeptStudy]:
    """{study: its document} made beforehand from the baseline, law and settings of a run."""
    scenario = results.scenario_definition
    found: dict[str, KeptStudy] = {}
    for name, kind in KINDS.items():
        file = file_of(scenario.scenario, name)
        if file.exists():
            document = parse(gzip.decompress(file.read_bytes()).decode(), kind, file.name)
            if belongs(document, results.economy, results.header):
                found[name] = document
    return found


def belongs(document: KeptStudy, economy: str, header: Header) -> bool:
    """Whether a document is of an economy and starts from the world, law and settings of a header."""
    own = document.header
    alike = all(getattr(own, name) == getattr(header, name) for name in SAME)
    return document.economy == economy and alike and law(own) == law(header)


def law(header: Header) -> set[tuple[str, tuple[float, ...], str | None]]:
    """The measures in force in the baseline: id, rates, end."""
    return {(one.id, one.rates, one.date_end) for one in header.measures if one.in_baseline}
