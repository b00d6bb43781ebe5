"""Common functions of the benchmarks: exports, interleaved timing, writing of results."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
WORK = ROOT / "build" / "benchmarks"


def export(arguments: Sequence[str], output: Path, environment: Mapping[str, str] | None = None) -> tuple[Path, float]:
    """Runs `litecrate` with arguments; returns the published folder and the duration in seconds."""
    started = time.monotonic()
    command = [sys.executable, "-m", "app", *arguments, "--output", str(output), "--overwrite"]
    env = {**os.environ, **(environment or {})}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    seconds = time.monotonic() - started
    # The printed path may be of a program in a folder inside the published one.
    made = Path(done.stdout.splitlines()[0])
    return next(folder for folder in made.parents if (folder / "report.json").is_file()), seconds


def seconds_of(argv: Sequence[str], folder: Path) -> float:
    """Wall time in seconds of one run in an empty environment."""
    started = time.monotonic()
    subprocess.run(argv, env={}, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - started


def bench_of(program: Path, runs: int) -> dict[str, Any]:
    """The object that the runner's own `--bench` gives for `runs` inferences on one thread."""
    argv = [program, "--bench", str(runs), "--threads", "1", "--json"]
    found: dict[str, Any] = json.loads(subprocess.run(argv, env={}, capture_output=True, check=True).stdout)
    return found


def runner_ms(program: Path, runs: int) -> float:
    """Median latency in ms of `runs` inferences by the runner's own `--bench`, on one thread."""
    return float(bench_of(program, runs)["latency_ms"]["median"])


def in_turns(
    runs: dict[str, Callable[[], float]], rounds: int, pick: Callable[[Sequence[float]], float] = statistics.median
) -> dict[str, float]:
    """Interleaved measurements, so that other load on the machine affects all alike.

    Args:
        runs: Functions that measure once, by name; each is called once more before, to warm up.
        rounds: Number of measurements of each.
        pick: Chooses the result, by default the median.

    Returns:
        The result of each, by name.
    """
    found: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()  # warm
    for _ in range(rounds):
        for name, measure in runs.items():
            found[name].append(measure())
    return {name: pick(values) for name, values in found.items()}


def write(name: str, title: str, result: dict[str, Any], rows: Sequence[Sequence[str]]) -> None:
    """Writes NAME.json and NAME.md to benchmarks/results; the first row is the table's header."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    head, *body = rows
    lines = [f"# {title}", "", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(row)} |" for row in body]
    text = "\n".join(lines) + "\n"
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)
