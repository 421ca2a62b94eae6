"""What the shell offers when the tab key is pressed: names that a command would take, beginning as typed so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import typer

from middlepower.errors import MiddlepowerError

Offer = tuple[str, str]  # a name, and what it stands for


def beginning(incomplete: str, names: Mapping[str, str] | Iterable[str]) -> list[Offer]:
    """The names that begin as typed, with the help of each where there is one."""
    known = names if isinstance(names, Mapping) else dict.fromkeys(names, "")
    return [(name, said) for name, said in known.items() if name.startswith(incomplete)]


def in_a_list(offers: Callable[[str], list[Offer]]) -> Callable[[str], list[Offer]]:
    """The same offers for the last name of a list with commas."""

    def last(incomplete: str) -> list[Offer]:
        before, comma, typed = incomplete.rpartition(",")
        return [(f"{before}{comma}{name}", said) for name, said in offers(typed)]

    return last


def formats(incomplete: str) -> list[Offer]:
    """What `--also` writes."""
    from middlepower.report.exports import FORMATS

    return beginning(incomplete, FORMATS)


def scenarios(incomplete: str) -> list[Offer]:
    """Scenarios of the library, by name."""
    from middlepower.scenario.read import library

    return beginning(incomplete, library().keys())


def treaty_games(incomplete: str) -> list[Offer]:
    """Treaty games of the library, by name."""
    from middlepower.game.treaty.read import treaty_library

    return beginning(incomplete, treaty_library().keys())


def states(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """The states of the scenario that is named before; none while no scenario can be read."""
    from middlepower.scenario.read import read_scenario

    named = ctx.params.get("scenario") or "".join(ctx.args[:1])  # after `--states` alone the words are still unsorted
    try:
        known = read_scenario(str(named)).states
    except MiddlepowerError:  # the command itself will say what is wrong with it
        return []
    titles = {name: state.title for name, state in known.items()}
    return in_a_list(lambda typed: beginning(typed, titles))(incomplete)


def admissible(incomplete: str) -> list[Offer]:
    """Admissible sets of policy."""
    return beginning(
        incomplete, {"cusma-wto": "bound by treaty", "security": "exceptions against the powers", "free": ""}
    )


def details(incomplete: str) -> list[Offer]:
    """How finely tariffs are chosen."""
    return beginning(incomplete, ("groups", "sectors"))


def economies(incomplete: str) -> list[Offer]:
    """The economies of the default world by code, or by name once its first letters are typed, and groups."""
    from middlepower.world.embedded import load_world
    from middlepower.world.groups import groups

    world = load_world()
    codes = dict(zip(world.regions, world.region_names, strict=True)) | {one.name: one.title for one in groups()}
    names = {name: code for code, name in codes.items() if name.isalpha()}
    if not incomplete:
        return beginning(incomplete, codes)
    offers = {**codes, **names}
    return beginning(incomplete, offers) or beginning(incomplete, {name.lower(): said for name, said in offers.items()})


def sets(incomplete: str) -> list[Offer]:
    """The elasticity sets."""
    from middlepower.data.elasticities import SETS

    return beginning(incomplete, {one.name: one.role for one in SETS.values()})


def horizons(incomplete: str) -> list[Offer]:
    """The horizons."""
    from middlepower.data.elasticities import HORIZONS

    return beginning(incomplete, HORIZONS.keys())


def closures(incomplete: str) -> list[Offer]:
    """The closures."""
    from middlepower.model.core.closure import CLOSURES

    return beginning(incomplete, CLOSURES)


def worlds(incomplete: str) -> list[Offer]:
    """The worlds that have a name."""
    from middlepower.world.own import product_names, world_names

    return beginning(incomplete, (*world_names(), *product_names()))


def studies(incomplete: str) -> list[Offer]:
    """The studies that can be rerun."""
    from middlepower.replicate.studies import MODULES

    return beginning(incomplete, MODULES)


def catalogues(incomplete: str) -> list[Offer]:
    """What `middlepower list` shows."""
    from middlepower.cli.overview import CATALOGUES

    return beginning(incomplete, (*CATALOGUES, "all"))


def sides(incomplete: str) -> list[Offer]:
    """The sides of a tie."""
    from middlepower.indicators.exposure import SIDES

    return beginning(incomplete, SIDES)


def indicators(incomplete: str) -> list[Offer]:
    """What economies are ranked by."""
    from middlepower.document.rank import INDICATORS, WEDGE

    return beginning(incomplete, (*INDICATORS, WEDGE))


def instruments(incomplete: str) -> list[Offer]:
    """The kinds of rates of a tariff war."""
    from middlepower.model.trade_war.levers import SHAPES

    return beginning(incomplete, SHAPES)


def taxes(incomplete: str) -> list[Offer]:
    """What a tariff war may tax."""
    return beginning(incomplete, ("import", "export", "both"))


def bounds(incomplete: str) -> list[Offer]:
    """What may bind the rates of a tariff war."""
    from middlepower.game.war import BOUNDS

    return beginning(incomplete, BOUNDS)


def designs(incomplete: str) -> list[Offer]:
    """The designs of an ensemble."""
    from middlepower.experiment.design import DESIGNS

    return beginning(incomplete, DESIGNS)


def drawn(incomplete: str) -> list[Offer]:
    """What can be drawn."""
    from middlepower.experiment.draw import COLUMNS

    return in_a_list(lambda typed: beginning(typed, COLUMNS))(incomplete)


def games(incomplete: str) -> list[Offer]:
    """The games of the library, by name."""
    from middlepower.game.reading import game_library

    return beginning(incomplete, game_library().keys())


def threats(incomplete: str) -> list[Offer]:
    """Threats that need no scenario."""
    from middlepower.game.coerce import CURVE

    return beginning(incomplete, CURVE)


def states_of_option(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """The states of the scenario that `--scenario` names, by default those of the January 2026 case."""
    from middlepower.scenario.read import read_scenario

    try:
        known = read_scenario(str(ctx.params.get("scenario") or "beijing-2026")).states
    except MiddlepowerError:  # the command itself will say what is wrong with it
        return []
    return beginning(incomplete, {name: state.title for name, state in known.items()})


def beside(incomplete: str) -> list[Offer]:
    """What a run can ask beside its scenario."""
    from middlepower.front.beside import BESIDE

    return in_a_list(lambda typed: beginning(typed, BESIDE))(incomplete)
