"""Tests of the one-file program and its temporary folder: kills, leftovers, requirements of a start."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, Exported
from tests.support.processes import wait_until_gone, with_usual_signals
from tests.support.systems.full_disks import small_disk

PICTURE = next((SAMPLES / "digits").rglob("*.png"))

pytestmark = pytest.mark.proof


def started(program: Path, temporary: Path, *arguments: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [program, *map(str, arguments or (PICTURE,))],
        env={"TMPDIR": str(temporary)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=with_usual_signals,
    )  # fmt: skip


def own_copy(digits: Exported, folder: Path) -> Path:
    """The program as a file that no other test starts: while anybody unpacks the same file, nothing is swept."""
    folder.mkdir()
    return Path(shutil.copy(digits.program("onefile"), folder))


def killed_while_it_unpacks(program: Path, temporary: Path) -> Path:
    """The folder that is left by a kill which comes before the program itself has begun."""
    before = set(temporary.iterdir())
    process = started(program, temporary)
    while not (folders := set(temporary.iterdir()) - before) or not any(next(iter(folders)).iterdir()):
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert wait_until_gone(folders.copy().pop()) == []
    return folders.pop()


def age(folder: Path) -> None:
    then = time.time() - 3600
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (then, then), follow_symlinks=False)


def test_what_an_early_kill_leaves_is_swept_by_the_next_run(digits: Exported, tmp_path: Path) -> None:
    program = own_copy(digits, tmp_path / "program")
    tmp_path = tmp_path / "temporary"
    tmp_path.mkdir()
    folder = killed_while_it_unpacks(program, tmp_path)
    young = killed_while_it_unpacks(program, tmp_path)
    foreign = tmp_path / "_MEIforeig"
    foreign.mkdir()
    (foreign / "runner").write_bytes(b"another program's")
    (tmp_path / "_MEIlinked").symlink_to(foreign)
    age(folder)
    age(foreign)
    done = started(program, tmp_path)
    out, errors = done.communicate()
    assert (done.returncode, errors) == (0, ""), out
    assert {path.name for path in tmp_path.iterdir()} == {young.name, "_MEIforeig", "_MEIlinked"}


def test_a_program_that_runs_is_never_swept_by_another_run(digits: Exported, tmp_path: Path) -> None:
    program = digits.program("onefile")
    serving = started(program, tmp_path, "--serve", "--no-browser")
    assert serving.stdout is not None
    assert serving.stdout.readline().startswith("http://")
    (folder,) = tmp_path.iterdir()
    age(folder)
    other = started(program, tmp_path)
    other.communicate()
    assert other.returncode == 0
    assert (folder / "model.tflite").is_file()
    os.killpg(serving.pid, signal.SIGINT)
    serving.communicate()
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_that_it_cannot_use_ends_it_as_the_report_says(digits: Exported, tmp_path: Path) -> None:
    program, told = digits.program("onefile"), digits.product("onefile")
    unpacked = told["unpacked_bytes"]
    assert told["bytes"] < unpacked
    assert "255 or 127" in told["start_needs"]
    assert f"TMPDIR=$HOME ./{told['path']}" in told["start_needs"]
    with small_disk(tmp_path / "full", unpacked / 2**20 / 2):
        assert code_of(program, tmp_path / "full") == 255
    with small_disk(tmp_path / "noexec", 200, "noexec"):
        assert code_of(program, tmp_path / "noexec") in {127, 255}
    # What the report promises is enough.
    with small_disk(tmp_path / "enough", unpacked / 2**20 + 1):
        assert code_of(program, tmp_path / "enough") == 0


def code_of(program: Path, temporary: Path) -> int:
    process = started(program, temporary)
    process.communicate()
    return process.returncode
