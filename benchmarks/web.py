"""Times the pages: `python benchmarks/web.py [USERS]` starts a server and moves tariffs on the bench.

Each user moves a tariff of their own and waits for the answer, so that nothing is answered from memory. Where Chromium
is installed, a browser is timed too: until the page's heading stands, and an edit from the key to the answer on the
screen. The time of the server's processors for an answer is counted apart: it says the same on a busy machine.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

USERS, MOVES = 20, 5
PAUSE = 2.0  # seconds in which a user looks at an answer
START = "import sys; sys.argv[0] = 'middlepower'; from middlepower.cli import main; main()"
OUTPUT = "..bench-top.children...bench-view.children.."
TICKS = os.sysconf("SC_CLK_TCK")


def scenario(rate: float) -> dict[str, Any]:
    """A state with a tariff."""
    tariff = {"importers": ["USA"], "exporters": ["CAN"], "rate": rate}
    return {
        "scenario": "bench",
        "title": "bench",
        "baseline": {"name": "status quo of 13 January 2026", "date": "2026-01-13"},
        "states": {"tariff": {"title": "tariff", "tariffs": [tariff]}},
    }


def moved(address: str, rate: float) -> float:
    """Seconds from the move of a slider to the answer."""
    page = {"page": {"scenario": scenario(rate)}, "chosen": "tariff"}
    outputs = [{"id": of, "property": "children"} for of in ("bench-top", "bench-view")]
    inputs = [
        {"id": "bench", "property": "data", "value": page},
        {"id": "view", "property": "value", "value": "summary"},
    ]
    asked = {"output": OUTPUT, "outputs": outputs, "inputs": inputs, "changedPropIds": ["bench.data"], "state": []}
    head = {"Content-Type": "application/json"}
    request = urllib.request.Request(address + "_dash-update-component", json.dumps(asked).encode(), head)
    begun = time.perf_counter()
    with urllib.request.urlopen(request, timeout=300) as answer:
        text = answer.read().decode()
    if "real income" not in text.lower():
        raise SystemExit(f"no answer: {text[:300]}")
    return time.perf_counter() - begun


def user(address: str, number: int) -> list[float]:
    """The waits of one user."""
    waits = []
    for move in range(MOVES):
        time.sleep(PAUSE * (number % 5 + 1) / 5)
        waits.append(moved(address, 0.01 + 0.01 * number + 0.001 * move))
    return waits


def processor_seconds(process: int) -> float:
    """Seconds that the processors have worked for a process and those that it started."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    inside = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(processor_seconds(int(one)) for one in inside)


def in_browser(address: str, chromium: str) -> tuple[float, list[float]]:
    """(seconds to the page's heading, seconds of each edit from the key to the answer on the screen)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = opened.new_page(viewport={"width": 1280, "height": 900})
        begun = time.perf_counter()
        page.goto(f"{address}bench")
        page.wait_for_selector("h1")
        painted = time.perf_counter() - begun
        page.wait_for_selector(".answers > li")
        page.locator("#add").click()
        waits = []
        for _ in range(MOVES + 1):
            before = page.locator(".answers").inner_text()
            begun = time.perf_counter()
            page.locator(".card [role=slider]").first.press("ArrowRight")
            page.wait_for_function("text => document.querySelector('.answers').innerText !== text", arg=before)
            waits.append(time.perf_counter() - begun)
        opened.close()
    return painted, waits[1:]


def main(users: int) -> None:
    """Print what one user waits, what all at once wait, what the server works, and what a browser shows."""
    command = [sys.executable, "-c", START, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[3]
        for warm in range(8):
            moved(address, 0.5 + 0.01 * warm)
        alone = [moved(address, 0.6 + 0.01 * number) for number in range(MOVES)]
        before = processor_seconds(server.pid)
        with ThreadPoolExecutor(users) as pool:
            waits = [wait for found in pool.map(lambda n: user(address, n), range(users)) for wait in found]
        worked = (processor_seconds(server.pid) - before) / len(waits)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        shown = in_browser(address, chromium) if chromium else None
        server.terminate()
    print(f"one user: median {statistics.median(alone):.2f} s")
    print(f"{users} users: median {statistics.median(waits):.2f} s, slowest {max(waits):.2f} s, {len(waits)} answers")
    print(f"the server's processors: {worked:.3f} s an answer")
    if shown is not None:
        print(f"in a browser: the page after {shown[0]:.2f} s; an edit {statistics.median(shown[1]):.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else USERS)
