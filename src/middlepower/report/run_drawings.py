"""The figures of a run as files of their own."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.drawing import Drawing, MapFigure, PlotFigure, RowFigure
from middlepower.report.figures import Chart, actor_chart, income_chart, sector_charts, tornadoes
from middlepower.report.sweeps import sweeps
from middlepower.report.tables import drawn
from middlepower.report.wording import horizon_text, possessive
from middlepower.report.worldmap import world_map


def run_drawings(results: Results) -> Iterator[Drawing]:
    """Income by state, actors, and of the states that are drawn sectors, runs and the map."""
    own = results.name(results.economy)
    title, whose = say("figures.income", own=own), possessive(own)
    yield RowFigure("income", title, _note(results, say("figures.income_unit", centre=_centre(results))),
                    income_chart(results), "dots")  # fmt: skip
    yield RowFigure("actors", say("figures.actors"), _note(results, say("figures.percent_of_income")),
                    actor_chart(results), "series")  # fmt: skip
    for sweep in sweeps(results):
        said, note = say("sweeps.figure", own=own, title=sweep.title), _note(results, say("figures.percent_of_income"))
        yield PlotFigure(f"grid-{sweep.code}", said, note, sweep.plot, x_title=sweep.axes[0])
    for state, chart in _of_states(results, sector_charts(results)):
        said = say("figures.sectors", whose=whose, title=state.title)
        yield RowFigure(f"sectors-{state.code}", said, _note(results, say("figures.output")), chart, "bars")
    for state, chart in _of_states(results, tornadoes(results)):
        said = say("figures.runs", whose=whose, title=state.title)
        note = _note(results, say("figures.runs_unit", centre=chart.series[1]))
        yield RowFigure(f"runs-{state.code}", said, note, chart, "from centre")
    world = world_map(results)
    for one in world.states:
        note = f"{_note(results, say('figures.percent_of_income'))} {say('figures.shapes', source=world.source)}"
        yield MapFigure(f"map-{one.state.code}", say("figures.map", title=one.state.title), note, world, one)


def _centre(results: Results) -> str:
    header = results.header
    if header.draws:
        return say("figures.centre_and_draws", centre=header.centre)
    return say("figures.centre_and_range", centre=header.centre, n=len(header.ranged_over))


def _note(results: Results, unit: str) -> str:
    """What every figure says below its title: unit, horizon, baseline, data."""
    header = results.header
    return say(
        "figures.note",
        unit=unit,
        horizon=horizon_text(header.horizon),
        baseline=header.baseline,
        world=header.world,
        year=str(header.vintage),
        version=header.middlepower,
    )


def _of_states(results: Results, charts: list[Chart]) -> Iterator[tuple[StateResults, Chart]]:
    """The states that are drawn with their charts; a chart bears its state's title."""
    by_title = {chart.title: chart for chart in charts}
    for state in drawn(results):
        if state.title in by_title:
            yield state, by_title[state.title]
