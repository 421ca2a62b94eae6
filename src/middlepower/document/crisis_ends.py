"""Equilibria of the crisis game as numbers of a document, with their ranges over variants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from middlepower.document.coerced import CrisisEnd
from middlepower.document.number import Number, Spread
from middlepower.game.coerce import Ending
from middlepower.model.crisis_game.equations import CrisisEquilibrium

Chance = Callable[[CrisisEquilibrium], float]
CHANCES: Mapping[str, Chance] = {
    "resists_percent": lambda e: e.resists,
    "challenges_percent": lambda e: e.challenges,
    "stands_firm_percent": lambda e: e.stands_firm,
    "concedes_percent": lambda e: 1.0 - e.resists,
    "carried_out_percent": lambda e: e.resists * e.stands_firm,
    "backs_down_percent": lambda e: e.resists * (1.0 - e.stands_firm),
}


def ends_over(found: Sequence[Ending | None], spread: Spread) -> tuple[CrisisEnd, ...]:
    """The main variant's equilibria, each with the range of those that answer to it in the variants that count.

    Where variants differ in the number of equilibria nothing says which answers to which: the range is over all.
    """
    main = found[0]
    if main is None:
        return ()
    counted = [one for one in (found if spread.main_counts or len(found) == 1 else found[1:]) if one is not None]
    alike = all(len(one.equilibria) == len(main.equilibria) for one in counted)
    ends = []
    for place, own in enumerate(main.equilibria):
        others = [e for one in counted for e in (one.equilibria[place : place + 1] if alike else one.equilibria)]
        ends.append(_end(own, others if len(found) > 1 else []))
    return tuple(ends)


def single_end(own: CrisisEquilibrium) -> CrisisEnd:
    """One equilibrium without a range."""
    return _end(own, [])


def missing_end(reason: str) -> CrisisEnd:
    """What stands where a threat has no equilibrium of the economy."""
    return CrisisEnd(**{name: Number(None, reason=reason) for name in CHANCES})


def _end(own: CrisisEquilibrium, others: Sequence[CrisisEquilibrium]) -> CrisisEnd:
    return CrisisEnd(**{name: _number(chance, own, others) for name, chance in CHANCES.items()})


def _number(chance: Chance, own: CrisisEquilibrium, others: Sequence[CrisisEquilibrium]) -> Number:
    values = [100.0 * chance(one) for one in others]
    return Number(100.0 * chance(own), min(values, default=None), max(values, default=None))
