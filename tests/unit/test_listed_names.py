"""`middlepower list` shows every name, and finds one by words or HS code."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.data.codes import economies, sectors
from middlepower.data.embedded import embedded_names
from middlepower.policy.good_names import find_good, words_for
from middlepower.policy.goods import known_goods, load_products, read_rows


@pytest.fixture
def rows(capsys: pytest.CaptureFixture[str]):
    """A function that returns the tables of a list."""

    def listed(*arguments: str) -> dict[str, list[dict]]:
        assert guarded(["list", *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return listed


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]):
    """A function that returns the one line with which a list is refused."""

    def line(*arguments: str) -> str:
        assert guarded(["list", *arguments]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        return said.err

    return line


def test_each_list_has_a_row_for_each_name(rows) -> None:
    assert [row["economy"] for row in rows("economies")["economies"]] == list(economies())
    assert [row["sector"] for row in rows("sectors")["sectors"]] == list(sectors())
    assert [row["product"] for row in rows("products")["products"]] == list(load_products())
    assert [row["world"] for row in rows("worlds")["worlds"]] == list(embedded_names())


def test_an_economy_says_where_it_is_in_the_world(rows) -> None:
    places = {row["economy"]: row["in_icio2022"] for row in rows("economies")["economies"]}
    assert (places["CAN"], places["FIN"], places["KWT"], places["RE"]) == ("CAN", "REU", "ROW", "ROW")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("economies", "--find", "korea"), {"KOR", "PRK"}),
        (("economies", "--find", "kw"), {"KWT"}),
        (("economies", "--find", "burma"), {"MMR"}),
        (("economies", "--find", "842"), {"USA"}),
        (("sectors", "--find", "mvh"), {"C29"}),
        (("sectors", "--find", "lobster"), {"C10T12"}),
        (("products", "--find", "canola"), {"canola_seed", "canola_oil", "canola_meal"}),
        (("products", "--hs", "0306"), {"lobster_crab", "other_seafood"}),
        (("products", "--hs", "2709.00"), {"crude"}),
        (("products", "--hs", "03", "--find", "shrimp"), {"other_seafood"}),
        (("groups", "--find", "asean"), {"ASEAN"}),
        (("scenarios", "--find", "beijing"), {"beijing-2026"}),
    ],
)
def test_a_list_finds_what_is_asked(rows, arguments: tuple[str, ...], found: set[str]) -> None:
    (table,) = rows(*arguments).values()
    codes = {next(iter(row.values())) for row in table}
    assert found <= codes if "kw" in arguments else found == codes


def test_a_search_of_all_lists_shows_those_that_have_it(rows) -> None:
    assert {"products", "measures"} <= set(rows("--find", "lobster")) < {*rows("all"), "rates"}


def test_measures_that_are_found_bring_their_rates(rows) -> None:
    found = rows("measures", "--find", "lobster")
    assert {row["measure"] for row in found["rates"]} == {row["measure"] for row in found["measures"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("economies", "--find", "atlantis"), "unknown economy or group `atlantis`"),
        (("economies", "--find", "Ukrane"), "did you mean `Ukraine`?"),
        (("products", "--find", "zzzz"), "nothing in `list products` has `zzzz`"),
        (("--find", "zzzz"), "nothing in `list all` has `zzzz`"),
        (("products", "--find", "--"), "nothing in `list products` has `--`"),
        (("products", "--hs", "lobster"), "`lobster` is no HS code"),
        (("products", "--hs", "9999"), "no named product has lines of HS 9999"),
        (("economies", "--hs", "0306"), "middlepower list products --hs 0306"),
        (("economy",), "did you mean `economies`?"),
        (("products", "--find", ""), "`--find` is empty"),
    ],
)
def test_what_is_not_there_is_one_clear_line(refused, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(*arguments)


def test_a_table_on_the_screen_is_narrow_and_the_file_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["list", "economies", "--find", "korea", "--out", str(tmp_path)]) == 0
    assert "official" not in capsys.readouterr().out
    with (tmp_path / "economies.csv").open(encoding="utf-8", newline="") as file:
        assert "official" in next(csv.DictReader(file))


def test_every_word_for_goods_names_goods_that_exist_and_one_meaning_each() -> None:
    seen: set[str] = set()
    table = read_rows(Path(find_good.__code__.co_filename).with_name("good_words.csv"))
    for row in table:
        goods, words = row["goods"].split(), row["words"].split(";")
        assert set(goods) <= set(known_goods())
        assert len(goods) == 1 or row["why"]
        assert not seen & set(words)
        seen |= set(words)
        for word in words:
            assert word in words_for(goods[0])
            if not row["why"]:
                assert find_good(word) == goods[0]
