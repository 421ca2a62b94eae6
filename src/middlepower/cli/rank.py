"""`middlepower rank` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.game_wedged import WedgeRanking
from middlepower.document.rank import ordered_by
from middlepower.document.ranked import Matrix, Ranking, RankRow
from middlepower.document.tolerated import tolerates_all
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.language.catalogue import say
from middlepower.report.horizons import exposed_at_both
from middlepower.report.profile_wording import billions, ranged, short_number

SHOWN = 15


def plain_rank(document: Ranking | Matrix | WedgeRanking) -> str:
    """A ranking or a matrix as text for a terminal."""
    if isinstance(document, WedgeRanking):
        from middlepower.cli.game_wedge_text import plain_ranking

        return plain_ranking(document)
    return _plain_matrix(document) if isinstance(document, Matrix) else _plain_rank(document)


def _plain_rank(ranking: Ranking) -> str:
    title = say(
        "cli.rank_title",
        by=say(f"cli.by.{ranking.by}"),
        to=ranking.to,
        meaning=ranking.by_meaning,
        side=ranking.side_meaning,
    )
    rows = [
        {
            say("cli.column.rank"): row.rank,
            say("cli.column.economy"): _with_name(ranking, row.economy),
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


def _with_name(document: Ranking | Matrix, code: str) -> str:
    """An economy's code and its name, where it has one beside the code."""
    name = document.name(code)
    return code if name == code else f"{code} {name}"


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
            say("cli.column.economy"): _with_name(document, code),
            say("cli.column.most_exposed_to"): tie.to,
            say("cli.column.real_income_lost"): short_number(tie.exposure_percent),
        }
        for code, tie in top[:SHOWN]
    ]
    reach = sorted(document.reach_musd.items(), key=lambda item: -(item[1].value or 0.0))
    powers = [
        {
            say("cli.column.power"): _with_name(document, code),
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
