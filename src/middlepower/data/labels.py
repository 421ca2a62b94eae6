"""Labels of the embedded world: regions, sectors, and which source country belongs to which region."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SectorLabel:
    """One sector: code as in the OECD ICIO tables, readable name, ISIC Rev. 4 divisions or groups."""

    code: str
    name: str
    isic: str


SECTORS: tuple[SectorLabel, ...] = (
    SectorLabel("A01", "Crops and livestock", "01"),
    SectorLabel("A02", "Forestry", "02"),
    SectorLabel("A03", "Fishing and aquaculture", "03"),
    SectorLabel("B05", "Coal", "05"),
    SectorLabel("B06", "Crude oil and natural gas", "06"),
    SectorLabel("B07", "Metal ores", "07"),
    SectorLabel("B08", "Other mining and quarrying", "08"),
    SectorLabel("B09", "Mining support services", "09"),
    SectorLabel("C10T12", "Food, beverages, tobacco", "10-12"),
    SectorLabel("C13T15", "Textiles, clothing, leather", "13-15"),
    SectorLabel("C16", "Wood products", "16"),
    SectorLabel("C17_18", "Paper and printing", "17-18"),
    SectorLabel("C19", "Refined petroleum and coke", "19"),
    SectorLabel("C20", "Chemicals", "20"),
    SectorLabel("C21", "Pharmaceuticals", "21"),
    SectorLabel("C22", "Rubber and plastics", "22"),
    SectorLabel("C23", "Other non-metallic minerals", "23"),
    SectorLabel("C24A", "Iron and steel", "241, 2431"),
    SectorLabel("C24B", "Non-ferrous metals", "242, 2432"),
    SectorLabel("C25", "Fabricated metal products", "25"),
    SectorLabel("C26", "Computers and electronics", "26"),
    SectorLabel("C27", "Electrical equipment", "27"),
    SectorLabel("C28", "Machinery", "28"),
    SectorLabel("C29", "Motor vehicles", "29"),
    SectorLabel("C301", "Ships and boats", "301"),
    SectorLabel("C302T309", "Aircraft, rail and other transport equipment", "302-309"),
    SectorLabel("C31T33", "Furniture, other manufacturing, repair", "31-33"),
    SectorLabel("SERV", "Services, utilities, construction", "35-98"),
)

REGION_NAMES: dict[str, str] = {
    "CAN": "Canada",
    "USA": "United States",
    "MEX": "Mexico",
    "CHN": "China",
    "HKG": "Hong Kong, China",
    "JPN": "Japan",
    "KOR": "Korea",
    "TWN": "Chinese Taipei",
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
    "REU": "Rest of the European Union",
    "CHE": "Switzerland",
    "NOR": "Norway",
    "TUR": "Türkiye",
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
    "ROW": "Rest of the world",
}

REGIONS: tuple[str, ...] = tuple(REGION_NAMES)
SECTOR_CODES: tuple[str, ...] = tuple(sector.code for sector in SECTORS)
SERVICES = "SERV"
FOOD, FARM, PHARMA = "C10T12", "A01", "C21"

REST_OF_EU: tuple[str, ...] = tuple("BGR CYP EST FIN GRC HRV HUN LTU LUX LVA MLT PRT ROU SVK SVN".split())
MERGED_INTO_ROW: tuple[str, ...] = tuple(
    "AGO BLR BRN CIV CMR COD CRI ISL JOR KAZ KHM LAO MAR MMR SEN STP TUN UKR".split()
)
EU_MEMBERS: tuple[str, ...] = tuple("AUT BEL CZE DEU DNK ESP FRA IRL ITA NLD POL SWE".split()) + REST_OF_EU


def region_of(country: str) -> str:
    """The region of the embedded world that a source country belongs to."""
    if country in REST_OF_EU:
        return "REU"
    if country in MERGED_INTO_ROW:
        return "ROW"
    return country
