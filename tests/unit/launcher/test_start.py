"""Tests of the launcher: it becomes the runner, with the same process, arguments, streams and signals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.processes import with_usual_signals

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process is replaced on POSIX systems")
START = "import sys; from resources.launcher.start import start; start(sys.argv.pop(1))"


def launched(folder: Path, script: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """A launcher whose runner is a shell script."""
    if script:
        (folder / "runner").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / "runner").chmod(0o755)
    return subprocess.Popen(
        [sys.executable, "-c", START, folder, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, preexec_fn=with_usual_signals,
    )  # fmt: skip


def test_it_is_the_runner_then_with_its_arguments_and_exit_code(tmp_path: Path) -> None:
    script = 'echo $$; for word in "$@"; do echo "<$word>"; done; cat; exit 7'
    program = launched(tmp_path, script, "a b", "--json", "", "gr\udcfcn")
    output, errors = program.communicate(b"input")
    assert (program.returncode, errors) == (7, b"")
    assert output.split(b"\n") == [str(program.pid).encode(), b"<a b>", b"<--json>", b"<>", b"<gr\xfcn>", b"input"]


@pytest.mark.parametrize("number", [signal.SIGPIPE, signal.SIGINT, signal.SIGTERM])
def test_signals_are_the_runners(number: signal.Signals, tmp_path: Path) -> None:
    program = launched(tmp_path, f"kill -{int(number)} $$; sleep 60")
    _, errors = program.communicate()
    assert (program.returncode, errors) == (-number, b"")


@pytest.mark.parametrize(("mode", "reason"), [(None, "No such file"), (0o644, "Permission denied")])
def test_a_runner_that_cannot_be_started_is_told_in_three_lines(mode: int | None, reason: str, tmp_path: Path) -> None:
    if mode is not None:
        (tmp_path / "runner").touch()
        (tmp_path / "runner").chmod(mode)
    program = launched(tmp_path, "")
    output, errors = program.communicate()
    assert (program.returncode, output) == (3, b"")
    lines = errors.decode().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["error", "why", "do"]
    assert reason in lines[1]


def test_it_imports_next_to_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); import resources.launcher.start, resources.launcher.leftovers;"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    unwanted = {"json", "csv", "wave", "http", "socket", "subprocess", "PIL", "numpy", "zipfile", "typing", "inspect"}
    assert not unwanted & set(done.stdout.split())
