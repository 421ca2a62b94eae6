"""The pages in a real browser: the date, a scenario, a shared link, files, the keyboard, a phone, two users."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from middlepower.scenario.read import read_scenario
from tests.browser.question import QUESTION

pytestmark = pytest.mark.slow


def bench(page: Page, address: str) -> None:
    page.goto(f"{address}/bench")
    expect(page.locator(".answers > li")).to_have_count(2)


def add(page: Page) -> None:
    """A new state with a tariff of 25% of the United States on Canada."""
    page.get_by_role("button", name="New state").click()
    expect(page.locator(".answers > li")).to_have_count(3)
    page.locator("#add").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".answers > li").nth(2)).to_contain_text("a loss of")


def test_the_date_moves_law_tariffs_and_income(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".lead")).to_contain_text("On 13 January 2026")
    expect(page.locator(".status")).to_contain_text("status quo of 1 January 2018")
    before = page.locator(".lead").inner_text()
    page.get_by_role("button", name="Step before").click()
    expect(page.locator(".lead")).to_contain_text("On 26 December 2025")
    assert page.locator(".lead").inner_text() != before
    expect(page).to_have_url(re.compile("date=2025-12-26"))
    page.locator("#typed-day").fill("2018-07-01")
    page.locator("#typed-day").press("Enter")
    expect(page.locator(".lead")).to_contain_text("On 1 July 2018")


def test_a_step_of_the_ladder_says_measures_sources_and_trade(page: Page, address: str) -> None:
    page.goto(f"{address}/?date=2025-12-26")
    page.locator(".ladder button[aria-current]").click()
    told = page.locator("#step-section")
    expect(told).to_contain_text("The step of 26 December 2025")
    expect(told.locator("tbody tr").first.locator("a[href^=http]").first).to_be_visible()
    trade = [float(cell.replace(",", "")) for cell in told.locator("tbody td:nth-child(4)").all_inner_texts()]
    assert max(trade) > 0.0


def test_a_day_that_is_none_is_refused_in_one_sentence(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#typed-day").fill("<b>soon</b>")
    page.locator("#typed-day").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("the day is `<b>soon</b>`: write it as 2026-01-13.")


def test_states_stand_side_by_side_and_a_link_opens_them_elsewhere(page: Page, address: str, browser: Browser) -> None:
    bench(page, address)
    add(page)
    hand = page.locator(".card [role=slider]")
    hand.press("PageUp")
    expect(page.locator(".card")).to_contain_text("Tariff: USA on all goods from CAN")
    page.get_by_role("button", name="Answer in kind").click()
    expect(page.locator(".card")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?s="))
    fresh = browser.new_context()
    other = fresh.new_page()
    other.goto(page.url)
    expect(other.locator(".answers > li")).to_have_count(3)
    expect(page.locator(".answers")).to_have_text(other.locator(".answers").text_content() or "")
    fresh.close()


def test_a_number_tells_where_it_comes_from(page: Page, address: str) -> None:
    bench(page, address)
    page.locator(".figure-of").first.click()
    told = page.locator("#provenance")
    for words in (
        "Definition",
        "status quo of 13 January 2026",
        "residual",
        "states.deal.economies.CAN.real_income_percent",
    ):
        expect(told).to_contain_text(words)


def test_a_file_goes_in_and_out_as_the_command_line_reads_it(page: Page, address: str, tmp_path: Path) -> None:
    mine, back = tmp_path / "mine.yaml", tmp_path / "back.yaml"
    mine.write_text(QUESTION, encoding="utf-8")
    bench(page, address)
    page.locator("summary", has_text="Open, save, share").click()
    page.locator("#upload input").set_input_files(mine)
    expect(page.locator(".answers > li")).to_have_count(1)
    expect(page.locator(".answers")).to_contain_text("10% on Canadian steel")
    page.locator("summary", has_text="Open, save, share").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Scenario (YAML)").click()
    kept.value.save_as(back)
    assert read_scenario(back) == read_scenario(mine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (QUESTION.replace("rate: 0.1", "rate: 10"), "rate"),
        (QUESTION.replace("tariffs:", "tarifs:"), "tarifs"),
        ("scenario: [", "the file"),
        ("<script>alert(1)</script>", "the file"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(page: Page, address: str, tmp_path: Path, text: str, said: str) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(text, encoding="utf-8")
    bench(page, address)
    page.locator("summary", has_text="Open, save, share").click()
    page.locator("#upload input").set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.locator(".answers > li")).to_have_count(2)


def test_what_a_user_writes_is_text_and_never_html(page: Page, address: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(
        QUESTION.replace("10% on Canadian steel", "'<img src=x onerror=alert(1)><b>x</b>'"), encoding="utf-8"
    )
    bench(page, address)
    page.locator("summary", has_text="Open, save, share").click()
    page.locator("#upload input").set_input_files(path)
    expect(page.locator(".answers")).to_contain_text("<img src=x onerror=alert(1)><b>x</b>")
    assert page.locator("main img[src=x]").count() == 0


def test_tables_are_sorted_filtered_and_saved(page: Page, address: str, tmp_path: Path) -> None:
    bench(page, address)
    page.get_by_text("Economies", exact=True).click()
    table = page.locator("[data-name=economies]")
    expect(table.locator("tbody tr").nth(40)).to_be_attached()
    table.locator("th button").nth(1).click()
    cells = table.locator("tbody td:nth-child(2)").all_inner_texts()
    values = [float(cell.replace("−", "-")) for cell in cells if cell[0] not in "<>–"]
    assert values == sorted(values, reverse=True)
    table.locator("input.filter").fill("canada")
    expect(table.locator("tbody tr:visible")).to_have_count(1)
    with page.expect_download() as kept:
        table.get_by_role("button", name="Save as CSV").click()
    kept.value.save_as(tmp_path / "table.csv")
    assert "Canada" in (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()[1]
    with page.expect_download() as kept:
        table.get_by_role("button", name="Save as XLSX").click()
    kept.value.save_as(tmp_path / "table.xlsx")
    assert (tmp_path / "table.xlsx").read_bytes().startswith(b"PK")


def test_a_figure_is_saved_as_svg_and_png(page: Page, address: str, tmp_path: Path) -> None:
    bench(page, address)
    shown = page.locator(".figure").first
    expect(shown.locator(".main-svg").first).to_be_visible()
    for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as kept:
            shown.get_by_role("button", name=f"Save as {kind}").click()
        kept.value.save_as(tmp_path / "figure")
        assert (tmp_path / "figure").read_bytes().startswith(start)


def test_the_bench_works_by_keyboard_alone(page: Page, address: str) -> None:
    bench(page, address)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("#add").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    hand = page.locator(".card [role=slider]")
    hand.focus()
    page.keyboard.press("ArrowRight")
    expect(hand).to_have_attribute("aria-valuenow", "26")
    expect(page.locator(".answers > li").first).not_to_contain_text("a gain of")


@pytest.mark.parametrize("path", ["/", "/bench?view=economies", "/fr/bench", "/analyses"])
@pytest.mark.parametrize("width", [390, 768])
def test_nothing_is_cut_off_on_a_small_screen(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address + path)
    expect(page.locator("h1")).to_be_visible()
    if path != "/analyses":
        expect(page.locator(".status").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_two_users_do_not_see_each_other(context: BrowserContext, browser: Browser, address: str) -> None:
    one, other_context = context.new_page(), browser.new_context()
    other = other_context.new_page()
    bench(one, address)
    bench(other, address)
    add(one)
    other.reload()
    expect(other.locator(".answers > li")).to_have_count(2)
    expect(one.locator(".answers > li")).to_have_count(3)
    other_context.close()


def test_an_analysis_gives_figures_tables_and_the_documents_of_the_command_line(page: Page, address: str) -> None:
    page.goto(f"{address}/analyses?study=align&economy=KOR")
    page.get_by_role("button", name="Compute").click()
    expect(page.locator(".status")).to_be_visible()
    expect(page.locator(".figure .main-svg").first).to_be_visible()
    way = page.get_by_role("link", name="All numbers (JSON)").get_attribute("href") or ""
    answer = page.request.get(address + way)
    assert answer.ok
    assert json.loads(answer.text())["header"]["document"] == "align"


def test_the_scenario_of_the_page_is_yaml(page: Page, address: str, tmp_path: Path) -> None:
    bench(page, address)
    page.locator("summary", has_text="Open, save, share").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Scenario (YAML)").click()
    kept.value.save_as(tmp_path / "page.yaml")
    states = yaml.safe_load((tmp_path / "page.yaml").read_text(encoding="utf-8"))["states"]
    assert list(states) == ["deal", "deal-and-us-100"]


def test_any_number_of_a_table_or_a_figure_says_what_it_rests_on(page: Page, address: str) -> None:
    """By pointer and by keyboard alone."""
    page.goto(f"{address}/bench?view=economies")
    told = page.locator("dialog[open]")
    page.locator("[data-name=economies] tbody tr", has_text="Germany").locator("td.number").first.click()
    for words in (
        "Germany",
        "status quo of 13 January 2026",
        "MEDIAN",
        "long run",
        "100 (W",
        "residual",
        "middlepower run",
    ):
        expect(told).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    page.locator("[data-name=economies] td.number[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(told.locator(".which")).to_contain_text("The deal of 16 January")
    told.get_by_role("button", name="Close").press("Enter")
    expect(page.locator(".figure .points path").first).to_be_visible()
    page.wait_for_timeout(300)
    page.locator(".figure .points path").first.click(force=True)
    expect(told.locator(".which")).to_contain_text("Canada")


def test_a_picture_says_what_it_rests_on_too(page: Page, address: str) -> None:
    """A tree has no marks of its own to choose: a button below it, and the picture itself."""
    page.goto(f"{address}/analyses?study=treaty")
    page.locator(".figure", has=page.locator("img.picture")).first.get_by_role(
        "button", name="What it rests on"
    ).click()
    told = page.locator("dialog[open]")
    for words in ("The tree", "status quo of 13 January 2026", "MEDIAN", "middlepower game treaty"):
        expect(told).to_contain_text(words)
    expect(told.locator("a[href^=http]").first).to_be_visible()
