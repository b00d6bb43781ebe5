"""Tests of hostile input files to finished programs: each gives an error row, and the other files are answered."""

import io
import json
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import SAMPLES, Exported
from tests.support.measured import Measured, Measuring

PRODUCTS = ["native", "folder", pytest.param("onefile", marks=pytest.mark.proof)]
GOOD = next(iter(sorted((SAMPLES / "digits").rglob("*.png"))))
MOST_BYTES = {"native": 250_000_000, "folder": 600_000_000, "onefile": 600_000_000}


@pytest.fixture
def measuring() -> Iterator[Measuring]:
    with Measuring() as started:
        yield started


def rows(ended: Measured) -> dict[str, dict[str, Any]]:
    """The answers by the names of their files."""
    answers = [json.loads(line) for line in ended.output.splitlines()]
    return {Path(answer["file"]).name: answer for answer in answers}


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bomb(member: str, head: bytes, megabytes: int) -> bytes:
    """An archive of a few MB whose entry is `head` and zeros."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(member, "w", force_zip64=True) as entry,
    ):
        entry.write(head)
        for _ in range(megabytes):
            entry.write(bytes(1_000_000))
    return made.getvalue()


def array_head(shape: tuple[int, ...]) -> bytes:
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (63 - (10 + len(text)) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def hostile_files(folder: Path) -> None:
    (folder / "dimensions.png").write_bytes(png(13_000, 13_000, zlib.compress(bytes(100))))
    (folder / "beyond.png").write_bytes(png(0x7FFFFFFF, 0x7FFFFFFF, zlib.compress(bytes(100))))
    buffer = io.BytesIO()
    Image.new("L", (16, 16)).save(buffer, "JPEG")
    raw = buffer.getvalue()
    size = raw.index(b"\xff\xc0") + 5
    (folder / "dimensions.jpg").write_bytes(raw[:size] + struct.pack(">HH", 13_000, 13_000) + raw[size + 4 :])
    bitmap = b"BM" + bytes(8) + struct.pack("<IIiiHHI", 54, 40, 40_000, 4_000, 1, 24, 0) + bytes(20)
    (folder / "dimensions.bmp").write_bytes(bitmap)
    gif = b"GIF89a" + struct.pack("<HHBBB", 13_000, 13_000, 0, 0, 0) + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
    (folder / "dimensions.gif").write_bytes(gif + b"\x02\x02\x4c\x01\x00;")
    webp = b"WEBPVP8L" + struct.pack("<IBI", 17, 0x2F, 12_999 | 12_999 << 14) + bytes(13)
    (folder / "dimensions.webp").write_bytes(b"RIFF" + struct.pack("<I", len(webp)) + webp)
    (folder / "dimensions.ppm").write_bytes(b"P6 13000 13000 255\n" + bytes(100))
    (folder / "shape.npy").write_bytes(array_head((1_000_000, 28, 28)) + bytes(100))
    (folder / "bomb.npz").write_bytes(bomb("picture.npy", array_head((1, 200, 250_000)), 200))
    lies = bytearray(bomb("picture.npy", array_head((1, 28, 28)), 90))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lies.rindex(mark) + place if mark == b"PK\x01\x02" else place
        lies[at : at + 4] = struct.pack("<I", 3264)  # as its array header implies; it holds more
    (folder / "lies.npz").write_bytes(lies)


@pytest.mark.parametrize("product", PRODUCTS)
def test_bombs_are_refused_before_they_take_memory_and_the_batch_goes_on(
    product: str, digits: Exported, tmp_path: Path, measuring: Measuring
) -> None:
    hostile_files(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    ended = measuring.run([digits.program(product), "--json", *(tmp_path / name for name in names), GOOD])
    found = rows(ended)
    assert ended.code == 1, ended.errors
    assert set(found) == {*names, GOOD.name}
    assert "top" in found[GOOD.name]
    assert all("error" in found[name] for name in names), found
    assert ended.peak < MOST_BYTES[product]


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_no_file_is_refused_at_once_and_the_batch_goes_on(
    product: str, digits: Exported, tmp_path: Path, measuring: Measuring
) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "endless.png").symlink_to("/dev/zero")
    (tmp_path / "system.png").symlink_to("/proc/self/status")
    (tmp_path / "loop.png").symlink_to("loop.png")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.png"))
        names = sorted(path.name for path in tmp_path.iterdir())
        given = [*(tmp_path / name for name in names), tmp_path / "missing.png", GOOD]
        ended = measuring.run([digits.program(product), "--json", *given], patience=60)
    found = rows(ended)
    assert ended.code == 1, ended.errors
    assert "top" in found.pop(GOOD.name)
    assert set(found) == {*names, "missing.png"}
    assert all("error" in answer for answer in found.values())
    assert ended.worked < 20


@pytest.mark.proof
@pytest.mark.parametrize("product", ["native", "folder", "onefile"])
def test_an_archive_of_1600_megabytes_in_two_is_refused(
    product: str, digits: Exported, tmp_path: Path, measuring: Measuring
) -> None:
    (tmp_path / "bomb.npz").write_bytes(bomb("picture.npy", array_head((510_204, 28, 28)), 1600))
    for arguments in (
        ["--json", tmp_path / "bomb.npz"],
        ["--tensor", tmp_path / "bomb.npz", "--output", tmp_path / "o.npz"],
    ):
        ended = measuring.run([digits.program(product), *arguments])
        assert ended.code in (1, 2)
        assert ended.peak < MOST_BYTES[product]


def damaged_pictures(count: int) -> Iterator[bytes]:
    """Files of every compressed format, baseline and progressive, with random bytes somewhere in them."""
    wholes = []
    forms: tuple[tuple[str, dict[str, bool]], ...] = (
        ("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("GIF", {}), ("WEBP", {"lossless": True}),
        ("BMP", {}),
    )  # fmt: skip
    for kind, options in forms:
        buffer = io.BytesIO()
        Image.effect_noise((48, 40), 60).convert("RGB").save(buffer, kind, **options)
        wholes.append(buffer.getvalue())
    for seed in range(count):
        random = np.random.default_rng(seed)
        raw = bytearray(wholes[seed % len(wholes)])
        for _ in range(int(random.integers(1, 9))):
            raw[int(random.integers(4, len(raw)))] = int(random.integers(0, 256))
        yield bytes(raw)


@pytest.mark.proof
def test_two_thousand_damaged_pictures_are_answered_or_refused_one_by_one(
    digits: Exported, tmp_path: Path, measuring: Measuring
) -> None:
    for number, raw in enumerate(damaged_pictures(2000)):
        (tmp_path / f"{number:04}.png").write_bytes(raw)
    ended = measuring.run([digits.program("native"), "--json", tmp_path])
    assert ended.code in (0, 1)
    assert ended.errors == ""
    answers = [json.loads(line) for line in ended.output.splitlines()]
    assert len(answers) == 2000
    assert all(("top" in answer) != ("error" in answer) for answer in answers)
    assert not any("model" in answer.get("error", "") for answer in answers)
