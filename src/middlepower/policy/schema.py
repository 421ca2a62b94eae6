"""The strict schema of a trade-policy measure: who taxes whom, on what, at which rate, when, by what source.

Rates are fractions added to (or replacing) the ordinary duty; dates are the first and the last day in force.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from middlepower.errors import MeasureError
from middlepower.policy.checks import DIRECTIONS, Direction, Economies, Economy, Targets, Texts, as_tuple
from middlepower.policy.lines import RATES, Line, Quota, hidden
from middlepower.policy.strict import Day, MeasurePart, Number
from middlepower.reading import shown

Instrument = Literal[
    "surtax",
    "retaliation",
    "anti_dumping",
    "countervailing",
    "anti_dumping_and_countervailing",
    "section_122",
    "section_232",
    "section_301",
    "section_338",
    "ieepa",
    "tariff_increase",
    "tariff_rate_quota",
    "remission",
    "suspension",
    "repeal",
    "agreement",
    "ban",
    "licence",
    "export_tax",
    "probe",
    "review",
    "order",
    "threat",
    "event",
]
Relation = Literal["adds to MFN", "replaces MFN", "replaces all", "at least"]
Status = Literal["in force", "ended", "superseded", "suspended", "never in force", "unconfirmed", "open"]
Confidence = Literal["high", "medium", "low"]
BAN_OF_A_PART = "a ban stops all trade in its goods; to ban a part of them, give `coverage`"
UNTOLD = "say what share of the trade gets no licence as `stops: 0.3`; or set quantified: false and say why"
EXPORT_TAX = "export_tax"
STOPPING = ("ban", "licence")  # instruments that stop trade in place of taxing it


class Measure(MeasurePart):
    """One measure as the law or the announcement gives it.

    `relation` says how its rates meet the ordinary duty: they add to it; replace it (of two such measures the later
    law counts); replace it and all other measures on the same goods, quotas included (`replaces all`); or are totals of
    `at least`, so that goods pay the higher of the ordinary duty and the rate. What adds
    comes on top of such a total, of several totals the highest counts, and a rate that replaces ends the totals of
    earlier law but is itself raised to a total of later law. A sector's ordinary duty is one average of its goods.
    `direction` of a ban or a licence: `imports` stops what the imposer buys from the targets, `exports` what it sells
    to them. A ban stops all trade in its goods, whatever duties or quotas are on them; a licence the share of it that a
    line `stops`, and the importer's or the exporter's licence holders keep what becomes of the price. An `export_tax`
    is on what the imposer sells to the targets, a fraction of the producer's price, which the imposer's treasury keeps.
    `yields_to` names instruments or measures that, in force on the same product, push this one aside there;
    `yields_content_to` names those that do so on the content that they tax only: this one applies to the rest of the
    value. `yields_over_quota_to` names quotas beyond which this one gives way, while inside them it applies.
    `replaces` names measures that end everywhere when this one is in force. `verified_on` is the last day on which
    its status was checked; measures of the package state it.
    """

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    imposer: Economy
    targets: Targets = Field(min_length=1)
    except_: Economies = Field(default=(), alias="except")
    products: Annotated[tuple[Line, ...], BeforeValidator(as_tuple)] = ()
    instrument: Instrument
    direction: Direction | None = None
    legal_act: str = ""
    relation: Relation = "adds to MFN"
    yields_to: Texts = ()
    yields_content_to: Texts = ()
    yields_over_quota_to: Texts = ()
    replaces: Texts = ()
    date_in_force: Day | None
    date_end: Day | None = None
    status: Status
    verified_on: Day | None = None
    quantified: bool = True
    not_quantified_because: str = ""
    trade_musd: Number | None = Field(default=None, ge=0.0)
    sources: Texts
    confidence: Confidence
    note: str = ""

    @model_validator(mode="after")
    def dated(self) -> Measure:
        """The measure itself when its dates are in order and agree with its status."""
        if self.date_in_force and self.date_end and self.date_end < self.date_in_force:
            raise ValueError(f"date_end {self.date_end} is before date_in_force {self.date_in_force}: swap them")
        if (self.date_in_force is None) != (self.status == "never in force"):
            raise ValueError("date_in_force is null exactly when status is `never in force`: correct one of them")
        return self

    @model_validator(mode="after")
    def complete(self) -> Measure:
        """The measure itself when it has a source, and lines or the reason why it has none."""
        if not [text for text in self.sources if text.strip()]:
            raise ValueError("`sources` is empty: add at least one address or publication")
        if self.quantified and not self.products:
            raise ValueError("a quantified measure needs `products`; or set quantified: false and say why")
        if not self.quantified and not self.not_quantified_because:
            raise ValueError("quantified: false needs `not_quantified_because`")
        if taken := hidden(self.products):
            raise ValueError(f"{taken}: put the finer line first, or leave the code out of one")
        return self

    @model_validator(mode="after")
    def directed(self) -> Measure:
        """The measure itself when it has a direction exactly where it stops trade."""
        if self.instrument in STOPPING and self.direction is None:
            raise ValueError(f"`direction` of a {self.instrument} is missing: {DIRECTIONS}")
        if self.instrument == EXPORT_TAX and self.direction == "imports":
            raise ValueError("an export_tax is on what the imposer sells: delete `direction`")
        if self.instrument not in (*STOPPING, EXPORT_TAX) and self.direction is not None:
            raise ValueError(f"`direction` goes with {' or '.join(STOPPING)}: a {self.instrument} has none, delete it")
        if self.instrument in (*STOPPING, EXPORT_TAX) and self.relation != "adds to MFN":
            raise ValueError(f"`relation` is to the importer's duty, and a {self.instrument} has none: delete it")
        return self

    @model_validator(mode="after")
    def only_stopped(self) -> Measure:
        """The measure itself when one that stops trade has nothing that is of rates."""
        if self.instrument not in STOPPING:
            return self
        for place, line in enumerate(self.products):
            given = {"mfn_rate": line.mfn_rate, "claims_table": line.claims_table}
            named = [name for name, value in given.items() if value is not None]
            if named or line.dutiable_content < 1.0:
                what = named[0] if named else "dutiable_content"
                raise ValueError(f"products.{place}: `{what}` is of rates, and a {self.instrument} has none: delete it")
        for field in ("yields_content_to", "yields_over_quota_to"):
            if getattr(self, field):
                raise ValueError(f"`{field}` is of rates: a {self.instrument} gives way whole, by `yields_to`")
        return self

    @model_validator(mode="after")
    def plainly_taxed(self) -> Measure:
        """The measure itself when a tax on exports has a rate or steps, and nothing that is of import duties."""
        for place, line in enumerate(self.products if self.instrument == EXPORT_TAX else ()):
            if (
                not set(line.terms) <= {"rate", "rate_steps"}
                or line.mfn_rate is not None
                or line.claims_table is not None
            ):
                raise ValueError(f"products.{place}: an export_tax has a `rate` or `rate_steps` and no import duty")
        return self

    @model_validator(mode="after")
    def told(self) -> Measure:
        """The measure itself when each line says at what rate, or how much of its trade is stopped."""
        for place, line in enumerate(self.products):
            if self.instrument in STOPPING and line.terms:
                raise ValueError(f"products.{place}: a {self.instrument} has no `{line.terms[0]}`: delete it")
            if self.instrument not in STOPPING and not line.terms:
                raise ValueError(f"products.{place}: give exactly one of {', '.join(RATES)}")
            if self.instrument != "licence" and line.stops is not None:
                raise ValueError(f"products.{place}: `stops` is of a licence: {BAN_OF_A_PART}")
            if self.instrument == "licence" and self.quantified and line.stops is None:
                raise ValueError(
                    f"products.{place}: say what share of the trade gets no licence as `stops: 0.3`; {UNTOLD}"
                )
        return self

    @model_validator(mode="after")
    def total(self) -> Measure:
        """The measure itself when a total is one: no quota, no rate on a part of the value."""
        is_total, name = self.relation in ("at least", "replaces all"), f"relation `{self.relation}`"
        if is_total and any(line.quota is not None for line in self.products):
            raise ValueError(f"{name} is a total: give a quota a measure of its own, which adds")
        if is_total and any(line.taxes_a_part for line in self.products):
            raise ValueError(f"{name} is a total on the whole value: use `coverage`, not dutiable_content or claims")
        return self

    @model_validator(mode="after")
    def gives_way_to_others(self) -> Measure:
        """The measure itself when it neither ends itself nor yields to itself, which would undo it without a word."""
        for field in ("replaces", "yields_to", "yields_content_to", "yields_over_quota_to"):
            if self.id in getattr(self, field):
                raise ValueError(f"`{field}` names the measure itself, `{self.id}`: name another measure")
        rated = self.relation != "replaces MFN" and all(line.quota is None for line in self.products)
        if self.yields_content_to and not rated:
            raise ValueError("`yields_content_to` is for rates that add, or are totals of `at least`: use `yields_to`")
        return self

    def __repr__(self) -> str:
        """Id and title, and how many lines and others it has."""
        return self.in_a_line(f"{self.id} {self.title!r}")

    __str__ = __repr__

    @property
    def on_exports(self) -> bool:
        """Whether it bites on what the imposer sells to the targets, and not on what it buys from them."""
        return self.direction == "exports" or self.instrument == EXPORT_TAX

    def pair(self, target: str) -> tuple[str, str]:
        """(importer, exporter) of the trade on which it bites with a target."""
        return (target, self.imposer) if self.on_exports else (self.imposer, target)

    @cached_property
    def licences(self) -> dict[int, Quota]:
        """{identity of a line: what its licences let through, as a quota with no way beyond it}."""
        return {id(line): self._let_through(line.stops) for line in self.products if line.stops and line.stops < 1.0}

    def _let_through(self, stops: float) -> Quota:
        return Quota.model_construct(
            volume=1.0 - stops,
            reference=1.0,
            unit="of the volume in the world's year",
            in_quota_rate=0.0,
            over_quota_rate=float("inf"),
            rent_to="exporter" if self.on_exports else "importer",
        )

    def in_force_on(self, day: dt.date) -> bool:
        """Whether the measure is law on a day; both its dates are days in force."""
        if self.date_in_force is None or self.status == "unconfirmed":
            return False
        return self.date_in_force <= day and (self.date_end is None or day <= self.date_end)

    def verified_to(self, day: dt.date) -> bool:
        """Whether nothing is in doubt on a day: its status was checked then or later, or it is a hypothesis."""
        return self.date_in_force is None or self.verified_on is None or self.verified_on >= day


def parse_measure(raw: Any, where: str = "measure") -> Measure:
    """The validated measure, or a `MeasureError` that names measure, field, value and remedy."""
    if not isinstance(raw, dict):
        raise MeasureError(f"{where}: expected a mapping with keys such as id, imposer, targets; got `{shown(raw)}`.")
    label = f"measure `{str(raw['id'])[:60]}`" if "id" in raw else where
    if not raw.get("sources"):
        raise MeasureError(f"{label}: field `sources` is empty; add at least one address or publication.")
    return Measure.parsed(raw, label)
