"""A made-up results document of realistic size and shape; its numbers mean nothing."""

from __future__ import annotations

import json
import random
from typing import Any

from middlepower.document.file import parse
from middlepower.document.header import SCHEMA
from middlepower.document.quantities import quantities_of
from middlepower.document.results import Results

REGIONS = {
    "CAN": "Canada",
    "USA": "United States",
    "MEX": "Mexico",
    "CHN": "China",
    "HKG": "Hong Kong",
    "JPN": "Japan",
    "KOR": "Korea",
    "TWN": "Taiwan",
    "IND": "India",
    "AUS": "Australia",
    "NZL": "New Zealand",
    "GBR": "United Kingdom",
    "DEU": "Germany",
    "FRA": "France",
    "ITA": "Italy",
    "ESP": "Spain",
    "NLD": "Netherlands",
    "BEL": "Belgium",
    "IRL": "Ireland",
    "POL": "Poland",
    "SWE": "Sweden",
    "DNK": "Denmark",
    "AUT": "Austria",
    "CZE": "Czechia",
    "REU": "Rest of EU",
    "CHE": "Switzerland",
    "NOR": "Norway",
    "TUR": "Turkey",
    "RUS": "Russia",
    "SAU": "Saudi Arabia",
    "ARE": "United Arab Emirates",
    "ISR": "Israel",
    "ZAF": "South Africa",
    "EGY": "Egypt",
    "NGA": "Nigeria",
    "BRA": "Brazil",
    "ARG": "Argentina",
    "CHL": "Chile",
    "COL": "Colombia",
    "PER": "Peru",
    "IDN": "Indonesia",
    "VNM": "Viet Nam",
    "THA": "Thailand",
    "MYS": "Malaysia",
    "SGP": "Singapore",
    "PHL": "Philippines",
    "PAK": "Pakistan",
    "BGD": "Bangladesh",
    "ROW": "Rest of world",
}
SECTORS = {
    "A01": "Crops, animals, hunting",
    "A02": "Forestry",
    "A03": "Fishing and aquaculture",
    "B05": "Coal",
    "B06": "Crude oil and natural gas",
    "B07": "Metal ores",
    "B08": "Other mining",
    "B09": "Mining support",
    "C10T12": "Food, drink and tobacco",
    "C13T15": "Textiles, clothing, leather",
    "C16": "Wood products",
    "C17_18": "Paper and printing",
    "C19": "Refined petroleum",
    "C20": "Chemicals",
    "C21": "Pharmaceuticals",
    "C22": "Rubber and plastics",
    "C23": "Cement, glass, ceramics",
    "C24A": "Iron and steel",
    "C24B": "Other basic metals",
    "C25": "Fabricated metal products",
    "C26": "Computers and electronics",
    "C27": "Electrical equipment",
    "C28": "Machinery",
    "C29": "Motor vehicles and parts",
    "C301": "Ships",
    "C302T309": "Aircraft, rail and other transport equipment",
    "C31T33": "Furniture, other manufacturing",
    "SERV": "Services",
}
STATES = {
    "deal": ("Deal of 16 January 2026", 0.034),
    "deal-and-us-100": ("Deal, then US 100% tariff on all Canadian goods", -3.41),
    "truce": ("Full truce between Canada and China", 0.082),
    "no-lockstep": ("Canada never followed the US tariffs on China", 0.071),
    "before-2018": ("None of the measures since 2018", 0.93),
    "diversify": ("Canada's non-US exports double", 1.62),
    "allies": ("Allies answer a Chinese cut-off of Canada together", -0.38),
}
SETS = ("FGO", "CP", "BSY", "GYY", "LL", "Shapiro", "OR", "S")
PUBLISHED = [f"{name}/long" for name in SETS]
VARIANTS = ["MEDIAN/long", *PUBLISHED]
ONE_RUN = 1.03  # the run under MEDIAN over the median of the outcomes


def results_of(document: dict[str, Any]) -> Results:
    """The typed document of a JSON content."""
    return parse(json.dumps(document), Results, "the example")


def example_results() -> Results:
    """The typed example."""
    return results_of(example_document())


def number(value: float | None, *ends: float, reason: str = "nothing there") -> dict[str, Any]:
    """A number of the document, with a range where two ends are given."""
    spread = dict(zip(("low", "high"), ends, strict=False))
    return {"value": value, **spread} | ({"reason": reason} if value is None else {})


def example_document() -> dict[str, Any]:
    """A fresh document as JSON holds it; the same on every call."""
    draw = random.Random(16012026)
    shares = {"USA": 75.4, "CHN": 4.2, "MEX": 1.5, "REU": 1.1}
    states = {code: _state(draw, code, *entry, shares) for code, entry in STATES.items()}
    return {
        "header": _header(),
        "quantities": {name: vars(one) for name, one in quantities_of(Results, 2022).items()},
        "regions": dict(REGIONS),
        "groups": {},
        "sectors": {code: {"name": name, "isic": code} for code, name in SECTORS.items()},
        "scenario": "beijing-2026",
        "title": "Canada between Washington and Beijing",
        "economy": "CAN",
        "powers": ["USA", "CHN"],
        "actors": ["CAN", "USA", "CHN", "MEX"],
        "baseline_state": {
            "residual": number(3.1e-13),
            "economies": {code: _baseline(shares) for code in REGIONS},
            "quotas": [],
            "remarks": [],
        },
        "states": states,
        "notes": [
            "Product shares of electric vehicles are those of 2023, applied to the flows of 2022.",
            "Product shares of farm goods are those of 2024, applied to the flows of 2022.",
        ],
        "other_estimates": [
            {
                "institution": "An institute",
                "asked": "25% on everything",
                "found": "-1.0%",
                "address": "https://institute.test/estimate",
                "read": "abstract",
            }
        ],
        "scenario_definition": {
            "scenario": "beijing-2026",
            "title": "Canada between Washington and Beijing",
            "baseline": {"name": "status quo of 13 January 2026", "date": "2026-01-13"},
            "states": {code: {"title": title} for code, (title, _) in STATES.items()},
        },
    }


def _header() -> dict[str, Any]:
    return {
        "document": "run",
        "middlepower": "0.1.0",
        "schema": SCHEMA,
        "command": "middlepower run beijing-2026 --out DIR",
        "question": "What does the deal of 16 January 2026 do to Canada, China and the United States, "
        "and what if Washington punishes it?",
        "baseline": "status quo of 13 January 2026",
        "baseline_date": "2026-01-13",
        "world": "icio2022",
        "vintage": 2022,
        "elasticities": "MEDIAN",
        "elasticities_source": "A table of elasticities.",
        "horizon": "long",
        "horizon_source": "The table itself.",
        "nest_elasticity": 5.0,
        "nest_elasticity_source": "An average.",
        "long_run_nest_elasticity": 5.0,
        "closure": "fixed_nominal",
        "closure_meaning": "each deficit is fixed in money",
        "numeraire": "world value added",
        "unit": "million US dollars of 2022",
        "centre": "median of the outcomes under 8 published elasticity sets",
        "range": "low and high are the smallest and largest outcome under 8 published elasticity sets, horizon long",
        "ranged_over": PUBLISHED,
        "variants": VARIANTS,
        "worst_residual": 4.2e-13,
        "measures": [_measure(n) for n in range(12)],
        "sources": [
            _source("icio", "OECD Inter-Country Input-Output tables"),
            _source("gtd", "Global Tariff Database"),
        ],
    }


def _source(code: str, title: str) -> dict[str, str]:
    return {
        "id": code,
        "title": title,
        "publisher": "a publisher",
        "edition": "2025",
        "licence": "CC BY 4.0",
        "citation": f"{title}, 2025.",
        "address": "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
        "used_for": "flows, input shares, value added",
        "transformation": "none",
        "retrieved": "2026-09-01",
        "sha256": "0" * 64,
    }


def _baseline(shares: dict[str, float]) -> dict[str, Any]:
    return {
        "income_musd": number(2_040_000.0),
        "value_added_musd": number(2_010_000.0),
        "exports_musd": number(702_000.0),
        "imports_musd": number(690_000.0),
        "tariff_revenue_musd": number(5_000.0),
        "export_share_percent": {market: number(share) for market, share in shares.items()},
        "output_musd": {sector: number(10_000.0) for sector in SECTORS},
    }


def _state(draw: random.Random, code: str, title: str, size: float, shares: dict[str, float]) -> dict[str, Any]:
    quota = {
        "measure": "CA-CN-EVQUOTA-2026",
        "product": "electric vehicles",
        "importer": "CAN",
        "exporter": "CHN",
        "sector": "C29",
        "status": "binding",
        "rent_to": "exporter",
        "premium": number(0.31),
        "fill": number(1.0),
        "volume_ratio": number(3.9),
        "quota_ratio": number(3.9),
        "rent_musd": number(412.5),
    }
    solved = {
        "what": "trade-cost change on exports to partners other than USA",
        "target": "exports to them double",
        "trade_cost_change_percent": number(-17.9),
        "reached": number(2.0),
        "solves": 5,
    }
    residuals = dict.fromkeys(("price", "goods", "factor", "trade_balance"), number(1e-13))
    return {
        "code": code,
        "title": title,
        "description": f"A sentence that says what is in force in the state {code}, and from which date.",
        "residual": number(4.2e-13),
        "economies": {region: _economy(draw, region, size, shares) for region in REGIONS},
        "sectors": {"CAN": {sector: _sector(draw, size) for sector in SECTORS}},
        "quotas": [quota] if code == "deal" else [],
        "solved_for": solved if code == "diversify" else None,
        "measures_with": ["CA-CN-EVQUOTA-2026"],
        "measures_without": [],
        "law": [_law_change(count) for count in range(12)],
        "remarks": [] if code == "deal" else [_remark()],
        "solve": {"status": "solved", "method": "anderson", "sweeps": 31, "tolerance": 1e-10, "residuals": residuals},
        "variants_without_equilibrium": [],
    }


def _law_change(count: int) -> dict[str, Any]:
    return {
        "kind": "measure",
        "name": f"CA-CN-EXAMPLE-{count}",
        "change": "on" if count % 2 else "off",
        "importer": "CAN",
        "exporter": "CHN",
        "flows": count % 3 + 1,
        "largest": "C29",
        "trade_covered_musd": number(4200.0 - 300.0 * count),
        "trade_aside_musd": number(120.0 if count == 3 else 0.0),
        "gives_way_to": ["CA-CN-EXAMPLE-1"] if count == 3 else [],
        "rate_before": number(1.061),
        "rate_after": number(0.061),
    }


def _remark() -> dict[str, Any]:
    return {
        "kind": "no effect",
        "about": ["gives way", "CA-CN-EXAMPLE-5"],
        "text": "No effect: `CA-CN-EXAMPLE-5` gives way to `CA-CN-EXAMPLE-1` on all its goods.",
    }


def _economy(draw: random.Random, region: str, size: float, shares: dict[str, float]) -> dict[str, Any]:
    scale = {"CAN": 1.0, "CHN": 0.11, "USA": 0.14, "MEX": -0.2}.get(region, draw.uniform(-0.04, 0.04))
    real = size * scale
    central = {
        "real_income_percent": real,
        "real_income_musd": real * 20_400,
        "exports_percent": 3 * real,
        "imports_percent": 2.7 * real,
    }
    factors = [0.6, 0.8, 0.9, 1.0 - 0.01 * draw.random(), 0.0, 1.1, 1.3, 1.7]
    factors[4] = 2.0 - factors[3]  # so that the median is one
    by_variant = {"MEDIAN/long": ONE_RUN * real} | {
        name: real * factor for name, factor in zip(PUBLISHED, factors, strict=True)
    }
    if region == "CAN" and abs(size) < 0.05:
        by_variant["FGO/long"] = -0.3 * real
    spread = [by_variant[name] / real for name in PUBLISHED]
    ends = {key: sorted((value * min(spread), value * max(spread))) for key, value in central.items()}
    labelled = {name: number(value) for name, value in by_variant.items()}
    return {
        "code": region,
        **{key: number(value, *ends[key]) for key, value in central.items()},
        "export_share_percent": {market: number(share - size) for market, share in shares.items()},
        "by_variant": {key: {} for key in central} | {"real_income_percent": labelled},
    }


def _sector(draw: random.Random, size: float) -> dict[str, Any]:
    output = size * draw.gauss(0, 3)
    low, high = sorted((0.6 * output, 1.5 * output))
    return {"output_percent": number(output, low, high), "exports_percent": number(1.8 * output)}


def _measure(count: int) -> dict[str, Any]:
    return {
        "id": f"CA-CN-EXAMPLE-{count}",
        "title": f"Surtax number {count} on goods of Chinese origin",
        "imposer": "CAN",
        "targets": ["CHN"],
        "instrument": "Order in council",
        "rates": [0.25 + count / 100],
        "date_in_force": "2024-10-01",
        "date_end": None,
        "status": "in force",
        "verified_on": "2026-09-08",
        "verified": count % 2 == 0,
        "confidence": "high",
        "quantified": True,
        "sources": [
            "https://canadagazette.gc.ca/rp-pr/p2/2024/2024-10-09/html/sor-dors187-eng.html",
            "trade press",
        ],
        "in_baseline": count % 2 == 0,
        "states": ["deal", "truce"],
        "not_shown": [],
    }
