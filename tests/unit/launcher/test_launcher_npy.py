"""Tests of reading NumPy's .npy files without NumPy."""

import io
from pathlib import Path

import numpy as np
import pytest

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import TENSOR, Block, code_of
from resources.launcher.reading.files import open_file
from resources.launcher.reading.npy import read_npy

TYPES = ["float32", "int32", "uint8", "int64", "bool", "int16", "int8", "float16", "float64"]
SHAPES = [(), (1,), (5,), (2, 3), (4, 1, 3), (2, 3, 4, 5), (0, 3)]
RNG = np.random.default_rng(3)


def values(shape: tuple[int, ...], name: str) -> np.ndarray:
    return (RNG.random(shape) * 200 - 70).astype(name)


def array_in(path: Path, slot: int = 0) -> Block:
    with open_file(path) as (file, _):
        return read_npy(file, slot)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.parametrize("name", TYPES)
def test_every_type_and_version_is_read(tmp_path: Path, name: str, version: tuple[int, int]) -> None:
    for shape in SHAPES:
        array = values(shape, name)
        path = tmp_path / "array.npy"
        with path.open("wb") as file:
            np.lib.format.write_array(file, array, version=version)
        block = array_in(path, slot=2)
        assert (block.slot, block.dtype, block.form, block.dims) == (2, code_of(name), TENSOR, shape)
        assert block.data == array.tobytes()


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_column_order_and_big_endian_are_turned_round(tmp_path: Path, name: str, shape: tuple[int, ...]) -> None:
    array = values(shape, name)
    np.save(
        tmp_path / "array.npy", np.asfortranarray(array.astype(array.dtype.newbyteorder(">"))).reshape(shape, order="A")
    )
    block = array_in(tmp_path / "array.npy")
    assert block.dims == shape
    assert block.data == array.tobytes()


@pytest.mark.parametrize("array", [np.array(["text"]), np.zeros(2, "c8"), np.zeros(2, "u4"), np.zeros(2, "i4,f4")])
def test_types_that_the_runner_does_not_take_are_refused(tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "array.npy", array)
    with pytest.raises(DecodeError, match="element type"):
        array_in(tmp_path / "array.npy")


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(DecodeError, match="element type"):
        array_in(tmp_path / "array.npy")


def test_a_file_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.arange(4, dtype=np.int16))
    whole = buffer.getvalue()
    for length in range(len(whole)):
        (tmp_path / "cut.npy").write_bytes(whole[:length])
        with pytest.raises(DecodeError, match=r"empty|header is damaged|cut off|not a \.npy|cannot be read"):
            array_in(tmp_path / "cut.npy")


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (True,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 4}",
        "{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}",
        "{'descr': '<f4', 'shape': (1,)}",
        "['<f4']",
        "__import__('os').abort()",
        "(" * 5000,
        "\x00",
    ],
)
def test_a_damaged_header_is_refused(tmp_path: Path, header: str) -> None:
    data = header.encode("latin-1")
    (tmp_path / "bad.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(data).to_bytes(2, "little") + data + bytes(16))
    with pytest.raises(DecodeError, match="cannot be read"):
        array_in(tmp_path / "bad.npy")


def test_a_huge_promise_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    data = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000)}"
    (tmp_path / "huge.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(data).to_bytes(2, "little") + data)
    with pytest.raises(DecodeError, match="too large"):
        array_in(tmp_path / "huge.npy")


def test_more_than_eight_dimensions_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "deep.npy", np.zeros((1,) * 9, np.float32))
    with pytest.raises(DecodeError, match="dimensions"):
        array_in(tmp_path / "deep.npy")


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match="no such file"):
        array_in(tmp_path / "none.npy")
