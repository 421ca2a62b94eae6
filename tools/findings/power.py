"""Findings 1 to 4 and 9: both sides of a cut-off, asymmetry, joint threats, horizons, coalitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from middlepower.experiment.baseline import Baseline
from middlepower.indicators.coalition import coalition
from middlepower.indicators.cutoff import import_loss
from middlepower.indicators.exposure import exposures
from tools.findings.settings import LONG, MAIN, Cases, settings
from tools.findings.table import FURTHER, Row, quantity, statement

COALITION = ("CAN", "AUS", "JPN", "KOR", "EU")
PERCENT = "%"
HALF = (0.35, 0.65)  # what "about half" may mean
LEAST_ASYMMETRY = 8.0  # first estimates: 1.9 / 0.23
NO_DISPROPORTION = 1.10  # a joint threat this little above the sum adds nothing that data of this kind can show
Values = Mapping[str, float]
Measure = Callable[[Baseline], Values]


def table_of(
    finding: int, rows: Sequence[tuple[str, str, str]], measure: Measure, at: Cases, variants: Sequence[str]
) -> list[Row]:
    """Rows (quantity, unit, claimed) whose quantity is a key of `measure`, in every setting."""
    without, inputs = measure(at.without), measure(at.inputs)
    ours = {label: measure(at.ours[label]) for label in variants}
    found = []
    for name, unit, claimed in rows:
        by_variant = {label: values[name] for label, values in ours.items()}
        found.append(quantity(finding, name, unit, claimed, by_variant, without[name], inputs[name]))
    return found


def holds(measure: Measure, rule: Callable[[Values], bool], variants: Sequence[str]) -> dict[str, bool]:
    """{variant: whether the rule holds for the measure's values}."""
    return {label: rule(measure(settings().ours[label])) for label in variants}


def by_baseline(measure: Measure) -> Measure:
    """The measure with its values remembered per baseline, which is kept so that its identity stays its own."""
    known: dict[int, tuple[Baseline, Values]] = {}

    def remembered(baseline: Baseline) -> Values:
        if id(baseline) not in known:
            known[id(baseline)] = baseline, measure(baseline)
        return known[id(baseline)][1]

    return remembered


@by_baseline
def sides(baseline: Baseline) -> Values:
    """Canada cut off from the United States: each side, the closed forms, what the import side leaves out."""
    cut = exposures(baseline, "CAN", ["USA"]).sel(power="USA")
    found = 100.0 * cut["exposure"]
    closed = import_loss(baseline.world, "CAN", ["USA"], equilibrium=baseline.equilibrium)
    buy, sell, both = (float(found.sel(side=side)) for side in ("import", "export", "both"))
    return {
        CLOSED: 100.0 * float(closed["final"].item()),
        CLOSED_LOOP: 100.0 * float(closed["with_inputs"].item()),
        IMPORT: buy,
        EXPORT: sell,
        BOTH: both,
        DOLLARS: float(cut["loss"].sel(side="both")) / 1e3,
        MISSED: 100.0 * (1.0 - buy / both),
    }


CLOSED, CLOSED_LOOP = "closed form, consumption only", "closed form with own inputs"
IMPORT, EXPORT, BOTH = "cannot buy", "cannot sell", "neither (exposure)"
DOLLARS = "the same in dollars"
MISSED = "left out by the import side"


def finding_1() -> list[Row]:
    """Import-only indicators miss about half; those of supply need a mirror on the market side."""
    rows = [
        (CLOSED, PERCENT, "2.38"),
        (CLOSED_LOOP, PERCENT, ""),
        (IMPORT, PERCENT, "1.64"),
        (EXPORT, PERCENT, "2.01"),
        (BOTH, PERCENT, "3.06"),
        (DOLLARS, "billion US$", ""),
        (MISSED, "% of exposure", "46"),
    ]
    low, high = (100.0 * one for one in HALF)
    everywhere = tuple(settings().ours)
    return [
        *table_of(1, rows, sides, settings(), everywhere),
        statement(1, "The import side leaves out 35 to 65% of exposure", holds(
            sides, lambda v: low <= v[MISSED] <= high, everywhere)),
        statement(1, "The export side alone costs more than the import side alone", holds(
            sides, lambda v: v[EXPORT] > v[IMPORT], everywhere), FURTHER),
        statement(1, "The closed form on consumption only understates the import side", holds(
            sides, lambda v: v[CLOSED] < v[IMPORT], everywhere), FURTHER),
        statement(1, "The closed form with inputs overstates the import side", holds(
            sides, lambda v: v[CLOSED_LOOP] > v[IMPORT], everywhere), FURTHER),
    ]  # fmt: skip


@by_baseline
def asymmetry(baseline: Baseline) -> Values:
    """Canada's exposure to both powers, theirs to Canada, and the ratio for the United States."""
    found = exposures(baseline, "CAN", ["USA", "CHN"], ["both"]).isel(side=0)
    here, there = 100.0 * found["exposure"], 100.0 * found["sender_cost"]
    money = found["loss"] / found["sender_loss"]
    return {
        TO_USA: float(here.sel(power="USA")),
        TO_CHN: float(here.sel(power="CHN")),
        FROM_USA: float(there.sel(power="USA")),
        FROM_CHN: float(there.sel(power="CHN")),
        RATIO: float(here.sel(power="USA") / there.sel(power="USA")),
        MONEY_RATIO: float(money.sel(power="USA")),
    }


TO_USA, TO_CHN = "Canada without the United States", "Canada without China"
FROM_USA, FROM_CHN = "United States without Canada", "China without Canada"
RATIO, MONEY_RATIO = "Canada's loss over that of the United States", "the same in dollars"


def finding_2() -> list[Row]:
    """Asymmetry is robust, levels are not."""
    rows = [
        (TO_USA, PERCENT, "1.9 to 3.2"),
        (TO_CHN, PERCENT, "0.46 to 0.75"),
        (FROM_USA, PERCENT, "about 0.23"),
        (FROM_CHN, PERCENT, ""),
        (RATIO, "ratio", ""),
        (MONEY_RATIO, "ratio", ""),
    ]
    everywhere = tuple(settings().ours)
    levels = [asymmetry(settings().ours[label])[TO_USA] for label in LONG]
    return [
        *table_of(2, rows, asymmetry, settings(), LONG),
        statement(2, "Canada loses at least eight times what the United States lose, in per cent", holds(
            asymmetry, lambda v: v[RATIO] >= LEAST_ASYMMETRY, everywhere)),
        statement(2, "Canada is more exposed to the United States than to China", holds(
            asymmetry, lambda v: v[TO_USA] > v[TO_CHN], everywhere), FURTHER),
        statement(2, "The level varies by more than half over the eight sets", {
            MAIN: max(levels) > 1.5 * min(levels)}, FURTHER),
    ]  # fmt: skip


@by_baseline
def joint(baseline: Baseline) -> Values:
    """The joint cut-off of Canada by both powers, and over the sum of the two."""
    found = coalition(baseline, ["USA", "CHN"], "CAN")
    total, ratio = 100.0 * float(found["joint_cost"]), float(found["super_additivity"])
    return {JOINT: total, SUM: total / ratio, OVER: ratio}


JOINT, SUM = "both powers cut Canada off together", "sum of the two cut-offs"
OVER = "joint over sum"


def finding_3() -> list[Row]:
    """Power hardly rises disproportionately with control at the level of sectors."""
    rows = [(JOINT, PERCENT, ""), (SUM, PERCENT, ""), (OVER, "ratio", "1.02")]
    everywhere = tuple(settings().ours)
    return [
        *table_of(3, rows, joint, settings(), everywhere),
        statement(3, "The joint cut-off costs less than 1.1 times the sum", holds(
            joint, lambda v: v[OVER] < NO_DISPROPORTION, everywhere)),
        statement(3, "It costs more than the sum", holds(joint, lambda v: v[OVER] > 1.0, everywhere), FURTHER),
    ]  # fmt: skip


def finding_4() -> list[Row]:
    """The horizon of the elasticity dominates."""
    at = settings()
    long = {label: asymmetry(at.ours[label])[TO_USA] for label in LONG}
    medium, short = (asymmetry(at.ours[label])[TO_USA] for label in ("MEDIAN/medium", "MEDIAN/first-year"))
    published = [value for label, value in long.items() if label != MAIN]
    sets, horizons = max(published) / min(published), short / long[MAIN]
    first = {theta: _uniform(theta) for theta in (4.0, 2.0, 0.76)}
    ratios = first[0.76][0] / first[4.0][0], first[0.76][1] / first[4.0][1]
    rows = [
        quantity(4, "long run (elasticity 4 without inputs)", PERCENT, "3.1", long, *first[4.0]),
        quantity(4, "seven to ten years (elasticity 2 without inputs)", PERCENT, "6.0", {MAIN: medium}, *first[2.0]),
        quantity(4, "one year (elasticity 0.76 without inputs)", PERCENT, "14.9", {MAIN: short}, *first[0.76]),
        quantity(4, "one year over long run", "ratio", "4.9", {MAIN: horizons}, *ratios),
        quantity(4, "highest over lowest of the eight sets", "ratio", "", {MAIN: sets}),
    ]  # fmt: skip
    return [
        *rows,
        statement(4, "The shorter the horizon, the larger the loss, whatever the set", {
            label: short > medium > value for label, value in long.items()}),
        statement(4, "Horizons differ by more than sets do", {MAIN: horizons > sets}, FURTHER),
    ]  # fmt: skip


@cache
def _uniform(theta: float) -> tuple[float, float]:
    """Canada's exposure to the United States at one elasticity, (without inputs, with them), balanced benchmark."""
    found = []
    for one in (settings().without, settings().inputs):
        world = one.world.with_elasticity(one.world.elasticity * 0.0 + theta, "uniform")
        found.append(asymmetry(Baseline.of(world, None, one.closure))[TO_USA])
    return found[0], found[1]


@by_baseline
def allies(baseline: Baseline) -> Values:
    """China cut off by Canada alone and by the coalition, and Canada's own cost in both."""
    found = coalition(baseline, COALITION, "CHN")
    canada = found.sel(member="CAN")
    return {
        ALONE: 100.0 * float(canada["alone"]),
        TOGETHER: 100.0 * float(found["joint_cost"]),
        OWN_ALONE: 100.0 * float(canada["own_cost_alone"]),
        OWN: 100.0 * float(canada["own_cost"]),
        SUPER: float(found["super_additivity"]),
        PER_DOLLAR: float(found["deterrence"]),
    }


ALONE, TOGETHER = "China's loss, Canada alone", "China's loss, all five members"
OWN_ALONE, OWN = "Canada's own cost, alone", "Canada's own cost, together"
SUPER, PER_DOLLAR = "joint over sum of members", "China's dollars lost per dollar of members"


def finding_9() -> list[Row]:
    """A coalition costs China far more than Canada alone, at no more cost to Canada."""
    rows = [
        (ALONE, PERCENT, "0.04"),
        (TOGETHER, PERCENT, "0.76"),
        (OWN_ALONE, PERCENT, ""),
        (OWN, PERCENT, "does not rise"),
        (SUPER, "ratio", ""),
        (PER_DOLLAR, "ratio", ""),
    ]
    everywhere = tuple(settings().ours)
    return [
        *table_of(9, rows, allies, settings(), everywhere),
        statement(9, "The coalition costs China more than ten times what Canada costs it", holds(
            allies, lambda v: v[TOGETHER] > 10.0 * v[ALONE], everywhere)),
        statement(9, "Canada's own cost does not rise", holds(
            allies, lambda v: v[OWN] <= v[OWN_ALONE], everywhere), FURTHER),
    ]  # fmt: skip
