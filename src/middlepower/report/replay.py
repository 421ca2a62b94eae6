"""Files of a replay: the document, tables, and the page with the ladder as steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.document.replayed import IncomeMove, Replay, ReplayedActor, ReplayedMoves
from middlepower.language.catalogue import say
from middlepower.report.csv_text import csv_text
from middlepower.report.drawing import Drawing, PlotFigure
from middlepower.report.figures import axis_over
from middlepower.report.horizons import at_both
from middlepower.report.profile import profile_page
from middlepower.report.profile_tables import Row, numbers_csv, numbers_of
from middlepower.report.tariff_figures import StepPlot, rate_steps, steps_on
from middlepower.report.wording import Bullet, date_text, listed, money, parted, signed, the

MOVES = ("by_step", "added_up", "since_first")
LAW = ("date", "change", "measure", "title", "imposer", "targets", "instrument", "no_effect")
LARGEST = 3  # steps named in the bottom line


def replay_texts(document: Replay) -> dict[str, str]:
    """File name to content of all files."""
    return {
        document.file_name: write(document),
        "steps.csv": numbers_csv(("date", "economy", "name", "compared", "horizon"), _incomes(document)),
        "law.csv": csv_text(LAW, _law(document)),
        "rates.csv": numbers_csv(("date", "importer", "partner"), _rates(document)),
        "replay.html": render_replay(document),
    }


def _incomes(document: Replay) -> Iterator[Row]:
    for step in document.steps:
        for code, actor in step.actors.items():
            for field in MOVES:
                for horizon, moves in at_horizons(document, actor):
                    labels = step.date, code, document.name(code), move_words(field), horizon
                    yield labels, numbers_of(getattr(moves, field))


def at_horizons(document: Replay, actor: ReplayedActor) -> Iterator[tuple[str, ReplayedMoves]]:
    """(horizon, what a step did to an economy there)."""
    yield document.header.horizon, actor
    if document.other_horizon is not None and actor.other_horizon is not None:
        yield document.other_horizon.horizon, actor.other_horizon


def move_words(field: str) -> str:
    """Which comparison a field holds."""
    return say(f"replay.move.{field}")


def _law(document: Replay) -> Iterator[list[object]]:
    for step in document.steps:
        for one in step.law:
            targets = " ".join(one.targets)
            yield [step.date, one.change, one.measure, one.title, one.imposer, targets, one.instrument, one.no_effect]


def _rates(document: Replay) -> Iterator[Row]:
    for date, rates in dated_rates(document).items():
        for importer, partners in rates.items():
            for partner, rate in partners.items():
                yield (date, importer, partner), {"applied_percent": rate}


def dated_rates(document: Replay) -> dict[str, Mapping[str, Mapping[str, Number]]]:
    """The rates by day, importer and partner, those of the first day first."""
    return {document.first: document.applied_percent, **{step.date: step.applied_percent for step in document.steps}}


def pairs_of(document: Replay) -> list[tuple[str, str]]:
    """(importer, partner): all pairs of two parties; of more, those of the first party."""
    sides = document.between
    return [(n, i) for n in sides for i in sides if n != i and (n == sides[0] or i == sides[0])]


def render_replay(document: Replay) -> str:
    """The page as HTML text; the same document always gives the same text."""
    context = {
        "d": document,
        "h": document.header,
        "names": [document.name(code) for code in document.between],
        "actors": {code: document.name(code) for code in document.actors},
        "bullets": bullets(document),
        "rates": rate_plot(document),
        "incomes": income_plot(document),
        "pairs": pairs_of(document),
        "dated": dated_rates(document),
        "signed": lambda number: change(number),
        "dollars": lambda number: change_in_money(number),
        "at_horizons": lambda actor: list(at_horizons(document, actor)),
    }
    return profile_page("replay.html", context)


def replay_drawings(document: Replay) -> Iterator[Drawing]:
    """Rates, and real income added up, step by step."""
    names = listed(document.name(code) for code in document.between)
    note = say("replay.note", weights=document.weights_source)
    yield PlotFigure("rates", say("replay.rates_figure", names=names), note, rate_plot(document))
    if document.steps:
        note = say("replay.incomes_note", baseline=document.header.baseline)
        yield PlotFigure("incomes", say("replay.incomes_figure", names=names), note, income_plot(document))


def change(number: Number) -> str:
    """A change in per cent with its sign, and its range in brackets."""
    if number.value is None:
        return number.reason
    low, high = (signed(end, 3) for end in number.ends or (number.value, number.value))
    shown = signed(number.value, 3)
    span = say("common.range", low=low, high=high)
    return shown if low == high else say("common.with_range", number=shown, range=span)


def change_in_money(number: Number) -> str:
    """A change in million US dollars with its sign."""
    return number.reason if number.value is None else money(number.value)


def rate_plot(document: Replay) -> StepPlot:
    """Average rates of the pairs that are drawn, day by day; without those that have none."""
    dated = dated_rates(document)
    values = {
        say("replay.pair", importer=document.name(n), partner=document.name(i)): [
            rates[n][i] for rates in dated.values()
        ]
        for n, i in pairs_of(document)
    }
    return rate_steps(list(dated), document.last, _known(values))


def income_plot(document: Replay) -> StepPlot:
    """Real income by actor: all steps so far, added up, per cent of the first day."""
    values = {
        document.name(code): [Number(0.0), *(step.actors[code].added_up.real_income_percent for step in document.steps)]
        for code in document.actors
    }
    known = _known(values)
    axis = axis_over(value for one in known.values() for value in one)
    title = say("replay.income_title", first=document.first, last=document.last)
    return steps_on(axis, [*dated_rates(document), document.last], known, title, lambda value, _: signed(value, 3))


def _known(values: Mapping[str, list[Number]]) -> dict[str, list[float]]:
    """The lines all of whose values are known."""
    return {
        label: [number.known for number in line]
        for label, line in values.items()
        if all(number.value is not None for number in line)
    }


def bullets(document: Replay) -> list[Bullet]:
    """How many steps, the largest for the economy that it is about, and what all add up to for each actor."""
    if not document.steps:
        return [Bullet(say("replay.no_step"), say("replay.no_step_because", parties=parties(document)))]
    own, name = document.actors[0], document.name(document.actors[0])
    last = document.steps[-1].actors
    order = sorted(document.steps, key=lambda step: -abs(step.actors[own].by_step.real_income_percent.value or 0.0))
    said = [
        say("replay.dated_move", date=date_text(one.date), move=_at_both(document, one.actors[own], "by_step"))
        for one in order[:LARGEST]
    ]
    sums = [
        say("replay.actor_move", name=document.name(code), move=_at_both(document, actor, "added_up"))
        for code, actor in last.items()
    ]
    return [
        _how_many(document),
        Bullet(say("replay.largest", name=name), say("replay.sentence", list=parted(said))),
        Bullet(say("replay.added_up"), say("replay.sentence", list=parted(sums))),
    ]


def _how_many(document: Replay) -> Bullet:
    count, first, last = len(document.steps), date_text(document.first), date_text(document.last)
    when = say("replay.steps_when", first=first, last=last, parties=parties(document), n=count)
    return Bullet(say("replay.steps", n=count), when)


def parties(document: Replay) -> str:
    """The parties by name."""
    return listed(the(document.name(code)) for code in document.between)


def _both(move: IncomeMove) -> str:
    return say("replay.move", percent=change(move.real_income_percent), money=change_in_money(move.real_income_musd))


def _at_both(document: Replay, actor: ReplayedActor, field: str) -> str:
    """A comparison at both horizons, or at the only one."""
    here, there = _both(move_of(actor, field)), actor.other_horizon
    if there is None or document.other_horizon is None:
        return here
    return at_both(here, document.header.horizon, _both(move_of(there, field)), document.other_horizon.horizon)


def move_of(actor: ReplayedMoves, field: str) -> IncomeMove:
    """One of the three comparisons of an actor, by its field."""
    move: IncomeMove = getattr(actor, field)
    return move
