"""One server and one browser for all tests in a browser; they skip with a reason where there is no Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
START = "import sys; sys.argv[0] = 'middlepower'; from middlepower.cli import main; main()"
SECONDS = 120.0  # for what a loaded machine may take; nothing waits so long where all is well


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server with a process of its own."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    command = [sys.executable, "-c", START, "serve", "--port", "0"]
    source = str(Path(__file__).parents[2] / "src")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert "http://127.0.0.1:" in said, said
        yield said.split()[3].rstrip("/")
        server.terminate()


@pytest.fixture(scope="session")
def browser(address: str) -> Iterator[Browser]:
    """The browser."""
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without memory: what another test did is not in it."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    made.set_default_timeout(SECONDS * 1000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page whose faults, refused scripts and requests to elsewhere fail the test."""
    wrong: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    opened.on("request", lambda asked: wrong.append(asked.url) if is_elsewhere(asked.url, address) else None)
    yield opened
    assert wrong == []


def is_elsewhere(url: str, address: str) -> bool:
    """Whether a request leaves the server."""
    return not url.startswith((address, "data:", "blob:"))
