"""Sample data: what is read, how it is chosen, and what is said when it does not fit."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.contract import Contract, ContractInput, ContractOutput
from builder.data import choose, from_arrays, from_pictures, load_arrays, save_arrays, write_random_pictures
from builder.errors import LitecrateError
from tests.context import step_context

GRAY = ContractInput(
    name="a/b c", kind="image", dtype="float32", shape=(1, 8, 8, 1), color="gray", scaling="0-1", std=(255.0,)
)
OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))


def contract(*inputs: ContractInput) -> Contract:
    return Contract(inputs=inputs, outputs=(OUT,))


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
    samples = from_arrays(
        contract(GRAY), tmp_path / "data.npz", count=4, seed=0, kind="calibration", out=tmp_path / "o.npz"
    )
    stored = load_arrays(samples.path)["a/b c"]
    assert stored.shape == (4, 8, 8, 1)
    assert stored.dtype == np.float32
    assert samples.count == 4


def test_several_inputs_need_an_array_each_of_the_same_length(tmp_path: Path) -> None:
    two = contract(GRAY.model_copy(update={"name": "a"}), GRAY.model_copy(update={"name": "b"}))
    for arrays, word in (
        ({"a": np.zeros((3, 8, 8, 1))}, "'b'"),
        ({"a": np.zeros((3, 8, 8, 1)), "b": np.zeros((4, 8, 8, 1))}, "different numbers"),
    ):
        np.savez(tmp_path / "d.npz", **arrays)  # type: ignore[arg-type]
        with pytest.raises(LitecrateError) as caught:
            from_arrays(two, tmp_path / "d.npz", count=4, seed=0, kind="calibration", out=tmp_path / "o.npz")
        assert word in caught.value.what


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"1,2,3\n"])
def test_a_file_that_is_no_array_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.npy").write_bytes(content)
    with pytest.raises(LitecrateError) as caught:
        from_arrays(contract(GRAY), tmp_path / "d.npy", count=4, seed=0, kind="calibration", out=tmp_path / "o.npz")
    assert caught.value.code == 2


def test_pictures_become_what_the_finished_program_would_feed(tmp_path: Path, runner_binary: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "deep").mkdir(parents=True)
    for number in range(3):
        Image.new("RGB", (20 + number, 9), (85 * number,) * 3).save(folder / "deep" / f"{number}.png")
    (folder / "notes.txt").write_text("not a picture")
    samples = from_pictures(
        step_context(tmp_path), contract(GRAY), runner_binary, folder,
        count=10, seed=0, source="calibration", out=tmp_path / "o.npz",
    )  # fmt: skip
    stored = load_arrays(samples.path)["a/b c"]
    assert stored.shape == (3, 8, 8, 1)
    assert np.allclose(stored[:, 0, 0, 0], [0.0, 85 / 255, 170 / 255], atol=1e-6)
    assert [path.name for path in samples.pictures] == ["0.png", "1.png", "2.png"]


def test_a_damaged_picture_is_named(tmp_path: Path, runner_binary: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
    with pytest.raises(LitecrateError) as caught:
        from_pictures(
            step_context(tmp_path), contract(GRAY), runner_binary, tmp_path / "p",
            count=10, seed=0, source="calibration", out=tmp_path / "o.npz",
        )  # fmt: skip
    assert "broken.png" in caught.value.what
    assert caught.value.code == 2


def test_random_pictures_are_seeded_and_differ_from_each_other(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_random_pictures(GRAY, tmp_path / name, 4, seed)
    first, again, other = ([path.read_bytes() for path in sorted((tmp_path / name).iterdir())] for name in "abc")
    assert first == again
    assert first != other
    assert len(set(first)) == 4
