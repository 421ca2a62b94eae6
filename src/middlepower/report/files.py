"""Files of a run: CSV tables, results, provenance and brief, each complete or absent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.document.columns import MakesTables
from middlepower.document.file import write
from middlepower.document.results import Results
from middlepower.errors import DataError
from middlepower.experiment.parallel import each_plain
from middlepower.report.brief import render_brief
from middlepower.report.changes import HEAD, LawTable
from middlepower.report.csv_text import columns_csv, csv_text, parquet
from middlepower.report.drawing import Drawing
from middlepower.report.folder import Place, json_text
from middlepower.report.run_drawings import run_drawings

if TYPE_CHECKING:
    import numpy as np


Files = Mapping[str, str | bytes]  # contents by name
MakesFiles = Callable[[], Files]
SETTINGS = (
    "middlepower", "command", "baseline", "baseline_date", "world", "vintage", "elasticities", "horizon", "closure",
    "numeraire", "nest_elasticity", "centre", "range",
)  # fmt: skip
MEASURE_COLUMNS = (
    "id", "title", "imposer", "targets", "instrument", "rates", "date_in_force", "date_end",
    "status", "verified_on", "verified", "confidence", "in_baseline", "states", "sources",
)  # fmt: skip


@dataclass(frozen=True)
class FlowTable:
    """Trade flows [sector, importer, exporter] in million US$, domestic sales included."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    baseline: np.ndarray
    states: Mapping[str, np.ndarray]

    def __post_init__(self) -> None:
        """None; raises DataError when an array does not have one cell per sector, importer and exporter."""
        wanted = (len(self.sectors), len(self.regions), len(self.regions))
        for name, flow in {"baseline": self.baseline, **self.states}.items():
            if flow.shape != wanted:
                raise DataError(
                    f"flows of `{name}` have shape {flow.shape}, not {wanted}: [sector, importer, exporter]."
                )


@dataclass(frozen=True)
class Aside:
    """What makes the files of the studies that were asked beside a run, and their figures that stand in its brief."""

    files: Sequence[MakesFiles] = ()
    drawings: Sequence[Drawing] = ()


def write_report(
    results: Results,
    tables: Sequence[MakesTables],
    flows: FlowTable | None,
    place: Place,
    law: LawTable | None = None,
    aside: Aside | None = None,
) -> list[Path]:
    """The files of a run, and of the studies that were asked beside it, whose figures stand in the brief."""
    aside = aside or Aside()
    texts = report_texts(results, tables, flows, law, aside)
    return place.write(texts, results, [*run_drawings(results), *aside.drawings])


def report_texts(
    results: Results,
    tables: Sequence[MakesTables] = (),
    flows: FlowTable | None = None,
    law: LawTable | None = None,
    aside: Aside | None = None,
) -> dict[str, str | bytes]:
    """File name to content of everything that a run writes; tables in full as CSV, and Parquet with pyarrow."""
    aside = aside or Aside()
    own = _makers(results, tables, flows, law, aside.drawings)
    made = each_plain(lambda make: make(), [*own, *aside.files])
    texts, beside = _together(made[: len(own)]), _together(made[len(own) :])
    return texts | {"provenance.json": json_text(provenance(results, texts))} | beside


def _together(files: Sequence[Files]) -> dict[str, str | bytes]:
    return {name: content for some in files for name, content in some.items()}


def _makers(
    results: Results,
    tables: Sequence[MakesTables],
    flows: FlowTable | None,
    law: LawTable | None,
    drawings: Sequence[Drawing],
) -> list[MakesFiles]:
    """What makes the files: each by itself, so that they may be made side by side; what takes longest first."""
    makers: list[MakesFiles] = [
        lambda: {"brief.html": render_brief(results, drawings)},
        lambda: {results.file_name: write(results)},
        *(partial(_of_tables, make) for make in tables),
        lambda: {"measures_used.csv": measures_csv(results)},
    ]
    if flows is not None:
        makers.append(lambda: {"flows.csv": flows_csv(flows)})
    if law is not None:
        makers.append(lambda: {"law.csv": csv_text(HEAD, law.rows())})
    return makers


def _of_tables(make: MakesTables) -> Files:
    """The files of some tables: CSV, and Parquet where pyarrow is at hand."""
    files: dict[str, str | bytes | None] = {}
    for table in make():
        files |= {f"{table.name}.csv": columns_csv(table), f"{table.name}.parquet": parquet(table)}
    return {name: content for name, content in files.items() if content is not None}


def measures_csv(results: Results) -> str:
    """One line per trade-policy measure; lists are joined with a blank."""
    names = list(MEASURE_COLUMNS)
    rows = []
    for measure in results.header.measures:
        record = asdict(measure)
        record |= {"rates": tuple(map(str, measure.rates))}
        rows.append([" ".join(v) if isinstance(v, tuple) else "" if v is None else v for v in map(record.get, names)])
    return csv_text(names, rows)


def flows_csv(flows: FlowTable) -> str:
    """One line per importer, exporter and sector with any trade, million US$ with three decimals."""
    import numpy as np

    columns = [flows.baseline, *flows.states.values()]
    traded = np.argwhere(np.any([column != 0 for column in columns], axis=0).transpose(1, 2, 0))
    importer, exporter, sector = traded.T
    values = np.stack([column[sector, importer, exporter] for column in columns], axis=1)
    head = csv_text(
        ["importer", "exporter", "sector", "baseline_musd", *(f"{state}_musd" for state in flows.states)], ()
    )
    regions, sectors = (
        [csv_text([label], ()).rstrip("\n") for label in axis] for axis in (flows.regions, flows.sectors)
    )
    line = "%s,%s,%s" + ",%.3f" * len(columns)
    lines = (
        line % (regions[n], regions[i], sectors[k], *numbers)
        for (n, i, k), numbers in zip(traded.tolist(), values.tolist(), strict=True)
    )
    return head + "\n".join(lines) + "\n"


def provenance(results: Results, texts: Mapping[str, str | bytes]) -> dict[str, object]:
    """Where every number comes from: settings, sources, measures by state, residuals, file digests."""
    states, header = results.states.values(), results.header
    residuals = {"baseline": results.baseline_state.residual} | {state.code: state.residual for state in states}
    return {
        **{name: getattr(header, name) for name in SETTINGS},
        "scenario": results.scenario,
        "economy": results.economy,
        "residuals": {name: residual.known for name, residual in residuals.items()},
        "states": {s.code: {"with": list(s.measures_with), "without": list(s.measures_without)} for s in states},
        "measures": {measure.id: list(measure.sources) for measure in header.measures},
        "sources": [asdict(source) for source in header.sources],
        "notes": list(results.notes),
        "sha256": {name: _digest(text) for name, text in texts.items()},
    }


def _digest(content: str | bytes) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()
