"""The application: its frame, its pages, its guard; everything that a browser loads comes from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from flask import Flask

import middlepower
from middlepower.language.catalogue import say, spoken
from middlepower.web import bench_wired, law_wired, studies_wired
from middlepower.web.api import add_api
from middlepower.web.desk import Desk
from middlepower.web.guard import Doors, guard
from middlepower.web.guard import policy_of as policy
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
    """The server of all pages."""
    server = Flask("middlepower")
    app = Dash(
        "middlepower",
        server=False,
        assets_folder=str(ASSETS),
        serve_locally=True,
        suppress_callback_exceptions=True,
        title=say("web.title"),
        update_title="",
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "color-scheme", "content": "light dark"},
        ],
        index_string=INDEX.format(code=spoken().rules.code),
        add_log_handler=False,
        enable_mcp=False,
    )
    app.init_app(server)
    app.layout = frame
    _turn_pages(app)
    law_wired.wire(app, desk)
    bench_wired.wire(app, desk)
    studies_wired.wire(app, desk)
    add_api(server, desk)
    guard(server, Doors.of(host), lambda: policy(app.csp_hashes()))
    return server


def frame() -> Part:
    """What surrounds every page."""
    ways = [dcc.Link(say(f"web.nav.{name}"), href=path, id=f"to-{name}") for path, (name, _) in PAGES.items()]
    return html.Div(
        [
            html.A(say("web.skip"), href="#main", className="skip"),
            dcc.Location(id="address", refresh=False),
            html.Header(
                [html.Span("middlepower", className="brand"), html.Nav(ways, **attrs(aria_label=say("web.pages")))]
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
        known = PAGES.get(path or "/")
        if known is None:
            return html.Div([html.H1(say("web.no_page")), dcc.Link(say("web.nav.law"), href="/")])
        return known[1](search)

    app.callback(Output("main", "children"), Input("address", "pathname"), State("address", "search"))(turn)
