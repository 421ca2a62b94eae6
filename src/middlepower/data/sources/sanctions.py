"""Threats of sanctions by dyad and decade, 1970 to 2000, as Crisman-Cox and Gibilisco (2021) prepared them from TIES.

A comma-separated file: `gameID`, COW codes of sender and target, months and crises by how they ended (`sq`, `cd`, `sf`,
`bd`), covariates, and first-step estimates of the choice probabilities (`PRhat`, `PFhat`).
"""

from __future__ import annotations

from pathlib import Path

from middlepower.errors import DataError
from middlepower.reading import read_table

SOURCES = ("sanctions-dyads",)
FILE = Path("coercion") / "sanctions_dyads_1970_2000.csv"
ENDS = ("sq", "cd", "sf", "bd")
COVARIATES = (
    "senderecondep",
    "senderdemocracy",
    "contig",
    "ally",
    "anticipatedsendercosts",
    "anticipatedtargetcosts",
    "targetecondep",
    "lncaprat",
    "targetdemocracy",
)
FIRST_STEP = ("PRhat", "PFhat")
UNUSED = ("gameID", "dyadID", "tenyear", "ccode1", "ccode2", "PRnpl", "PFnpl")


def read_sanctions(file: Path) -> dict[str, list[float]]:
    """{column: numbers by dyad-decade} of the file, counts, covariates and first-step probabilities."""
    columns = (*ENDS, *COVARIATES, *FIRST_STEP)
    rows = read_table(file, columns, UNUSED, "sanctions by dyad", DataError)
    return {name: [row.number(name, file) for row in rows] for name in columns}
