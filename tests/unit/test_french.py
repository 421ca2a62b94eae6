"""French: nothing missing, names of all data, rules of numbers, dates and articles, and a page read for English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.dates import format_date
from babel.numbers import format_decimal
from page_text import texts_of

import middlepower
from middlepower.cli.guard import guarded
from middlepower.data.cases import load_cases
from middlepower.data.codes import economies, sectors
from middlepower.data.provinces import splits
from middlepower.data.published import load_published
from middlepower.game.treaty.read import read_treaty
from middlepower.language.catalogue import Language, language, language_of, say, speaking
from middlepower.policy.goods import load_products
from middlepower.policy.library import load_measures
from middlepower.report.wording import date_text
from middlepower.world.groups import groups
from tools.french_names import FILE, french_names

PACKAGE = Path(str(middlepower.__file__)).parent
SCENARIO_TEXTS = {"title", "question", "description", "asks", "see", "name", "notes"}
ENGLISH = re.compile(r"\b(?:the|of|and|is|are|with|from|by|which|that|what|than|its)\b", re.IGNORECASE)
CITED = re.compile(r"https?://|\(\d{4}\)|Statistics|Census|Proclamation|Executive Order|OECD|GATT|SOR/|G\.5A")


@pytest.fixture(scope="module")
def english() -> Language:
    return language("english")


@pytest.fixture(scope="module")
def french() -> Language:
    return language_of("fr")


def test_every_wording_has_its_french_with_the_same_places(english: Language, french: Language) -> None:
    assert english.entries.keys() == french.entries.keys()
    wrong = [key for key, entry in english.entries.items() if entry.places != french.entries[key].places]
    assert wrong == []


def test_no_sentence_is_left_in_english(english: Language, french: Language) -> None:
    """A text of four words and more that is the same in both was forgotten."""
    same = [
        key
        for key, entry in english.entries.items()
        for text in entry.forms.values()
        if text in french.entries[key].forms.values() and len(re.findall(r"[a-z]{2,}", re.sub(r"{\w+}", "", text))) > 3
    ]
    assert same == []


def test_french_punctuation_keeps_to_its_word(french: Language) -> None:
    """A no-break space stands before a colon, a semicolon, a percent sign, and inside quotation marks."""
    loose = [
        key
        for key, entry in french.entries.items()
        for text in entry.forms.values()
        if re.search(r"(?<!,) [:;?!%»]|« ", text)
    ]
    assert loose == []


def _texts(part: Any, wanted: set[str] = SCENARIO_TEXTS, key: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from _texts(inner, wanted, name)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner, wanted, key)
    elif isinstance(part, str) and key in wanted:
        yield part.strip()


def test_every_text_of_the_librarys_scenarios_has_its_french(french: Language) -> None:
    for file in sorted((PACKAGE / "scenario" / "library").glob("*.yaml")):
        missing = [text for text in _texts(yaml.safe_load(file.read_text("utf-8"))) if text not in french.names]
        assert missing == [], file.name


def test_sectors_goods_and_measures_have_their_french(french: Language) -> None:
    named = [sector.name for sector in sectors().values()]
    named += [product.name for product in load_products().values()]
    named += [measure.title for measure in load_measures()]
    same = {"potash", "Coal", "coal"} & set(named)
    assert [name for name in named if name not in french.names and name not in same] == []


def test_what_institutions_asked_has_its_french(french: Language) -> None:
    same = {"Oxford Economics", "Yale Budget Lab", "Purdue Center for Global Trade Analysis"}  # their own names
    said = [text for row in load_published() for text in (row.institution, row.question, row.note)]
    assert {text for text in said if text not in french.names} == same


def test_what_carries_a_provinces_part_has_its_french(french: Language) -> None:
    said = [text for split in splits().values() for text in (split.basis, split.note) if text]
    assert [text for text in said if text not in french.names] == []


def test_threats_to_canada_on_record_have_their_french(french: Language) -> None:
    said = [text for case in load_cases() if "CAN" in case.targets for text in (case.threat, case.demand)]
    assert said
    assert [text for text in said if text not in french.names] == []


GAME_TEXTS = {"title", "question", "source", "notes", "follows", "does_not"}


def test_every_text_of_the_librarys_games_has_its_french(french: Language) -> None:
    for file in sorted((PACKAGE / "game" / "library").glob("*.yaml")):
        texts = [" ".join(text.split()) for text in _texts(yaml.safe_load(file.read_text("utf-8")), GAME_TEXTS)]
        assert [text for text in texts if text not in french.names] == [], file.name
    lockstep = read_treaty("treaty").lockstep
    assert lockstep is not None
    assert set(lockstep.followed_titles.values()) <= french.names.keys()


def test_what_the_score_says_has_its_french(french: Language) -> None:
    why = {f"{one}_why" for one in ("weights", "effects", "clusters", "left_out", "goods", "least_value")}
    wanted = {"title", "says", "goal", "cause", "note"} | why
    for name in ("goals.yaml", "tests.yaml"):
        texts = _texts(yaml.safe_load((PACKAGE / "score" / name).read_text("utf-8")), wanted)
        assert [text for text in texts if text.rstrip(".") not in french.names] == [], name


def test_economies_are_named_as_the_locale_data_name_them() -> None:
    kept = json.loads(FILE.read_text("utf-8"))
    assert kept == french_names()
    assert kept["Korea"] == "Corée du Sud"
    assert len(economies()) - len(kept) < 80  # the same in both, such as Canada


def test_a_month_is_named_where_no_day_is_known(french: Language) -> None:
    assert date_text("2018-01") == "January 2018"
    assert date_text("2025") == "2025"
    with speaking(french):
        assert date_text("2018-02") == "février 2018"


def test_groups_have_their_french(french: Language) -> None:
    assert [group.title for group in groups() if group.title not in french.names and group.title != "BRICS"] == []


@pytest.mark.parametrize("value", [0.0, -1234.5, 1234567.25, 0.5])
def test_numbers_follow_the_locale(value: float, french: Language) -> None:
    decimals = 2
    expected = format_decimal(value, format="#,##0.00", locale="fr").replace("-", "−")
    assert french.rules.number(value, decimals) == expected


@pytest.mark.parametrize("day", [date(2026, 1, 13), date(2025, 8, 1), date(2018, 12, 31)])
def test_dates_follow_the_locale(day: date, french: Language) -> None:
    month = format_date(day, "MMMM", locale="fr")
    assert french.rules.long_date(day) == f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
    assert french.rules.month(day) == format_date(day, "MMM yyyy", locale="fr")


@pytest.mark.parametrize(
    ("name", "the", "whose"),
    [
        ("Canada", "le Canada", "du Canada"),
        ("United States", "les États-Unis", "des États-Unis"),
        ("China", "la Chine", "de la Chine"),
        ("Mexico", "le Mexique", "du Mexique"),
        ("European Union", "l’Union européenne", "de l’Union européenne"),
        ("Korea", "la Corée du Sud", "de la Corée du Sud"),
        ("Israel", "Israël", "d’Israël"),
        ("Australia", "l’Australie", "de l’Australie"),
        ("Japan", "le Japon", "du Japon"),
        ("Cuba", "Cuba", "de Cuba"),
        ("Nova Scotia", "la Nouvelle-Écosse", "de la Nouvelle-Écosse"),
    ],
)
def test_names_take_their_articles(name: str, the: str, whose: str, french: Language) -> None:
    assert french.the(name) == the
    assert french.possessive(name) == whose


def test_words_melt_where_they_meet(french: Language) -> None:
    with speaking(french):
        said = say("rank.title.exposure", power=french.the("United States"))
    assert said == "Qui est le plus exposé aux États-Unis"


def test_a_brief_in_french_reads_as_french(tmp_path: Path) -> None:
    """No line has three small words of English, but for citations."""
    command = ["run", "beijing-2026", "--states", "deal", "--no-ranges", "--language", "fr", "--out", str(tmp_path)]
    assert guarded(command) == 0
    html = (tmp_path / "brief.html").read_text("utf-8")
    html = html.partition("Mesures et données")[0]  # sources follow, in the language that they are in
    lines = [text for text in texts_of(html) if len(ENGLISH.findall(text)) > 2 and not CITED.search(text)]
    assert 'lang="fr"' in html
    assert lines == []


def test_a_language_that_is_not_spoken_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["list", "sets", "--language", "de"]) == 2
    assert capsys.readouterr().err == "error: option `--language` is `de`: write en or fr.\n"


def test_a_command_speaks_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["tariffs", "CAN", "--on", "USA", "--language", "fr"]) == 0
    assert "droits de douane moyens appliqués, % de la valeur à la frontière" in capsys.readouterr().out
