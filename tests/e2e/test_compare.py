"""Tests of comparisons by the real command: figures, recommendation, layers that lose most, failing precisions."""

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.system.cancellation import CancelToken
from builder.system.process import Command, Running, text_of
from tests.conftest import ROOT, export
from tests.models.chain import NAMES, outlier_model
from tests.support.processes import descendants
from tests.support.program import litecrate, start

USUAL = ["float32", "float16", "int8-weights", "dynamic", "int8", "int8x16", "int4-weights"]


def compared(arguments: list[str | Path], output: Path, code: int = 0) -> dict[str, Any]:
    done = litecrate(["compare", *arguments, "--output", output])
    assert done.code == code, done.errors
    (line,) = done.output.splitlines()
    path = Path(line)
    assert (path.name, path.with_name("compare.html").is_file()) == ("compare.json", True)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def of(comparison: dict[str, Any], precision: str) -> dict[str, Any]:
    return next(variant for variant in comparison["variants"] if variant["precision"] == precision)


@pytest.fixture(scope="module")
def ruined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A model that int8 ruins by one layer, compared on its own data."""
    folder = tmp_path_factory.mktemp("ruined")
    given = outlier_model(folder)
    data, labels = ["--calibration", str(given.data)], ["--labels", str(given.labels)]
    return folder, compared([given.model, *data, *labels], folder / "out")


def test_every_precision_is_there_with_its_figures(ruined: tuple[Path, dict[str, Any]]) -> None:
    _, comparison = ruined
    assert [variant["precision"] for variant in comparison["variants"]] == [*USUAL[:5], "int8+float", *USUAL[5:]]
    for variant in comparison["variants"]:
        assert variant["status"] == "ok", variant
        assert variant["program_bytes"] > variant["model_bytes"] > 0
        assert variant["latency_ms"]["p90"] >= variant["latency_ms"]["median"] > 0
        assert variant["load_ms"] > 0
        assert variant["peak_memory_bytes"] > 1_000_000
        assert variant["agreement"]["samples"] == 64


def test_the_file_says_which_types_it_really_has(ruined: tuple[Path, dict[str, Any]]) -> None:
    _, comparison = ruined
    assert of(comparison, "int8")["weight_types"] == ["int8"]
    assert "int8" in of(comparison, "int8")["activation_types"]
    assert of(comparison, "int8x16")["activation_types"][0] == "int16"
    assert of(comparison, "int4-weights")["weight_types"] == ["int4"]


def test_the_ruined_layer_is_named_and_keeping_it_in_float_restores_the_answers(
    ruined: tuple[Path, dict[str, Any]],
) -> None:
    _, comparison = ruined
    int8, mixed = of(comparison, "int8"), of(comparison, "int8+float")
    assert int8["agreement"]["top1"] < 0.5
    assert int8["worst"][0] == NAMES[1]
    assert mixed["keep"] == [NAMES[1], NAMES[2]]
    assert mixed["agreement"]["top1"] >= 0.99
    assert "int8" in mixed["weight_types"]
    assert comparison["recommended"] not in {"int8", "dynamic"}


def test_the_usual_causes_are_said_and_the_layers_stand_beside_the_figures(ruined: tuple[Path, dict[str, Any]]) -> None:
    _, comparison = ruined
    (lost,) = (warning for warning in comparison["warnings"] if "the limit is" in warning)
    assert lost.startswith("Whole numbers only (int8) agrees on ")
    assert "1. There are only 64 samples" in lost
    assert NAMES[1] not in lost
    assert of(comparison, "int8+float")["kept"] == [NAMES[1], NAMES[2]]
    assert any(warning.startswith("There are only 64 samples. Add more") for warning in comparison["warnings"])


def test_what_was_found_can_be_exported_and_nothing_is_made_twice(
    ruined: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    folder, comparison = ruined
    keep = of(comparison, "int8+float")["keep"]
    job = tmp_path / "job.toml"
    job.write_text(
        f"""schema = 1
model = {{path = {json.dumps(str(folder / "m.tflite"))}}}
contract = {{labels = {json.dumps(str(folder / "labels.txt"))}}}
precision = {{precision = "int8", keep = {json.dumps(keep)}}}
calibration = {{source = {json.dumps(str(folder / "data.npz"))}}}
products = [{{product = "native", platform = "linux-x64"}}]
app = {{name = "m"}}
""",
        encoding="utf-8",
    )
    made = export(["export", str(job)], folder / "out")  # beside the comparison, which is carried along
    assert made.report["model"]["weight_types"] == of(comparison, "int8+float")["weight_types"]
    assert made.product("native")["verified"]["against_source"]["top1_agreement"] >= 0.95
    assert "The smaller model is reused" in (made.folder / "build.log").read_text(encoding="utf-8")
    assert json.loads((made.folder / "compare.json").read_text(encoding="utf-8")) == comparison
    assert made.report["comparison"] == comparison
    page = (made.folder / "report.html").read_text(encoding="utf-8")
    assert f"({comparison['recommended']}) is recommended" in page
    assert '<svg class="scatter"' in page


def test_without_data_integers_are_skipped_with_the_reason(ruined: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, _ = ruined
    comparison = compared([folder / "m.tflite"], tmp_path)
    assert of(comparison, "int8")["status"] == "skipped"
    assert "needs sample data" in of(comparison, "int8")["reason"]
    assert comparison["samples_source"] == "random"
    assert comparison["recommended"] is not None


def test_a_comparison_stands_beside_an_export_that_is_there(
    ruined: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    folder, _ = ruined
    export(["export", str(folder / "m.tflite"), "--product", "model"], tmp_path)
    before = {path.name for path in (tmp_path / "m").iterdir()}
    compared([folder / "m.tflite"], tmp_path)
    assert {path.name for path in (tmp_path / "m").iterdir()} == before | {"compare.json", "compare.html"}


@pytest.mark.proof
def test_the_sample_with_its_labels_loses_nothing_in_int8(tmp_path: Path) -> None:
    comparison = compared(["digits"], tmp_path)
    assert comparison["source_accuracy"] == 1.0
    assert of(comparison, "int8")["accuracy"] >= 0.99
    assert comparison["samples_source"] == "sample"


REAL = {
    "ic_resnet8.h5": "ic_resnet8",
    "vww_mobilenet_keras2.h5": "vww_mobilenet_keras2",
    "kws_savedmodel": "kws_savedmodel",
    "ad_autoencoder_float.tflite": "ad_autoencoder_float",
}


@pytest.mark.proof
@pytest.mark.parametrize("file", REAL)
def test_real_models_are_compared_in_every_precision(file: str, shared_models: Path, tmp_path: Path) -> None:
    tiny = shared_models / "mlperf_tiny"
    expected = np.load(tiny / f"{REAL[file]}.expected.npz")
    np.save(tmp_path / "data.npy", expected["inputs"].reshape(len(expected["inputs"]), *expected["inputs"].shape[-3:])
            if expected["inputs"].ndim > 3 else expected["inputs"])  # fmt: skip
    comparison = compared([tiny / file, "--calibration", tmp_path / "data.npy"], tmp_path / "out")
    for variant in comparison["variants"]:
        assert variant["status"] in {"ok", "skipped"}, variant
        assert variant["status"] == "ok" or variant["reason"]
    assert of(comparison, "int8")["weight_types"][0] == "int8"
    assert of(comparison, "int8")["activation_types"][0] == "int8"


@pytest.mark.proof
@pytest.mark.parametrize("name", ["mobilenet_v2", "efficientnet_b0"])
def test_large_pretrained_architectures_are_compared_in_every_precision(name: str, tmp_path: Path) -> None:
    maker = ROOT / "tests" / "models" / "architectures.py"
    done = start([sys.executable, maker, tmp_path, name], None, os.environ)
    assert done.ok, done.errors
    model, data = tmp_path / f"{name}.keras", tmp_path / f"{name}.data.npz"
    comparison = compared([model, "--calibration", data], tmp_path / "out")
    assert [variant["status"] for variant in comparison["variants"]] == ["ok"] * len(comparison["variants"])
    assert of(comparison, "int8")["weight_types"][0] == "int8"
    assert of(comparison, "int8")["activation_types"][0] == "int8"
    assert of(comparison, "int8")["model_bytes"] < 0.4 * of(comparison, "float32")["model_bytes"]
    assert of(comparison, "float32")["agreement"]["cosine"] > 0.9999
    assert comparison["recommended"] is not None
    good = of(comparison, comparison["recommended"])["agreement"]
    assert (good["cosine"] if good["top1"] is None else good["top1"]) >= comparison["limit"]


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _starve(pid: int) -> None:
    """Leaves a process no memory but what it has."""
    resource.prlimit(pid, resource.RLIMIT_AS, (64_000_000, 64_000_000))


@pytest.mark.proof
@pytest.mark.parametrize("harm", [_kill, _starve])
def test_a_variant_whose_child_dies_fails_alone(harm: Callable[[int], None], tmp_path: Path) -> None:
    given = outlier_model(tmp_path)
    command = Command(
        (sys.executable, "-m", "app", "compare", str(given.model), "--events", "json", "--calibration",
         str(given.data), "--output", str(tmp_path / "out")),
        environment={**os.environ, "XDG_CACHE_HOME": str(_fresh_cache(tmp_path))},
    )  # fmt: skip
    with Running(command, CancelToken()) as running:
        harmed, converting = False, False
        for raw in running.stdout:
            event = json.loads(text_of(raw))
            converting = converting or (event["event"] == "step_started" and event["step"] == "convert")
            if converting and not harmed:
                harmed = _harm_a_quantizing_child(running.pid, harm)
        code = running.wait()
    assert harmed
    assert code == 4
    comparison = json.loads((tmp_path / "out" / "m" / "compare.json").read_text(encoding="utf-8"))
    failed = [variant for variant in comparison["variants"] if variant["status"] == "failed"]
    assert len(failed) == 1
    assert "memory" in failed[0]["reason"]
    assert sum(variant["status"] == "ok" for variant in comparison["variants"]) >= 5


def _fresh_cache(folder: Path) -> Path:
    """A cache that has the compiled runner and no converted model."""
    from builder.system.toolbox import Toolbox

    cache = folder / "cache" / "litecrate"
    cache.mkdir(parents=True)
    shutil.copytree(Toolbox().cache / "runners", cache / "runners")
    return folder / "cache"


def _harm_a_quantizing_child(guard: int, harm: Callable[[int], None]) -> bool:
    """Does that to an engine's child other than the first, which holds the model; False when there is none yet."""
    children = sorted(
        each.pid
        for each in descendants(guard)
        if "builder.child" in each.words and not each.words[3].endswith("guard.py")
    )
    if len(children) < 2:
        return False
    harm(children[-1])
    return True
