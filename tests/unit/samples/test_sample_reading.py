"""Tests of sample data from tables and sounds, prepared by the real runner as in the finished program."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.arrays import load_arrays
from builder.core.errors import LitecrateError
from builder.samples.sample_choice import read_samples
from builder.samples.sample_labels import classes_of, unknown_labels
from builder.samples.samples import SampleRequest, Samples
from tests.support.context import step_context
from tests.support.sounds import wav

OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))
FLOWER = ContractInput(
    name="row", kind="table", dtype="float32", shape=(1, 3), columns=("length", "width", "height"),
    mean=(1.0, 2.0, 3.0), std=(2.0, 2.0, 4.0), scaling="custom",
)  # fmt: skip
TONE = ContractInput(name="sound", kind="audio", dtype="float32", shape=(1, 800), sample_rate=8000)


def read(entry: ContractInput, source: Path, runner: Path, folder: Path, count: int = 50) -> tuple[Samples, np.ndarray]:
    contract = Contract(inputs=(entry,), outputs=(OUT,))
    found = read_for(contract, source, runner, folder, count)
    return found, load_arrays(found.path)[entry.name]


def read_for(contract: Contract, source: Path, runner: Path, folder: Path, count: int = 50) -> Samples:
    request = SampleRequest(source, count, 1, "calibration", folder / "out.npz")
    return read_samples(step_context(folder), contract, lambda: runner, request)


def test_a_tables_columns_are_found_by_name_and_scaled(runner_binary: Path, tmp_path: Path) -> None:
    table = tmp_path / "data.csv"
    table.write_text("width,name,height,length\n4,a,7,3\n2,b,3,1\n0,c,-1,-1\n", encoding="utf-8")
    samples, array = read(FLOWER, table, runner_binary, tmp_path)
    assert (samples.count, samples.available) == (3, 3)
    assert array.tolist() == [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]


def test_rows_are_chosen_by_seed(runner_binary: Path, tmp_path: Path) -> None:
    table = tmp_path / "data.csv"
    table.write_text("".join(f"{n},{n},{n}\n" for n in range(100)), encoding="utf-8")
    samples, array = read(FLOWER, table, runner_binary, tmp_path, count=7)
    assert (samples.count, samples.available, array.shape) == (7, 100, (7, 3))
    again = read(FLOWER, table, runner_binary, tmp_path, count=7)[1]
    assert np.array_equal(array, again)


def test_rows_and_sounds_have_names(runner_binary: Path, tmp_path: Path) -> None:
    table = tmp_path / "data.csv"
    table.write_text("".join(f"{n},{n},{n}\n" for n in range(100)), encoding="utf-8")
    samples, array = read(FLOWER, table, runner_binary, tmp_path, count=7)
    assert [samples.called(at) for at in range(2)] == [f"row {round(2 * x + 2)} of data.csv" for x in array[:2, 0]]
    (tmp_path / "tones").mkdir()
    (tmp_path / "tones" / "low").mkdir()
    (tmp_path / "tones" / "low" / "a.wav").write_bytes(wav(np.zeros(800), 8000))
    (tmp_path / "tones" / "b.wav").write_bytes(wav(np.zeros(800), 8000))
    samples, _ = read(TONE, tmp_path / "tones", runner_binary, tmp_path)
    assert [samples.called(at) for at in range(2)] == ["b.wav", "low/a.wav"]


def test_an_array_with_numbers_that_are_none_is_named(runner_binary: Path, tmp_path: Path) -> None:
    (tmp_path / "arrays").mkdir()
    np.save(tmp_path / "arrays" / "good.npy", np.zeros((1, 800), np.float32))
    np.save(tmp_path / "arrays" / "silly.npy", np.full((1, 800), np.nan, np.float32))
    entry = TONE.model_copy(update={"kind": "tensor"})
    with pytest.raises(LitecrateError) as caught:
        read(entry, tmp_path / "arrays", runner_binary, tmp_path)
    assert "silly.npy" in caught.value.what


IRIS = ContractOutput(name="y", kind="classes", dtype="float32", shape=(1, 3), labels=("setosa", "versicolor", "other"))
PETAL = ContractInput(name="row", kind="table", dtype="float32", shape=(1, 2))


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("length,width,species\n1.5,2,setosa\n3,4,Other\n", {}),
        ("length,width,colour\n1.5,2,setosa\n3,4,Other\n", {}),  # text is no number
        ("1.5,2,setosa\n3,4,other\n", {}),  # without names
        ("Class;length;width\n0;1,5;2\n\n2.0;3;4\n", {}),
        ("width,id,length,notes,target\n2,7,1.5,,0\n4,9,3,,2\n", {"columns": ("length", "width")}),
        ("width,length,which\n2,1.5,0\n4,3,2\n", {"columns": ("length", "width")}),
        ("width,class,length,notes\n2,0,1.5,x\n4,2,3,y\n", {"columns": ("length", "width")}),
        ("type,class\n1.5,2\n3,4\n", None),
        ("width,length,notes\n2,1.5,a\n4,3,b\n2,1,c\n2,1,d\n", None),
    ],
)
@pytest.mark.parametrize("kind", ["table", "tensor"])
def test_a_column_that_the_model_does_not_take_says_what_a_row_is(
    text: str, changes: dict[str, Any] | None, kind: str, runner_binary: Path, tmp_path: Path
) -> None:
    table = tmp_path / "iris.csv"
    table.write_text(text, encoding="utf-8")
    known = {"columns": ("length", "width")} if changes is None and "notes" in text else changes or {}
    contract = Contract(inputs=(PETAL.model_copy(update={"kind": kind, **known}),), outputs=(IRIS,))
    samples = read_for(contract, table, runner_binary, tmp_path)
    array = load_arrays(samples.path)["row"]
    classes = classes_of(samples.files, contract, samples.labels)
    if changes is None:
        assert (samples.labels, classes) == ((), None)
    else:
        assert (array.tolist(), classes) == ([[1.5, 2], [3, 4]], [0, 2])
    assert samples.called(1) == "row 2 of iris.csv"


def test_a_bad_cell_beside_labels_is_named_in_the_users_own_file(runner_binary: Path, tmp_path: Path) -> None:
    table = tmp_path / "iris.csv"
    table.write_text('length,width,species\n1,2,setosa\n"1,5",4,other\n', encoding="utf-8")
    contract = Contract(inputs=(PETAL,), outputs=(IRIS,))
    with pytest.raises(LitecrateError) as caught:
        read_for(contract, table, runner_binary, tmp_path)
    assert "iris.csv" in caught.value.what
    assert "row 2, column 1" in caught.value.what
    assert str(table) in caught.value.remedy


def test_labels_that_are_no_classes_are_told() -> None:
    contract = Contract(inputs=(PETAL,), outputs=(IRIS,))
    remark = unknown_labels(contract, ("1", "2", "3"))
    assert remark is not None
    assert "not the model's classes: 1, 2, 3" in remark.message
    assert unknown_labels(contract, ("0", "1", "2")) is None
    assert unknown_labels(contract, ()) is None
    assert unknown_labels(Contract(inputs=(PETAL,), outputs=(OUT,)), ("a", "b")) is None


@pytest.mark.parametrize("by_list", [False, True])
def test_sounds_are_labelled_by_their_folders_or_by_a_list(by_list: bool, runner_binary: Path, tmp_path: Path) -> None:
    contract = Contract(inputs=(TONE,), outputs=(IRIS.model_copy(update={"labels": ("low", "high", "none")}),))
    folder = tmp_path / "sounds"
    lines = ["file,label"]
    for label, pitch in (("high", 900), ("low", 200)):
        (folder / label).mkdir(parents=True)
        for number in range(3):
            sound = np.sin(2 * np.pi * (pitch + 10 * number) * np.arange(800) / 8000)
            (folder / label / f"{number}.wav").write_bytes(wav(sound, 8000))
            lines.append(f"{label}/{number}.wav,{label}")
    (folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    source = folder / "list.csv" if by_list else folder
    samples = read_for(contract, source, runner_binary, tmp_path, 5)
    assert (samples.count, samples.available, samples.pictures) == (5, 6, ())
    expected = [1 if file.parent.name == "high" else 0 for file in samples.files]
    assert classes_of(samples.files, contract, samples.labels) == expected
    assert samples.called(0) == f"{samples.files[0].parent.name}/{samples.files[0].name}"


def test_a_bad_cell_is_named_by_row_and_column(runner_binary: Path, tmp_path: Path) -> None:
    table = tmp_path / "data.csv"
    table.write_text("length,width,height\n1,2,3\n1,two,3\n", encoding="utf-8")
    with pytest.raises(LitecrateError) as caught:
        read(FLOWER, table, runner_binary, tmp_path)
    said = " ".join(caught.value.lines())
    assert "data.csv" in said
    assert "row 2" in said.lower()
    assert "width" in said


def test_a_folder_of_sounds_is_resampled_and_padded(runner_binary: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    folder.mkdir()
    time = np.arange(1600) / 16000  # 0.1 s
    for pitch in (200, 300, 400):
        (folder / f"{pitch}.wav").write_bytes(wav(np.sin(2 * np.pi * pitch * time), 16000))
    (folder / "short.wav").write_bytes(wav(np.full(80, 0.5), 8000))
    samples, array = read(TONE, folder, runner_binary, tmp_path)
    assert (samples.count, array.shape) == (4, (4, 800))
    expected = np.sin(2 * np.pi * 200 * np.arange(800) / 8000)
    assert np.abs(array[0][20:-20] - expected[20:-20]).max() < 0.02
    assert np.allclose(array[3][5:70], 0.5, atol=0.01)
    assert np.abs(array[3][100:]).max() == 0.0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("data.csv", b"", "data.csv"),
        ("data.csv", b"length,width,height\n", "no row"),
        ("data.json", b"[]", "data.json"),
        ("data.csv", b"length,width\n1,2\n", "height"),
        ("missing.csv", None, "no such file"),
    ],
)
def test_what_cannot_be_read_is_named(
    name: str, content: bytes | None, words: str, runner_binary: Path, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LitecrateError) as caught:
        read(FLOWER, tmp_path / name, runner_binary, tmp_path)
    assert words in " ".join(caught.value.lines())


def test_a_folder_without_anything_to_read_is_refused(runner_binary: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(LitecrateError) as caught:
        read(TONE, tmp_path / "empty", runner_binary, tmp_path)
    assert ".wav" in caught.value.why
