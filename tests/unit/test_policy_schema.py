"""The schema refuses what is wrong, in one line that names measure, field, value and remedy."""

import datetime as dt
from copy import deepcopy

import pytest

from middlepower.errors import MeasureError
from middlepower.policy.lines import Line, Quota
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PlacedState, line_of

GOOD = {
    "id": "CA-CN-TEST",
    "title": "a surtax",
    "imposer": "CAN",
    "targets": ["CHN"],
    "instrument": "surtax",
    "date_in_force": "2025-01-01",
    "date_end": "2025-12-31",
    "status": "in force",
    "products": [{"goods": ["ev"], "rate": 0.25}],
    "sources": ["https://example.org"],
    "confidence": "high",
}
QUOTA = {
    "volume": 49000,
    "reference": 44356,
    "unit": "vehicles",
    "reference_year": 2023,
    "over_quota_rate": 1.0,
    "source": "notice",
}


def changed(**fields: object) -> dict[str, object]:
    """The good measure with some fields replaced; None drops a field."""
    raw = deepcopy(GOOD) | fields
    return {key: value for key, value in raw.items() if value is not None}


def with_line(**fields: object) -> dict[str, object]:
    """The good measure with one line of these fields."""
    return changed(products=[{"goods": ["ev"], **fields}])


def test_good_measure_is_frozen_and_keeps_its_values() -> None:
    measure = parse_measure(GOOD)
    assert isinstance(measure, Measure)
    assert measure.products[0].rate == 0.25
    assert measure.products[0].coverage == 1.0
    with pytest.raises(Exception, match="frozen"):
        measure.title = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (with_line(rate=25), "products.0.rate`, value `25`: a fraction is expected: write 25% as 0.25"),
        (with_line(rate=-2), "write -2% as -0.02"),
        (with_line(rate=float("nan")), "products.0.rate"),
        (changed(sources=[]), "field `sources` is empty; add at least one"),
        (changed(sources=None), "field `sources` is empty"),
        (changed(sources=["  "]), "`sources` is empty"),
        (changed(date_end="2024-01-01"), "date_end 2024-01-01 is before date_in_force 2025-01-01: swap them"),
        (changed(date_in_force="soon"), "field `date_in_force`, value `'soon'`"),
        (changed(statsu="in force"), "unknown key `statsu`; did you mean `status`?"),
        (with_line(rate=0.1, covrage=0.5), "unknown key `products.0.covrage`; did you mean `coverage`?"),
        (with_line(quota={**QUOTA, "volme": 1}), "unknown key `products.0.quota.volme`; did you mean `volume`?"),
        (with_line(rate=0.1, coverage=0.0), "products.0.coverage"),
        (with_line(rate=0.1, dutiable_content=1.5), "products.0.dutiable_content"),
        (changed(imposer="CANN"), "did you mean `CAN`?"),
        (changed(targets=["CNH"]), "unknown economy or group `CNH`: did you mean `CHN`?"),
        (changed(targets=[]), "field `targets`"),
        (
            changed(products=[{"goods": ["lumbr"], "rate": 0.1}]),
            "no such product or sector, `lumbr`: did you mean `lumber`?",
        ),
        (changed(products=[{"goods": ["ev"]}]), "give exactly one of rate, rate_steps"),
        (with_line(rate=0.1, quota=QUOTA), "give exactly one of rate, rate_steps"),
        (changed(products=[]), "a quantified measure needs `products`"),
        (changed(quantified=False), "quantified: false needs `not_quantified_because`"),
        (changed(status="never in force"), "date_in_force is null exactly when"),
        (changed(instrument="magic"), "field `instrument`, value `'magic'`"),
        (
            with_line(rate_steps=[{"from": "2025-03-01", "rate": 0.2}, {"from": "2025-01-01", "rate": 0.1}]),
            "the dates of rate_steps must ascend",
        ),
    ],
)
def test_bad_measures_say_measure_field_and_remedy(raw: dict[str, object], message: str) -> None:
    with pytest.raises(MeasureError) as caught:
        parse_measure(raw)
    text = str(caught.value)
    assert "measure `CA-CN-TEST`" in text
    assert message in text
    assert "\n" not in text


@pytest.mark.parametrize("raw", ["text", None, 3, ["id"]])
def test_a_measure_must_be_a_mapping(raw: object) -> None:
    with pytest.raises(MeasureError, match="expected a mapping"):
        parse_measure(raw)


@pytest.mark.parametrize("field", ["replaces", "yields_to", "yields_content_to", "yields_over_quota_to"])
def test_a_measure_does_not_give_way_to_itself(field: str) -> None:
    with pytest.raises(MeasureError, match=f"`{field}` names the measure itself"):
        parse_measure(changed(**{field: [changed()["id"]]}))


def test_both_dates_are_days_in_force() -> None:
    measure = parse_measure(GOOD)
    days = [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 1, 1)]
    assert [measure.in_force_on(day) for day in days] == [False, True, True, False]


def test_threats_and_unconfirmed_measures_are_never_law() -> None:
    threat = parse_measure(
        changed(date_in_force=None, status="never in force", date_end=None) | {"date_in_force": None}
    )
    unconfirmed = parse_measure(changed(status="unconfirmed"))
    assert not threat.in_force_on(dt.date(2025, 6, 1))
    assert not unconfirmed.in_force_on(dt.date(2025, 6, 1))


def test_rate_steps_count_from_their_day() -> None:
    line = Line.model_validate(
        {"goods": ["ev"], "rate_steps": [{"from": "2025-02-04", "rate": 0.1}, {"from": "2025-03-04", "rate": 0.2}]}
    )
    days = [dt.date(2025, 2, 3), dt.date(2025, 2, 4), dt.date(2025, 3, 3), dt.date(2025, 3, 4)]
    assert [line.rate_on(day) for day in days] == [0.0, 0.1, 0.1, 0.2]


def test_quota_volume_is_relative_to_its_reference() -> None:
    quota = Quota.model_validate(QUOTA)
    assert quota.relative_volume == pytest.approx(49000 / 44356)
    assert (quota.rent_to, quota.in_quota_rate) == ("exporter", 0.0)


def test_a_quota_has_the_volume_of_the_day() -> None:
    steps = [{"from": "2027-03-01", "volume": 52185}, {"from": "2028-03-01", "volume": 55577}]
    quota = Quota.model_validate(QUOTA | {"volume_steps": steps})
    days = [dt.date(2026, 3, 1), dt.date(2027, 2, 28), dt.date(2027, 3, 1), dt.date(2029, 1, 1)]
    assert [quota.on(day).volume for day in days] == [49000, 49000, 52185, 55577]
    assert quota.on(days[2]) is quota.on(dt.date(2027, 12, 31))


def test_steps_of_a_quota_ascend() -> None:
    steps = [{"from": "2028-03-01", "volume": 2}, {"from": "2027-03-01", "volume": 1}]
    with pytest.raises(MeasureError, match="the dates of volume_steps must ascend"):
        Quota.model_validate(QUOTA | {"volume_steps": steps})


def test_a_finer_line_behind_a_wider_one_is_refused() -> None:
    wide, fine = {"hs": ["87", "8703"], "rate": 0.2}, {"hs": ["8703.80"], "rate": 0.5}
    with pytest.raises(MeasureError, match=r"HS 870380 of products\.1 lies in products\.0, which stands first"):
        parse_measure(changed(products=[wide, fine]))
    with pytest.raises(MeasureError, match="put the finer line first"):
        parse_measure(changed(products=[{"goods": ["ev"], "rate": 0.2}, fine]))
    assert len(parse_measure(changed(products=[fine, wide])).products) == 2
    assert len(parse_measure(changed(products=[wide | {"targets": ["CHN"]}, fine])).products) == 2


def test_the_first_line_counts_whichever_other_measure_names_its_goods_first() -> None:
    fine, wide = (Line(hs=(code,), rate=rate) for code, rate in (("8703.80", 0.5), ("87", 0.2)))
    for goods in (("HS 870380", "HS 87"), ("HS 87", "HS 870380")):
        assert line_of((fine, wide), goods, "C29") is fine


def test_hs_lines_are_goods_of_the_sectors_that_hold_them_and_of_no_other() -> None:
    measure = parse_measure(changed(products=[{"hs": ["2709", "8703.80"], "rate": 0.2}]))
    law = PlacedState(dt.date(2026, 1, 13), (measure,))
    sectors = ("A01", "B06", "C29", "C28")
    assert [len(law.goods(measure, measure.products[0], sector)) for sector in sectors] == [0, 1, 1, 0]
