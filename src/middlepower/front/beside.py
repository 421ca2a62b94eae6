"""What `run --beside` asks beside a scenario: games, the frontier and alignment of the same economy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.results import Results, StudyBeside
from middlepower.errors import ScenarioError
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG
from middlepower.experiment.weights import EQUAL
from middlepower.names import unknown_name
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario

if TYPE_CHECKING:
    from middlepower.document.frontiers import AutonomyFrontier
    from middlepower.document.header import Document
    from middlepower.document.standing import AlignmentStanding
    from middlepower.experiment.question import Question
    from middlepower.report.drawing import Drawing
    from middlepower.report.files import Aside

COERCE, COERCED = "coerce", ("CAN", "beijing-2026")  # the library's game of a threat: at whom, in which scenario
WHOLE = "tariff:1.0"
Tell = Callable[[str], None]
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Asking:
    """The scenario beside which something is asked, its name or path as given, its baseline without any state, how it
    is solved, and who is told."""

    scenario: Scenario
    given: str
    question: Question
    settings: Settings
    tell: Tell

    @property
    def powers(self) -> tuple[str, ...]:
        """The scenario's powers, less its economy."""
        return tuple(power for power in self.scenario.powers if power != self.scenario.economy)


@dataclass(frozen=True)
class StudyFound:
    """A document, what makes its files, what it says in short, its page, the figures of it that stand in the brief, and
    whether it comes with the program."""

    document: Document
    texts: Callable[[], Texts]
    sentence: str
    page: str
    drawings: tuple[Drawing, ...]
    made_before: bool = False


def drawn(drawings: Iterable[Drawing], *names: str) -> tuple[Drawing, ...]:
    """The drawings of these names."""
    return tuple(drawing for drawing in drawings if drawing.name in names)


def check_beside(names: Sequence[str]) -> None:
    """None; ScenarioError for what can't be asked beside a run."""
    for name in names:
        if name not in BESIDE:
            raise unknown_name("study beside a run", name, BESIDE)


def asked_beside(
    scenario: Scenario, given: str, settings: Settings, names: Sequence[str], tell: Tell
) -> list[tuple[str, StudyFound]]:
    """(name, what was found) of every study, from the scenario's own baseline; `given` names the scenario."""
    from middlepower.experiment.run import in_labels, question_of

    question = question_of(scenario)
    alike = replace(settings, horizon=LONG, closure=settings.main_closure, weights=EQUAL)
    start = replace(question, states={}, remarks={})
    asking = Asking(in_labels(scenario, question.world), given, start, alike, tell)
    return [(name, BESIDE[name](asking)) for name in dict.fromkeys(names)]


def kept_beside(results: Results) -> list[tuple[str, StudyFound]]:
    """(name, what was found) of the studies that the package keeps for a run's own baseline, law and settings."""
    from middlepower.document.frontiers import AutonomyFrontier
    from middlepower.document.kept import kept

    found = {
        name: _frontier_found(one) if isinstance(one, AutonomyFrontier) else _align_found(one)
        for name, one in kept(results).items()
    }
    return [(name, replace(one, made_before=True)) for name, one in found.items()]


def with_beside(results: Results, found: Sequence[tuple[str, StudyFound]]) -> tuple[Results, Aside]:
    """(the results with the sentences of what was found, the files and figures of the studies).

    A table whose name the run, or another study, has too is written under the name of its study.
    """
    from middlepower.report.files import Aside

    rows = tuple(
        StudyBeside(
            name, one.document.header.question, one.sentence, one.page, one.document.header.command, one.made_before
        )
        for name, one in found
    )
    files = [partial(_files, name, one) for name, one in found]
    figures = [drawing for _, one in found for drawing in one.drawings]
    return replace(results, beside=rows), Aside(files, figures)


def _files(name: str, found: StudyFound) -> Texts:
    return {_named(name, file): text for file, text in found.texts().items()}


def _named(study: str, file: str) -> str:
    """The name of a study's file in the folder of a run: tables carry the study's name."""
    return f"{study}_{file}" if file.endswith(".csv") and not file.startswith(study) else file


# ---------------------------------------------------------------- studies


def _align(asking: Asking) -> StudyFound:
    from middlepower.document.align import AlignRequest, align_document
    from middlepower.experiment.frictions import FIRST_YEAR
    from middlepower.experiment.status_quo import threat_experiment

    first, second = _two(asking)
    request = AlignRequest(asking.scenario.economy, (first, second), second, 0.5, None)
    experiment = threat_experiment(asking.settings, asking.question, (LONG, FIRST_YEAR))
    return _align_found(align_document(experiment, request))


def _align_found(document: AlignmentStanding) -> StudyFound:
    from middlepower.report.align_figures import align_drawings
    from middlepower.report.align_page import align_texts, headline

    figures = drawn(align_drawings(document), "net_alignment")
    return StudyFound(document, partial(align_texts, document), headline(document), "align.html", figures)


def _wedge(asking: Asking) -> StudyFound:
    from middlepower.document.game_wedge import wedge_document
    from middlepower.experiment.status_quo import threat_experiment
    from middlepower.game.wedge.reading import read_wedge
    from middlepower.game.wedge.run import HORIZONS
    from middlepower.report.game_wedge import headline, wedge_drawings
    from middlepower.report.wedge_files import wedge_texts

    game = read_wedge(None, asking.scenario.economy, _two(asking))
    document = wedge_document(threat_experiment(asking.settings, asking.question, HORIZONS), game)
    figures = drawn(wedge_drawings(document), f"tipping-{LONG}")
    return StudyFound(document, partial(wedge_texts, document), headline(document), "game_wedge.html", figures)


def _coerce(asking: Asking) -> StudyFound:
    from middlepower.front.coerce import CoerceAsked, coerced
    from middlepower.report.game_coerce import coerce_drawings, coerce_texts, headline

    scenario = asking.scenario
    ours = (scenario.economy, scenario.scenario) == COERCED and scenario.world == DEFAULT_WORLD
    elsewhere = None if scenario.world == DEFAULT_WORLD else scenario.world
    asked = (
        CoerceAsked(COERCE, None, None, None, None, WHOLE, None)
        if ours
        else CoerceAsked(None, _first(asking), scenario.economy, WHOLE, None, WHOLE, asking.given, elsewhere)
    )
    document = coerced(asked, asking.settings, None, asking.tell).document
    figures = drawn(coerce_drawings(document), "shifts")
    return StudyFound(document, partial(coerce_texts, document), headline(document), "game_coerce.html", figures)


def _treaty(asking: Asking) -> StudyFound:
    from middlepower.document.game_treaty import TreatyRequest, treaty_document
    from middlepower.game.treaty.payoffs import ask
    from middlepower.game.treaty.read import read_treaty, treaty_library
    from middlepower.report.game_treaty import headline, treaty_drawings, treaty_texts

    games = {name: read_treaty(name) for name in treaty_library()}
    own = asking.scenario.economy
    mine = [name for name, game in games.items() if game.mover == own]
    if not mine:
        known = ", ".join(sorted({game.mover for game in games.values()}))
        raise ScenarioError(
            f"no treaty game of {own} is built in (there are those of {known}): write one and ask "
            "`middlepower game treaty --game FILE`."
        )
    _check_start(asking, games[mine[0]].scenario)
    request = TreatyRequest(games[mine[0]], f"game treaty --game {mine[0]}")
    document = treaty_document(request, ask(request.game, request.world), asking.settings, asking.tell)
    figures = drawn(treaty_drawings(document), "tree-believed")
    return StudyFound(document, partial(treaty_texts, document), headline(document), "game_treaty.html", figures)


def _check_start(asking: Asking, name: str) -> None:
    """None; ScenarioError where a game's scenario starts elsewhere than the run beside which it would stand."""
    own, theirs = asking.scenario, read_scenario(name)
    if (own.baseline, own.world) != (theirs.baseline, theirs.world):
        raise ScenarioError(
            f"the game starts from {theirs.baseline.name} on world {theirs.world}, this run from "
            f"{own.baseline.name} on {own.world}: ask `middlepower game treaty` by itself."
        )


def _frontier(asking: Asking) -> StudyFound:
    from middlepower.autonomy.levers import check_bounds, check_detail
    from middlepower.autonomy.start import menace
    from middlepower.document.frontier import FrontierRequest, frontier_document

    request = FrontierRequest(
        asking.scenario.economy,
        asking.powers,
        menace("cutoff"),
        check_bounds("free"),
        check_detail("groups"),
        None,
    )
    settings = replace(asking.settings, ranges=False)
    return _frontier_found(frontier_document(request, asking.question, settings, asking.tell))


def _frontier_found(document: AutonomyFrontier) -> StudyFound:
    from middlepower.report.frontier_figures import frontier_drawings
    from middlepower.report.frontier_files import frontier_texts
    from middlepower.report.frontier_sentences import room_left

    first = document.powers[0]
    figures = drawn(frontier_drawings(document), f"frontier-{first}", f"tolerated-{first}")
    return StudyFound(document, partial(frontier_texts, document), room_left(document), "frontier.html", figures)


def _first(asking: Asking) -> str:
    """The first power of the scenario."""
    if not asking.powers:
        raise ScenarioError("`powers` is empty: name in the scenario the power that threatens.")
    return asking.powers[0]


def _two(asking: Asking) -> tuple[str, str]:
    """The two powers of the scenario."""
    if len(asking.powers) != 2:
        raise ScenarioError(f"this is asked between two powers; the scenario names {', '.join(asking.powers)}.")
    return asking.powers[0], asking.powers[1]


BESIDE: dict[str, Callable[[Asking], StudyFound]] = {
    COERCE: _coerce,
    "treaty": _treaty,
    "wedge": _wedge,
    "frontier": _frontier,
    "align": _align,
}
