"""What a process looked up of the law and solved of baselines, for further questions; what grows too large goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.policy.flows import Memo
from middlepower.world.embedded import load_world

MOST_FLOWS = 150_000  # a law of the day has four thousand, and a further day some hundreds more
MOST_BASELINES = 12  # kept, each with the last question on it
_MEMOS: dict[str, Memo] = {}
_KEPT: OrderedDict[str, KeptBaseline] = OrderedDict()


@dataclass
class KeptBaseline:
    """The last question that was asked on a baseline, and its equilibrium by how it was solved."""

    question: Question
    solved: dict[Settings, Baseline] = field(default_factory=dict)

    def baseline(self, settings: Settings, solve: Callable[[], Baseline]) -> Baseline:
        """The equilibrium of the baseline under some settings, solved once."""
        if settings not in self.solved:
            self.solved[settings] = solve()
        return self.solved[settings]


def kept(key: str, question: Question) -> KeptBaseline:
    """What is known of the baseline of a question, which takes over what the last one on it found.

    The key tells one baseline from another, and the language in which its names are said.
    """
    known = _KEPT.pop(key, None)
    following = question if known is None else question.following(known.question)
    _KEPT[key] = KeptBaseline(following, {} if known is None or following is question else known.solved)
    while len(_KEPT) > MOST_BASELINES:
        _KEPT.popitem(last=False)
    return _KEPT[key]


def memo_of(world: str) -> Memo:
    """What questions on a world have looked up so far."""
    memo = _MEMOS.get(world)
    if memo is None or len(memo.flows) > MOST_FLOWS:
        memo = _MEMOS[world] = Memo.of(load_world(world))
    return memo
