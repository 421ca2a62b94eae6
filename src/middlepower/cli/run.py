"""`middlepower run` on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable

from middlepower.cli.output import print_table
from middlepower.cli.products import plain_products
from middlepower.cli.shown import answered
from middlepower.cli.streams import unfiltered
from middlepower.document.results import Results
from middlepower.front.asked import Tell
from middlepower.front.product_run import ProductFinding, refuse_beside
from middlepower.front.run import RunFinding
from middlepower.language.catalogue import say
from middlepower.report.changes import why_tables
from middlepower.report.folder import Place
from middlepower.report.terminal import PLAIN_SIGNS, terminal_text
from middlepower.report.wording import signed


def show_run(ask: Callable[[Tell], RunFinding | ProductFinding], place: Place | None, as_json: bool, why: bool) -> None:
    """Run a scenario; print its table or its JSON document; write its files when a folder is given.

    With `why` the table of what each state changes in law follows.
    """
    answer = answered(ask, place)
    if why and isinstance(answer, ProductFinding):
        refuse_beside({"--why": why})
    if place is None and not as_json:
        print(say("cli.add_out"), file=sys.stderr)
    if as_json:
        sys.stdout.write(answer.to_json())
    elif isinstance(answer, ProductFinding):
        sys.stdout.write(plain_products(answer.document))
    else:
        _show(answer.document, bool(answer.outcomes.experiment.closures), why)


def _show(results: Results, closures: bool, why: bool) -> None:
    """Print the table of a run, that of closures where all were compared, and what each state changes in law."""
    _write_table(results)
    if closures:
        sys.stdout.write("\n" + _closures(results))
    if why:
        sys.stdout.write("".join(f"\n{print_table(title, rows)}" for title, rows in why_tables(results)))


def _write_table(results: Results) -> None:
    """Print the table of a run, in colours on a terminal: colours of our own, so they pass the filter."""
    if not sys.stdout.isatty():
        sys.stdout.write(terminal_text(results))
        return
    import shutil

    unfiltered(sys.stdout).write(terminal_text(results, shutil.get_terminal_size().columns, colour=True))


def _closures(results: Results) -> str:
    """Real income of the brief's economy by state and closure."""
    rows = []
    for name, state in results.states.items():
        closures = results.own_actor(state).by_closure
        changes = {} if closures is None else closures.real_income_percent
        shown = {
            closure: say("cli.no_equilibrium") if n.value is None else signed(n.value).translate(PLAIN_SIGNS)
            for closure, n in changes.items()
        }
        rows.append({say("cli.column.state"): name, **shown})
    return print_table(say("cli.closures", economy=results.economy), rows)
