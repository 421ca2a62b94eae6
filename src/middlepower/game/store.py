"""Payoffs on disk: one file each, by what they are computed from; whole or absent, so that a killed process harms none.

A file is written under a name of its own process and renamed, which no reader can see half done and two writers of the
same payoff may do at once: both write the same. A file that does not hold what its checksum says is told of and solved
again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from middlepower.errors import OutputError
from middlepower.language.catalogue import say
from middlepower.reading import caches


@dataclass(frozen=True)
class StoredPayoff:
    """What one state is to every economy of a world under one variant, against its baseline.

    `ratio` is real income in the state over that of the baseline, `income` the baseline's in million US dollars, both
    by economy; without an equilibrium they are empty and `failed` says why. `sectors` are gains of value added by
    sector of one economy, where they were asked for.
    """

    ratio: tuple[float, ...]
    income: tuple[float, ...]
    residual: float | None
    failed: str = ""
    sectors: tuple[float, ...] = ()


@dataclass(frozen=True)
class PayoffStore:
    """A folder of payoffs by key."""

    folder: Path

    @classmethod
    def users(cls) -> PayoffStore:
        """The store below $MIDDLEPOWER_CACHE, else where the system keeps what may be made again."""
        return cls(caches.of_user(os.environ.get(caches.CHOSEN)) / "payoffs")

    def file(self, key: str) -> Path:
        """Where the payoff of a key lies."""
        return self.folder / key[:2] / f"{key}.json"

    def read(self, key: str) -> tuple[StoredPayoff | None, str]:
        """(the payoff of a key, or None where it is not there; what is wrong with its file, if anything)."""
        file = self.file(key)
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None, ""
        except (OSError, UnicodeDecodeError) as error:
            return None, say("game.store.corrupt", file=str(file), why=str(error))
        try:
            return _parsed(text), ""
        except (ValueError, KeyError, TypeError) as error:
            return None, say("game.store.corrupt", file=str(file), why=str(error))

    def write(self, key: str, payoff: StoredPayoff) -> None:
        """None; the payoff lies under its key."""
        file, text = self.file(key), _text(payoff)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=file.parent, suffix=".part", delete=False
            ) as new:
                new.write(text)
            os.replace(new.name, file)
        except OSError as error:
            raise OutputError(
                f"payoffs can't be kept in {self.folder} ({error}): set {caches.CHOSEN} to a folder."
            ) from None


def _text(payoff: StoredPayoff) -> str:
    body = json.dumps(asdict(payoff), allow_nan=False)
    return f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}\n"


def _parsed(text: str) -> StoredPayoff:
    """The payoff in the text of a file; ValueError where it is not what was written."""
    check, _, body = text.partition("\n")
    if hashlib.sha256(body.rstrip("\n").encode()).hexdigest() != check:
        raise ValueError(say("game.store.checksum"))
    raw = json.loads(body)
    return StoredPayoff(
        tuple(raw["ratio"]), tuple(raw["income"]), raw["residual"], raw["failed"], tuple(raw["sectors"])
    )
