"""What stands between the network and the pages: which hosts and origins may ask, and what a browser may load."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
LARGEST_BODY = 2_000_000  # bytes of a request: an uploaded scenario may have one million, and is sent as base64
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
REFUSED_HOST = "This address is not one that the server was started for: open the address that it printed."
REFUSED_ORIGIN = "This request comes from another site, and is refused."


@dataclass(frozen=True)
class Doors:
    """The hosts that may stand in the address bar, without ports."""

    hosts: frozenset[str]

    @classmethod
    def of(cls, host: str) -> Doors:
        """The doors of a server that listens on a host: its own names, and those of loopback."""
        return cls(frozenset({*LOOPBACK, _bracketed(host)}))

    def lets_in(self, asked: Request) -> str:
        """Why a request is refused; empty where it is not."""
        if name_of(asked.host) not in self.hosts:
            return REFUSED_HOST
        if asked.method in SAFE_METHODS:
            return ""
        site = asked.headers.get("Sec-Fetch-Site", "same-origin")
        origin = asked.headers.get("Origin")
        same = origin is None or urlsplit(origin).netloc == asked.host
        return "" if same and site in ("same-origin", "none") else REFUSED_ORIGIN


def name_of(host: str) -> str:
    """A host without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def policy_of(hashes: Iterable[str]) -> str:
    """The content security policy: own files, and of inline scripts those with a hash.

    Styles may be inline: Plotly and React write them, and neither takes a nonce for those.
    """
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def guard(server: Flask, doors: Doors, policy: Callable[[], str]) -> None:
    """Make a server check every request and harden every answer."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    kept: list[str] = []

    def check() -> Response | None:
        refused = doors.lets_in(request)
        return Response(refused + "\n", 403, mimetype="text/plain") if refused else None

    def harden(answer: Response) -> Response:
        if not kept:
            kept.append(policy())
        answer.headers["Content-Security-Policy"] = kept[0]
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        answer.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
        return answer

    server.before_request(check)
    server.after_request(harden)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()
