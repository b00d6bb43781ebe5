"""Benchmark of the window: time until it is shown, blocking of its event loop, memory, time to a finished sample.

An empty Qt window is started in turns with it, which shows what PySide6 itself takes. `python -m benchmarks.window
starts` measures the starts only.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, WORK, write

ROUNDS = 10  # chosen
BARS = {"shown_ratio": 2.0, "memory_bytes": 150e6, "block_p99_ms": 50.0, "block_max_ms": 150.0}
SAMPLE_BARS = {"fresh": 60.0, "warm": 15.0}  # seconds from click to answer; chosen, as `BARS`


def probe(what: str, home: Path) -> dict[str, float]:
    """Runs benchmarks/window_probe.py once, with its own folders for settings, caches and results."""
    output = home / "out"
    shutil.rmtree(output, ignore_errors=True)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    argv = [sys.executable, "-m", "benchmarks.window_probe", what, str(time.monotonic()), str(output)]
    done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def starts(home: Path) -> dict[str, Any]:
    """Starts both windows in turns; the ratio is the median of the turns' own, so that other load counts for both."""
    found: dict[str, list[dict[str, float]]] = {"bare": [], "shown": []}
    for _ in range(ROUNDS):
        for what, entries in found.items():
            entries.append(probe(what, home))
    middle = {
        what: {key: statistics.median(entry[key] for entry in entries) for key in entries[0]}
        for what, entries in found.items()
    }
    ratios = {
        key: statistics.median(ours[key] / bare[key] for ours, bare in zip(found["shown"], found["bare"], strict=True))
        for key in ("shown_seconds", "shown_cpu_seconds")
    }
    return {**middle, "ratio": ratios["shown_seconds"], "cpu_ratio": ratios["shown_cpu_seconds"], "starts": found}


def start_rows(found: dict[str, Any]) -> list[list[str]]:
    """Rows of the table about the starts."""
    bare, shown = found["bare"], found["shown"]
    return [
        ["window shown", f"{shown['shown_seconds']:.2f} s", "-", f"{bare['shown_seconds']:.2f} s"],
        ["window shown, times an empty one", f"{found['ratio']:.2f}", f"{BARS['shown_ratio']}", "1"],
        ["processor time of it, times an empty one", f"{found['cpu_ratio']:.2f}", "-", "1"],
        ["event loop until all pages are made, longest", f"{shown['block_max_ms']:.0f} ms", "150 ms", "-"],
        ["memory, idle", f"{shown['memory_bytes'] / 1e6:.0f} MB", "150 MB", f"{bare['memory_bytes'] / 1e6:.0f} MB"],
    ]


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/window.{json,md}, or window-starts.{json,md}."""
    home = WORK / "window"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    head = ["what", "measured", "bar", "an empty Qt window"]
    if sys.argv[1:] == ["starts"]:
        found = starts(home)
        write("window-starts", "The window's start", found, [head, *start_rows(found)])
        return
    fresh = probe("sample", home)  # nothing is in the cache yet, not even the compiler's own
    warm = probe("sample", home)
    started = starts(home)
    noise = probe("noise", home)
    result = {"fresh": fresh, "warm": warm, "noise": noise, **started, "bars": BARS, "sample_bars": SAMPLE_BARS}
    rows = [head, *start_rows(started)]
    rows.append(["memory, after an export", f"{warm['memory_bytes'] / 1e6:.0f} MB", "150 MB", "-"])
    for name, found in (("a build", warm), ("10,000 log lines a second", noise)):
        rows.append([f"event loop during {name}, p99", f"{found['block_p99_ms']:.0f} ms", "50 ms", "-"])
        rows.append([f"event loop during {name}, longest", f"{found['block_max_ms']:.0f} ms", "150 ms", "-"])
    for name, found in (("fresh", fresh), ("warm", warm)):
        bar = f"{SAMPLE_BARS[name]:.0f} s"
        rows.append([f"first click to running program, {name} machine", f"{found['running_seconds']:.1f} s", bar, "-"])
    write("window", "The window", result, rows)


if __name__ == "__main__":
    main()
