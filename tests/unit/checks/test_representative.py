"""Tests of the representative data of a job: read once, with their warnings in the log at once."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from builder.checks.representative import Representative
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.events import Event, LogLine
from builder.job.draft import JobDraft
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from tests.support.context import step_context

ENTRY = ContractInput(name="x", kind="image", dtype="float32", shape=(1, 8, 8, 1), color="gray", std=(255.0,))
CONTRACT = Contract(inputs=(ENTRY,), outputs=(ContractOutput(name="y", dtype="float32", shape=(1, 2)),))


def unasked() -> Path:
    raise AssertionError


def data_of(folder: Path, told: list[Event], count: int, **calibration: object) -> Representative:
    """Of `count` arrays of noise."""
    np.save(folder / "d.npy", np.random.default_rng(0).uniform(0, 1, (count, 1, 8, 8, 1)))
    draft = JobDraft()
    draft.set("model", path="m.keras")
    draft.set("calibration", source=str(folder / "d.npy"), **calibration)
    context = replace(step_context(folder, told.append), job=draft.freeze())
    return Representative(context, ChildSession(CancelToken(), print, folder), unasked, wanted=True)


@pytest.mark.parametrize(
    ("there", "asked", "fields", "words"),
    [
        (700, 600, ["calibration.samples"], "600 samples are used. More than 500 rarely helps"),
        (400, 600, [], ""),
        (700, 200, [], "200 of 700 samples are used, chosen with the seed 5."),
        (12, 200, ["calibration.samples"], "There are only 12 samples. Add more"),
        (20_000, 200, ["calibration.seed"], "200 of 20,000 samples are used, chosen with the seed 5. That is enough"),
    ],
)
def test_what_there_is_to_say_of_their_number_is_said_once(
    there: int, asked: int, fields: list[str], words: str, tmp_path: Path
) -> None:
    told: list[Event] = []
    data = data_of(tmp_path, told, there, samples=asked, seed=5)
    data.read(CONTRACT)
    data.read(CONTRACT.model_copy(update={"inputs": (ENTRY.model_copy(update={"tensor": "later"}),)}))
    assert [doubt.field for doubt in data.doubts] == fields
    lines = [event.text for event in told if isinstance(event, LogLine)]
    assert any(words in line for line in lines)
    assert sum("are float64 and are read as float32" in line for line in lines) == 1
    assert sum("axis of 1 for the batch" in line for line in lines) == 1


def test_another_type_is_read_anew(tmp_path: Path) -> None:
    data = data_of(tmp_path, [], 10)
    data.read(CONTRACT)
    first = data.samples
    data.read(CONTRACT.model_copy(update={"inputs": (ENTRY.model_copy(update={"dtype": "float16"}),)}))
    assert data.samples is not None
    assert data.samples is not first
