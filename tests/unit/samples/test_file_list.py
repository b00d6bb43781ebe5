"""Tests of tables that list pictures with their labels: reading, choosing, accuracy."""

import os
from pathlib import Path

import pytest
from PIL import Image

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.errors import LitecrateError
from builder.samples.file_list import file_list
from builder.samples.sample_choice import read_samples
from builder.samples.sample_labels import classes_of
from builder.samples.samples import SampleRequest
from tests.support.context import step_context

ENTRY = ContractInput(name="x", kind="image", dtype="float32", shape=(1, 8, 8, 3), scaling="0-1", std=(255.0,))
ANSWER = ContractOutput(name="y", kind="classes", dtype="float32", shape=(1, 2), labels=("cat", "dog"))
CONTRACT = Contract(inputs=(ENTRY,), outputs=(ANSWER,))


def pictures(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        Image.new("RGB", (8, 8), (number * 40, 0, 0)).save(folder / name)


@pytest.mark.parametrize(
    "text", ["a.png,cat\nb.png,dog\n", "file,label\na.png, cat\n\nb.png,dog", "﻿Path;Name\na.png;cat\nb.png;dog\n"]
)
def test_pictures_and_labels_are_read(text: str, tmp_path: Path) -> None:
    pictures(tmp_path, "a.png", "b.png")
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    assert file_list(tmp_path / "list.csv") == [(tmp_path / "a.png", "cat"), (tmp_path / "b.png", "dog")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no line"),
        ("file,label\n", "no line"),
        ("a.png\n", "Line 1 names no label"),
        ("a.png,cat\nmissing.png,dog\n", "Line 2"),
    ],
)
def test_what_is_no_such_list_is_refused_by_line(text: str, words: str, tmp_path: Path) -> None:
    pictures(tmp_path, "a.png")
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(LitecrateError) as caught:
        file_list(tmp_path / "list.csv")
    assert words in caught.value.why


def test_a_list_is_sample_data_with_its_right_answers(runner_binary: Path, tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(6)]
    pictures(tmp_path, *names)
    lines = [f"{name},{'cat' if number % 2 else 'dog'}" for number, name in enumerate(names)]
    (tmp_path / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    request = SampleRequest(tmp_path / "list.csv", 4, 3, "calibration", tmp_path / "out.npz")
    samples = read_samples(step_context(tmp_path), CONTRACT, lambda: runner_binary, request)
    assert (samples.count, samples.available, len(samples.labels)) == (4, 6, 4)
    expected = ["cat" if int(path.stem) % 2 else "dog" for path in samples.pictures]
    assert list(samples.labels) == expected
    assert classes_of(samples.pictures, CONTRACT, samples.labels) == [
        CONTRACT.outputs[0].labels.index(x) for x in expected
    ]


def test_a_pipe_is_no_list_and_nothing_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list.csv")
    with pytest.raises(LitecrateError) as caught:
        file_list(tmp_path / "list.csv")
    assert "pipe" in caught.value.why
