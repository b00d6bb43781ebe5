"""Benchmark of the runner's median latency against LiteRT's Python interpreter: same file, one thread, interleaved.

Each round gives a median; the smallest one of each side counts, since other load can only slow one down.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.common import ROOT, WORK, export, in_turns, runner_ms, write

ROUNDS = 11  # chosen
RUNS = 200  # inferences in each round; chosen
MODELS = ROOT.parent / "shared" / "models"
BAR = 1.05  # largest ratio of runner to interpreter; a requirement of the project
_INTERPRETER = """
import json, sys, time
import numpy as np
from ai_edge_litert.interpreter import Interpreter
model, runs = Interpreter(sys.argv[1], num_threads=1), int(sys.argv[2])
model.allocate_tensors()
random = np.random.default_rng(1)
for entry in model.get_input_details():  # the runner's --bench draws from the same ranges
    kind, shape = np.dtype(entry["dtype"]), entry["shape"]
    whole = kind.kind in "iu" and random.integers(np.iinfo(kind).min, np.iinfo(kind).max, shape, kind, endpoint=True)
    model.set_tensor(entry["index"], random.random(shape).astype(kind) if kind.kind == "f" else whole)
seconds = []
for _ in range(runs + 5):
    started = time.perf_counter()
    model.invoke()
    seconds.append(time.perf_counter() - started)
print(json.dumps(sorted(seconds[5:])[runs // 2] * 1000))
"""


def interpreter_ms(model: Path) -> float:
    """Median latency in ms of LiteRT's Python interpreter, on one thread."""
    argv = [sys.executable, "-c", _INTERPRETER, str(model), str(RUNS)]
    return float(json.loads(subprocess.run(argv, capture_output=True, check=True).stdout))


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/latency.{json,md}."""
    sources = [["sample", "digits"]]
    if MODELS.is_dir():
        sources += [
            ["export", str(MODELS / "mlperf_tiny" / "ic_resnet8.h5")],
            ["export", str(MODELS / "mlperf_tiny" / "ad_autoencoder_float.tflite")],
            ["export", str(MODELS / "coral" / "mobilenet_v2_1.0_224_quant.tflite")],
        ]
    shutil.rmtree(WORK / "latency", ignore_errors=True)
    rows = [["model", "runner", "interpreter", "ratio", "bar"]]
    result = {}
    for source in sources:
        folder, _ = export([*source, "--product", "native"], WORK / "latency")
        program = next(folder.glob(f"{folder.name}-native-*/{folder.name}"))
        model = folder / f"{folder.name}.tflite"
        found = in_turns(
            {
                "runner": lambda program=program: runner_ms(program, RUNS),
                "interpreter": lambda model=model: interpreter_ms(model),
            },
            ROUNDS,
            min,
        )
        ratio = found["runner"] / found["interpreter"]
        result[folder.name] = {**found, "ratio": ratio, "bar": BAR, "holds": ratio <= BAR}
        rows.append(
            [folder.name, f"{found['runner']:.3f} ms", f"{found['interpreter']:.3f} ms", f"{ratio:.3f}", f"{BAR}"]
        )
    write("latency", "Latency of the runner beside LiteRT's interpreter", result, rows)


if __name__ == "__main__":
    main()
