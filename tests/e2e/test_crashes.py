"""Tests of crashing children and of exports at the same time: the engine survives and names the cause."""

import json
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import Exported
from tests.support.interrupted import Ended, Event, World, folder_contents, older_result
from tests.support.processes import PATIENCE_SECONDS, Process, descendants, kill, wait_until_gone


def assert_step_failed(ended: Ended, world: World, before: dict[str, str], *words: str) -> None:
    """Exit code 4, three sentences, the log kept, and nothing left."""
    assert ended.code == 4, ended.errors
    lines = [line.partition(":")[0] for line in ended.errors]
    assert lines == ["error", "why", "do", "log"]
    assert "Traceback" not in "".join(ended.errors)
    log = Path(ended.error["log"] or "")
    assert "==" in log.read_text(encoding="utf-8")
    for word in words:
        assert word in "\n".join(ended.errors)
    assert wait_until_gone(world.home / "out") == []
    assert folder_contents(world.out) == before
    assert world.leftovers() == []


class Killer:
    """Kills the first child of a kind that is found below the engine from an event on.

    Args:
        step: The event's step.
        said: What the event's text holds.
        kind: A word of the child's command line.
        number: The signal.
        later: It is the next one that begins. What lives already may end before anybody can kill it.
    """

    def __init__(self, step: str, said: str, kind: str, number: signal.Signals, *, later: bool = False) -> None:
        self._step = step
        self._said = said
        self._kind = kind
        self._number = number
        self._later = later
        self.killed: Process | None = None

    def __call__(self, event: Event, engine: int) -> bool:
        if event.get("step") != self._step or self._said not in event.get("text", ""):
            return False
        there = {one.pid for one in descendants(engine)} if self._later else set()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.killed is None and time.monotonic() < deadline:  # it may live for a moment only
            found = (one for one in descendants(engine) if one.pid not in there and self._is_it(one))
            self.killed = max(found, key=lambda one: one.pid, default=None)
        if self.killed is not None:
            kill(self.killed.pid, self._number)
        return True

    def _is_it(self, process: Process) -> bool:
        return self._kind in process.words and not any(word.endswith("guard.py") for word in process.words)


def test_a_child_that_is_killed_for_memory_is_explained(digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path)
    older_result(world.out / "digits")
    before = folder_contents(world.out)
    killer = Killer("inspect", "", "builder.child", signal.SIGKILL)
    ended = world.run(["export", digits.folder / "digits.tflite", "--overwrite"], killer)
    assert killer.killed is not None
    assert_step_failed(ended, world, before, "memory", "reading the model")


@pytest.mark.proof
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
@pytest.mark.parametrize(
    ("step", "said", "kind", "later", "words"),
    [
        ("inspect", "", "builder.child", False, "reading the model"),
        ("convert", "Converting", "builder.child", False, "converting the model"),
        ("convert", "Converted to float", "builder.child", True, "making the model smaller"),
        ("convert", "Calibrating", "builder.child", True, "working on the model"),
        ("package", "Packing the launcher", "PyInstaller", False, "packed"),
    ],
)
def test_a_child_may_crash_in_every_step(
    step: str, said: str, kind: str, later: bool, words: str, number: signal.Signals, tmp_path: Path
) -> None:
    world = World(tmp_path)
    older_result(world.out / "digits")
    before = folder_contents(world.out)
    killer = Killer(step, said, kind, number, later=later)
    ended = world.run(["sample", "digits", "--overwrite", "--precision", "int8"], killer)
    assert killer.killed is not None
    memory = ("memory",) if number == signal.SIGKILL else ()
    assert_step_failed(ended, world, before, words, *memory)
    assert {"step": step, "status": "failed"}.items() <= ended.events[-2].items()


@pytest.mark.proof
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_the_compiler_may_crash(number: signal.Signals, digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path, fresh=True)
    killer = Killer("compile", "Building CXX object", "c++", number)  # CMake does without its own trials
    arguments = ["export", digits.folder / "digits.tflite", "--product", "native"]
    ended = world.run(arguments, killer)
    assert killer.killed is not None
    assert_step_failed(ended, world, {}, "runner")
    assert world.run(arguments).code == 0


@pytest.mark.proof
def test_a_program_that_crashes_while_it_is_verified_is_not_verified(digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path)
    killer = Killer("verify", "--tensor", "--tensor", signal.SIGSEGV)
    ended = world.run(["export", digits.folder / "digits.tflite", "--product", "onefile"], killer)
    assert killer.killed is not None
    assert ended.code == 5
    report = json.loads((world.out / "digits" / "report.json").read_text(encoding="utf-8"))
    assert report["products"][0]["verified"]["status"] == "failed"
    assert "signal 11" in report["products"][0]["verified"]["reason"]
    assert wait_until_gone(world.home / "out") == []


@pytest.mark.proof
@pytest.mark.parametrize("gigabytes", [0.7, 1.5, 2.0])  # of addresses; with 2.1 it fails as well, with 2.5 it works
def test_a_conversion_that_gets_too_little_memory_says_so(gigabytes: float, tmp_path: Path) -> None:
    world = World(tmp_path, prefix=("prlimit", f"--as={int(gigabytes * 10**9)}", "--"))
    ended = world.run(["sample", "digits", "--product", "native"])
    assert_step_failed(ended, world, {}, "memory")


def test_of_two_exports_to_one_name_one_wins_and_the_other_is_refused(digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path)
    arguments = ["export", digits.folder / "digits.tflite", "--product", "native"]
    first, second = together(world, arguments, arguments)
    assert sorted((first.code, second.code)) == [0, 2]
    loser = first if first.code else second
    assert [line.partition(":")[0] for line in loser.errors][:3] == ["error", "why", "do"]
    assert loser.error["key"] == "exists"
    assert [entry.name for entry in world.out.iterdir()] == ["digits"]
    assert (world.out / "digits" / "digits-native-linux-x64" / "digits").is_file()


@pytest.mark.proof
@pytest.mark.parametrize(
    ("other", "names"),
    [(["--name", "other"], ["digits", "other"]), (["--overwrite"], ["digits", "digits.previous-1"])],
)
def test_two_exports_to_one_folder_both_succeed(
    other: list[str], names: list[str], digits: Exported, tmp_path: Path
) -> None:
    world = World(tmp_path)
    arguments = ["export", digits.folder / "digits.tflite"]
    both = ["--overwrite"] if "--overwrite" in other else []
    first, second = together(world, [*arguments, *both], [*arguments, *other])
    assert (first.code, second.code) == (0, 0)
    assert sorted(entry.name for entry in world.out.iterdir()) == names
    assert all((world.out / name / "report.json").is_file() for name in names)


def together(world: World, *each: list[str | Path]) -> list[Ended]:
    """Several exports at the same time."""
    ended: dict[int, Ended] = {}

    def run(number: int) -> None:
        ended[number] = world.run(each[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(each))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ended[number] for number in range(len(each))]
