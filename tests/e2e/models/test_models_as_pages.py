"""Real models, and models of other kinds, as web pages: verified in a browser, and not larger than they may be."""

from pathlib import Path

import pytest

from tests.conftest import export
from tests.contents.web_pages import largest_size
from tests.models.lite_graph import Graph, Operator, Tensor, written

pytestmark = pytest.mark.proof
REAL = {
    "mlperf_tiny/ic_resnet8.h5": ("--scaling", "0-255"),
    "mlperf_tiny/vww_mobilenet_keras2.h5": ("--scaling", "0-1"),
    "mlperf_tiny/kws_savedmodel": (),
    "mlperf_tiny/ad_autoencoder_float.tflite": (),
    "micro/trained_lstm.tflite": (),
    "coral/mobilenet_v2_1.0_224_quant.tflite": (),
    "coral/tf2_mobilenet_v2_1.0_224_ptq.tflite": (),
}
TYPES = ("FLOAT32", "INT32", "UINT8", "INT8", "INT64", "INT16", "BOOL", "FLOAT16")
KINDS = {"wine": ("table", "classes"), "tones": ("audio", "classes"), "squares": ("image", "mask")}


def proven(arguments: list[str], output: Path) -> None:
    made = export([*arguments, "--name", "model", "--product", "page"], output)
    told = made.product("page")
    assert told["verified"]["status"] == "passed", told["verified"]
    assert told["ran_on"]
    assert told["bytes"] == made.program("page").stat().st_size
    assert told["bytes"] <= largest_size(made.folder / "model.tflite")


@pytest.mark.parametrize("path", REAL)
def test_a_real_model_answers_in_a_browser(shared_models: Path, path: str, tmp_path: Path) -> None:
    proven(["export", str(shared_models / path), *REAL[path]], tmp_path)


@pytest.mark.parametrize("name", KINDS)
def test_a_model_of_another_kind_answers_in_a_browser(small: Path, name: str, tmp_path: Path) -> None:
    kind, answer = KINDS[name]
    job = tmp_path / "job.toml"
    job.write_text(
        f'schema = 1\n[model]\npath = "{small / name}.keras"\n'
        f'[contract]\ninput_kind = "{kind}"\noutput_kind = "{answer}"\n',
        encoding="utf-8",
    )
    proven(["export", str(job)], tmp_path / "out")


def test_numbers_of_every_type_go_in_and_come_out_in_a_browser(tmp_path: Path) -> None:
    count = len(TYPES)
    given = [Tensor((1, 4), kind) for kind in TYPES]
    casts = [Operator("CAST", [number], [count + number], "CastOptions") for number in range(count)]
    back = [Operator("CAST", [count + number], [2 * count + number], "CastOptions") for number in range(count)]
    graph = Graph(
        [*given, *(Tensor((1, 4)) for _ in TYPES), *given],
        [*casts, *back],
        list(range(count)),
        list(range(2 * count, 3 * count)),
    )
    (tmp_path / "types.tflite").write_bytes(written(graph))
    proven(["export", str(tmp_path / "types.tflite")], tmp_path / "out")
