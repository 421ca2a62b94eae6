"""What other institutions found stands in the brief with its address."""

from __future__ import annotations

from report_example import example_document, example_results, results_of

from middlepower.report.brief import render_brief


def test_other_estimates_stand_with_their_address() -> None:
    page = render_brief(example_results())
    assert "What others found" in page
    assert '<a href="https://institute.test/estimate">An institute</a>' in page


def test_the_section_is_absent_without_estimates() -> None:
    document = example_document()
    document["other_estimates"] = []
    assert "What others found" not in render_brief(results_of(document))
