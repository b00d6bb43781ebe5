"""Tests of models made by others, against the answers of the frameworks that made them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.child.sources.lite_interpreter import Interpreter
from tests.conftest import Exported, export
from tests.support.program import run_in_empty_environment

PRODUCTS = ("onefile", "folder", "native")


@dataclass(frozen=True)
class Real:
    """One of the shared models.

    Attributes:
        path: Where it lies in the folder of shared models.
        options: What its export is told.
        name: What its programs are called.
    """

    path: str
    options: tuple[str, ...] = ()
    name: str = ""


EXPECTED = {
    "ic_resnet8": Real("mlperf_tiny/ic_resnet8.h5", ("--scaling", "0-255")),
    "kws_savedmodel": Real("mlperf_tiny/kws_savedmodel"),
    "vww_mobilenet_keras2": Real("mlperf_tiny/vww_mobilenet_keras2.h5", ("--scaling", "0-1")),
    "ad_autoencoder_float": Real("mlperf_tiny/ad_autoencoder_float.tflite"),
    "vww_int8": Real("mlperf_tiny/vww_int8.tflite"),
    "hello_world_float": Real("micro/hello_world_float.tflite"),
}
CLASSIFIERS = {
    "mobilenet_quant": Real("coral/mobilenet_v2_1.0_224_quant.tflite", (), "Animals and plants"),
    "mobilenet_ptq": Real("coral/tf2_mobilenet_v2_1.0_224_ptq.tflite"),
}
LSTM = Real("micro/trained_lstm.tflite")
FAST = ("ic_resnet8", "kws_savedmodel", "mobilenet_quant")

Program = Callable[[Real], Exported]


@pytest.fixture(scope="module")
def exported(shared_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Gives a real model as three programs; it is exported once."""
    made: dict[Real, Exported] = {}

    def get(real: Real) -> Exported:
        if real not in made:
            arguments = ["export", str(shared_models / real.path), *real.options]
            if real.path.startswith("coral"):
                arguments += ["--labels", str(shared_models / "coral" / "imagenet_labels.txt")]
            if real.name:
                arguments += ["--name", real.name]
            for product in PRODUCTS:
                arguments += ["--product", product]
            made[real] = export(arguments, tmp_path_factory.mktemp("real"))
        return made[real]

    return get


def chosen(names: dict[str, Real]) -> list[object]:
    """The models' names, those that are not fast for the proof only."""
    return [name if name in FAST else pytest.param(name, marks=pytest.mark.proof) for name in names]


def answer(made: Exported, product: str, inputs: np.ndarray, folder: Path) -> np.ndarray:
    """What a finished program answers to arrays, in the model's own type."""
    np.save(folder / "in.npy", inputs)
    done = run_in_empty_environment(made.program(product), "--tensor", "in.npy", "--output", "out.npz", folder=folder)
    assert done.ok, done.errors
    with np.load(folder / "out.npz") as answers:
        (name,) = answers.files
        found: np.ndarray = answers[name]
    return found


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("name", chosen(EXPECTED))
def test_a_real_model_answers_as_its_own_framework_did(
    exported: Program, shared_models: Path, name: str, product: str, tmp_path: Path
) -> None:
    real = EXPECTED[name]
    made = exported(real)
    with np.load((shared_models / real.path).parent / f"{name}.expected.npz") as file:
        inputs, reference = file["inputs"], file["output_0"]
    found = answer(made, product, inputs, tmp_path)
    assert found.dtype == reference.dtype
    assert found.size == reference.size
    difference = np.abs(found.reshape(reference.shape).astype(np.float64) - reference).max()
    if reference.dtype.kind in "iu":
        assert difference <= 1  # one step
    else:
        assert difference <= 1e-4 * (reference.max() - reference.min())
    assert made.product(product)["verified"]["status"] == "passed"


@pytest.mark.proof
@pytest.mark.parametrize("product", PRODUCTS)
def test_an_lstm_answers_each_sample_without_the_memory_of_another(
    exported: Program, shared_models: Path, product: str, tmp_path: Path
) -> None:
    with np.load(shared_models / "micro" / "trained_lstm.expected.npz") as file:
        inputs, reference = file["inputs"], file["output_0"]
    found = answer(exported(LSTM), product, inputs, tmp_path)
    # The reference carries the state from sample to sample; the first has none behind it.
    assert np.abs(found[0] - reference[0]).max() < 1e-6
    lite = Interpreter(shared_models / LSTM.path)
    alone = []
    for one in inputs:
        lite.begin()
        alone.append(lite.run({"fixed_input": one})["sequential"])
    fresh = np.stack(alone)
    assert np.abs(found.reshape(fresh.shape) - fresh).max() < 1e-5
    backwards = answer(exported(LSTM), product, inputs[::-1].copy(), tmp_path)
    assert np.array_equal(backwards[::-1], found)
    assert "png" in exported(LSTM).product(product)["decoders"]
    for digit in (3, 7):
        done = run_in_empty_environment(
            exported(LSTM).program(product), "--json", shared_models / "micro" / f"sample{digit}.png"
        )
        assert done.ok, done.errors
        assert json.loads(done.output)["top"][0]["index"] == digit


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("name", chosen(CLASSIFIERS))
@pytest.mark.parametrize(("picture", "word"), [("cat", "cat"), ("bird", "chickadee"), ("sunflower", "daisy")])
def test_a_quantized_classifier_names_real_pictures(
    exported: Program, shared_models: Path, product: str, name: str, picture: str, word: str
) -> None:
    program = exported(CLASSIFIERS[name]).program(product)
    done = run_in_empty_environment(program, "--json", shared_models / "coral" / f"{picture}.bmp")
    assert done.ok, done.errors
    assert word in json.loads(done.output)["top"][0]["label"]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("name", chosen(CLASSIFIERS))
def test_a_quantized_classifier_answers_exactly_as_the_runtime_does(
    exported: Program, shared_models: Path, product: str, name: str, tmp_path: Path
) -> None:
    real = CLASSIFIERS[name]
    pixels = np.random.default_rng(3).integers(0, 256, (4, 1, 7, 7, 3)).astype(np.uint8)
    pixels = np.kron(pixels, np.ones((1, 1, 32, 32, 1), np.uint8))
    lite = Interpreter(shared_models / real.path)
    expected = np.stack([lite.run({lite.inputs[0].tensor: one})[lite.outputs[0].tensor] for one in pixels])
    assert len({one.tobytes() for one in expected}) == len(expected)
    found = answer(exported(real), product, pixels, tmp_path)
    assert found.dtype == np.uint8
    assert np.array_equal(found.reshape(expected.shape), expected)


TAKE_PICTURES = {name: EXPECTED[name] for name in ("ic_resnet8", "vww_mobilenet_keras2", "vww_int8")} | CLASSIFIERS


@pytest.mark.proof
@pytest.mark.parametrize("name", TAKE_PICTURES)
def test_every_product_reads_every_picture_alike(
    exported: Program, shared_models: Path, name: str, tmp_path: Path
) -> None:
    made = exported(TAKE_PICTURES[name])
    formats = ("bmp", "ppm", "png", "jpeg")
    assert set(formats) <= set(made.product("native")["decoders"])
    for picture in ("cat", "bird", "sunflower"):
        with Image.open(shared_models / "coral" / f"{picture}.bmp") as image:
            for each in formats:
                image.save(tmp_path / f"{picture}.{each}", **({"quality": 90} if each == "jpeg" else {}))
    files = sorted(path.name for path in tmp_path.iterdir())
    assert len(files) == 3 * len(formats)
    found = {}
    for product in PRODUCTS:
        done = run_in_empty_environment(made.program(product), "--json", *files, folder=tmp_path)
        assert done.ok, done.errors
        found[product] = [json.loads(line)["top"][0]["index"] for line in done.output.splitlines()]
    assert found["native"] == found["onefile"] == found["folder"]


def test_an_untouched_tflite_is_published_byte_for_byte(exported: Program, shared_models: Path) -> None:
    real = CLASSIFIERS["mobilenet_quant"]
    made = exported(real)
    assert (made.folder / "Animals and plants.tflite").read_bytes() == (shared_models / real.path).read_bytes()
    assert made.report["model"]["precision"] == "int8"
    assert made.report["model"]["io_types"] == ["uint8"]


@pytest.mark.proof
def test_int8_is_calibrated_on_an_array_of_real_inputs(shared_models: Path, tmp_path: Path) -> None:
    tiny = shared_models / "mlperf_tiny"
    np.savez(tmp_path / "data.npz", any_name=np.load(tiny / "kws_savedmodel.expected.npz")["inputs"])
    arguments = ["export", str(tiny / "kws_savedmodel"), "--precision", "int8", "--product", "native"]
    made = export([*arguments, "--calibration", str(tmp_path / "data.npz")], tmp_path / "out")
    assert made.report["calibration"]["count"] == 8
    assert made.report["model"]["weight_types"][0] == "int8"
    assert made.product("native")["verified"]["against_source"]["top1_agreement"] >= 0.75
