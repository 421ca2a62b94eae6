"""The brief on paper: what stands before the annex, numbered headings, a footer that names the baseline."""

from __future__ import annotations

import re
from html import unescape

import pytest
from report_example import example_document, example_results, results_of

from middlepower.report.brief import render_brief
from middlepower.report.pages import css_text

ANNEX = '<div class="annex">'


@pytest.fixture(scope="module")
def html() -> str:
    return render_brief(example_results())


def test_before_the_annex_stand_the_answer_the_states_and_a_figure(html: str) -> None:
    front = html[: html.index(ANNEX)]
    assert [unescape(title) for title in re.findall(r"<h2[^>]*>(.*?)</h2>", front)] == [
        "Bottom line",
        "Beside other institutions",
        "The states compared",
    ]
    assert len(re.findall(r"<figure", front)) == 1
    assert len(re.findall(r"<table", front)) == 3


def test_the_annex_begins_a_page_of_its_own_and_holds_the_rest(html: str) -> None:
    assert html.count(ANNEX) == 1
    paper = html[html.index("@media print") : html.index("</style>")]
    assert re.search(r"\.annex \{[^}]*break-before: page", paper)
    annex = html[html.index(ANNEX) :]
    for title in ("The baseline, and what is held fixed", "What the model leaves out", "How to reproduce this brief"):
        assert f"<h2>{title}</h2>" in annex


def test_tables_and_figures_are_numbered_in_the_order_of_the_page(html: str) -> None:
    for word in ("Table ", "Figure ", "Table A", "Figure A"):
        numbers = [int(number) for number in re.findall(rf"<b>{word}(\d+)\.", html)]
        assert numbers == list(range(1, len(numbers) + 1)), word
        assert numbers, word


def test_every_printed_page_names_the_baseline(html: str) -> None:
    assert '@bottom-left { content: "Baseline: status quo of 13 January 2026. middlepower' in html


def test_a_baseline_of_any_name_stays_inside_the_footer() -> None:
    assert css_text('a"} </style>') == "a\\000022\\00007d \\00003c\\00002fstyle\\00003e"
    document = example_document()
    document["header"]["baseline"] = '"}</style><script>alert(1)</script> & more'
    page = render_brief(results_of(document))
    assert page.count("</style>") == 1
    assert "<script>" not in page
