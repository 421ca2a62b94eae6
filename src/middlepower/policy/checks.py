"""What a measure may name and write: rates, shares, economies, products and sectors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from middlepower.data.codes import REST, economy_names
from middlepower.names import nearest_name
from middlepower.policy.goods import ALL_GOODS, goods_sectors, known_goods
from middlepower.policy.strict import Number
from middlepower.world.groups import find_group, groups

# A rate above 10 (1,000%) or below -1 (a subsidy above the price) is a percentage written by mistake.
HIGHEST_RATE, LOWEST_RATE = 10.0, -1.0


def check_rate(rate: float) -> float:
    """The rate itself, or an error when it looks like a percentage."""
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise ValueError("a rate is a fraction: write 25% as 0.25")
    return rate


def check_good(label: str) -> str:
    """The label itself when it is a product, a sector or `all_goods`; else an error with the nearest one."""
    known = known_goods()
    if label not in known:
        raise ValueError(f"no such product or sector; did you mean `{nearest_name(label, known) or ALL_GOODS}`?")
    return label


def check_economy(label: str) -> str:
    """The ISO3 code or the group's name itself, or an error with the nearest one."""
    if label not in economy_names() and find_group(label) is None:
        known = (*economy_names(), *(group.name for group in groups()))
        raise ValueError(f"no such economy; did you mean `{nearest_name(label, known) or REST}`?")
    return label


def check_target(label: str) -> str:
    """The ISO3 code or the group's name, or `*` for every economy but the imposer and the exceptions."""
    return label if label == "*" else check_economy(label)


def check_line(code: str) -> str:
    """The HS code without dots, or an error that says how one is written."""
    digits = code.replace(".", "").replace(" ", "")
    if not digits.isdigit() or len(digits) not in (2, 4, 6, 8, 10):
        raise ValueError(f"`{code[:20]}` is no HS code: write 2, 4, 6, 8 or 10 digits, such as 8703.80")
    return digits


def as_tuple(value: Any) -> Any:
    """A YAML list as a tuple; anything else unchanged, for pydantic to judge."""
    return tuple(value) if isinstance(value, list) else value


def check_sector(label: str) -> str:
    """The label itself when it is a goods sector; else an error with the nearest one."""
    if label not in goods_sectors():
        near = nearest_name(label, goods_sectors())
        raise ValueError("no such goods sector; " + (f"did you mean `{near}`?" if near else "services pay no tariffs"))
    return label


def check_part(label: str) -> str:
    """The label itself when it is a product or a goods sector, not `all_goods`; else an error with the nearest one."""
    if label == ALL_GOODS:
        raise ValueError("name each product or sector: a table has no row for all goods")
    return check_good(label)


Rate = Annotated[Number, AfterValidator(check_rate)]
Share = Annotated[Number, Field(gt=0.0, le=1.0)]
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
