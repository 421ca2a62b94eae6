"""The files of a wedge game and of its ranking: documents, tables, pages."""

from __future__ import annotations

from middlepower.document.file import write
from middlepower.document.game_wedged import Wedge, WedgeRanking
from middlepower.report.csv_text import csv_text, number_cells
from middlepower.report.game_wedge import render_wedge
from middlepower.report.game_wedge_rank import render_wedge_ranking
from middlepower.report.profile_tables import numbers_csv, numbers_of


def wedge_texts(document: Wedge) -> dict[str, str]:
    """File name to content of a wedge game."""
    sides = (
        ((when, code), numbers_of(body.numbers.hegemons[code]))
        for when, body in document.horizons.items()
        for code in document.hegemons
    )
    whole = (((when,), numbers_of(body.numbers)) for when, body in document.horizons.items())
    punished = (
        ((when, f"{case.punishment_percent:g}"), numbers_of(case))
        for when, body in document.horizons.items()
        for case in body.tipping.punishments
    )
    return {
        document.file_name: write(document),
        "wedge.csv": numbers_csv(("horizon",), whole),
        "wedge_hegemons.csv": numbers_csv(("horizon", "hegemon"), sides),
        "wedge_punishments.csv": numbers_csv(("horizon", "punishment_percent"), punished),
        "wedge_surface.csv": surface_csv(document),
        "wedge_beliefs.csv": beliefs_csv(document),
        "game_wedge.html": render_wedge(document),
    }


def surface_csv(document: Wedge) -> str:
    """One line a horizon, reward and chance of punishment."""
    rows = [
        (when, f"{reward:.10g}", f"{chance:g}", f"{stays:.10g}")
        for when, body in document.horizons.items()
        for reward, line in zip(body.tipping.rewards_musd, body.tipping.stays_percent, strict=True)
        for chance, stays in zip(body.tipping.chances_percent, line, strict=True)
    ]
    return csv_text(["horizon", "reward_musd", "punished_percent", "stays_percent"], rows)


def beliefs_csv(document: Wedge) -> str:
    """One line a horizon, case of beliefs and hegemon."""
    names = (
        "aligned_free_percent",
        "aligned_percent",
        "tariff_in_percent",
        "tariff_out_percent",
        "move_musd",
        "kept_percent",
    )
    head = ["horizon", "hegemon", "scale_percent", "worth_percent", "taste_percent", *names]
    rows = []
    for when, body in document.horizons.items():
        for case in body.beliefs:
            beliefs = [f"{value:.10g}" for value in (case.scale_percent, case.worth_percent, case.taste_percent)]
            for code in document.hegemons:
                tariffs = case.tariffs_percent[code]
                numbers = (case.aligned_free_percent, case.aligned_percent, tariffs["in"], tariffs["out"])
                cells = [number_cells(one)[0] for one in (*numbers, case.move_musd[code], case.kept_percent[code])]
                rows.append([when, code, *beliefs, *cells])
    return csv_text(head, rows)


def ranking_texts(document: WedgeRanking) -> dict[str, str]:
    """File name to content of a ranking."""
    rows = (
        (
            (code, document.name(code), when, hegemon),
            {
                "aligned_free_percent": row.aligned_free_percent[when],
                "aligned_percent": row.aligned_percent[when],
                "move_musd": row.move_musd[when][hegemon],
                "kept_percent": row.kept_percent[when][hegemon],
                "taste_percent": row.taste_percent,
            },
        )
        for code, row in document.economies.items()
        for when in row.move_musd
        for hegemon in document.hegemons
    )
    return {
        document.file_name: write(document),
        "wedge_rank.csv": numbers_csv(("economy", "name", "horizon", "hegemon"), rows),
        "game_wedge_rank.html": render_wedge_ranking(document),
    }
