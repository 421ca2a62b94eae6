"""Derives the small world for tutorials and tests from the default one: `python -m tools.demo_world`.

`demo3` has three economies and four sectors of `icio2022`. Trade among the three is that world's, sector by sector
merged. What they sell to anybody else is taken as sold at home, so that output and input use stay, and what they buy
from anybody else is left out. It shows how things are done on a world that can be printed on a page; what it says of
the three economies is no estimate.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import sectors
from middlepower.data.concordance import SERVICES, concorded
from middlepower.data.embedded import DEFAULT_WORLD, DEMO_WORLD
from middlepower.world.embedded import load_world
from middlepower.world.tables.balance import rebalance
from middlepower.world.world import World
from tools.build_world import placed, write_dataset
from tools.folders import DATA

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
ECONOMIES = ("CAN", "USA", "CHN")
SECTORS = {"A": "Agriculture", "B": "Mining", "C": "Manufacturing", SERVICES: "Services"}
PAIR = ("sector", "importer", "exporter")
NOTE = "only trade among the three: what they sell to others counts as sold at home, what they buy from others is left"
"""What the file says of itself."""


@dataclass(frozen=True)
class Demo:
    """Flows and tariffs [k, n, i] and input shares [n, k, s] among the economies of the small world."""

    flow: Array
    tariff: Array
    input_share: Array
    rebalanced: float  # sum of moved input use, million US dollars


def demo_of(world: World) -> Demo:
    """The three economies of a world by themselves, sales to others taken as own sales."""
    merged = world.aggregate(sectors=sector_groups())
    place = [merged.region(code) for code in ECONOMIES]
    among = np.ix_(range(len(merged.sectors)), place, place)
    flow, tariff = merged.flow[among].copy(), merged.tariff[among].copy()
    own = np.arange(len(place))
    flow[:, own, own] += merged.output[:, place] - flow.sum(axis=1)
    output, spending = flow.sum(axis=1), (flow * (1.0 + tariff)).sum(axis=2)
    used = np.einsum("nks,sn->kns", merged.input_share[place], output)
    done = rebalance(used, output, spending)
    share = (done.use / output.T[None]).transpose(1, 0, 2)
    return Demo(flow, tariff, np.ascontiguousarray(share), float(np.abs(done.use - used).sum()))


def sector_groups() -> dict[str, str]:
    """{sector of ours: sector of the small world}."""
    groups = {}
    for code in SECTORS:
        found = concorded(code)
        assert found is not None, f"the concordance knows no sector {code}"
        groups.update(dict.fromkeys(found.codes, code))
    assert set(groups) == set(sectors()), "the small world's sectors must hold all of ours"
    return groups


def demo_dataset(world: World) -> xr.Dataset:
    """The small world as a labelled dataset like those of the other embedded worlds."""
    import xarray as xr

    demo, codes, groups = demo_of(world), list(SECTORS), sector_groups()
    isic = [", ".join(sectors()[one].isic for one, group in groups.items() if group == code) for code in codes]
    names = [world.region_names[world.region(code)] for code in ECONOMIES]
    unit = {"units": "fraction", "source": DEMO_WORLD}
    variables = {
        "flow": (PAIR, demo.flow, {"units": "million current US dollars", "source": DEMO_WORLD, "note": NOTE}),
        "benchmark_tariff": (PAIR, demo.tariff, unit),
        "input_share": (("region", "sold", "using"), demo.input_share, unit),
        "member_of": (("source_country",), list(ECONOMIES)),
    }
    axes = {name: list(ECONOMIES) for name in ("importer", "exporter", "region", "source_country")}
    coordinates = {
        **dict.fromkeys(("sector", "sold", "using"), codes),
        **axes,
        "region_name": ("region", names),
        "sector_name": ("sector", list(SECTORS.values())),
        "isic": ("sector", isic),
    }
    return xr.Dataset(variables, coords=coordinates, attrs=attributes(world, demo))


def attributes(world: World, demo: Demo) -> dict[str, object]:
    """What the file says of where its numbers are from."""
    return {
        "name": DEMO_WORLD,
        "title": f"Small world for tutorials and tests: three economies of {world.name}, four sectors",
        "vintage": world.vintage,
        "tariff_date": world.tariff_date.isoformat(),
        "input_table": f"input coefficients of {world.input_year}, as in {world.name}",
        "services": json.dumps([SERVICES]),
        "unit": "million current US dollars",
        "note": NOTE,
        "total_output": float(demo.flow.sum()),
        "rebalancing_total": demo.rebalanced,
    }


def main(arguments: list[str] | None = None) -> None:
    """Write the small world, and say how large it is."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, default=None, help="folder to write to (default: the committed file)")
    options = parser.parse_args(arguments)
    dataset = demo_dataset(load_world(DEFAULT_WORLD))
    write_dataset(dataset, placed(DATA / "embedded" / f"{DEMO_WORLD}.nc", options.out))
    sys.stdout.write(f"{DEMO_WORLD}: output {dataset.attrs['total_output']:,.0f} million US dollars\n")


if __name__ == "__main__":
    main()
