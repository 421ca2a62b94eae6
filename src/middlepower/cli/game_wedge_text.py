"""A wedge game on the terminal: the sentence, each side, when it tips, other beliefs, what it rests on."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.game_wedged import HegemonBids, PunishmentCase, Wedge, WedgeRanking
from middlepower.language.catalogue import say
from middlepower.report.game_wedge import COLUMNS, belief_rows, even, headline, money
from middlepower.report.game_wedge_rank import ranking_headline, stable_words, table_rows
from middlepower.report.profile_wording import ranged, short_number
from middlepower.report.wording import horizon_text, labelled, plain, the


def plain_wedge_or_ranking(document: Wedge | WedgeRanking) -> str:
    """A wedge game or a ranking of them as text for a terminal."""
    return plain_ranking(document) if isinstance(document, WedgeRanking) else plain_wedge(document)


def plain_wedge(document: Wedge) -> str:
    """The whole text."""
    parts = [heading(document.header, document.header.question), headline(document), document.derivation, ""]
    for when in document.horizons:
        parts += [found_line(document, when), "", sides_table(document, when), tipping_table(document, when)]
        parts += [
            print_table(say("game_wedge.terminal_beliefs", horizon=horizon_text(when)), belief_rows(document, when))
        ]
    return "\n".join([*parts, belief_lines(document), *document.notes, ""])


def found_line(document: Wedge, when: str) -> str:
    """How many equilibria and circles were found at a horizon, and the chances."""
    body = document.horizons[when]
    return say(
        "game_wedge.terminal_found",
        n=len(body.equilibria),
        horizon=horizon_text(when).capitalize(),
        starts=str(body.starts),
        cycles=str(len(body.cycles)),
        first=the(document.name(document.hegemons[0])),
        free=ranged(body.numbers.aligned_free_percent, 0),
        chance=ranged(body.numbers.aligned_percent, 0),
    )


def sides_table(document: Wedge, when: str) -> str:
    """Tariffs and dollars of both hegemons."""
    rows = [
        {say("game_wedge.column.hegemon"): code, **side_row(one)}
        for code, one in document.horizons[when].numbers.hegemons.items()
    ]
    return print_table(say("game_wedge.terminal_horizon", horizon=horizon_text(when)), rows)


def side_row(one: HegemonBids) -> dict[str, str]:
    """One hegemon's cells."""
    cells = (
        short_number(one.tariff_free_percent, 1),
        short_number(one.tariff_in_percent, 1),
        short_number(one.tariff_out_percent, 1),
        money(one.move_musd),
        short_number(one.move_reaches_percent, 0),
        money(one.move_by_reward_musd),
        money(one.move_by_threat_musd),
        money(one.move_further_musd),
        money(one.bidding_musd),
        money(one.kept_musd),
    )
    return dict(zip((say(f"game_wedge.column.{name}") for name in COLUMNS), cells, strict=True))


def tipping_table(document: Wedge, when: str) -> str:
    """What each punishment costs, and what tips the economy all the same."""
    first = the(document.name(document.hegemons[0]))
    rows = [punishment_row(case) for case in document.horizons[when].tipping.punishments]
    return print_table(say("game_wedge.terminal_tipping", first=first, horizon=horizon_text(when)), rows)


def punishment_row(case: PunishmentCase) -> dict[str, str]:
    """One punishment's cells."""
    return {
        say("game_wedge.column.punishment"): f"{plain(case.punishment_percent, 0)}%",
        say("game_wedge.column.lost"): short_number(case.punished_percent),
        say("game_wedge.column.punisher"): money(case.punisher_musd),
        say("game_wedge.column.even"): even(case.break_even_percent),
        say("game_wedge.column.needed_0"): money(case.reward_needed_musd["0"]),
        say("game_wedge.column.needed_100"): money(case.reward_needed_musd["100"]),
    }


def belief_lines(document: Wedge | WedgeRanking) -> str:
    """The beliefs and their sources."""
    lines = [
        say(
            "game_wedge.terminal_belief",
            meaning=one.meaning,
            value=plain(one.value, 2),
            low=plain(one.low, 2),
            high=plain(one.high, 2),
            unit=one.unit,
            source=one.source,
        )
        for one in document.beliefs.values()
    ]
    return "\n".join([*lines, ""])


def plain_ranking(document: WedgeRanking) -> str:
    """The whole text of a ranking."""
    table = print_table(say("game_wedge.rank_table", points=plain(document.move_points, 0)), table_rows(document))
    left = [labelled(code, why) for code, why in document.left_out.items()]
    told = [ranking_headline(document), stable_words(document), document.derivation, ""]
    head = [heading(document.header, document.header.question), *told]
    return "\n".join([*head, table, *left, belief_lines(document), *document.notes, ""])
