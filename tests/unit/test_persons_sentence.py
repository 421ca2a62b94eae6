"""The sentence on employees at work: beside all employment, and why the two may differ in sign."""

from __future__ import annotations

from report_example import example_document, results_of

from middlepower.report.provinces import persons_sentence

WHY = "people who move to farms leave the count"


def told(persons: tuple[float, float], employment: tuple[float, float]) -> str:
    """The sentence on the state `deal`, whose count and employment have these ends."""
    document = example_document()
    state = document["states"]["deal"]
    low, high = persons
    state["provinces"]["persons"]["total"]["change_persons"] = {"value": low, "low": low, "high": high}
    low, high = employment
    state["actors"]["CAN"]["first_year"]["employment_total_percent"] = {"value": low, "low": low, "high": high}
    results = results_of(document)
    return persons_sentence(results, [results.states["deal"]])


def test_all_employment_stands_beside_the_count() -> None:
    sentence = told((-2000.0, -1000.0), (-0.5, -0.25))
    assert "All employment in the model changes by \N{MINUS SIGN}0.50% to \N{MINUS SIGN}0.25%." in sentence
    assert WHY not in sentence


def test_an_end_of_another_sign_says_why() -> None:
    assert WHY in told((-2000.0, 300.0), (-0.5, -0.25))
    assert WHY in told((-2000.0, -1000.0), (0.0, 0.0))
    assert told((-2000.0, 300.0), (-0.5, -0.25)).count(WHY) == 1
