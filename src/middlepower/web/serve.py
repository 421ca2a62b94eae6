"""How the application is started and ended: the desk, the server, the warning where others can reach it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from middlepower.errors import MissingExtraError, ScenarioError
from middlepower.web.guard import is_loopback
from middlepower.web.languages import HOMES, spoken_code

THREADS = 32  # requests at once; each waits for a process of the desk
LAST_PORT = 65_535


def check_address(host: str, port: int) -> None:
    """None; ScenarioError for a host or a port that can't be one."""
    if not host.strip() or any(mark in host for mark in "/ @"):
        raise ScenarioError(f"`--host` is `{host}`: give a name or an address, such as 127.0.0.1.")
    if not 0 <= port <= LAST_PORT:
        raise ScenarioError(f"`--port` is {port}: give a number from 0, for any free one, to {LAST_PORT}.")


def check_installed() -> None:
    """None; MissingExtraError naming the extra where a library of the web lacks."""
    from importlib.util import find_spec

    missing = [name for name in ("dash", "plotly", "waitress") if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"`middlepower serve` needs {' and '.join(missing)}, of the extra `web`: `pip install 'middlepower[web]'`."
        )


def address_of(host: str, port: int) -> str:
    """The address that a browser opens."""
    shown = "localhost" if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}{HOMES[spoken_code()]}"


def serve(host: str, port: int, tell: Callable[[str, bool], None]) -> None:
    """Serve until interrupted; `tell` gets the address, and whether others than this machine can reach it."""
    check_address(host, port)
    check_installed()
    from waitress import create_server

    from middlepower.web.app import application
    from middlepower.web.desk import Desk
    from middlepower.web.warm import warm

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # who waits for the desk is told by the page
    desk = Desk()
    try:
        listening = _listening(create_server, application(desk, host), host, port)
        warm(desk)
        tell(address_of(host, listening.effective_port), not is_loopback(host))
        listening.run()
    finally:
        desk.close()


def _listening(create: Callable[..., Any], server: object, host: str, port: int) -> Any:
    """A server that listens; ScenarioError where the address is taken or none of this machine's."""
    try:
        return create(
            server, host=host, port=port, threads=THREADS, ident="middlepower", clear_untrusted_proxy_headers=True
        )
    except (OSError, ValueError) as error:  # the second: a name that stands for no address
        why = getattr(error, "strerror", None) or str(error).rstrip(".")
        raise ScenarioError(
            f"nothing can listen on {host}, port {port}: {why}. Give another --host or --port."
        ) from None
