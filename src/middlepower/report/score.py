"""Files of a score: the document, tables, and the page with what was predicted against what was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.document.scored import GoalReached, MethodFit, PairScore, SampleScore, Score, ScoredTest
from middlepower.language.catalogue import named, say
from middlepower.report.drawing import Drawing, PlotFigure
from middlepower.report.profile import profile_page
from middlepower.report.profile_tables import Row, numbers_csv, numbers_of
from middlepower.report.score_figures import bins_plot, scatter_plot, series_of
from middlepower.report.wording import EN_DASH, Bullet, capital, date_text, listed, plain, variant_text

FIT_KEYS = ("test", "sample", "weights", "method", "variant", "sign_hits", "flows")
MODEL = "general equilibrium"
SHORTEST = 2  # decimals of ratios; errors and changes take one


def score_texts(document: Score) -> dict[str, str]:
    """File name to content of all files."""
    return {
        document.file_name: write(document),
        "fits.csv": numbers_csv(FIT_KEYS, _fits(document)),
        "flows.csv": numbers_csv(("test", "sample", "flow"), _flows(document)),
        "pairs.csv": numbers_csv(("test", "importer", "exporter", "method", "variant"), _pairs(document)),
        "score.html": render_score(document),
    }


def score_drawings(document: Score) -> Iterator[Drawing]:
    """Of each sample what was seen against what was predicted; of one of many flows, both by the change of duties."""
    for place, (test, sample) in enumerate(_samples(document), 1):
        if sample.seen:
            title = say("score.seen_against_predicted", sample=sample.name)
            plot = scatter_plot(document, sample, document.main_variants[0])
            yield PlotFigure(f"seen-{test}-{place}", title, say("score.scatter_reads"), plot)
        else:
            title = say("score.by_change_of_duty", sample=sample.name)
            reads = say("score.bins_read", flows=say("score.flows", n=sample.flows))
            yield PlotFigure(f"duties-{test}-{place}", title, reads, bins_plot(sample, document.main_variants))


def _fits(document: Score) -> Iterator[Row]:
    for test, sample in _samples(document):
        for one in sample.fits:
            keys = test, sample.name, sample.weights, one.method, one.variant, one.sign_hits, sample.flows
            yield keys, numbers_of(one)


def _flows(document: Score) -> Iterator[Row]:
    for test, sample in _samples(document):
        for one in sample.seen:
            predicted = {f"predicted {variant}": number for variant, number in one.predicted_percent.items()}
            yield (test, sample.name, " ".join(one.labels)), {**numbers_of(one), **predicted}


def _pairs(document: Score) -> Iterator[Row]:
    for name, test in document.tests.items():
        for pair in test.pairs:
            for method, said in pair.predicted_percent.items():
                for variant, number in said.items():
                    keys = name, pair.importer, pair.exporter, method, variant
                    yield keys, {**numbers_of(pair), "predicted_percent": number}


def _samples(document: Score) -> Iterator[tuple[str, SampleScore]]:
    for name, test in document.tests.items():
        for sample in test.samples:
            yield name, sample


def render_score(document: Score) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "bullets": bullets(document),
        "variants": document.main_variants,
        "label": flow_label,
        "main_fits": main_fits,
        "ratio": lambda number: with_interval(number, SHORTEST),
        "value": lambda number, places: EN_DASH if number.value is None else plain(number.value, places),
        "ends": _ends,
        "scatter": scatter_plot,
        "bins": bins_plot,
        "series": series_of,
        "capital": capital,
        "meta": meta,
        "placebos": placebos,
        "of_model": of_model,
    }
    return profile_page("score.html", context)


def bullets(document: Score) -> list[Bullet]:
    """Goals that were missed, with their likely causes; those that were met; then what each test can tell."""
    goals = [Bullet(say("score.met" if one.met else "score.missed"), goal_text(one)) for one in document.goals]
    tests = [
        Bullet(say("score.test", title=test.title), say("score.says", says=test.says))
        for test in document.tests.values()
    ]
    return [*goals, *tests]


def goal_text(one: GoalReached) -> str:
    """A goal, what was found, and the likely cause where it is missed."""
    cause = say("score.cause", cause=one.cause.rstrip(".")) if one.cause else ""
    return say("score.goal", goal=one.goal, sample=one.sample, found=found_text(one), cause=cause).strip()


def found_text(one: GoalReached) -> str:
    """What was found of a goal, and what it is held against."""
    where = variant_text(one.variant)
    if one.name == "rank":
        rivals = (
            say("score.rival", number=with_interval(value, SHORTEST), rival=rival)
            for rival, value in one.against.items()
        )
        number = with_interval(one.found, SHORTEST)
        return say("score.found.rank", number=number, variant=where, rivals=listed(rivals))
    if one.name == "slope":
        return say("score.found.slope", number=with_interval(one.found, SHORTEST), variant=where)
    most = with_interval(next(iter(one.against.values())), 0)
    return say("score.found.error", number=with_interval(one.found, 1), variant=where, most=most)


def with_interval(number: Number, decimals: int) -> str:
    """A number with the ends of its interval, where it has one; else why it is missing."""
    if number.value is None:
        return number.reason
    shown = plain(number.value, decimals)
    if number.ends is None:
        return shown
    low, high = (plain(end, decimals) for end in number.ends)
    return say("score.with_interval", number=shown, low=low, high=high)


def _ends(number: Number, places: int) -> str:
    """The interval of a number, nothing where there is none."""
    if number.ends is None:
        return ""
    low, high = (plain(end, places) for end in number.ends)
    return say("score.interval", low=low, high=high)


def method_text(one: MethodFit) -> str:
    """A method with its elasticities in words."""
    return (
        say("score.method", method=one.method, variant=variant_text(one.variant)) if one.variant else named(one.method)
    )


def main_fits(sample: SampleScore, variants: Sequence[str]) -> list[MethodFit]:
    """The fits under the main elasticity set, and no change; the largest error first, as they stand."""
    return [one for one in sample.fits if one.variant in ("", *variants)]


def flow_label(document: Score, labels: Sequence[str]) -> str:
    """Economies and sectors of a flow by name."""
    return ", ".join(document.sectors[one].name if one in document.sectors else document.name(one) for one in labels)


def of_model(pair: PairScore) -> Mapping[str, Number]:
    """What the model says of a pair, by variant."""
    return pair.predicted_percent[MODEL]


def placebos(test: ScoredTest) -> str:
    """How far pairs without new duties stray."""
    one = test.pairs[0]
    spread, share = one.placebo_spread_percent.known, one.placebo_share.known
    return say("score.placebo", n=one.placebos, spread=plain(spread, 1), share=plain(100.0 * share, 0))


def meta(test: ScoredTest) -> str:
    """World and law of a test in one line."""
    day, year = date_text(test.baseline_date), str(test.law_year)
    return say("score.meta", world=test.world, vintage=str(test.vintage), day=day, year=year)
