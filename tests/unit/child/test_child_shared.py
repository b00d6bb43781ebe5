"""Tests of models made by others: the converted model answers like the framework that made them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from builder.contract.modelinfo import ModelInfo
from tests.support.helpers_child import MODELS, Child

pytestmark = pytest.mark.skipif(
    not MODELS.is_dir(), reason="the folder with the shared models is not beside the project"
)

# kind, then the largest difference from the expected answers over their range
EXPECTED = {
    "mlperf_tiny/ic_resnet8.h5": ("keras2", 1e-4),
    "mlperf_tiny/vww_mobilenet_keras2.h5": ("keras2", 1e-4),
    "mlperf_tiny/kws_savedmodel": ("savedmodel", 1e-4),
    "mlperf_tiny/ad_autoencoder_float.tflite": ("tflite", 1e-5),
    "mlperf_tiny/vww_int8.tflite": ("tflite", 0.0),
    "micro/hello_world_float.tflite": ("tflite", 1e-5),
}


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


@pytest.fixture(scope="module")
def lite_child() -> Iterator[Child]:
    with Child() as started:
        yield started


def expected_of(name: str) -> Path:
    return MODELS / f"{name.removesuffix('.h5').removesuffix('.tflite')}.expected.npz"


def converted(child: Child, name: str, folder: Path) -> tuple[ModelInfo, dict[str, dict[str, str]]]:
    info = ModelInfo.model_validate(child.request("inspect", path=MODELS / name))
    made = child.request("convert", out=folder / "m.tflite", workspace=folder / "work")
    return info, {what: {pair["name"]: pair["tensor"] for pair in made[what]} for what in ("inputs", "outputs")}


@pytest.mark.parametrize("name", EXPECTED)
def test_converted_and_source_answer_as_expected(child: Child, lite_child: Child, tmp_path: Path, name: str) -> None:
    kind, tolerance = EXPECTED[name]
    info, mapping = converted(child, name, tmp_path)
    assert info.kind == kind
    with np.load(expected_of(name)) as file:
        inputs, wanted = file["inputs"], file["output_0"].astype(np.float64)
    samples = tmp_path / "samples.npz"
    np.savez(samples, **{info.inputs[0].name: inputs})
    child.request("reference", samples=samples, out=tmp_path / "source.npz")
    lite_child.request("interpret", path=tmp_path / "m.tflite", samples=samples, out=tmp_path / "lite.npz", **mapping)
    for found in ("source.npz", "lite.npz"):
        with np.load(tmp_path / found) as file:
            answers = file[info.outputs[0].name].astype(np.float64)
        assert np.abs(answers - wanted).max() <= tolerance * np.ptp(wanted)


def test_an_lstm_with_state_is_rewritten_without_it(child: Child, lite_child: Child, tmp_path: Path) -> None:
    name = "micro/trained_lstm.tflite"
    info, mapping = converted(child, name, tmp_path)
    assert "UNIDIRECTIONAL_SEQUENCE_LSTM" in info.operators
    with np.load(expected_of(name)) as file:
        inputs, wanted = file["inputs"], file["output_0"]
    samples = tmp_path / "samples.npz"
    np.savez(samples, **{info.inputs[0].name: inputs})
    child.request("reference", samples=samples, out=tmp_path / "source.npz")
    lite_child.request("interpret", path=tmp_path / "m.tflite", samples=samples, out=tmp_path / "lite.npz", **mapping)
    lite = lite_child.request("read", path=tmp_path / "m.tflite")
    assert "UNIDIRECTIONAL_SEQUENCE_LSTM" not in lite["operators"]
    with np.load(tmp_path / "source.npz") as source, np.load(tmp_path / "lite.npz") as found:
        assert np.abs(source["sequential"] - found["sequential"]).max() < 1e-6
        # The expected answers carry the state from sample to sample; the first has none behind it.
        assert np.abs(found["sequential"][0] - wanted[0]).max() < 1e-6


def test_a_file_of_an_old_schema_is_quantized(child: Child, lite_child: Child, tmp_path: Path) -> None:
    name = "mlperf_tiny/ad_autoencoder_float.tflite"
    converted(child, name, tmp_path)
    with np.load(expected_of(name)) as file:
        np.savez(tmp_path / "samples.npz", input_1=file["inputs"])
        wanted = file["output_0"]
    made = lite_child.request(
        "quantize",
        path=tmp_path / "m.tflite",
        out=tmp_path / "q.tflite",
        precision="int8",
        calibration=tmp_path / "samples.npz",
    )
    assert made["tflite_bytes"] < 0.35 * (tmp_path / "m.tflite").stat().st_size
    lite_child.request(
        "interpret", path=tmp_path / "q.tflite", samples=tmp_path / "samples.npz", out=tmp_path / "lite.npz"
    )
    with np.load(tmp_path / "lite.npz") as found:
        assert np.abs(found["Identity"] - wanted).max() < 0.1 * np.ptp(wanted)


def test_an_int8_file_is_not_quantized_again(lite_child: Child, tmp_path: Path) -> None:
    error = lite_child.error(
        "quantize", path=MODELS / "mlperf_tiny/vww_int8.tflite", out=tmp_path / "q.tflite", precision="dynamic"
    )
    assert error["code"] == 2
