"""Tests of models that take all memory, never end or are damaged: runner, child and check name the cause."""

import importlib.util
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from builder.checks import program_run
from builder.checks.program_run import ProgramFailedError, run_program
from builder.child.reading import lite_cost, lite_file
from builder.core.errors import LitecrateError
from builder.runner.refusal import RefusedError
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from tests.conftest import SHARED
from tests.hostile.greedy_models import endless_tflite, greedy_tflite
from tests.hostile.mutated_models import bases, mutated, plain_contract
from tests.support.context import step_context
from tests.support.helpers_child import dense_tflite
from tests.support.measured import Measured, Measuring
from tests.support.pipe_client import serving
from tests.support.processes import descendants

MUTATIONS = 1000
MOST_SECONDS = 20.0
MOST_BYTES = 2_000_000_000


class Program:
    """The runner as in a finished program, with a contract and samples for each model.

    Attributes:
        measuring: What runs it.
    """

    def __init__(self, runner: Path, folder: Path, measuring: Measuring) -> None:
        package = importlib.util.find_spec("ai_edge_litert")
        assert package is not None
        assert package.submodule_search_locations is not None
        self._runtime = Path(package.submodule_search_locations[0]) / "libLiteRt.so"
        self._runner = runner
        self._folder = folder
        self._measuring = measuring

    def command(self, model: Path, base: Path | None = None) -> list[str | Path]:
        """Opens a model by the contract of `base`, which it was before it was damaged."""
        name = (base or model).name
        contract = self._folder / f"{name}.json"
        if not contract.exists():
            whole, zeros = plain_contract(base or model)
            contract.write_text(whole.to_json(), encoding="utf-8")
            np.savez(self._folder / f"{name}.npz", **zeros)
        return [self._runner, "--runtime", self._runtime, "--model", model, "--contract", contract]

    def run(self, model: Path, base: Path | None = None) -> Measured:
        command = self.command(model, base)
        samples = self._folder / f"{(base or model).name}.npz"
        return self._measuring.run([*command, "--tensor", samples, "--output", self._folder / "out.npz"])


@pytest.fixture
def program(runner_binary: Path, tmp_path: Path) -> Iterator[Program]:
    (tmp_path / "program").mkdir()
    with Measuring() as measuring:
        yield Program(runner_binary, tmp_path / "program", measuring)


def sentences(errors: str) -> bool:
    return [line.partition(":")[0] for line in errors.splitlines()] == ["error", "why", "do"]


def test_a_small_model_that_takes_all_memory_is_stopped_and_told_apart_from_a_crash(
    program: Program, tmp_path: Path
) -> None:
    greedy_tflite(tmp_path / "greedy.tflite", 2_000_000_000)
    ended = program.run(tmp_path / "greedy.tflite")
    assert (ended.code, sentences(ended.errors)) == (3, True)
    assert "The model takes more memory than it says" in ended.errors
    assert ended.peak < 300_000_000
    greedy_tflite(tmp_path / "modest.tflite", 2_000_000)
    assert program.run(tmp_path / "modest.tflite").code == 0


def test_a_model_that_says_it_takes_all_memory_is_not_even_prepared(program: Program, tmp_path: Path) -> None:
    greedy_tflite(tmp_path / "honest.tflite", 2_000_000_000, honest=True)
    ended = program.run(tmp_path / "honest.tflite")
    assert (ended.code, sentences(ended.errors)) == (3, True)
    assert "This model needs 8.0 GB of memory" in ended.errors
    assert ended.peak < 100_000_000


def test_who_asks_over_the_pipe_is_told_of_the_limit_too(program: Program, tmp_path: Path) -> None:
    greedy_tflite(tmp_path / "greedy.tflite", 2_000_000_000)
    with serving(*program.command(tmp_path / "greedy.tflite")) as pipe:
        with pytest.raises(RefusedError, match="takes more memory than it says"):
            _ = pipe.hello
        assert pipe.close() == 3


def test_the_check_says_that_a_program_reached_its_limit(program: Program, tmp_path: Path) -> None:
    greedy_tflite(tmp_path / "greedy.tflite", 2_000_000_000)
    runner, *arguments = map(str, program.command(tmp_path / "greedy.tflite"))
    with pytest.raises(ProgramFailedError, match="it needs more memory than its model says"):
        run_program(step_context(tmp_path), Path(runner), [*arguments, "--info"], tmp_path, 1)


def test_the_check_ends_a_program_that_never_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_run, "START_SECONDS", 0.2)
    monkeypatch.setattr(program_run, "ANSWER_SECONDS", 0.0)
    with pytest.raises(ProgramFailedError, match="it did not answer within"):
        run_program(step_context(tmp_path), Path("/bin/sleep"), ["3600"], tmp_path, 1)


@pytest.mark.proof
def test_a_model_that_never_ends_is_ended(program: Program, tmp_path: Path) -> None:
    endless_tflite(tmp_path / "endless.tflite")
    ended = program.run(tmp_path / "endless.tflite")
    assert (ended.code, sentences(ended.errors)) == (3, True)
    assert "The model did not answer within 10 s" in ended.errors
    assert ended.worked < MOST_SECONDS


@pytest.mark.parametrize("honest", [True, False])
def test_inspection_counts_what_a_model_says_that_it_takes(honest: bool, tmp_path: Path) -> None:
    path = tmp_path / "model.tflite"
    greedy_tflite(path, 2_000_000_000, honest=honest)
    model = lite_file.load_model(path)
    assert lite_cost.tensor_bytes(model) == (8_000_000_008 if honest else 12)
    if not honest:
        return
    with pytest.raises(LitecrateError, match=r"This model needs 8 GB of memory") as caught:
        lite_cost.check_memory(model)
    assert caught.value.code == 3


def test_the_weights_of_a_model_are_not_what_its_tensors_take(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "dense.tflite")
    assert lite_cost.tensor_bytes(lite_file.load_model(tmp_path / "dense.tflite")) == 4 * (64 + 32)


def through_the_runner(program: Program, folder: Path, count: int) -> None:
    codes: dict[int, int] = {}
    for bad in mutated(bases(folder, SHARED), count):
        (folder / "bad.tflite").write_bytes(bad.raw)
        ended = program.run(folder / "bad.tflite", bad.base)
        said = (bad.seed, bad.how, bad.base.name, ended)
        codes[ended.code] = codes.get(ended.code, 0) + 1
        assert ended.code in (0, 1, 2, 3), said
        assert sentences(ended.errors) if ended.code else not ended.errors, said
        assert ended.worked < MOST_SECONDS, said
        assert ended.peak < MOST_BYTES, said
    assert codes[0] > count / 10
    assert codes[3] > count / 10


def test_forty_damaged_models_are_answered_or_refused(program: Program, tmp_path: Path) -> None:
    for bad in mutated(bases(tmp_path), 40, first=200):
        (tmp_path / "bad.tflite").write_bytes(bad.raw)
        ended = program.run(tmp_path / "bad.tflite", bad.base)
        assert ended.code in (0, 1, 2, 3), (bad.seed, bad.how, ended)
        assert sentences(ended.errors) if ended.code else not ended.errors, (bad.seed, bad.how, ended)


@pytest.mark.proof
def test_a_thousand_damaged_models_are_answered_or_refused(program: Program, tmp_path: Path) -> None:
    through_the_runner(program, tmp_path, MUTATIONS)


def memory_of(child: int) -> int:
    """The most memory that a process has held, in bytes."""
    lines = Path(f"/proc/{child}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def inspecting_child() -> int:
    """The process of this test's child that inspects, behind its guard."""
    running = [one for one in descendants(os.getpid()) if "builder.child" in one.words]
    return next(one.pid for one in running if not any(word.endswith("guard.py") for word in one.words))


def inspected(session: ChildSession, path: Path) -> LitecrateError | None:
    """Inspects a model; answers why it could not be."""
    try:
        session.request("inspect", path=str(path))
    except LitecrateError as error:
        return error
    return None


@pytest.mark.proof
def test_a_thousand_damaged_models_are_inspected_or_refused(tmp_path: Path) -> None:
    models = bases(tmp_path, SHARED)
    path = tmp_path / "bad.tflite"
    answered = 0
    with ExitStack() as sessions:
        session = sessions.enter_context(ChildSession(CancelToken(), lambda line: None, tmp_path))
        assert inspected(session, models[0]) is None
        imports = memory_of(inspecting_child())
        for bad in mutated(models, MUTATIONS):
            path.write_bytes(bad.raw)
            said = (bad.seed, bad.how, bad.base.name)
            started = time.monotonic()
            error = inspected(session, path)
            assert time.monotonic() - started < MOST_SECONDS, said
            answered += error is None
            if error is not None:
                assert all((error.what, error.why, error.remedy)), said
                assert error.code in (2, 3, 4), (*said, error)
            if error is not None and error.code == 4:  # the child died on it, and the next model needs another
                assert "stopped" in error.what, (*said, error)
                sessions.close()
                session = sessions.enter_context(ChildSession(CancelToken(), lambda line: None, tmp_path))
                continue
            assert memory_of(inspecting_child()) - imports < MOST_BYTES, said
    assert answered > MUTATIONS / 20
