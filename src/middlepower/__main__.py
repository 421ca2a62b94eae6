"""`python -m middlepower` is the command `middlepower`, where that is not on the path."""

from __future__ import annotations

from middlepower.cli import main

if __name__ == "__main__":
    main()
