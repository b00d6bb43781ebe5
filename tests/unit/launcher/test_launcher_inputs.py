"""Tests of inputs from files and data: recognized by their content, fitted to the contract."""

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import NUMBERS, PIXELS, SOUND, TENSOR, Block, code_of
from resources.launcher.reading.inputs import Reader, UnknownTypeError
from resources.launcher.reading.sample import Sample
from tests.support.sounds import wav

PICTURE = {"name": "picture", "kind": "image", "dtype": "float32", "shape": [1, 4, 4, 3]}
AUDIO = {"name": "sound", "kind": "audio", "dtype": "float32", "shape": [1, 16], "sample_rate": 8000}
ROW = {"name": "row", "kind": "table", "dtype": "float32", "shape": [1, 2], "columns": ["width", "height"]}
VECTOR = {"name": "x", "kind": "tensor", "dtype": "float32", "shape": [1, 2]}


def reader(*inputs: dict[str, Any]) -> Reader:
    return Reader({"inputs": list(inputs), "outputs": []})


def png(level: int = 7) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (2, 3), (level, 1, 2)).save(buffer, "PNG")
    return buffer.getvalue()


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def numbers(block: Block) -> list[float]:
    assert (block.form, block.dtype) == (NUMBERS, code_of("float64"))
    return np.frombuffer(block.data, np.float64).tolist()


def given(reading: Reader, content_type: str, data: bytes) -> Iterable[Sample]:
    return reading.given(content_type, io.BytesIO(data))


def only(samples: Iterable[Sample]) -> Block:
    """The one block of the one question."""
    ((row, (block,), failure, _),) = samples
    assert (row, failure) == (None, None)
    return block


def test_data_of_every_type_becomes_what_it_is() -> None:
    picture = only(given(reader(PICTURE), "image/png", png()))
    assert (picture.form, picture.dims, picture.data[:3]) == (PIXELS, (3, 2, 3), b"\x07\x01\x02")
    sound = only(given(reader(AUDIO), "audio/x-wav", wav(np.array([0.5, -0.5]), 8000)))
    assert (sound.form, sound.dims, sound.rate) == (SOUND, (2,), 8000)
    array = only(given(reader(VECTOR), "application/x-npy", npy(np.zeros((1, 2), np.float32))))
    assert (array.form, array.dims) == (TENSOR, (1, 2))
    named = given(reader(VECTOR), "application/x-npz", npz(x=np.ones(2, np.float32)))
    assert only(named).dims == (2,)
    (row,) = given(reader(ROW), "application/json", b'{"height": 2, "width": 1.5}')
    assert numbers(row.blocks[0]) == [1.5, 2.0]
    rows = given(reader(ROW), "text/csv; charset=utf-8", b"1,2\n3,4\n")
    assert [(row.row, numbers(row.blocks[0])) for row in rows] == [(1, [1, 2]), (2, [3, 4])]


def test_a_type_that_is_never_read_is_told_apart() -> None:
    for name in ("application/pdf", "", "video/mp4"):
        with pytest.raises(UnknownTypeError):
            given(reader(PICTURE), name, png())


def test_a_type_that_contradicts_the_content_is_refused() -> None:
    for name in ("audio/wav", "text/csv", "application/json", "application/x-npy"):
        with pytest.raises(DecodeError, match="not what its type says") as caught:
            given(reader(PICTURE), name, png())
        assert not isinstance(caught.value, UnknownTypeError)
        assert "a PNG picture" in caught.value.why
    # The wrong kind of picture is a picture all the same.
    assert only(given(reader(PICTURE), "image/jpeg", png())).dims == (3, 2, 3)


def test_no_data_and_data_that_does_not_fit_are_refused() -> None:
    with pytest.raises(DecodeError, match="no data"):
        list(given(reader(PICTURE), "image/png", b""))
    with pytest.raises(DecodeError, match="does not fit this model") as caught:
        list(given(reader(PICTURE), "audio/wav", wav(np.zeros(4), 8000)))
    assert "this model takes pictures" in caught.value.why
    good, bad = given(reader(ROW), "text/csv", b"1,2\nx,4\n")
    assert numbers(good.blocks[0]) == [1, 2]
    assert bad.failure is not None
    assert bad.failure.what == 'Row 2, column "width" is not a number'


def test_several_inputs_come_by_their_names_from_npz_and_json() -> None:
    both = reader(VECTOR, {**PICTURE, "name": "b", "tensor": "serve_b:0"})
    picture = np.zeros((4, 4, 3), np.uint8)
    ((_, (first, second), *_),) = given(both, "application/x-npz", npz(x=np.ones(2, np.float32), b=picture))
    assert (first.slot, first.form, second.slot, second.form) == (0, TENSOR, 1, PIXELS)
    ((_, (first, second), *_),) = given(
        both, "application/json", json.dumps({"x": [1, 2], "serve_b:0": [[0, 1]]}).encode()
    )
    assert (numbers(first), second.slot, second.dims) == ([1, 2], 1, (1, 2))
    with pytest.raises(DecodeError, match='The array "b" is missing'):
        list(given(both, "application/x-npz", npz(x=np.ones(2))))
    with pytest.raises(DecodeError, match='The input "b" is missing'):
        list(given(both, "application/json", b'{"x": [1, 2]}'))
    for name, data in (("image/png", png()), ("text/csv", b"1,2\n"), ("application/x-npy", npy(np.zeros(2)))):
        with pytest.raises(DecodeError, match="One file is not enough"):
            list(given(both, name, data))


def test_a_file_is_read_for_what_it_holds_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "table.png"
    path.write_text("width;height\n1,5;2\n", encoding="utf-8")
    (sample,) = reader(ROW).samples(str(path))
    assert (sample.row, numbers(sample.blocks[0])) == (1, [1.5, 2.0])


def test_arrays_larger_than_a_sample_can_be_are_not_unpacked() -> None:
    data = npz(x=np.zeros((1, 2), np.float32), more=np.zeros(70 << 20, np.uint8))
    with pytest.raises(DecodeError, match="too large") as caught:
        list(reader(VECTOR).held(data))
    assert "67,108,880 are read for this model" in caught.value.why


def test_a_file_of_the_system_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "status.csv").symlink_to("/proc/self/status")
    with pytest.raises(DecodeError, match="empty"):
        list(reader(ROW).samples(str(tmp_path / "status.csv")))
