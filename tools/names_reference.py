"""The tables of names in the documentation, from the package: `python -m tools.names_reference` rewrites
docs/reference/codes.md. The rules stand in docs/reference/names.md, written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from middlepower.cli.listed_names import economy_rows, product_rows, sector_rows
from middlepower.data.codes import shared_names
from middlepower.world.groups import groups
from tools.folders import PROJECT

PAGE = PROJECT / "docs" / "reference" / "codes.md"
HEAD = """# Codes and names

Every economy, sector, product and group that a command, a YAML file or Python can name, and the words for it;
[what counts as a name](names.md) says how they are read. `middlepower list economies`, `sectors`, `products` and
`groups` show the same on the screen.

<!-- python -m tools.names_reference -->
"""


def page() -> str:
    """The whole page."""
    return "\n\n".join([HEAD.rstrip(), *economies(), *sectors(), *products(), *named_groups()]) + "\n"


def economies() -> Iterable[str]:
    """Economies by code, and the names that several share."""
    yield "## Economies"
    rows = economy_rows()
    place = next(name for name in rows[0] if name.startswith("in_"))
    yield table(
        ("code", "ISO 2", "M49", "name", "other names", "other numbers", place.replace("_", " ")),
        (
            (
                row["economy"],
                row["iso2"],
                row["m49"],
                row["name"],
                joined(filter(None, [row["official"], *row["other_names"]])),
                joined(row["other_numbers"]),
                row[place],
            )
            for row in rows
        ),
    )
    yield "Names that stand for several economies are errors that list them:"
    yield shared("economies")


def sectors() -> Iterable[str]:
    """Sectors by code, and the words that several share."""
    yield "## Sectors"
    rows = [
        (
            row["sector"],
            row["name"],
            row["isic_and_nace"],
            joined(row["gtap"]),
            joined(row["words"]),
            joined(row["parts"]),
        )
        for row in sector_rows()
    ]
    yield table(("code", "name", "ISIC, NACE", "GTAP", "words", "parts: errors that name the sector"), rows)
    yield "Words and codes for several sectors are errors that list them:"
    yield shared("sectors")


def products() -> Iterable[str]:
    """Products by name."""
    yield "## Products"
    rows = [
        (f"`{row['product']}`", row["name"], row["sector"], joined(row["hs"]), joined(row["words"]))
        for row in product_rows()
    ]
    yield table(("product", "name", "sector", "HS lines", "words, some of them for several products"), rows)


def named_groups() -> Iterable[str]:
    """Groups by name."""
    yield "## Groups"
    rows = [(f"`{one.name}`", one.title, joined(one.aliases), " ".join(one.members), one.date) for one in groups()]
    yield table(("group", "what it is", "other names", "members", "as of"), rows)


def shared(which: str) -> str:
    """The names that several economies or sectors share."""
    rows = [(joined(one.names), ", ".join(one.codes), one.why) for one in shared_names(which)]
    return table(("name", "may mean", "why"), rows)


def joined(words: Iterable[str]) -> str:
    """Words in one cell."""
    return "; ".join(words)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(PROJECT)}")
