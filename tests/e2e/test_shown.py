"""Tests of texts from elsewhere in what products write: control characters are escaped; failed writes are errors."""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, Exported

PRODUCTS = ["onefile", "folder", "native"]
PICTURE = next((SAMPLES / "digits").rglob("*.png"))
# A control sequence, a mark of direction, a byte that is no character, and letters that stay.
NAME = b"gr\xc3\xbcn \x1b]0;x\x07\xe2\x80\xaegnp.\xff.png"
SHOWN = r"grün \u001b]0;x\u0007\u202egnp.\xff.png"
ACTS = ["\x1b", "\x07", "\u202e", "\ufffd"]


def run(command: list[str | bytes | Path], folder: Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, cwd=folder, env={"TMPDIR": str(folder)}, capture_output=True, check=False)


def redirected(program: Path, arguments: str, where: str, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    return run(["/bin/sh", "-c", f'exec "$0" {arguments} {where}', program], folder)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_name_is_spelled_the_same_by_every_product_and_never_acts(
    digits: Exported, product: str, tmp_path: Path
) -> None:
    shutil.copy(PICTURE, os.fsdecode(os.fsencode(tmp_path) + b"/" + NAME))
    line = run([digits.program(product), "--json", NAME], tmp_path).stdout.decode()
    named = json.loads(line)["file"]
    assert named == os.fsdecode(NAME).replace("\udcff", r"\xff")
    assert r"\u001b]0;x\u0007\u202egnp.\\xff" in line
    table = run([digits.program(product), NAME], tmp_path).stdout.decode()
    assert table.startswith(SHOWN + "  (")
    missing = run([digits.program(product), b"no" + NAME], tmp_path)
    said = missing.stderr.decode()
    assert missing.returncode != 0
    assert "no" + SHOWN in said
    assert not any(sign in text for sign in ACTS for text in (line, table, said))


def test_a_table_file_has_the_same_spelling(digits: Exported, tmp_path: Path) -> None:
    shutil.copy(PICTURE, os.fsdecode(os.fsencode(tmp_path) + b"/" + NAME))
    done = run([digits.program("onefile"), NAME, "--csv", "out.csv"], tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["file"] == SHOWN


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("arguments", ["PICTURE", "PICTURE --json", "--info", "--info --json", "--version", "--help"])
@pytest.mark.parametrize("where", [">&-", "> /dev/full", "<&- >&-"])
def test_an_output_that_takes_nothing_is_an_error(
    digits: Exported, product: str, arguments: str, where: str, tmp_path: Path
) -> None:
    arguments = arguments.replace("PICTURE", f"'{PICTURE}'")
    done = redirected(digits.program(product), arguments, where, tmp_path)
    assert done.returncode == 3
    assert done.stdout == b""
    lines = [line.partition(":")[0] for line in done.stderr.decode().splitlines()]
    assert lines == ["error", "why", "do"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_without_any_stream_a_file_holds_its_own_content_only(digits: Exported, product: str, tmp_path: Path) -> None:
    shutil.copy(digits.folder / "digits.tflite", tmp_path)
    array = tmp_path / "in.npy"
    array.write_bytes(
        b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 8, 8, 1), }".ljust(127)
        + b"\n" + bytes(256)
    )  # fmt: skip
    tensor = redirected(digits.program(product), "--tensor in.npy --output out.npz", "<&- >&- 2>&-", tmp_path)
    kept = redirected(digits.program(product), "--tensor in.npy --output kept.npz", "", tmp_path)
    assert kept.returncode == 0, kept.stderr
    assert (tmp_path / "out.npz").read_bytes() == (tmp_path / "kept.npz").read_bytes()
    assert tensor.returncode in {0, 3}
    assert redirected(digits.program(product), f"'{PICTURE}'", "<&- >&- 2>&-", tmp_path).returncode == 3
