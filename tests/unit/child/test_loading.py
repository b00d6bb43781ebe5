"""Tests of Keras files as others' training leaves them, and of shared cases: what loads, with right answers."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from builder.contract.choice import ContractChoice
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo
from builder.core.model_digest import digest_of_model
from tests.support.cases import case, needs_cases
from tests.support.helpers_child import ROOT, Child
from tests.support.program import start
from tests.support.shared import made_once


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that `tests.models.trained_elsewhere` makes."""

    def make(folder: Path) -> str:
        script = ROOT / "tests" / "models" / "trained_elsewhere.py"
        done = start([sys.executable, script, folder], folder, os.environ)
        assert done.ok, done.errors
        return str(folder)

    return Path(made_once(tmp_path_factory, "trained-elsewhere", make))


def inspect(child: Child, path: Path) -> ModelInfo:
    return ModelInfo.model_validate(child.request("inspect", path=path))


def answers(child: Child, samples: Path, out: Path) -> np.ndarray:
    child.request("reference", samples=samples, out=out)
    with np.load(out) as file:
        found: np.ndarray = file[file.files[0]]
    return found


TRAINED = (
    "loss_function.keras", "loss_class.keras", "loss_registered.keras", "metric.keras", "optimizer.keras",
    "loss_function.h5", "loss_class.h5", "old_loss.keras", "old_loss.h5",
)  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize("name", TRAINED)
def test_losses_metrics_and_optimizers_are_never_looked_at(child: Child, trained: Path, name: str) -> None:
    info = inspect(child, trained / name)
    assert (info.parameters, [problem.id for problem in info.warnings]) == (10, [])


@needs_cases
@pytest.mark.parametrize("name", ["customloss.keras", "dice3.keras", "loss2.keras"])
def test_the_cases_of_own_losses_load(child: Child, name: str) -> None:
    assert inspect(child, case("custom-loss", name)).parameters


@pytest.mark.proof
def test_all_foreign_layers_are_named_and_no_layer_of_keras(child: Child, trained: Path) -> None:
    error = child.error("inspect", path=trained / "own_layers.keras")
    assert error["what"].endswith("not part of Keras: pos_emb (PosEmb), gate (Gate)")
    assert error["code"] == 3


@needs_cases
def test_the_case_of_a_foreign_layer_names_it(child: Child) -> None:
    error = child.error("inspect", path=case("custom-layer-not-named", "customlayer3.keras"))
    assert error["what"].endswith("not part of Keras: pos_emb (PosEmb)")
    assert error["code"] == 3


@pytest.mark.proof
@pytest.mark.parametrize("name", ["nested_windows.keras", "nested_213.keras", "nested_213_windows.keras"])
def test_weights_with_older_names_give_the_same_answers(child: Child, trained: Path, name: str, tmp_path: Path) -> None:
    info = inspect(child, trained / name)
    assert (info.kind, info.source_bytes) == ("keras2", (trained / name).stat().st_size)
    with np.load(trained / "nested.expected.npz") as file:
        expected = file["answers"]
    found = answers(child, trained / "nested.samples.npz", tmp_path / "out.npz")
    np.testing.assert_allclose(found, expected, atol=1e-6)


@needs_cases
@pytest.mark.parametrize(
    ("folder", "name", "weights"),
    [("keras-saved-on-windows", "windows.keras", 73), ("keras-2.13-layout", "keras213.keras", 41)],
)
def test_the_cases_of_older_layouts_load(child: Child, folder: str, name: str, weights: int) -> None:
    assert inspect(child, case(folder, name)).parameters == weights


@pytest.mark.proof
def test_a_lambda_of_this_python_runs_once_it_is_trusted(child: Child, trained: Path, tmp_path: Path) -> None:
    path = trained / "lambda.keras"
    assert "--trust" in child.error("inspect", path=path)["do"]
    info = ModelInfo.model_validate(child.request("inspect", path=path, trust=digest_of_model(path)))
    np.savez(tmp_path / "in.npz", **{info.inputs[0].name: np.full((1, 4), -2, np.float32)})
    assert answers(child, tmp_path / "in.npz", tmp_path / "out.npz").ravel().tolist() == [3.0] * 4


@needs_cases
@pytest.mark.parametrize(
    "path", [("teachable-machine-zip", "converted_keras.zip"), ("teachable-machine-labels", "keras_model.h5")]
)
def test_the_cases_of_teachable_machine_have_their_names_and_scaling(child: Child, path: tuple[str, str]) -> None:
    from builder.contract.beside import with_neighbours

    info = with_neighbours(inspect(child, case(*path)), case(*path))
    made = guess(info, ContractChoice())
    entry, output = made.contract.inputs[0], made.contract.outputs[0]
    assert (entry.scaling, entry.fit, entry.color, output.labels) == ("pm1", "crop", "rgb", ("dog", "cat"))
    assert made.warnings == ()
    assert (info.source_bytes, info.source_sha256) == (case(*path).stat().st_size, digest_of_model(case(*path)))


@pytest.mark.proof
@pytest.mark.parametrize("name", ["hub_keras", "hub_plain", "tfsm"])
def test_saved_models_around_other_saved_models_answer(child: Child, trained: Path, name: str, tmp_path: Path) -> None:
    info = inspect(child, trained / name)
    np.savez(tmp_path / "in.npz", **{info.inputs[0].name: np.ones((1, 4), np.float32)})
    assert answers(child, tmp_path / "in.npz", tmp_path / "out.npz").ravel().tolist() == [12.0, 16.0]
    child.request("convert", out=tmp_path / "out.tflite")


@pytest.mark.proof
def test_a_saved_model_with_whole_numbers_answers(child: Child, trained: Path, tmp_path: Path) -> None:
    info = inspect(child, trained / "int64")
    assert info.inputs[0].dtype == "int64"
    np.savez(tmp_path / "in.npz", ids=np.array([[0, 1, 2, 0, 0, 0]]))
    assert answers(child, tmp_path / "in.npz", tmp_path / "out.npz").ravel().tolist() == [6.0, 12.0]


@pytest.mark.proof
def test_of_several_signatures_one_is_chosen(child: Child, trained: Path, tmp_path: Path) -> None:
    assert child.error("inspect", path=trained / "two")["why"] == "It has: embed, predict."
    info = ModelInfo.model_validate(child.request("inspect", path=trained / "two", signature="predict"))
    assert (info.signatures, info.signature, info.outputs[0].name) == (("embed", "predict"), "predict", "scaled")


@pytest.mark.proof
def test_a_saved_model_that_takes_eight_pictures_at_a_time_answers_one(
    child: Child, trained: Path, tmp_path: Path
) -> None:
    info = inspect(child, trained / "eight")
    assert (info.inputs[0].shape, info.outputs[0].shape) == ((1, 16, 16, 3), (1, 3))
    assert [problem.id for problem in info.warnings] == ["batch-repeated"]
    picture = np.random.default_rng(0).random((1, 16, 16, 3)).astype(np.float32)
    np.savez(tmp_path / "in.npz", pictures=picture)
    found = answers(child, tmp_path / "in.npz", tmp_path / "out.npz")
    np.testing.assert_allclose(found.ravel(), picture.mean((0, 1, 2)), rtol=1e-5)
    made = child.request("convert", out=tmp_path / "one.tflite")
    assert made["lite"]["inputs"][0]["shape"] == [1, 16, 16, 3]
