"""Tests of starting, watching and ending programs, with small real programs."""

import os
import sys
import threading
from pathlib import Path

import pytest

from builder.core.errors import CancelledError
from builder.system.cancellation import CancelToken
from builder.system.file_locks import hold_lock
from builder.system.process import Command, Running, run

PYTHON = sys.executable


def python(code: str, **options: object) -> Command:
    return Command((PYTHON, "-I", "-S", "-c", code), **options)  # type: ignore[arg-type]


def gone(pid: int) -> bool:
    """Whether a process has ended: it is not there, or only its name is."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def test_an_outcome_says_how_a_program_ended() -> None:
    outcome = run(python("import sys; sys.exit(3)"), CancelToken(), on_line=lambda line: None)
    assert outcome.code == 3
    assert not outcome.ok
    assert "exit code 3" in str(outcome)


def test_an_outcome_names_the_signal_that_ended_a_program() -> None:
    outcome = run(python("import os; os.kill(os.getpid(), 9)"), CancelToken(), on_line=lambda line: None)
    assert outcome.code == 137
    assert "signal 9" in str(outcome)


def test_captured_output_is_kept_apart_from_the_log() -> None:
    lines: list[str] = []
    outcome = run(python("import sys; print('out'); print('err', file=sys.stderr)"), CancelToken(),
                  on_line=lines.append, capture=True)  # fmt: skip
    assert outcome.output == "out"
    assert outcome.errors == "err"
    assert "out" not in lines[1:]


def test_output_that_is_not_text_is_shown_escaped() -> None:
    outcome = run(python("import sys; sys.stdout.buffer.write(b'a\\xffb')"), CancelToken(), on_line=print, capture=True)
    assert outcome.output == "a\\xffb"


def test_a_missing_program_is_an_outcome_and_not_a_crash() -> None:
    outcome = run(Command(("/nonexistent/program",)), CancelToken(), on_line=lambda line: None)
    assert outcome.code == 127


def test_the_environment_is_exactly_what_was_given() -> None:
    command = python("import os; print(sorted(k for k in os.environ if k != 'LC_CTYPE'))", environment={"A": "1"})
    assert run(command, CancelToken(), on_line=print, capture=True).output == "['A']"


def test_cancelling_ends_a_program_that_ignores_being_asked_and_its_children() -> None:
    code = (
        "import os, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "print(os.getpid(), child, flush=True) if child else None\n"
        "time.sleep(600)\n"
    )
    token = CancelToken()
    pids: list[int] = []
    said = threading.Event()

    def hear(line: str) -> None:
        if not line.startswith("$"):
            pids.extend(map(int, line.split()))
            token.cancel()
            said.set()

    with pytest.raises(CancelledError):
        run(python(code), token, on_line=hear)
    assert said.is_set()
    assert len(pids) == 2
    assert all(gone(pid) for pid in pids)


def test_cancelling_also_ends_what_moved_to_a_group_of_its_own() -> None:
    """As Ninja does with every compiler."""
    code = (
        "import os, signal, time\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    os.setpgid(0, 0)\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    print(os.getpid(), flush=True)\n"
        "time.sleep(600)\n"
    )
    token = CancelToken()
    pids: list[int] = []

    def hear(line: str) -> None:
        if not line.startswith("$"):
            pids.append(int(line))
            token.cancel()

    with pytest.raises(CancelledError):
        run(python(code), token, on_line=hear)
    assert len(pids) == 1
    assert gone(pids[0])


def test_a_cancelled_token_starts_nothing() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        run(python("print('never')"), token, on_line=lambda line: pytest.fail(line))


def test_a_child_token_is_cancelled_with_its_parent_and_not_the_other_way() -> None:
    parent = CancelToken()
    child = CancelToken(parent)
    sibling = CancelToken(parent)
    sibling.cancel()
    assert not parent.cancelled
    parent.cancel()
    assert child.cancelled


def test_a_program_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """The engine is killed; nobody is there to end its tools but their guards."""
    engine = (
        "import sys\n"
        "from builder.system.cancellation import CancelToken\n"
        "from builder.system.process import Command, Running\n"
        "code = 'import os,time; print(os.getpid(), flush=True); time.sleep(600)'\n"
        "tool = Running(Command((sys.executable, '-c', code)), CancelToken())\n"
        "sys.stdout.buffer.write(tool.stdout.readline()); sys.stdout.flush()\n"
        "import os; os.kill(os.getpid(), 9)\n"
    )
    outcome = run(Command((PYTHON, "-c", engine), Path.cwd()), CancelToken(), on_line=print, capture=True)
    assert outcome.code == 137
    watcher = os.pidfd_open(int(outcome.output)) if not gone(int(outcome.output)) else None
    if watcher is not None:
        import select

        assert select.select([watcher], [], [], 10)[0], "the tool outlived the engine"
        os.close(watcher)


def test_leaving_the_context_ends_the_program() -> None:
    with Running(python("import time; time.sleep(600)"), CancelToken()) as running:
        pass
    assert running.wait() > 128


def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    first = hold_lock(tmp_path / "lock")
    assert first is not None
    assert hold_lock(tmp_path / "lock") is None
    os.close(first)
    again = hold_lock(tmp_path / "lock")
    assert again is not None
    os.close(again)
