"""Two results documents and a state of each -> the document of `compare`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from middlepower.document.compared import (
    ComparedActor,
    ComparedProduct,
    ComparedSector,
    ComparedSide,
    FirstYearApart,
    LawApart,
    SettingApart,
    StatesCompared,
)
from middlepower.document.first_year import FirstYear
from middlepower.document.header import MeasureUsed
from middlepower.document.number import Number, Pair
from middlepower.document.quantities import quantities_of
from middlepower.document.results import Results, StateResults
from middlepower.errors import ScenarioError
from middlepower.language.catalogue import say
from middlepower.names import unknown_name

SETTINGS = (
    "world", "vintage", "baseline", "baseline_date", "elasticities", "horizon", "closure", "nest_elasticity", "centre",
    "range", "middlepower",
)  # fmt: skip
OWN = ("tariffs", "tariff_table", "export_taxes", "trade_costs", "cut_off", "solve_for")
RANGED = ("real_income_percent", "real_income_musd")
LARGEST = 10  # sectors and products that are shown


@dataclass(frozen=True)
class Chosen:
    """A state of a results document, under the words that asked for it."""

    words: str
    results: Results
    name: str

    @property
    def state(self) -> StateResults:
        """The state."""
        return self.results.states[self.name]

    @property
    def side(self) -> ComparedSide:
        """What the document says of it."""
        results = self.results
        return ComparedSide(self.words, results.scenario, self.name, self.state.title, results.header.baseline)

    @property
    def law(self) -> dict[str, MeasureUsed]:
        """The measures that are law in the state."""
        return {measure.id: measure for measure in self.results.header.measures if self.name in measure.states}

    @property
    def baseline_law(self) -> set[str]:
        """The measures that are law in the baseline."""
        return {measure.id for measure in self.results.header.measures if measure.in_baseline}


def chosen(words: str, results: Results, name: str) -> Chosen:
    """A state by name; an error says which are there."""
    if name not in results.states:
        raise unknown_name(f"state of `{words}`", name, results.states)
    return Chosen(words, results, name)


def check_comparable(first: Chosen, second: Chosen) -> None:
    """None; ScenarioError where the two stand on other worlds or other baselines."""
    one, other = first.results.header, second.results.header
    what = ""
    if one.world != other.world:
        what = f"the worlds differ ({one.world}, {other.world})"
    elif one.baseline_date != other.baseline_date or first.baseline_law != second.baseline_law:
        what = f"the baselines differ ({one.baseline}, {other.baseline})"
    if what:
        raise ScenarioError(
            f"`{first.words}` and `{second.words}`: {what}, so that a difference of changes says little: compare on "
            "one world and baseline, or say --anyway."
        )


def comparison(first: Chosen, second: Chosen, anyway: bool) -> StatesCompared:
    """The two side by side, with what tells them apart."""
    if not anyway:
        check_comparable(first, second)
    one, other = first.results, second.results
    wanted = [code for code in first.state.actors if code in second.state.actors]
    header = replace(
        one.header,
        document="compare",
        command=f"middlepower compare {first.words} {second.words}{' --anyway' if anyway else ''} --out DIR",
        question=say("document.compare_question", first=first.state.title, second=second.state.title),
        worst_residual=max(one.header.worst_residual, other.header.worst_residual),
        measures=tuple({measure.id: measure for measure in (*other.header.measures, *one.header.measures)}.values()),
    )
    return StatesCompared(
        header=header,
        quantities=quantities_of(StatesCompared, one.header.vintage),
        regions=one.regions,
        groups={**other.groups, **one.groups},
        sectors=one.sectors,
        first=first.side,
        second=second.side,
        actors={code: _actor(first.state, second.state, code) for code in wanted},
        settings=tuple(_settings(one, other)),
        law=tuple(_law(first, second)),
        own=tuple(field for field in OWN if _entry(first, field) != _entry(second, field)),
        sectors_apart=tuple(_sectors(first.state, second.state)),
        products=tuple(_products(first.state, second.state)),
    )


def _entry(side: Chosen, field: str) -> object:
    return getattr(side.results.scenario_definition.states[side.name], field)


def _actor(first: StateResults, second: StateResults, code: str) -> ComparedActor:
    """An economy's numbers in both; of real income with the range that each has."""

    def number(state: StateResults, key: str) -> Number:
        found: Number = getattr(state.economies[code], key, None) or getattr(state.actors[code], key)
        return found if key in RANGED else _alone(found)

    keys = [field.name for field in fields(ComparedActor) if field.name != "first_year"]
    pairs = {key: Pair.of(number(first, key), number(second, key)) for key in keys}
    return ComparedActor(**pairs, first_year=_first_year(first.actors[code].first_year, second.actors[code].first_year))


def _first_year(first: FirstYear | None, second: FirstYear | None) -> FirstYearApart | None:
    """The same in the first year, where both hold it beside the long run."""
    if first is None or second is None:
        return None
    keys = [field.name for field in fields(FirstYearApart)]
    return FirstYearApart(**{key: Pair.of(getattr(first, key), getattr(second, key)) for key in keys})


def _settings(one: Results, other: Results) -> Iterator[SettingApart]:
    for name in SETTINGS:
        pair = [str(getattr(results.header, name)) for results in (one, other)]
        if pair[0] != pair[1]:
            yield SettingApart(name, *pair)


def _law(first: Chosen, second: Chosen) -> Iterator[LawApart]:
    for here, there, where in ((first, second, "first"), (second, first, "second")):
        for name, measure in here.law.items():
            if name not in there.law:
                yield LawApart(name, measure.title, measure.imposer, where)


def _sectors(first: StateResults, second: StateResults) -> list[ComparedSector]:
    """The sectors with the largest differences of output in money, of the economies whose sectors both hold."""
    places = [(n, k) for n, sectors in first.sectors.items() for k in sectors if k in second.sectors.get(n, {})]
    pairs = [(n, k, first.sectors[n][k], second.sectors[n][k]) for n, k in places]
    rows = [
        ComparedSector(
            economy=n,
            sector=k,
            output_change_musd=Pair.of(_alone(one.output_change_musd), _alone(other.output_change_musd)),
            output_percent=Pair.of(_alone(one.output_percent), _alone(other.output_percent)),
        )
        for n, k, one, other in pairs
    ]
    rows.sort(key=lambda row: -abs(row.output_change_musd.change.value or 0.0))
    return rows[:LARGEST]


def _alone(number: Number) -> Number:
    return replace(number, low=None, high=None, defined_in=None)


def _products(first: StateResults, second: StateResults) -> list[ComparedProduct]:
    """The products with the largest differences of value; where one side alone changes its law, of the change there."""
    sides = [{(p.product, p.exporter, p.importer): p for p in state.products} for state in (first, second)]
    rows = []
    for key in dict.fromkeys((*sides[0], *sides[1])):
        known = sides[0].get(key) or sides[1][key]
        values = [
            _alone(side[key].value_musd.after)
            if key in side
            else Number(None, reason=say("document.law_of_the_baseline"))
            for side in sides
        ]
        apart = Pair.of(*values)
        size = apart.change if apart.change.value is not None else known.value_musd.change
        row = ComparedProduct(known.product, known.name, known.exporter, known.importer, apart)
        rows.append((abs(size.value or 0.0), row))
    rows.sort(key=lambda sized: -sized[0])
    return [row for _, row in rows[:LARGEST]]
