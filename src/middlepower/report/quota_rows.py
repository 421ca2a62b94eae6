"""Rows of the annex on quotas: what is used of each, in which flows, and what it does there."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.document.results import QuotaUse, Results
from middlepower.language.catalogue import say
from middlepower.policy.good_names import title_of
from middlepower.report.wording import EN_DASH, listed, plain


@dataclass(frozen=True)
class QuotaRow:
    """One quota measure on one product, over all its flows, as text."""

    title: str
    flows: str
    binding: str
    volume: str
    premium: str
    rent: str


def quota_rows(results: Results) -> list[tuple[QuotaRow, tuple[str, ...]]]:
    """One row per quota measure and product, with the states where it prints the same."""
    titles = {measure.id: measure.title for measure in results.header.measures}
    where: dict[QuotaRow, list[str]] = {}
    for state in results.states.values():
        groups: dict[tuple[str, str], list[QuotaUse]] = {}
        for quota in state.quotas:
            groups.setdefault((quota.measure, quota.product), []).append(quota)
        for (measure, _), quotas in groups.items():
            row = _quota_row(titles.get(measure) or measure, _flows(results, quotas), quotas)
            where.setdefault(row, []).append(state.title)
    return sorted(((row, tuple(states)) for row, states in where.items()), key=lambda pair: pair[0].title)


def _flows(results: Results, quotas: list[QuotaUse]) -> str:
    exporters, importers = ({getattr(q, side) for q in quotas} for side in ("exporter", "importer"))
    names = listed(map(title_of, quotas[0].product.split(", ")))
    source = results.name(exporters.pop()) if len(exporters) == 1 else say("tables.exporters", n=len(exporters))
    target = results.name(importers.pop()) if len(importers) == 1 else say("tables.importers", n=len(importers))
    return say("tables.quota_flow", product=names, exporter=source, importer=target)


def _quota_row(title: str, flows: str, quotas: list[QuotaUse]) -> QuotaRow:
    """How many bind, then volume, premium and rent, each as one number or from lowest to highest."""
    binding = sum(quota.status == "binding" for quota in quotas)
    many = len(quotas) > 1
    state = say("tables.binding_of", n=binding, all=len(quotas)) if many else _status(quotas[0].status)
    volumes = [quota.volume_ratio.known for quota in quotas]
    premiums = [100 * quota.premium.known for quota in quotas]
    rent = plain(sum(quota.rent_musd.known for quota in quotas), 0)
    return QuotaRow(title, flows, state, span(volumes, 2), span(premiums, 1), rent)


def _status(status: str) -> str:
    return say(f"tables.quota_status.{status}")


def span(values: list[float], decimals: int) -> str:
    """`low\N{EN DASH}high`, one number where both print the same."""
    low, high = plain(min(values), decimals), plain(max(values), decimals)
    return low if low == high else f"{low}{EN_DASH}{high}"
