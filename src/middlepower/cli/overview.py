"""What `middlepower list` shows without a name: the catalogues that there are, and what each holds."""

from __future__ import annotations

from middlepower.cli.output import show
from middlepower.language.catalogue import say
from middlepower.report.folder import Place

CATALOGUES = (
    *("economies", "sectors", "products", "groups", "worlds", "scenarios", "games", "measures", "cases"),
    *("sets", "horizons", "closures", "indicators", "models", "sources"),
)


def overview_rows() -> list[dict[str, str]]:
    """One row a catalogue: its name, what it holds, how to see it."""
    return [
        {"catalogue": name, "holds": say(f"cli.holds.{name}"), "command": f"middlepower list {name}"}
        for name in CATALOGUES
    ]


def overview_command(place: Place | None, as_json: bool) -> None:
    """Show which catalogues there are."""
    show("list", {"catalogues": overview_rows()}, place, as_json)
