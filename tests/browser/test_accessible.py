"""Every page against the rules of accessibility that axe-core knows, in light and in dark."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.slow
GRAVE = ("serious", "critical")
SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "shown"), [("/", ".status"), ("/bench", ".answers"), ("/analyses", "#ask")])
def test_no_page_has_a_serious_fault_of_accessibility(
    browser: Browser, address: str, path: str, shown: str, scheme: str
) -> None:
    """The page's own policy lets no foreign script in, so the check itself goes round it."""
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True)
    page = context.new_page()
    page.goto(address + path)
    expect(page.locator(shown).first).to_be_visible()
    for summary in page.locator(".editor summary").all():
        summary.click()
    page.wait_for_timeout(500)  # until what has just appeared has its names
    page.evaluate(SCRIPT)
    found = page.evaluate("() => axe.run()")["violations"]
    context.close()
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found if one["impact"] in GRAVE] == []
