"""Who may ask the web server what, and what a browser may load."""

from __future__ import annotations

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from middlepower.cli.guard import guarded
from middlepower.web.guard import LARGEST_BODY, Doors, guard, is_loopback, policy_of


@pytest.fixture(scope="module")
def browser() -> FlaskClient:
    server = Flask("guarded")
    server.add_url_rule("/", "page", lambda: "page")
    server.add_url_rule("/ask", "ask", lambda: "answer", methods=["POST"])
    guard(server, Doors.of("127.0.0.1"), lambda: policy_of(["'sha256-abc'"]))
    return server.test_client()


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "[::1]:8050", "LOCALHOST"])
def test_the_machine_itself_is_let_in(browser: FlaskClient, host: str) -> None:
    assert browser.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8050", "10.0.0.1"])
def test_another_name_for_this_machine_is_refused(browser: FlaskClient, host: str) -> None:
    """A site that points its own name at 127.0.0.1 is not let in."""
    assert browser.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_request_of_another_site_is_refused(browser: FlaskClient, headers: dict[str, str]) -> None:
    assert browser.post("/ask", headers={"Host": "localhost:8050", **headers}).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost:8050", "Sec-Fetch-Site": "same-origin"}])
def test_the_page_itself_and_a_script_may_ask(browser: FlaskClient, headers: dict[str, str]) -> None:
    assert browser.post("/ask", headers={"Host": "localhost:8050", **headers}).status_code == 200


def test_a_body_too_large_is_refused_unread() -> None:
    server = Flask("reading")
    server.add_url_rule("/read", "read", lambda: str(len(request.data)), methods=["POST"])
    guard(server, Doors.of("127.0.0.1"), lambda: policy_of([]))
    answer = server.test_client().post("/read", data=b"x" * (LARGEST_BODY + 1), headers={"Host": "localhost"})
    assert answer.status_code == 413


def test_every_answer_is_hardened(browser: FlaskClient) -> None:
    headers = browser.get("/", headers={"Host": "localhost"}).headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'sha256-abc'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_an_address_that_others_reach_is_told_from_loopback() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [is_loopback(host) for host in ("0.0.0.0", "192.168.1.4", "example.org")] == [False] * 3


def test_a_host_that_is_no_address_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["serve", "--host", "not.a.host", "--port", "0"]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("error: nothing can listen on not.a.host, port 0")
    assert "\n" not in said
