"""What takes long to make and is shared by all workers of a run: made once, by whoever needs it first."""

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
    """What `make` answered, called once in a run; other workers wait for it.

    Args:
        factory: Knows the temporary folder of this worker, which lies in that of the run.
        name: Of the folder that is made; tests only read in it.
        make: Fills the folder, and answers a plain JSON value.
    """
    own = factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    home.mkdir(exist_ok=True)
    folder, note = home / name, home / f"{name}.json"
    with _locked(home / f"{name}.lock"):
        if not note.exists():  # nobody was here, or the one who was failed
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            note.write_text(json.dumps(make(folder)), encoding="utf-8")
        return json.loads(note.read_text(encoding="utf-8"))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
