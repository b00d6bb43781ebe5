"""Benchmark of the order of precisions by latency: in the runner against LiteRT's own benchmark tool, on one thread."""

import json
import shutil
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.common import ROOT, WORK, export, in_turns, runner_ms, write

ROUNDS = 7  # chosen
RUNS = 100  # inferences in each round; chosen
MODELS = ROOT.parent / "shared" / "models" / "mlperf_tiny"
# Models (with their scaling) large enough for a tool that prints hundredths of a millisecond.
SOURCES = {"ic_resnet8": "0-255", "vww_mobilenet_keras2": "0-1"}
PRECISIONS = ("float32", "float16", "int8-weights", "dynamic", "int8")
_ALIKE = 1.15  # ratio up to which two times count as equal; chosen above the noise of a run


def litert_ms(model: Path) -> float:
    """Median latency in ms by LiteRT's `litert-benchmark`, on one thread."""
    result = model.with_suffix(".benchmark.json")
    command = Path(sys.executable).with_name("litert-benchmark")
    argv = [command, "--model", model, "--num_runs", str(RUNS), "--num_threads", "1", "--result_json", result]
    subprocess.run(argv, capture_output=True, check=True)
    return float(json.loads(result.read_text(encoding="utf-8"))["latency"]["median_ms"])


def agreement(ours: dict[str, float], theirs: dict[str, float]) -> float:
    """Share of pairs that both sides put into the same order; pairs that either finds equal count as agreed."""
    pairs = list(combinations(ours, 2))
    agreed = sum(_order(ours, *pair) * _order(theirs, *pair) >= 0 for pair in pairs)
    return agreed / len(pairs)


def _order(times: dict[str, float], one: str, other: str) -> int:
    ratio = times[one] / times[other]
    return 0 if 1 / _ALIKE <= ratio <= _ALIKE else 1 if ratio > 1 else -1


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/variants.{json,md}."""
    if not MODELS.is_dir():
        raise SystemExit("This benchmark needs the shared models beside the project.")
    shutil.rmtree(WORK / "variants", ignore_errors=True)
    rows = [["model", "precision", "runner", "litert-benchmark"]]
    result = {}
    for name, scaling in SOURCES.items():
        programs = {}
        data = WORK / f"{name}.npy"
        np.save(data, np.load(MODELS / f"{name}.expected.npz")["inputs"])
        for precision in PRECISIONS:
            more = ["--precision", precision, "--calibration", str(data), "--product", "native", "--scaling", scaling]
            folder, _ = export(["export", str(MODELS / f"{name}.h5"), *more], WORK / "variants" / precision)
            programs[precision] = (next(folder.glob(f"{name}-native-*/{name}")), folder / f"{name}.tflite")
        turns = {f"runner {key}": lambda path=program: runner_ms(path, RUNS) for key, (program, _) in programs.items()}
        turns |= {f"litert {key}": lambda path=model: litert_ms(path) for key, (_, model) in programs.items()}
        found = in_turns(turns, ROUNDS)
        ours = {key: found[f"runner {key}"] for key in PRECISIONS}
        theirs = {key: found[f"litert {key}"] for key in PRECISIONS}
        result[name] = {"runner": ours, "litert-benchmark": theirs, "order_agreement": agreement(ours, theirs)}
        rows += [[name, key, f"{ours[key]:.3f} ms", f"{theirs[key]:.3f} ms"] for key in PRECISIONS]
    write("variants", "Precisions in the runner and in LiteRT's own benchmark", result, rows)


if __name__ == "__main__":
    main()
