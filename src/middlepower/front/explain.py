"""`mp.explain`: an economy's change of real income in exact parts."""

from __future__ import annotations

from pathlib import Path

from middlepower.document.explain import explained
from middlepower.document.explained import Explained
from middlepower.document.file import read
from middlepower.document.results import Results
from middlepower.front.asked import Tell, say_nothing
from middlepower.front.finding import Paper, first_of
from middlepower.front.run import RunFinding
from middlepower.report.explain_files import explain_texts
from middlepower.report.explain_page import bullets, explain_drawings


def explain(
    results: str | Path | RunFinding | Results,
    economy: str | None = None,
    *,
    tell: Tell = say_nothing,
) -> Paper[Explained]:
    """Who and what moved an economy's real income, in exact parts that add up.

    Args:
        results: What `mp.run` gave, a results.json, or the folder of a run.
        economy: Whose change to explain: a code or name; the run's own if none.
        tell: Is called with a line of text at each step.

    >>> import middlepower as mp
    >>> parts = mp.explain(mp.run("beijing-2026", states=["deal"], ranges=False))
    >>> sorted(set(parts.to_frame()["state"]))
    ['deal']
    """
    found = _results(results)
    document = explained(found, economy or found.economy)
    return Paper(document, first_of(bullets(document)), "explained.html", "explained", explain_texts, explain_drawings)


def _results(given: str | Path | RunFinding | Results) -> Results:
    """The document of a run."""
    if isinstance(given, RunFinding):
        return given.document
    return given if isinstance(given, Results) else read(Path(given), Results)
