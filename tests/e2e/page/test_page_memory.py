"""Tests of the memory of a program's page server while eight clients at once send the most that it accepts."""

import io
import subprocess
import sys
import wave
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from PIL import Image

from tests.support.page_programs import make_program
from tests.support.served import ROOT, Served

MOST_BODY = 64 << 20  # bytes; docs/page.md
CLIENTS = 8
MOST_MEMORY = 700_000_000


@pytest.fixture(scope="module")
def bundle(runner_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes the folder of a program around one of the models."""
    folder = tmp_path_factory.mktemp("models")
    subprocess.run(
        [sys.executable, "-m", "tests.models.child_page_models", folder], cwd=ROOT, check=True, capture_output=True
    )
    return lambda name: make_program(folder, name, runner_binary)


# Samples the memory of processes until its stdin ends. A process of its own, so that nothing delays a sample.
_WATCHER = """
import os, select, sys
files = [open(f"/proc/{number}/statm", "rb", buffering=0) for number in sys.argv[1:]]
pages = 0
print(flush=True)
while not select.select([sys.stdin], [], [], 0.001)[0]:
    now = 0
    for file in files:
        file.seek(0)
        now += int(file.read().split()[1])
    pages = max(pages, now)
print(pages * os.sysconf("SC_PAGESIZE"))
"""


class Watched:
    """The most that a process holds at one time, in bytes.

    Attributes:
        peak: Known when the context has been left.
    """

    def __init__(self, process: int) -> None:
        self.peak = 0
        self._watcher = subprocess.Popen(
            [sys.executable, "-c", _WATCHER, str(process)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._watcher.stdout is not None
        self._watcher.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.peak = int(self._watcher.communicate()[0])


def filled(start: bytes) -> bytes:
    """As many bytes as one body may have, which begin with these."""
    return start + bytes(MOST_BODY - len(start))


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, None).save(buffer, kind, **options)
    return buffer.getvalue()


def archive(compression: int, *shape: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as arrays:
        for name in ("left", "right"):
            with arrays.open(f"{name}.npy", "w") as entry:
                np.save(entry, np.zeros(shape, np.float32))
    return buffer.getvalue()


def sound(width: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, width, 8000, 0, "NONE", ""))
        file.writeframes(bytes(MOST_BODY - 44))
    return buffer.getvalue()


def lines(line: bytes) -> bytes:
    return line * (MOST_BODY // len(line))


def many_entries() -> bytes:
    """An archive that lists a million files."""
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\x00" + bytes(16) + b"x"
    count = (MOST_BODY - 1000) // len(entry)
    size = count * len(entry)
    first = b"PK\x03\x04"
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + size.to_bytes(4, "little") + bytes(3) + b"\x04" + bytes(2)
    return first + entry * count + end.replace(bytes(3) + b"\x04", b"\x04" + bytes(3))


# Which model, what the body is called, the body, and the status that answers it.
LOADS: dict[str, tuple[str, str, Callable[[], bytes], int]] = {
    "pictures": ("labels", "image/bmp", lambda: picture((4700, 4750), "BMP"), 200),
    "pictures of 50 million pixels": ("labels", "image/png", lambda: filled(picture((8160, 6120))), 200),
    "pictures with alpha": ("labels", "image/png", lambda: filled(picture((7000, 5600), mode="RGBA")), 200),
    "pictures that become too much": ("labels", "image/png", lambda: filled(picture((12000, 12000))), 400),
    "pictures of a camera that was turned": (
        "labels", "image/jpeg", lambda: filled(picture((8160, 6120), "JPEG", exif=turned())), 200,
    ),
    "progressive pictures": (
        "labels", "image/jpeg", lambda: filled(picture((7400, 5600), "JPEG", progressive=True)), 200,
    ),
    "arrays": ("two", "application/x-npz", lambda: archive(zipfile.ZIP_STORED, 8_000_000), 400),
    "arrays that unfold": ("two", "application/x-npz", lambda: archive(zipfile.ZIP_DEFLATED, 19_000_000), 400),
    "arrays that unfold too far": ("two", "application/x-npz", lambda: archive(zipfile.ZIP_DEFLATED, 99_000_000), 400),
    "an archive's endless list": ("two", "application/x-npz", many_entries, 400),
    "sounds": ("tone", "audio/wav", lambda: sound(2), 200),
    "sounds of few bits": ("tone", "audio/wav", lambda: sound(1), 400),
    "tables": ("table", "text/csv", lambda: lines(b"1,2,3\n"), 413),
    "a table of one row": ("table", "text/csv", lambda: lines(b"12,"), 400),
    "a table of one row in many lines": ("table", "text/csv", lambda: lines(b'"\n",'), 400),
    "a list of objects": ("table", "application/json", lambda: b"[" + lines(b"{},")[:-1] + b"]", 400),
    "a short list of objects": ("table", "application/json", lambda: b"[" + b"{}," * 1_300_000 + b"{}]", 413),
}  # fmt: skip


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


@pytest.fixture(scope="module")
def programs(bundle: Callable[[str], Path]) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def folder_of(name: str) -> Path:
        if name not in made:
            made[name] = bundle(name)
        return made[name]

    return folder_of


@pytest.mark.proof
@pytest.mark.parametrize("load", LOADS)
def test_eight_clients_with_the_largest_bodies_leave_it_below_700_mb(
    load: str, programs: Callable[[str], Path]
) -> None:
    model, kind, make, expected = LOADS[load]
    body = make()
    assert len(body) <= MOST_BODY
    with Served(programs(model)) as served:
        with Watched(served.process.pid) as watched, ThreadPoolExecutor(CLIENTS) as clients:
            ask = partial(served.ask, "POST", "/predict", body, kind, patience=300.0)
            answers = [asked.result() for asked in [clients.submit(ask) for _ in range(CLIENTS)]]
        assert served.process.poll() is None
    print(f"{load}: {watched.peak / 1e6:.0f} MB", [status for status, _, _ in answers])
    assert watched.peak < MOST_MEMORY
    # A request that has waited for a minute is told to try again.
    assert {status for status, _, _ in answers} - {503} == {expected}, answers[0][2]
    assert all("retry-after" in headers for status, headers, _ in answers if status == 503)
