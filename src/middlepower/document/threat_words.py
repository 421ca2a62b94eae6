"""A threat of a coercion in words."""

from __future__ import annotations

from middlepower.game.coerce import CUTOFF, TARIFF, Coercion, rate_of
from middlepower.language.catalogue import say


def threat_words(coercion: Coercion, threat: str) -> str:
    """A threat in words."""
    if threat == CUTOFF:
        return say("game_coerce.threat.cutoff")
    if threat.startswith(TARIFF):
        return say("game_coerce.threat.tariff", rate=f"{100.0 * rate_of(threat):g}")
    return coercion.scenario.states[threat].title
