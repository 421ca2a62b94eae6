"""How sound a world of products is: its size, and how far a change of nothing moves it."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.model.products.of_table import products_of
from middlepower.model.products.problem import ProductShock
from middlepower.model.products.solve import ProductSolver
from middlepower.world.products.table import ProductTable


@dataclass(frozen=True)
class ProductSoundness:
    """Size of a world of products, and the residual and the error of real income when nothing changes (fractions)."""

    sector_world: str
    vintage: int
    trade_year: int
    hs_edition: int
    economies: int
    sectors: int
    products: int
    flows: int
    precision: str
    no_change_residual: float
    no_change_real_income_error: float


def product_soundness(table: ProductTable) -> ProductSoundness:
    """What can be told of a world of products by looking and by solving it for no change at all."""
    solved = ProductSolver.of(products_of(table, table.tariff())).solve(ProductShock())
    return ProductSoundness(
        sector_world=table.world.name,
        vintage=table.world.vintage,
        trade_year=table.year,
        hs_edition=table.edition,
        economies=len(table.world.regions),
        sectors=len(table.world.sectors),
        products=len(table.products),
        flows=len(table.value),
        precision=str(table.value.dtype),
        no_change_residual=solved.report.residual,
        no_change_real_income_error=float(abs(solved.real_income_hat - 1.0).max()),
    )
