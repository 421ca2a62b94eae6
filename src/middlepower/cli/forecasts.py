"""`middlepower score --register` and `--against`: forecasts written down, and later held against what was seen."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from middlepower.cli.output import print_table, show, wrote
from middlepower.document.score import number
from middlepower.errors import ScenarioError
from middlepower.language.catalogue import say
from middlepower.report.folder import Place, json_text
from middlepower.report.score import with_interval
from middlepower.report.wording import signed
from middlepower.scenario.read import read_scenario
from middlepower.score.against import ScoredState, read_forecasts, read_seen, scored_against
from middlepower.score.metrics import Interval
from middlepower.score.register import ALL_GOODS, FIRST_COLUMNS, StateForecasts, as_yaml, registered

FILE = "forecasts.yaml"
FIRST_YEAR, LAST_YEAR = 1990, 2100  # what may be asked for: years of the tables, and those that anybody plans for
LEAST_FLOWS = 3  # of a statistic across flows


@dataclass(frozen=True)
class ForecastsAsked:
    """What is asked of forecasts: a scenario to register for a year, or a file to hold against what was seen."""

    register: str | None
    year: int | None
    against: Path | None
    file: Path | None

    def check(self, test: str | None, data: Path | None) -> None:
        """None; ScenarioError for options of which one undoes the other."""
        given = {"--register": self.register, "--against": self.against, "--test": test}
        asked = [name for name, value in given.items() if value is not None]
        if len(asked) > 1:
            raise ScenarioError(f"{asked[0]} and {asked[1]} are two questions: ask one at a time.")
        if self.file is not None and self.against is None:
            raise ScenarioError("`--forecast` is held against what was seen: give that by `--against FILE.csv`.")
        if data is not None and test is None and asked:
            raise ScenarioError(f"`--data` is read by the tests; {asked[0]} needs none: leave it out.")
        if (self.year is None) != (self.register is None):
            raise ScenarioError("`--register` and `--year` go together: say for which year, such as `--year 2027`.")
        if self.year is not None and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ScenarioError(f"`--year` is `{self.year}`: write one of {FIRST_YEAR} to {LAST_YEAR}, such as 2027.")


def register_command(scenario: str, year: int, place: Place | None, as_json: bool, today: dt.date) -> None:
    """Write down what the model says of a scenario's states for a year."""
    asked = read_scenario(scenario)
    if place is None and not as_json:
        raise ScenarioError("forecasts are registered in a file: name its folder with --out DIR, or ask for --json.")
    if place is not None:
        place.check()
    record = registered(asked, year, today)
    if place is not None:
        written = place.write({FILE: as_yaml(record)})
        print(wrote(written, place.folder), file=sys.stderr)
    if as_json:
        dated = {**record.head, "made": today.isoformat(), "baseline": {**asked.baseline.model_dump(mode="json")}}
        states = {name: asdict(state) for name, state in record.states.items()}
        sys.stdout.write(json_text({**dated, "states": states}))
    else:
        print(
            "\n".join(
                print_table(say("score.forecast_head", name=name), _sums(one)) for name, one in record.states.items()
            )
        )


def _sums(state: StateForecasts) -> list[dict[str, str]]:
    """What a state does to the goods trade of every pair."""
    columns = state.columns[len(FIRST_COLUMNS) :]
    sums = {key: row[len(FIRST_COLUMNS) :] for key, row in state.flows.items() if key.endswith(ALL_GOODS)}
    return [
        {
            say("cli.column.flow"): key,
            **{column: _change(value) for column, value in zip(columns, row, strict=True)},
        }
        for key, row in sums.items()
    ]


def _change(value: float | None) -> str:
    return say("score.ended") if value is None else signed(value)


def _shown(value: float | None) -> str:
    """A change as the table shows it; a dash where there was no trade to change."""
    return "-" if value is None else signed(value)


def against_command(file: Path | None, seen: Path, place: Place | None, as_json: bool) -> None:
    """Score a file of forecasts, by default those for 2027, against changes that were seen."""
    if place is not None:
        place.check()
    forecasts = read_forecasts(file)
    found = scored_against(forecasts, read_seen(seen), str(seen))
    show(f"{forecasts.forecast}-against", {"fits": [_row(one) for one in found]}, place, as_json)


def _row(one: ScoredState) -> dict[str, str]:
    """One line of the table: numbers with their 95% intervals."""
    return {
        "state": one.state,
        "method": one.fit.method,
        "variant": one.fit.variant,
        "error_percent": with_interval(number(one.fit.error), 1),
        "correlation": _across(one, one.fit.correlation),
        "slope": _across(one, one.fit.slope),
        "signs": f"{one.fit.hits} of {one.fit.flows}",
    }


def _across(one: ScoredState, found: Interval) -> str:
    """A statistic over flows; through fewer than three points a line always fits, so there is none."""
    if one.fit.flows < LEAST_FLOWS:
        return say("score.too_few_flows", n=one.fit.flows)
    return with_interval(number(found), 2)
