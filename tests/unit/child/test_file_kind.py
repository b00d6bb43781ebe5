"""Tests of the detection of file formats by content; a wrong file is named for what it looks like."""

import zipfile
from pathlib import Path

import pytest

from builder.child.reading.file_kind import recognise
from builder.child.reading.keras_file import KerasFile, read_h5, read_keras
from builder.child.reading.keras_scan import refuse_untrusted, scan
from builder.core.errors import LitecrateError


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n123", "PNG"),
        (b"hello, this is a text\n", "text"),
        (b"\x80\x04\x95abc", "pickle"),
        (b"\x08\x07\x12\x07pytorch\x1a\x051.0", "ONNX"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS"),
        (bytes(range(200, 256)), "unknown"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "model.h5"
    path.write_bytes(content)
    with pytest.raises(LitecrateError) as caught:
        recognise(path)
    assert words in caught.value.why
    assert caught.value.code == 2


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(b"\x1c\0\0\0TFL3" + bytes(20))
    assert recognise(path).format == "tflite"


def test_an_empty_file_and_a_missing_one_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.keras").touch()
    with pytest.raises(LitecrateError, match="is empty"):
        recognise(tmp_path / "empty.keras")
    with pytest.raises(LitecrateError, match="There is no file"):
        recognise(tmp_path / "missing.keras")


def test_a_folder_needs_a_saved_model(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(LitecrateError) as caught:
        recognise(tmp_path)
    assert "notes.txt" in caught.value.why


def test_the_pb_file_stands_for_its_folder(tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").write_bytes(b"\x08\x01")
    assert recognise(tmp_path / "saved_model.pb") == recognise(tmp_path)


def test_a_pytorch_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/data.pkl", b"")
    with pytest.raises(LitecrateError) as caught:
        recognise(path)
    assert "PyTorch" in caught.value.why


def layer(class_name: str, **more: object) -> dict[str, object]:
    return {"class_name": class_name, "config": {"name": "it"}, **more}


def model_of(*layers: dict[str, object]) -> dict[str, object]:
    return {"class_name": "Functional", "config": {"name": "m", "layers": list(layers)}}


@pytest.mark.parametrize(
    "bad",
    [
        layer("Lambda", module="keras.layers"),
        {"class_name": "TFOpLambda", "config": {"name": "it", "function": "io.write_file"}},
        layer("exec", module="builtins"),
        {"class_name": "function", "module": "keras.utils", "config": "get_file"},
    ],
)
def test_code_in_a_configuration_is_found_however_deep(bad: dict[str, object]) -> None:
    nested = model_of(layer("Dense"), {"class_name": "Sequential", "config": {"name": "inner", "layers": [bad]}})
    with pytest.raises(LitecrateError, match="code from the file") as caught:
        refuse_untrusted(scan(nested), trust=False)
    assert "--trust" in caught.value.remedy
    assert caught.value.code == 2
    refuse_untrusted(scan(nested), trust=True)


def test_a_lambda_layer_is_named() -> None:
    with pytest.raises(LitecrateError, match="a Lambda layer named it, which is code"):
        refuse_untrusted(scan(model_of(layer("Lambda"))), trust=False)


def test_a_lambda_layer_whose_code_is_found_as_well_counts_once() -> None:
    code = "4wEA" + "A" * 44  # as marshal writes a function
    described = layer("Lambda", config={"name": "it", "function": [code, None, None]})
    assert len(scan(model_of(described))) == 2
    with pytest.raises(LitecrateError, match="a Lambda layer named it, which is code"):
        refuse_untrusted(scan(model_of(described)), trust=False)
    with pytest.raises(LitecrateError, match=r"a Lambda layer named it \(and 1 more\), which is code"):
        refuse_untrusted(scan(model_of(described, layer("Lambda", config={"name": "too"}))), trust=False)


@pytest.mark.parametrize("more", [{"module": "elsewhere.layers"}, {"module": None, "registered_name": "mine>Own"}])
def test_a_foreign_class_is_named_with_its_layer(more: dict[str, object]) -> None:
    with pytest.raises(LitecrateError, match=r"it \((elsewhere.layers.Own|mine>Own)\)") as caught:
        refuse_untrusted(scan(model_of(layer("Own", **more))), trust=False)
    assert caught.value.code == 3


def test_plain_layers_of_keras_are_nothing_to_report() -> None:
    plain = model_of(
        layer("Dense", module="keras.layers", registered_name=None),
        layer("Functional", module="keras.src.models.functional", registered_name="Functional"),
        {"class_name": "TFOpLambda", "config": {"name": "it", "function": "math.add"}},
    )
    assert scan(plain) == []


def keras_zip(path: Path, **members: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b"{}")
        archive.writestr("metadata.json", b'{"keras_version": "3.0"}')
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil", "a/../../evil", "..\\evil"])
def test_a_keras_file_may_not_climb_out_of_its_folder(tmp_path: Path, name: str) -> None:
    keras_zip(tmp_path / "m.keras", **{name: b"x"})
    with pytest.raises(LitecrateError, match="made to do harm"):
        read_keras(tmp_path / "m.keras")


def test_a_keras_file_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    keras_zip(tmp_path / "m.keras", **{"assets/zeros": bytes(40 * 2**20)})
    with pytest.raises(LitecrateError) as caught:
        read_keras(tmp_path / "m.keras")
    assert "42 MB" in caught.value.why


def test_a_keras_file_without_weights_is_incomplete(tmp_path: Path) -> None:
    keras_zip(tmp_path / "m.keras")
    with pytest.raises(LitecrateError, match="incomplete"):
        read_keras(tmp_path / "m.keras")


def test_a_configuration_nested_without_end_is_refused(tmp_path: Path) -> None:
    keras_zip(tmp_path / "m.keras", **{"model.weights.h5": b""})
    deep: dict[str, object] = {}
    for _ in range(5000):
        deep = {"class_name": "A", "config": deep}
    with pytest.raises(LitecrateError, match="nested too deeply"):
        scan(deep)


def test_weights_alone_are_not_a_model(tmp_path: Path) -> None:
    import h5py

    with h5py.File(tmp_path / "w.h5", "w") as file:
        file.create_group("layers")
    with pytest.raises(LitecrateError, match="weights only"):
        read_h5(tmp_path / "w.h5")


def test_a_truncated_hdf5_file_is_damaged(tmp_path: Path) -> None:
    import h5py

    with h5py.File(tmp_path / "w.h5", "w") as file:
        file.attrs["model_config"] = "{}"
        file["model_weights/x"] = [1.0] * 5000
    whole = (tmp_path / "w.h5").read_bytes()
    (tmp_path / "w.h5").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LitecrateError, match="damaged or incomplete"):
        read_h5(tmp_path / "w.h5")


def test_weights_over_two_gigabytes_are_refused_without_reading_them(tmp_path: Path) -> None:
    import h5py

    with h5py.File(tmp_path / "big.h5", "w") as file:
        file.attrs["model_config"] = "{}"
        file.create_dataset("model_weights/w", shape=(600_000_000,), dtype="f4", chunks=(1_000_000,))
        file.create_dataset("optimizer_weights/m", shape=(600_000_000,), dtype="f4", chunks=(1_000_000,))
    with pytest.raises(LitecrateError, match=r"2\.4 GB") as caught:
        read_h5(tmp_path / "big.h5")
    assert caught.value.code == 3


@pytest.mark.parametrize(("version", "old"), [("2.4.0", True), ("3.15.1", False), ("", True)])
def test_the_version_in_the_file_chooses_the_keras(version: str, old: bool) -> None:
    assert KerasFile(version, {}).keras2 is old
