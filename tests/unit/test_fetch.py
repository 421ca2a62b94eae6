"""Official files are fetched from where they are, recorded, imported; tested against a server on this machine."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from numpy.testing import assert_allclose
from typer.testing import CliRunner

from middlepower.cli.app import app
from middlepower.data.fetch import BACI, downloads, fetch, member_of
from middlepower.data.trade.store import tables
from middlepower.errors import DataError

ROWS = "t,i,j,k,v,q\n2023,156,276,870380,1000,1\n2023,156,276,870322,3000,1\n"


def archive(rows: str = ROWS) -> bytes:
    """A ZIP archive as the publisher packs it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(BACI.member.format(edition="22", year="2023", version=BACI.version), rows)
    return packed.getvalue()


@dataclass
class Site:
    """A server that offers one file, and the address of the file."""

    content: bytes
    address: str


@pytest.fixture
def site() -> Iterator[Site]:
    offered = Site(archive(), "")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.endswith(".zip")
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(offered.content) if found else 0))
            self.end_headers()
            self.wfile.write(offered.content if found else b"")

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    offered.address = f"http://127.0.0.1:{server.server_port}/BACI_HS22_V{BACI.version}.zip"
    yield offered
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    return tmp_path


def test_baci_is_fetched_recorded_and_imported(site: Site) -> None:
    done = CliRunner().invoke(app, ["data", "fetch", "baci", "--year", "2023", "--address", site.address])
    assert done.exit_code == 0, done.output
    table = next(one for one in tables() if one.about.name == "baci-2023")
    assert_allclose(table.lines("DEU", "CHN").value, [3.0, 1.0])
    assert "Gaulier and Zignago" in table.about.source
    record = json.loads((downloads() / "checksums.json").read_text())
    assert len(record[site.address.rsplit("/", 1)[-1]]) == 64
    assert not list(downloads().glob("*.csv"))


def test_a_file_that_changed_is_refused(site: Site) -> None:
    name = site.address.rsplit("/", 1)[-1]
    file, checksum = fetch(site.address, name, None)
    assert len(checksum) == 64
    file.unlink()
    site.content = archive(ROWS + "2023,410,276,870380,1,1\n")
    with pytest.raises(DataError, match=r"no longer the file that was fetched before .* to accept the new one"):
        fetch(site.address, name, None)


def test_a_file_that_is_not_there_is_one_clear_line(site: Site) -> None:
    with pytest.raises(DataError, match=r"can't fetch .* in a browser") as caught:
        fetch(site.address.replace(".zip", ".nowhere"), "none.zip", None)
    assert "\n" not in str(caught.value)


def test_a_year_that_the_source_does_not_have_is_refused() -> None:
    with pytest.raises(DataError, match="begins in 1995"):
        BACI.edition_for(1990)
    assert (BACI.edition_for(2023), BACI.edition_for(2018), BACI.edition_for(1995)) == (2022, 2017, 1992)


def test_an_archive_without_the_year_or_that_is_none_is_refused(home: Path) -> None:
    file = home / "a.zip"
    file.write_bytes(archive())
    with pytest.raises(DataError, match=r"holds no `other.csv`"):
        member_of(file, "other.csv")
    file.write_bytes(b"no archive")
    with pytest.raises(DataError, match="no ZIP archive"):
        member_of(file, "other.csv")
