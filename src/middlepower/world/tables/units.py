"""What one unit of a table is in million US dollars, as far as the table says it; never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from middlepower.errors import DataError

SCALES = {
    **dict.fromkeys(("m", "mio", "mill", "mills", "mn", "mln", "million", "millions"), 1.0),
    **dict.fromkeys(("000", "k", "thousand", "thousands"), 1e-3),
    **dict.fromkeys(("bn", "bln", "billion", "billions"), 1e3),
}
DOLLARS = re.compile(r"us\s?\$|u\.s\.\s?dollars?|us dollars?")
BESIDE = frozenset(("of", "in", "current"))  # words that change nothing


def million_dollars(unit: str) -> float | None:
    """The million US dollars that a unit such as `Mill USD` or `000 USD` is; None where it is anything else."""
    words = re.findall(r"[a-z]+|\d+", DOLLARS.sub(" usd ", unit.lower()))
    told = [word for word in words if word not in BESIDE]
    if told == ["usd"]:
        return 1e-6
    scale = [word for word in told if word != "usd"]
    return SCALES.get(scale[0]) if len(told) == 2 and len(scale) == 1 else None


def factor(source: str, units: Sequence[str], said: float | None) -> float:
    """What values are multiplied by; DataError where neither the table nor the user says it, or both and differently.

    `units` are all that the table says of its unit: none where it says nothing.
    """
    told = sorted(set(units))
    if len(told) > 1:
        raise DataError(f"{source}: its values have several units ({', '.join(told[:4])}): bring them to one.")
    known = million_dollars(told[0]) if told else None
    if said is None:
        if known is None:
            what = f"its unit is `{told[0][:40]}`" if told else "it does not say what its values are in"
            raise DataError(
                f"{source}: {what}: say how many million US dollars one unit is, such as `--usd 1`, `--usd 0.001` for "
                "thousand dollars or `--usd 1.08` for million euro at that rate."
            )
        return known
    if known is not None and known != said:
        raise DataError(
            f"`--usd` is {said:g}, but the unit of {source} is `{told[0][:40]}`, {known:g} million US dollars: leave "
            "`--usd` out, or correct the unit."
        )
    return said
