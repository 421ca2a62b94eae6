"""`middlepower score` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from middlepower.cli.output import print_table
from middlepower.document.scored import SampleScore, Score, ScoredTest
from middlepower.language.catalogue import named, say
from middlepower.report.score import bullets, main_fits, meta, method_text, of_model, with_interval
from middlepower.report.wording import signed, variant_text

Rows = list[Mapping[str, str]]


def plain_score(document: Score) -> str:
    """The document as text for a terminal."""
    said = "".join(f"{bullet.lead} {bullet.text}\n\n" for bullet in bullets(document))
    tables = "\n".join(_test(document, test) for test in document.tests.values())
    return f"{said}{tables}\n" + "".join(f"{say('cli.note', text=text)}\n" for text in document.notes)


def _test(document: Score, test: ScoredTest) -> str:
    """A test: what it can tell, then its tables."""
    head = f"{test.title}\n{test.says}. {meta(test)}.\n"
    tables = [print_table(named(sample.name), list(_fits(document, sample))) for sample in test.samples]
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
