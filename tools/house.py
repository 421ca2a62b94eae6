"""The house in one picture, drawn from the imports: `python -m tools.house` writes docs/assets/house.svg.

Rooms are the top-level packages and modules in the order of the layers contract in pyproject.toml; arrows are imports
between them, counted. A number that has moved little since the last drawing is left as it is drawn, so that the picture
changes when the house does.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from html import escape

import grimp

from tools.folders import PACKAGE, PROJECT

PICTURE = PROJECT / "docs" / "assets" / "house.svg"
MOVED = 0.25  # a drawn number stands until the true one is this far off
SMALL = 3  # and by more than this

LEFT, WIDTH, HIGH, TOP, GAP, CELL = 100, 500, 46, 96, 10, 34
INK, FAINT, PAPER, BOX, EDGE = "#1f2933", "#7b8794", "#ffffff", "#eef2f7", "#9fb3c8"
SHADES = ((1, "#dbeafe"), (4, "#a8cbf5"), (10, "#6aa5ea"), (20, "#2f74c9"))  # from this many arrows on
LONGEST_ROLE = 80


@dataclass(frozen=True)
class Room:
    """A package or module directly below the root: what it is for, its Python files and their lines."""

    name: str
    role: str
    files: int
    lines: int


@dataclass(frozen=True)
class House:
    """The rooms from the top layer down, and how many modules of one import how many of another."""

    rooms: tuple[Room, ...]
    arrows: dict[tuple[str, str], int]


def layers() -> list[str]:
    """The rooms in the order of the layers contract, those that do not exist yet left out."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = (contract for contract in contracts if contract["type"] == "layers")
    names = [name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")]
    return [name for name in names if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()]


def survey() -> House:
    """The house as it stands."""
    graph = grimp.build_graph("middlepower", exclude_type_checking_imports=True, cache_dir=None)
    arrows: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            arrows[room_of(module), room_of(imported)] += 1
    order = layers()
    between = {(a, b): count for (a, b), count in arrows.items() if a != b and a in order and b in order}
    return House(tuple(room(name) for name in order), between)


def room_of(module: str) -> str:
    """The room in which a module lies; empty for the front door."""
    return module.split(".")[1] if "." in module else ""


def room(name: str) -> Room:
    """A room with the first line of its docstring."""
    home = PACKAGE / name
    files = sorted(home.rglob("*.py")) if home.is_dir() else [home.with_suffix(".py")]
    front = home / "__init__.py" if home.is_dir() else files[0]
    role = front.read_text("utf-8").split('"""')[1].split("\n")[0].strip()
    lines = sum(bool(line.strip()) for file in files for line in file.read_text("utf-8").splitlines())
    shown = [file for file in files if file.name != "__init__.py" or not home.is_dir()]
    return Room(name, role if len(role) <= LONGEST_ROLE else role.split(":")[0], len(shown), lines)


def settled(house: House, drawing: str) -> House:
    """The house with the numbers of a drawing wherever they are still about right."""
    sizes = {
        name: (int(files), int(lines))
        for name, files, lines in re.findall(r'data-room="(\w+)" data-files="(\d+)" data-lines="(\d+)"', drawing)
    }
    counts = {
        (start, end): int(count)
        for start, end, count in re.findall(r'data-from="(\w+)" data-to="(\w+)" data-count="(\d+)"', drawing)
    }
    rooms = []
    for new in house.rooms:
        files, lines = sizes.get(new.name, (0, 0))
        rooms.append(replace(new, files=kept(new.files, files), lines=kept(rounded(new.lines), lines)))
    return House(tuple(rooms), {pair: kept(count, counts.get(pair, 0)) for pair, count in house.arrows.items()})


def kept(true: int, drawn: int) -> int:
    """The drawn number, unless the true one has moved away from it."""
    return drawn if drawn and abs(true - drawn) <= max(SMALL, MOVED * drawn) else true


def rounded(number: int) -> int:
    """A number to two digits."""
    step = 10 ** max(len(str(number)) - 2, 0)
    return int(round(number / step) * step)


def chain(house: House) -> list[tuple[str, str]]:
    """The arrows that no longer way through other rooms stands for."""
    below: dict[str, set[str]] = {room.name: set() for room in house.rooms}
    order = [room.name for room in house.rooms]
    for name in reversed(order):
        direct = [end for start, end in house.arrows if start == name]
        below[name] = set(direct).union(*(below[end] for end in direct))
    return [
        (start, end)
        for start, end in house.arrows
        if not any(end in below[middle] for other, middle in house.arrows if other == start and middle != end)
    ]


def draw(house: House) -> str:
    """The picture: boxes from the top layer down, the main arrows beside them, and every count in a table."""
    order = {room.name: number for number, room in enumerate(house.rooms)}
    up = [f"{start} imports {end}" for start, end in house.arrows if order[start] >= order[end]]
    if up:
        raise ValueError(f"an arrow points up: {', '.join(up)}")
    right = LEFT + WIDTH + 30 + CELL * len(order) + 20
    bottom = TOP + len(order) * (HIGH + GAP) + 10
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right} {bottom}" width="{right}" height="{bottom}" '
        f'font-family="DejaVu Sans, Verdana, sans-serif" fill="{INK}" role="img" '
        'aria-label="The rooms of the house and the imports between them">'
    )
    parts = [head, f'<rect width="{right}" height="{bottom}" fill="{PAPER}"/>', *titles(house)]
    parts += [box(room, number, right - 20) for room, number in zip(house.rooms, order.values(), strict=True)]
    parts += [arc(order[start], order[end]) for start, end in sorted(chain(house), key=lambda a: (order[a[0]], a[1]))]
    pairs = sorted(house.arrows, key=lambda pair: (order[pair[0]], order[pair[1]]))
    parts += [cell(pair, house.arrows[pair], order) for pair in pairs]
    return "\n".join([*parts, "</svg>"]) + "\n"


def titles(house: House) -> list[str]:
    """What the columns show, with the rooms' names over the table."""
    start = LEFT + WIDTH + 30
    parts = [
        text(LEFT, TOP - 40, "A room imports only rooms below it", 15, "bold"),
        text(LEFT, TOP - 18, "arrows: the shortest set that implies all others", 11, colour=FAINT),
        text(start, 16, "imports of the room at the left, by room imported", 11, colour=FAINT),
    ]
    for number, room in enumerate(house.rooms):
        x = start + number * CELL + CELL / 2 + 4
        parts.append(
            f'<text transform="translate({x:g} {TOP - 8}) rotate(-55)" font-size="11">{escape(room.name)}</text>'
        )
    return parts


def box(room: Room, number: int, right: int) -> str:
    """A room: name, size, role; and a faint line to its row of the table."""
    y = TOP + number * (HIGH + GAP)
    size = f"{room.files} file{'s' if room.files > 1 else ''}, {room.lines:,} lines"
    return "\n".join(
        [
            f'<g data-room="{room.name}" data-files="{room.files}" data-lines="{room.lines}">',
            f'<line x1="{LEFT + WIDTH}" y1="{y + HIGH / 2:g}" x2="{right}" y2="{y + HIGH / 2:g}" stroke="{BOX}"/>',
            f'<rect x="{LEFT}" y="{y}" width="{WIDTH}" height="{HIGH}" rx="6" fill="{BOX}" stroke="{EDGE}"/>',
            text(LEFT + 12, y + 19, room.name, 14, "bold"),
            text(LEFT + WIDTH - 12, y + 19, size, 11, colour=FAINT, anchor="end"),
            text(LEFT + 12, y + 37, room.role, 11),
            "</g>",
        ]
    )


def arc(start: int, end: int) -> str:
    """An arrow at the left of the boxes, the wider the farther it goes."""
    y1 = TOP + start * (HIGH + GAP) + (HIGH if end == start + 1 else HIGH * 0.6)
    y2 = TOP + end * (HIGH + GAP) + (0 if end == start + 1 else HIGH * 0.4)
    if end == start + 1:
        x = LEFT + 40
        return f'<path d="M{x} {y1:g}V{y2 - 5:g}" stroke="{INK}" fill="none"/>{tip(x, y2, down=True)}'
    reach = LEFT - 14 - 11 * (end - start)
    return (
        f'<path d="M{LEFT} {y1:g}C{reach:g} {y1 + 14:g} {reach:g} {y2 - 14:g} {LEFT - 5} {y2:g}" stroke="{INK}" '
        f'fill="none"/>{tip(LEFT, y2, down=False)}'
    )


def tip(x: float, y: float, down: bool) -> str:
    """The head of an arrow that ends at a point."""
    points = (
        f"{x:g},{y:g} {x - 4:g},{y - 7:g} {x + 4:g},{y - 7:g}"
        if down
        else f"{x:g},{y:g} {x - 7:g},{y - 4:g} {x - 7:g},{y + 4:g}"
    )
    return f'<polygon points="{points}" fill="{INK}"/>'


def cell(pair: tuple[str, str], count: int, order: dict[str, int]) -> str:
    """A count of the table, the darker the larger."""
    x = LEFT + WIDTH + 30 + order[pair[1]] * CELL + 2
    y = TOP + order[pair[0]] * (HIGH + GAP) + (HIGH - 26) / 2
    shade = [colour for least, colour in SHADES if count >= least][-1]
    ink = PAPER if shade == SHADES[-1][1] else INK
    return (
        f'<g data-from="{pair[0]}" data-to="{pair[1]}" data-count="{count}">'
        f'<rect x="{x}" y="{y:g}" width="{CELL - 4}" height="26" rx="4" fill="{shade}"/>'
        + text(x + (CELL - 4) / 2, y + 17, str(count), 11, colour=ink, anchor="middle")
        + "</g>"
    )


def text(x: float, y: float, words: str, size: int, weight: str = "", colour: str = "", anchor: str = "") -> str:
    """A line of text."""
    style = "".join(
        f' {name}="{value}"'
        for name, value in (("font-weight", weight), ("fill", colour), ("text-anchor", anchor))
        if value
    )
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}"{style}>{escape(words.replace("->", "→"))}</text>'


def redrawn() -> str:
    """The picture as it should be, given the one that there is."""
    drawing = PICTURE.read_text("utf-8") if PICTURE.exists() else ""
    return draw(settled(survey(), drawing))


if __name__ == "__main__":
    PICTURE.write_text(redrawn(), "utf-8")
    print(f"wrote {PICTURE.relative_to(PROJECT)}")
