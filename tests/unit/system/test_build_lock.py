"""Tests of the lock around a build: the second process waits for the first, and stops when it is cancelled."""

import os
import threading
from pathlib import Path

import pytest

from builder.core.errors import CancelledError
from builder.system.build_lock import build_lock
from builder.system.cancellation import CancelToken
from builder.system.file_locks import hold_lock


def test_who_comes_second_waits_until_it_is_made(tmp_path: Path) -> None:
    waits, made = threading.Event(), threading.Event()
    order: list[str] = []

    def second() -> None:
        with build_lock(tmp_path / "lock", made.is_set, CancelToken(), waits.set):
            order.append("second")

    first = hold_lock(tmp_path / "lock")
    assert first is not None
    thread = threading.Thread(target=second)
    thread.start()
    assert waits.wait(10)
    order.append("first")
    made.set()
    thread.join(10)
    os.close(first)
    assert order == ["first", "second"]


def test_waiting_ends_when_the_work_is_cancelled(tmp_path: Path) -> None:
    first = hold_lock(tmp_path / "lock")
    assert first is not None
    token = CancelToken()
    threading.Timer(0.05, token.cancel).start()
    with pytest.raises(CancelledError), build_lock(tmp_path / "lock", lambda: False, token, lambda: None):
        raise AssertionError("it was never its turn")
    os.close(first)
