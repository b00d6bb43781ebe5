"""Measurement of programs: start time, latency and memory, while nothing else runs."""

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.checks.program_run import ProgramFailedError, run_program
from builder.context import StepContext
from builder.core.arrays import load_arrays, save_arrays
from builder.core.words import tr
from builder.report.latency import Latency

# These figures are chosen: enough for a steady median, and a few seconds in all.
STARTS = 5
BENCH_RUNS = 50


@dataclass(frozen=True)
class Measured:
    """Speed of a product: seconds from start to first answer, latency (ms) and peak memory (bytes) by `--bench`."""

    start_seconds: float | None
    latency_ms: Latency | None
    peak_memory_bytes: int | None


def measure(context: StepContext, program: Path, samples: Path) -> Measured:
    """Measures start time and speed of a program with the first of the samples in a file.

    To be called when nothing else runs; failures are logged.
    """
    home = context.folder / f"measure-{program.parent.name}-{program.name}"
    home.mkdir()
    save_arrays(home / "one.npz", {name: array[:1] for name, array in load_arrays(samples).items()})
    try:
        seconds = []
        for _ in range(STARTS):
            started = time.monotonic()
            run_program(context, program, ["--tensor", "one.npz", "--output", "out.npz"], home, 1)
            seconds.append(time.monotonic() - started)
        bench = bench_of(context, program, home)
        latency = Latency(median=bench["latency_ms"]["median"], p90=bench["latency_ms"]["p90"])
        return Measured(round(statistics.median(seconds), 4), latency, int(bench["peak_memory_bytes"]))
    except (ProgramFailedError, ValueError, KeyError) as error:
        context.log(tr("{program} could not be measured: {error}", program=program.name, error=error), "warning")
        return Measured(None, None, None)


def bench_of(context: StepContext, program: Path, home: Path) -> dict[str, Any]:
    """A program's own measurement, `--bench --json`, see docs/runner.md. To be called when nothing else runs.

    Raises:
        ProgramFailedError: It failed.
    """
    found: dict[str, Any] = json.loads(
        run_program(context, program, ["--bench", str(BENCH_RUNS), "--threads", "1", "--json"], home, BENCH_RUNS)
    )
    return found
