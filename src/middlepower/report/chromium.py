"""Pages as PDF and figures as PNG, as Chromium prints and draws them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from middlepower.errors import OutputError

NAMED = "MIDDLEPOWER_CHROMIUM"  # environment variable: the browser to use
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
SECONDS = 180.0  # a page takes one or two; a loaded machine may take longer
SCALE = 2  # pixels of a PNG per pixel of the figure, so that it stays sharp on paper
REMEDY = (
    f"Install Chromium or Chrome, or name one in {NAMED}; without it, print the page from a browser, or leave "
    "pdf and png out of `--also`."
)


def chromium() -> str:
    """The path of a browser that can print; OutputError with the remedy where there is none."""
    named = os.environ.get(NAMED)
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = (
            f"`{NAMED}` is `{named}`, no program" if named else "PDF and PNG files need Chromium, and none is found"
        )
        raise OutputError(f"{missing}. {REMEDY}")
    return found


def printed(page: str) -> bytes:
    """A page as PDF, with its own margins and footers."""
    return _made("page.html", page, "made.pdf", ["--no-pdf-header-footer"], "--print-to-pdf")


def drawn(figure: str, width: int, height: int) -> bytes:
    """A figure, given as SVG text of a width and height in pixels, as PNG."""
    options = ["--hide-scrollbars", f"--force-device-scale-factor={SCALE}", f"--window-size={width},{height}"]
    return _made("figure.svg", figure, "made.png", options, "--screenshot")


def _made(source: str, text: str, target: str, options: list[str], wish: str) -> bytes:
    """What the browser makes of one file, in a folder and with a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="middlepower-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / source).write_text(text, encoding="utf-8")
        made = folder / target
        profile = f"--user-data-dir={folder / 'profile'}"
        fixed = ["--headless=new", "--disable-gpu", "--no-first-run", profile, *_as_root()]
        address = (folder / source).as_uri()
        said = _run([chromium(), *fixed, *options, f"{wish}={made}", address])
        if not made.is_file() or not made.stat().st_size:
            raise OutputError(f"Chromium made no {target.rpartition('.')[2].upper()} file: {said}. {REMEDY}")
        return made.read_bytes()


def _as_root() -> list[str]:
    """Chromium refuses its sandbox to root, as in a container; the pages are our own and run no script."""
    return ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []


def _run(command: list[str]) -> str:
    """The last line that a command printed, or why it did not end."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with {done.returncode}"
