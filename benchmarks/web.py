"""Times the pages under many users: `python benchmarks/web.py [USERS]` starts a server and moves tariffs on the bench.

Each user moves a tariff of their own and waits for the answer, so that nothing is answered from memory.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

USERS, MOVES = 20, 5
PAUSE = 2.0  # seconds in which a user looks at an answer
START = "import sys; sys.argv[0] = 'middlepower'; from middlepower.cli import main; main()"
OUTPUT = "..bench-top.children...bench-view.children.."


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


def main(users: int) -> None:
    """Print the median and the slowest wait of one user alone and of all at once."""
    command = [sys.executable, "-c", START, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[3]
        for warm in range(4):
            moved(address, 0.5 + 0.01 * warm)
        alone = [moved(address, 0.6 + 0.01 * number) for number in range(MOVES)]
        with ThreadPoolExecutor(users) as pool:
            waits = [wait for found in pool.map(lambda n: user(address, n), range(users)) for wait in found]
        server.terminate()
    print(f"one user: median {statistics.median(alone):.2f} s")
    print(f"{users} users: median {statistics.median(waits):.2f} s, slowest {max(waits):.2f} s, {len(waits)} answers")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else USERS)
