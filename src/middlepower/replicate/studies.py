"""The list of replications; a new study is one file and one entry here."""

from __future__ import annotations

from importlib import import_module

from middlepower.names import unknown_name
from middlepower.replicate.study import Study

MODULES = {
    "caliendo-parro-2015": "caliendo_parro_2015",
    "lashkaripour-2021": "lashkaripour_2021",
    "us-tariff": "us_tariff",
    "liberation-day-2025": "liberation_day_2025",
    "analytic": "analytic",
    "gegravity": "gegravity",
    "crisis-game": "crisis_game",
    "ossa-2014": "ossa_2014",
}


def study(name: str) -> Study:
    """The study of that name; UnknownNameError with the nearest one."""
    if name not in MODULES:
        raise unknown_name("study", name, MODULES, "`middlepower replicate` lists them.")
    replication: Study = import_module(f"middlepower.replicate.{MODULES[name]}").STUDY
    return replication


def studies() -> list[Study]:
    """All studies, in the order of the list."""
    return [study(name) for name in MODULES]
