"""The doors through which a user's input comes in, each with hostile inputs made from valid ones."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import h5py
import numpy as np
import yaml
from report_example import example_results

import middlepower as mp
from fuzz.drive import BrokenInvariantError, Door, ReachedError, command
from fuzz.examples import BAN, EXPORT_TAX, LICENCE, LINES, MEASURE, QUOTA, SCENARIO, TABLES, WORDS
from fuzz.mutate import CONTROL, TEXTS, any_value, damaged, mutated
from fuzz.own_tables import own_tables
from fuzz.product_tables import product_tables
from middlepower.cli.doctor import doctor_command
from middlepower.document.file import read, write
from middlepower.document.results import Results
from middlepower.errors import HIDDEN
from middlepower.experiment.run import question_of
from middlepower.indicators.incidence import read_weights
from middlepower.policy.library import load_measures
from middlepower.policy.lines import Line
from middlepower.report.files import report_texts
from middlepower.report.terminal import terminal_text
from middlepower.scenario.read import read_scenario
from middlepower.world.parts import read_parts
from worlds import random_world

Said = tuple[int, str, str] | None
APART = 0.1  # of the worlds are damaged byte by byte
KEPT = ("CAN", "USA", "CHN", "MEX", "deal", "truce", "C29", "A01")  # what stays of long mappings of a document
COMPILED = 0.05  # of the scenarios that are read: compiling one takes a hundred times as long as reading it


def in_yaml(draw: Random, tree: Any) -> bytes:
    """A tree as a YAML file, sometimes damaged as text."""
    text = yaml.safe_dump(tree, allow_unicode=draw.random() < 0.5, sort_keys=False, default_flow_style=None)
    content = text.encode(errors="surrogatepass")
    return damaged(draw, content) if draw.random() < 0.3 else content


# ---------------------------------------------------------------- scenarios and measures


def scenarios(draw: Random, folder: Path) -> Said:
    """A scenario file, or one made by a call from Python; some of those that are read are compiled."""
    tree = mutated(draw, SCENARIO)
    if draw.random() < 0.2:
        scenario = mp.Scenario.model_validate(tree)
    else:
        path = folder / "mine.yaml"
        path.write_bytes(in_yaml(draw, tree))
        scenario = read_scenario(str(path))
    if draw.random() < COMPILED:
        _ = question_of(scenario).flows
    return None


def measures(draw: Random, folder: Path) -> Said:
    """A file of measures, or a measure made by a call from Python."""
    if draw.random() < 0.2:
        tree = mutated(draw, draw.choice((MEASURE, QUOTA, LICENCE, BAN, EXPORT_TAX)))
        mp.Measure.model_validate(tree)
        if isinstance(tree, dict) and all(isinstance(key, str) for key in tree):
            mp.Measure(**tree)
        return None
    path = folder / "measures.yaml"
    path.write_bytes(in_yaml(draw, mutated(draw, [MEASURE, QUOTA, LICENCE, BAN, EXPORT_TAX])))
    load_measures(path)
    return None


# ---------------------------------------------------------------- tables


def tables(draw: Random, folder: Path) -> Said:
    """A table of a measure, or of political weights; or a name that is none."""
    kind = draw.choice(tuple(TABLES))
    path = folder / "own.csv"
    path.write_bytes(table(draw, TABLES[kind]))
    if kind == "weights":
        read_weights(path)
        return None
    if kind == "tariff_table":
        own = {"file": "own.csv", "gross": draw.random() < 0.2, "allow_unmatched": draw.random() < 0.5}
        tree = {**SCENARIO, "economy": "USA", "states": {"own": {"title": "own", kind: own}}}
        (folder / "mine.yaml").write_bytes(in_yaml(Random(0), tree))
        _ = question_of(read_scenario(folder / "mine.yaml")).laws
        return None
    rate = {"rate": 0.1} if kind in ("coverage_table", "claims_table", "hs_list") else {}
    name = "own.csv" if draw.random() < 0.9 else table_name(draw, folder)
    line = {"goods": ["all_goods"], **rate, kind: name}
    (folder / "mine.yaml").write_bytes(in_yaml(Random(0), {**SCENARIO, "measures": [{**MEASURE, "products": [line]}]}))
    scenario = read_scenario(folder / "mine.yaml")
    check_table(scenario.measures[0].products[0])
    return None


def table(draw: Random, text: str) -> bytes:
    """A table with some cells changed, and sometimes damaged as text."""
    rows = list(csv.reader(io.StringIO(text)))
    for _ in range(draw.randint(0, 2)):
        row = draw.choice(rows)
        place = draw.randrange(len(row))
        change = draw.randrange(5)
        if change == 0:
            row[place] = str(any_value(draw))[:5_000]
        elif change == 1:
            del row[place]
            if not row:
                row.append("")
        elif change == 2:
            row.insert(place, draw.choice(TEXTS))
        elif change == 3:
            row[place] += draw.choice(CONTROL)
        else:
            rows.append(list(row))
    page = io.StringIO()
    csv.writer(page, delimiter=draw.choice(",,,,,,;\t")).writerows(rows)
    content = page.getvalue().encode(errors="surrogatepass")
    return damaged(draw, content) if draw.random() < 0.3 else content


def table_name(draw: Random, folder: Path) -> str:
    """The name of something that is no table beside the file."""
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    (folder / "link.csv").symlink_to("/etc/passwd")
    (folder / "round.csv").symlink_to("round.csv")
    names = (
        "pipe.csv",
        "folder.csv",
        "link.csv",
        "round.csv",
        "/dev/zero",
        "../x.csv",
        f"../{folder.name}-outside.csv",
    )
    return draw.choice((*names, *TEXTS))


def check_table(line: Line) -> None:
    """What was read must be possible."""
    shares = [row.coverage for row in line.coverage_table or ()]
    shares += [row.unclaimed for row in line.claims_table or ()]
    shares += line.hs_list.content.values() if line.hs_list else []
    rates = [row.added_rate for row in (*(line.partner_table or ()), *(line.sector_table or ()))]
    if not all(0.0 <= share <= 1.0 for share in shares) or not all(-1.0 <= rate <= 10.0 for rate in rates):
        raise BrokenInvariantError(f"shares {shares} or rates {rates} were accepted")


# ---------------------------------------------------------------- worlds


@cache
def world_file() -> bytes:
    """A small sound world, as its file's bytes."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.nc"
        random_world(2).to_netcdf(str(path))
        return path.read_bytes()


def worlds(draw: Random, folder: Path) -> Said:
    """A world file with bytes or parts changed, examined by the doctor.

    A file whose bytes were changed can keep the HDF5 library busy for ever: it is read by a process apart, which takes
    long to start, so there are fewer of them. A file whose parts were changed is sound HDF5, and is read here.
    """
    path = folder / "world.nc"
    if draw.random() < APART:
        path.write_bytes(bytes_changed(draw, world_file()))
        return command(["doctor", str(path), *(["--json"] if draw.random() < 0.5 else [])])
    path.write_bytes(world_file())
    with h5py.File(path, "r+") as file:
        for _ in range(draw.randint(1, 2)):
            part_changed(draw, file)
    with patch("middlepower.world.dataset.read_apart", read_parts), redirect_stdout(io.StringIO()):
        doctor_command(str(path), None, False)
    return None


def bytes_changed(draw: Random, content: bytes) -> bytes:
    """A file with some bytes flipped, a stretch lost, repeated or blank, or its end cut off."""
    changed = bytearray(content)
    kind = draw.randrange(5)
    at, length = draw.randrange(len(content)), draw.choice((1, 8, 100, 4_000))
    if kind == 0:
        for _ in range(draw.choice((1, 5, 50))):
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    elif kind == 1:
        del changed[at:]
    elif kind == 2:
        del changed[at : at + length]
    elif kind == 3:
        changed[at : at + length] = bytes(length)
    else:
        changed[at:at] = changed[at : at + length]
    return bytes(changed)


def part_changed(draw: Random, file: h5py.File) -> None:
    """Change an attribute, an array or a label of an open file."""
    names = [name for name in file if isinstance(file.get(name, getlink=True), h5py.HardLink)]
    attributes = list(file.attrs) or [""]
    change = draw.choice((attribute_set, attribute_lost, lost, cell_set, cell_set, replaced, linked))
    if names:
        change(draw, file, draw.choice(attributes if change in (attribute_set, attribute_lost) else names))


def attribute_set(draw: Random, file: h5py.File, name: str) -> None:
    """Another value in an attribute."""
    file.attrs[name or "name"] = storable(draw)


def attribute_lost(draw: Random, file: h5py.File, name: str) -> None:
    """An attribute less."""
    file.attrs.pop(name, None)


def lost(draw: Random, file: h5py.File, name: str) -> None:
    """An array less."""
    del file[name]


def cell_set(draw: Random, file: h5py.File, name: str) -> None:
    """Another number, or another label, in an array."""
    values = file[name]
    if values.dtype.kind == "f" and values.size:
        flat = values[()].ravel()
        flat[draw.randrange(values.size)] = draw.choice((np.nan, np.inf, -1.0, 0.0, 1e308, 1e-308, 0.5))
        values[...] = flat.reshape(values.shape)
    elif values.size and values.dtype.kind == "O":
        values[draw.randrange(values.size)] = (draw.choice(TEXTS) + draw.choice(CONTROL[:2])).replace("\x00", "")


def replaced(draw: Random, file: h5py.File, name: str) -> None:
    """An array of another shape or kind."""
    del file[name]
    shape = draw.choice(((), (3,), (4,), (3, 4, 4), (4, 3, 3), (0,), (100, 100)))
    file.create_dataset(name, shape, draw.choice(("f8", "i4", "?", "c16")))


def linked(draw: Random, file: h5py.File, name: str) -> None:
    """A link in the place of an array."""
    del file[name]
    links = (h5py.SoftLink("/flow"), h5py.SoftLink(f"/{name}"), h5py.ExternalLink("/etc/passwd", "/x"))
    file[name] = draw.choice(links)


def storable(draw: Random) -> Any:
    """A value that an attribute can hold."""
    value = any_value(draw)
    if isinstance(value, str):
        return value.replace("\x00", "").encode(errors="replace").decode()
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    return json.dumps(value, default=str) if not isinstance(value, int) else str(value)


# ---------------------------------------------------------------- results


@cache
def results_file() -> dict[str, Any]:
    """A results document of two economies and one state, as its file holds it."""
    document: dict[str, Any] = json.loads(write(example_results()))
    return thinned(document)


def thinned(tree: Any) -> Any:
    """A document with a few economies, sectors, states and entries of lists: mutations fall where they matter."""
    if isinstance(tree, dict):
        kept = [key for key in tree if key in KEPT] if KEPT[0] in tree or KEPT[-1] in tree else list(tree)
        return {key: thinned(tree[key]) for key in kept}
    return [thinned(part) for part in tree[:3]] if isinstance(tree, list) else tree


def results(draw: Random, folder: Path) -> Said:
    """A results document: what is read can be written again, shown as a table and as files; some are explained."""
    path = folder / "results.json"
    content = json.dumps(mutated(draw, results_file()), ensure_ascii=draw.random() < 0.5, default=str)
    changed = content.encode(errors="surrogatepass")
    path.write_bytes(damaged(draw, changed) if draw.random() < 0.3 else changed)
    if draw.random() < 0.1:
        with solving_stops():
            return command(["explain", str(draw.choice((path, folder))), "--json"])
    document = read(path, Results)
    shown = terminal_text(document)
    if HIDDEN.search(shown.replace("\n", "")):
        raise BrokenInvariantError(f"a control character would be printed: {shown!r:.300}")
    if draw.random() < 0.2:
        report_texts(document)
    return None


# ---------------------------------------------------------------- arguments


def arguments(draw: Random, folder: Path) -> Said:
    """A command line, up to the point where something would be solved."""
    line = list(draw.choice(LINES))
    for _ in range(draw.randint(0, 3)):
        place = draw.randrange(len(line) + 1)
        change = draw.randrange(4)
        if change == 0:
            del line[place : place + 1]
        elif change == 1:
            line.insert(place, draw.choice(WORDS))
        elif change == 2:
            line[place : place + 1] = [draw.choice(TEXTS) + draw.choice(("", draw.choice(CONTROL)))]
        else:
            line[place : place + 1] = [draw.choice(WORDS)]
    stand_ins = stand_in_files(folder)
    given = [stand_ins.get(word, word).replace("\x00", "") for word in line]
    with solving_stops(), standing_in(folder / "deep" / "inside" / "here"):
        said = command(given)
    left = [path for path in folder.rglob(".middlepower-*") if path.is_dir()]
    if left:
        raise BrokenInvariantError(f"{given} left something half-written: {left}")
    return said


@contextmanager
def standing_in(folder: Path) -> Iterator[None]:
    """A block in a working folder of its own, so deep that a relative name stays inside the input's folder."""
    before = os.getcwd()
    folder.mkdir(parents=True)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def stand_in_files(folder: Path) -> dict[str, str]:
    """What the words in capitals stand for."""
    (folder / "mine.yaml").write_text(yaml.safe_dump({**SCENARIO, "measures": []}).replace("- mine", "- CA-CN-EV-2024"))
    (folder / "own.csv").write_text(TABLES["weights"])
    (folder / "world.nc").write_bytes(world_file())
    (folder / "out").mkdir()
    names = {"SCENARIO": "mine.yaml", "TABLE": "own.csv", "WORLD": "world.nc", "FOLDER": ".", "OUT": "out"}
    return {word: str(folder / name) for word, name in names.items()}


@contextmanager
def solving_stops() -> Iterator[None]:
    """A block in which the first solve ends the command: its input was accepted."""

    def reached(*_: object, **__: object) -> None:
        raise ReachedError

    with (
        patch("middlepower.experiment.experiment.solve_variants", reached),
        patch("middlepower.model.long_run.solve.Solver.solve", reached),
    ):
        yield


DOORS = (
    Door("scenarios", scenarios),
    Door("measures", measures),
    Door("tables", tables),
    Door("worlds", worlds),
    Door("own-tables", lambda draw, folder: own_tables(draw, folder, table)),
    Door("product-tables", lambda draw, folder: product_tables(draw, folder, table)),
    Door("results", results),
    Door("arguments", arguments),
)
