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
    "not-followed": ("Canada had not followed the US tariffs on China", 0.071),
    "before-2018": ("None of the measures since 2018", 0.93),
    "diversify": ("Canada's non-US exports double", 1.62),
    "allies": ("Allies answer a Chinese cut-off of Canada together", -0.38),
}
ACTORS = ("CAN", "USA", "CHN", "MEX")
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
        "actors": list(ACTORS),
        "baseline_state": {
            "residual": number(3.1e-13),
            "economies": {code: _baseline() for code in REGIONS},
            "actors": {code: _baseline_actor(shares) for code in ACTORS},
            "effective_tariff_percent": _tariffs(2.5),
            "quotas": [],
            "remarks": [],
        },
        "states": states,
        "provinces": _known_provinces(),
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
        "money": {
            "year": 2022,
            "persons": 38_900_000,
            "persons_source": "a bank",
            "currency": "CAD",
            "currency_title": "Canadian dollars",
            "currency_sign": "C$",
            "units_per_usd": 1.3,
            "rate_source": "another bank",
        },
        "own_money": {
            "real_income_own_million": number(902.0, 700.0, 1_000.0),
            "real_income_person_usd": number(17.8, 14.0, 20.0),
            "real_income_person_own": number(23.2, 18.0, 26.0),
        },
        "break_even": {
            "reaction": "deal-and-us-100",
            "chance_percent": number(6.4, 4.1, 11.0),
            "chance_first_year_percent": number(3.2, 2.1, 5.0),
        },
        "timeline": _timeline(),
        "scenario_definition": {
            "scenario": "beijing-2026",
            "title": "Canada between Washington and Beijing",
            "baseline": {"name": "status quo of 13 January 2026", "date": "2026-01-13"},
            "states": {code: {"title": title} for code, (title, _) in STATES.items()},
        },
    }


def _timeline() -> dict[str, Any]:
    """Six steps of the example's measures, one of which was ended."""
    first, days = "2024-09-30", ("2024-10-01", "2025-03-04", "2025-03-20", "2025-08-01", "2025-08-14", "2025-12-26")
    rates = {day: {"CAN": {"CHN": number(2.0 + n)}, "CHN": {"CAN": number(5.0 + n)}} for n, day in enumerate(days)}
    return {
        "first": first,
        "last": "2026-01-13",
        "partners": ["USA", "CHN"],
        "events": [
            *({"date": day, "change": "on", "measure": f"CA-CN-EXAMPLE-{2 * n}"} for n, day in enumerate(days)),
            {"date": days[1], "change": "on", "measure": "CA-CN-ENDED"},
            {"date": days[3], "change": "off", "measure": "CA-CN-ENDED"},
        ],
        "ended": [
            {
                "id": "CA-CN-ENDED",
                "title": "A duty that ended",
                "imposer": "CAN",
                "targets": ["CHN"],
                "rates": [0.1],
                "source": "trade press",
            }
        ],
        "applied_percent": {first: {"CAN": {"CHN": number(1.0)}, "CHN": {"CAN": number(4.0)}}, **rates},
    }


def _header() -> dict[str, Any]:
    return {
        "document": "run",
        "middlepower": "0.2.0",
        "schema": SCHEMA,
        "command": "middlepower run beijing-2026 --out DIR",
        "question": "What does the deal of 16 January 2026 do to Canada, China and the United States, "
        "and what if Washington punishes it?",
        "baseline": "status quo of 13 January 2026",
        "baseline_date": "2026-01-13",
        "world": "icio2022",
        "vintage": 2022,
        "input_year": 2022,
        "elasticities": "MEDIAN",
        "elasticities_source": "A table of elasticities.",
        "horizon": "long",
        "horizon_source": "The table itself.",
        "nest_elasticity": 5.0,
        "nest_elasticity_source": "An average.",
        "long_run_nest_elasticity": 5.0,
        "past_baseline": "",
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


def _baseline() -> dict[str, Any]:
    return {
        "income_musd": number(2_040_000.0),
        "value_added_musd": number(2_010_000.0),
        "gdp_musd": number(2_015_000.0),
        "exports_musd": number(702_000.0),
        "imports_musd": number(690_000.0),
        "tariff_revenue_musd": number(5_000.0),
    }


def _baseline_actor(shares: dict[str, float]) -> dict[str, Any]:
    return {
        "export_share_percent": {market: number(share) for market, share in shares.items()},
        "output_musd": {sector: number(10_000.0) for sector in SECTORS},
    }


def _tariffs(rate: float) -> dict[str, dict[str, Any]]:
    return {n: {i: number(rate) for i in ACTORS if i != n} for n in ACTORS}


def _state(draw: random.Random, code: str, title: str, size: float, shares: dict[str, float]) -> dict[str, Any]:
    quota = {
        "measure": "CA-CN-EVQUOTA-2026",
        "product": "ev",
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
        "missed": number(3e-9),
        "solves": 5,
    }
    residuals = dict.fromkeys(("price", "goods", "factor", "trade_balance"), number(1e-13))
    return {
        "code": code,
        "title": title,
        "description": f"A sentence that says what is in force in the state {code}, and from which date.",
        "residual": number(4.2e-13),
        "economies": {region: _economy(draw, region, size) for region in REGIONS},
        "actors": {region: _actor(region, size, shares) for region in ACTORS},
        "sectors": {"CAN": {sector: _sector(draw, size) for sector in SECTORS}},
        "products": [_product()] if code == "deal" else [],
        "provinces": _provinces(size),
        "effective_tariff_percent": _tariffs(2.5 + 0.5 * abs(size)),
        "quotas": [quota] if code == "deal" else [],
        "solved_for": solved if code == "diversify" else None,
        "measures_with": ["CA-CN-EVQUOTA-2026"],
        "measures_without": [],
        "law": [_law_change(count) for count in range(12)],
        "law_rest": [_law_rest()] if code == "deal" else [],
        "remarks": [] if code == "deal" else [_remark()],
        "published": [_published()] if code == "deal" else [],
        "why": _why(size) if code in ("deal", "deal-and-us-100", "diversify") else None,
        "solve": {"status": "solved", "method": "anderson", "sweeps": 31, "tolerance": 1e-10, "residuals": residuals},
        "variants_without_equilibrium": [],
    }


PROVINCES = {"NL": "Newfoundland and Labrador", "QC": "Quebec", "ON": "Ontario", "SK": "Saskatchewan", "NU": "Nunavut"}


def _known_provinces() -> dict[str, Any]:
    proxy = {
        "title": "canola seed harvested, 2024",
        "confidence": "high",
        "sources": ["https://council.test/canola"],
        "notes": ["what is harvested is not what is exported"],
        "province_share_percent": {"SK": number(55.0), "ON": number(5.0)},
        "not_known_percent": number(40.0),
    }
    return {"missing": "", "names": PROVINCES, "proxies": {"canola-seed": proxy}, "note": "A proxy."}


def _provinces(size: float) -> dict[str, Any]:
    product = {
        "product": "canola_seed",
        "name": "canola seed",
        "market": "CHN",
        "sales_before_musd": number(800.0),
        "sales_change_musd": number(1_000 * size),
        "by_province_musd": {"SK": number(550 * size), "ON": number(50 * size)},
        "not_known_musd": number(400 * size),
        "proxy": "canola-seed",
        "reason": "part of a good that no province is known to sell",
    }
    sales = {
        code: {
            "sales_change_musd": number(100 * size * place, *sorted((90 * size * place, 120 * size * place))),
            "of_sales_percent": number(0.5 * size),
            "of_gdp_percent": number(None, reason="not in the table") if code == "NU" else number(0.1 * size * place),
            "by_market_musd": {market: number(50 * size * place) for market in ("CHN", "others")},
            "largest": None
            if place == 0
            else {
                "product": "canola_seed",
                "name": "canola seed",
                "market": "CHN",
                "sales_change_musd": number(40 * size * place),
            },
        }
        for place, code in enumerate(PROVINCES)
    }
    persons = {"change_persons": number(1_000 * size, *sorted((500 * size, 2_000 * size)))}
    persons |= {"change_persons_percent": number(0.1 * size, *sorted((0.05 * size, 0.2 * size)))}
    return {
        "provinces": sales,
        "not_known_musd": number(400 * size, *sorted((300 * size, 500 * size))),
        "products": [product],
        "farm_and_sea": {
            "sales_change_musd": number(900 * size),
            "by_province_musd": {"SK": number(500 * size)},
            "not_known_musd": number(400 * size),
        },
        "persons": {
            "total": persons,
            "by_sector": {
                "A01": number(None, reason="not counted"),
                "C29": number(100 * size, *sorted((0.0, 200 * size))),
            },
            "by_province": dict.fromkeys(PROVINCES, persons),
        },
    }


def _published() -> dict[str, Any]:
    return {
        "id": "bank-2026",
        "institution": "A bank",
        "date": "2026-01-20",
        "question": "The deal, long run",
        "variable": "real_income_percent",
        "economy": "CAN",
        "horizon": "long",
        "source": "https://bank.test/deal",
        "note": "Theirs is another model.",
        "published_percent": number(0.05),
        "our_long_run_percent": number(0.06, 0.04, 0.09),
        "our_first_year_percent": number(0.12, 0.09, 0.18),
    }


def _why(size: float) -> dict[str, Any]:
    """Parts that add up to the number of the main run."""
    shares = {"exports_fetch": 0.7, "taxed_trade": 0.4, "imports_cost": -0.08, "rents": -0.02}
    whole = ONE_RUN * size
    parts = [
        {
            "part": part,
            "income_part_percent": number(share * whole),
            "income_part_musd": number(share * whole * 20_400),
        }
        for part, share in shares.items()
    ]
    return {"parts": parts, "missing": ""}


def _law_rest() -> dict[str, Any]:
    return {
        "name": "CA-CN-EXAMPLE-0",
        "change": "off",
        "pairs": 30,
        "trade_covered_musd": number(640.0),
        "rate_before": number(0.2),
        "rate_after": number(0.0),
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
        "limit": _limit() if count == 2 else None,
    }


def _limit() -> dict[str, Any]:
    return {
        "limit_before": number(None, reason="none"),
        "limit_after": number(1.105),
        "terms": ["49,000 vehicles, 100% more beyond"],
    }


def _remark() -> dict[str, Any]:
    return {
        "kind": "no effect",
        "about": ["gives way", "CA-CN-EXAMPLE-5"],
        "text": "No effect: `CA-CN-EXAMPLE-5` gives way to `CA-CN-EXAMPLE-1` on all its goods.",
    }


def _economy(draw: random.Random, region: str, size: float) -> dict[str, Any]:
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
        "by_variant_percent": labelled,
    }


def _actor(region: str, size: float, shares: dict[str, float]) -> dict[str, Any]:
    headlines = ("real_income_percent", "real_income_musd", "exports_percent", "imports_percent")
    return {
        "code": region,
        "gdp_volume_percent": number(0.4 * size, *sorted((0.3 * size, 0.5 * size))),
        "gdp_volume_musd": number(8_000 * size, *sorted((6_000 * size, 10_000 * size))),
        "real_value_added_percent": number(0.95 * size, *sorted((0.8 * size, 1.1 * size))),
        "real_wage_percent": number(0.9 * size, *sorted((0.7 * size, size))),
        "consumer_prices_percent": number(1.2 * size, *sorted((size, 1.3 * size))),
        "terms_of_trade_percent": number(0.0001, -0.002, 0.003),
        "gdp_musd": pair(2_015_000.0, 2_015_000.0 + 900 * size),
        "tariff_revenue_musd": pair(5_000.0, 5_100.0),
        "tariff_revenue_share_percent": pair(0.25, 0.26),
        "exports_volume_musd": number(21_000 * size),
        "imports_volume_musd": number(19_000 * size),
        "exports_value_percent": number(3.1 * size),
        "imports_value_percent": number(2.8 * size),
        "exports_musd": pair(702_000.0, 702_000.0 + 22_000 * size),
        "imports_musd": pair(690_000.0, 690_000.0 + 20_000 * size),
        "balance_musd": pair(12_000.0, 12_000.0 + 2_000 * size),
        "trade_with": {other: _trade_with(size) for other in ACTORS if other != region},
        "export_share_percent": {market: number(share - size) for market, share in shares.items()},
        "diverted_sales": [_diverted(region, "all", size), _diverted(region, "A01", size)],
        "diverted_purchases": [],
        "by_variant": {key: {} for key in headlines},
        "first_year": {
            "real_income_percent": number(2.0 * size, *sorted((1.5 * size, 3.0 * size))),
            "real_income_musd": number(40_000 * size, *sorted((30_000 * size, 60_000 * size))),
            "gdp_volume_percent": number(0.6 * size, *sorted((0.2 * size, 1.2 * size))),
            "real_value_added_percent": number(1.9 * size, *sorted((1.4 * size, 2.9 * size))),
            "employment_total_percent": number(0.8 * size, *sorted((0.1 * size, 2.0 * size))),
            "unemployment_percent": number(-0.8 * size, *sorted((-0.1 * size, -2.0 * size))),
            "real_wage_percent": number(1.1 * size, *sorted((0.0, 1.5 * size))),
            "exports_percent": number(4.0 * size, *sorted((2.0 * size, 7.0 * size))),
            "unemployment_by_anchor_percent": {
                "consumer prices": number(-0.8 * size, *sorted((-0.1 * size, -2.0 * size))),
                "own value added": number(-0.2 * size, *sorted((0.0, -0.5 * size))),
                "world value added": number(-3.0 * size, *sorted((-1.0 * size, -5.0 * size))),
            },
            "jobs_percent": {},
            "real_wages_percent": {},
            "real_returns_percent": {},
            "sales_musd": {},
        },
    }


def pair(before: float, after: float) -> dict[str, Any]:
    """Two levels of the document and their change."""
    return {"before": number(before), "after": number(after), "change": number(after - before)}


def _trade_with(size: float) -> dict[str, Any]:
    return {
        "exports_musd": pair(30_000.0, 30_000.0 + 900 * size),
        "imports_musd": pair(80_000.0, 80_000.0 + 300 * size),
        "balance_musd": pair(-50_000.0, -50_000.0 + 600 * size),
    }


def _diverted(region: str, sector: str, size: float) -> dict[str, Any]:
    return {
        "sector": sector,
        "touched": ["CHN"],
        "touched_musd": number(1_500 * size),
        "instead_musd": {region: number(-700 * size), "JPN": number(-300 * size)},
        "others_musd": number(-200 * size),
    }


def _product() -> dict[str, Any]:
    return {
        "product": "canola_seed",
        "name": "canola seed",
        "sector": "A01",
        "exporter": "CAN",
        "importer": "CHN",
        "value_musd": pair(120.0, 1_540.0),
        "volume_percent": number(1_180.0),
        "price_received_percent": number(0.05),
        "price_paid_percent": number(-37.8),
        "duty_percent": pair(84.8, 14.9),
    }


def _sector(draw: random.Random, size: float) -> dict[str, Any]:
    output = size * draw.gauss(0, 3)
    low, high = sorted((0.6 * output, 1.5 * output))
    percents = {name: number(1.1 * output) for name in ("imports_percent", "employment_percent")}
    prices = {name: number(0.2 * output) for name in ("producer_price_percent", "buyer_price_percent")}
    changes = ("output_change_musd", "exports_change_musd", "imports_change_musd", "value_added_change_musd")
    return {
        "output_percent": number(output, low, high),
        "exports_percent": number(1.8 * output),
        **percents,
        **prices,
        **{name: number(100 * output) for name in changes},
    }


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
