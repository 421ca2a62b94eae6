"""Crisman-Cox and Gibilisco (2021): the crisis game of Lewis and Schultz (2003) on threats of sanctions, 1970 to 2000.

Nested pseudo-likelihood from the authors' first-step probabilities where their file is in the data root, else from the
record's averages: the estimate is the same. Beside it, without a verdict, the maximum of the full likelihood with the
equilibrium inside. The authors' first step stopped at a lower likelihood than its maximum; both are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from middlepower.data.sources.sanctions import FILE, read_sanctions
from middlepower.model.crisis_game.equations import Payoffs, equilibria
from middlepower.model.crisis_game.estimate import (
    CrisisEstimate,
    CrisisMaximum,
    maximum_likelihood,
    nested_pseudo_likelihood,
)
from middlepower.model.crisis_game.record import averages, recorded
from middlepower.model.crisis_game.specification import COEFFICIENTS, crises
from middlepower.replicate.published import read_table
from middlepower.replicate.study import Kind, Reproduction, Study

SOLVED: Kind = "independently solved"
SHOWN: Kind = "found, nothing to hold it against"
WHERE = "nested pseudo-likelihood, 418 dyad-decades"
FULL = "maximum likelihood with the equilibrium inside, 418 dyad-decades"
LIKELIHOOD, FIRST_STEP, FIRST_PRINTED = -3932.447, -3963.958, -3964.026
LIKELIHOOD_WITHIN, ESTIMATE_WITHIN, VECTOR_WITHIN = 0.01, 1e-3, 1e-6
TEST_VECTORS = {  # W_B -> (p_R, p_C, p_F) of all equilibria, with S_A = C_B = 0, V_A = V_B = 1, W_A = -1.9, a = -1.2
    -2.9: ((0.251105, 0.994789, 0.309695), (0.594723, 0.379868, 0.241563), (0.813322, 0.205452, 0.208759)),
    -4.0: ((0.037751, 1.000000, 0.310309),),
}


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    yield from vectors()
    file = root / FILE
    columns = {key: np.array(value) for key, value in read_sanctions(file).items()} if file.exists() else {}
    data = crises(columns) if columns else recorded()
    first = (columns["PRhat"], columns["PFhat"]) if columns else averages(data)
    estimate = nested_pseudo_likelihood(data, *first)
    yield from npl_rows(estimate, bool(columns))
    yield from full_rows(maximum_likelihood(data, estimate))


def vectors() -> Iterator[Reproduction]:
    """All equilibria of two dyads made up to have three and one."""
    for W_B, known in TEST_VECTORS.items():
        found = equilibria(Payoffs(*(np.array(v) for v in (0.0, 1.0, 0.0, -1.9, W_B, -1.2, 1.0))))
        where = f"test vector, W_B = {W_B}"
        yield Reproduction("number of equilibria", where, len(known), len(found), VECTOR_WITHIN, SOLVED)
        for i, (theirs, ours) in enumerate(zip(known, found, strict=False), start=1):
            values = (ours.resists, ours.challenges, ours.stands_firm)
            for label, expected, value in zip(("p_R", "p_C", "p_F"), theirs, values, strict=True):
                yield Reproduction(f"{label} of equilibrium {i}", where, expected, value, VECTOR_WITHIN, SOLVED)


def npl_rows(estimate: CrisisEstimate, from_first_step: bool) -> Iterator[Reproduction]:
    """ln L and the twenty estimates; the first step too where its probabilities are at hand."""
    if from_first_step:
        first, note = estimate.first_log_likelihood, "the maximum; the print is lower: its optimiser stopped early"
        yield Reproduction("first step, ln L", WHERE, FIRST_STEP, first, LIKELIHOOD_WITHIN, SOLVED, note)
        yield Reproduction("first step, ln L, as printed", WHERE, FIRST_PRINTED, first, None, "published", note)
    yield Reproduction("ln L", WHERE, LIKELIHOOD, estimate.log_likelihood, LIKELIHOOD_WITHIN)
    table = read_table("crisis_game", "coefficient")
    for name, ours in zip(COEFFICIENTS, estimate.theta, strict=True):
        yield Reproduction(name, WHERE, table[name]["estimate"], float(ours), ESTIMATE_WITHIN)


def full_rows(maximum: CrisisMaximum) -> Iterator[Reproduction]:
    """ln L, estimates with standard errors, and how little the data tell two levels apart."""
    yield Reproduction("ln L", FULL, None, maximum.log_likelihood, None, SHOWN)
    for name, value, error in zip(COEFFICIENTS, maximum.theta, maximum.standard_errors, strict=True):
        yield Reproduction(name, FULL, None, float(value), None, SHOWN, f"standard error {error:.4g}")
    i, j = COEFFICIENTS.index("C_B: constant"), COEFFICIENTS.index("W_B: constant")
    note = "near one: the data hardly tell the level of conceding from that of resisting, only their difference"
    together = maximum.correlation(i, j)
    yield Reproduction("correlation of the constants of C_B and W_B", FULL, None, together, None, SHOWN, note)


STUDY = Study(
    "crisis-game",
    "Crisman-Cox, C. and M. Gibilisco (2021), Estimating signaling games in international relations: problems and "
    "solutions, Political Science Research and Methods 9(3); Lewis and Schultz (2003), Political Analysis 11(4)",
    (),
    run,
)
