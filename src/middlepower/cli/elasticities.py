"""Whose elasticities a command takes where none are named: those that its world comes with."""

from __future__ import annotations

from os.path import isfile

import typer

from middlepower.data.embedded import embedded_names
from middlepower.errors import MiddlepowerError

BY_DEFAULT = "DEFAULT"  # where nothing was typed


def of_the_world(ctx: typer.Context, named: str) -> str:
    """The elasticities that are named; where none are, those of the user's world that the command is about."""
    source = ctx.get_parameter_source("elasticities")
    if ctx.resilient_parsing or source is None or source.name != BY_DEFAULT:
        return named
    from middlepower.world.embedded import load_world

    try:
        world = _world_of(ctx)
        return named if world is None or world in embedded_names() else load_world(world).elasticity_set
    except MiddlepowerError:  # the command itself will say what is wrong with its world or scenario
        return named


def _world_of(ctx: typer.Context) -> str | None:
    """The world that the command line names, or the user's scenario where it names none."""
    world, scenario = ctx.params.get("world"), ctx.params.get("scenario")
    if world is not None or not isinstance(scenario, str) or not isfile(scenario):
        return world
    from middlepower.scenario.read import read_scenario

    return read_scenario(scenario).world
