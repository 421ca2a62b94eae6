"""A made-up results document of realistic size and shape; its numbers mean nothing."""

from __future__ import annotations

import random
from typing import Any

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
VARIANTS = [f"{name}/long" for name in SETS] + ["FGO/medium", "FGO/short"]


def example_document() -> dict[str, Any]:
    """A fresh document; the same on every call."""
    draw = random.Random(16012026)
    shares = {"USA": 75.4, "CHN": 4.2, "MEX": 1.5, "REU": 1.1}
    return {
        "middlepower": "0.1.0",
        "scenario": "beijing-2026",
        "title": "Canada between Washington and Beijing",
        "question": "What does the deal of 16 January 2026 do to Canada, China and the United States, "
        "and what if Washington punishes it?",
        "economy": "CAN",
        "baseline": "status quo of 13 January 2026",
        "baseline_date": "2026-01-13",
        "world": "icio2022",
        "vintage": 2022,
        "elasticities": "FGO",
        "horizon": "long",
        "closure": "fixed_nominal",
        "numeraire": "world value added",
        "nest_elasticity": 5.0,
        "powers": ["USA", "CHN"],
        "baseline_state": {
            "residual": 3.1e-13,
            "economies": {
                "CAN": {"export_share_percent": shares, "income_musd": 2_040_000.0, "exports_musd": 702_000.0}
            },
        },
        "states": {code: _state(draw, code, *entry, shares) for code, entry in STATES.items()},
        "sectors": {code: {"name": name, "isic": code} for code, name in SECTORS.items()},
        "regions": dict(REGIONS),
        "measures_used": [_measure(n) for n in range(12)],
        "other_estimates": [
            {
                "institution": "An institute",
                "asked": "25% on everything",
                "found": "-1.0%",
                "address": "https://institute.test/estimate",
                "read": "abstract",
            }
        ],
        "notes": [
            "Product shares of electric vehicles are those of 2023, applied to the flows of 2022.",
            "Product shares of farm goods are those of 2024, applied to the flows of 2022.",
        ],
        "sources": [
            {
                "id": "icio",
                "title": "OECD Inter-Country Input-Output tables",
                "edition": "2025",
                "licence": "CC BY 4.0",
                "address": "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
                "used_for": "flows, input shares, value added",
                "accessed": "2026-09-01",
            },
            {
                "id": "gtd",
                "title": "Global Tariff Database",
                "edition": "2024",
                "licence": "cite the author",
                "address": "https://feodorateti.github.io/data.html",
                "used_for": "benchmark tariffs",
            },
        ],
    }


def _state(draw: random.Random, code: str, title: str, size: float, shares: dict[str, float]) -> dict[str, Any]:
    quota = {
        "measure": "CA-CN-EVQUOTA-2026",
        "importer": "CAN",
        "exporter": "CHN",
        "sector": "C29",
        "product": "electric vehicles",
        "premium": 0.31,
        "volume_ratio": 3.9,
        "fill": 1.0,
        "rent_musd": 412.5,
        "status": "binding",
    }
    solved = {
        "what": "trade-cost change on exports to partners other than USA",
        "trade_cost_change_percent": -17.9,
        "target": "exports to them double",
        "reached": 2.0,
    }
    return {
        "title": title,
        "description": f"A sentence that says what is in force in the state {code}, and from which date.",
        "residual": 4.2e-13,
        "economies": {region: _economy(draw, region, size, shares) for region in REGIONS},
        "sectors": {"CAN": {sector: _sector(draw, size) for sector in SECTORS}},
        "quotas": [quota] if code == "deal" else [],
        "solved_for": solved if code == "diversify" else None,
        "measures": {"with": ["CA-CN-EVQUOTA-2026"], "without": []},
        "solve": {
            "status": "converged",
            "sweeps": 31,
            "method": "anderson",
            "seconds": 0.4,
            "residual": 4.2e-13,
        },
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
    by_variant = {name: real * draw.uniform(0.6, 1.7) for name in VARIANTS} | {"FGO/long": real}
    if region == "CAN" and abs(size) < 0.05:
        by_variant["FGO/short"] = -0.3 * real
    spread = [value / real for value in by_variant.values()]
    ranges = {
        key: {"low": min(value * s for s in spread), "high": max(value * s for s in spread)}
        for key, value in central.items()
    }
    moved = {market: share - size for market, share in shares.items()}
    return {
        **central,
        "export_share_percent": moved,
        "ranges": ranges,
        "by_variant": {"real_income_percent": by_variant},
    }


def _sector(draw: random.Random, size: float) -> dict[str, Any]:
    output = size * draw.gauss(0, 3)
    low, high = sorted((0.6 * output, 1.5 * output))
    return {
        "output_percent": output,
        "exports_percent": 1.8 * output,
        "output_percent_range": {"low": low, "high": high},
    }


def _measure(number: int) -> dict[str, Any]:
    return {
        "id": f"CA-CN-EXAMPLE-{number}",
        "title": f"Surtax number {number} on goods of Chinese origin",
        "imposer": "CAN",
        "targets": ["CHN"],
        "instrument": "Order in council",
        "rate": 0.25 + number / 100,
        "date_in_force": "2024-10-01",
        "date_end": None,
        "status": "in force",
        "confidence": "high",
        "sources": [
            "https://canadagazette.gc.ca/rp-pr/p2/2024/2024-10-09/html/sor-dors187-eng.html",
            "trade press",
        ],
        "in_baseline": number % 2 == 0,
        "states": ["deal", "truce"],
    }
