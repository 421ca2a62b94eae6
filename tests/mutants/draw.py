"""Mutants drawn at random, the same for the same seed: one of every folder first, the rest wherever code is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.edit import Mutant
from tests.mutants.places import compiles


def drawn(mutants: Sequence[Mutant], count: int, seed: int, package: Path) -> list[Mutant]:
    """`count` different mutants, each at a place of its own, in the order of the source.

    A kind is as likely as the square root of its number, so that swapped arguments don't fill the sample.
    """
    number = Counter(mutant.kind for mutant in mutants)
    chance = random.Random(seed)
    order = sorted(mutants, key=lambda mutant: chance.random() ** (number[mutant.kind] ** 0.5), reverse=True)
    first = list({mutant.folder: mutant for mutant in reversed(order)}.values())
    chosen: dict[tuple[str, int], Mutant] = {}
    for mutant in first + order:
        if len(chosen) == count:
            break
        if (mutant.file, mutant.start) not in chosen and compiles(mutant.applied((package / mutant.file).read_bytes())):
            chosen[mutant.file, mutant.start] = mutant
    return sorted(chosen.values())
