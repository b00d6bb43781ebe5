"""Tests of the file that is runner and archive in one."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from builder.packaging.single_file import DEFLATED, STORED, Member, joined

SLOT = b"litecrate payload end:\n\0" + bytes(8)
RUNNER = b"\x7fELF the program itself " + SLOT + b" and its end"


def member(folder: Path, name: str, content: bytes) -> Member:
    (folder / name).write_bytes(content)
    return Member.of(folder / name)


def test_the_archive_holds_the_files_and_the_first_begins_on_a_page(tmp_path: Path) -> None:
    files = {"model.tflite": os.urandom(5000), "contract.json": b'{"a": 1}' * 500, "about.json": b"{}"}
    content = joined(RUNNER, [member(tmp_path, name, raw) for name, raw in files.items()])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert archive.namelist() == list(files)
    assert content.index(files["model.tflite"]) % 4096 == 0
    slot = content.index(SLOT[:24]) + 24
    assert int.from_bytes(content[slot : slot + 8], "little") == len(content)
    # Nothing else of the runner changes.
    assert content[:slot] == RUNNER[:slot]
    assert content[slot + 8 : len(RUNNER)] == RUNNER[slot + 8 :]


def test_the_same_files_make_the_same_bytes_whenever_they_were_written(tmp_path: Path) -> None:
    made = []
    for folder, time in ((tmp_path / "one", 10**9), (tmp_path / "two", 1.5 * 10**9)):
        folder.mkdir()
        members = [member(folder, name, name.encode() * 100) for name in ("model.tflite", "licenses.txt")]
        for path in folder.iterdir():
            os.utime(path, (time, time))
        made.append(joined(RUNNER, members))
    assert made[0] == made[1]


@pytest.mark.parametrize(("saved", "method"), [(0.15, STORED), (0.25, DEFLATED)])
def test_a_file_is_packed_where_that_saves_a_fifth(tmp_path: Path, saved: float, method: int) -> None:
    noise = os.urandom(int(100_000 * (1 - saved)))
    assert member(tmp_path, "model.tflite", noise + bytes(100_000 - len(noise))).method == method


@pytest.mark.parametrize("runner", [RUNNER.replace(b"litecrate", b"LITECRATE"), RUNNER + SLOT])
def test_a_runner_without_its_one_place_is_refused(tmp_path: Path, runner: bytes) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        joined(runner, [member(tmp_path, "model.tflite", b"x")])
