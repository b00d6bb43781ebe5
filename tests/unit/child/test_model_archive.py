"""Tests of models in zips: one is found and read with its labels, and no zip bomb, path or link gets through."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from builder.child.reading import model_archive
from builder.child.reading.appended_zip import has_appended_zip, names_in
from builder.child.reading.file_kind import FileKind, recognise
from builder.child.session import load
from builder.core.errors import LitecrateError
from builder.core.model_digest import digest_of_model
from tests.support.helpers_child import dense_tflite

NAMES = "".join(f"{n} name {n}\n" for n in range(32))


@pytest.fixture
def model(tmp_path: Path) -> bytes:
    dense_tflite(tmp_path / "plain.tflite")
    return (tmp_path / "plain.tflite").read_bytes()


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "names",
    [
        ("model_unquant.tflite", "labels.txt"),
        ("Blüten und Blätter.tflite", "labels.txt"),
        ("export/net 2.tflite", "export/labels.txt"),
        ("export/net.tflite", "labels.txt"),
        ("net.lite", "net_labels.txt"),
        ("./net.tflite", "./class_names.txt"),
    ],
)
def test_a_model_is_read_with_the_labels_beside_it(tmp_path: Path, model: bytes, names: tuple[str, str]) -> None:
    path = packed(tmp_path / "download.zip", {names[0]: model, names[1]: NAMES.encode(), "README.md": b"hello"})
    info = load(path, "", None).info
    assert (info.kind, info.source_bytes, info.source_sha256) == (
        "tflite", path.stat().st_size, digest_of_model(path),
    )  # fmt: skip
    assert [(found.source, found.labels[:2]) for found in info.facts.labels] == [("inside", ("name 0", "name 1"))]


def test_of_several_forms_of_teachable_machine_the_first_is_taken(tmp_path: Path, model: bytes) -> None:
    path = packed(tmp_path / "d.zip", {"model.tflite": model, "keras_model.h5": b"", "__MACOSX/._model.tflite": b""})
    assert recognise(path) == FileKind("h5", path, "keras_model.h5")


def with_long_counts(path: Path, members: int, directory: int) -> Path:
    """The same zip with counts of 64 bits, as archives of many files have them."""
    data = path.read_bytes()
    at = data.rfind(b"PK\x05\x06")
    begin = struct.unpack_from("<I", data, at + 16)[0]
    counts = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, members, members, directory, begin)
    path.write_bytes(data[:at] + counts + struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1) + data[at:])
    return path


def test_counts_of_64_bits_are_held_to_the_same_limits(tmp_path: Path) -> None:
    path = packed(tmp_path / "d.zip", {"labels.txt": NAMES.encode()})
    size = struct.unpack_from("<I", path.read_bytes(), path.read_bytes().rfind(b"PK\x05\x06") + 12)[0]
    plain = path.read_bytes()
    assert names_in(with_long_counts(path, 1, size)) == ["labels.txt"]
    for members, directory in ((10**6, size), (1, 10**9)):
        path.write_bytes(plain)
        assert not has_appended_zip(with_long_counts(path, members, directory))
        assert names_in(path) == []


def test_labels_in_another_folder_of_the_zip_are_not_the_models(tmp_path: Path, model: bytes) -> None:
    path = packed(tmp_path / "d.zip", {"a/net.tflite": model, "b/labels.txt": NAMES.encode()})
    assert load(path, "", None).info.facts.labels == ()


@pytest.mark.parametrize("name", ["/etc/evil.tflite", "C:\\x\\evil.tflite", "a/b/evil.tflite"])
def test_a_members_name_never_becomes_a_path(tmp_path: Path, model: bytes, name: str) -> None:
    path = packed(tmp_path / "d.zip", {name: model})
    made = model_archive.unpacked(path, recognise(path).inside)
    assert made.name == "evil.tflite"
    assert made.parent.name.startswith("model-")


@pytest.mark.parametrize("name", ["../../evil.tflite", "a/../../evil.tflite", "..\\evil.tflite", ".hidden/evil.tflite"])
def test_a_member_that_climbs_or_hides_is_no_model(tmp_path: Path, model: bytes, name: str) -> None:
    with pytest.raises(LitecrateError, match="not a model"):
        recognise(packed(tmp_path / "d.zip", {name: model}))


def test_a_link_in_a_zip_is_no_model(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("net.tflite")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(LitecrateError, match="not a model"):
        recognise(tmp_path / "d.zip")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "d.zip", {"net.tflite": bytes(20 * 2**20)})
    with pytest.raises(LitecrateError, match="cannot be unpacked") as caught:
        load(path, "", None)
    assert "21" in caught.value.why


def test_a_member_that_is_larger_than_it_says_is_not_unpacked(tmp_path: Path, model: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("net.tflite", model)
    raw = bytearray((tmp_path / "d.zip").read_bytes())
    directory = raw.rfind(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = (50).to_bytes(4, "little")
    (tmp_path / "d.zip").write_bytes(raw)
    with pytest.raises(LitecrateError):
        load(tmp_path / "d.zip", "", None)


def test_a_damaged_member_and_one_that_is_no_model_are_refused(tmp_path: Path, model: bytes) -> None:
    path = packed(tmp_path / "d.zip", {"net.tflite": model})
    raw = bytearray(path.read_bytes())
    raw[60:400] = bytes(340)
    path.write_bytes(raw)
    with pytest.raises(LitecrateError):
        load(path, "", None)
    with pytest.raises(LitecrateError) as caught:
        load(packed(tmp_path / "t.zip", {"net.tflite": b"just words"}), "", None)
    assert (caught.value.code, caught.value.why) == (2, "It looks like text.")


def test_a_zip_in_a_zip_is_refused(tmp_path: Path, model: bytes) -> None:
    inner = packed(tmp_path / "inner.zip", {"net.tflite": model}).read_bytes()
    with pytest.raises(LitecrateError, match="not a model"):
        load(packed(tmp_path / "outer.zip", {"net.tflite": inner}), "", None)


def test_trust_is_of_the_zip_itself(tmp_path: Path, model: bytes) -> None:
    path = packed(tmp_path / "d.zip", {"net.tflite": model})
    assert load(path, digest_of_model(path), None, wanted=digest_of_model(path)).info.kind == "tflite"
    with pytest.raises(LitecrateError, match="has changed"):
        load(path, "0" * 64, None)
