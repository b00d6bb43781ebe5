"""The engine's client of the runner's pipe, against a real child that speaks the documented protocol."""

import shlex
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from builder.core.errors import CancelledError
from builder.runner import guarded_runner
from builder.runner.blocks import TENSOR, Block, code_of, pack
from builder.runner.client import RunnerClient, serving_runner
from builder.runner.refusal import RefusedError
from builder.system.cancellation import CancelToken

STAND_IN = Path(__file__).parents[2] / "data" / "stand_in_runner.py"
FILE = pack(Block(0, code_of("float32"), TENSOR, (1, 2), np.array([1, 2], "<f4").tobytes()))


class Runner:
    """A stand-in that behaves as `mode` says, with what was heard of it; `cancels` cancels once it waits."""

    def __init__(self, folder: Path, mode: str, *, cancels: bool = False) -> None:
        self.path = folder / "runner"
        self.path.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(STAND_IN)])} "$@" --mode {mode}\n')
        self.path.chmod(0o755)
        self.token, self.lines = CancelToken(), list[str]()
        self._cancels = cancels

    def heard(self, line: str) -> None:
        self.lines.append(line)
        if self._cancels and line.startswith("pid "):
            self.token.cancel()

    def serving(self) -> AbstractContextManager[RunnerClient]:
        return serving_runner(self.path, self.path.with_name("contract.json"), self.token, self.heard)

    @property
    def is_there(self) -> bool:
        pid = next(line.removeprefix("pid ") for line in self.lines if line.startswith("pid "))
        return Path(f"/proc/{pid}").exists()


def test_samples_come_back_as_arrays_one_after_the_other(tmp_path: Path) -> None:
    runner = Runner(tmp_path, "answers")
    with runner.serving() as client:
        for _ in range(3):
            ((row, (array,)),) = client.prepared(FILE)
            assert (row, array.dtype, array.tolist()) == (None, np.float32, [[1, 2]])
    assert runner.lines == [f"$ {runner.path} --contract {tmp_path}/contract.json --serve-pipe"]


def test_a_refused_sample_says_why_and_the_next_is_answered(tmp_path: Path) -> None:
    with Runner(tmp_path, "refuses").serving() as client:
        for _ in range(2):
            with pytest.raises(RefusedError) as caught:
                list(client.prepared(FILE))
            assert caught.value.lines() == ["error: This is not liked", "why: It never is.", "do: Begin anew."]


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("killed", "It was ended by the signal SIGKILL. That is often a lack of memory."),
        ("leaves", "Its exit code is 4."),
        ("cut-off", "Its exit code is 0."),
        ("lingers", "It was ended by the signal SIGKILL. That is often a lack of memory."),
    ],
)
def test_a_runner_that_ends_over_a_sample_is_named_with_how(
    mode: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mode == "lingers":  # it answers nothing more and stays
        monkeypatch.setattr(guarded_runner, "_CLOSE_SECONDS", 0.1)
    with Runner(tmp_path, mode).serving() as client, pytest.raises(RefusedError) as caught:
        list(client.prepared(FILE))
    assert caught.value.lines() == [
        "error: The runner ended before it had answered",
        f"why: {why}",
        "do: Try again. If it ends again, use a smaller file.",
    ]


@pytest.mark.parametrize(
    ("mode", "what", "why"),
    [
        ("silent", "The runner ended before it had answered", "Its exit code is 7."),
        ("cannot-start", "There is no model", "model.tflite is missing."),
        ("text", "The runner does not fit this version of Litecrate", "When it was asked, its message has no valid"),
    ],
)
def test_a_runner_that_cannot_serve_says_so_at_its_start(mode: str, what: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught, Runner(tmp_path, mode).serving():
        pass
    assert caught.value.what == what
    assert caught.value.why.startswith(why)


@pytest.mark.parametrize(
    ("name", "why"), [("nothing", "No such file or directory"), ("contract.json", "Permission denied")]
)
def test_a_runner_that_cannot_be_started_is_an_error_in_words(name: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "contract.json").touch()
    runner = Runner(tmp_path, "answers")
    runner.path = tmp_path / name
    with pytest.raises(RefusedError) as caught, runner.serving():
        pass
    assert caught.value.lines() == [
        "error: The runner cannot be started",
        f"why: The system says: {why}.",
        "do: Start Litecrate again. If this stays, install it again.",
    ]


def test_cancelling_ends_a_runner_that_hangs(tmp_path: Path) -> None:
    runner = Runner(tmp_path, "hangs", cancels=True)
    with pytest.raises(CancelledError), runner.serving() as client:
        list(client.prepared(FILE))
    assert not runner.is_there


def test_cancelled_work_starts_no_runner(tmp_path: Path) -> None:
    runner = Runner(tmp_path, "answers")
    runner.token.cancel()
    with pytest.raises(CancelledError), runner.serving():
        pass
    assert runner.lines == []


def test_a_failure_of_the_work_ends_the_runner(tmp_path: Path) -> None:
    runner = Runner(tmp_path, "answers")
    with pytest.raises(ZeroDivisionError), runner.serving():
        raise ZeroDivisionError
