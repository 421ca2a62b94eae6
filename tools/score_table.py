"""Build `score.csv`: what every variant scored, for the line beside headlines and for weights.

Run `python -m tools.score_table` after whatever moves the model's numbers; a minute. The package itself never runs it.
"""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.data.track_record import FILE
from middlepower.experiment.settings import Settings
from middlepower.score.goals import fit_of
from middlepower.score.methods import MODEL
from middlepower.score.plan import plan
from middlepower.score.rivals import NO_CHANGE
from middlepower.score.run import Scored, run_tests
from tools.build_tables import Row, write_rows

COLUMNS = (
    "test", "sample", "variant", "sign_hits", "flows", "correlation", "slope", "slope_low", "slope_high",
    "error_percent", "no_change_percent",
)  # fmt: skip


def rows(tests: tuple[Scored, ...]) -> Iterator[Row]:
    """One row a sample and variant of the model."""
    for test in tests:
        for flows in test.samples:
            nothing = fit_of(flows.fits, NO_CHANGE, "").error.value
            for one in (fit for fit in flows.fits if fit.method == MODEL):
                numbers = (
                    one.correlation.value,
                    one.slope.value,
                    one.slope.low,
                    one.slope.high,
                    one.error.value,
                    nothing,
                )
                yield {
                    "test": test.name,
                    "sample": flows.sample.name,
                    "variant": one.variant,
                    "sign_hits": one.hits,
                    "flows": one.flows,
                    **{name: f"{number:.4f}" for name, number in zip(COLUMNS[5:], numbers, strict=True)},
                }


def build_score_table() -> None:
    """Nothing; writes the table."""
    write_rows(FILE, COLUMNS, rows(run_tests(plan(), Settings())))


if __name__ == "__main__":
    build_score_table()
