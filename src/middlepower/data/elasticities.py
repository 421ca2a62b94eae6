"""The eight published sets of trade elasticities and the three horizons, each with its citation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from middlepower.names import unknown_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_SET = "FGO"
DEFAULT_HORIZON = "long"

FALLBACK_SERVICES = (
    "4.0: the source has no estimate for services; the package that maps the sets to sectors fills in the "
    "uniform value 4."
)


@dataclass(frozen=True)
class ElasticitySet:
    """One published set of sectoral trade elasticities: its citation, how it was mapped, what its services
    value is."""

    name: str
    citation: str
    mapping: str
    services: str


@dataclass(frozen=True)
class Horizon:
    """How long after a change: the elasticity used in every sector, or None to use the set, and its "
    "citation."""

    name: str
    elasticity: float | None
    citation: str


SETS: dict[str, ElasticitySet] = {
    entry.name: entry
    for entry in (
        ElasticitySet(
            "FGO",
            "Fontagné, L., H. Guimbard and G. Orefice (2022), Tariff-based product-level trade elasticities, "
            "Journal of International Economics 137, 103593, Table 8.",
            "19 TiVA sectors, averaged where several fall into one (wood with paper, vehicles with other transport).",
            "8.35: the paper's estimate for `other community, social and personal services`, used for all services.",
        ),
        ElasticitySet(
            "CP",
            "Caliendo, L. and F. Parro (2015), Estimates of the trade and welfare effects of NAFTA, "
            "Review of Economic Studies 82(1), 1-44, Table 1, 99% sample.",
            "20 ISIC Rev. 3 sectors; the petroleum value is 64.85.",
            FALLBACK_SERVICES,
        ),
        ElasticitySet(
            "BSY",
            "Bagwell, K., R. W. Staiger and A. Yurukoglu (2021), Quantitative analysis of multiparty tariff "
            "negotiations, Econometrica 89(4), 1595-1631.",
            "49 SITC Rev. 2 sectors, averaged.",
            FALLBACK_SERVICES,
        ),
        ElasticitySet(
            "GYY",
            "Giri, R., K.-M. Yi and H. Yilmazkuday (2021), Gains from trade: does sectoral heterogeneity "
            "matter?, "
            "Journal of International Economics 129, 103429.",
            "19 manufacturing sectors; 4 where the paper has no estimate (farming, mining, petroleum, electronics).",
            FALLBACK_SERVICES,
        ),
        ElasticitySet(
            "IS",
            "In-sample estimates by the method of Caliendo and Parro (2015) on ICIO 2011-2022 and Teti's "
            "tariffs, "
            "in the public package of Lashkaripour, A. (2021), The cost of a global tariff war: a "
            "sufficient statistics "
            "approach, Journal of International Economics 131, 103419.",
            "16 sectors, some pooled; 4 for electronics, machinery, vehicles and other manufacturing.",
            FALLBACK_SERVICES,
        ),
        ElasticitySet(
            "LL",
            "Lashkaripour, A. and V. Lugovskyy (2023), Profits, scale economies, and the gains from trade"
            " and industrial "
            "policy, American Economic Review 113(10), 2759-2808, Table 3.",
            "14 ISIC Rev. 4 industries; sigma - 1; the petroleum value is 0.636.",
            FALLBACK_SERVICES,
        ),
        ElasticitySet(
            "Shap",
            "Shapiro, J. S. (2016), Trade costs, CO2, and the environment, "
            "American Economic Journal: Economic Policy 8(4), 220-254.",
            "13 sectors, averaged.",
            FALLBACK_SERVICES,
        ),
        ElasticitySet(
            "U4",
            "Uniform 4: Simonovska, I. and M. E. Waugh (2014), The elasticity of trade: estimates and "
            "evidence, "
            "Journal of International Economics 92(1), 34-50.",
            "the same value in every sector.",
            "4.0, as in every sector.",
        ),
    )
}

BOEHM = (
    "Boehm, C. E., A. A. Levchenko and N. Pandalai-Nayar (2023), The long and short (run) of trade "
    "elasticities, "
    "American Economic Review 113(4), 861-905"
)

HORIZONS: dict[str, Horizon] = {
    "long": Horizon("long", None, "the elasticity set itself"),
    "medium": Horizon("medium", 2.0, f"{BOEHM}: about 2 after seven to ten years, all sectors"),
    "short": Horizon("short", 0.76, f"{BOEHM}: 0.76 after one year, all sectors"),
}


def elasticity_set(name: str) -> ElasticitySet:
    """The elasticity set of that name, such as `FGO`."""
    if name not in SETS:
        raise unknown_name("elasticity set", name, SETS)
    return SETS[name]


def horizon(name: str) -> Horizon:
    """The horizon of that name: `long`, `medium` or `short`."""
    if name not in HORIZONS:
        raise unknown_name("horizon", name, HORIZONS)
    return HORIZONS[name]


def at_horizon(elasticity: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """The elasticities [sector] at a horizon: the set itself, or the horizon's value in every sector."""
    value = horizon(name).elasticity
    return elasticity if value is None else np.full_like(elasticity, value)
