"""Treaty games: found by name or path, read strictly, beliefs filled in from the record of threats."""

from __future__ import annotations

import os
from pathlib import Path

from middlepower.data.sanctions import ThreatCounts, parties, threat_counts
from middlepower.errors import ScenarioError
from middlepower.experiment.draw import BELIEF, Draw
from middlepower.game.treaty.schema import TreatyBelief, TreatyGame
from middlepower.names import unknown_name
from middlepower.reading import parse_yaml, read_text

LIBRARY = Path(__file__).parents[1] / "library"
PREFIX = "treaty"
SIZE_LIMIT = 1_000_000  # bytes
RECORD = "Crisman-Cox and Gibilisco (2021), threats of sanctions 1970 to 2000"
OWN_BELIEF = "--punished on the command line"
NOBODY = -1  # no party to a threat has this code


def treaty_library() -> dict[str, Path]:
    """The treaty games that come with middlepower, by name."""
    return {path.stem: path for path in sorted(LIBRARY.glob(f"{PREFIX}*.yaml"))}


def read_treaty(name_or_path: str) -> TreatyGame:
    """The validated game of a library name or a file; ScenarioError names file, field, value and remedy."""
    known = treaty_library()
    path = known.get(name_or_path, Path(name_or_path))
    if not os.path.lexists(path):
        raise unknown_name("treaty game", name_or_path, known, "Or give the path of a .yaml file.")
    raw = parse_yaml(read_text(path, SIZE_LIMIT, "a game", ScenarioError), str(path), ScenarioError)
    if not isinstance(raw, dict):
        raise ScenarioError(f"{path}: a game needs keys such as game, scenario, mover, scopes and answers.")
    if raw.get("game") != PREFIX:
        raise ScenarioError(
            f"{path}: field `game` is `{raw.get('game')}`: `game treaty` reads games with `game: treaty`."
        )
    return TreatyGame.parsed(raw, str(path))


def punished_belief(game: TreatyGame) -> TreatyBelief:
    """The game's belief that a threat is carried out; by default the record's, its range over who threatens whom."""
    if game.punished is not None:
        return game.punished
    codes = parties()
    power = codes.get(game.power, NOBODY)
    everybody, sender, pair = threat_counts(), threat_counts(power), threat_counts(power, codes.get(game.mover, NOBODY))
    if not sender.threats:
        raise ScenarioError(
            f"the record has no threat by {game.power}: give `punished` in the game, with value, low, high and source."
        )
    return from_record(game, everybody, sender, pair)


def from_record(game: TreatyGame, everybody: ThreatCounts, sender: ThreatCounts, pair: ThreatCounts) -> TreatyBelief:
    """The share of all threats that was carried out, with the sender's own and the pair's as a range."""
    counted = {"all threats": everybody, f"threats by {game.power}": sender}
    if pair.threats:
        counted[f"{game.power} to {game.mover}"] = pair
    shares = [one.share_carried_out for one in counted.values()]
    told = "; ".join(f"{name} {one.carried_out} of {one.threats}" for name, one in counted.items())
    return TreatyBelief(
        value=everybody.share_carried_out, low=min(shares), high=max(shares), source=f"{RECORD}: carried out {told}"
    )


def with_punished(game: TreatyGame, chance: float | None) -> TreatyGame:
    """The game with a probability of one's own that a threat is carried out."""
    if chance is None:
        return game
    if not 0.0 <= chance <= 1.0:
        raise ScenarioError(f"`--punished` is {chance:g}: give a probability between 0 and 1, such as 0.3.")
    belief = TreatyBelief(value=chance, low=chance, high=chance, source=OWN_BELIEF)
    return game.model_copy(update={"punished": belief})


def believing(game: TreatyGame, draw: Draw) -> TreatyGame:
    """The game with the belief of a draw; the game itself where the draw has none."""
    value = draw.get(BELIEF)
    if value is None:
        return game
    return game.model_copy(update={"punished": punished_belief(game).model_copy(update={"value": value})})
