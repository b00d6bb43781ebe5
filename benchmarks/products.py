"""Benchmark of size and start of finished programs: against their bars, bare PyInstaller programs and the usual way.

A bare program is frozen like ours, holds the same files and only prints a line: what PyInstaller takes by itself. The
usual way's are PyInstaller bundles with TensorFlow. Bundles are built once and kept below build/benchmarks; starts are
interleaved in one run, so that the ratios hold on a busy machine, too.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, WORK, bench_of, export, in_turns, seconds_of, write
from builder.context import StepContext
from builder.core.platforms import this_platform
from builder.core.templates import template_environment
from builder.events import Reporter
from builder.job.draft import JobDraft
from builder.packaging.launcher_kit import freeze, spec_of
from builder.system.cancellation import CancelToken
from builder.system.toolbox import Toolbox

ROUNDS = 15  # chosen
SAMPLE = ROOT / "resources" / "samples"
PICTURE = next((SAMPLE / "digits" / "7").glob("*.png"))
MODELS = ROOT.parent / "shared" / "models" / "mlperf_tiny"
# Bars of DESIGN: bytes beside the model (and the runtime, of a native program); a start beside the model's own load.
ONEFILE_BYTES, NATIVE_BYTES, SINGLE_BYTES = 8_200_000, 700_000, 3_600_000
FROZEN_START, NATIVE_START, SINGLE_START = 1.15, 0.006, 0.060  # times a bare program's; seconds


def naive_bundles() -> dict[str, Path]:
    """One-file and folder bundles with TensorFlow, built when they do not exist."""
    home = WORK / "naive"
    programs = {"onefile": home / "dist" / "naive", "folder": home / "dist" / "naive-folder" / "naive-folder"}
    for kind, program in programs.items():
        if program.exists():
            continue
        home.mkdir(parents=True, exist_ok=True)
        argv = [
            sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
            "--onefile" if kind == "onefile" else "--onedir", "--name", program.name,
            "--add-data", f"{SAMPLE / 'digits.keras'}:.", "--collect-all", "keras",
            "--distpath", str(home / "dist"), "--workpath", str(home / "build"), "--specpath", str(home),
            str(ROOT / "benchmarks" / "naive_program.py"),
        ]  # fmt: skip
        print(f"Building the usual way's {kind} program; that takes minutes.", file=sys.stderr)
        subprocess.run(argv, check=True)
        shutil.rmtree(home / "build", ignore_errors=True)
    return programs


def bare_bundles(native: Path) -> dict[str, Path]:
    """One-file and folder bundles with the files of a native product, whose program prints a line; made anew.

    Args:
        native: The folder of the native product.
    """
    home = WORK / "bare"
    shutil.rmtree(home, ignore_errors=True)
    (home / "kit").mkdir(parents=True)
    draft = JobDraft()
    draft.set("model", path="unused")
    context = StepContext("package", draft.freeze(), Toolbox(), home, Reporter(), CancelToken())
    (home / "program.py").write_text('print("ready")\n', encoding="utf-8")
    (home / "launcher.spec").write_text(spec_of(context.tools), encoding="utf-8")
    freeze(context, home, "launcher.spec")
    files = [path for path in native.iterdir() if path.name != context.tools.runtime.path.name]
    runner = next(path for path in files if path.name == "digits")
    spec = template_environment().get_template("program.spec.j2").render(
        name="bare", kit=str(home / "kit"), runtime=context.tools.runtime.path.name, binaries=[str(runner)],
        datas=[str(path) for path in files if path != runner], icon=None, strip=shutil.which("strip") is not None,
        onefile=True, folder=True, folder_name="bare-folder",
    )  # fmt: skip
    (home / "program.spec").write_text(spec, encoding="utf-8")
    freeze(context, home, "program.spec")
    return {"onefile": home / "dist" / "bare", "folder": home / "dist" / "bare-folder" / "bare"}


def size_of(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file() and not entry.is_symlink())


def sizes(folder: Path) -> list[dict[str, Any]]:
    """Sizes of the products of a report, each with its largest allowed size in bytes ("bar")."""
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    found = []
    for product in report["products"]:
        parts = {part["name"]: part["bytes"] for part in product["parts"]}
        bar = {
            "onefile": ONEFILE_BYTES + parts["model"],
            "native": parts.get("runtime", 0) + NATIVE_BYTES + parts["model"],
            "single": SINGLE_BYTES + parts["model"],
        }.get(product["product"])
        found.append({"name": report["name"], "product": product["product"], "bytes": product["bytes"], "bar": bar,
                      "holds": bar is None or product["bytes"] <= bar})  # fmt: skip
    return found


def start_bars(starts: Mapping[str, float], load: float) -> dict[str, float]:
    """The largest allowed seconds of each product's start, by kind.

    Args:
        starts: Measured seconds, by program.
        load: Seconds in which the native program's runner opens the model.
    """
    return {
        "native": NATIVE_START + load,
        "single": SINGLE_START + load,
        **{kind: FROZEN_START * starts[f"bare {kind}"] + load for kind in ("folder", "onefile")},
    }


def compared(
    table: list[dict[str, Any]], starts: Mapping[str, float], bars: Mapping[str, float], usual: Mapping[str, int]
) -> list[list[str]]:
    """Rows of the written table: sizes and starts of the products, beside those of bare programs and the usual way.

    Args:
        table: Sizes, see `sizes`.
        starts: Seconds of a start, by program.
        bars: See `start_bars`.
        usual: Bytes of the bundles with TensorFlow, by kind.
    """
    rows = [["program", "bytes", "bar", "start", "bar", "bare start", "usual bytes / ours", "usual start / ours"]]
    for row in table:
        kind, ours = row["product"], row["name"] == "digits"
        start = starts[f"litecrate {kind}"] if ours else None
        rows.append(
            [
                f"{row['name']} {kind}",
                f"{row['bytes']:,}",
                f"{row['bar']:,}" if row["bar"] else "",
                f"{start * 1000:.1f} ms" if start else "",
                f"{bars[kind] * 1000:.1f} ms" if start else "",
                f"{starts[f'bare {kind}'] * 1000:.1f} ms" if start and f"bare {kind}" in starts else "",
                f"{usual[kind] / row['bytes']:.0f}" if ours and kind in usual else "",
                f"{starts[f'usual {kind}'] / start:.0f}" if start and f"usual {kind}" in starts else "",
            ]
        )
    for kind, size in usual.items():
        rows.append([f"usual way, {kind}", f"{size:,}", "", f"{starts[f'usual {kind}']:.1f} s", "", "", "1", "1"])
    return rows


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/products.{json,md}."""
    shutil.rmtree(WORK / "products", ignore_errors=True)
    products = ["--product", "onefile", "--product", "folder", "--product", "native", "--product", "single"]
    digits, _ = export(["sample", "digits", *products], WORK / "products")
    table = sizes(digits)
    if MODELS.is_dir():
        tensors, _ = export(["export", str(MODELS / "ad_autoencoder_float.tflite"), *products], WORK / "products")
        table += sizes(tensors)
    programs = {
        "onefile": digits / "digits",
        "folder": digits / "digits-folder" / "digits",
        "native": next(digits.glob("digits-native-*/digits")),
        "single": digits / f"digits-{this_platform()}",
    }
    naive, bare = naive_bundles(), bare_bundles(programs["native"].parent)
    starts = in_turns(
        {
            **{
                f"litecrate {kind}": lambda program=program: seconds_of([str(program), str(PICTURE)], WORK)
                for kind, program in programs.items()
            },
            **{
                f"bare {kind}": lambda program=program: seconds_of([str(program)], WORK)
                for kind, program in bare.items()
            },
            **{
                f"usual {kind}": lambda program=program: seconds_of([str(program), str(PICTURE)], WORK)
                for kind, program in naive.items()
            },
        },
        ROUNDS,
    )
    bars = start_bars(starts, bench_of(programs["native"], 50)["load_ms"] / 1000)
    usual = {kind: size_of(path if kind == "onefile" else path.parent) for kind, path in naive.items()}
    result = {"sizes": table, "starts_seconds": starts, "usual_bytes": usual, "bars_seconds": bars}
    rows = compared(table, starts, bars, usual)
    write("products", "Size and start of the finished programs", result, rows)


if __name__ == "__main__":
    main()
