"""The flows of pairs that a process looked up, on disk for the next one that asks for the same.

A world has a file of its own, whose name holds all of its content; so a change of a tariff makes another file. In it an
entry is known by the pair, by the measures of both laws there and since when each is as it is, and by the content of
those that don't come with the package. Entries refer to measures and quotas by their place in the law of the pair, so
that what is read holds the very objects that it would hold if it were looked up.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from middlepower.experiment.identity import digest
from middlepower.policy import kept
from middlepower.policy.flows import Lookup, Memo
from middlepower.policy.library import load_measures
from middlepower.policy.schema import Measure
from middlepower.policy.shares import ShareBook
from middlepower.reading import caches
from middlepower.world.world import World

LARGEST = 1 << 24  # bytes of a world's file, which is read whole: sixteen million, and the law of a day has three
WORTH_KEEPING = 8  # pairs under two laws: fewer are looked up in the time in which a file is written
Entries = dict[bytes, bytes]


@dataclass(frozen=True)
class KeptLaw:
    """A world's file of law; without a name none is kept."""

    name: str
    _known: dict[int, tuple[Measure, str]] = field(default_factory=dict)  # what measures say, by their identity
    _used: Entries = field(default_factory=dict)  # by this process

    @classmethod
    def of(cls, world: World, book: ShareBook) -> KeptLaw:
        """The file of a world whose shares of goods a book tells, by the user's tables as they are now."""
        try:
            tables = caches.states(table.file for table in book.own)
        except OSError:  # a table went away since it was opened: nobody can ask for the same again
            return cls("")
        return cls(f"{digest([world, tables])[:32]}.flows")

    def find(self, wanted: Iterable[Lookup], memo: Memo) -> None:
        """None; a memo knows those of some flows that are kept."""
        entries, content = self._entries(), self._contents(memo)
        for one in wanted if entries else ():
            name = _name(one, content)
            if name in entries:
                self._used[name] = entries[name]
                memo.flows[one.key], memo.numbers[one.key] = _Reader(entries[name], _law(one)).load()

    def keep(self, known: Sequence[Lookup], memo: Memo) -> None:
        """None; flows that a memo knows are kept, beside those of other processes unless all would be too large.

        A few are not: they are found again as quickly.
        """
        if not self.name or len(known) < WORTH_KEEPING:
            return
        content = self._contents(memo)
        self._used.update((_name(one, content), _written(one, memo)) for one in known)
        text = pickle.dumps(self._entries() | self._used, protocol=5)
        if len(text) > LARGEST:
            text = pickle.dumps(self._used, protocol=5)
        kept.write(self.name, text)

    def _contents(self, memo: Memo) -> dict[int, str]:
        """{identity of a measure in the world: what it says}; nothing is told of one that comes with the package."""
        ours = set(map(id, load_measures()))
        for key, (measure, _) in memo.placings.items():
            if key not in self._known:
                self._known[key] = measure, "" if key in ours else digest(measure)
        return {id(placed): self._known[key][1] for key, (_, found) in memo.placings.items() for placed in found}

    def _entries(self) -> Entries:
        """What the file holds; nothing where it can't be read, or is not whole."""
        text = kept.read(self.name) if self.name else None
        found: Entries = {} if text is None else pickle.loads(text)
        return found


def _name(one: Lookup, content: Mapping[int, str]) -> bytes:
    """By what an entry is known."""
    told = [content[id(act.measure)] for law in (one.old, one.new) for act in law.acts(*one.pair)]
    return kept.mark(repr((one.key, told)).encode())


def _law(one: Lookup) -> list[object]:
    """The measures of both laws of a pair and the quotas of their lines, in the law's order."""
    found: list[object] = []
    for act in (*one.old.acts(*one.pair), *one.new.acts(*one.pair)):
        found.append(act.measure)
        for line in act.lines:
            found += () if line.quota is None else (line.quota, *line.quota.later)
            found += filter(None, [act.measure.licences.get(id(line))])
    return found


def _written(one: Lookup, memo: Memo) -> bytes:
    """The flows of a pair and their numbers."""
    text = io.BytesIO()
    _Writer(text, _law(one)).dump((memo.flows[one.key], one.numbers(memo)))
    return text.getvalue()


class _Writer(pickle.Pickler):
    """Writes flows; measures and quotas as their places in the law of a pair."""

    def __init__(self, text: io.BytesIO, law: Sequence[object]) -> None:
        super().__init__(text, protocol=5)
        self._place = {id(thing): place for place, thing in enumerate(law)}

    def persistent_id(self, thing: object) -> int | None:
        """The place of a measure or a quota; None for all else."""
        return self._place.get(id(thing))


class _Reader(pickle.Unpickler):
    """Reads flows, with the measures and quotas of the law of a pair."""

    def __init__(self, text: bytes, law: Sequence[object]) -> None:
        super().__init__(io.BytesIO(text))
        self._law = law

    def persistent_load(self, place: Any) -> object:
        """The measure or quota at a place."""
        return self._law[place]
