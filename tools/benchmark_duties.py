"""The duties that the embedded worlds' benchmarks contain: measures in force in the year of their flows.

`python -m tools.benchmark_duties` writes `data/benchmark_duties_YEAR.csv` from the measures and the ordinary tariffs;
`tools.build_world` adds them, so that world and policy state agree exactly.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.policy.bundles import flow_under, slices, taxed_flows
from middlepower.policy.library import load_measures
from middlepower.policy.place import in_world
from middlepower.policy.schema import STOPPING
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PolicyState, goods_named, policy_state, segments
from middlepower.world.embedded import embedded_dataset, load_world
from tools.vintages import VINTAGES

if TYPE_CHECKING:
    import xarray as xr

COLUMNS = ("importer", "exporter", "sector", "added_rate", "measures")


def benchmark_duties(world: xr.Dataset) -> Iterator[dict[str, object]]:
    """What the benchmark's measures add to the ordinary tariff of each flow, at the flow's own product shares.

    1 + added + ordinary = 1 / sum_p s_p / (1 + t_p): shares are those after the measures took effect, so
    nothing substitutes.
    """
    labels = load_world(str(world.attrs["name"]))
    taxing = [measure for measure in load_measures() if measure.instrument not in STOPPING]  # what stops taxes nothing
    law = in_world(policy_state(taxing, labels.tariff_date), labels)
    none = in_world(PolicyState(labels.tariff_date, ()), labels)
    book = ShareBook(labels)
    for importer, exporter in taxed_flows(none, law):
        for sector in [code for code in labels.sectors if code not in labels.services]:
            ordinary = float(world["tariff"].sel(sector=sector, importer=importer, exporter=exporter))
            flow = flow_under(slices(none, law, importer, exporter, sector, book), ordinary)
            net = sum(part.share / (1.0 + part.after) for part in flow.parts)
            added = 1.0 / net - 1.0 - ordinary
            if abs(added) > 1e-12:
                parts = book.parts((importer, exporter, sector), goods_named((none, law), importer, exporter, sector))
                ids = {s.measure.id for p in parts for s in segments(law, importer, exporter, p.goods, sector)}
                row = (importer, exporter, sector, f"{added:.17g}", " ".join(sorted(ids)))
                yield dict(zip(COLUMNS, row, strict=True))


def main() -> None:
    """Write the tables of benchmark duties."""
    for year in VINTAGES:
        page = io.StringIO()
        writer = csv.DictWriter(page, fieldnames=COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(benchmark_duties(embedded_dataset(year.name)))
        partial = Path(f"{year.duties}.{os.getpid()}.part")
        partial.write_text(page.getvalue(), encoding="utf-8")
        partial.replace(year.duties)


if __name__ == "__main__":
    main()
