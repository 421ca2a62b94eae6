"""Files of elasticity sets: what is wrong with one is said in one line that names the file."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from middlepower.data.elasticities import (
    DEFAULT_SET,
    SETS,
    elasticities,
    published_sets,
    read_set,
    read_sets,
)
from middlepower.errors import DataError
from middlepower.world.embedded import load_world

GOOD = """# citation: A paper, with a year, a journal: and a table.
# mapping: one to one.
# services: none.
# role: published
sector,theta,standard_error,source
A01,4.17,0.5,Table 1
SERV,2.0,,Table 2
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "OWN.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_set_is_named_by_its_file_and_keeps_its_notes(tmp_path: Path) -> None:
    found = read_set(written(tmp_path, GOOD))
    assert (found.name, found.mapping, found.services) == ("OWN", "one to one.", "none.")
    assert found.citation == "A paper, with a year, a journal: and a table."
    assert found.theta(["SERV", "A01"]).tolist() == [2.0, 4.17]
    assert found.estimates["A01"].standard_error == 0.5
    assert found.estimates["SERV"].standard_error is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# services: none.\n", "", "they must say"),
        ("# mapping", "# maping", "they must say"),
        ("# role: published\n", "", "they must say"),
        ("# role: published", "# role: main", "`# role:` is main: it must be one of published, median, variant"),
        ("standard_error,source", "error,source", "the columns are"),
        ("SERV", "A01", "sector A01 stands there twice"),
        ("4.17", "4,17", "A01"),
        ("4.17", "", "a number of sector A01 can't be read"),
        ("4.17", "-4.17", "both must be positive"),
        ("4.17", "nan", "both must be positive"),
        ("0.5", "inf", "both must be positive"),
        ("SERV,2.0,,Table 2", "SERV,2.0,,", "sector SERV has no source"),
        ("SERV,2.0,,Table 2", "SERV", "SERV"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(DataError) as caught:
        read_set(path)
    assert message in str(caught.value)
    assert "OWN.csv" in str(caught.value)


def test_a_set_without_a_sector_of_the_world_says_which(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="elasticity set OWN has no sector B05"):
        read_set(written(tmp_path, GOOD)).theta(["A01", "B05"])


def test_the_default_comes_first_and_a_new_file_is_a_new_set(tmp_path: Path) -> None:
    assert next(iter(SETS)) == DEFAULT_SET
    written(tmp_path, GOOD)
    assert list(read_sets(tmp_path)) == ["OWN"]


def test_the_median_set_is_the_sector_wise_median_of_the_published_ones() -> None:
    assert [name for name, one in SETS.items() if one.role == "median"] == [DEFAULT_SET] == ["MEDIAN"]
    assert len(published_sets()) == 8
    for code, estimate in SETS["MEDIAN"].estimates.items():
        values = {name: SETS[name].estimates[code].theta for name in published_sets()}
        assert estimate.theta == pytest.approx(median(values.values()), rel=1e-11), code
        assert all(f"{name} {value:g}" in estimate.source for name, value in values.items()), code


def test_services_take_4_in_every_set_but_the_variant_that_keeps_the_old_number() -> None:
    assert {name for name, one in SETS.items() if one.estimates["SERV"].theta != 4.0} == {"FGO-8.35"}
    old, new = SETS["FGO-8.35"], SETS["FGO"]
    assert old.role == "variant"
    assert old.estimates["SERV"].theta == 8.35
    for code, estimate in new.estimates.items():
        assert code == "SERV" or estimate == old.estimates[code], code


def test_elasticities_follow_the_sectors_of_a_world_in_their_order() -> None:
    world = load_world()
    assert elasticities(world.sectors[::-1], DEFAULT_SET, "long").tolist() == world.elasticity[::-1].tolist()
