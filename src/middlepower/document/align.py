"""The document of `align`: votes, alliances, agreements, trade and exposure between two powers."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from middlepower.alignment import ties
from middlepower.alignment.position import (
    SessionPoint,
    inertia,
    net_alignment,
    spread_of_distances,
    standings,
)
from middlepower.alignment.trade_link import SIGN_SOURCE, path, trade_factor
from middlepower.alignment.trade_link import SOURCE as LINK_SOURCE
from middlepower.data.codes import economies
from middlepower.data.ideal_points import SOURCE as VOTES_SOURCE
from middlepower.data.vote_agreement import POWERS, vote_agreement
from middlepower.document.arrange import names_of
from middlepower.document.number import Number, lost
from middlepower.document.power import codes_of, over_sets, power_header
from middlepower.document.standing import (
    AlignmentStanding,
    AllianceTies,
    ConditionalPath,
    PathSession,
    PowerTies,
    VotesOfSession,
)
from middlepower.document.table import Table
from middlepower.errors import DataError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.indicators.dependence import trade_shares_sheet
from middlepower.indicators.exposure import exposure_table, tables_together
from middlepower.language.catalogue import say, spoken
from middlepower.world.parties import label_of
from middlepower.world.world import World

SESSIONS = 10  # of the conditional path
NOTES = ("apart", "votes", "level", "link", "path", "group")
TIES = {0.0: "none", 1.0: "non_aggression", 2.0: "consultation", 3.0: "defence"}


@dataclass(frozen=True)
class AlignRequest:
    """Whose standing between which two powers; the path leads so many standard deviations closer to one of them.

    `data` is the folder with alliances and agreements, whose files state no licence; without it they are left out.
    """

    economy: str
    powers: tuple[str, ...]
    toward: str
    deviations: float
    data: Path | None

    def __post_init__(self) -> None:
        """Refuse other than two powers, and a path to nowhere."""
        if len(self.powers) != 2:
            raise ScenarioError(f"`--powers` names {len(self.powers)}: give two, such as USA,CHN.")
        if self.toward not in self.powers:
            raise ScenarioError(f"`--toward` is {self.toward}: name one of the powers, {' or '.join(self.powers)}.")
        if self.data is not None and not self.data.is_dir():
            raise ScenarioError(
                f"`--data` is `{self.data}`: there is no such folder; name the one that holds `politics`."
            )
        if self.data is not None:
            ties.check_folder(self.data)
        if not math.isfinite(self.deviations) or abs(self.deviations) > 5.0:
            raise ScenarioError(
                f"`--closer` is {self.deviations:g}: give standard deviations from -5 to 5, such as 0.5."
            )


def align_document(experiment: Experiment, request: AlignRequest) -> AlignmentStanding:
    """Where an economy stands, domain by domain."""
    world = experiment.world
    own = label_of(world, request.economy)
    first, second = (label_of(world, power) for power in request.powers)
    if len({own, first, second}) < 3:
        raise ScenarioError(
            f"`{own}` can't stand between `{first}` and `{second}`: with `--powers` name two that differ from it and "
            "from each other."
        )
    votes = _votes(world, own, (first, second))
    found = {power: _ties(experiment, own, power, votes, request.data) for power in (first, second)}
    exposed = {power: _exposures(experiment, own, power) for power in (first, second)}
    shown = {power: _with_exposure(found[power], exposed[power]) for power in found}
    named = experiment.question.names
    residuals = [number for by in exposed.values() for _, number in by.values()]
    return AlignmentStanding(
        header=power_header(
            experiment,
            "align",
            say(
                "align.question",
                economy=spoken().the(named.get(own, own)),
                first=spoken().the(named.get(first, first)),
                second=spoken().the(named.get(second, second)),
            ),
            words(request, own, (first, second)),
            residuals,
        ),
        **names_of(AlignmentStanding, world, [own, first, second]),
        economy=own,
        powers=(first, second),
        votes=votes,
        ties=shown,
        path=_path(request, votes[-1].session),
        position_sources=(VOTES_SOURCE, LINK_SOURCE, SIGN_SOURCE, *_files_used(request.data)),
        notes=tuple(say(f"align.note.{name}") for name in NOTES),
    )


def words(request: AlignRequest, own: str, powers: tuple[str, str]) -> str:
    """The request as a command line."""
    toward = powers[request.powers.index(request.toward)]
    folder = "" if request.data is None else f" --data {shlex.quote(str(request.data))}"
    return f"align {own} --powers {','.join(powers)} --toward {toward} --closer {request.deviations:g}{folder}"


# ---------------------------------------------------------------- votes


def _votes(world: World, own: str, powers: tuple[str, str]) -> tuple[VotesOfSession, ...]:
    """Every session in which all three vote."""
    points = {name: standings(world, name) for name in (own, *powers)}
    common = sorted(set.intersection(*(set(by) for by in points.values())))
    if not common:
        raise DataError(f"{own}, {' and '.join(powers)} vote in no session together since 1991: name other powers.")
    return tuple(_session(world, own, powers, {name: points[name][session] for name in points}) for session in common)


def _session(world: World, own: str, powers: tuple[str, str], points: Mapping[str, SessionPoint]) -> VotesOfSession:
    net = net_alignment(points[own], points[powers[0]], points[powers[1]])
    at = points[own]
    return VotesOfSession(
        year=at.year,
        session=at.session,
        ideal_point={name: Number(one.point, one.low, one.high) for name, one in points.items()},
        net_alignment=Number(net.value, net.low, net.high),
        distance=dict(zip(powers, (Number(net.first), Number(net.second)), strict=True)),
        vote_agreement={power: _agreement(world, own, power, at.session) for power in powers},
    )


def _agreement(world: World, own: str, power: str, session: int) -> Number:
    """The share of votes in agreement, for a group the plain mean with the ends of its members."""
    if power not in POWERS:
        return Number(None, reason=say("align.agreement_unknown", known=", ".join(POWERS)))
    shares = [vote_agreement().get((code, session, power)) for code in codes_of(world, own)]
    known = [share for share in shares if share is not None]
    if not known:
        return Number(None, reason=say("align.no_votes"))
    mean = sum(known) / len(known)
    return Number(mean) if len(known) == 1 else Number(mean, min(known), max(known))


# ---------------------------------------------------------------- ties


def _ties(
    experiment: Experiment, own: str, power: str, votes: Sequence[VotesOfSession], data: Path | None
) -> PowerTies:
    trade = over_sets(experiment, lambda baseline: _shares(baseline, own, power))
    allied, no_alliances = _alliances(data, own, power)
    agreed, no_agreements = _agreements(data, own, power)
    closer = (votes[0].distance[power].known - votes[-1].distance[power].known) / spread_of_distances(votes[-1].session)
    return PowerTies(
        export_share_percent=trade[0],
        import_share_percent=trade[1],
        exposure_percent={},
        alliances=allied,
        alliances_missing=no_alliances,
        agreements=tuple(agreed),
        agreements_missing=no_agreements,
        trade_by_alignment_percent=Number(100.0 * (trade_factor(closer) - 1.0)),
    )


def _shares(baseline: Baseline, own: str, power: str) -> tuple[Number, Number]:
    """Shares of a power in the exports and imports of an economy, or of the members of a group, in the baseline."""
    table = Table.of(trade_shares_sheet(baseline.world, baseline.equilibrium))
    members, inside = codes_of(baseline.world, own), codes_of(baseline.world, power)
    if len(members) > 1:
        return _group_shares(baseline, members, inside)
    sold, bought = (
        table.summed_percent(name, "partner", inside, economy=members[0]) for name in ("export_share", "import_share")
    )
    return sold, bought


def _group_shares(baseline: Baseline, members: Sequence[str], inside: Sequence[str]) -> tuple[Number, Number]:
    """The same for a group: its trade with everybody outside it."""
    world, flow = baseline.world, baseline.equilibrium.flow.sum(axis=0)
    own, power = ([world.region(code) for code in codes] for codes in (members, inside))
    others = [place for place in range(len(world.regions)) if place not in own]
    sold, bought = flow[:, own].sum(axis=1), flow[own, :].sum(axis=0)
    return tuple(Number(100.0 * float(side[power].sum() / side[others].sum())) for side in (sold, bought))  # type: ignore[return-value]


def _exposures(experiment: Experiment, own: str, power: str) -> dict[str, tuple[Number, Number]]:
    """{horizon: (exposure, residual)}."""
    return {
        when: over_sets(experiment, lambda baseline: _exposure(baseline, own, power), when)
        for when in experiment.horizons
    }


def _exposure(baseline: Baseline, own: str, power: str) -> tuple[Number, Number]:
    """(real income lost, residual) when a power stops trading with an economy; of a group the mean of its members, each
    cut off alone, weighed by income, and missing where a member's is."""
    found, incomes = [], []
    for code in codes_of(baseline.world, own):
        table = Table.of(tables_together(baseline, [exposure_table(baseline, code, [power], ["both"])])[0])
        loss = lost(table.number("exposure", power=power, side="both"))
        found.append((loss, table.number("residual", power=power, side="both")))
        incomes.append(float(baseline.equilibrium.income[baseline.world.region(code)]))
    missing = [one for one in found if one[0].value is None]
    if missing or len(found) == 1:
        return (missing or found)[0]
    mean = sum(loss.known * income for (loss, _), income in zip(found, incomes, strict=True)) / sum(incomes)
    return Number(mean), Number(max(residual.known for _, residual in found))


def _with_exposure(of: PowerTies, exposed: Mapping[str, tuple[Number, Number]]) -> PowerTies:
    return replace(of, exposure_percent={when: number for when, (number, _) in exposed.items()})


def _alliances(data: Path | None, own: str, power: str) -> tuple[AllianceTies | None, str]:
    """How alike the alliances are, or why that is not known."""
    if data is None or not ties.there(data):
        return None, say("align.alliances_missing")
    if not ties.readable(data):
        return None, say("align.alliances_unread")
    if {own, power} - set(economies()):
        return None, say("align.single_only")
    found = ties.alliances(data, own, power)
    if found is None:
        return None, say("align.not_in_record")
    s, absolute, pi, kappa = map(Number.of, (found.s_squared, found.s_absolute, found.pi, found.kappa))
    return AllianceTies(found.year, s, absolute, pi, kappa, say(f"align.tie.{TIES[found.tie]}")), ""


def _agreements(data: Path | None, own: str, power: str) -> tuple[list[str], str]:
    """Trade agreements between the two, or why they are not known."""
    numbers = {code: one.m49 for code, one in economies().items()}
    if data is None:
        return [], say("align.agreements_missing")
    if own not in numbers or power not in numbers:
        return [], say("align.single_only")
    found = ties.agreements(data, int(numbers[own]), int(numbers[power]))
    return ([], say("align.agreements_missing")) if found is None else (found, "")


def _files_used(data: Path | None) -> tuple[str, ...]:
    if data is None:
        return ()
    alliances = (say("align.source.atop"),) if ties.readable(data) else ()
    agreements = (say("align.source.desta"),) if (data / ties.FOLDER / ties.DESTA).is_file() else ()
    return (*alliances, *agreements)


# ---------------------------------------------------------------- the path


def _path(request: AlignRequest, session: int) -> ConditionalPath:
    """Trade with both powers if the economy moved closer to one and as far from the other, with inertia."""
    left = inertia()
    nearer = request.deviations
    moves = (nearer, -nearer) if request.toward == request.powers[0] else (-nearer, nearer)
    steps = path(moves, left, SESSIONS, session)
    return ConditionalPath(
        toward=request.toward,
        deviations=nearer,
        inertia=Number(left),
        half_life_sessions=Number(math.log(0.5) / math.log(left)),
        sessions=tuple(
            PathSession(
                step.session,
                Number(100.0 * step.moved),
                {
                    power: Number(100.0 * (factor - 1.0))
                    for power, factor in zip(request.powers, (step.trade_first, step.trade_second), strict=True)
                },
            )
            for step in steps
        ),
    )
