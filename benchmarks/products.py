"""Benchmark of size and start time of finished programs, against PyInstaller bundles with TensorFlow.

The bundles are built once and kept below build/benchmarks; starts are interleaved in one run, so that the ratios hold
on a busy machine, too.
"""

import json
import lzma
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, WORK, export, in_turns, seconds_of, write

ROUNDS = 9  # chosen
SAMPLE = ROOT / "resources" / "samples"
PICTURE = next((SAMPLE / "digits" / "7").glob("*.png"))
MODELS = ROOT.parent / "shared" / "models" / "mlperf_tiny"
BARS = {"onefile": 0.250, "folder": 0.080, "native": 0.020}  # seconds of a start; chosen with the first version


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


def size_of(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file() and not entry.is_symlink())


def sizes(folder: Path, pictures: bool) -> list[dict[str, Any]]:
    """Sizes of the products of a report, each with its largest allowed size in bytes ("bar")."""
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    model = next(folder.glob("*.tflite"))
    compressed = len(lzma.compress(model.read_bytes()))
    found = []
    for product in report["products"]:
        runtime = next((part["bytes"] for part in product["parts"] if part["name"] == "runtime"), 0)
        bar = {
            "onefile": (11_000_000 if pictures else 8_500_000) + compressed,
            "native": runtime + 500_000 + model.stat().st_size,
        }.get(product["product"])
        found.append({"name": report["name"], "product": product["product"], "bytes": product["bytes"], "bar": bar,
                      "pictures": pictures, "holds": bar is None or product["bytes"] <= bar})  # fmt: skip
    return found


def compared(table: list[dict[str, Any]], starts: Mapping[str, float], usual: Mapping[str, int]) -> list[list[str]]:
    """Rows of the written table: sizes and starts of the products, beside those of the usual way.

    Args:
        table: Sizes, see `sizes`.
        starts: Seconds of a start, by program.
        usual: Bytes of the bundles with TensorFlow, by kind.
    """
    rows = [["program", "bytes", "bar", "start", "bar", "usual bytes / ours", "usual start / ours"]]
    for row in table:
        kind, ours = row["product"], row["name"] == "digits"
        start = starts[f"litecrate {kind}"] if ours else None
        other = "onefile" if kind == "onefile" else "folder"
        rows.append(
            [
                f"{row['name']} {kind}", f"{row['bytes']:,}", f"{row['bar']:,}" if row["bar"] else "-",
                f"{start * 1000:.0f} ms" if start else "-", f"{BARS[kind] * 1000:.0f} ms" if start else "-",
                f"{usual[other] / row['bytes']:.0f}", f"{starts[f'usual {other}'] / start:.0f}" if start else "-",
            ]
        )  # fmt: skip
    for kind in ("onefile", "folder"):
        start = starts[f"litecrate {kind}, a picture"]
        rows.append([f"digits {kind}, a picture", "-", "-", f"{start * 1000:.0f} ms", f"{BARS[kind] * 1000:.0f} ms",
                     "-", f"{starts[f'usual {kind}'] / start:.0f}"])  # fmt: skip
    for kind, size in usual.items():
        rows.append([f"usual way, {kind}", f"{size:,}", "-", f"{starts[f'usual {kind}']:.1f} s", "-", "1", "1"])
    return rows


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/products.{json,md}."""
    shutil.rmtree(WORK / "products", ignore_errors=True)
    products = ["--product", "onefile", "--product", "folder", "--product", "native"]
    digits, _ = export(["sample", "digits", *products], WORK / "products")
    table = sizes(digits, pictures=True)
    if MODELS.is_dir():
        tensors, _ = export(["export", str(MODELS / "ad_autoencoder_float.tflite"), *products], WORK / "products")
        table += sizes(tensors, pictures=False)
    naive = naive_bundles()
    array = WORK / "one.npy"
    subprocess.run(
        [sys.executable, "-c", f"import numpy; numpy.save({str(array)!r}, numpy.zeros((1, 8, 8, 1), 'float32'))"],
        check=True,
    )
    programs = {
        "onefile": digits / "digits",
        "folder": digits / "digits-folder" / "digits",
        "native": next(digits.glob("digits-native-*/digits")),
    }
    starts = in_turns(
        {
            **{
                f"litecrate {kind}": lambda program=program: seconds_of([str(program), "--json", str(array)], WORK)
                for kind, program in programs.items()
            },
            **{
                f"litecrate {kind}, a picture": lambda program=programs[kind]: seconds_of(
                    [str(program), str(PICTURE)], WORK
                )
                for kind in ("onefile", "folder")
            },
            **{
                f"usual {kind}": lambda program=program: seconds_of([str(program), str(PICTURE)], WORK)
                for kind, program in naive.items()
            },
        },
        ROUNDS,
    )
    usual = {kind: size_of(path if kind == "onefile" else path.parent) for kind, path in naive.items()}
    result = {"sizes": table, "starts_seconds": starts, "usual_bytes": usual, "bars_seconds": BARS}
    rows = compared(table, starts, usual)
    write("products", "Size and start of the finished programs", result, rows)


if __name__ == "__main__":
    main()
