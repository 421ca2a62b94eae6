"""`middlepower game coerce` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.coerced import CoerceGame, CoerceHorizon
from middlepower.language.catalogue import say
from middlepower.report.game_coerce import headline
from middlepower.report.game_coerce_figures import ends_of
from middlepower.report.profile_wording import billions, ranged, ranged_percent


def plain_coerce(document: CoerceGame) -> str:
    """The game as text for a terminal."""
    title = say("game_coerce.title", sender=", ".join(document.senders), target=document.target)
    tables = [
        print_table(say("game_coerce.costs"), [_cost_row(name, one) for name, one in document.horizons.items()]),
        print_table(say("game_coerce.ends"), _end_rows(document)),
        print_table(say("game_coerce.record"), _record_rows(document)),
    ]
    return "\n".join([heading(document.header, title), headline(document) + "\n", *tables, *document.notes, ""])


def _cost_row(horizon: str, one: CoerceHorizon) -> dict[str, str]:
    conceding = "" if one.concession_percent is None else ranged_percent(one.concession_percent, 3)
    return {
        say("game_coerce.column.horizon"): horizon,
        say("game_coerce.column.target_loss"): ranged_percent(one.target_loses_percent),
        say("game_coerce.column.target_money"): ranged(billions(one.target_loses_musd), 1),
        say("game_coerce.column.sender_loss"): ranged_percent(one.sender_loses_percent),
        say("game_coerce.column.conceding"): conceding,
    }


def _end_rows(document: CoerceGame) -> list[dict[str, str]]:
    return [
        {
            say("game_coerce.column.horizon"): horizon,
            say("game_coerce.column.equilibrium"): f"{place} / {len(one.equilibria)}",
            **{say(f"game_coerce.column.{name}"): ranged_percent(number, 0) for name, number in ends_of(end).items()},
        }
        for horizon, one in document.horizons.items()
        for place, end in enumerate(one.equilibria, 1)
    ]


def _record_rows(document: CoerceGame) -> list[dict[str, object]]:
    return [
        {
            say("game_coerce.column.record"): row.of,
            say("game_coerce.column.threats"): row.threats,
            say("game_coerce.column.conceded"): row.conceded,
            say("game_coerce.column.carried"): row.carried_out,
            say("game_coerce.column.backed"): row.backed_down,
        }
        for row in document.record
    ]
