"""The page of a coalition game: who stays, who pays, what deters, and what coordination is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from middlepower.document.file import write
from middlepower.document.game_coalition_body import AllianceSet, CoalitionGame
from middlepower.language.catalogue import say
from middlepower.report.charts import side_by_side
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Chart
from middlepower.report.game_coalition_tables import (
    Row,
    deters_text,
    member_rows,
    outsider_rows,
    policy_rows,
    set_name,
    set_rows,
)
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import dots
from middlepower.report.profile_tables import numbers_csv, numbers_of
from middlepower.report.profile_wording import billions, horizon_names, ranged, short_number
from middlepower.report.wording import Bullet, listed, parted, the

MOST_SETS = 16  # of the figure of sets


def headline(document: CoalitionGame) -> str:
    """The sentence that a minister can repeat."""
    at = document.horizons[main_horizon(document)]
    nobody, whole = at.sets[0], at.sets[-1]
    return say(
        "game_coalition.headline",
        members=who(document),
        sender=the(document.name(document.sender)),
        on=the(document.name(document.target)),
        cost=short_number(whole.sender_loss_percent),
        before=short_number(nobody.challenge_chance_percent, 0),
        after=short_number(whole.challenge_chance_percent, 0),
        deters=deters_text(document, main_horizon(document)),
    )


def main_horizon(document: CoalitionGame) -> str:
    """The horizon of the main numbers."""
    return document.header.horizon


def who(document: CoalitionGame) -> str:
    """The members by name."""
    return listed(the(document.name(name)) for name in document.members)


def render_coalition_game(document: CoalitionGame) -> str:
    """The page as HTML text; the same document always gives the same text."""
    tables = [table for when in document.horizons for table in tables_at(document, when)]
    context = {
        "d": document,
        "h": document.header,
        "who": who(document),
        "sender": the(document.name(document.sender)),
        "on": the(document.name(document.target)),
        "bullets": bullets(document),
        "sets": set_chart(document),
        "burdens": burden_chart(document),
        "tables": [(title, note, list(rows[0]), [list(row.values()) for row in rows]) for title, note, rows in tables],
    }
    return profile_page("game_coalition.html", context)


def tables_at(document: CoalitionGame, when: str) -> Iterator[tuple[str, str, Sequence[Row]]]:
    """(title, note, rows) of the tables at a horizon."""
    made = {
        "members": member_rows(document, when),
        "outsiders": outsider_rows(document, when),
        "sets": set_rows(document, when),
        "policies": policy_rows(document, when),
    }
    head = horizon_names()[when]
    for name, rows in made.items():
        if rows:
            yield say(f"game_coalition.table.{name}", horizon=head), say(f"game_coalition.text.{name}"), rows


def bullets(document: CoalitionGame) -> tuple[Bullet, ...]:
    """The sentence, who would leave or join, who pays whom, what coordination is worth, at the main horizon."""
    when = main_horizon(document)
    return (
        Bullet(say("game_coalition.lead.deters"), headline(document)),
        Bullet(say("game_coalition.lead.stable"), stable_text(document, when)),
        Bullet(say("game_coalition.lead.pays"), pays_text(document, when)),
        Bullet(say("game_coalition.lead.together"), together_text(document, when)),
        *other_horizons(document),
    )


def other_horizons(document: CoalitionGame) -> Iterator[Bullet]:
    """What deters and who would leave at the other horizons."""
    for when in document.horizons:
        if when != main_horizon(document):
            words = say("game_coalition.also", deters=deters_text(document, when), stable=stable_text(document, when))
            yield Bullet(say("game_coalition.lead.other", horizon=horizon_names()[when]), words)


def stable_text(document: CoalitionGame, when: str) -> str:
    """Who would gain by leaving or by joining."""
    at = document.horizons[when]
    leave = [name for name, one in at.members.items() if one.gain_by_staying_percent.known < 0.0]
    join = [name for name, one in at.outsiders.items() if one.gain_by_joining_percent.known > 0.0]
    parts = [
        say("game_coalition.leave", names=listed(the(document.name(name)) for name in leave))
        if leave
        else say("game_coalition.nobody_leaves"),
        say("game_coalition.join", names=listed(the(document.name(name)) for name in join)) if join else "",
    ]
    return " ".join(part for part in parts if part)


def pays_text(document: CoalitionGame, when: str) -> str:
    """Which transfers make all lose the same share."""
    members = document.horizons[when].members
    parts = [
        say("game_coalition.transfer", name=document.name(name), money=ranged(billions(one.transfer_musd), 1))
        for name, one in members.items()
    ]
    shared = next(iter(members.values())).loss_shared_percent
    return say("game_coalition.pays", share=short_number(shared, 3), list=parted(parts))


def together_text(document: CoalitionGame, when: str) -> str:
    """What members expect to lose apart and together."""
    both = document.policies[when]
    return say(
        "game_coalition.policy",
        apart=short_number(billions(both.apart.joint_loss_musd), 2),
        together=short_number(billions(both.together.joint_loss_musd), 2),
    )


def set_chart(document: CoalitionGame) -> Chart:
    """The yearly chance of a challenge by set: nobody, each alone, and the sets where it is lowest."""
    sets = document.horizons[main_horizon(document)].sets
    few = [one for one in sets if len(one.members) <= 1]
    rest = sorted((one for one in sets if len(one.members) > 1), key=_chance)[: MOST_SETS - len(few)]
    return dots([(set_name(document, one), one.challenge_chance_percent) for one in [*few, *reversed(rest)]])


def _chance(one: AllianceSet) -> float:
    return one.challenge_chance_percent.known


def burden_chart(document: CoalitionGame) -> Chart:
    """What members lose before and after transfers."""
    series = [say("game_coalition.series.loss"), say("game_coalition.series.shared")]
    members = document.horizons[main_horizon(document)].members
    rows = [(document.name(name), [one.loss_percent, one.loss_shared_percent]) for name, one in members.items()]
    return side_by_side(series, rows, 3)


def coalition_game_drawings(document: CoalitionGame) -> Iterator[Drawing]:
    """The figures of the page."""
    note = say("game_coalition.figure_note", baseline=document.header.baseline)
    yield RowFigure("sets", say("game_coalition.figure.sets"), note, set_chart(document), "dots")
    yield RowFigure("burdens", say("game_coalition.figure.burdens"), note, burden_chart(document), "series", "")


def coalition_game_texts(document: CoalitionGame) -> dict[str, str]:
    """File name to content: the document, members, outsiders and sets by horizon, the page."""
    at = document.horizons
    members = (((when, name), numbers_of(one)) for when in at for name, one in at[when].members.items())
    outsiders = (((when, name), numbers_of(one)) for when in at for name, one in at[when].outsiders.items())
    sets = (((when, " ".join(one.members)), numbers_of(one)) for when in at for one in at[when].sets)
    texts = {
        document.file_name: write(document),
        "game_coalition_members.csv": numbers_csv(("horizon", "member"), members),
        "game_coalition_sets.csv": numbers_csv(("horizon", "members"), sets),
        "game_coalition.html": render_coalition_game(document),
    }
    if document.outsiders:
        texts["game_coalition_outsiders.csv"] = numbers_csv(("horizon", "outsider"), outsiders)
    return texts
