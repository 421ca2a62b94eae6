"""Two rows of a tariff table on the same goods of one flow: an error that names both lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from middlepower.errors import ScenarioError
from middlepower.scenario.row_matches import MatchedRow


@dataclass
class Taken:
    """The rows on one flow so far: by whole sector, by HS code, by what codes begin with, by sector of codes."""

    sectors: dict[str, MatchedRow] = field(default_factory=dict)
    codes: dict[str, MatchedRow] = field(default_factory=dict)
    beginnings: dict[str, MatchedRow] = field(default_factory=dict)
    code_sectors: dict[str, MatchedRow] = field(default_factory=dict)

    def clash(self, row: MatchedRow) -> MatchedRow | None:
        """An earlier row on some of the same goods."""
        looked = (self.sectors, self.code_sectors) if not row.codes else (self.sectors,)
        for known in looked:
            for sector in row.sectors:
                if sector in known:
                    return known[sector]
        for code in row.codes:
            for prefix in (*_beginnings(code), code):
                if prefix in self.codes:
                    return self.codes[prefix]
            if code in self.beginnings:
                return self.beginnings[code]
        return None

    def add(self, row: MatchedRow) -> None:
        """Keep a row."""
        target = self.code_sectors if row.codes else self.sectors
        target.update(dict.fromkeys(row.sectors, row))
        for code in row.codes:
            self.codes[code] = row
            self.beginnings.update(dict.fromkeys(_beginnings(code), row))


def refuse_overlaps(table: str, matched: Sequence[MatchedRow]) -> None:
    """Refuse two rows of a table that tax the same goods of one flow."""
    flows: dict[tuple[str, str], Taken] = {}
    for row in matched:
        for pair in row.pairs:
            taken = flows.setdefault(pair, Taken())
            earlier = taken.clash(row)
            if earlier is not None:
                raise ScenarioError(
                    f"{table}, lines {earlier.row.line} and {row.row.line} both tax {_told(row, earlier)} that "
                    f"{pair[1]} sells to {pair[0]}: delete one, or give them goods or days that do not overlap."
                )
            taken.add(row)


def _told(one: MatchedRow, other: MatchedRow) -> str:
    """The goods that two rows share, by the narrower of both."""
    narrow = max((one, other), key=lambda row: (max(map(len, row.codes), default=0), -len(row.sectors)))
    return f"HS {narrow.hs}" if narrow.hs else narrow.goods or "all goods"


def _beginnings(code: str) -> list[str]:
    return [code[:length] for length in range(2, len(code), 2)]
