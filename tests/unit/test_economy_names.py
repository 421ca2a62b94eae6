"""Every economy answers to its codes, numbers and names, and no hint points to another one."""

from __future__ import annotations

from dataclasses import replace

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from middlepower.data.codes import economies, economy_names, shared_names
from middlepower.data.economies import find_economy, meant, unknown_economy
from middlepower.errors import DataError, MeasureError, UnknownNameError
from middlepower.names import plain, slips, spelled_like
from middlepower.policy.schema import parse_measure
from middlepower.world.embedded import load_world
from middlepower.world.groups import aggregate_of, economy_or_group, expand, find_group, groups, region_of

WORLD = load_world()
COUNTRIES = {one.alpha_3 if one.alpha_3 != "REU" else "RE": one for one in pycountry.countries}
SHARED = {plain(name): one.codes for one in shared_names("economies") for name in one.names}
ALL_NAMES = sorted((name, one.code) for one in economies().values() for name in one.names)


def published(code: str) -> list[str]:
    """What ISO 3166 calls an economy: codes, number, short, common and official name."""
    one = COUNTRIES[code]
    fields = dict(one)
    kinds = ("alpha_2", "numeric", "name", "common_name", "official_name")
    iso3 = [] if one.alpha_3 == "REU" else [one.alpha_3]
    return [*iso3, *(fields[kind] for kind in kinds if kind in fields)]


def test_the_table_has_every_economy_of_iso_3166_with_its_codes() -> None:
    """Kosovo, which has no ISO code of its own, goes by XKX; Réunion by RE, since REU is the rest of the EU."""
    assert set(economies()) == {*COUNTRIES, "XKX"}
    assert len(COUNTRIES) == 249
    for code, one in COUNTRIES.items():
        assert (economies()[code].iso2, economies()[code].m49) == (one.alpha_2, one.numeric)


@pytest.mark.parametrize("code", COUNTRIES)
def test_an_economy_answers_to_its_codes_number_and_names(code: str) -> None:
    """In each case of letters; a shared name names every economy that it may mean."""
    for name in published(code):
        if plain(name) in SHARED:
            assert code in SHARED[plain(name)]
            assert find_economy(name) is None
            continue
        for typed in (name, name.upper(), name.lower(), f" {name} "):
            assert find_economy(typed) == code, typed
            assert economy_or_group(typed) == code


@pytest.mark.parametrize("code", COUNTRIES)
def test_in_a_world_an_economy_is_itself_or_named_with_its_aggregate(code: str) -> None:
    for name in [*published(code), *economies()[code].names]:
        if plain(name) in SHARED:
            continue
        if code in WORLD.regions:
            assert expand([name], WORLD) == (code,)
            assert WORLD.region(name) == WORLD.regions.index(code)
            continue
        inside = aggregate_of(code, WORLD)
        assert inside in ("REU", "ROW")
        assert region_of(name, WORLD) is None
        with pytest.raises(UnknownNameError, match=rf"^{code}\b.* is part of {inside} in this world; use {inside}"):
            expand([name], WORLD)


def test_an_economy_answers_to_former_names_and_to_those_of_statistics() -> None:
    for name, code in ALL_NAMES:
        assert find_economy(name) == code or code in SHARED[plain(name)], name
    for one in economies().values():
        for number in one.comtrade:
            assert find_economy(number) == one.code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Taiwan", "TWN"),
        ("UK", "GBR"),
        ("u.k.", "GBR"),
        ("Ukraine", "UKR"),
        ("Korea", "KOR"),
        ("south korea", "KOR"),
        ("NORTH KOREA", "PRK"),
        ("Republic of Korea", "KOR"),
        ("Burma", "MMR"),
        ("Zaire", "COD"),
        ("Swaziland", "SWZ"),
        ("Turkey", "TUR"),
        ("turkiye", "TUR"),
        ("Cote d Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("St. Lucia", "LCA"),
        ("Trinidad & Tobago", "TTO"),
        ("The Netherlands", "NLD"),
        ("Holland", "NLD"),
        ("czech republic", "CZE"),
        ("Macedonia", "MKD"),
        ("Reunion", "RE"),
        ("842", "USA"),
        ("004", "AFG"),
        ("4", "AFG"),
        ("no", "NOR"),
        ("el", "GRC"),
    ],
)
def test_common_spellings_are_known(typed: str, code: str) -> None:
    assert find_economy(typed) == code


def test_no_two_economies_share_a_name_that_is_not_declared_shared() -> None:
    owners: dict[str, set[str]] = {}
    for name, code in ALL_NAMES:
        owners.setdefault(plain(name), set()).add(code)
    for code in economies():
        owners.setdefault(code.lower(), set()).add(code)
        owners.setdefault(economies()[code].iso2.lower(), set()).add(code)
    assert [name for name, codes in owners.items() if len(codes) > 1 and name not in SHARED] == []


def test_no_group_bears_the_name_of_an_economy() -> None:
    for group in groups():
        for name in (group.name, *group.aliases):
            assert find_economy(name) is None, name
            assert economy_or_group(name) == group.name


@pytest.mark.parametrize("shared", shared_names("economies"), ids=lambda one: one.names[0])
def test_a_shared_name_is_refused_with_all_that_it_may_mean(shared) -> None:
    for name in shared.names:
        for refused in (lambda name=name: economy_or_group(name), lambda name=name: expand([name], WORLD)):
            with pytest.raises(UnknownNameError, match="is not one economy") as found:
                refused()
            assert all(f"{code} ({economy_names()[code]})" in str(found.value) for code in shared.codes)


def mistyped(name: str) -> list[str]:
    """A name of more than four letters with one left out, doubled or swapped, early, in the middle and late."""
    places = {1, len(name) // 2, len(name) - 2} if len(name) > 4 else set()
    left_out = [name[:place] + name[place + 1 :] for place in places]
    doubled = [name[:place] + name[place] + name[place:] for place in places]
    swapped = [name[:place] + name[place + 1] + name[place] + name[place + 2 :] for place in places]
    return [*left_out, *doubled, *swapped]


@pytest.mark.parametrize("code", economies())
def test_a_slip_in_a_name_hints_at_that_economy_or_at_none(code: str) -> None:
    """When there is a hint, the economy meant is in it."""
    hints = 0
    for name in economies()[code].names:
        for typed in mistyped(name):
            known = find_economy(typed) or find_group(typed) or plain(typed) in SHARED
            if not known and plain(name) not in SHARED:
                hinted = {find_economy(near) for near in meant(typed)}
                assert not hinted or code in hinted, (typed, hinted)
                hints += len(hinted)
    assert hints or max(map(len, economies()[code].names)) <= 5


@pytest.mark.parametrize("typed", ["Texas", "Kurdistan", "England", "CAD", "Ontario", "xyz", "", "####", "日本"])
def test_what_is_near_no_economy_gets_no_hint(typed: str) -> None:
    assert meant(typed) == ()
    assert "middlepower list economies" in str(unknown_economy(typed))


@given(st.text(max_size=12), st.text(max_size=12))
def test_slips_are_a_distance(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))


@given(st.text(max_size=30))
def test_a_plain_name_is_plain_already(name: str) -> None:
    assert plain(plain(name)) in (plain(name), "")


def test_a_name_without_end_is_not_compared() -> None:
    assert spelled_like("Canada" * 100_000, ["Canada"]) == []


def test_kosovo_and_the_rest_of_the_world_have_names() -> None:
    assert find_economy("Kosovo") == "XKX"
    assert find_economy("rest of the world") == "ROW"
    assert expand(["Rest of the World"], WORLD) == ("ROW",)


def test_a_world_with_labels_of_its_own_answers_to_them() -> None:
    merged = WORLD.aggregate(regions={"DEU": "CORE", "FRA": "CORE"})
    assert expand(["core"], merged) == ("CORE",)
    with pytest.raises(UnknownNameError, match=r"DEU \(Germany\) is part of CORE in this world; use CORE"):
        merged.region("germany")


def test_a_shared_name_is_refused_in_a_world_that_has_one_of_them_too() -> None:
    names = [{"NGA": "Congo"}.get(code, name) for code, name in zip(WORLD.regions, WORLD.region_names, strict=True)]
    world = replace(WORLD, region_names=tuple(names))
    with pytest.raises(UnknownNameError, match="`Congo` is not one economy"):
        world.region("Congo")
    assert world.region("NGA") == WORLD.region("NGA")


def test_a_region_that_is_a_group_holds_its_members() -> None:
    """Where a world has the EU as one region, Germany is in it and not in the rest of the world."""
    names = dict.fromkeys(expand(["EU"], WORLD), "EU")
    merged = WORLD.aggregate(regions=names)
    with pytest.raises(UnknownNameError, match="is part of EU in this world"):
        merged.region("Germany")


def test_measures_name_economies_in_words() -> None:
    raw = {
        "id": "MINE", "title": "A measure", "imposer": "Canada", "targets": ["Türkiye", "us", "european union", "*"],
        "products": [{"goods": ["EVs", "iron and steel", "2709"], "rate": 0.1, "targets": ["410"]}],
        "instrument": "surtax", "date_in_force": "2026-01-01", "status": "in force", "confidence": "low",
        "sources": ["https://example.org"],
    }  # fmt: skip
    with pytest.raises(MeasureError, match="unknown economy or group `europe`"):
        parse_measure(raw | {"targets": ["europe"]})
    measure = parse_measure(raw)
    assert (measure.imposer, measure.targets) == ("CAN", ("TUR", "USA", "EU", "*"))
    assert (measure.products[0].goods, measure.products[0].targets) == (("ev", "C24A", "crude"), ("KOR",))


def test_a_world_is_aggregated_by_names_too() -> None:
    by_names = WORLD.aggregate(regions={"Germany": "CORE", "fra": "CORE"}, sectors={"cars": "V", "301": "V"})
    by_codes = WORLD.aggregate(regions={"DEU": "CORE", "FRA": "CORE"}, sectors={"C29": "V", "C301": "V"})
    assert by_names.regions == by_codes.regions
    assert by_names.sectors == by_codes.sectors
    with pytest.raises(DataError, match="`Germany` is DEU, which is in `A` already"):
        WORLD.aggregate(regions={"DEU": "A", "Germany": "B"})
    with pytest.raises(UnknownNameError, match=r"KWT .Kuwait. is part of ROW"):
        WORLD.aggregate(regions={"Kuwait": "GULF"})
