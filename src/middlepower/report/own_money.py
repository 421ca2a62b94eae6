"""Money of the brief's economy: in US dollars, in its own currency, and for each person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from middlepower.language.catalogue import say
from middlepower.report.wording import dollars, parted, plain, trimmed

if TYPE_CHECKING:
    from middlepower.document.results import Results

SIZES = (("trillion", 1e6), ("billion", 1e3))
LEAST = 0.5  # of a million, or of a unit: less prints as nothing
US, US_SIGN = "USA", "US$"


def amount(sign: str, millions: float) -> str:
    """A size in million units of a currency, in words."""
    size = abs(millions)
    for unit, least in SIZES:
        if size >= least:
            return say(f"bottom_line.amount.{unit}", sign=sign, number=plain(size / least, 1))
    if size < LEAST:
        return say("bottom_line.less_than_a_million", sign=sign)
    return say("bottom_line.amount.million", sign=sign, number=plain(size, 0))


def in_money(results: Results) -> str:
    """The size of the main state's change of real income: US dollars, the own currency, and for each person."""
    own, scale = results.own_money, results.money
    text = dollars(results.own(results.main).real_income_musd.known)
    if own.real_income_own_million is not None:
        money = amount(scale.currency_sign, own.real_income_own_million.known)
        text = say("bottom_line.in_money_own", dollars=text, own=money)
    person, sign = own.real_income_person_own or own.real_income_person_usd, scale.currency_sign or US_SIGN
    if person is None:
        return say("bottom_line.a_year", money=text)
    return say("bottom_line.for_a_person", money=text, person=units(sign, person.known))


def units(sign: str, value: float) -> str:
    """A size in single units of a currency."""
    if abs(value) < LEAST:
        return say("bottom_line.less_than_one", sign=sign)
    return say("bottom_line.units", sign=sign, number=plain(abs(value), 0))


def scale_note(results: Results) -> str:
    """The exchange rate and the population behind the money, with their sources, or that there are none."""
    return say("bottom_line.scale", year=str(results.money.year), list=parted(_scale(results)))


def _scale(results: Results) -> Iterator[str]:
    scale, year = results.money, str(results.money.year)
    if scale.units_per_usd is not None:
        rate = trimmed(scale.units_per_usd, 4)
        yield say("bottom_line.scale_rate", sign=scale.currency_sign, rate=rate, year=year, source=scale.rate_source)
    elif results.economy != US:
        yield say("bottom_line.no_rate")
    if scale.persons is None:
        yield say("bottom_line.no_persons")
    else:
        persons = plain(scale.persons, 0)
        yield say("bottom_line.scale_persons", persons=persons, year=year, source=scale.persons_source)
