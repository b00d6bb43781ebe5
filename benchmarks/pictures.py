"""Benchmark of a program on 10,000 pictures: its rate against decoding and inference alone, and its memory."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.common import ROOT, WORK, export, runner_ms, write

COUNT, FEW, DIFFERENT = 10_000, 100, 50
SIZE = (320, 240)
CORAL = ROOT.parent / "shared" / "models" / "coral"
MODEL = CORAL / "mobilenet_v2_1.0_224_quant.tflite"


def pictures(folder: Path, count: int) -> list[Path]:
    """Makes a folder of JPEG pictures of SIZE; `DIFFERENT` of them are unique, the others hard links to these."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    generator = np.random.default_rng(0)
    files = [folder / f"{number:05}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        if number < DIFFERENT:
            rough = generator.integers(0, 256, (12, 16, 3), dtype=np.uint8)
            Image.fromarray(rough).resize(SIZE, Image.Resampling.BICUBIC).save(file, quality=90)
        else:
            file.hardlink_to(files[number % DIFFERENT])
    return files


def answered(program: Path, folder: Path) -> tuple[float, int]:
    """Runs a program on a folder: seconds, and its peak memory in bytes."""
    started = time.monotonic()
    table = WORK / "pictures.csv"
    process = subprocess.Popen([program, folder, "--csv", table], env={}, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        assert process.stderr is not None
        raise SystemExit(process.stderr.read().decode())
    lines = table.read_text(encoding="utf-8").count("\n")
    assert lines == 1 + len(list(folder.iterdir()))
    return time.monotonic() - started, usage.ru_maxrss * 1024


def decoding(files: list[Path]) -> float:
    """Mean seconds of decoding one picture with Pillow."""
    started = time.monotonic()
    for file in files:
        with Image.open(file) as image:
            image.load()
    return (time.monotonic() - started) / len(files)


def inference(program: Path) -> float:
    """Median seconds of one inference without decoding and preprocessing, by the runner's `--bench`."""
    return runner_ms(program, 200) / 1000


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/pictures.{json,md}."""
    if not MODEL.is_file():
        print(f"{MODEL.name} is not beside the project; the folder of pictures is not measured.", file=sys.stderr)
        return
    arguments = ["export", str(MODEL), "--labels", str(CORAL / "imagenet_labels.txt"), "--name", "pictures"]
    made, _ = export([*arguments, "--product", "folder"], WORK / "pictures")
    program = made / "pictures-folder" / "pictures"
    pictures(WORK / "few", FEW)
    files = pictures(WORK / "many", COUNT)
    _, little = answered(program, WORK / "few")
    alone = {"decoding": decoding(files[:500]), "inference": inference(program)}
    seconds, much = answered(program, WORK / "many")
    # Before and after: the machine may have other work.
    alone["inference"] = (alone["inference"] + inference(program)) / 2
    result: dict[str, Any] = {
        "pictures": COUNT,
        "size": SIZE,
        "seconds": seconds,
        "a_second": COUNT / seconds,
        "decoding_alone_a_second": 1 / alone["decoding"],
        "inference_alone_a_second": 1 / alone["inference"],
        "peak_memory_bytes": {str(FEW): little, str(COUNT): much},
    }
    rows = [
        ["what", "pictures a second", "milliseconds each"],
        ["decoding alone, with Pillow", f"{1 / alone['decoding']:.0f}", f"{alone['decoding'] * 1000:.2f}"],
        ["inference alone, one thread", f"{1 / alone['inference']:.0f}", f"{alone['inference'] * 1000:.2f}"],
        [f"the program, {COUNT:,} files", f"{COUNT / seconds:.0f}", f"{seconds / COUNT * 1000:.2f}"],
        ["its rate against inference alone (bar: 0.95)", f"{COUNT / seconds * alone['inference']:.3f}", ""],
        [f"its peak memory, MB ({FEW} / {COUNT:,} files)", f"{little / 1e6:.1f} / {much / 1e6:.1f}", ""],
    ]
    write("pictures", f"A folder of {COUNT:,} pictures of {SIZE[0]} x {SIZE[1]} through MobileNetV2", result, rows)
    for name in ("few", "many"):
        shutil.rmtree(WORK / name)


if __name__ == "__main__":
    main()
