"""Tests of labels that are typed, pasted or dropped: the same reader as for files, and what is kept is read back."""

from pathlib import Path

import pytest

from builder.contract.label_files import read_labels
from ui.tasks.dropped_files import kind_of_file
from ui.tasks.label_file import keep_labels, split_labels, split_lines


@pytest.mark.parametrize(
    "labels", [["dog", "cat"], ["0 dog", "1 cat"], ["1 Euro", "2 Euro"], ["[a", "b]"], ["a", "", "c"], ["name", "x"]]
)
def test_labels_that_are_kept_are_read_back_as_they_were(tmp_path: Path, labels: list[str]) -> None:
    assert read_labels(keep_labels(labels, tmp_path)) == tuple(labels)


@pytest.mark.parametrize("text", ["dog\ncat\n", "0 dog\n1 cat", '["dog", "cat"]', '{"0": "dog", "1": "cat"}'])
def test_pasted_labels_may_have_every_form_that_files_have(text: str) -> None:
    assert split_labels(text) == ["dog", "cat"]


def test_names_of_columns_are_lines() -> None:
    assert split_lines("0 acid\n1 sugar\n\n") == ["0 acid", "1 sugar"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("labels.json", "labels"), ("class_indices.json", "labels"), ("labels.csv", "labels"), ("map.pbtxt", "labels"),
        ("data.yaml", "labels"), ("coco.names", "labels"), ("rows.csv", "table"), ("numbers.json", "table"),
        ("model.task", "model"), ("model.gguf", "model"), ("weights.safetensors", "model"), ("forest.joblib", "model"),
    ],
)  # fmt: skip
def test_a_dropped_file_is_known_by_its_name_where_its_content_says_nothing(
    tmp_path: Path, name: str, kind: str
) -> None:
    (tmp_path / name).write_text("a\nb\n")
    assert kind_of_file(tmp_path / name).kind == kind
