"""The French names of economies: from the Unicode locale data that Babel carries, in the form used in Canada."""

from __future__ import annotations

import json
from pathlib import Path

from babel import Locale

from middlepower.data.codes import economies

FILE = Path(__file__).parents[1] / "src" / "middlepower" / "language" / "french" / "names_economies.json"


def french_names() -> dict[str, str]:
    """{name of an economy in English: its name in French}, where they differ."""
    territories = Locale.parse("fr_CA").territories
    names = {one.name: _in_a_title(territories[one.iso2]) for one in economies().values() if one.iso2 in territories}
    return {english: french for english, french in names.items() if english != french}


def _in_a_title(name: str) -> str:
    """A name with a capital at its beginning, as it stands in a table."""
    return name[:1].upper() + name[1:]


if __name__ == "__main__":
    FILE.write_text(json.dumps(french_names(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
