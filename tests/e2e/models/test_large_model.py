"""Tests of a model of 500 MB: exported within 8 GB of memory, and a clear error where there is less."""

import os
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT, export
from tests.support.helpers_child import Child
from tests.support.program import start

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc"),
]
ALLOWED = 8 * 10**9
PAUSE = 0.05  # seconds between two looks at the memory


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """125 million float32 weights in six dense layers."""
    path = tmp_path_factory.mktemp("large") / "large.keras"
    done = start([sys.executable, ROOT / "tests" / "models" / "large_model.py", path], None, os.environ)
    assert done.ok, done.errors
    assert path.stat().st_size > 500_000_000
    return path


class Peak:
    """The most memory that this process's descendants held together.

    Attributes:
        together: Their resident memory in bytes; what they share is counted for each.
        processes: How many there were at that moment.
    """

    together = 0
    processes = 0

    def look(self) -> None:
        sizes = [resident(process) for process in descendants(os.getpid())]
        if sum(sizes) > self.together:
            self.together, self.processes = sum(sizes), len(sizes)


@contextmanager
def watched() -> Iterator[Peak]:
    peak, over = Peak(), threading.Event()

    def look() -> None:
        while not over.wait(PAUSE):
            peak.look()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def descendants(ancestor: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # it has ended
                continue
    found, waiting = [], [ancestor]
    while waiting:
        parent = waiting.pop()
        children = [process for process, own in parents.items() if own == parent]
        found += children
        waiting += children
    return found


def resident(process: int) -> int:
    return memory_of(process, "VmRSS")


def memory_of(process: int, what: str) -> int:
    """Bytes, by the name that the kernel gives them; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:")), 0)


@pytest.mark.parametrize(("precision", "product"), [("float32", "onefile"), ("int8-weights", "native")])
def test_a_model_of_500_mb_becomes_a_program_within_8_gb(
    large: Path, tmp_path: Path, precision: str, product: str
) -> None:
    with watched() as peak:
        made = export(["export", str(large), "--precision", precision, "--product", product], tmp_path)
    assert made.product(product)["verified"]["status"] == "passed"
    assert made.report["model"]["tflite_bytes"] > 120_000_000
    # More than the weights alone in several processes: the looks at the memory have seen the conversion.
    assert peak.together > 10**9
    assert peak.processes >= 2
    assert peak.together < ALLOWED


@pytest.mark.parametrize(("task", "spare"), [("inspect", 200_000_000), ("convert", 300_000_000)])
def test_memory_that_is_not_there_is_said_in_plain_words(large: Path, tmp_path: Path, task: str, spare: int) -> None:
    with Child() as child:
        child.request("warm")
        if task == "convert":
            child.request("inspect", path=large)
        limit = memory_of(child.process.pid, "VmSize") + spare
        resource.prlimit(child.process.pid, resource.RLIMIT_AS, (limit, limit))
        error = child.error(task, path=large, out=tmp_path / "m.tflite", workspace=tmp_path / "work")
        assert (error["code"], error["what"]) == (4, "There was not enough memory")
        assert not (tmp_path / "m.tflite").exists()
