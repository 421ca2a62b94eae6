"""What a process looked up of the law, for every further question: forgotten when it has grown too large."""

from __future__ import annotations

from middlepower.policy.flows import Memo
from middlepower.world.embedded import load_world

MOST_FLOWS = 150_000  # a law of the day has four thousand, and a further day some hundreds more
_MEMOS: dict[str, Memo] = {}


def memo_of(world: str) -> Memo:
    """What questions on a world have looked up so far."""
    memo = _MEMOS.get(world)
    if memo is None or len(memo.flows) > MOST_FLOWS:
        memo = _MEMOS[world] = Memo.of(load_world(world))
    return memo
