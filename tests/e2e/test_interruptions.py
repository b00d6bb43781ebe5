"""Tests of interruptions at many moments of an export: no process and no file is left, and the next export works."""

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from builder.report.comparison import Comparison
from builder.system.cancellation import CancelToken
from builder.system.process import Command, Running
from tests.conftest import Exported
from tests.support.interrupted import Ended, Event, World, folder_contents, in_step, older_result
from tests.support.processes import descendants, kill, program_of, wait_until_gone

SECONDS_TO_STOP = 2.0
STEPS = ("compile", "inspect", "convert", "package", "verify", "report")
COMPARED = ("compare.json", "compare.html")
MOMENTS = 30
SEED = 20261
IMPORTS = "imports"
PLACES = (*STEPS, IMPORTS)  # their numbers have no common divisor, so that every signal strikes everywhere
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


def assert_as_before(world: World, before: dict[str, str]) -> None:
    assert wait_until_gone(world.home) == []
    assert folder_contents(world.out) == before
    assert world.leftovers() == []


def assert_cancelled(ended: Ended) -> None:
    finished = [event for event in ended.events if event["event"] == "job_finished"]
    assert ended.code == 130, ended.errors
    assert ended.events[-1:] == finished
    assert (finished[0]["status"], finished[0]["exit_code"]) == ("cancelled", 130)
    assert not any("Traceback" in line for line in ended.errors)


def striking(number: int, moment: Callable[[Event], bool]) -> Callable[[Event, int], bool]:
    def act(event: Event, engine: int) -> bool:
        if not moment(event):
            return False
        kill(engine, number)
        return True

    return act


def importing(number: int, nth: int) -> Callable[[str, int], bool]:
    """Strikes at the n-th module that is imported after the handlers are there; needs `-X importtime`."""
    seen: list[str] = []

    def act(line: str, engine: int) -> bool:
        if seen or line.endswith("| signal"):
            seen.append(line)
        if len(seen) < nth + 2:
            return False
        kill(engine, number)
        return True

    return act


@pytest.mark.parametrize(
    ("number", "step", "overwrite"),
    [
        (signal.SIGINT, "inspect", False),
        (signal.SIGTERM, "convert", True),
        (signal.SIGKILL, "convert", False),
        (signal.SIGINT, "package", False),
        (signal.SIGKILL, "package", True),
        (signal.SIGTERM, "verify", False),
    ],
)
def test_an_interruption_leaves_nothing_behind(
    number: signal.Signals, step: str, overwrite: bool, digits: Exported, tmp_path: Path
) -> None:
    world = World(tmp_path)
    older_result(world.out / ("digits" if overwrite else "older"))
    before = folder_contents(world.out)
    product = "onefile" if step == "package" else "native"
    arguments = ["export", digits.folder / "digits.tflite", "--product", product]
    arguments += ["--overwrite"] if overwrite else []
    ended = world.run(arguments, striking(number, in_step(step, nth=1)))
    if number == signal.SIGKILL:
        assert ended.code == 137
    else:
        assert_cancelled(ended)
    assert_as_before(world, before)


def test_a_signal_during_the_imports_is_answered_with_130(tmp_path: Path) -> None:
    world = World(tmp_path)
    ended = world.run(["sample", "digits"], act_on_stderr=importing(signal.SIGINT, 150), python=("-X", "importtime"))
    assert_cancelled(ended)
    assert_as_before(world, {})


@pytest.mark.proof
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("nth", [0, 1])
def test_an_interrupted_comparison_leaves_two_files_that_belong_together(
    number: signal.Signals, nth: int, digits: Exported, tmp_path: Path
) -> None:
    world = World(tmp_path)
    older_result(world.out / "digits")
    for name in COMPARED:
        (world.out / "digits" / name).write_text("old")
    before = folder_contents(world.out)
    ended = world.run(["compare", digits.folder / "digits.tflite"], striking(number, in_step("report", nth=nth)))
    assert wait_until_gone(world.home) == []
    assert world.leftovers() == []
    old = {name: content for name, content in before.items() if not name.endswith(COMPARED)}
    after = folder_contents(world.out)
    assert old.items() <= after.items()
    if after == before:
        assert ended.code in {130, 137}
        return
    assert after.keys() == before.keys()
    comparison = Comparison.model_validate_json((world.out / "digits" / "compare.json").read_text(encoding="utf-8"))
    page = (world.out / "digits" / "compare.html").read_text(encoding="utf-8")
    assert comparison.created.replace("T", " ").removesuffix("+00:00") in page


@pytest.mark.proof
def test_children_end_with_the_windows_helper(tmp_path: Path) -> None:
    world = World(tmp_path, fresh=True)
    command = Command((sys.executable, "-P", "-m", "builder.assistant"), environment=world.environment)
    with Running(command, CancelToken(), stdin=True) as running:
        folder = tmp_path / "window"
        folder.mkdir()
        running.stdin.write(b'{"id": 1, "task": "warm", "folder": "%s"}\n' % os.fsencode(folder))
        running.stdin.flush()
        running.stdout.readline()
        helper = program_of(running.pid)
        while not {"builder.child", "c++"} <= {word for one in descendants(helper) for word in one.words}:
            pass
        kill(helper)
        assert wait_until_gone(world.home) == []


@pytest.mark.proof
@pytest.mark.parametrize("number", SIGNALS)
def test_an_interruption_of_the_compiler_leaves_nothing_and_the_next_export_compiles(
    number: signal.Signals, digits: Exported, tmp_path: Path
) -> None:
    world = World(tmp_path, fresh=True)
    arguments = ["export", digits.folder / "digits.tflite", "--product", "native"]

    def act(event: Event, engine: int) -> bool:
        if not any("c++" in one.words for one in descendants(engine)):
            return False
        kill(engine, number)
        return True

    ended = world.run(arguments, act)
    if number != signal.SIGKILL:
        assert_cancelled(ended)
    assert_as_before(world, {})
    assert world.run(arguments).code == 0


@dataclass(frozen=True)
class Measured:
    """One whole export: how many events each step sends, and what it made."""

    events: dict[str, int]
    imports: int
    model: bytes


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    world = World(tmp_path_factory.mktemp("measured"))
    ended = world.run(["sample", "digits", "--name", "whole"], python=("-X", "importtime"))
    assert ended.code == 0
    model = (world.out / "whole" / "whole.tflite").read_bytes()
    counts = {step: sum(event.get("step") == step for event in ended.events) for step in STEPS}
    first = next(at for at, line in enumerate(ended.errors) if line.endswith("| signal"))
    last = next(at for at, line in enumerate(ended.errors) if line.endswith("| builder.exporting"))
    return Measured(counts, last - first, model)


@pytest.mark.proof
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_an_export_can_be_interrupted_at_any_moment(moment: int, measured: Measured, tmp_path: Path) -> None:
    chance, where, number = random.Random(SEED + moment), PLACES[moment % len(PLACES)], SIGNALS[moment % len(SIGNALS)]
    world = World(tmp_path)
    older_result(world.out / "whole")
    arguments = ["sample", "digits", *(["--name", "whole", "--overwrite"] if chance.random() < 0.5 else [])]
    before = folder_contents(world.out)
    if where == IMPORTS:
        nth = chance.randrange(measured.imports - 2)
        ended = world.run(arguments, act_on_stderr=importing(number, nth), python=("-X", "importtime"))
    else:
        ended = world.run(arguments, striking(number, in_step(where, nth=chance.randrange(measured.events[where]))))
    assert wait_until_gone(world.home) == []
    if where == "report" and folder_contents(world.out) != before:  # the signal came a moment too late
        assert_whole(world, before)
        return
    if number == signal.SIGKILL:
        assert ended.code == 137
    else:
        assert_cancelled(ended)
        assert ended.seconds is not None
        assert ended.seconds < SECONDS_TO_STOP
    assert_as_before(world, before)
    if moment % 5 == 4:
        again = world.run(arguments)
        assert again.code == 0
        models = [path.read_bytes() for path in world.out.glob("*/*.tflite")]
        assert models == [measured.model]


def assert_whole(world: World, before: dict[str, str]) -> None:
    """The new result is all there, and so is the old one, perhaps under its other name."""
    (report,) = (path for path in world.out.glob("*/report.json") if "products" in path.read_text())
    found = json.loads(report.read_text())
    assert all((report.parent / entry["path"]).stat().st_size == entry["bytes"] for entry in found["products"])
    (old,) = (path for path in world.out.glob("whole*") if path != report.parent)
    assert {name.replace("whole", old.name, 1): fact for name, fact in before.items()}.items() <= folder_contents(
        world.out
    ).items()
    assert sorted(world.out.iterdir()) == sorted([old, report.parent])
