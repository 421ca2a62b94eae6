"""The application: its frame, its pages, its guard; everything that a browser loads comes from here.

Each language has an application of its own at its own address, /fr/ for French, on the same server and the same desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import Flask, redirect

import middlepower
from middlepower.language.catalogue import language_of, say, speaking
from middlepower.web import bench_wired, law_wired, studies_wired
from middlepower.web.api import add_api
from middlepower.web.desk import Desk
from middlepower.web.guard import Doors, guard
from middlepower.web.guard import policy_of as policy
from middlepower.web.languages import HOMES, OWN_NAMES, address_here, path_of, speaking_by_address, spoken_code
from middlepower.web.parts import Part, attrs

ASSETS = Path(__file__).parent / "assets"
INDEX = """<!DOCTYPE html>
<html lang="{code}">
<head>
{{%metas%}}
<title>{{%title%}}</title>
{{%favicon%}}
{{%css%}}
</head>
<body>
{{%app_entry%}}
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</body>
</html>"""
Page = Callable[[str | None], Part]
PAGES: Mapping[str, tuple[str, Page]] = {
    "/": ("law", law_wired.page),
    "/bench": ("bench", bench_wired.page),
    "/analyses": ("studies", studies_wired.page),
}


def application(desk: Desk, host: str) -> Flask:
    """The server of all pages in all languages."""
    server = Flask("middlepower")
    apps = []
    for code in HOMES:
        with speaking(language_of(code)):
            apps.append(_pages(server, desk))
    for home in filter(lambda one: one != "/", HOMES.values()):
        server.add_url_rule(home.rstrip("/"), f"to{home}", partial(redirect, home))
    add_api(server, desk)
    guard(server, Doors.of(host), lambda: policy(sorted({one for app in apps for one in app.csp_hashes()})))
    setattr(server, "wsgi_app", speaking_by_address(server.wsgi_app))  # noqa: B010 - a method, replaced as Flask has it
    return server


def _pages(server: Flask, desk: Desk) -> Dash:
    """The pages in the language that is spoken, added to a server."""
    app = Dash(
        "middlepower",
        server=False,
        url_base_pathname=HOMES[spoken_code()],
        assets_folder=str(ASSETS),
        serve_locally=True,
        suppress_callback_exceptions=True,
        title=say("web.title"),
        update_title="",
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "color-scheme", "content": "light dark"},
        ],
        index_string=INDEX.format(code=spoken_code()),
        add_log_handler=False,
        enable_mcp=False,
    )
    app.init_app(server)
    app.layout = frame
    _turn_pages(app)
    law_wired.wire(app, desk)
    bench_wired.wire(app, desk)
    studies_wired.wire(app, desk)
    return app


def frame() -> Part:
    """What surrounds every page."""
    ways = [
        dcc.Link(say(f"web.nav.{name}"), href=address_here(path), id=f"to-{name}") for path, (name, _) in PAGES.items()
    ]
    others = [
        html.A(OWN_NAMES[code], href=home, id={"type": "language", "code": code}, lang=code, hrefLang=code,
               className="language")
        for code, home in HOMES.items() if code != spoken_code()
    ]  # fmt: skip
    return html.Div(
        [
            html.A(say("web.skip"), href="#main", className="skip"),
            dcc.Location(id="address", refresh=False),
            html.Header(
                [html.Span("middlepower", className="brand"), html.Nav(ways, **attrs(aria_label=say("web.pages"))),
                 *others]
            ),
            html.Main(id="main", tabIndex=-1),
            html.Footer(
                [html.P(say("web.foot", version=middlepower.__version__)), html.P(say("web.limits"))]
            ),
        ]
    )  # fmt: skip


def _turn_pages(app: Dash) -> None:
    """Show the page of an address."""

    def turn(path: str | None, search: str | None) -> Any:
        known = PAGES.get(path_of(path or "/"))
        if known is None:
            return html.Div([html.H1(say("web.no_page")), dcc.Link(say("web.nav.law"), href=address_here("/"))])
        return known[1](search)

    app.callback(Output("main", "children"), Input("address", "pathname"), State("address", "search"))(turn)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("middlepower", "otherLanguages"), Output({"type": "language", "code": ALL}, "href"),
        Input("address", "pathname"), Input("address", "search"), Input("address", "hash"),
    )  # fmt: skip
