"""Net alignment of every economy with a power by votes, for a ranking: one with the power, minus one with its rival."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from middlepower.alignment.position import Net, SessionPoint, net_alignment, standings
from middlepower.document.number import Number
from middlepower.document.tolerated import partner_of
from middlepower.errors import DataError
from middlepower.indicators.labelled import About, LabelledColumn, column, no_reasons
from middlepower.language.catalogue import say
from middlepower.world.world import World

ALIGNMENT = "alignment"
SESSIONS = 5  # whose orders are compared
Points = dict[int, SessionPoint]


def alignments(world: World, power: str, codes: Sequence[str]) -> dict[str, Number]:
    """{economy: net alignment with a power against its rival in the last session}, with the economy's own interval."""
    found = {}
    last = _sessions(world, power)[-1]
    for code in codes:
        net = _net(world, power, code, last)
        found[code] = Number(None, reason=_why(code)) if net is None else Number(net.value, net.low, net.high)
    return found


def alignments_by_session(world: World, power: str, codes: Sequence[str]) -> dict[str, LabelledColumn]:
    """{year: net alignment of the economies} of the last sessions, the last one first."""
    found = {}
    for session in reversed(_sessions(world, power)[-SESSIONS:]):
        nets = [_net(world, power, code, session) for code in codes]
        said = no_reasons((len(codes),))
        said[:] = ["" if net is not None else _why(code) for code, net in zip(codes, nets, strict=True)]
        values = np.array([np.nan if net is None else net.value for net in nets])
        year = str(standings(world, power)[session].year)
        about = About("ratio", "net alignment by votes", year)
        found[year] = column("alignment", values, {"economy": list(codes)}, about, said)
    return found


def _sessions(world: World, power: str) -> list[int]:
    """The sessions in which a power and its rival vote."""
    return sorted(set(standings(world, power)) & set(standings(world, partner_of(power))))


def _net(world: World, power: str, code: str, session: int) -> Net | None:
    """Net alignment of an economy in a session; None where it does not vote, or is the rival."""
    if code == partner_of(power):
        return None
    try:
        own = standings(world, code).get(session)
    except DataError:  # an aggregate, or no member of the United Nations
        return None
    if own is None:
        return None
    return net_alignment(own, standings(world, power)[session], standings(world, partner_of(power))[session])


def _why(code: str) -> str:
    return say("align.no_standing", economy=code)
