"""Every view against the rules of accessibility that axe-core knows, in light and in dark, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, expect

from middlepower.web.bench_page import VIEWS

pytestmark = pytest.mark.slow
GRAVE = ("serious", "critical")
SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PAGES = (("", ".ladder button"), ("analyses?study=align", "#study-answer .main-svg"))


@pytest.fixture(params=[("light", "/"), ("dark", "/fr/")], ids=["light", "dark"])
def shown(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[tuple[Page, str]]:
    """(a page, the address of its language); its own policy lets no foreign script in: the check goes round it."""
    scheme, home = request.param
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": 1280, "height": 900})
    yield context.new_page(), address + home
    context.close()


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """The serious faults of what is shown, and headings that skip a level."""
    page.wait_for_timeout(500)  # until what has just appeared has its names
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(SCRIPT)
    found = page.evaluate("() => axe.run()")["violations"]
    grave = [one for one in found if one["impact"] in GRAVE or one["id"] == "heading-order"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in grave]


@pytest.mark.parametrize(("path", "ready"), PAGES)
def test_no_page_has_a_serious_fault_of_accessibility(shown: tuple[Page, str], path: str, ready: str) -> None:
    page, home = shown
    page.goto(home + path)
    expect(page.locator(ready).first).to_be_visible()
    assert faults(page) == []


def test_no_view_of_the_bench_has_a_serious_fault_of_accessibility(shown: tuple[Page, str]) -> None:
    page, home = shown
    page.goto(f"{home}bench")
    expect(page.locator(".answers")).to_be_visible()
    for summary in page.locator(".editor summary").all():
        summary.click()
    for place, view in enumerate(VIEWS):
        page.locator("#view input").nth(place).check()
        expect(page).to_have_url(re.compile(f"view={view}"))
        expect(page.locator("[data-dash-is-loading]")).to_have_count(0)
        expect(page.locator("#bench-view .figure, #bench-view .table, #bench-view p").first).to_be_visible()
        assert (view, faults(page)) == (view, [])


def test_what_a_number_rests_on_has_no_serious_fault_of_accessibility(shown: tuple[Page, str]) -> None:
    page, home = shown
    page.goto(f"{home}bench?view=economies")
    page.locator("[data-name=economies] td.number").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()
    assert faults(page) == []
