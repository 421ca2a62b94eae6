"""How the source's countries are merged into the regions of `icio2022`, and the sectors that its rules speak of."""

from __future__ import annotations

from middlepower.data.codes import REST, economy_names, sectors

SECTOR_CODES: tuple[str, ...] = tuple(sectors())
SERVICES: tuple[str, ...] = tuple(code for code, sector in sectors().items() if not sector.is_goods)
FOOD, FARM, PHARMA = "C10T12", "A01", "C21"

SHOWN = (
    "CAN USA MEX CHN HKG JPN KOR TWN IND AUS NZL GBR DEU FRA ITA ESP NLD BEL IRL POL SWE DNK AUT CZE REU CHE NOR TUR "
    "RUS SAU ARE ISR ZAF EGY NGA BRA ARG CHL COL PER IDN VNM THA MYS SGP PHL PAK BGD ROW"
)
REGIONS: tuple[str, ...] = tuple(SHOWN.split())
REST_OF_EU: tuple[str, ...] = tuple("BGR CYP EST FIN GRC HRV HUN LTU LUX LVA MLT PRT ROU SVK SVN".split())
MERGED_INTO_ROW: tuple[str, ...] = tuple(
    "AGO BLR BRN CIV CMR COD CRI ISL JOR KAZ KHM LAO MAR MMR SEN STP TUN UKR".split()
)
EU_MEMBERS: tuple[str, ...] = tuple("AUT BEL CZE DEU DNK ESP FRA IRL ITA NLD POL SWE".split()) + REST_OF_EU
REGION_NAMES: dict[str, str] = {
    code: {"REU": "Rest of the European Union", **economy_names()}[code] for code in REGIONS
}


def region_of(country: str) -> str:
    """The region of the embedded world that a source country belongs to."""
    if country in REST_OF_EU:
        return "REU"
    if country in MERGED_INTO_ROW:
        return REST
    return country
