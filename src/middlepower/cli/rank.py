"""`middlepower rank`: who is most exposed to whom."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from middlepower.cli.game_wedge import WedgeAsked, wedge_command
from middlepower.cli.output import print_table, wrote
from middlepower.cli.profile import heading
from middlepower.cli.progress import status_line
from middlepower.document.file import write
from middlepower.document.game_wedge import EVERY
from middlepower.document.rank import (
    WEDGE,
    check_indicator,
    check_question,
    check_wedge,
    matrix_document,
    ordered_by,
    rank_document,
)
from middlepower.document.ranked import Matrix, Ranking, RankRow
from middlepower.document.tolerated import partner_of, tolerates_all
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_at_both, threat_experiment
from middlepower.language.catalogue import say
from middlepower.report.folder import Place
from middlepower.report.horizons import exposed_at_both
from middlepower.report.profile_rank import matrix_drawings, matrix_texts, rank_texts
from middlepower.report.profile_wording import billions, ranged, short_number
from middlepower.report.rank_page import rank_drawings
from middlepower.world.parties import economy_code, label_of

SHOWN = 15


def rank_command(
    to: str | None,
    matrix: bool,
    by: str,
    side: str,
    question: Question,
    settings: Settings,
    place: Place | None,
    as_json: bool,
) -> None:
    """Rank all economies by their tie to a power, or show the matrix of all pairs."""
    if by == WEDGE:
        moved_command(check_wedge(to, matrix, side), question, settings, place, as_json)
        return
    check_indicator(by)
    check_question(to, matrix, by)
    if place is not None:
        place.check()
    if to is not None:
        label_of(question.world, to)  # a wrong name is refused before any solving
    if to is None:
        document: Matrix | Ranking = _matrix(side, threat_experiment(settings, question))
    else:
        document = rank_document(threat_at_both(settings, question), to, by, side)
    if place is not None:
        written = _write(document, place)
        print(
            wrote(written, place.folder, "exposure.html" if isinstance(document, Matrix) else "rank.html"),
            file=sys.stderr,
        )
    if as_json:
        sys.stdout.write(write(document))
    else:
        sys.stdout.write(_plain_matrix(document) if isinstance(document, Matrix) else _plain_rank(document))


def moved_command(power: str, question: Question, settings: Settings, place: Place | None, as_json: bool) -> None:
    """Rank economies by what the power and its rival pay to move each: the ranking of the wedge game."""
    first = economy_code(question.world, power)
    asked = WedgeAsked(None, (first, partner_of(first)), EVERY, None)
    wedge_command(asked, question, replace(settings, ranges=False), place, as_json)


def _write(document: Matrix | Ranking, place: Place) -> list[Path]:
    """The files of a matrix or a ranking, its page among them."""
    if isinstance(document, Matrix):
        return place.write(matrix_texts(document), document, matrix_drawings(document))
    return place.write(rank_texts(document), document, rank_drawings(document))


def _matrix(side: str, experiment: Experiment) -> Matrix:
    with status_line() as tell:
        return matrix_document(experiment, side, lambda done, total: tell(say("cli.cutting", done=done, total=total)))


def _plain_rank(ranking: Ranking) -> str:
    title = say(
        "cli.rank_title",
        by=ranking.by.replace("-", " "),
        to=ranking.to,
        meaning=ranking.by_meaning,
        side=ranking.side_meaning,
    )
    rows = [
        {
            say("cli.column.rank"): row.rank,
            say("cli.column.economy"): f"{row.economy} {ranking.name(row.economy)}",
            **_exposures(ranking, row),
            say("cli.column.sender_cost"): ranged(row.sender_cost_percent, 3),
            say("cli.column.leverage"): short_number(row.leverage, 1),
            say("cli.column.export_share"): short_number(row.export_share_percent, 1),
            say("cli.column.import_share"): short_number(row.import_share_percent, 1),
            **tolerated(row),
        }
        for row in ranking.economies
    ]
    both = exposed_at_both(ranking)
    told = [f"{both}\n"] if both else []
    return "\n".join([heading(ranking.header, title), *told, print_table("", rows), _stable(ranking), ""])


def _stable(ranking: Ranking) -> str:
    """How much of the order survives other sets, or other sessions of votes."""
    orders = [order.same_order.value for order in ranking.rank_stability.sets.values()]
    known = [order for order in orders if order is not None]
    if len(known) < 2:
        return say("rank.one_set")
    share = f"{100 * min(known):.0f}"
    if ranking.economies[0].net_alignment is not None:
        return say("cli.rank_stable_sessions", share=share)
    return say("cli.rank_stable", share=share, ordered=ordered_by(ranking.by))


def _exposures(ranking: Ranking, row: RankRow) -> dict[str, str]:
    """Exposure at the main horizon, at the other one, and in the first year with wages that fall freely."""
    there, free = ranking.other_horizon, ranking.floor_free_percent
    cells = {_exposure_at(ranking.header.horizon): ranged(row.exposure_percent)}
    if there is not None:
        cells[_exposure_at(there.horizon)] = ranged(there.exposure_percent[row.economy])
    if free:
        at_once = say(f"common.horizon.{FIRST_YEAR}")
        cells[say("cli.column.at_free", horizon=at_once)] = ranged(free[row.economy])
    return cells


def _exposure_at(horizon: str) -> str:
    return say("cli.column.exposure_at", horizon=say(f"common.horizon.{horizon}"))


def tolerated(row: RankRow) -> dict[str, str]:
    """The largest tolerated tariff or the net alignment of a row, where the ranking is by it."""
    if row.net_alignment is not None:
        one = row.net_alignment
        return {say("rank.alignment"): one.reason if one.value is None else ranged(one)}
    number = row.tolerated_tariff_percent
    if number is None:
        return {}
    every = number.value is None and number.reason == tolerates_all()
    shown = say("frontier.all_tolerated") if every else number.reason if number.value is None else ranged(number)
    return {say("rank.tolerated"): shown}


def _plain_matrix(document: Matrix) -> str:
    title = say("cli.matrix_title", n=document.solves, side=document.side_meaning)
    top = sorted(document.most_exposed.items(), key=lambda item: -(item[1].exposure_percent.value or 0.0))
    exposed = [
        {
            say("cli.column.economy"): f"{code} {document.name(code)}",
            say("cli.column.most_exposed_to"): tie.to,
            say("cli.column.real_income_lost"): short_number(tie.exposure_percent),
        }
        for code, tie in top[:SHOWN]
    ]
    reach = sorted(document.reach_musd.items(), key=lambda item: -(item[1].value or 0.0))
    powers = [
        {
            say("cli.column.power"): f"{code} {document.name(code)}",
            say("cli.column.could_cost"): short_number(billions(loss), 0),
        }
        for code, loss in reach[:SHOWN]
    ]
    pages = [
        heading(document.header, title),
        print_table(say("cli.matrix_exposed", number=SHOWN), exposed),
        print_table(say("cli.matrix_reach"), powers),
        say("cli.matrix_out") + "\n",
    ]
    return "\n".join(pages)
