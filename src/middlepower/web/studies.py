"""The analyses that the pages and the API offer: what each asks for, and how its document, tables and figures are made.

A study is asked with the words of the command line, and its document is that of the command.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from middlepower.autonomy.levers import check_bounds, check_detail
from middlepower.autonomy.start import menace
from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.align import AlignRequest, align_document
from middlepower.document.coalition import coalition_document
from middlepower.document.file import write
from middlepower.document.frontier import FrontierRequest, frontier_document
from middlepower.document.game_treaty import TreatyRequest, treaty_document
from middlepower.document.game_wedge import wedge_document
from middlepower.document.header import Document
from middlepower.document.profile import HORIZONS, ProfileRequest, profile_document
from middlepower.document.rank import matrix_document, rank_document
from middlepower.document.replay import replay_document
from middlepower.document.score import score_document
from middlepower.document.tariffs import TariffRequest, tariff_question, tariffs_document
from middlepower.errors import ScenarioError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.ladder import Ladder, LadderRequest
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import STATUS_QUO, law_at_both, status_quo, threat_at_both, threat_experiment
from middlepower.experiment.variant import LONG
from middlepower.game.treaty.payoffs import ask
from middlepower.game.treaty.read import read_treaty, treaty_library
from middlepower.game.wedge.reading import read_wedge
from middlepower.game.wedge.run import HORIZONS as WEDGE_HORIZONS
from middlepower.names import unknown_name
from middlepower.report.align_figures import align_drawings
from middlepower.report.align_page import align_texts
from middlepower.report.coalition_page import coalition_drawings
from middlepower.report.drawing import Drawing
from middlepower.report.frontier_figures import frontier_drawings
from middlepower.report.frontier_files import frontier_texts
from middlepower.report.game_treaty import treaty_drawings, treaty_texts
from middlepower.report.game_wedge import wedge_drawings
from middlepower.report.profile import profile_drawings, profile_texts
from middlepower.report.profile_rank import coalition_texts, matrix_drawings, matrix_texts, rank_texts
from middlepower.report.rank_page import rank_drawings
from middlepower.report.replay import replay_drawings, replay_texts
from middlepower.report.score import score_drawings, score_texts
from middlepower.report.tariffs import tariff_drawings, tariffs_texts
from middlepower.report.wedge_files import wedge_texts
from middlepower.score.plan import choices_of, plan
from middlepower.score.run import run_tests
from middlepower.web.memory import memo_of
from middlepower.world.embedded import load_world

Sort = Literal["economy", "economies", "day", "choice", "number"]
Values = Mapping[str, str]
YES, NO = "yes", "no"
SETTINGS = ("elasticities", "horizon", "closure")


@dataclass(frozen=True)
class AskedValue:
    """One value that a study takes: its name on the command line, its sort, what stands there if nothing is said."""

    name: str
    sort: Sort
    usual: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Studied:
    """What a study gives: its document, the same as JSON, its tables and page by file name, its figures."""

    document: Document
    json: str
    texts: Mapping[str, str | bytes]
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True)
class OfferedStudy:
    """An analysis: what it asks for and what makes it; `seconds` is the time that it may take."""

    asks: tuple[AskedValue, ...]
    make: Callable[[Values, Settings], Studied]
    seconds: float = 300.0

    def values(self, given: Values) -> dict[str, str]:
        """Every value that it takes, the usual one where none is given; ScenarioError for a name that it has not."""
        known = {one.name: one for one in self.asks}
        for name, value in given.items():
            if name not in (*known, *SETTINGS):
                raise unknown_name("parameter", name, [*known, *SETTINGS])
            if not value.strip():
                raise ScenarioError(f"`{name}` is empty: give a value, or leave it out.")
            if name in known and known[name].sort == "choice" and value not in known[name].choices:
                raise unknown_name(name, value, known[name].choices)
        return {name: given.get(name, one.usual) for name, one in known.items()}


RANGES = AskedValue("ranges", "choice", NO, (NO, YES))
DATE = AskedValue("date", "day", STATUS_QUO.isoformat())
ECONOMY = AskedValue("economy", "economy", "CAN")


def studied(document: Document, texts: Mapping[str, str | bytes], drawings: Iterable[Drawing]) -> Studied:
    """A study of its parts."""
    return Studied(document, write(document), texts, tuple(drawings))


def _names(text: str) -> tuple[str, ...]:
    """The names between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _day(values: Values, name: str = "date") -> dt.date:
    try:
        return dt.date.fromisoformat(values[name])
    except ValueError:
        raise ScenarioError(f"`{name}` is `{values[name][:40]}`: write a day as 2026-01-13.") from None


def _question(values: Values) -> Question:
    return status_quo(_day(values), load_world(DEFAULT_WORLD)).sharing(memo_of(DEFAULT_WORLD))


def _tariffs(values: Values, settings: Settings) -> Studied:
    span = (_day(values, "from"), _day(values, "date"))
    request = TariffRequest(values["economy"], _names(values["on"]), span=span)
    question = tariff_question(load_world(DEFAULT_WORLD), _day(values)).sharing(memo_of(DEFAULT_WORLD))
    document = tariffs_document(request, threat_experiment(settings, question))
    return studied(document, tariffs_texts(document), tariff_drawings(document))


def _replay(values: Values, settings: Settings) -> Studied:
    request = LadderRequest(_day(values, "from"), _day(values, "to"), _names(values["of"]), values["economy"])
    ladder = Ladder.of(load_world(DEFAULT_WORLD), request)
    document = replay_document(ladder, law_at_both(settings, ladder.question))
    return studied(document, replay_texts(document), replay_drawings(document))


def _profile(values: Values, settings: Settings) -> Studied:
    request = ProfileRequest(values["economy"], _names(values["powers"]) or None, None)
    document = profile_document(threat_experiment(settings, _question(values), HORIZONS), request)
    return studied(document, profile_texts(document), profile_drawings(document))


def _rank(values: Values, settings: Settings) -> Studied:
    document = rank_document(threat_at_both(settings, _question(values)), values["to"], values["by"], "both")
    return studied(document, rank_texts(document), rank_drawings(document))


def _matrix(values: Values, settings: Settings) -> Studied:
    document = matrix_document(threat_experiment(settings, _question(values)), values["side"])
    return studied(document, matrix_texts(document), matrix_drawings(document))


def _coalition(values: Values, settings: Settings) -> Studied:
    experiment = threat_at_both(settings, _question(values))
    document = coalition_document(experiment, _names(values["members"]), values["against"], "both")
    return studied(document, coalition_texts(document), coalition_drawings(document))


def _align(values: Values, settings: Settings) -> Studied:
    powers = _names(values["powers"])
    if len(powers) != 2:
        raise ScenarioError(f"`powers` is `{values['powers'][:60]}`: name two, as in USA,CHN.")
    request = AlignRequest(values["economy"], powers, powers[-1], 0.5, None)
    document = align_document(threat_experiment(settings, _question(values), (LONG, FIRST_YEAR)), request)
    return studied(document, align_texts(document), align_drawings(document))


def _frontier(values: Values, settings: Settings) -> Studied:
    powers, points = _names(values["powers"]), int(values["points"])
    bounds, detail = check_bounds(values["bounds"]), check_detail("groups")
    request = FrontierRequest(values["economy"], powers, menace(values["threat"]), bounds, detail, None, points)
    document = frontier_document(request, _question(values), settings)
    return studied(document, frontier_texts(document), frontier_drawings(document))


def _score(values: Values, settings: Settings) -> Studied:
    choices_of(values["test"])
    document = score_document(
        run_tests([values["test"]], settings, lambda _: None), settings, f"score --test {values['test']}"
    )
    return studied(document, score_texts(document), score_drawings(document))


def _treaty(values: Values, settings: Settings) -> Studied:
    game = read_treaty(values["game"])
    request = TreatyRequest(game, f"game treaty --game {values['game']}", None)
    document = treaty_document(request, ask(game), settings, lambda _: None)
    return studied(document, treaty_texts(document), treaty_drawings(document))


def _wedge(values: Values, settings: Settings) -> Studied:
    game = read_wedge(None, values["economy"], None)
    document = wedge_document(threat_experiment(settings, _question(values), WEDGE_HORIZONS), game, None)
    return studied(document, wedge_texts(document), wedge_drawings(document))


@cache
def studies() -> Mapping[str, OfferedStudy]:
    """The studies by name."""
    powers = AskedValue("powers", "economies", "USA,CHN")
    members = AskedValue("members", "economies", "CAN,MEX,JPN,KOR")
    indicators = ("exposure", "leverage", "sender-cost", "export-share", "import-share", "alignment")
    first, last = AskedValue("from", "day", "2018-01-01"), AskedValue("to", "day", STATUS_QUO.isoformat())
    to, by = AskedValue("to", "economy", "USA"), AskedValue("by", "choice", "exposure", indicators)
    side = AskedValue("side", "choice", "both", ("both", "import", "export"))
    threat = AskedValue("threat", "choice", "cutoff", ("cutoff", "tariff:0.25", "tariff:1.0"))
    bounds = AskedValue("bounds", "choice", "free", ("free", "security", "cusma-wto"))
    points = AskedValue("points", "choice", "6", ("4", "6", "11"))
    game = AskedValue("game", "choice", "treaty", tuple(treaty_library()))
    test = AskedValue("test", "choice", next(iter(plan())), tuple(plan()))
    on, of = AskedValue("on", "economies", "USA,CHN"), AskedValue("of", "economies", "CAN,CHN")
    return {
        "profile": OfferedStudy((ECONOMY, powers, DATE, RANGES), _profile),
        "tariffs": OfferedStudy((ECONOMY, on, first, DATE), _tariffs),
        "replay": OfferedStudy((ECONOMY, of, first, last), _replay),
        "rank": OfferedStudy((to, by, DATE, RANGES), _rank),
        "matrix": OfferedStudy((side, DATE), _matrix),
        "coalition": OfferedStudy((members, AskedValue("against", "economy", "USA"), DATE, RANGES), _coalition),
        "align": OfferedStudy((ECONOMY, powers, DATE, RANGES), _align),
        "frontier": OfferedStudy((ECONOMY, powers, threat, bounds, points, DATE), _frontier, 600.0),
        "treaty": OfferedStudy((game, RANGES), _treaty),
        "wedge": OfferedStudy((ECONOMY, DATE, RANGES), _wedge),
        "score": OfferedStudy((test,), _score),
    }


def study(values: str) -> Studied:
    """A study that is asked for as JSON: its name, and its values as text."""
    asked = json.loads(values)
    wanted, given = studies()[asked["study"]], asked["values"]
    found = wanted.values(given)
    chosen = {name: given[name] for name in SETTINGS if name in given}
    return wanted.make(found, Settings(**chosen, ranges=found.get("ranges", NO) == YES))


def task_values(name: str, given: Values) -> str:
    """What the desk is asked with; an error for a study or a value that does not exist."""
    if name not in studies():
        raise unknown_name("study", name, studies())
    studies()[name].values(given)
    return json.dumps({"study": name, "values": dict(given)}, sort_keys=True)
