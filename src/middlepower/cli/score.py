"""`middlepower score`: how well forecasts on frozen worlds did."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from middlepower.cli.output import print_table, wrote
from middlepower.cli.progress import status_line
from middlepower.data.observed import FOLDER
from middlepower.document.file import write
from middlepower.document.score import score_document
from middlepower.document.scored import SampleScore, Score, ScoredTest
from middlepower.experiment.settings import Settings
from middlepower.language.catalogue import say
from middlepower.report.folder import Place
from middlepower.report.score import (
    bullets,
    main_fits,
    meta,
    method_text,
    of_model,
    score_drawings,
    score_texts,
    with_interval,
)
from middlepower.report.wording import signed, variant_text
from middlepower.score.plan import choices_of, plan
from middlepower.score.run import run_tests

Rows = list[Mapping[str, str]]


def score_command(test: str | None, data: Path | None, place: Place | None, as_json: bool) -> None:
    """Score one test, or all."""
    names = list(plan()) if test is None else [test]
    for name in names:
        choices_of(name)  # a wrong name is refused before any solving
    if place is not None:
        place.check()
    settings = Settings()
    with status_line() as tell:
        tests = run_tests(names, settings, lambda name: tell(say("cli.scoring", name=name)), folder=data or FOLDER)
    words = "score" + (f" --test {test}" if test else "") + (" --data DATA" if data else "")
    document = score_document(tests, settings, words)
    if place is not None:
        written = place.write(score_texts(document), document, score_drawings(document))
        print(wrote(written, place.folder, "score.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def _plain(document: Score) -> str:
    said = "".join(f"{bullet.lead} {bullet.text}\n\n" for bullet in bullets(document))
    tables = "\n".join(_test(document, test) for test in document.tests.values())
    return f"{said}{tables}\n" + "".join(f"{say('cli.note', text=text)}\n" for text in document.notes)


def _test(document: Score, test: ScoredTest) -> str:
    """A test: what it can tell, then its tables."""
    head = f"{test.title}\n{test.says}. {meta(test)}.\n"
    tables = [print_table(sample.name, list(_fits(document, sample))) for sample in test.samples]
    pairs = [print_table(say("score.pairs_head"), list(_pairs(document, test)))] if test.pairs else []
    return "\n".join([head, *tables, *pairs])


def _fits(document: Score, sample: SampleScore) -> Iterator[Mapping[str, str]]:
    for one in main_fits(sample, document.main_variants):
        yield {
            say("score.terminal.method"): method_text(one),
            say("score.terminal.error_points"): with_interval(one.error_percent, 1),
            say("score.terminal.correlation"): with_interval(one.correlation, 2),
            say("score.terminal.slope"): with_interval(one.slope, 2),
            say("score.terminal.signs"): f"{one.sign_hits}/{sample.flows}",
        }


def _pairs(document: Score, test: ScoredTest) -> Iterator[Mapping[str, str]]:
    for pair in test.pairs:
        said = of_model(pair)
        yield {
            say("score.terminal.pair"): say("score.pair", importer=pair.importer, exporter=pair.exporter),
            say("score.terminal.seen"): signed(pair.seen_percent.known, 1),
            **{variant_text(variant): signed(said[variant].known, 1) for variant in document.main_variants},
            say("score.terminal.placebo"): with_interval(pair.placebo_spread_percent, 1),
        }
