"""A download that broke goes on where it stopped, and a table of the OECD is unpacked; by a server on this machine."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from own_data import icio_text
from typer.testing import CliRunner

from middlepower.cli.app import app
from middlepower.data.fetch import ICIO, downloads, fetch
from middlepower.data.resuming import CHUNK
from middlepower.errors import DataError


def packed() -> bytes:
    """An archive of two years, as the publisher has it."""
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w") as file:
        file.writestr("2021_SML.csv", "other")
        file.writestr("2022_SML.csv", icio_text())
        file.writestr("readme.txt", "x" * 30_000)  # stored as it is: more than a chunk
    return page.getvalue()


@dataclass
class Flaky:
    """A server that breaks off after `stop` bytes of an answer, once; `asked` are the ranges it was asked for."""

    content: bytes
    stop: int
    address: str = ""
    tag: str = '"one"'
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def flaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flaky]:
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    offered = Flaky(packed(), 0)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range", "")
            offered.asked.append(asked)
            same = self.headers.get("If-Range") == offered.tag
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and same else 0
            rest = offered.content[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.send_header("ETag", offered.tag)
            self.end_headers()
            self.wfile.write(rest[: offered.stop] if offered.stop else rest)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    offered.address = f"http://127.0.0.1:{server.server_port}/table.zip"
    yield offered
    server.shutdown()
    server.server_close()


def test_a_broken_download_goes_on_where_it_stopped(flaky: Flaky) -> None:
    """The second try asks for the rest alone, and the file is whole."""
    flaky.stop = CHUNK + 1000
    with pytest.raises(DataError, match=r"can't fetch .* again to go on"):
        fetch(flaky.address, "table.zip", None)
    flaky.stop = 0
    file, _ = fetch(flaky.address, "table.zip", None)
    assert flaky.asked == ["", f"bytes={CHUNK}-"]
    assert file.read_bytes() == flaky.content
    assert sorted(path.name for path in downloads().iterdir()) == ["checksums.json", "table.zip"]


def test_a_file_that_changed_meanwhile_is_fetched_anew(flaky: Flaky) -> None:
    """Halves of two files are never put together."""
    flaky.stop = CHUNK + 1000
    with pytest.raises(DataError):
        fetch(flaky.address, "table.zip", None)
    flaky.stop, flaky.tag, flaky.content = 0, '"two"', packed() + b"more"
    assert fetch(flaky.address, "table.zip", None)[0].read_bytes() == flaky.content


def test_a_year_of_the_oecd_is_fetched_unpacked_and_built(flaky: Flaky) -> None:
    """From the archive to a world, by two commands."""
    done = CliRunner().invoke(app, ["data", "fetch", "oecd-icio", "--year", "2022", "--address", flaky.address])
    assert done.exit_code == 0, done.output
    table = downloads() / "2022_SML.csv"
    assert table.is_file()
    line = ["world", "build", str(table), "--year", "2022", "--tariffs", "icio2022", "--name", "oecd"]
    made = CliRunner().invoke(app, line)
    assert made.exit_code == 0, made.output


def test_a_year_of_unknown_address_says_where_to_look() -> None:
    """Nothing is guessed."""
    assert ICIO.address_for(2022).endswith("/ICIO/2025/2016-2022_SML.zip")
    assert ICIO.address_for(1995).endswith("/ICIO/2025/1995-2000_SML.zip")
    with pytest.raises(DataError, match=r"`--year` is 2023.*--address"):
        ICIO.address_for(2023)
