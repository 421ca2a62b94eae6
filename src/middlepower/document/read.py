"""Results document (a dict, or the path of a `results.json`) -> `Results`, checked field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from middlepower.document.node import Node
from middlepower.document.results import (
    CENTRAL_MEASURES,
    BaselineEconomy,
    Economy,
    MeasureUsed,
    OtherEstimate,
    Quota,
    Range,
    Results,
    Sector,
    SectorResult,
    SolvedFor,
    Source,
    State,
)
from middlepower.errors import DataError
from middlepower.reading import read_text

LARGEST = 200_000_000  # bytes of a results document; the main job's has six million
REQUIRED_TEXTS = (
    "scenario", "title", "question", "economy", "baseline", "world", "elasticities", "horizon", "closure",
)  # fmt: skip
OPTIONAL_TEXTS = (
    "baseline_date", "closure_meaning", "elasticities_source", "horizon_source", "numeraire", "command",
)  # fmt: skip


def read_results(document: Mapping[str, object] | Path) -> Results:
    """The checked document; DataError names the first field that is missing or of the wrong kind."""
    content = load(document) if isinstance(document, Path) else document
    root = Node(dict(content) if isinstance(content, Mapping) else content, "")
    if not isinstance(root.value, dict):
        raise Node(root.value, "(whole document)").error("a table of names and values")
    results = _results(root)
    _check(results)
    return results


def load(file: Path) -> Mapping[str, object]:
    """The content of a `results.json`."""
    try:
        content = json.loads(read_text(file, LARGEST, "results"))
    except ValueError as error:
        raise DataError(f"results document `{file}` is not JSON: {error}.") from error
    return Node(content, str(file)).mapping()


def _results(root: Node) -> Results:
    baseline = root.find("baseline_state") or Node({}, "baseline_state")
    return Results(
        **{key: root.get(key).text() for key in REQUIRED_TEXTS},
        version=root.get("middlepower").text(),
        vintage=int(root.get("vintage").number()),
        **{key: root.find_text(key) for key in OPTIONAL_TEXTS},
        actors=root.find_texts("actors"),
        nest_elasticity=root.find_number("nest_elasticity"),
        powers=root.find_texts("powers"),
        baseline_residual=baseline.find_number("residual"),
        baseline_economies=_baseline_economies(baseline),
        states={code: _state(code, node) for code, node in root.get("states").items()},
        sectors={code: _sector(code, node) for code, node in root.get("sectors").items()},
        regions={code: node.text() for code, node in root.get("regions").items()},
        measures=tuple(_measure(node) for node in root.get("measures_used").entries()),
        notes=root.find_texts("notes"),
        other_estimates=_other_estimates(root.find("other_estimates")),
        sources=tuple(_source(node) for node in root.get("sources").entries()),
    )


def _check(results: Results) -> None:
    if not results.states:
        raise DataError("results document: `states` is empty. Ask for at least one state.")
    if results.economy not in results.regions:
        known = ", ".join(list(results.regions)[:12])
        raise DataError(f"results document: `economy` is `{results.economy}`, not one of `regions` ({known}, ...).")
    for state in results.states.values():
        if results.economy not in state.economies:
            where = f"states.{state.code}.economies"
            raise DataError(f"results document: `{where}` lacks `{results.economy}`, whose brief this is.")


def _state(code: str, node: Node) -> State:
    measures = node.find("measures") or Node({}, f"{node.path}.measures")
    quotas = node.find("quotas")
    solved = node.find("solved_for")
    sectors = node.get("sectors").items()
    return State(
        code=code,
        title=node.find_text("title") or code,
        description=node.find_text("description"),
        residual=node.get("residual").number(),
        economies={region: _economy(region, inner) for region, inner in node.get("economies").items()},
        sectors={region: {k: _sector_result(k, n) for k, n in inner.items()} for region, inner in sectors},
        quotas=tuple(_quota(entry) for entry in quotas.entries()) if quotas else (),
        solved_for=_solved_for(solved) if solved else None,
        measures_with=measures.find_texts("with"),
        measures_without=measures.find_texts("without"),
        unsolved=node.find_texts("variants_without_equilibrium"),
    )


def _economy(code: str, node: Node) -> Economy:
    ranges = node.find("ranges")
    variants = node.find("by_variant")
    by_income = variants.find("real_income_percent") if variants else None
    return Economy(
        **{measure: node.get(measure).number() for measure in CENTRAL_MEASURES},
        code=code,
        export_share_percent=node.get("export_share_percent").numbers(),
        ranges=_ranges(ranges) if ranges else {},
        by_variant=_known_numbers(by_income) if by_income else {},
    )


def _known_numbers(node: Node) -> dict[str, float]:
    return {key: inner.number() for key, inner in node.items() if inner.value is not None}


def _ranges(node: Node) -> dict[str, Range]:
    found = {measure: _range(inner) for measure, inner in node.items()}
    return {measure: spread for measure, spread in found.items() if spread is not None}


def _range(node: Node) -> Range | None:
    """The range, or None where both ends are null: nothing was computed."""
    if node.get("low").value is None and node.get("high").value is None:
        return None
    low, high = node.get("low").number(), node.get("high").number()
    if low > high:
        raise node.error("a range whose low end is not above its high end")
    return Range(low, high)


def _sector_result(code: str, node: Node) -> SectorResult:
    spread = node.find("output_percent_range")
    for needed in ("output_percent", "exports_percent"):
        node.get(needed)
    return SectorResult(
        code=code,
        output_percent=node.find_number("output_percent"),
        exports_percent=node.find_number("exports_percent"),
        output_range=_range(spread) if spread else None,
        baseline_output_musd=node.find_number("baseline_output_musd"),
    )


def _quota(node: Node) -> Quota:
    texts = ("measure", "importer", "exporter", "sector", "product", "status")
    return Quota(
        **{key: node.find_text(key) for key in texts},
        premium=node.find_number("premium"),
        volume_ratio=node.find_number("volume_ratio"),
        fill=node.find_number("fill"),
        rent_musd=node.find_number("rent_musd"),
    )


def _solved_for(node: Node) -> SolvedFor:
    return SolvedFor(
        what=node.get("what").text(),
        target=node.find_text("target"),
        trade_cost_change_percent=node.find_number("trade_cost_change_percent"),
        reached=node.find_number("reached"),
    )


def _baseline_economies(baseline: Node) -> dict[str, BaselineEconomy]:
    economies = baseline.find("economies")
    return {code: _baseline_economy(code, node) for code, node in economies.items()} if economies else {}


def _baseline_economy(code: str, node: Node) -> BaselineEconomy:
    shares = node.find("export_share_percent")
    return BaselineEconomy(
        code=code,
        export_share_percent=shares.numbers() if shares else {},
        income_musd=node.find_number("income_musd"),
        exports_musd=node.find_number("exports_musd"),
    )


def _other_estimates(node: Node | None) -> tuple[OtherEstimate, ...]:
    keys = ("institution", "asked", "found", "address", "read")
    entries = node.entries() if node else []
    return tuple(OtherEstimate(**{key: entry.get(key).text() for key in keys}) for entry in entries)


def _sector(code: str, node: Node) -> Sector:
    return Sector(code=code, name=node.get("name").text(), isic=node.find_text("isic"))


def _measure(node: Node) -> MeasureUsed:
    in_baseline = node.find("in_baseline")
    texts = ("title", "imposer", "instrument", "date_in_force", "date_end", "status", "confidence")
    return MeasureUsed(
        code=node.get("id").text(),
        **{key: node.find_text(key) for key in texts},
        targets=node.find_texts("targets"),
        rates=_rates(node),
        sources=node.find_texts("sources"),
        in_baseline=bool(in_baseline and in_baseline.value),
        states=node.find_texts("states"),
    )


def _rates(node: Node) -> tuple[float | str, ...]:
    """The different rates of a measure: `rates` when given, else `rate`."""
    found, single = node.find("rates"), node.find("rate")
    entries = found.entries() if found else [single] if single else []
    return tuple(entry.value if isinstance(entry.value, str) else entry.number() for entry in entries)


def _source(node: Node) -> Source:
    texts = ("edition", "licence", "address", "used_for", "accessed", "publisher", "citation", "transformation")
    return Source(
        code=node.get("id").text(),
        title=node.get("title").text(),
        **{key: node.find_text(key) for key in texts},
    )
