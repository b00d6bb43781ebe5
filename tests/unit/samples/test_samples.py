"""Tests of sample data: reading, choosing, and the errors where they do not fit."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.arrays import load_arrays, save_arrays
from builder.core.errors import LitecrateError
from builder.samples.array_samples import from_arrays
from builder.samples.random_pictures import write_random_pictures
from builder.samples.sample_choice import read_samples
from builder.samples.sample_folder import picture_files
from builder.samples.samples import SampleRequest, Samples, choose
from tests.support.context import step_context

GRAY = ContractInput(
    name="a/b c", kind="image", dtype="float32", shape=(1, 8, 8, 1), color="gray", scaling="0-1", std=(255.0,)
)
OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))


def contract(*inputs: ContractInput) -> Contract:
    return Contract(inputs=inputs, outputs=(OUT,))


def request(source: Path, count: int = 9) -> SampleRequest:
    return SampleRequest(source, count, 0, "calibration", source.parent / "o.npz")


def test_a_choice_is_seeded_and_within_what_there_is() -> None:
    assert choose(5, 100, 1) == choose(5, 100, 1)
    assert choose(5, 100, 1) != choose(5, 100, 2)
    assert choose(9, 3, 0) == [0, 1, 2]


def test_arrays_keep_names_that_are_no_python_words(tmp_path: Path) -> None:
    arrays = {"serving_default_x:0": np.arange(3), "self": np.zeros((2, 2), np.float32), "file": np.ones(1)}
    save_arrays(tmp_path / "a.npz", arrays)
    found = load_arrays(tmp_path / "a.npz")
    assert list(found) == list(arrays)
    assert all(np.array_equal(found[name], array) for name, array in arrays.items())


@pytest.mark.parametrize("batch_axis", [False, True])
def test_float64_samples_are_cast_and_a_batch_axis_is_recognized(tmp_path: Path, batch_axis: bool) -> None:
    data = np.random.default_rng(0).random((6, *([1] if batch_axis else []), 8, 8, 1))
    np.savez(tmp_path / "data.npz", whatever=data, labels=np.zeros(6))
    samples = from_arrays(contract(GRAY), request(tmp_path / "data.npz", count=4))
    stored = load_arrays(samples.path)["a/b c"]
    assert stored.shape == (4, 8, 8, 1)
    assert stored.dtype == np.float32
    assert samples.count == 4
    assert samples.called(0) == f"sample {samples.places[0]} of data.npz (the first is 0)"
    assert any("are float64 and are read as float32" in note for note in samples.notes)
    assert any("axis of 1 for the batch; each [8, 8, 1] is one sample" in note for note in samples.notes) == batch_axis


def test_arrays_that_are_as_the_model_takes_them_need_no_note(tmp_path: Path) -> None:
    np.save(tmp_path / "d.npy", np.zeros((6, 8, 8, 1), np.float32))
    assert read(tmp_path, contract(GRAY)).notes == ()


RGB = GRAY.model_copy(update={"shape": (1, 32, 24, 3), "color": "rgb"})


def read(folder: Path, wanted: Contract) -> Samples:
    return from_arrays(wanted, request(folder / "d.npy"))


def refused(folder: Path, wanted: Contract, array: np.ndarray) -> LitecrateError:
    np.save(folder / "d.npy", array)
    with pytest.raises(LitecrateError) as caught:
        read(folder, wanted)
    assert (caught.value.code, caught.value.key) == (2, "calibration")
    return caught.value


@pytest.mark.parametrize(("before", "order"), [((6,), "0, 2, 3, 1"), ((6, 1), "0, 1, 3, 4, 2")])
def test_channels_at_the_wrong_end_are_named_with_what_mends_them(
    before: tuple[int, ...], order: str, tmp_path: Path
) -> None:
    array = np.zeros((*before, 3, 32, 24), np.float32)
    error = refused(tmp_path, contract(RGB), array)
    assert "channels first, and the model takes them last" in error.what
    assert "[3, 32, 24]; the model takes [32, 24, 3]" in error.why
    assert f"array.transpose({order})" in error.remedy
    np.save(tmp_path / "d.npy", array.transpose([int(axis) for axis in order.split(",")]))
    assert read(tmp_path, contract(RGB)).count == 6


def test_channels_last_for_a_model_that_takes_them_first_are_named_too(tmp_path: Path) -> None:
    first = RGB.model_copy(update={"shape": (1, 3, 32, 24), "layout": "nchw"})
    error = refused(tmp_path, contract(first), np.zeros((6, 32, 24, 3), np.float32))
    assert "channels last, and the model takes them first" in error.what
    assert "array.transpose(0, 3, 1, 2)" in error.remedy


@pytest.mark.parametrize("shape", [(6, 32, 24), (6, 32, 24, 1), (6, 24, 32, 3), (6, 4, 3, 32, 24), (6, 3, 24, 32)])
def test_another_shape_is_not_taken_for_another_order_of_channels(shape: tuple[int, ...], tmp_path: Path) -> None:
    assert "do not fit" in refused(tmp_path, contract(RGB), np.zeros(shape, np.float32)).what


@pytest.mark.parametrize(
    ("value", "words"), [(np.nan, "are not numbers (NaN)"), (np.inf, "are infinite"), (-np.inf, "are infinite")]
)
def test_numbers_that_are_none_are_named_with_their_samples(value: float, words: str, tmp_path: Path) -> None:
    array = np.zeros((6, 8, 8, 1), np.float32)
    array[3, 1, 1], array[5, 0, 0] = value, value
    error = refused(tmp_path, contract(GRAY), array)
    assert words in error.what
    assert "they are 2 samples, and the first of them is sample 3" in error.why


def test_20_000_pictures_are_listed_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = [f"{number % 20:02d}/{number:05d}.{'png' if number % 3 else 'JPG'}" for number in range(20_000)]
    for folder in range(20):
        (tmp_path / f"{folder:02d}").mkdir()
    for name in names:
        (tmp_path / name).touch()
    for other in ("00/.hidden.png", "00/notes.txt", "top.bmp"):
        (tmp_path / other).touch()
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "gone.png").symlink_to(tmp_path / "nothing")
    found = picture_files(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in found] == [*sorted(names), "top.bmp"]


def test_several_inputs_need_an_array_each_of_the_same_length(tmp_path: Path) -> None:
    two = contract(GRAY.model_copy(update={"name": "a"}), GRAY.model_copy(update={"name": "b"}))
    for arrays, word in (
        ({"a": np.zeros((3, 8, 8, 1))}, "'b'"),
        ({"a": np.zeros((3, 8, 8, 1)), "b": np.zeros((4, 8, 8, 1))}, "different numbers"),
    ):
        np.savez(tmp_path / "d.npz", **arrays)  # type: ignore[arg-type]
        with pytest.raises(LitecrateError) as caught:
            from_arrays(two, request(tmp_path / "d.npz"))
        assert word in caught.value.what


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"1,2,3\n"])
def test_a_file_that_is_no_array_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.npy").write_bytes(content)
    with pytest.raises(LitecrateError) as caught:
        from_arrays(contract(GRAY), request(tmp_path / "d.npy"))
    assert caught.value.code == 2


def test_pictures_become_what_the_finished_program_would_feed(tmp_path: Path, runner_binary: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "deep").mkdir(parents=True)
    for number in range(3):
        Image.new("RGB", (20 + number, 9), (85 * number,) * 3).save(folder / "deep" / f"{number}.png")
    (folder / "notes.txt").write_text("not a picture")
    samples = read_samples(step_context(tmp_path), contract(GRAY), lambda: runner_binary, request(folder))
    stored = load_arrays(samples.path)["a/b c"]
    assert stored.shape == (3, 8, 8, 1)
    assert np.allclose(stored[:, 0, 0, 0], [0.0, 85 / 255, 170 / 255], atol=1e-6)
    assert [path.name for path in samples.pictures] == ["0.png", "1.png", "2.png"]
    assert samples.called(1) == "deep/1.png"


def test_a_damaged_picture_is_named(tmp_path: Path, runner_binary: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
    with pytest.raises(LitecrateError) as caught:
        read_samples(step_context(tmp_path), contract(GRAY), lambda: runner_binary, request(tmp_path / "p"))
    assert "broken.png" in caught.value.what
    assert caught.value.code == 2


def test_random_pictures_are_seeded_and_differ_from_each_other(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_random_pictures(GRAY, tmp_path / name, 4, seed)
    first, again, other = ([path.read_bytes() for path in sorted((tmp_path / name).iterdir())] for name in "abc")
    assert first == again
    assert first != other
    assert len(set(first)) == 4
