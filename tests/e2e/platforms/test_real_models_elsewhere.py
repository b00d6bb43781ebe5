"""Models that nobody here wrote, as programs for every platform: each that can be started here answers as it must."""

import json
from pathlib import Path

import pytest

from builder.core.platforms import PLATFORMS
from builder.system.emulators import missing_for
from tests.support.program import litecrate

pytestmark = pytest.mark.proof
MODELS = {
    "ic_resnet8": ("mlperf_tiny/ic_resnet8.h5",),
    "vww_mobilenet": ("mlperf_tiny/vww_mobilenet_keras2.h5",),
    "kws": ("mlperf_tiny/kws_savedmodel",),
    "lstm": ("micro/trained_lstm.tflite",),
    "coral": ("coral/mobilenet_v2_1.0_224_quant.tflite", "--calibration", "coral"),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_answers_alike_on_every_platform(name: str, shared_models: Path, tmp_path: Path) -> None:
    model, *options = MODELS[name]
    placed = [str(shared_models / option) if not option.startswith("--") else option for option in options]
    products = ["--product", "native@all", "--product", "single@all"]
    done = litecrate(["export", shared_models / model, "--name", name, *products, "--output", tmp_path, *placed])
    assert done.code == 0, done.errors
    report = json.loads((tmp_path / name / "report.json").read_text(encoding="utf-8"))
    found = {(product["product"], product["platform"]): product for product in report["products"]}
    assert set(found) == {(kind, platform) for kind in ("native", "single") for platform in PLATFORMS}
    for (_, platform), product in found.items():
        runs = platform == "linux-x64" or missing_for(platform) is None  # type: ignore[arg-type]
        assert product["verified"]["status"] == ("passed" if runs else "not-run"), product["verified"]
        assert product["ran_on"] or not runs
