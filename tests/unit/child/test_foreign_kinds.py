"""Tests that files of other programs are named for what they are, each with its way out."""

import json
import zipfile
from pathlib import Path

import pytest

from builder.child.reading.file_kind import recognise
from builder.child.reading.lite_description import fixed_batch
from builder.core.errors import LitecrateError
from tests.support.cases import case, needs_cases
from tests.support.helpers_child import dense_tflite

GRAPH = b"\x0a\x13\x0a\x05input\x12\x0bPlaceholder\x0a\x08" + b"x" * 40
KINDS: dict[str, tuple[bytes, str, str]] = {
    "frozen_graph.pb": (GRAPH, "frozen graph", "names of its inputs"),
    "graph.bin": (GRAPH, "frozen graph", "names of its inputs"),
    "renamed.pb": (b"\x08\x01\x12\xe6\x10\x0a" + bytes(60), "saved_model.pb", "Call it saved_model.pb again"),
    "old.pb": (b"\x08\x01\x12\x02\x0a\x00", "saved_model.pb", "variables"),
    "model.onnx": (b"\x08\x07\x12\x07pytorch\x1a\x051.0", "ONNX", "onnx2tf"),
    "yolo.bin": (b"\x08\x08\x12\x07pytorch\x1a\x051.0", "ONNX", "onnx2tf"),
    "bare.onnx": (b"\x08\x09:\x90\x03" + bytes(60), "ONNX", "onnx2tf"),
    "legacy.pt": (b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", "PyTorch", "litert-torch"),
    "forest.pkl": (b"\x80\x04\x95\x00\x00sklearn.ensemble", "pickle", "never opened"),
    "scaler.joblib": (b"x\x9c" + bytes(range(200, 250)), "pickle", "never opened"),
    "llama.gguf": (b"GGUF\x03\x00\x00\x00", "GGUF", "language models"),
    "gemma.litertlm": (b"LITERTLM" + bytes(50), "language model", "language models"),
    "weights.safetensors": ((90).to_bytes(8, "little") + b'{"a": {}}', "safetensors", "model.save"),
    "net.mlmodel": (b"\x08\x04\x12\x05" + bytes(30), "Core ML", "SavedModel"),
    "checkpoint": (b'model_checkpoint_path: "model.ckpt-1"', "checkpoint", "model.save"),
    "model.ckpt-1.data-00000-of-00001": (b"\x01\xff\x00" * 30, "checkpoint", "model.save"),
    "model.ckpt-1.index": (b"\x00\x00\x05\x01" * 9, "checkpoint", "model.save"),
    "model.h5": (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "Git LFS", "git lfs pull"),
    "model.keras": (b"<!DOCTYPE html><html>", "web page", "browser"),
    "model.json": (b'{"class_name": "Sequential", "config": {"layers": []}}', "description", "model.save"),
    "train.ipynb": (b'{"cells": [{"cell_type": "code"}], "nbformat": 4}', "notebook", "model.save"),
    "yolov8n.engine": (b"\x00\x01" * 40, "another runtime", "SavedModel"),
    "net.param": (b"7767517\n3 3\n", "another runtime", "SavedModel"),
    "openvino.xml": (b'<?xml version="1.0"?>\n<net name="n" version="11">', "another runtime", "SavedModel"),
    "model.tar.gz": (b"\x1f\x8b\x08" + bytes(40), "archive", "Unpack"),
    "model.tar": (bytes(257) + b"ustar\x0000" + bytes(50), "archive", "Unpack"),
    "model.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(20), "archive", "Unpack"),
    "cat.tflite": (b"\x89PNG\r\n\x1a\n123", "PNG", "Choose a Keras file"),
    "notes.txt": (b"hello\n", "text", "Choose a Keras file"),
    "noise": (bytes(range(200, 256)), "unknown", "Choose a Keras file"),
}


def refused(path: Path) -> LitecrateError:
    with pytest.raises(LitecrateError) as caught:
        recognise(path)
    assert caught.value.code == 2
    return caught.value


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_another_program_is_named_with_its_way_out(tmp_path: Path, name: str) -> None:
    content, what, remedy = KINDS[name]
    (tmp_path / name).write_bytes(content)
    error = refused(tmp_path / name)
    assert what in error.why
    assert remedy in error.remedy


@pytest.mark.parametrize(
    "topology", [{"format": "layers-model", "modelTopology": {}}, {"format": "graph-model", "weightsManifest": []}]
)
def test_a_model_for_web_pages_says_which_download_to_choose(tmp_path: Path, topology: dict[str, object]) -> None:
    (tmp_path / "model.json").write_text(json.dumps(topology))
    assert "Keras" in refused(tmp_path / "model.json").remedy
    (tmp_path / "weights.bin").write_bytes(bytes(8))
    assert "TensorFlow.js" in refused(tmp_path).what


FOLDERS = {
    "web": (("model.json", "weights.bin"), "TensorFlow.js", "Teachable Machine"),
    "unpacked": (("config.json", "metadata.json", "model.weights.h5"), ".keras file that was unpacked", "itself"),
    "apple.mlpackage": (("Manifest.json", "Data"), "Core ML", "SavedModel"),
    "checkpoints": (("checkpoint", "m.index", "m.data-00000-of-00001"), "checkpoint", "model.save"),
    "hub": (("config.json", "model.safetensors"), "safetensors", "model.save"),
    "torch": (("config.json", "pytorch_model.bin"), "PyTorch", "litert-torch"),
    "one": (("net.tflite", "README.md"), "no file", "Choose net.tflite in it"),
    "two": (("a.h5", "b.h5"), "saved_model.pb", "Choose a Keras file"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_named_for_what_it_holds(tmp_path: Path, name: str) -> None:
    files, what, remedy = FOLDERS[name]
    folder = tmp_path / name
    folder.mkdir()
    for file in files:
        (folder / file).write_bytes(b"x")
    error = refused(folder)
    assert what in f"{error.what} {error.why}" or what == "no file"
    assert remedy in error.remedy


def test_a_saved_model_one_folder_below_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "saved_model.pb").write_bytes(b"\x08\x01")
    assert refused(tmp_path).remedy == "Choose inner in it."


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return path


def test_zips_of_others_are_named(tmp_path: Path) -> None:
    assert "PyTorch" in refused(zipped(tmp_path / "m.pt", m__data_DOT_pkl=b"", m__version=b"3")).why
    assert "without a model" in refused(zipped(tmp_path / "m.zip", notes_DOT_txt=b"x")).why
    assert "language model" in refused(zipped(tmp_path / "llm.task", TF_LITE_PREFILL_DECODE=b"x", METADATA=b"")).why
    web = refused(zipped(tmp_path / "tm.zip", model_DOT_json=b"{}", weights_DOT_bin=b"x", metadata_DOT_json=b"{}"))
    assert "Teachable Machine" in web.remedy


def test_a_bundle_lists_its_models_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = zipped(tmp_path / "hands.task", hand_DOT_tflite=b"x" * 2000, palm_DOT_tflite=b"y" * 3000)
    error = refused(path)
    assert error.what == "hands.task is a MediaPipe bundle of several models"
    assert error.why == "It holds hand.tflite (2 KB), palm.tflite (3 KB)."
    assert ".zip instead of .task" in error.remedy
    assert "holds several models" in refused(zipped(tmp_path / "b.zip", a_DOT_h5=b"1", b_DOT_h5=b"2")).what


@needs_cases
def test_the_case_of_a_bundle_lists_its_models() -> None:
    error = refused(case("mediapipe-task", "bundle.task"))
    assert "detector.tflite" in error.why
    assert "landmarks.tflite" in error.why


def test_a_file_for_corals_chip_says_which_to_choose_instead(tmp_path: Path) -> None:
    from builder.child.reading.lite_file import load_model, refuse_unknown_operators

    dense_tflite(tmp_path / "m_edgetpu.tflite", custom="edgetpu-custom-op")
    with pytest.raises(LitecrateError) as caught:
        refuse_unknown_operators(load_model(tmp_path / "m_edgetpu.tflite"), "m_edgetpu.tflite")
    assert "Coral" in caught.value.what
    assert "without _edgetpu" in caught.value.remedy
    assert caught.value.code == 3


@pytest.mark.parametrize(
    ("inputs", "outputs", "count"),
    [
        ([(8, 16, 16, 3)], [(8, 10)], 8),
        ([(8, 16, 16, 3)], [(8, 10), (8, 4, 4, 2)], 8),
        ([(1, 16, 16, 3)], [(1, 10)], 1),
        ([(96, 64)], [(96, 10)], 1),  # rows may belong together
        ([(8, 16, 16, 3)], [(1, 10)], 1),
        ([(8, 16, 16, 3), (1, 4)], [(8, 10)], 1),
        ([], [], 1),
    ],
)
def test_a_batch_is_known_only_where_pictures_and_answers_have_it(
    inputs: list[tuple[int, ...]], outputs: list[tuple[int, ...]], count: int
) -> None:
    assert fixed_batch(inputs, outputs) == count
