"""`mp.score`: how well forecasts on frozen worlds did."""

from __future__ import annotations

from pathlib import Path

from middlepower.data.observed import FOLDER
from middlepower.document.score import score_document
from middlepower.document.scored import Score
from middlepower.experiment.settings import Settings
from middlepower.front.asked import Tell, path_or_none, say_nothing
from middlepower.front.finding import Paper, first_of
from middlepower.language.catalogue import say
from middlepower.report.score import bullets, score_drawings, score_texts
from middlepower.score.plan import choices_of, plan
from middlepower.score.run import run_tests


def score(test: str | None = None, data: str | Path | None = None, *, tell: Tell = say_nothing) -> Paper[Score]:
    """How well forecasts on frozen worlds fit what was seen, beside simpler methods.

    Forecasts of one's own are registered and held against what was seen by `middlepower score --register` and
    `--against`.

    Args:
        test: One test, such as canada-2025; all if none is named.
        data: A folder with what was seen, in the place of the package's own.
        tell: Is called with a line of text at each step.
    """
    names = list(plan()) if test is None else [test]
    for name in names:
        choices_of(name)  # a wrong name is refused before any solving
    settings = Settings()
    folder = path_or_none(data) or FOLDER
    tests = run_tests(names, settings, lambda name: tell(say("cli.scoring", name=name)), folder=folder)
    words = "score" + (f" --test {test}" if test else "") + (" --data DATA" if data else "")
    document = score_document(tests, settings, words)
    return Paper(document, first_of(bullets(document)), "score.html", "fits", score_texts, score_drawings)
