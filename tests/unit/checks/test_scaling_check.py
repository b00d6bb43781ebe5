"""Tests of the check of the scaling: contradicting pictures give a warning; tables and sounds are not searched."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.checks.scaling_check import settled_scaling
from builder.context import StepContext
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.resolve import resolve
from builder.core.errors import Problem
from builder.job.draft import JobDraft
from builder.job.job import Job
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from tests.support.context import step_context

ROW = ModelInfo(
    kind="keras3",
    format="keras",
    source_bytes=1,
    source_sha256="",
    inputs=(TensorInfo(name="x", shape=(1, 4), dtype="float32"),),
    outputs=(TensorInfo(name="y", shape=(1, 3), dtype="float32"),),
    final_activation="softmax",
)


def job(source: Path, **contract: object) -> Job:
    draft = JobDraft()
    draft.set("model", path="m.keras")
    draft.set("contract", **contract)
    draft.set("calibration", source=str(source))
    return draft.freeze()


def context_of(chosen: Job, folder: Path) -> StepContext:
    return replace(step_context(folder), job=chosen)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildSession]:
    with ChildSession(CancelToken(), lambda line: None, tmp_path_factory.mktemp("child")) as started:
        yield started


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reddish and bluish pictures, each kind in its folder."""
    folder, generator = tmp_path_factory.mktemp("pictures"), np.random.default_rng(2)
    for name, strong in (("red", 0), ("blue", 2)):
        (folder / name).mkdir()
        for number in range(5):
            pixels = generator.integers(0, 60, (16, 16, 3))
            pixels[..., strong] += 150
            Image.fromarray(pixels.astype(np.uint8)).save(folder / name / f"{number}.png")
    (folder / "labels.txt").write_text("red\nblue\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("choice", "labelled", "message", "options"),
    [
        ({"color": "bgr", "scaling": "0-1"}, True, "another order of colours than BGR: ", "Use --color rgb"),
        ({"color": "rgb", "scaling": "0-1"}, True, "", ""),
        ({"color": "bgr", "scaling": "0-1"}, False, "", ""),  # without labels nobody can tell
    ],
)
def test_labelled_pictures_speak_against_the_wrong_order_of_colours(
    choice: dict[str, str], labelled: bool, message: str, options: str, session: ChildSession, pictures: Path,
    models: Path, runner_binary: Path, tmp_path: Path,
) -> None:  # fmt: skip
    info = ModelInfo.model_validate(session.request("inspect", path=str(models / "red_or_blue.keras")))
    chosen = job(pictures, **choice, **({"labels": str(pictures / "labels.txt")} if labelled else {}))
    resolved = resolve(info, chosen.contract)
    settled, doubt = settled_scaling(context_of(chosen, tmp_path), session, resolved, lambda: runner_binary, None)
    assert settled == resolved
    if not message:
        assert doubt is None
        return
    assert isinstance(doubt, Problem)
    assert message in doubt.message
    assert "RGB: 8 of 8 right" in doubt.message
    assert "BGR: 0 of 8 right" in doubt.message
    assert options in doubt.remedy


@pytest.mark.parametrize("name", ["rows.csv", "sounds"])
def test_tables_and_sounds_are_not_searched_for_pictures(name: str, session: ChildSession, tmp_path: Path) -> None:
    source = tmp_path / name
    if source.suffix:
        source.write_text("a,b,c,d,class\n1,2,3,4,0\n", encoding="utf-8")
    else:
        source.mkdir()
    chosen = job(source)
    resolved = resolve(ROW, chosen.contract)

    def unasked() -> Path:
        raise AssertionError

    assert settled_scaling(context_of(chosen, tmp_path), session, resolved, unasked, None) == (resolved, None)
