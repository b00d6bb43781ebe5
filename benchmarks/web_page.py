"""Benchmark of web pages that are models: size, time until ready, latency beside the native program, memory.

The pages are opened from files in the browsers of this computer. Latencies are those of the model's runs by the page's
own clock, and of the native program's `--bench` on one thread, in turns; the median of the turns counts. A turn gives a
median, but in Firefox the mean: its clock moves by a whole millisecond.
"""

import base64
import gzip
import io
import json
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from benchmarks.common import ROOT, WORK, export, in_turns, runner_ms, write
from builder.runner.page_client import PageClient
from builder.system.browsers.installed import Browser, installed_browsers
from builder.system.browsers.open_page import OpenPage
from builder.system.browsers.opening import open_page
from builder.system.cancellation import CancelToken

ROUNDS = 7  # chosen, like the numbers below
OPENINGS = 5  # of a page in each browser
RUNS = 100  # in each round: as many as a page keeps times of
ANSWERS = 1000  # after which memory is what it was
SECONDS = 300.0  # until a browser that does not answer is ended
# Bars of the project: bytes beside what the model takes as base64 of gzip; milliseconds beside the native program's.
PAGE_BYTES, MODEL_SHARE = 4_400_000, 1.34
NATIVE_SHARE, MORE_MS = 4, 1.0
SHARED = ROOT.parent / "shared" / "models"
SOURCES = {
    "mlperf_tiny/ic_resnet8.h5": ["--scaling", "0-255"],
    "mlperf_tiny/kws_savedmodel": [],
    "mlperf_tiny/vww_mobilenet_keras2.h5": ["--scaling", "0-1"],
    "mlperf_tiny/ad_autoencoder_float.tflite": [],
    "coral/mobilenet_v2_1.0_224_quant.tflite": ["--labels", str(SHARED / "coral" / "imagenet_labels.txt")],
    "coral/tf2_mobilenet_v2_1.0_224_ptq.tflite": ["--labels", str(SHARED / "coral" / "imagenet_labels.txt")],
}
PRODUCTS = ["--product", "page", "--product", "native"]
_ANSWER = (
    "(async () => {{ for (let at = 0; at < {count}; at++) await litecrate.arrays(globalThis.sample); return 0; }})()"
)


@contextmanager
def opened(browser: Browser, page: Path) -> Iterator[tuple[OpenPage, PageClient]]:
    """An open page whose model is ready, and what asks it."""
    with open_page(browser, page, WORK, CancelToken(), lambda _: None) as shown:
        client = PageClient(shown, SECONDS, SECONDS)
        client.ready()
        yield shown, client


def ready_ms(browser: Browser, page: Path) -> float:
    """Milliseconds from the start of a page to its ready model, in a browser that has just been started."""
    with opened(browser, page) as (_, client):
        return float(client.timings()["ready_ms"])


def sample_of(model: Path) -> bytes:
    """A random sample as .npy, from the ranges that the runner's `--bench` takes."""
    (entry,) = Interpreter(str(model)).get_input_details()
    kind, shape = np.dtype(entry["dtype"]), entry["shape"]
    random = np.random.default_rng(1)
    whole = kind.kind in "iu" and random.integers(np.iinfo(kind).min, np.iinfo(kind).max, shape, kind, endpoint=True)
    file = io.BytesIO()
    np.save(file, random.random(shape).astype(kind) if kind.kind == "f" else whole)
    return file.getvalue()


def give(shown: OpenPage, sample: bytes) -> None:
    """Puts a sample into a page, so that it need not be sent again for every answer."""
    shown.evaluate(f"(globalThis.sample = {json.dumps(base64.b64encode(sample).decode())}, 0)", SECONDS)


def page_ms(shown: OpenPage, client: PageClient) -> float:
    """Milliseconds in which the model of a page runs with the sample that was given to it: median, in Firefox mean."""
    shown.evaluate(_ANSWER.format(count=RUNS), SECONDS)
    middle = statistics.fmean if shown.browser.startswith("firefox") else statistics.median
    return float(middle(client.timings()["run_ms"]))


def memory_of(shown: OpenPage, client: PageClient, answers: int) -> int:
    """Bytes of WebAssembly's memories in a page after some more answers."""
    shown.evaluate(_ANSWER.format(count=answers), SECONDS)
    return int(client.timings()["memory_bytes"])


def size_of(page: Path, model: Path) -> dict[str, Any]:
    """Bytes of a page, and how many it may have."""
    bar = PAGE_BYTES + round(MODEL_SHARE * len(gzip.compress(model.read_bytes())))
    size = page.stat().st_size
    return {"bytes": size, "bar": bar, "holds": size <= bar}


def latencies_of(shown: dict[str, tuple[OpenPage, PageClient]], program: Path) -> dict[str, Any]:
    """Milliseconds of the native program and of a page in each browser, and the bar for the pages."""
    turns: dict[str, Callable[[], float]] = {"native": partial(runner_ms, program, RUNS)}
    turns |= {name: partial(page_ms, *one) for name, one in shown.items()}
    found = in_turns(turns, ROUNDS)
    bar = NATIVE_SHARE * found["native"] + MORE_MS
    return {**found, "bar": bar, "holds": all(found[name] <= bar for name in shown)}


def measured(folder: Path, browsers: list[Browser]) -> dict[str, Any]:
    """Measures one model: bytes, time until ready, latency and memory beside the native program.

    Args:
        folder: The published one, with page and native program.
        browsers: Those that open the page.
    """
    name = folder.name
    page, model = folder / f"{name}.html", folder / f"{name}.tflite"
    program = next(folder.glob(f"{name}-native-*/{name}"))
    ready = in_turns({browser.name: partial(ready_ms, browser, page) for browser in browsers}, OPENINGS)
    with ExitStack() as pages:
        shown = {browser.name: pages.enter_context(opened(browser, page)) for browser in browsers}
        for one, _ in shown.values():
            give(one, sample_of(model))
        first = {key: memory_of(*one, 1) for key, one in shown.items()}
        latencies = latencies_of(shown, program)
        last = {key: memory_of(*one, ANSWERS) for key, one in shown.items()}
        versions = [one.browser for one, _ in shown.values()]
    memory = {"first_bytes": first, "last_bytes": last, "holds": first == last}
    return {"browsers": versions, "size": size_of(page, model), "ready_ms": ready, "latency_ms": latencies,
            "memory": memory}  # fmt: skip


def rows_of(name: str, found: dict[str, Any]) -> list[list[str]]:
    """Rows of the written table about one model: one for each browser."""
    size, latency, memory = found["size"], found["latency_ms"], found["memory"]
    return [
        [
            name,
            version,
            f"{size['bytes']:,}",
            f"{size['bar']:,}",
            f"{ready:.0f} ms",
            f"{latency[browser]:.2f} ms",
            f"{latency['native']:.3f} ms",
            f"{latency['bar']:.2f} ms",
            f"{memory['first_bytes'][browser] / 1e6:.1f} / {memory['last_bytes'][browser] / 1e6:.1f} MB",
        ]
        for version, (browser, ready) in zip(found["browsers"], found["ready_ms"].items(), strict=True)
    ]


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/web_page.{json,md}; names of models choose some of them."""
    browsers = [one for one in installed_browsers() if one.name in {"chromium", "firefox"}]
    if not browsers:
        print("Neither Chromium nor Firefox is here; web pages are not measured.", file=sys.stderr)
        return
    head = ["model", "browser", "bytes", "bar", "ready", "latency", "native", "bar"]
    rows = [[*head, f"memory after the first / {ANSWERS:,} more answers"]]
    result: dict[str, Any] = {}
    shutil.rmtree(WORK / "web_page", ignore_errors=True)
    sources = {"digits": ["sample", "digits"]}
    sources |= {Path(path).stem: ["export", str(SHARED / path), *options] for path, options in SOURCES.items()}
    for name, source in sources.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        if source[0] == "export" and not Path(source[1]).exists():
            result[name] = {"skipped": f"{Path(source[1]).name} is not beside the project"}
            rows.append([name, result[name]["skipped"], *[""] * 7])
            continue
        folder, _ = export([*source, "--name", name, *PRODUCTS], WORK / "web_page")
        result[name] = measured(folder, browsers)
        rows += rows_of(name, result[name])
    write("web_page", "Web pages that are models", result, rows)


if __name__ == "__main__":
    main()
