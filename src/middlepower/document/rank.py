"""Who is most exposed to whom: every economy against one power or group, and the full matrix of pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from middlepower.document.aligned import ALIGNMENT, alignments, alignments_by_session
from middlepower.document.arrange import names_of, spread_of
from middlepower.document.first_year import at_once
from middlepower.document.number import Number, combine, lost
from middlepower.document.other_horizon import about
from middlepower.document.power import codes_of, power_header
from middlepower.document.profiled import SetOrder, Stability
from middlepower.document.ranked import ExposureThere, Matrix, MostExposed, PairLoss, Ranking, RankRow
from middlepower.document.table import Table
from middlepower.document.tolerated import TOLERATED, tolerance, tolerances, tolerated_by
from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.experiment.variant import Variant
from middlepower.indicators.dependence import trade_shares_sheet
from middlepower.indicators.exposure import check_side
from middlepower.indicators.labelled import LabelledColumn, LabelledSheet, over_variants, rank_stability
from middlepower.indicators.leverage import leverage_sheet
from middlepower.indicators.matrix import exposure_sheet_to, extremes, matrix_sheet
from middlepower.language.catalogue import say, spoken
from middlepower.names import unknown_name
from middlepower.world.parties import label_of
from middlepower.world.world import World

INDICATORS = {
    "exposure": "exposure_percent",
    "leverage": "leverage",
    "sender-cost": "sender_cost_percent",
    "export-share": "export_share_percent",
    "import-share": "import_share_percent",
    TOLERATED: "tolerated_tariff_percent",
    ALIGNMENT: "net_alignment",
}
WEDGE = "wedge"  # another document: what the power and its rival pay to move each economy
Progress = Callable[[int, int], None]


def check_indicator(by: str) -> str:
    """The field of the document that an indicator ranks by; an error says the nearest indicator."""
    if by not in INDICATORS:
        raise unknown_name("indicator to rank by", by, (*INDICATORS, WEDGE))
    return INDICATORS[by]


def check_wedge(to: str | None, matrix: bool, side: str) -> str:
    """The power that a ranking by the price of moving economies is of; ScenarioError where it can't be asked."""
    check_question(to, matrix, WEDGE)
    if side != "both":
        raise ScenarioError(f"`--side` is {side}: moving an economy takes tariffs on both sides; leave --side out.")
    assert to is not None
    return to


def rank_title(by: str, power: str) -> str:
    """What a ranking by an indicator says of a power by that name: `Who is most exposed to the United States`."""
    return say(f"rank.title.{by}", power=spoken().the(power))


def ordered_by(by: str) -> str:
    """Whose order the stability of a ranking by an indicator is of, in words."""
    return say("rank.ordered.tolerated" if by == TOLERATED else "rank.ordered.exposure")


def rank_document(experiment: Experiment, to: str, by: str, side: str) -> Ranking:
    """All economies in the order of an indicator of their tie to a power or group, largest first."""
    field = check_indicator(by)
    side = check_side(side)
    power = label_of(experiment.world, to)
    threats = _threats(experiment, power, side)
    baselines = experiment.baselines()
    each_set = [_rows(baselines[one], table, power) for one, table in threats.items()]
    ranked = {variant.label: table.columns["exposure"] for variant, table in threats.items()}
    if by == TOLERATED:
        each_set, ranked = _by_tolerance(baselines, each_set, power)
    rows = combine(each_set, spread_of(experiment))
    if by == ALIGNMENT:
        rows, ranked = _by_alignment(experiment.world, rows, power)
    there, free = _there(experiment.beside, power, side), _floor_free(at_once(experiment), power, side)
    worst = [*(row.residual for row in rows), *_residuals(there, free)]
    ordered = sorted(rows, key=lambda row: _order(getattr(row, field)))
    return Ranking(
        header=power_header(
            experiment,
            "rank",
            say("rank.question", title=rank_title(by, experiment.question.names.get(power, power))),
            f"rank --to {power} --by {by} --side {side}",
            worst,
        ),
        **names_of(Ranking, experiment.world, [power]),
        to=power,
        by=by,
        by_meaning=say(f"document.by.{by}"),
        side=side,
        side_meaning=say(f"indicators.side.{side}"),
        economies=tuple(replace(row, rank=place) for place, row in enumerate(ordered, 1)),
        rank_stability=stability(say("document.order_of_economies"), ranked),
        other_horizon=there,
        floor_free_percent={} if free is None else _exposed(free, codes_of(experiment.world, power)),
    )


def _threats(experiment: Experiment, power: str, side: str) -> dict[Variant, LabelledSheet]:
    """{variant: the exposure of every economy to a power}."""
    starts = experiment.baselines()
    tables = each(lambda baseline: exposure_sheet_to(baseline, power, side), starts.values())
    return dict(zip(starts, tables, strict=True))


def _there(beside: Experiment | None, power: str, side: str) -> ExposureThere | None:
    """The exposures at the other horizon, with their ranges."""
    if beside is None:
        return None
    told, inside = about(beside), codes_of(beside.world, power)
    bodies = [
        ExposureThere(**told, exposure_percent=_exposed(table, inside), residual=_worst(table))
        for table in _threats(beside, power, side).values()
    ]
    return combine(bodies, spread_of(beside))


def _residuals(there: ExposureThere | None, free: LabelledSheet | None) -> list[Number]:
    return [*([] if there is None else [there.residual]), *([] if free is None else [_worst(free)])]


def _worst(threats: LabelledSheet) -> Number:
    """The largest residual of the solves."""
    return Number.of(float(threats.attrs["worst_residual"]))


def _exposed(threats: LabelledSheet, inside: Collection[str]) -> dict[str, Number]:
    """{economy: real income lost, per cent}, without those inside the power."""
    table = Table.of(threats)
    return {
        code: lost(table.number("exposure", economy=code)) for code in table.labels("economy") if code not in inside
    }


def _floor_free(first_year: Experiment | None, power: str, side: str) -> LabelledSheet | None:
    """Exposures in the main run of the first year with wages that fall freely; None where there is no first year."""
    return None if first_year is None else exposure_sheet_to(first_year.main.baseline.with_free_wages, power, side)


Rows = tuple[RankRow, ...]


def _by_tolerance(
    baselines: Mapping[Variant, Baseline], each_set: Sequence[Rows], power: str
) -> tuple[list[Rows], dict[str, LabelledColumn]]:
    """(the rows of each set with the largest tolerated tariffs, the order by these tariffs under each)."""
    tariffs = each(lambda baseline: tolerated_by(baseline, power), baselines.values())
    rows = [
        tuple(replace(row, tolerated_tariff_percent=found[row.economy]) for row in before)
        for before, found in zip(each_set, tariffs, strict=True)
    ]
    pairs = zip(baselines.items(), tariffs, strict=True)
    return rows, {variant.label: tolerances(found, baseline.source) for (variant, baseline), found in pairs}


def _by_alignment(world: World, rows: Rows, power: str) -> tuple[Rows, dict[str, LabelledColumn]]:
    """(the rows with net alignment by votes, the order by it in the last sessions)."""
    codes = [row.economy for row in rows]
    found = alignments(world, power, codes)
    aligned = tuple(replace(row, net_alignment=found[row.economy]) for row in rows)
    return aligned, alignments_by_session(world, power, codes)


def stability(meaning: str, by_set: Mapping[str, LabelledColumn]) -> Stability:
    """Whether an order survives other elasticity sets; the first set is the main one."""
    table = Table.of(rank_stability(over_variants(by_set)))
    names = ("rank_correlation", "same_order", "same_top")
    return Stability(
        meaning, {name: SetOrder(**{key: table.number(key, variant=name) for key in names}) for name in by_set}
    )


def _order(number: Number) -> float:
    """Largest first, missing last; an economy that tolerates every tariff before all others."""
    size = tolerance(number)
    return -size if size == size else float("inf")


def _rows(baseline: Baseline, threats: LabelledSheet, power: str) -> tuple[RankRow, ...]:
    """Every economy outside the power, for one set, not yet in order."""
    table, ratios = Table.of(threats), Table.of(leverage_sheet(threats))
    trade = Table.of(trade_shares_sheet(baseline.world, baseline.equilibrium))
    inside = codes_of(baseline.world, power)
    return tuple(
        RankRow(
            rank=0,
            economy=code,
            exposure_percent=lost(table.number("exposure", economy=code)),
            sender_cost_percent=lost(table.number("sender_cost", economy=code)),
            loss_musd=table.number("loss", economy=code),
            sender_loss_musd=table.number("sender_loss", economy=code),
            leverage=ratios.number("leverage", economy=code),
            export_share_percent=trade.summed_percent("export_share", "partner", inside, economy=code),
            import_share_percent=trade.summed_percent("import_share", "partner", inside, economy=code),
            net_alignment=None,
            tolerated_tariff_percent=None,
            residual=table.number("residual", economy=code),
        )
        for code in baseline.world.regions
        if code not in inside
    )


def matrix_document(experiment: Experiment, side: str, progress: Progress | None = None) -> Matrix:
    """The exposure of every economy to every other, the main elasticity set only."""
    side = check_side(side)
    losses = matrix_sheet(experiment.main.baseline, side, progress)
    most, to = extremes(losses)
    table, largest, towards = Table.of(losses), Table.of(most), dict(zip(experiment.world.regions, to, strict=True))
    codes = experiment.world.regions
    worst = [Number.of(float(losses.attrs["worst_residual"]))]
    return Matrix(
        header=power_header(
            experiment, "matrix", say("document.matrix_question"), f"rank --matrix --side {side}", worst
        ),
        **names_of(Matrix, experiment.world),
        side=side,
        side_meaning=say(f"indicators.side.{side}"),
        solves=int(losses.attrs["solves"]),
        matrix={n: {m: _pair(table, n, m) for m in codes if m != n} for n in codes},
        most_exposed={n: MostExposed(towards[n], lost(largest.number("largest_exposure", economy=n))) for n in codes},
        reach_musd={m: largest.number("reach", power=m) for m in codes},
    )


def _pair(table: Table, n: str, m: str) -> PairLoss:
    """What a cut-off costs one economy and the power."""
    where = {"economy": n, "power": m}
    return PairLoss(
        exposure_percent=lost(table.number("exposure", **where)),
        sender_cost_percent=lost(table.number("sender_cost", **where)),
        loss_musd=table.number("loss", **where),
    )


def check_question(to: str | None, matrix: bool, by: str) -> None:
    """None; ScenarioError where neither a power nor the matrix is asked for, or both are, or the matrix of another
    indicator."""
    if to is None and not matrix:
        raise ScenarioError("no power is named: give --to an economy or group, such as CHN, or ask for --matrix.")
    if to is not None and matrix:
        raise ScenarioError("--to and --matrix exclude each other: the matrix holds every power.")
    if matrix and by != "exposure":
        raise ScenarioError(f"`--by` is {by}: the matrix holds exposures; leave --by out, or name a power with --to.")
