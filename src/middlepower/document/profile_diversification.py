"""The profile's part on diversification: shares and exposures before and after exports to all but a power double."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from middlepower.document.arrange import spread_of
from middlepower.document.number import Number, Pair, combine, lost
from middlepower.document.power import codes_of
from middlepower.document.profile_losses import AllLosses, cut_by_powers
from middlepower.document.profiled import Diversification, SharePairs
from middlepower.document.table import Table
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.parallel import each
from middlepower.experiment.rebase import met_at
from middlepower.experiment.variant import Variant
from middlepower.indicators.dependence import trade_shares_sheet
from middlepower.indicators.diversification import TIMES, Diversified, diversified
from middlepower.language.catalogue import say


def diversification(losses: AllLosses, power: str) -> Diversification:
    """The experiment in the long run, shares before and after, and exposures before and after at every horizon."""
    experiment, code, powers = losses.subject.experiment, losses.subject.code, losses.subject.powers
    starts = experiment.baselines("long")
    solved = each(lambda start: diversified(start, code, power), starts.values())
    after = dict(zip(starts, solved, strict=True))
    bodies = [_under_one_set(starts[variant], there, code, power, powers) for variant, there in after.items()]
    whole = combine(bodies, spread_of(experiment, "long"))
    return replace(
        whole,
        exposure_percent={when: _exposures(losses, after, when) for when in experiment.horizons},
    )


def _under_one_set(
    start: Baseline, after: Diversified, code: str, power: str, powers: Sequence[str]
) -> Diversification:
    """What the experiment takes and gives, and shares before and after; exposures are still to come."""
    n = start.world.region(code)
    both = [Table.of(trade_shares_sheet(end.world, end.equilibrium)) for end in (start, after.baseline)]
    return Diversification(
        away_from=power,
        times=TIMES,
        trade_cost_change_percent=Number.of(100.0 * after.target.cost_change),
        reached=Number.of(after.target.reached),
        real_income_percent=_gain(start.log_loss(after.baseline.equilibrium)[n]),
        residual=Number.of(after.baseline.equilibrium.report.residual),
        shares={name: _shares(both, code, codes_of(start.world, name)) for name in powers},
        export_concentration=Pair.of(*(table.number("export_concentration", economy=code) for table in both)),
        exposure_percent={},
        note=say("document.note_diversification"),
    )


def _gain(log_loss: float) -> Number:
    """A loss in log points as a change of real income, per cent."""
    return lost(Number.of(log_loss)).changed(lambda loss: -loss)


def _shares(both: Sequence[Table], code: str, partners: Sequence[str]) -> SharePairs:
    """Shares of a power in exports and imports, before and after."""
    exports, imports = (
        Pair.of(*(table.summed_percent(name, "partner", partners, economy=code) for table in both))
        for name in ("export_share", "import_share")
    )
    return SharePairs(exports, imports)


def _exposures(losses: AllLosses, after: Mapping[Variant, Diversified], when: str) -> dict[str, Pair]:
    """Exposure before and after at one horizon, by power, with the range over the sets."""
    subject = losses.subject

    def rows(variant: Variant) -> dict[str, Pair]:
        there = met_at(after[variant.in_long_run].baseline, variant)
        found = cut_by_powers(there, subject, ["both"])
        both = [Table.of(one) for one in (losses.by_variant[variant].powers, found)]
        return {
            power: Pair.of(*(lost(table.number("exposure", power=power, side="both")) for table in both))
            for power in subject.powers
        }

    experiment = subject.experiment
    return combine(each(rows, experiment.baselines(when)), spread_of(experiment, when), headline=True)
