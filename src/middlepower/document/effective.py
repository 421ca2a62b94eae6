"""Effective tariffs between economies in an equilibrium: what is paid over what crosses the border."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from middlepower.document.number import Number
from middlepower.experiment.question import Question
from middlepower.indicators.applied_rates import mean_rate, solved_rates
from middlepower.language.catalogue import say
from middlepower.model.core.equilibrium import Equilibrium


def effective_tariffs(question: Question, solved: Equilibrium, about: Sequence[str]) -> dict[str, dict[str, Number]]:
    """{importer: {partner: average tariff on goods, per cent}} between codes and groups of a question's names."""
    rates, weights = solved_rates(question.world, solved)
    names = list(question.names)
    inside = {code: np.flatnonzero(question.members[names.index(code)]) for code in about}
    found: dict[str, dict[str, Number]] = {}
    for buyer, n in inside.items():
        for seller, members in inside.items():
            i = np.setdiff1d(members, n)
            if seller != buyer and len(i):
                mean = mean_rate(rates[:, n[:, None], i], weights.value[:, n[:, None], i])
                found.setdefault(buyer, {})[seller] = Number.of(100.0 * mean, say("document.no_goods"))
    return found
