"""Where a command's files go: `--out`, and what `--also` asks for beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from middlepower.report.folder import Place


def placed(out: Path | None, also: str | None) -> Place | None:
    """The place of a command's files, if it writes any; an error for formats without a folder."""
    from middlepower.errors import ScenarioError

    if out is None and also is not None:
        raise ScenarioError("`--also` asks for more files: name a folder for them with `--out`.")
    if out is None:
        return None
    from middlepower.report.exports import asked
    from middlepower.report.folder import Place

    return Place(out, () if also is None else asked(also))
