"""The page of autonomy: its price by belief, packages, freedom of action."""

from __future__ import annotations

from middlepower.document.frontiers import AutonomyFrontier, FrontierAgainst, FrontierPoint
from middlepower.language.catalogue import say
from middlepower.report.frontier_figures import frontier_plot, tolerated_plots
from middlepower.report.frontier_sentences import (
    bullets,
    chance,
    follows,
    lever_name,
    most_of,
    threat_text,
    tolerated_text,
)
from middlepower.report.profile import profile_page
from middlepower.report.wording import date_text, listed, the

SHOWN_BELIEFS = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0)  # columns of the table of instruments: the points nearest to them


def shown_points(against: FrontierAgainst) -> list[FrontierPoint]:
    """The points whose instruments the page shows."""
    chosen = [min(against.points, key=lambda point: abs(point.belief - wanted)) for wanted in SHOWN_BELIEFS]
    return list({point.belief: point for point in chosen}.values())


def render_frontier(document: AutonomyFrontier) -> str:
    """The page as HTML text; the same document always gives the same text."""
    gained = max(against.starts_gained for against in document.frontier.against.values())
    left = max(point.slopes_left for against in document.frontier.against.values() for point in against.points)
    starts = next(iter(document.frontier.against.values())).starts
    context = {
        "d": document,
        "h": document.header,
        "economy": the(document.name(document.economy)),
        "powers": listed(the(document.name(power)) for power in document.powers),
        "threat": threat_text(document, listed(the(document.name(power)) for power in document.powers)),
        "bullets": bullets(document),
        "plots_of": {power: frontier_plot(document, power) for power in document.powers},
        "curves_of": tolerated_plots(document, document.powers),
        "points_of": {power: shown_points(against) for power, against in document.frontier.against.items()},
        "most": lambda point: listed(most_of(document, point, 2)) or "–",
        "lever": lambda lever: lever_name(document, lever),
        "chance": chance,
        "follows": {document.powers[0]: [], **{power: follows(document, power) for power in document.powers[1:]}},
        "tolerated": tolerated_text,
        "cases": {power: cases_of(document, power) for power in document.powers},
        "search": say(
            "frontier.search", starts=str(starts), gained=f"{gained:.0e}" if gained else "0", left=f"{left:.0e}"
        ),
    }
    return profile_page("frontier.html", context)


def cases_of(document: AutonomyFrontier, power: str) -> list[str]:
    """The cases between the power and the economy."""
    cases = document.frontier.against[power].record.cases
    return [
        say(
            "frontier.case",
            date=date_text(case.threat_date),
            threat=case.threat,
            answer=say(f"frontier.answer.{case.carried_out}"),
        )
        for case in cases
    ]
