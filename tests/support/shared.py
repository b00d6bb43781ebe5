"""Fixtures shared by all workers of a test run: made once, by the worker that needs them first."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Any]) -> Any:
    """Calls `make` once in a run, under a lock; other workers wait and get the same result.

    Args:
        factory: Gives the temporary folder of this worker, which is inside that of the run.
        name: Name of the folder that is made; tests may only read it.
        make: Fills the folder and returns a JSON value.

    Returns:
        The value that `make` returned.
    """
    own = factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    home.mkdir(exist_ok=True)
    folder, note = home / name, home / f"{name}.json"
    with _locked(home / f"{name}.lock"):
        if not note.exists():  # not made yet, or a worker failed before its end
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            note.write_text(json.dumps(make(folder)), encoding="utf-8")
        return json.loads(note.read_text(encoding="utf-8"))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
