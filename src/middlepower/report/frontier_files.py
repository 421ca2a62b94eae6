"""The files of autonomy: its document, tables and page."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.file import write
from middlepower.document.frontiers import AutonomyFrontier
from middlepower.document.number import Number
from middlepower.report.frontier_page import render_frontier
from middlepower.report.profile_tables import numbers_csv, numbers_of


def frontier_texts(document: AutonomyFrontier) -> dict[str, str]:
    """File name to content of everything that a frontier writes."""
    body, powers = document.frontier, document.powers
    points = (
        ((power, f"{point.belief:g}"), {**numbers_of(point), **by_power(point.exposure_percent, powers)})
        for power, against in body.against.items()
        for point in against.points
    )
    caps = (
        ((power, f"{cap.cut_percent:g}"), numbers_of(cap))
        for power, against in body.against.items()
        for cap in against.caps
    )
    packages = (
        ((row.package, row.title, "" if row.price_percent is None else f"{row.price_percent:g}"),
         {**numbers_of(row), **by_power(row.exposure_percent, powers)})
        for row in body.packages
    )  # fmt: skip
    freedom = (((row.move, row.power, row.horizon), numbers_of(row)) for row in body.freedom)
    return {
        document.file_name: write(document),
        "frontier.csv": numbers_csv(("against", "belief"), points),
        "caps.csv": numbers_csv(("against", "cut_percent"), caps),
        "packages.csv": numbers_csv(("package", "title", "price_percent"), packages),
        "freedom.csv": numbers_csv(("move", "power", "horizon"), freedom),
        "levers.csv": numbers_csv(("against", "belief", "kind", "partner", "goods"), lever_lines(document)),
        "frontier.html": render_frontier(document),
    }


def by_power(numbers: object, powers: Sequence[str]) -> dict[str, Number]:
    """{exposure_percent_POWER: number}."""
    assert isinstance(numbers, dict)
    return {f"exposure_percent_{power}": numbers[power] for power in powers}


def lever_lines(document: AutonomyFrontier) -> list[tuple[tuple[str, ...], dict[str, Number]]]:
    """One line per power, belief and instrument."""
    return [
        (
            (power, f"{point.belief:g}", lever.kind, lever.partner, lever.goods),
            {"lever_percent": where, "fall_share_percent": share},
        )
        for power, against in document.frontier.against.items()
        for point in against.points
        for lever, where, share in zip(
            document.frontier.levers, point.lever_percent, point.fall_share_percent, strict=True
        )
    ]
