"""What the processes of the desk look up before anybody asks, so that the first answer is as fast as the next."""

from __future__ import annotations

import json
import threading

from middlepower.errors import MiddlepowerError
from middlepower.experiment.status_quo import STATUS_QUO
from middlepower.web.desk import Desk
from middlepower.web.law_page import LawAsked
from middlepower.web.worker import Task


def warm(desk: Desk) -> None:
    """Ask in the background what the first page asks, of each process."""
    for number in range(desk.clerks):
        threading.Thread(target=_ask, args=(desk, number), daemon=True).start()


def _ask(desk: Desk, number: int) -> None:
    """The page of a day, and in the first process its ladder."""
    asked = LawAsked(STATUS_QUO)
    tasks = [Task("at once", json.dumps(asked.page().plain())), Task("timeline", asked.timeline())]
    try:
        desk.ask(tasks[number % 2])
    except MiddlepowerError:  # who asks the same later is told
        return
