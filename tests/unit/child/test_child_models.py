"""Tests of models made by the frameworks through one real child: inspected, converted, compared with the original."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.contract.contract import Contract, ContractInput
from builder.contract.modelinfo import LiteInfo, ModelInfo
from builder.core.model_digest import digest_of_model
from tests.support.helpers_child import Child


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    with Child(tmp_path_factory.mktemp("log") / "log") as started:
        yield started


@pytest.fixture(scope="module")
def lite_child() -> Iterator[Child]:
    with Child() as started:
        yield started


@pytest.fixture(scope="module")
def prove(
    child: Child, lite_child: Child, models: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., "Proof"]:
    """Converts and compares a model once, however many tests look at it."""
    made: dict[str, Proof] = {}

    def proof(name: str, **options: Any) -> Proof:
        if name not in made:
            made[name] = Proof(child, lite_child, models / name, tmp_path_factory.mktemp("proof"), **options)
        return made[name]

    return proof


class Proof:
    """What conversion made of a model, and how far it is from the original."""

    def __init__(self, child: Child, lite_child: Child, path: Path, folder: Path, **options: Any) -> None:
        self.folder = folder
        self.info = ModelInfo.model_validate(child.request("inspect", path=path, **options))
        contract = Contract(
            schema=1,
            inputs=tuple(ContractInput(name=e.name, dtype=e.dtype, shape=e.shape) for e in self.info.inputs),
            outputs=(),
        )
        samples, source, lite = folder / "s.npz", folder / "source.npz", folder / "lite.npz"
        child.request(
            "samples", contract=json.loads(contract.model_dump_json(by_alias=True)), count=3, seed=1, out=samples
        )
        child.request("reference", samples=samples, out=source)
        self.file = folder / "m.tflite"
        made = child.request("convert", out=self.file, workspace=folder / "work")
        self.lite = LiteInfo.model_validate(made["lite"])
        self.names = {pair["name"]: pair["tensor"] for pair in (*made["inputs"], *made["outputs"])}
        mapping = {what: {pair["name"]: pair["tensor"] for pair in made[what]} for what in ("inputs", "outputs")}
        lite_child.request("interpret", path=self.file, samples=samples, out=lite, **mapping)
        with np.load(source) as expected, np.load(lite) as found:
            assert expected.files == found.files == [entry.name for entry in self.info.outputs]
            self.worst = max(
                float(np.abs(expected[name] - found[name]).max() / np.ptp(expected[name])) for name in expected.files
            )
        assert not any((folder / "work").iterdir())


@pytest.mark.parametrize(
    "name",
    [
        "picture_net.keras",
        "two_and_two.keras",
        "named_outputs.keras",
        "any_length.keras",
        "words.keras",
        "mixed.keras",
        "double.keras",
        "any_length_exported",
        "keras2_lstm.h5",
    ],
)
def test_a_converted_model_answers_like_its_source(prove: Callable[..., Proof], name: str) -> None:
    proof = prove(name)
    assert proof.worst < 1e-5
    assert not [name for name in proof.lite.operators if name.startswith("Flex")]


def test_what_a_picture_model_tells(child: Child, models: Path) -> None:
    info = ModelInfo.model_validate(child.request("inspect", path=models / "picture_net.keras"))
    assert (info.kind, info.format, info.final_activation, info.rescales) == ("keras3", "keras", "softmax", True)
    assert [(entry.name, entry.shape, entry.dtype) for entry in info.inputs] == [("photo", (1, 16, 16, 3), "float32")]
    assert [(entry.name, entry.shape) for entry in info.outputs] == [("kind", (1, 4))]
    assert info.source_bytes == (models / "picture_net.keras").stat().st_size
    assert info.keras_version is not None


def test_the_largest_index_of_an_embedding_is_found(child: Child, models: Path) -> None:
    info = ModelInfo.model_validate(child.request("inspect", path=models / "words.keras"))
    assert info.inputs[0].max_index == 199
    assert info.inputs[0].dtype == "int32"


def test_names_that_are_no_identifiers_are_mapped(prove: Callable[..., Proof]) -> None:
    proof = prove("two_and_two.keras")
    assert [entry.name for entry in proof.info.inputs] == ["b first", "a.second"]
    assert (proof.names["b first"], proof.names["a.second"]) == ("b_first", "a_second")


def test_unknown_sizes_stay_unknown(prove: Callable[..., Proof]) -> None:
    proof = prove("any_length.keras")
    assert proof.lite.inputs[0].shape == (1, -1, 6)


def test_an_lstm_of_keras_2_keeps_no_state_in_the_file(prove: Callable[..., Proof]) -> None:
    proof = prove("keras2_lstm.h5")
    assert proof.info.kind == "keras2"
    assert "UNIDIRECTIONAL_SEQUENCE_LSTM" not in proof.lite.operators


def test_an_embedding_table_becomes_small(lite_child: Child, prove: Callable[..., Proof]) -> None:
    folder = prove("words.keras").folder
    for precision, weight in (("float16", "float16"), ("int8-weights", "int8"), ("dynamic", "int8")):
        small = folder / f"{precision}.tflite"
        made = lite_child.request("quantize", path=folder / "m.tflite", out=small, precision=precision)
        assert made["weight_types"][0] == weight
        lite_child.request("interpret", path=small, samples=folder / "s.npz", out=folder / "small.npz")
        with np.load(folder / "source.npz") as expected, np.load(folder / "small.npz") as found:
            assert np.allclose(expected[expected.files[0]], found[found.files[0]], atol=2e-3)


def test_a_recurrent_model_can_be_made_int8(lite_child: Child, prove: Callable[..., Proof]) -> None:
    folder = prove("any_length.keras").folder
    small = folder / "small.tflite"
    made = lite_child.request(
        "quantize", path=folder / "m.tflite", out=small, precision="int8", calibration=folder / "s.npz"
    )
    assert "int8" in made["activation_types"]
    lite_child.request("interpret", path=small, samples=folder / "s.npz", out=folder / "small.npz")
    with np.load(folder / "source.npz") as expected, np.load(folder / "small.npz") as found:
        exact, close = expected[expected.files[0]], found[found.files[0]]
        assert np.abs(exact - close).max() < 0.05 * np.ptp(exact)


def test_each_signature_can_be_chosen(prove: Callable[..., Proof]) -> None:
    proof = prove("two", signature="two")
    assert [entry.name for entry in proof.info.outputs] == ["difference", "sum"]
    assert proof.info.signatures == ("one", "two")
    assert proof.worst < 1e-5


def test_several_signatures_without_a_default_are_listed(child: Child, models: Path) -> None:
    error = child.error("inspect", path=models / "two")
    assert (error["code"], error["why"]) == (2, "It has: one, two.")


def test_an_unknown_signature_is_refused(child: Child, models: Path) -> None:
    assert child.error("inspect", path=models / "two", signature="three")["code"] == 2


@pytest.mark.parametrize("name", ["with_lambda.keras", "with_lambda.h5"])
def test_a_lambda_layer_needs_trust(child: Child, prove: Callable[..., Proof], models: Path, name: str) -> None:
    error = child.error("inspect", path=models / name)
    assert error["code"] == 2
    assert "a Lambda layer named sneaky" in error["what"]
    assert prove(name, trust=digest_of_model(models / name)).worst < 1e-6


def test_a_custom_layer_is_named(child: Child, models: Path) -> None:
    error = child.error("inspect", path=models / "with_custom_layer.keras")
    assert error["code"] == 3
    assert "twice (mine>Twice)" in error["what"]


def test_weights_alone_are_refused(child: Child, models: Path) -> None:
    assert child.error("inspect", path=models / "only.weights.h5")["code"] == 2


def test_operators_that_need_tensorflow_are_refused_before_writing(child: Child, models: Path, tmp_path: Path) -> None:
    child.request("inspect", path=models / "flex")
    error = child.error("convert", out=tmp_path / "m.tflite", workspace=tmp_path / "work")
    assert error["code"] == 3
    assert "Cholesky" in error["what"]
    assert not (tmp_path / "m.tflite").exists()


def test_text_inputs_are_refused(child: Child, models: Path) -> None:
    error = child.error("inspect", path=models / "text")
    assert (error["code"], error["what"]) == (3, "The input word is text")


def test_a_saved_model_that_writes_files_needs_trust(child: Child, models: Path) -> None:
    error = child.error("inspect", path=models / "writes")
    assert error["code"] == 2
    assert "WriteFile" in error["what"]


@pytest.mark.parametrize(
    "part", ["saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001"]
)
def test_a_saved_model_with_a_part_cut_off_is_refused(child: Child, models: Path, tmp_path: Path, part: str) -> None:
    for path in (models / "two").rglob("*"):
        target = tmp_path / "cut" / path.relative_to(models / "two")
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            target.write_bytes(path.read_bytes())
    whole = (tmp_path / "cut" / part).read_bytes()
    (tmp_path / "cut" / part).write_bytes(whole[: len(whole) // 2])
    assert child.error("inspect", path=tmp_path / "cut", signature="one")["code"] == 2


def test_a_model_under_another_name_is_read(child: Child, models: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "download (1)"
    renamed.write_bytes((models / "words.keras").read_bytes())
    assert child.request("inspect", path=renamed)["format"] == "keras"


def test_samples_of_the_wrong_shape_are_refused(child: Child, models: Path, tmp_path: Path) -> None:
    child.request("inspect", path=models / "words.keras")
    np.savez(tmp_path / "s.npz", tokens=np.zeros((2, 11), np.int32))
    error = child.error("reference", samples=tmp_path / "s.npz", out=tmp_path / "o.npz")
    assert error["code"] == 2
    assert "tokens" in error["what"]
