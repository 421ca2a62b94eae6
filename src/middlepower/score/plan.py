"""What each test scores: `tests.yaml`, read and checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from middlepower.errors import DataError, MiddlepowerError
from middlepower.names import unknown_name
from middlepower.policy.checks import as_tuple
from middlepower.policy.strict import Day, Number, Strict, Whole
from middlepower.reading.yaml import parse_yaml

Codes = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
Pair = Annotated[tuple[str, str], BeforeValidator(as_tuple)]
FILE = "tests.yaml"


class PlanPart(Strict):
    """Base of all parts of the plan."""

    complaint: ClassVar[type[MiddlepowerError]] = DataError


class Choices(PlanPart):
    """What is fixed about a test before it is run, each choice with its reason."""

    title: str
    says: str
    world: str
    baseline: Day
    year: Whole
    weights: str
    weights_why: str
    effects: str
    effects_why: str
    clusters: str
    clusters_why: str
    note: str = ""


class LinesTest(Choices):
    """US imports by HS line."""

    partners: Codes
    least_value_musd: Number
    least_value_why: str
    left_out: Codes
    left_out_why: str


class Industry(PlanPart):
    """An industry as sectors of the world, or as one product of the single sector with a share sold elsewhere."""

    sectors: Codes = Field(min_length=1)
    observed: str
    product: str = ""
    elsewhere: Number | None = None


class IndustriesTest(Choices):
    """One exporter's sales to all destinations by industry."""

    exporter: str
    goods: dict[str, Industry]
    goods_why: str


class PairsTest(Choices):
    """Trade between pairs by sector, from one world to a later one."""

    later: str
    pairs: Annotated[tuple[Pair, ...], BeforeValidator(as_tuple)]
    least_value_musd: Number
    least_value_why: str
    left_out: Codes
    left_out_why: str


KINDS: dict[str, type[Choices]] = {
    "2025-us-imports": LinesTest,
    "canada-2025": IndustriesTest,
    "2018-19": PairsTest,
    "2017-22": PairsTest,
}


@cache
def plan() -> dict[str, Choices]:
    """All tests by name, in the order in which they are told."""
    raw = parse_yaml(files("middlepower.score").joinpath(FILE).read_text(encoding="utf-8"), FILE, DataError)
    if list(raw) != list(KINDS):
        raise DataError(f"{FILE} holds the tests {list(raw)}: it must hold {list(KINDS)}.")
    return {name: kind.model_validate(raw[name]) for name, kind in KINDS.items()}


def choices_of(name: str) -> Choices:
    """The test of that name."""
    if name not in plan():
        raise unknown_name("test", name, plan())
    return plan()[name]
