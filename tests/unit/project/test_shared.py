"""Tests of what the workers of a test run share, and of the scheduler."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.conftest import pytest_xdist_make_scheduler
from tests.support.shared import made_once


@pytest.fixture
def workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What knows the temporary folders of two workers."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    return [SimpleNamespace(getbasetemp=lambda name=name: tmp_path / name) for name in ("gw0", "gw1")]


def test_of_two_workers_one_makes_and_the_other_waits(workers: list[Any]) -> None:
    begun, go = threading.Event(), threading.Event()
    made: list[Path] = []
    got: list[str] = []

    def make(folder: Path) -> str:
        begun.set()
        assert go.wait(30)
        made.append(folder)
        (folder / "file").write_text("whole")
        return str(folder)

    def work(worker: Any) -> None:
        got.append((Path(made_once(worker, "thing", make)) / "file").read_text())

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    threads[0].start()
    assert begun.wait(30)
    threads[1].start()
    go.set()
    for thread in threads:
        thread.join()
    assert got == ["whole", "whole"]
    assert len(made) == 1


def test_what_failed_is_made_anew(workers: list[Any]) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        made_once(workers[0], "thing", fail)
    assert made_once(workers[1], "thing", lambda folder: sorted(map(str, folder.iterdir()))) == []


def test_tests_that_share_what_their_module_makes_stay_together() -> None:
    scheduler = pytest_xdist_make_scheduler(SimpleNamespace(getvalue=lambda name: ["popen"] * 2), None)
    assert isinstance(scheduler, LoadScopeScheduling)
    together, apart = "tests/e2e/test_real_models.py", "tests/unit/core/test_program_names.py"
    assert [scheduler._split_scope(f"{together}::{name}") for name in "ab"] == [together] * 2
    assert [scheduler._split_scope(f"{apart}::{name}") for name in "ab"] == [f"{apart}::a", f"{apart}::b"]
