"""What is asked of a world: a baseline and the states to compare with it, compiled once for all variants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.experiment.kept_law import KeptLaw
from middlepower.experiment.law_of_state import law_of_state
from middlepower.experiment.parallel import each
from middlepower.language.catalogue import named, say
from middlepower.policy.claims import by_claims, in_month, pairs_by_claims
from middlepower.policy.flows import Lookup, Memo, Placed, TaxedFlows, by_pair, flows_of, lacking, lookups
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law, in_world
from middlepower.policy.schema import Measure
from middlepower.policy.state import PlacedState, PolicyState
from middlepower.scenario.bans import bans_of
from middlepower.scenario.compile import shock_of
from middlepower.scenario.export_taxes import own_export_taxes, with_own_export_taxes
from middlepower.scenario.few_flows import like, other_rates, same_rates, with_rates
from middlepower.scenario.own import own_tariffs, with_own_tariffs
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock, cheaper, same_shock
from middlepower.world.groups import expand, find_group
from middlepower.world.world import World

Array = NDArray[np.float64]
BASELINE = "baseline"
MANY_PAIRS = 16  # with fewer, sharing out their law costs more than it saves


def benchmark_title() -> str:
    """The name of a world's benchmark as a baseline."""
    return say("common.benchmark")


@dataclass(frozen=True)
class Question:
    """A baseline and named states on a world, and the measures that both may draw on.

    A baseline of None is the world's benchmark as it is recorded. A state's law is the baseline's, plus and minus its
    own measures, on the state's date or else the baseline's. `reported` are codes and groups to report of, `remarks`
    what a reader of a state must know beside its numbers.
    """

    world: World
    baseline: State | None = None
    states: Mapping[str, State] = field(default_factory=dict)
    measures: tuple[Measure, ...] = field(default_factory=lambda: tuple(load_measures()))
    reported: tuple[str, ...] = ()
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _shocks: dict[tuple[str, float], tuple[World, Shock]] = field(default_factory=dict, init=False, compare=False)
    _alike: dict[object, list[Shock]] = field(default_factory=dict, init=False, compare=False)  # by their sums
    _found: dict[str, tuple[PolicyState, TaxedFlows]] = field(default_factory=dict, init=False, compare=False)
    _made: dict[tuple[int, float], list[tuple[TaxedFlows, Shock]]] = field(
        default_factory=dict, init=False, compare=False
    )
    _months: dict[str, Question] = field(default_factory=dict, init=False, compare=False)
    _all_months: Question | None = field(default=None, init=False, compare=False)
    _last_worlds: tuple[World, World] | None = field(default=None, init=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what is no world or no state, and a state that takes the baseline's name."""
        if not isinstance(self.world, World):
            raise ScenarioError(f"`world` is a {type(self.world).__name__}: give a World, as of `load_world()`.")
        for name, state in {BASELINE: self.baseline or State(title=benchmark_title()), **self.states}.items():
            if not isinstance(state, State):
                raise ScenarioError(f"state `{name}` is a {type(state).__name__}: give a State.")
            if state.tariff_table is not None:
                raise ScenarioError(f"state `{name}` has a `tariff_table`, which a Scenario reads: run that instead.")
        if BASELINE in self.states:
            raise ScenarioError(f"a state is called `{BASELINE}`, as the baseline is: give it another name.")

    @property
    def baseline_name(self) -> str:
        """The baseline by name."""
        return benchmark_title() if self.baseline is None else named(self.baseline.title)

    @cached_property
    def laws(self) -> dict[str, PolicyState]:
        """The measures that apply in the baseline and in every state."""
        base = self.baseline or State(title=benchmark_title())
        alone = {BASELINE: State(title=base.title), **self.states}
        known = {name: law for name, (law, _) in self._found.items()}
        return {name: known.get(name) or law_of_state(self.world, self.measures, base, s) for name, s in alone.items()}

    @cached_property
    def flows(self) -> dict[str, TaxedFlows]:
        """What changes on every taxed flow between the benchmark's law and that of the baseline and every state."""
        laws = {name: self._with_bans(name) for name in self.laws}
        made = [(laws[name], flows) for name, (_, flows) in self._found.items()]
        asked: list[PolicyState] = []
        for law in laws.values():
            if _of(law, made) is None and law not in asked:
                asked.append(law)
        made += zip(asked, self._taxed(asked), strict=True)
        found = {name: flows for name, law in laws.items() if (flows := _of(law, made)) is not None}
        known = self._all_months
        return found if known is None else {name: like(flows, known.flows[name]) for name, flows in found.items()}

    def _taxed(self, laws: Sequence[PolicyState]) -> list[TaxedFlows]:
        """What each of some laws changes against the benchmark's."""
        pairs = [self._pairs(law) for law in laws]
        new = self._lacked(chain(*pairs))
        flows = [flows_of(self.world, one, self.memo) for one in pairs]
        self.kept.keep(new, self.memo)  # after the flows, which know by now what bites on them
        return flows

    def look_up(self, laws: Iterable[tuple[PolicyState, Iterable[tuple[str, str]]]]) -> None:
        """None; the memo knows the flows of some pairs (importer, exporter) under each of some laws."""
        self.kept.keep(self._lacked(chain(*(self._pairs(law, set(among)) for law, among in laws))), self.memo)

    def _pairs(self, law: PolicyState, among: set[tuple[str, str]] | None = None) -> list[Lookup]:
        return list(lookups(self._before, in_world(law, self.world, self.memo.placings), self.memo, among))

    @cached_property
    def _before(self) -> PlacedState:
        return in_world(benchmark_law(self.world, self.measures), self.world, self.memo.placings)

    def _lacked(self, wanted: Iterable[Lookup]) -> list[Lookup]:
        """What the memo lacked of some flows and was not kept either: now it knows them."""
        lacked = lacking(wanted, self.memo)
        if lacked:
            self.kept.find(lacked, self.memo)
            lacked = lacking(lacked, self.memo)
            self._look_up(by_pair(lacked))
        return lacked

    def _look_up(self, wanted: Sequence[Sequence[Lookup]]) -> None:
        """None; the memo knows the flows of some pairs, those of many pairs looked up on all cores."""

        def of_pair(looked_up: Sequence[Lookup]) -> list[list[Placed]]:
            return [one.flows(self.world, self.memo) for one in looked_up]

        law = {id(m): m for pair in wanted for one in pair for m in (*one.old.measures, *one.new.measures)}
        made = map(of_pair, wanted) if len(wanted) < MANY_PAIRS else each(of_pair, wanted, law.values())
        for pair, found in zip(wanted, made, strict=True):
            self.memo.flows.update((one.key, flows) for one, flows in zip(pair, found, strict=True))

    @cached_property
    def kept(self) -> KeptLaw:
        """The law of this world that earlier processes left on disk."""
        return KeptLaw.of(self.world, self.memo.shares)

    @cached_property
    def memo(self) -> Memo:
        """Shares and flows that were looked up in this world, for every further law."""
        return Memo.of(self.world)

    def sharing(self, memo: Memo) -> Question:
        """The same question with what another one on its world looked up, if both know the same measures."""
        found = replace(self)
        vars(found)["memo"] = memo
        return found

    def following(self, earlier: Question) -> Question:
        """The same question with what an earlier one on its world found: the baseline's law and that of states that
        stay as they were; itself where the baseline or the measures are others."""
        alike = (self.baseline, self.measures, self.reported) == (earlier.baseline, earlier.measures, earlier.reported)
        if self.world is not earlier.world or not alike:
            return self
        found = self.sharing(earlier.memo)
        vars(found).update(names=earlier.names, members=earlier.members)
        stay = {BASELINE, *(name for name, state in self.states.items() if earlier.states.get(name) == state)}
        found._found.update({name: (earlier.laws[name], earlier.flows[name]) for name in stay})
        for key, (world, shock) in earlier._shocks.items():
            if key[0] in stay:
                found._shocks[key] = world, found._one_of(shock)
        return found

    def _with_bans(self, name: str) -> PolicyState:
        """The law of the baseline or a state, with the bans that its cut-offs of products make."""
        law, state = self.laws[name], self.baseline if name == BASELINE else self.states[name]
        cuts = () if state is None else state.cut_off
        return replace(law, measures=(*law.measures, *bans_of(self.world, cuts, law.date)))

    def flows_with_own(self, name: str) -> TaxedFlows:
        """The taxed flows of the baseline or a state, with the tariffs and export taxes of its own on top."""
        state = (self.baseline if name == BASELINE else self.states[name]) or State(title=benchmark_title())
        flows = with_own_tariffs(self.flows[name], own_tariffs(self.world, state.tariffs))
        return with_own_export_taxes(self.world, flows, own_export_taxes(self.world, state.export_taxes))

    @cached_property
    def names(self) -> dict[str, str]:
        """Codes and names of what is reported: the world's economies, then the groups among `reported`."""
        known = dict(zip(self.world.regions, map(named, self.world.region_names), strict=True))
        for code in self.reported:
            group = find_group(code)
            if code not in known and group is not None:
                known[code] = named(group.title)
        return known

    @cached_property
    def members(self) -> Array:
        """members[e, n] is one where economy n of the world belongs to the e-th of `names`."""
        rows = [[code in expand([name], self.world) for code in self.world.regions] for name in self.names]
        return np.array(rows, dtype=np.float64)

    def shock_of(self, name: str, world: World, eta: float) -> Callable[[Array | None], Shock]:
        """The Shock of the baseline or a state under a variant's world, as a function of a trade-cost change d_hat.

        `eta` is the elasticity between the products of a flow. Variants that differ in trade elasticities or frictions
        alone have the same shock, which is compiled once; where two states do the same it is the same object.
        """
        key, flows, world = (name, eta), self.flows[name], self._taxing_as(world)
        known = self._shocks.get(key)
        if known is None or not same_taxes(known[0], world):
            state = self.baseline if name == BASELINE else self.states[name]
            new = self._of_all_months(name, world, eta)
            if new is None:
                new = self._one_of(shock_of(world, state or State(title=benchmark_title()), flows, eta))
            known = self._shocks[key] = world, new
        return partial(cheaper, known[1])

    def _taxing_as(self, world: World) -> World:
        """The last world of a shock where it taxes as this one does, so that the two are compared once."""
        last, for_whom = self._last_worlds or (world, world)
        if world is not for_whom:
            last = last if same_taxes(last, world) else world
        object.__setattr__(self, "_last_worlds", (last, world))
        return last

    def in_month(self, month: str) -> Question:
        """The same question with the CUSMA claims of one month in the place of those of all months together."""
        if month not in self._months:
            placed = (in_world(law, self.world, self.memo.placings) for law in self.laws.values())
            memo = self.memo.without(set().union(*map(pairs_by_claims, placed)))
            found = replace(self, measures=in_month(self.measures, month)).sharing(memo)
            vars(found).update(_all_months=self, kept=self.kept)
            self._months[month] = found
        return self._months[month]

    @cached_property
    def by_claims(self) -> bool:
        """Whether the law of the baseline or of a state taxes what customs counted as unclaimed under CUSMA."""
        moved = {measure.id for measure in self.measures if by_claims(measure)}
        return any(not moved.isdisjoint(names) for flows in self.flows.values() for names in flows.bites)

    def _of_all_months(self, name: str, world: World, eta: float) -> Shock | None:
        """The shock with the claims of all months, moved to those of this month; None where there is none to move."""
        if self._all_months is None or (flows := self._moved[name]) is None:
            return None
        start = self._all_months.shock_of(name, world, eta)(None)
        made = self._made.setdefault((id(start), eta), [])  # `start` lives as long: both are forgotten together
        known = next((shock for of, shock in made if same_rates(of, flows)), None)
        if known is None:
            known = with_rates(start, world, flows, eta)
            made.append((flows, known))
        return known

    @cached_property
    def _moved(self) -> dict[str, TaxedFlows | None]:
        """{state: the flows whose rates are others than with the claims of all months}."""
        known = self._all_months
        if known is None:
            return {}
        return {name: other_rates(self.flows_with_own(name), known.flows_with_own(name)) for name in self.laws}

    def _one_of(self, new: Shock) -> Shock:
        """A known shock that does the same, else the new one; only shocks with the same sums are compared."""
        alike = self._alike.setdefault((float(new.trade_cost.sum()), float(new.tariff.sum())), [])
        for known in alike:
            if same_shock(known, new):
                return known
        alike.append(new)
        return new

    @property
    def shocks(self) -> list[Shock]:
        """The shocks that were compiled so far."""
        return [shock for _, shock in self._shocks.values()]

    def compile_shocks(self, world: World, eta: float) -> None:
        """None; the shocks of all states under a variant's world are compiled, for tasks that share them."""
        for name in (*(() if self.baseline is None else (BASELINE,)), *self.states):
            self.shock_of(name, world, eta)

    def forget_shocks(self) -> None:
        """Forget the compiled shocks, for whoever goes through more elasticities than memory holds shocks of."""
        for one in (self, *self._months.values()):
            one._shocks.clear()
            one._alike.clear()
            one._made.clear()


def _of(law: PolicyState, made: Sequence[tuple[PolicyState, TaxedFlows]]) -> TaxedFlows | None:
    """The flows of a law among those that are made; None where it is not among them."""
    return next((flows for one, flows in made if one == law), None)


def same_taxes(one: World, other: World) -> bool:
    """Whether two variants of a world record the same tariffs and export taxes."""
    if one is other:
        return True
    if one.export_tax is None or other.export_tax is None:
        return one.export_tax is other.export_tax and np.array_equal(one.tariff, other.tariff)
    return np.array_equal(one.tariff, other.tariff) and np.array_equal(one.export_tax, other.export_tax)
