"""What one process makes for all: the second waits for the first, and not longer than its user does."""

import os
import threading
from pathlib import Path

import pytest

from builder.errors import CancelledError
from builder.events import Event, StepProgress
from builder.locks import hold_lock
from builder.once import alone
from tests.context import step_context


def test_who_comes_second_waits_until_it_is_made(tmp_path: Path) -> None:
    waits, made = threading.Event(), threading.Event()
    order: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, StepProgress) and event.text == "waiting":
            waits.set()

    def second() -> None:
        with alone(step_context(tmp_path, hear), tmp_path / "lock", made.is_set, "waiting"):
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
    context = step_context(tmp_path)
    threading.Timer(0.05, context.token.cancel).start()
    with pytest.raises(CancelledError), alone(context, tmp_path / "lock", lambda: False, "waiting"):
        raise AssertionError("it was never its turn")
    os.close(first)
