"""Valid inputs of every kind, from which the hostile ones are made."""

from __future__ import annotations

import datetime as dt
from typing import Any

MEASURE: dict[str, Any] = {
    "id": "mine",
    "title": "a surtax",
    "imposer": "USA",
    "targets": ["CAN", "EU"],
    "except": ["MEX"],
    "instrument": "ieepa",
    "legal_act": "an act",
    "relation": "adds to MFN",
    "yields_to": ["section_232", "US-CA-IEEPA-35"],
    "yields_content_to": ["US-232-METAL-50"],
    "replaces": ["US-CA-IEEPA-35"],
    "date_in_force": dt.date(2026, 2, 1),
    "date_end": dt.date(2027, 2, 1),
    "status": "in force",
    "products": [
        {"goods": ["all_goods"], "exempt": ["ev"], "rate": 0.35, "coverage": 0.5, "note": "a note"},
        {"goods": ["C29", "steel"], "targets": ["CAN"], "rate_steps": [{"from": dt.date(2026, 2, 1), "rate": 0.1}]},
        {"goods": ["C28"], "sector_table": [{"sector": "C28", "added_rate": 0.25, "share_of_imports": 0.5}]},
        {"goods": ["C27"], "rate": 0.1, "coverage_table": "lists/us_ca_338_autos.csv"},
        {"goods": ["C23"], "targets": ["CAN"], "rate": 0.1, "claims_table": "lists/cusma_claims.csv"},
        {"hs_list": "lists/hs/us_232_cars.csv", "exempt_list": ["lists/hs/us_aircraft.csv"], "rate": 0.1},
        {"goods": ["C26"], "partner_table": [{"partner": "CAN", "date": dt.date(2026, 2, 1), "added_rate": 0.1}]},
    ],
    "sources": ["https://example.org"],
    "confidence": "low",
    "note": "",
}
QUOTA: dict[str, Any] = {
    **{key: MEASURE[key] for key in ("title", "targets", "date_in_force", "status", "sources", "confidence")},
    "id": "quota",
    "imposer": "CAN",
    "instrument": "tariff_rate_quota",
    "products": [
        {
            "goods": ["C24A"],
            "quota": {
                "volume": 0.9,
                "reference": 1.0,
                "unit": "t",
                "reference_year": 2024,
                "in_quota_rate": 0.0,
                "over_quota_rate": 0.5,
                "rent_to": "importer",
                "source": "assumed",
            },
        }
    ],
}
LICENCE: dict[str, Any] = {
    **{key: MEASURE[key] for key in ("title", "date_in_force", "status", "sources", "confidence")},
    "id": "licence",
    "imposer": "CHN",
    "targets": ["USA"],
    "instrument": "licence",
    "direction": "exports",
    "products": [{"goods": ["C24B"], "stops": 0.4}],
}
BAN: dict[str, Any] = {
    **LICENCE,
    "id": "ban",
    "instrument": "ban",
    "products": [{"goods": ["C24B"], "hs": ["8108.90"], "share": 0.1, "share_source": "me", "coverage": 0.5}],
}
EXPORT_TAX: dict[str, Any] = {
    **{
        key: LICENCE[key] for key in ("title", "imposer", "targets", "date_in_force", "status", "sources", "confidence")
    },
    "id": "export-tax",
    "instrument": "export_tax",
    "products": [{"goods": ["C26"], "rate": 0.1}],
}
SCENARIO: dict[str, Any] = {
    "scenario": "mine",
    "title": "A question",
    "question": "What if?",
    "world": "icio2022",
    "economy": "CAN",
    "powers": ["USA", "CHN"],
    "actors": ["CAN", "USA", "EU"],
    "baseline": {"name": "today", "date": dt.date(2026, 1, 13), "without_measures": ["CA-CN-EV-2024"]},
    "measures": [MEASURE, QUOTA, LICENCE, BAN, EXPORT_TAX],
    "states": {
        "tax": {
            "title": "A tax",
            "description": "Described.",
            "date": dt.date(2026, 3, 1),
            "with_measures": ["mine"],
            "without_measures": ["US-CA-IEEPA-35"],
            "tariffs": [
                {"importers": ["USA"], "exporters": ["*"], "sectors": ["C29"], "rate": 0.25, "relation": "adds"}
            ],
            "trade_costs": [{"importers": ["CAN"], "exporters": ["DEU", "FRA"], "change": -0.1}],
        },
        "cut": {
            "title": "An end",
            "cut_off": [
                {"between": ["CAN"], "and": ["CHN"], "direction": "exports"},
                {"between": ["CHN"], "and": ["USA"], "direction": "exports", "sectors": ["B07"]},
                {
                    "between": ["CHN"],
                    "and": ["JPN"],
                    "direction": "exports",
                    "products": ["8108.90"],
                    "share": 0.1,
                    "share_source": "me",
                },
            ],
            "export_taxes": [{"exporters": ["CAN"], "importers": ["USA"], "sectors": ["B06"], "rate": 0.25}],
        },
        "search": {"title": "A search", "solve_for": {"exporter": "CAN", "except_importers": ["USA"], "times": 1.5}},
    },
    "notes": ["a note"],
    "other_estimates": [
        {"institution": "a bank", "asked": "x", "found": "y", "address": "https://example.org", "read": "abstract"}
    ],
    "sources": ["https://example.org"],
}
TABLES: dict[str, str] = {
    "coverage_table": "exporter,good,coverage,source\nCAN,C29,0.12,me\n*,ev,0,me\nEU,C28,1,me\n",
    "claims_table": "exporter,good,unclaimed,source\nCAN,C29,0.12,me\nCAN,all_goods,0,me\nEU,C28,1,me\n",
    "partner_table": "partner,date,added_rate,note\nCAN,2026-02-01,0.1,me\nCAN,2026-03-01,0.2,\nEU,2026-02-01,0,\n",
    "sector_table": "sector,added_rate,share_of_imports,year\nC29,0.25,0.4,2024\nC29,0.5,0.6,2024\nC28,0,1,2024\n",
    "tariff_table": "partner,sector,hs,rate,from,to\nKOR,C29,,25%,2026-01-01,\nEU,,8703,0.1,,2027-12-31\nTWN,,,1%,,\n",
    "hs_list": "hs,content,note\n8703,0.1,me\n8704.21,0.1,\n8501,1,me\n",
    "weights": "label,weight,source\nC29,2,me\nON,0.5,me\nSERV,1,you\n",
}
WORDS: tuple[str, ...] = tuple(
    """
    run list explain doctor replicate profile rank coalition frontier world info beijing-2026 SCENARIO TABLE WORLD
    FOLDER OUT icio2022 --out --json --elasticities --horizon --closure --economy --states --nest-elasticity --ranges
    --no-ranges --to --matrix --by --side --members --against --powers --date --benchmark --weights --data --all
    --version --help FGO CP long short all balanced CAN USA EU CPTPP USA,CHN deal tax tax,deal exposure import 5
    -1 1e6 nan 2026-01-13 2026-02-30 caliendo-parro-2015 scenarios measures groups
    """.split()
)
LINES: tuple[tuple[str, ...], ...] = (
    ("run", "SCENARIO", "--no-ranges", "--out", "OUT"),
    ("run", "SCENARIO", "--states", "tax", "--economy", "CAN", "--closure", "all", "--json"),
    ("list", "groups", "--out", "OUT"),
    ("list", "all"),
    ("world", "info", "icio2022", "--json"),
    ("doctor", "WORLD", "--out", "OUT"),
    ("explain", "FOLDER", "--economy", "USA"),
    ("profile", "CAN", "--powers", "USA,CHN", "--weights", "TABLE", "--no-ranges"),
    ("rank", "--to", "USA", "--by", "leverage", "--side", "import"),
    ("rank", "--matrix", "--no-ranges"),
    ("coalition", "--members", "CAN,EU", "--against", "CHN", "--date", "2026-01-13"),
    ("replicate", "caliendo-parro-2015", "--data", "FOLDER"),
    ("--version",),
)  # fmt: skip
