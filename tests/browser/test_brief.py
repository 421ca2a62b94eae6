"""The brief that the page gives prints the numbers of the command line's, as HTML and as PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from middlepower.cli.guard import guarded
from tests.browser.question import QUESTION

pytestmark = pytest.mark.slow
NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?%?")


def words_of(html: str) -> str:
    """The text of a page without its scripts, styles and pictures."""
    bare = re.sub(r"<(script|style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare))


def test_the_brief_of_the_page_has_the_numbers_of_the_command_line(page: Page, address: str, tmp_path: Path) -> None:
    mine, out = tmp_path / "mine.yaml", tmp_path / "out"
    mine.write_text(QUESTION, encoding="utf-8")
    assert guarded(["run", str(mine), "--out", str(out)]) == 0
    page.goto(f"{address}/bench")
    expect(page.locator(".answers > li")).to_have_count(2)
    page.locator("summary", has_text="Open, save, share").click()
    page.locator("#upload input").set_input_files(mine)
    expect(page.locator(".answers")).to_contain_text("10% on Canadian steel")
    page.locator("summary", has_text="Open, save, share").click()
    kept = {}
    for kind in ("HTML", "PDF"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Brief ({kind})").click()
        kept[kind] = tmp_path / f"brief.{kind.lower()}"
        download.value.save_as(kept[kind])
    expected = words_of((out / "brief.html").read_text(encoding="utf-8"))
    found = words_of(kept["HTML"].read_text(encoding="utf-8"))
    assert NUMBER.findall(found) == NUMBER.findall(expected)
    assert len(NUMBER.findall(found)) > 100
    assert kept["PDF"].read_bytes().startswith(b"%PDF")
    reader = shutil.which("pdftotext")
    if reader:
        printed = subprocess.run([reader, str(kept["PDF"]), "-"], capture_output=True, text=True, check=True).stdout
        headline = re.findall(r"[−+]0\.\d+%", found)[:3]
        assert headline
        assert all(one in printed for one in headline)
