"""The page and the files of `align`: where an economy stands between two powers, domain by domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from middlepower.data.ideal_points import SOURCE as VOTES_SOURCE
from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.document.standing import AlignmentStanding, AllianceTies, PowerTies, VotesOfSession
from middlepower.language.catalogue import say
from middlepower.report.align_figures import net_plot, path_note, path_plot, path_title, points_plot
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import ends_of
from middlepower.report.profile_tables import numbers_csv
from middlepower.report.profile_wording import ranged, ranged_percent, short_number
from middlepower.report.wording import Bullet, capital, horizon_text, listed, parted, per_cent, plain, signed, the

SHOWN = 12  # sessions of the table
HARDLY = 0.05  # of net alignment


@dataclass(frozen=True)
class DomainRow:
    """One domain with a cell for each power."""

    label: str
    cells: tuple[str, str]


def render_align(document: AlignmentStanding) -> str:
    """The page as HTML text; the same document always gives the same text."""
    names = names_of(document)
    context = {
        "d": document,
        "h": document.header,
        "who": names,
        "question": say("align.question", economy=names.economy, first=names.first, second=names.second),
        "bullets": bullets(document),
        "points": points_plot(document),
        "net": net_plot(document),
        "along": path_plot(document),
        "domains": domain_rows(document),
        "sessions": list(reversed(document.votes))[:SHOWN],
        "path_title": path_title(document),
        "path_note": path_note(document),
        "votes_source": VOTES_SOURCE,
    }
    return profile_page("align.html", context)


def align_texts(document: AlignmentStanding) -> dict[str, str]:
    """File name to content: every session, and the ties to both powers."""
    votes = (((row.session, row.year), _vote_numbers(document, row)) for row in document.votes)
    ties = (((power,), _tie_numbers(tie)) for power, tie in document.ties.items())
    return {
        document.file_name: write(document),
        "votes.csv": numbers_csv(("session", "year"), votes),
        "ties.csv": numbers_csv(("power",), ties),
        "align.html": render_align(document),
    }


def _vote_numbers(document: AlignmentStanding, row: VotesOfSession) -> dict[str, Number]:
    numbers = {f"ideal_point_{code}": point for code, point in row.ideal_point.items()}
    numbers["net_alignment"] = row.net_alignment
    for power in document.powers:
        numbers[f"distance_{power}"] = row.distance[power]
        numbers[f"vote_agreement_{power}"] = row.vote_agreement[power]
    return numbers


def _tie_numbers(tie: PowerTies) -> dict[str, Number]:
    exposed = {f"exposure_{when}_percent": number for when, number in tie.exposure_percent.items()}
    return {
        "export_share_percent": tie.export_share_percent,
        "import_share_percent": tie.import_share_percent,
        **exposed,
        "trade_by_alignment_percent": tie.trade_by_alignment_percent,
    }


# ---------------------------------------------------------------- sentences


@dataclass(frozen=True)
class ThreeNames:
    """The economy and both powers as they stand in a sentence."""

    economy: str
    first: str
    second: str


def names_of(document: AlignmentStanding) -> ThreeNames:
    """The names of a document's three sides."""
    return ThreeNames(*(the(document.name(code)) for code in (document.economy, *document.powers)))


def headline(document: AlignmentStanding) -> str:
    """Where the economy stood in the last session."""
    row, net = document.votes[-1], document.votes[-1].net_alignment
    names = names_of(document)
    low, high = (signed(end) for end in ends_of(net))
    shares = [_share(row.vote_agreement[power]) for power in document.powers]
    return say(
        "align.votes",
        economy=names.economy,
        first=names.first,
        second=names.second,
        year=str(row.year),
        net=signed(net.known),
        low=low,
        high=high,
        with_first=shares[0],
        with_second=shares[1],
    )


def _share(number: Number) -> str:
    return number.reason if number.value is None else per_cent(plain(100.0 * number.value, 0))


def bullets(document: AlignmentStanding) -> tuple[Bullet, ...]:
    """Votes, how they moved, trade, exposure, and formal ties."""
    names, (one, other) = names_of(document), (document.ties[power] for power in document.powers)
    trade = say(
        "align.trade",
        first=names.first,
        second=names.second,
        sold_first=ranged_percent(one.export_share_percent, 1),
        sold_second=ranged_percent(other.export_share_percent, 1),
    )
    first_row = document.votes[0]
    found = [
        Bullet(say("align.lead.votes"), headline(document)),
        Bullet(say("align.lead.moved", year=str(first_row.year)), _moved(document)),
        Bullet(say("align.lead.trade"), trade),
        Bullet(
            say("align.lead.exposure"),
            capital(say("align.exposed", list=parted(_exposure(document, when) for when in one.exposure_percent))),
        ),
    ]
    if one.alliances is not None or one.agreements_missing == "":
        ties = [_tie(document.ties[power]) for power in document.powers]
        said = say("align.ties_said", first=names.first, second=names.second, tie_first=ties[0], tie_second=ties[1])
        found.append(Bullet(say("align.lead.ties"), said))
    return tuple(found)


def _moved(document: AlignmentStanding) -> str:
    """How net alignment moved since the first session, and what trade goes with that."""
    begin, end = document.votes[0], document.votes[-1]
    change = end.net_alignment.known - begin.net_alignment.known
    names = names_of(document)
    towards = names.first if change > 0.0 else names.second
    direction = say("align.still") if abs(change) < HARDLY else say("align.toward", power=towards)
    shifts = [per_cent(signed(document.ties[power].trade_by_alignment_percent.known, 0)) for power in document.powers]
    return say(
        "align.moved",
        then=signed(begin.net_alignment.known),
        year=str(begin.year),
        direction=direction,
        trade_first=shifts[0],
        trade_second=shifts[1],
        first=names.first,
        second=names.second,
    )


def _exposure(document: AlignmentStanding, when: str) -> str:
    names = names_of(document)
    losses = [ranged_percent(document.ties[power].exposure_percent[when]) for power in document.powers]
    return say(
        "align.exposure",
        first=names.first,
        second=names.second,
        loss_first=losses[0],
        loss_second=losses[1],
        horizon=horizon_text(when),
    )


def _tie(tie: PowerTies) -> str:
    agreed = tie.agreements_missing or say("align.agreed", n=len(tie.agreements))
    if tie.alliances is None:
        return f"{tie.alliances_missing}; {agreed}"
    alike = tie.alliances
    return say(
        "align.tie_item",
        tie=alike.tie,
        s=short_number(alike.s_squared),
        pi=short_number(alike.scott_pi),
        kappa=short_number(alike.cohen_kappa),
        agreements=agreed,
    )


def domain_rows(document: AlignmentStanding) -> list[DomainRow]:
    """Every domain with what it says of both powers."""
    last, ties = document.votes[-1], [document.ties[power] for power in document.powers]

    def row(label: str, cells: Sequence[str]) -> DomainRow:
        return DomainRow(label, (cells[0], cells[1]))

    rows = [
        row(say("align.row.distance"), [short_number(last.distance[power]) for power in document.powers]),
        row(say("align.row.agreement"), [_share(last.vote_agreement[power]) for power in document.powers]),
        row(say("align.row.sold"), [ranged(tie.export_share_percent, 1) for tie in ties]),
        row(say("align.row.bought"), [ranged(tie.import_share_percent, 1) for tie in ties]),
    ]
    for when in ties[0].exposure_percent:
        label = say("align.row.exposure", horizon=horizon_text(when))
        rows.append(row(label, [ranged(tie.exposure_percent[when]) for tie in ties]))
    rows += [row(label, cells) for label, cells in _alliance_rows(ties)]
    agreed = [tie.agreements_missing or listed(tie.agreements) or say("align.none") for tie in ties]
    rows.append(row(say("align.row.agreements"), agreed))
    moved = say("align.row.by_alignment", year=str(document.votes[0].year))
    rows.append(row(moved, [signed(tie.trade_by_alignment_percent.known, 0) for tie in ties]))
    return rows


def _alliance_rows(ties: Sequence[PowerTies]) -> Iterator[tuple[str, list[str]]]:
    """The rows of alliances, or the one that says why there are none."""
    allied = [tie.alliances for tie in ties]
    yield say("align.row.tie"), [tie.alliances_missing if tie.alliances is None else tie.alliances.tie for tie in ties]
    if any(one is not None for one in allied):
        for key, fields in (("s", ("s_squared", "s_absolute")), ("chance", ("scott_pi", "cohen_kappa"))):
            yield say(f"align.row.{key}"), [_two(one, fields) for one in allied]


def _two(one: AllianceTies | None, fields: tuple[str, str]) -> str:
    """Two measures of how alike alliances are."""
    if one is None:
        return say("align.none")
    first, second = (short_number(getattr(one, field)) for field in fields)
    return say("align.pair", first=first, second=second)
