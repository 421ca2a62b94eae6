"""Where the embedded tables lie, which the tools write."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "src" / "middlepower"
DATA = PACKAGE / "data"
POLICY = PACKAGE / "policy"
