"""What a measure may name and write: rates, shares, economies, products and sectors."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from middlepower.data.trade.editions import refuse_gone
from middlepower.errors import UnknownNameError
from middlepower.policy.good_names import find_good, goods_sector
from middlepower.policy.goods import ALL_GOODS
from middlepower.policy.strict import no_truth_value
from middlepower.world.groups import economy_or_group

# A bare number above 3 (300%) or below -1 (a subsidy above the price) is a percentage written by mistake; the highest
# duties in force on a product (China on US goods in April 2025: 145%) are half of that.
HIGHEST_NUMBER, LOWEST_RATE = 3.0, -1.0
HIGHEST_RATE = 100.0  # 10,000%, only with the sign: no trade is left long before
LONGEST = 40  # characters of a rate
PER_CENT = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*%")


def rate_as_written(value: Any) -> Any:
    """The rate as a fraction: 0.1 or "10%", with the sign; what is no number at all is left for pydantic to judge."""
    no_truth_value(value)
    per_cent = PER_CENT.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= LONGEST else None
    rate = float(per_cent[1]) / 100.0 if per_cent else _number(value)
    if rate is None or not math.isfinite(rate):
        return value
    if per_cent is None and not LOWEST_RATE <= rate <= HIGHEST_NUMBER:
        raise ValueError(f"a fraction is expected: {_suggested(rate)}")
    if rate < LOWEST_RATE:
        raise ValueError("no rate is below -100%: correct it")
    if rate > HIGHEST_RATE:
        raise ValueError(f"no rate is above {100.0 * HIGHEST_RATE:g}%: to end trade, use a ban or `cut_off`")
    return rate


def share_as_written(value: Any) -> Any:
    """The share as a fraction: 0.3 or "30%", with the sign; what is no number at all is left for pydantic to judge."""
    no_truth_value(value)
    per_cent = PER_CENT.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= LONGEST else None
    share = float(per_cent[1]) / 100.0 if per_cent else _number(value)
    if share is None or not math.isfinite(share):
        return value
    if share > 1.0:
        meant = f": write {share:g}% as {share / 100.0:g} or {share:g}%" if per_cent is None and share <= 100.0 else ""
        raise ValueError(f"a share is a fraction of 1 at most{meant}")
    return share


def rate_as_text(rate: float) -> float | str:
    """The rate as a document keeps it, so that it is read back as it is: one above 3 with the sign."""
    return rate if rate <= HIGHEST_NUMBER else f"{100.0 * rate:.15g}%"


def _number(value: Any) -> float | None:
    """The number that a value is or spells; None where it does neither."""
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None


def _suggested(number: float) -> str:
    """What a number that is no fraction may mean, and how that is written."""
    fraction = f"{number / 100.0:g}"
    padded = fraction + "0" if re.fullmatch(r"-?\d+\.\d", fraction) else fraction
    meant = f"; if {100.0 * number:g}% is meant, write {100.0 * number:g}%" if 0 < number <= HIGHEST_RATE else ""
    return f"write {number:g}% as {padded} or {number:g}%{meant}"


def check_good(label: str) -> str:
    """The id of the product or sector that a label names, or `all_goods`; else an error with what it may mean."""
    return _found(find_good, label)


def check_economy(label: str) -> str:
    """The code of the economy or the name of the group that a label names, or an error with what it may mean."""
    return _found(economy_or_group, label)


def _found(find: Callable[[str], str], label: str) -> str:
    """What a finder says of a label; its error as one of the field."""
    try:
        return find(label)
    except UnknownNameError as error:
        raise ValueError(str(error)) from None


def check_target(label: str) -> str:
    """The code of an economy or the name of a group, or `*` for every economy but the imposer and the exceptions."""
    return label if label == "*" else check_economy(label)


def check_direction(value: Any) -> Any:
    """The direction itself, or an error that says what each means."""
    if value not in ("imports", "exports"):
        raise ValueError(DIRECTIONS)
    return value


def check_line(code: str) -> str:
    """The HS code without dots, or an error that says how one is written."""
    digits = code.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (2, 4, 6, 8, 10):
        raise ValueError(f"`{code[:20]}` is no HS code: write 2, 4, 6, 8 or 10 digits, such as 8703.80")
    return digits


def check_known_line(code: str) -> str:
    """The digits of an HS code; an error for one that no line of today begins with."""
    digits = check_line(code)
    refuse_gone(digits)
    return digits


def is_line(text: str) -> bool:
    """Whether a text is an HS code, dots or none."""
    digits = text.replace(".", "").replace(" ", "")
    return digits.isascii() and digits.isdigit()


def as_tuple(value: Any) -> Any:
    """A YAML list as a tuple; anything else unchanged, for pydantic to judge."""
    return tuple(value) if isinstance(value, list) else value


def check_sector(label: str) -> str:
    """The code of the goods sector that a label names; else an error with what it may mean."""
    return _found(goods_sector, label)


def check_part(label: str) -> str:
    """The product or goods sector that a label names, not `all_goods`; else an error with what it may mean."""
    good = check_good(label)
    if good == ALL_GOODS:
        raise ValueError("name each product or sector: a table has no row for all goods")
    return good


DIRECTIONS = "write `imports` for what the imposer buys from the targets, or `exports` for what it sells to them"
Direction = Annotated[Literal["imports", "exports"], BeforeValidator(check_direction)]
Rate = Annotated[float, BeforeValidator(rate_as_written), PlainSerializer(rate_as_text, when_used="json")]
Fraction = Annotated[float, Field(ge=0.0, le=1.0), BeforeValidator(share_as_written)]
Share = Annotated[Fraction, Field(gt=0.0)]
Economy = Annotated[str, AfterValidator(check_economy)]
# fail_fast: the first wrong name of a list is the one that is told; the nearest to each of 100,000 would take minutes.
Targets = Annotated[
    tuple[Annotated[str, AfterValidator(check_target)], ...], Field(fail_fast=True), BeforeValidator(as_tuple)
]
Economies = Annotated[tuple[Economy, ...], Field(fail_fast=True), BeforeValidator(as_tuple)]
Goods = Annotated[
    tuple[Annotated[str, AfterValidator(check_good)], ...], Field(fail_fast=True), BeforeValidator(as_tuple)
]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
