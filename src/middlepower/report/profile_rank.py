"""Files of rankings, of the matrix of exposures with its heat map, and of coalitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from middlepower.document.file import write
from middlepower.document.ranked import Coalition, Matrix, Ranking
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.language.catalogue import say
from middlepower.report.coalition_page import render_coalition
from middlepower.report.csv_text import blank, csv_text
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import dots
from middlepower.report.profile_tables import Row, numbers_csv, numbers_of
from middlepower.report.profile_wording import billions
from middlepower.report.rank_page import render_rank
from middlepower.report.wording import plain, trimmed

SHADES = ("#fff7ee", "#fde3cd", "#f8bd8a", "#ec8b46", "#c55a10", "#7c3206", "#3d1802")
BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # per cent of real income; each about three times the last
ITSELF = "#e3e6ea"
MISSING = "#ffffff"


@dataclass(frozen=True)
class Shaded:
    """A cell of the heat map."""

    fill: str
    words: str


def rank_texts(ranking: Ranking) -> dict[str, str]:
    """File name to content of a ranking."""
    rows = (
        ((row.rank, row.economy, ranking.name(row.economy), ranking.header.horizon), numbers_of(row))
        for row in ranking.economies
    )
    return {
        ranking.file_name: write(ranking),
        "rank.csv": numbers_csv(("rank", "economy", "name", "horizon"), rows),
        "horizons.csv": numbers_csv(HORIZON_LABELS, _exposed(ranking)),
        "rank.html": render_rank(ranking),
    }


HORIZON_LABELS = ("economy", "name", "horizon", "indicator")


def _exposed(ranking: Ranking) -> Iterator[Row]:
    """Exposures at both horizons, and those of the first year with wages that fall freely."""
    there, here, free = ranking.other_horizon, ranking.header.horizon, ranking.floor_free_percent
    for row in ranking.economies:
        code, name = row.economy, ranking.name(row.economy)
        yield (code, name, here, "exposure_percent"), {"number": row.exposure_percent}
        if there is not None:
            yield (code, name, there.horizon, "exposure_percent"), {"number": there.exposure_percent[code]}
        if free:
            yield (code, name, FIRST_YEAR, "floor_free_percent"), {"number": free[code]}


def _own_costs(document: Coalition) -> Iterator[Row]:
    """What each member pays at both horizons."""
    there, here = document.other_horizon, document.header.horizon
    for code, one in document.coalition.members.items():
        name = document.name(code)
        yield (code, name, here, "own_cost_percent"), {"number": one.own_cost_percent}
        if there is not None:
            yield (code, name, there.horizon, "own_cost_percent"), {"number": there.own_cost_percent[code]}


def coalition_texts(document: Coalition) -> dict[str, str]:
    """File name to content of a coalition: the whole, and its members."""
    whole = (
        ((name, document.header.horizon), {"number": number}) for name, number in numbers_of(document.coalition).items()
    )
    there = document.other_horizon
    told = {} if there is None else numbers_of(there)
    beside = (((name, there.horizon), {"number": number}) for name, number in told.items()) if there else ()
    members = (((name,), numbers_of(cost)) for name, cost in document.coalition.members.items())
    return {
        document.file_name: write(document),
        "coalition.csv": numbers_csv(("indicator", "horizon"), chain(whole, beside)),
        "members.csv": numbers_csv(("member",), members),
        "horizons.csv": numbers_csv(HORIZON_LABELS, _own_costs(document)),
        "coalition.html": render_coalition(document),
    }


def matrix_texts(document: Matrix) -> dict[str, str]:
    """File name to content of the matrix: JSON, one line per pair, the table, and the heat map."""
    pairs = [((n, m), numbers_of(loss)) for n, row in document.matrix.items() for m, loss in row.items()]
    codes = list(document.matrix)
    square = (
        [n, *("" if m == n else blank(document.matrix[n][m].exposure_percent.value) for m in codes)] for n in codes
    )
    names = list(pairs[0][1])
    return {
        document.file_name: write(document),
        "exposure_pairs.csv": csv_text(
            ("economy", "power", *names),
            ([*labels, *(blank(row[name].value) for name in names)] for labels, row in pairs),
        ),
        "exposure_matrix.csv": csv_text(("economy", *codes), square),
        "exposure.html": render_matrix(document),
    }


def render_matrix(document: Matrix) -> str:
    """The heat map as HTML text: rows by their largest exposure, columns by the loss that they can cause."""
    most, reach = document.most_exposed, document.reach_musd
    rows = sorted(most, key=lambda code: -(most[code].exposure_percent.value or 0.0))
    columns = sorted(reach, key=lambda code: -(reach[code].value or 0.0))
    context = {
        "d": document,
        "h": document.header,
        "columns": columns,
        "rows": [(code, [shaded(document, code, power) for power in columns]) for code in rows],
        "legend": legend(),
        "top": rows,
    }
    return profile_page("profile_matrix.html", context)


def matrix_drawings(document: Matrix) -> Iterator[Drawing]:
    """How much each power could cost the others, the largest reach first."""
    order = sorted(document.reach_musd.items(), key=lambda item: -(item[1].value or 0.0))
    rows = [(document.name(code), billions(loss)) for code, loss in order if loss.value is not None]
    note = say("matrix.reach_note", side=document.side_meaning, baseline=document.header.baseline)
    yield RowFigure("reach", say("matrix.reach"), note, dots(rows), "dots", "")


def shaded(document: Matrix, n: str, m: str) -> Shaded:
    """The colour and the words of one pair."""
    if n == m:
        return Shaded(ITSELF, "")
    exposure, names = document.matrix[n][m].exposure_percent, document.regions
    if exposure.value is None:
        return Shaded(MISSING, say("matrix.missing", economy=names[n], power=names[m], reason=exposure.reason))
    value = exposure.value
    shown = plain(value, 2 if value >= 0.1 else 4)
    return Shaded(shade(value), say("matrix.pair", economy=names[n], power=names[m], exposure=shown))


def shade(value: float) -> str:
    """One hue, darker with size, so that it reads without colour vision and in grey."""
    return SHADES[sum(value >= bound for bound in BOUNDS)]


def legend() -> list[tuple[str, str]]:
    """(colour, class) from the smallest to the largest."""
    texts = [trimmed(bound, 2) for bound in BOUNDS]
    middle = [say("matrix.class", low=low, high=high) for low, high in pairwise(texts)]
    ends = say("matrix.lowest", bound=texts[0]), say("matrix.highest", bound=texts[-1])
    return list(zip(SHADES, [ends[0], *middle, ends[1]], strict=True))
