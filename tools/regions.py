"""How the source's countries are merged into the regions of embedded worlds, and the sectors that rules speak of."""

from __future__ import annotations

from dataclasses import dataclass

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
LITHUANIA = "LTU"


@dataclass(frozen=True)
class Grouping:
    """How source countries are merged: the regions in their order, and the countries of the rest of the EU."""

    regions: tuple[str, ...]
    rest_of_eu: tuple[str, ...]

    def region_of(self, country: str) -> str:
        """The region of the embedded world that a source country belongs to."""
        if country in self.rest_of_eu:
            return "REU"
        return REST if country in MERGED_INTO_ROW else country

    @property
    def names(self) -> tuple[str, ...]:
        """The regions' names."""
        known = {"REU": "Rest of the European Union", **economy_names()}
        return tuple(known[code] for code in self.regions)


WHOLE = Grouping(REGIONS, REST_OF_EU)
WITH_LITHUANIA = Grouping(
    tuple(shown for code in REGIONS for shown in ((LITHUANIA, code) if code == "REU" else (code,))),
    tuple(code for code in REST_OF_EU if code != LITHUANIA),
)
"""Lithuania apart: China's measures of 2021 hit it alone in the EU."""


def region_of(country: str) -> str:
    """The region of `icio2022` that a source country belongs to."""
    return WHOLE.region_of(country)
