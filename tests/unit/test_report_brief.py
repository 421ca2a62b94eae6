"""The brief: every number from the document, nothing from the network, no markup from a title."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest
from report_example import REGIONS, example_document, example_results, number, results_of

from middlepower.report.answers import product_rows
from middlepower.report.bottom_line import bottom_line, horizon_rows
from middlepower.report.brief import render_brief
from middlepower.report.certainty import tipping
from middlepower.report.figures import axis_over, income_chart
from middlepower.report.law import left_to_the_screen
from middlepower.report.pages import is_link
from middlepower.report.quota_rows import quota_rows
from middlepower.report.tables import (
    actors,
    largest_changes,
    sector_table,
    spelled,
    targets_text,
    used_in,
    variant_rows,
)
from middlepower.report.wording import dollars, in_words, money, plain, possessive, range_text, signed
from middlepower.report.worldmap import GAINS, LOSSES, NEUTRAL, class_bounds, colour, region_of, world_map


class Page(HTMLParser):
    """Tags with attributes, and the text outside style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


@pytest.fixture(scope="module")
def html() -> str:
    return render_brief(example_results())


def test_nothing_is_loaded_from_the_network(html: str) -> None:
    page = Page(html)
    loading = {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "image",
        "video",
        "audio",
        "source",
        "base",
        "form",
    }
    assert not loading & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        href = attributes.get("href") or ""
        assert tag == "a" or not href or href.startswith("#"), (tag, href)
    style = html[html.index("<style>") : html.index("</style>")]
    assert set(re.findall(r"url\((.)", style)) <= {"#"}
    assert "@import" not in style
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_one_file_of_modest_size(html: str) -> None:
    assert len(html.encode()) < 800_000


def test_table_1_holds_the_numbers_of_the_document(html: str) -> None:
    document = example_document()
    table = html[html.index("Table 1.") : html.index("</table>", html.index("Table 1."))]
    cells = [unescape(cell) for cell in re.findall(r"<b>([^<]*)</b>(?:<i>|</td>)", table)]
    wanted = [
        signed(document["states"][state]["economies"][code]["real_income_percent"]["value"], 2)
        for state in document["states"]
        for code in ("CAN", "USA", "CHN", "MEX")
    ]
    assert cells == wanted


def test_headline_numbers_are_the_document_s() -> None:
    results = example_results()
    answer, _, sure, change, _ = (bullet.text for bullet in bottom_line(results))
    for code in ("deal", "deal-and-us-100", "diversify"):
        own = results.states[code].economies["CAN"]
        assert signed(own.real_income_percent.known).lstrip("+") in answer
        assert dollars(own.real_income_musd.known) in answer
        assert range_text(own.real_income_percent.ends) in answer
    assert "7 states compared, 5 raise" in answer
    assert results.header.baseline in answer
    assert "The headline is the median of the outcomes under 8 published elasticity sets" in sure
    assert "lowest and highest of 8 runs" in sure
    assert "in the long run, relative to the baseline" in answer
    assert "in 6 of 7 states; the exception is \u201cDeal of 16 January 2026\u201d" in sure
    assert "the elasticity set FGO moves the number most: from +0.03% to \u22120.01%" in change
    assert "Not ranked: \u201cCanada's non-US exports double\u201d" in answer
    assert "presumes a trade-cost change of \u221217.9%" in answer


def test_why_names_the_largest_parts_and_what_is_left() -> None:
    why = bottom_line(example_results())[1].text
    assert why.startswith("Exports that fetch more (+0.025%, US$ 500 million); ")
    assert (
        "more of the imports that its own tariffs hold back, tariff revenue included (+0.014%, US$ 286 million); "
        in why
    )
    assert "dearer imports before duty (\u22120.003%, US$ 57 million); all else (\u22120.001%). " in why
    assert "one run, under the elasticity set MEDIAN, which gives +0.035%" in why
    assert "\u201cDeal, then US 100% tariff on all Canadian goods\u201d: sales lost abroad" in why


def test_money_stands_in_both_currencies_and_for_a_person(html: str) -> None:
    answer = bottom_line(example_results())[0].text
    assert "US$ 694 million or C$ 902 million a year, C$ 23 for each person" in answer
    assert "C$ 1.3 for US$ 1, the average of 2022 (another bank); 38,900,000 persons in 2022 (a bank)" in html


def test_a_rate_that_nobody_gives_is_said_and_not_guessed() -> None:
    document = example_document()
    none = {"currency": None, "currency_title": "", "currency_sign": "", "units_per_usd": None, "rate_source": ""}
    document["money"] |= none | {"persons": None, "persons_source": ""}
    document["own_money"] = dict.fromkeys(document["own_money"])
    results = results_of(document)
    assert "(US$ 694 million a year; range" in bottom_line(results)[0].text
    assert "no exchange rate is at hand" in render_brief(results)
    assert "no population is at hand" in render_brief(results)


def test_both_horizons_stand_side_by_side() -> None:
    rows = horizon_rows(example_results())
    assert [row.title.split(" ")[0] for row in rows] == ["Real", "Volume", "Value", "Employment"]
    assert [row.fixed for row in rows] == [False, False, False, True]
    assert all(row.first is not None for row in rows)


def test_published_numbers_stand_beside_ours_with_why_they_differ(html: str) -> None:
    others = bottom_line(example_results())[4].text
    assert "A bank +0.05% on \u201cDeal of 16 January 2026\u201d, real income in the long run, here +0.060%" in others
    assert "\u201cmiddlepower run published-2025\u201d" in others
    table = html[html.index("Beside other institutions") :]
    assert "Theirs is another model." in table
    assert '<a href="https://bank.test/deal">A bank</a>' in table


def test_the_law_of_the_baseline_is_told_step_by_step(html: str) -> None:
    part = html[html.index("How the baseline came about") : html.index("Income, trade and markets")]
    assert part.count("<tr>") == 1 + 6
    assert "Ended before: A duty that ended, Canada (4\u00a0Mar\u00a02025 to 1\u00a0Aug\u00a02025)" in unescape(part)
    assert "average tariff at fixed weights, 2024-09-30 to 2026-01-13" in part


def test_the_chance_that_undoes_the_gain_has_a_range_at_both_horizons() -> None:
    told = tipping(example_results())
    assert "exceeds 6.4% (4.1% to 11.0% over the runs)" in told
    assert "in the first year, 3.2% (2.1% to 5.0% over the runs)" in told


def test_no_tipping_without_a_gain() -> None:
    document = example_document()
    document["break_even"] = None
    assert tipping(results_of(document)) == ""


def test_same_document_same_page(html: str) -> None:
    assert render_brief(example_results()) == html


def test_baseline_is_named_with_every_table_and_figure(html: str) -> None:
    captions = re.findall(r"<(?:fig)?caption>(.*?)</(?:fig)?caption>", html, re.S)
    changes = [caption for caption in captions if "Data sources" not in caption]
    assert len(changes) >= 10
    assert all("status quo of 13 January 2026" in caption for caption in changes)


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def _with_evil_text(document: dict[str, Any]) -> dict[str, Any]:
    document["title"] = document["scenario"] = EVIL
    for key in ("question", "baseline", "world", "elasticities", "command", "closure_meaning"):
        document["header"][key] = EVIL
    for state in document["states"].values():
        state["title"] = state["description"] = EVIL
    document["regions"]["CAN"] = EVIL
    document["sectors"]["A01"]["name"] = EVIL
    document["notes"] = [EVIL]
    document["header"]["measures"][0] |= {
        "title": EVIL,
        "sources": ["javascript:alert(1)", f"https://x.test/{EVIL}"],
    }
    document["header"]["sources"][0]["address"] = "javascript:alert(3)"
    document["states"][EVIL] = document["states"].pop("allies")
    return document


def test_titles_are_shown_not_run() -> None:
    page = Page(render_brief(results_of(_with_evil_text(example_document()))))
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not any("javascript" in (attributes.get("href") or "") for _, attributes in page.tags)
    assert any("<script>" in words for words in page.words)


def test_only_web_addresses_become_links() -> None:
    assert is_link("https://www.oecd.org/a?b=c")
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "oecd.org",
        'https://x.test/"><b>',
        "file:///etc",
    ):
        assert not is_link(address)


HEADLINES = ("real_income_percent", "real_income_musd", "exports_percent", "imports_percent")


def _without_range(economy: dict[str, Any]) -> None:
    for key in HEADLINES:
        economy[key] = number(economy[key]["value"])
    economy["by_variant_percent"] = {}


def test_without_ranges_or_variants_the_page_says_so() -> None:
    document = example_document()
    for state in document["states"].values():
        for economy in state["economies"].values():
            _without_range(economy)
    html = render_brief(results_of(document))
    assert "there is no range" in html
    assert "What moves the answer" not in html


@pytest.mark.parametrize("economy", ["USA", "CHN", "MEX", "AUS"])
def test_brief_for_another_economy(economy: str) -> None:
    document = example_document() | {"economy": economy}
    for state in document["states"].values():
        state["sectors"][economy] = state["sectors"]["CAN"]
        state["actors"][economy] = state["actors"]["CAN"]
    document["baseline_state"]["actors"][economy] = document["baseline_state"]["actors"]["CAN"]
    results = results_of(document)
    assert actors(results)[0] == economy
    assert f" {possessive(REGIONS[economy])} real income by " in bottom_line(results)[0].text
    assert render_brief(results)


def test_a_single_state_is_enough() -> None:
    document = example_document()
    document |= {"states": {"truce": document["states"]["truce"]}, "break_even": None}
    assert "states compared" not in bottom_line(results_of(document))[0].text
    assert render_brief(results_of(document))


def test_no_change_at_all_still_renders() -> None:
    document = example_document()
    for state in document["states"].values():
        for economy in state["economies"].values():
            _without_range(economy)
            economy |= dict.fromkeys(("real_income_percent", "real_income_musd"), number(0.0))
        for sector in state["sectors"]["CAN"].values():
            sector |= dict.fromkeys(("output_percent", "exports_percent"), number(0.0))
    assert "none raises real income" in render_brief(results_of(document))


def test_sector_winners_and_losers_are_ordered() -> None:
    results = example_results()
    table = sector_table(results, results.main)
    won = [row.output.known for row in table.winners]
    lost = [row.output.known for row in table.losers]
    assert won == sorted(won, reverse=True)
    assert lost == sorted(lost)
    assert won[-1] > 0 > lost[-1]
    outputs = [s["output_percent"]["value"] for s in example_document()["states"]["deal"]["sectors"]["CAN"].values()]
    assert (won[0], lost[0]) == (max(outputs), min(outputs))


def test_sectors_without_a_number_or_too_small_are_left_out() -> None:
    document = example_document()
    sectors = document["states"]["deal"]["sectors"]["CAN"]
    document["baseline_state"]["actors"]["CAN"]["output_musd"]["A02"] = number(1.0)
    sectors["A02"]["output_percent"] = number(900.0)
    sectors["A03"]["output_percent"] = number(None)
    results = results_of(document)
    table = sector_table(results, results.main, most=28)
    shown = {row.code for row in (*table.winners, *table.losers)}
    assert shown == set(sectors) - {"A02", "A03"}


def test_a_run_without_equilibrium_is_named() -> None:
    document = example_document()
    document["states"]["truce"]["variants_without_equilibrium"] = ["LL/long"]
    sure = bottom_line(results_of(document))[2].text
    assert "No equilibrium was found for \u201cFull truce between Canada and China\u201d under LL, long run." in sure


def test_quotas_with_the_same_numbers_share_a_row() -> None:
    document = example_document()
    quota = document["states"]["deal"]["quotas"][0]
    steel = [
        quota
        | {
            "measure": "S",
            "product": "steel",
            "exporter": e,
            "premium": number(p),
            "status": s,
            "rent_musd": number(2.0),
        }
        for e, p, s in (("USA", 0.1, "binding"), ("MEX", 0.0, "slack"))
    ]
    for state in ("deal", "truce"):
        document["states"][state]["quotas"] = [quota, *steel] if state == "deal" else steel
    rows = quota_rows(results_of(document))
    titles = {code: document["states"][code]["title"] for code in ("deal", "truce")}
    assert [(row.flows, row.binding, row.premium, row.rent, where) for row, where in rows] == [
        ("electric and hybrid vehicles, China to Canada", "binding", "31.0", "412", (titles["deal"],)),
        (
            "steel mill products, 2 exporters to Canada",
            "1 of 2",
            "0.0\u201310.0",
            "4",
            (titles["deal"], titles["truce"]),
        ),
    ]


def test_used_in_is_said_the_shorter_way() -> None:
    document = example_document()
    every, first = list(document["states"]), document["header"]["measures"][0]
    cases = {
        (True, tuple(every)): "baseline; all states",
        (True, tuple(every[:-1])): "baseline; all states but allies",
        (False, ("deal", "truce")): "deal and truce",
        (True, ()): "baseline only",
    }
    for (in_baseline, states), text in cases.items():
        document["header"]["measures"] = [
            first | {"in_baseline": in_baseline, "states": list(states), "targets": ["*"]}
        ]
        results = results_of(document)
        assert used_in(results, results.header.measures[0]) == text
        assert targets_text(results, results.header.measures[0]) == "Canada on all countries"


def test_many_states_where_a_measure_is_in_force_are_counted() -> None:
    document = example_document()
    state = document["states"]["deal"]
    document["states"] |= {f"s{n}": state | {"code": f"s{n}"} for n in range(6)}
    document["header"]["measures"] = [
        document["header"]["measures"][0] | {"in_baseline": True, "states": [f"s{n}" for n in range(5)]}
    ]
    results = results_of(document)
    assert used_in(results, results.header.measures[0]) == f"baseline; 5 of {len(document['states'])} states"


def test_products_are_shown_by_how_much_their_value_moves() -> None:
    document = example_document()
    (product,) = [row for row in document["states"]["deal"]["products"] if row["name"] == "canola seed"]
    moves = {"still": (900.0, 901.0), "much": (10.0, 510.0), "less": (10.0, 60.0), "new": (None, 9000.0)}
    document["states"]["deal"]["products"] = [
        product | {"name": f"{name} {copy}", "value_musd": _pair(product["value_musd"], *ends)}
        for name, ends in moves.items()
        for copy in (1, 2)
    ]
    shown = product_rows(results_of(document))[0]
    assert [row.name for row in shown.rows] == ["much 1", "much 2", "less 1", "less 2"]
    assert shown.more == "4 more products, whose value moves less, are in products.csv"


def _pair(pair: dict[str, Any], before: float | None, after: float) -> dict[str, Any]:
    return pair | {"before": number(before), "after": number(after)}


def test_paper_leaves_out_the_baseline_between_others() -> None:
    document = example_document()
    one = document["header"]["measures"][0] | {"in_baseline": True}
    document["header"]["measures"] = [
        one | {"id": "OWN", "imposer": "CAN", "targets": ["CHN"]},
        one | {"id": "ON-ALL", "imposer": "USA", "targets": ["*"]},
        one | {"id": "OTHERS", "imposer": "USA", "targets": ["CHN"]},
        one | {"id": "SWITCHED", "imposer": "USA", "targets": ["CHN"], "in_baseline": False},
    ]
    assert left_to_the_screen(results_of(document)) == ("OTHERS",)


def test_region_codes_are_spelled_out() -> None:
    text = spelled(example_results(), "CAN's exports other than to USA and XYZ")
    assert text == "Canada's exports other than to United States and XYZ"


def test_the_main_variant_comes_first_and_says_what_it_is_for() -> None:
    rows = variant_rows(example_results())
    assert [row.use for row in rows] == ["sectors, partners and parts"] + [""] * 8
    assert rows[0].variant == "MEDIAN/long"


def test_largest_changes_are_the_extremes() -> None:
    state = example_results().states["deal-and-us-100"]
    gains, losses = largest_changes(state)
    assert losses[0].code == "CAN"
    assert gains[0].real_income_percent.known == max(e.real_income_percent.known for e in state.economies.values())


def test_map_paints_every_country_with_its_own_or_its_aggregate() -> None:
    results = example_results()
    drawn = world_map(results)
    by_code = {country.shape.region: country for country in drawn.states[1].countries}
    assert region_of("PRT", frozenset(REGIONS)) == "REU"
    assert region_of("KEN", frozenset(REGIONS)) == "ROW"
    assert region_of("PRT", frozenset({"CAN"})) is None
    assert by_code["CAN"].words == "Canada: \u22123.41%"
    assert by_code["REU"].words.startswith("Rest of EU: ")
    assert len(by_code["REU"].shape.paths) > 5, "an aggregate is one shape"
    assert by_code["CAN"].fill in LOSSES
    assert set(by_code) == set(REGIONS), "no shape without a number, Antarctica left out"


def test_map_colours_follow_size_and_sign() -> None:
    bounds = class_bounds(3.41)
    assert bounds == (0.002, 0.01, 0.05, 0.2, 1.0)
    assert colour(0.001, bounds) == NEUTRAL
    assert colour(3.0, bounds) == GAINS[-1]
    assert colour(-0.03, bounds) == LOSSES[1]


def test_map_file_is_small() -> None:
    assert len(files("middlepower.report").joinpath("map_world.json").read_bytes()) <= 200_000


def test_axis_holds_every_value() -> None:
    axis = axis_over([-3.2, 1.4])
    assert 0 < axis.position(-3.2) < axis.zero < axis.position(1.4) < 100
    assert {"0", "\u22121", "+1"} <= {tick.label for tick in axis.ticks}


def test_chart_marks_are_in_order_of_value() -> None:
    results = example_results()
    marks = [row.marks[0] for row in income_chart(results).rows]
    values = [state.economies["CAN"].real_income_percent.known for state in results.states.values()]
    assert sorted(range(7), key=lambda n: marks[n].position) == sorted(range(7), key=values.__getitem__)
    assert all(mark.low <= mark.position <= mark.high for mark in marks)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1.005, 1, "+1.0"),
        (-0.42, 2, "\u22120.42"),
        (0.0, 2, "0.00"),
        (1e-12, 2, "0.00"),
        (0.004, 2, "<0.005"),
        (-0.004, 2, ">\u22120.005"),
        (-0.006, 2, "\u22120.01"),
        (-0.004, 3, "\u22120.004"),
        (12345.6, 1, "+12,345.6"),
    ],
)
def test_signed(value: float, decimals: int, shown: str) -> None:
    assert signed(value, decimals) == shown


def test_tiny_changes_in_words() -> None:
    assert in_words(-0.004) == "a loss of less than 0.005%"
    assert in_words(0.16) == "+0.16%"
    document = example_document()
    document["states"]["deal"]["economies"]["CAN"]["real_income_percent"] = number(-0.0004)
    answer = bottom_line(results_of(document))[0].text
    assert "lowers Canada\u2019s real income by less than 0.005%" in answer


def test_range_text() -> None:
    assert range_text((-0.004, 0.003)) == "within \u00b10.005"
    assert range_text((-0.02, 0.003)) == "\u22120.02 to <0.005"
    assert range_text((0.0, 0.0)) == "0.00 to 0.00"
    assert range_text(None) == ""


def test_money() -> None:
    assert money(-12345.6) == "\u221212,346"
    assert money(0.2) == "<0.5"
    assert plain(-0.04, 1) == "0.0"
    assert dollars(-69564) == "US$ 69.6 billion"
    assert dollars(694) == "US$ 694 million"


def test_the_new_tables_hold_the_numbers_of_the_document(html: str) -> None:
    """Prices and revenue, trade in dollars, products, and who takes whose place: by hand from the example."""
    document = example_document()
    own = document["states"]["deal-and-us-100"]["actors"]["CAN"]
    table = _table(html, "prices, wages, GDP")
    for key in ("gdp_volume_percent", "real_wage_percent", "consumer_prices_percent"):
        assert f"<b>{signed(own[key]['value'])}</b>" in table, key
    assert "<b>&lt;0.005</b>" in table, "terms of trade are tiny and no zero"
    assert "<b>5,100</b><i>+100</i>" in table
    assert f"<b>{plain(own['balance_musd']['after']['value'], 0)}</b>" in _table(html, "trade in dollars")
    products = _table(html, "The products on which")
    assert "canola seed<small>Canada to China</small>" in products
    assert "120 \u2192 1,540" in products
    assert "84.8 \u2192 14.9" in products
    instead = _table(html, "Who buys and who sells instead")
    assert "at home +2,387; Japan +1,023; all others +682" in instead
    assert "all sectors touched" in instead


def _table(html: str, title: str) -> str:
    start = html.index(title, html.index('class="annex"'))
    return unescape(html[start : html.index("</table>", start)]).replace("<0.005", "&lt;0.005")


def test_table_1_says_money_beside_per_cent(html: str) -> None:
    money_of_china = example_document()["states"]["deal"]["economies"]["CHN"]["real_income_musd"]["value"]
    assert f'<i class="aside">US$ {money(money_of_china)} m</i>' in html


def test_a_page_without_products_or_touched_trade_leaves_the_section_out() -> None:
    document = example_document()
    for state in document["states"].values():
        state["products"] = []
        for actor in state["actors"].values():
            actor["diverted_sales"] = []
    page = render_brief(results_of(document))
    assert "who takes whose place" not in page
    assert "prices, wages, GDP and tariff revenue</b>" in page


def test_the_annex_lists_every_sector_of_the_main_state(html: str) -> None:
    table = html[html.index("sectors: ") : html.index("</table>", html.index("sectors: "))]
    sectors = example_document()["states"]["deal"]["sectors"]["CAN"]
    assert table.count('<th scope="row">') == len(sectors)
    oil = sectors["B06"]
    cells = unescape(table[table.index("Crude oil") :]).split("</tr>")[0]
    assert f">{signed(oil['employment_percent']['value'])}</td>" in cells
    assert f">{signed(oil['output_change_musd']['value'], 0)}</td>" in cells
