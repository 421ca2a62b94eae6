"""With whom an economy would align if both hegemons treated it alike, by its votes in the UN General Assembly.

Net alignment A = (d_2 - d_1) / (d_1 + d_2), d_j the distance between the ideal points of the economy and hegemon j in
one session; the chance of alignment with the first is then taken to be (1 + A) / 2. [Declared: no estimate says how a
distance in votes becomes a chance.] It fixes kappa, the cost of alignment with the first in log points of real income,
kappa = -s Phi^-1((1 + A) / 2), so that without any difference in trade the chance is this one whatever s is.
"""

from __future__ import annotations

from scipy.special import ndtri

from middlepower.data.ideal_points import SOURCE, IdealPoint, ideal_points, latest_session
from middlepower.errors import DataError
from middlepower.game.wedge.schema import Belief, WedgeGame
from middlepower.model.wedge.equations import Stakes

SUREST = 0.01  # declared: no votes make an alignment surer than this


def taste_of(game: WedgeGame, economy: str, hegemons: tuple[str, str]) -> Belief:
    """The chance of alignment with the first hegemon were trade no matter: as the game says, or from votes."""
    if game.beliefs.taste is not None:
        return game.beliefs.taste
    first, second = hegemons
    session = latest_session((economy, first, second))
    if session is None:
        missing = next(code for code in (economy, first, second) if latest_session((code,)) is None)
        raise DataError(
            f"{missing} has no ideal point, for it casts no votes in the UN General Assembly: write a game file with "
            "`beliefs.taste`, the chance of alignment with the first hegemon if both treated the economy alike."
        )
    table = ideal_points()
    mine, one, two = (table[code, session] for code in (economy, first, second))
    chances = [net_chance(point, one, two) for point in (mine.point, mine.low, mine.high)]
    words = f"{SOURCE}; session {session} ({mine.year}); low and high: the economy's 90% interval."
    return Belief(value=chances[0], low=min(chances), high=max(chances), source=words)


def net_chance(point: float, first: IdealPoint, second: IdealPoint) -> float:
    """(1 + A) / 2 at an ideal point, kept off 0 and 1, where votes alone would decide for certain."""
    d_1, d_2 = abs(point - first.point), abs(point - second.point)
    alignment = (d_2 - d_1) / (d_1 + d_2)
    return min(max(0.5 * (1.0 + alignment), SUREST), 1.0 - SUREST)


def stakes_of(taste: float, scale: float, worth: float) -> Stakes:
    """The Stakes at declared beliefs."""
    return Stakes(-scale * float(ndtri(taste)), scale, (worth, worth))
