"""Models of every kind as web pages, exported once for all tests that open them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SHARED, Exported, export, exported
from tests.support.page_programs import PITCHES, contract_of
from tests.support.page_samples import halves, tone
from tests.support.shared import made_once

# Of the shared models: where each lies, and what its export is told.
REAL = {
    "ic_resnet8": ("mlperf_tiny/ic_resnet8.h5", "--scaling", "0-255"),
    "vww_mobilenet_keras2": ("mlperf_tiny/vww_mobilenet_keras2.h5", "--scaling", "0-1"),
    "kws_savedmodel": ("mlperf_tiny/kws_savedmodel",),
    "ad_autoencoder_float": ("mlperf_tiny/ad_autoencoder_float.tflite",),
    "trained_lstm": ("micro/trained_lstm.tflite",),
    "mobilenet_quant": ("coral/mobilenet_v2_1.0_224_quant.tflite", "--labels", "coral/imagenet_labels.txt"),
    "mobilenet_ptq": ("coral/tf2_mobilenet_v2_1.0_224_ptq.tflite", "--labels", "coral/imagenet_labels.txt"),
}
MADE = ("table", "tone", "mask")  # of page_programs.py
PRODUCTS = ("--product", "page", "--product", "native")

WebPages = Callable[[str], Exported]


@pytest.fixture(scope="session")
def web_pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> WebPages:
    """Gives a model as a web page and as a native program, by its name: "digits", or one of REAL and MADE."""

    def arguments(name: str, folder: Path) -> list[str]:
        if name == "digits":
            return ["sample", "digits"]
        if name in REAL:
            shared: Path = request.getfixturevalue("shared_models")
            path, *options = REAL[name]
            return ["export", str(shared / path), *(str(SHARED / one) if "/" in one else one for one in options)]
        models: Path = request.getfixturevalue("page_programs")
        contract = folder / f"{name}.toml"
        contract.write_text(contract_of(name).to_toml(), encoding="utf-8")
        return ["export", str(models / f"{name}.tflite"), "--contract", str(contract), *_sample_data(name, folder)]

    def get(name: str) -> Exported:
        def make(folder: Path) -> list[str]:
            made = export([*arguments(name, folder), "--name", name, *PRODUCTS], folder / "made")
            return [str(path) for path in made.paths]

        return exported(made_once(tmp_path_factory, f"web-page-{name}", make))

    return get


def _sample_data(name: str, folder: Path) -> list[str]:
    """Options that name files of the kind that the model takes; none for a table, whose samples are random."""
    data = folder / "data"
    data.mkdir()
    if name == "tone":
        for number in range(24):
            # Near what the model knows: of all others it says next to nothing, whose digits are rounding.
            tone(data / f"{number}.wav", (0.2 if number % 2 else 0.6, PITCHES[number % 3] * (1 + number / 400)))
    elif name == "mask":
        for number in range(24):
            halves(data / f"{number}.png", (320 - 5 * number, 240))
    else:
        return []
    return ["--calibration", str(data)]
