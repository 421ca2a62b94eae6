"""The reference of what is drawn, from the code: `python -m tools.draws_reference` rewrites docs/reference/draws.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from middlepower.data.claims import claims_by_month
from middlepower.data.first_year import labour_share_table
from middlepower.document.ensemble import notes_on, parameter_row
from middlepower.experiment.draw import COLUMNS, SET
from middlepower.experiment.settings import Settings
from middlepower.experiment.uncertain import (
    Uncertain,
    belief_between,
    drawn_claims,
    estimate_error,
    flow_errors,
    may_be_drawn,
)
from middlepower.experiment.variant import LONG
from middlepower.game.treaty.read import punished_belief, read_treaty
from middlepower.policy.claims import TABLE
from middlepower.policy.goods import ALL_GOODS
from middlepower.policy.tables import ClaimRow, built_in
from middlepower.report.drawn import distribution
from middlepower.world.embedded import load_world
from tools.folders import PROJECT
from tools.names_reference import table

PAGE = PROJECT / "docs" / "reference" / "draws.md"
HORIZONS = (LONG, "medium", "first-year")
HEAD = """# What is drawn

Every number and choice that is uncertain to `ensemble`, and to each command with `--draws`: its distribution, its
range and where that is from. Nothing here is fitted to a result. `--over NAMES` draws only some of them, as
[the guide](../how-to/ensemble.md) shows. A result lists those that it drew under `parameters`, or `drawn.parameters`,
and in its header under `ranged_over`.

A name has a column of its own in every design, the same for all commands: with the same seed, draws of `run` and of
a game have the same elasticities. Numbers with steps fall on the middle of one of so many equal steps of their range,
because the law is compiled anew for each.

<!-- python -m tools.draws_reference -->
"""
CLOSURES = (
    "`closure` is drawn with `--closure all` alone. Where `--over` leaves a name out, its centre holds, of a choice "
    "what the command's other options say."
)
WEIGHTS = (
    "How likely each is, by `--weights`; what a set weighs by its score is told in "
    "[How sure are we?](../explanation/uncertainty.md)"
)
CLAIMED = (
    "Share of customs value that enters the United States without a claim, per cent. A draw takes the column of one "
    "month, in all its rows; without draws `all` holds. A good of which nothing was entered in a month keeps `all`."
)
WORK = "`labour_share` goes from the lowest (−1) through the centre (0) to the highest (1), in all sectors at once."


def page() -> str:
    """The whole page."""
    return "\n\n".join([HEAD.rstrip(), *parameters(), *sets(), *claims(), *labour(), *not_drawn()]) + "\n"


def every() -> dict[str, tuple[Uncertain, str]]:
    """{name: (what is drawn, when)} in the order of the design's columns."""
    found: dict[str, tuple[Uncertain, list[str]]] = {}
    for when in HORIZONS:
        for one in may_be_drawn(Settings(horizon=when, closure="all")):
            found.setdefault(one.name, (one, []))[1].append(f"`{when}`")
    belief = punished_belief(read_treaty("treaty"))
    found |= {one.name: (one, ["a set of one's own with errors"]) for one in (estimate_error(),)}
    found |= {one.name: (one, ["a law that goes by claims"]) for one in (drawn_claims(),)}
    found |= {one.name: (one, ["`--flow-error 0.05`"]) for one in (flow_errors(0.05),)}
    between = belief_between(belief.low, belief.value, belief.high, belief.source)
    found |= {one.name: (one, ["`game treaty`"]) for one in between}
    return {name: (found[name][0], ", ".join(found[name][1])) for name in sorted(found, key=COLUMNS.__getitem__)}


def parameters() -> Iterator[str]:
    """What is drawn, one row each."""
    yield "## Parameters"
    rows = []
    for name, (one, when) in every().items():
        centre = "" if one.kind == "choice" else f"{one.middle:.3g}"
        steps = "" if one.steps is None else str(one.steps)
        rows.append((f"`{name}`", when, one.meaning, distribution(parameter_row(one)), centre, steps, one.source))
    yield table(("name", "drawn at", "what it is", "distribution", "centre", "steps", "source"), rows)
    yield CLOSURES


def sets() -> Iterator[str]:
    """The published sets and what each weighs."""
    yield "## Elasticity sets"
    even, scored = (_set_drawn(weights) for weights in ("equal", "score"))
    total = sum(scored.weights)
    rows = [
        (f"`{name}`", f"{1 / len(even.options):.3f}", f"{weight / total:.3f}")
        for name, weight in zip(scored.options, scored.weights, strict=True)
    ]
    yield WEIGHTS
    yield table(("set", "equal", "score"), rows)


def _set_drawn(weights: str) -> Uncertain:
    return next(one for one in may_be_drawn(Settings(weights=weights)) if one.name == SET)


def claims() -> Iterator[str]:
    """Shares without a claim by month, of all goods and of each good."""
    known = claims_by_month()
    yield "## CUSMA claims by month"
    yield f"{CLAIMED} Source: {known.source}."
    average = [row for row in built_in(TABLE, "claims_table") if isinstance(row, ClaimRow)]
    rows = [
        (
            row.exporter,
            "all goods" if row.good == ALL_GOODS else row.good,
            *(_percent(known.shares[month].get((row.exporter, row.good))) for month in known.months),
            _percent(row.unclaimed),
        )
        for row in average
    ]
    yield table(("from", "good", *known.months, "all"), rows)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def labour() -> Iterator[str]:
    """Labour's shares by sector."""
    world, known = load_world(), labour_share_table()
    yield "## Labour's share of value added"
    yield WORK
    rows = [
        (code, name, *(f"{end:.3f}" for end in (known[code].low, known[code].centre, known[code].high)))
        for code, name in zip(world.sectors, world.sector_names, strict=True)
    ]
    yield table(("sector", "name", "lowest", "centre", "highest"), rows)


def not_drawn() -> Iterable[str]:
    """What a range over draws does not hold."""
    return ["## What no draw varies", *notes_on(Settings())]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(PROJECT)}")
