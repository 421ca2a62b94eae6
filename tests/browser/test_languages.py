"""The pages in French: the switch keeps what is shown, and words, numbers, dates and figures follow the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow
ENGLISH = re.compile(r"\b(the|of|and|with|from|relative to|baseline|save as)\b", re.IGNORECASE)


def english_in(text: str) -> list[str]:
    """The lines of a page that hold English words, apart from sources and citations, which stay as published."""
    lines = [line for line in text.splitlines() if "http" not in line and "\t" not in line and "(20" not in line]
    return [line for line in lines if ENGLISH.search(line)]


def test_the_switch_keeps_the_day_and_says_all_in_french(page: Page, address: str) -> None:
    page.goto(f"{address}/?date=2025-12-26")
    expect(page.locator(".ladder button").first).to_be_visible()
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile("/fr/.*date=2025-12-26"))
    assert page.locator("html").get_attribute("lang") == "fr"
    expect(page.locator(".lead")).to_contain_text("Le 26 décembre 2025")
    expect(page.locator(".lead")).to_contain_text(re.compile(r"−\d,\d\d\u00a0%"))
    expect(page.locator(".ladder button").first).to_be_visible()
    expect(page.locator(".days [role=slider]")).to_have_attribute("aria-valuetext", "26 décembre 2025")
    assert english_in(page.locator("main").inner_text()) == []


def test_a_link_to_a_view_opens_in_its_language_elsewhere(page: Page, address: str, browser: Browser) -> None:
    page.goto(f"{address}/bench")
    page.get_by_text("Economies", exact=True).click()
    expect(page.locator("[data-name=economies]")).to_be_visible()
    expect(page).to_have_url(re.compile("view=economies"))
    context = browser.new_context()
    other = context.new_page()
    other.goto(page.url.replace("/bench", "/fr/bench"))
    table = other.locator("[data-name=economies]")
    expect(table).to_contain_text("Allemagne")
    expect(other.locator(".status").first).to_contain_text("statu quo du 13 janvier 2026")
    expect(other.locator(".figure .legendtext", has_text="Chine")).to_be_visible()
    assert english_in(other.locator("main").inner_text()) == []
    context.close()


def test_a_french_table_sorts_and_saves_its_numbers(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/fr/bench?view=economies")
    table = page.locator("[data-name=economies]")
    table.locator("th button").nth(3).click()
    shown = table.locator("tbody td:nth-child(4)").all_inner_texts()
    values = [
        float(re.sub(r"\s", "", cell).replace("−", "-").replace(",", ".")) for cell in shown if cell[0] not in "<>–"
    ]
    assert len(values) > 30
    assert values == sorted(values, reverse=True)
    with page.expect_download() as kept:
        table.get_by_role("button", name="Enregistrer en CSV").click()
    kept.value.save_as(tmp_path / "table.csv")
    first = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert float(first[3]) == values[0]


def test_an_analysis_and_its_document_speak_french(page: Page, address: str) -> None:
    page.goto(f"{address}/fr/analyses?study=align&economy=KOR")
    expect(page.locator(".figure .main-svg").first).to_be_visible()
    expect(page.locator("main h2").first).to_contain_text("Corée")
    assert english_in(page.locator("main").inner_text()) == []
    way = page.locator(".ways a").first.get_attribute("href") or ""
    assert "Corée" in page.request.get(address + way).json()["header"]["question"]
