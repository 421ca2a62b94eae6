"""Every error that middlepower raises on purpose: one clear line that names the field, the value and the remedy."""

from __future__ import annotations

import re

# What a terminal obeys or hides instead of showing: control characters, marks that turn the direction of writing,
# invisible ones, and halves of characters.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
LONGEST_LINE = 2_000  # characters of a message; a longer one loses its middle


def printable(text: str, keep: str = "") -> str:
    """The text with what a terminal would obey or hide written out as JSON does; `keep` stays, such as line ends."""
    return HIDDEN.sub(lambda mark: mark[0] if mark[0] in keep else _written_out(mark[0]), text)


def _written_out(mark: str) -> str:
    units = mark.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def one_line(text: str) -> str:
    """The text as one printable line of bounded length."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 500]} ... {line[-400:]}"


class MiddlepowerError(Exception):
    """Base class of all errors raised on purpose; the command line prints it as one line and exits with code 2."""

    def __init__(self, message: str = "") -> None:
        """An error with its message as one printable line, whatever values it quotes."""
        super().__init__(one_line(message))


class DataError(MiddlepowerError):
    """A world or a data file breaks an identity, has a wrong shape, or can't be read."""


class UnknownNameError(MiddlepowerError):
    """An economy, sector, measure, state, set or option that does not exist; the message says the nearest name."""


class MeasureError(MiddlepowerError):
    """A trade-policy measure that breaks the schema: no source, a rate in per cent, dates the wrong way round."""


class ScenarioError(MiddlepowerError):
    """A scenario file that can't be read or asks for something impossible."""


class GameError(MiddlepowerError):
    """A game file that can't be read, or a game that lacks what it needs: a player's actions, a belief, an estimate."""


class NoEquilibriumError(MiddlepowerError):
    """No equilibrium was found; the message says what was tried, how close it came and what would work.

    Its first clause, up to a colon, is the reason alone; economies and sectors go by their labels.
    """

    def __init__(self, message: str, where: str = "") -> None:
        """An error with its message and the place where it arose, such as a state of a scenario."""
        super().__init__(f"{where}: {message}" if where else message)
        self.message = one_line(message)

    @property
    def reason(self) -> str:
        """Why there is no equilibrium, in one clause."""
        return self.message.split(":")[0]

    def placed(self, where: str) -> NoEquilibriumError:
        """The same error with the place where it arose."""
        return NoEquilibriumError(self.message, where)


class MissingExtraError(MiddlepowerError):
    """A package of an extra that a command needs is not installed."""


class OutputError(MiddlepowerError):
    """The output folder or file can't be written."""


class EnsembleError(MiddlepowerError):
    """Draws that could not be solved: no scheduler answers, or workers keep dying."""


class StoppedError(MiddlepowerError):
    """Ctrl-C where part of the work is kept; the message says where it lies and how to go on."""
