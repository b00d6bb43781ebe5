"""Models that nobody here wrote, with the answers of the frameworks that wrote them."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import Exported, export
from tests.program import alone

PRODUCTS = ["--product", "onefile", "--product", "folder", "--product", "native"]
MODELS = {
    "ic_resnet8": ("ic_resnet8.h5", "0-255"),
    "vww_mobilenet_keras2": ("vww_mobilenet_keras2.h5", "0-1"),
    "kws_savedmodel": ("kws_savedmodel", None),
    "ad_autoencoder_float": ("ad_autoencoder_float.tflite", None),
}


@pytest.fixture(scope="module", params=list(MODELS))
def real(request: pytest.FixtureRequest, shared_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A real model as three programs."""
    file, scaling = MODELS[request.param]
    arguments = ["export", str(shared_models / "mlperf_tiny" / file), *PRODUCTS]
    return export([*arguments, *(["--scaling", scaling] if scaling else [])], tmp_path_factory.mktemp("real"))


@pytest.mark.parametrize("product", ["onefile", "folder", "native"])
def test_a_real_model_answers_as_its_own_framework_did(
    real: Exported, shared_models: Path, product: str, tmp_path: Path
) -> None:
    expected = np.load(shared_models / "mlperf_tiny" / f"{real.folder.name}.expected.npz")
    np.save(tmp_path / "in.npy", expected["inputs"])
    done = alone(real.program(product), "--tensor", "in.npy", "--output", "out.npz", folder=tmp_path)
    assert done.ok, done.errors
    answers = np.load(tmp_path / "out.npz")
    reference = expected["output_0"]
    (found,) = (answers[name] for name in answers.files)
    assert found.size == reference.size
    difference = np.abs(found.reshape(reference.shape) - reference).max()
    assert difference <= 1e-4 * (reference.max() - reference.min())
    assert real.product(product)["verified"]["status"] == "passed"


@pytest.fixture(scope="module")
def mobilenet(shared_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A quantized picture classifier with its labels."""
    coral = shared_models / "coral"
    arguments = ["export", str(coral / "mobilenet_v2_1.0_224_quant.tflite")]
    arguments += ["--labels", str(coral / "imagenet_labels.txt"), "--name", "Animals and plants", *PRODUCTS]
    return export(arguments, tmp_path_factory.mktemp("coral"))


@pytest.mark.parametrize("product", ["onefile", "folder", "native"])
@pytest.mark.parametrize(("picture", "word"), [("cat", "cat"), ("bird", "chickadee"), ("sunflower", "daisy")])
def test_a_quantized_classifier_names_real_pictures(
    mobilenet: Exported, shared_models: Path, product: str, picture: str, word: str
) -> None:
    done = alone(mobilenet.program(product), "--json", shared_models / "coral" / f"{picture}.bmp")
    assert done.ok, done.errors
    assert word in json.loads(done.output)["top"][0]["label"]


def test_an_untouched_tflite_is_published_byte_for_byte(mobilenet: Exported, shared_models: Path) -> None:
    original = (shared_models / "coral" / "mobilenet_v2_1.0_224_quant.tflite").read_bytes()
    assert (mobilenet.folder / "Animals and plants.tflite").read_bytes() == original
    assert mobilenet.report["model"]["precision"] == "int8"
    assert mobilenet.report["model"]["io_types"] == ["uint8"]


def test_int8_is_calibrated_on_an_array_of_real_inputs(shared_models: Path, tmp_path: Path) -> None:
    tiny = shared_models / "mlperf_tiny"
    np.savez(tmp_path / "data.npz", any_name=np.load(tiny / "kws_savedmodel.expected.npz")["inputs"])
    arguments = ["export", str(tiny / "kws_savedmodel"), "--precision", "int8", "--product", "native"]
    made = export([*arguments, "--calibration", str(tmp_path / "data.npz")], tmp_path / "out")
    assert made.report["calibration"]["count"] == 8
    assert made.report["model"]["weight_types"][0] == "int8"
    assert made.product("native")["verified"]["against_source"]["top1_agreement"] >= 0.75
