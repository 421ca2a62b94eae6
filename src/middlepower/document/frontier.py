"""What autonomy costs: the frontier by belief, packages on it, freedom of action, under one set or all published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from middlepower.autonomy.choice import PolicyChoice
from middlepower.autonomy.frontier import FrontierPath, path_of, unbiased, undominated
from middlepower.autonomy.levers import Bounds, Detail, levers_of
from middlepower.autonomy.packages import WITH_ALLIES, PlacedPackage, ally_titles, own_packages, state_packages
from middlepower.autonomy.start import Beginning, Menace, beginning, prepared
from middlepower.document.arrange import names_of, spread_of
from middlepower.document.freedom import PROBABILITIES, freedom_rows
from middlepower.document.frontier_rows import access_rows, against_of, lever_rows, package_row
from middlepower.document.frontiers import AutonomyFrontier, FrontierBody
from middlepower.document.number import Number, Spread, combine
from middlepower.document.power import power_header
from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import Experiment, VariantRun, solve_experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.parallel import each
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, main_variant, threat_variants
from middlepower.experiment.without_effect import joined
from middlepower.language.catalogue import named, say, spoken
from middlepower.model.sensitivity.two_stage.equations import GIVEN_DEFICITS
from middlepower.scenario.read import library, read_scenario
from middlepower.world.groups import title_of
from middlepower.world.parties import check_apart, chosen_powers, label_of, members

Progress = Callable[[str], None]
PACKAGE_STATES = ("deal", "truce", "diversify", "allies", "not-followed")
MOVES = ("deal", "truce")
POINTS = 10
ENOUGH = 4  # beliefs between which costs are read off well
STARTS = 2
SOLVES = 400


@dataclass(frozen=True)
class FrontierRequest:
    """What is asked: whose frontier, against which powers, which threat, which instruments, how many points."""

    economy: str
    powers: tuple[str, ...] | None
    threat: Menace
    bounds: Bounds
    detail: Detail
    access_cost: float | None
    points: int = POINTS

    def __post_init__(self) -> None:
        """Refuse a number of points that draws no frontier, and a cost that is none."""
        if not 2 <= self.points <= 100:
            raise ScenarioError(f"`--points` is {self.points}: ask for 2 to 100 beliefs between 0 and 1.")
        if self.access_cost is not None and not 0.0 < self.access_cost <= 1.0:
            raise ScenarioError(
                f"`--access-cost` is {self.access_cost:g}: it is the part of the value of sales, a year, that makes "
                "them 10% cheaper to deliver; write 2% as 0.02, or leave it out to have no such instrument."
            )


def frontier_document(
    request: FrontierRequest, question: Question, settings: Settings, progress: Progress = lambda _: None
) -> AutonomyFrontier:
    """The document of a request on a question's baseline."""
    check_settings(settings)
    code, powers = parties(request, question)
    scenario = with_states(question, code)
    soon = replace(main_variant(settings), horizon=FIRST_YEAR)
    variants = [*threat_variants(settings), *([soon] if scenario.states else [])]
    experiment = solve_experiment(scenario, settings, variants, strict=False)
    runs = [run for run in experiment.runs if run.variant.horizon == LONG]
    bodies = [body_of(request, experiment, run, code, powers, progress) for run in runs]
    long = replace(experiment, question=question, runs=tuple(runs))
    body = among(bodies, spread_of(long))
    own, *others = (spoken().the(title_of(one)) for one in (code, *powers))
    asked = say("frontier.question", economy=own, powers=joined(others))
    header = power_header(long, "frontier", asked, command_words(request, code, powers, settings), [body.residual])
    return AutonomyFrontier(
        header=header,
        **names_of(AutonomyFrontier, question.world, [code, *powers]),
        economy=code,
        powers=tuple(powers),
        threat=request.threat.name,
        bounds=request.bounds,
        bounds_meaning=say(f"frontier.bounds.{request.bounds}"),
        detail=request.detail,
        access_cost_percent=None if request.access_cost is None else 100.0 * request.access_cost,
        notes=notes_of(request, bool(scenario.states)),
        frontier=body,
    )


def among(bodies: Sequence[FrontierBody], spread: Spread) -> FrontierBody:
    """The body of a set alone, or of some with ranges: every number is then the middle of what it ranges over."""
    return bodies[0] if len(bodies) == 1 else combine(bodies, spread, headline=True)


def check_settings(settings: Settings) -> None:
    """Refuse closures in which deficits move, and several at once."""
    if settings.closure not in GIVEN_DEFICITS:
        raise ScenarioError(
            f"`--closure` is {settings.closure}: a frontier is found with given deficits; ask for one of "
            f"{', '.join(GIVEN_DEFICITS)}."
        )


def parties(request: FrontierRequest, question: Question) -> tuple[str, list[str]]:
    """(the economy or group, the powers) by their labels; an error where one is or contains the other."""
    world = question.world
    code = label_of(world, request.economy)
    inside = members(world, code)
    if len(inside) == 1:
        names = request.powers or tuple(name for name in ("USA", "CHN") if label_of(world, name) != code)
        powers = chosen_powers(world, code, names)
    else:
        powers = list(dict.fromkeys(label_of(world, name) for name in request.powers or ("USA", "CHN")))
    check_apart(world, code, powers)
    return code, powers


def with_states(question: Question, code: str) -> Question:
    """The question with the states of the library's scenario on the same economy, day and world that are packages."""
    for name in sorted(library()):
        scenario = read_scenario(name)
        base = question.baseline
        same_day = base is not None and base.date == scenario.baseline.date
        if scenario.economy == code and same_day and scenario.world == question.world.name:
            asked = question_of(scenario)
            states = {key: asked.states[key] for key in PACKAGE_STATES if key in asked.states}
            return Question(question.world, question.baseline, states, asked.measures)
    return question


def command_words(request: FrontierRequest, code: str, powers: Sequence[str], settings: Settings) -> str:
    """The command's own part of the line that makes the document again."""
    access = "" if request.access_cost is None else f" --access-cost {request.access_cost:g}"
    return (
        f"frontier {code} --powers {','.join(powers)} --threat {request.threat.name} --bounds {request.bounds} "
        f"--detail {request.detail} --points {request.points}{access}{' --ranges' if settings.ranges else ''}"
    )


def notes_of(request: FrontierRequest, scenario: bool) -> tuple[str, ...]:
    """What a reader of a frontier must know."""
    threat = "cutoff" if request.threat.rate is None else "tariff"
    names = [f"threat_{threat}", "definition", "best", "rates", "record", "outside"]
    names += ["scenario"] if scenario else []
    names += ["few_points"] if request.points < ENOUGH else []
    names += ["no_access"] if request.access_cost is None else ["access"]
    return tuple(say(f"frontier.note.{name}") for name in names)


def body_of(
    request: FrontierRequest,
    experiment: Experiment,
    run: VariantRun,
    code: str,
    powers: Sequence[str],
    progress: Progress,
) -> FrontierBody:
    """All that is computed under one elasticity set."""
    progress(run.variant.label)
    begun = prepared(beginning(run.baseline, code, powers, request.threat, run.variant.draw), SOLVES)
    choice = choice_of(request, begun)
    best = unbiased(choice, STARTS)
    paths = each(lambda power: path_of(choice, power, best, request.points), powers)
    top, income = best.at.place.log_income, float(begun.start.equilibrium.income[begun.n])
    packages = [*own_packages(begun, choice), *state_packages(run.baseline, run.states, choice)]
    kept = kept_points(paths, [one for one in packages if not (one.gift or one.reason)], top, powers)
    freedom = freedom_rows(begun, run, first_year_run(experiment, run), MOVES)
    named = titles(experiment, begun)
    rows = [package_row(one, top, income, kept.get((one.name, one.power, one.price)), named) for one in packages]
    access = access_rows(begun, choice)
    residuals = [point.residual for path in paths for point in path.points] + [one.residual for one in packages]
    residuals += [row.residual.value for row in freedom if row.residual.value is not None]
    return FrontierBody(
        best_gain_percent=Number.of(100.0 * float(np.expm1(top))),
        levers=lever_rows(choice.levers),
        against={path.power: against_of(path, income, choice.levers, kept, begun.economy) for path in paths},
        packages=tuple(rows),
        probabilities=PROBABILITIES,
        freedom=freedom,
        access=access,
        residual=Number.of(max(residuals)),
    )


def choice_of(request: FrontierRequest, begun: Beginning) -> PolicyChoice:
    """The economy's choice: its instruments, and the threats."""
    access = request.access_cost or 0.0
    levers = levers_of(begun.world, begun.n, begun.powers, request.bounds, request.detail, access > 0.0)
    return PolicyChoice(begun.start, begun.n, levers, {power: begun.stage(power) for power in begun.powers}, access)


def kept_points(
    paths: Sequence[FrontierPath], packages: Sequence[PlacedPackage], top: float, powers: Sequence[str]
) -> dict[tuple[str, str, float | None], bool]:
    """{(power of a path, "", belief) or (package, power, price): whether nothing else computed dominates it}."""
    keys: list[tuple[str, str, float | None]] = []
    table: list[tuple[float, ...]] = []
    for path in paths:
        for point in path.points:
            keys.append((path.power, "", point.belief))
            table.append((point.cost, *(point.exposure[power] for power in powers)))
    for one in packages:
        keys.append((one.name, one.power, one.price))
        table.append((top - one.log_income, *(one.exposure[power] for power in powers)))
    return dict(zip(keys, undominated(table), strict=True))


def first_year_run(experiment: Experiment, run: VariantRun) -> VariantRun | None:
    """The first year's run of the same set, where the question's states were solved there."""
    wanted = replace(run.variant, horizon=FIRST_YEAR)
    return next((one for one in experiment.runs if one.variant == wanted), None)


def titles(experiment: Experiment, begun: Beginning) -> dict[str, str]:
    """{package: its title} of states, and of closer trade with the allies that this economy has."""
    friends = [spoken().the(name) for name in ally_titles(begun)]
    states = {name: named(state.title) for name, state in experiment.question.states.items()}
    return {**states, WITH_ALLIES: say("frontier.package.trade-with-allies", partners=joined(friends))}
