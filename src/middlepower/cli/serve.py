"""`middlepower serve`: the pages in a browser."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from middlepower.language.catalogue import say

Host = Annotated[str, typer.Option(help="The address to listen on; by default this machine alone reaches it.")]
Port = Annotated[int, typer.Option(help="The port to listen on; 0 takes any that is free.")]


def serve(host: Host = "127.0.0.1", port: Port = 8050) -> None:
    """Serve the pages: the law of a day, a bench for scenarios, and every analysis; Ctrl-C ends it."""
    from middlepower.web.serve import serve as served

    served(host, port, _tell)


def _tell(address: str, open_to_others: bool) -> None:
    """Print the address, and a warning where others can reach it."""
    if open_to_others:
        print(say("cli.serve_warning"), file=sys.stderr, flush=True)
    print(say("cli.serving", address=address), flush=True)
