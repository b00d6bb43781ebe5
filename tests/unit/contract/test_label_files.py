"""Tests of the reader of label files: every usual form gives the same names, and other texts stay lines."""

import json
from pathlib import Path

import pytest

from builder.contract.label_files import label_file_names, parse_labels, read_labels
from builder.core.errors import LitecrateError
from builder.core.plain_yaml import parse_yaml

NAMES = ("dog", "wild cat", "bär")
FORMS = {
    "lines.txt": "dog\nwild cat\nbär\n",
    "crlf.txt": "\ufeffdog\r\nwild cat\r\nbär\r\n\r\n",
    "numbered.txt": "0 dog\n1 wild cat\n2 bär",
    "from_one.txt": "1: dog\n2: wild cat\n3: bär\n",
    "commas.txt": "0,dog\n1,wild cat\n2,bär\n",
    "tabs.txt": "0\tdog\n1\twild cat\n2\tbär\n",
    "dots.txt": "1. dog\n2. wild cat\n3. bär\n",
    "list.json": json.dumps(["dog", "wild cat", "bär"]),
    "map.json": json.dumps({"0": "dog", "2": "bär", "1": "wild cat"}),
    "indices.json": json.dumps({"bär": 2, "dog": 0, "wild cat": 1}),
    "config.json": json.dumps({"id2label": {"0": "dog", "1": "wild cat", "2": "bär"}, "hidden": 3}),
    "imagenet.json": json.dumps({"0": ["n1", "dog"], "1": ["n2", "wild cat"], "2": ["n3", "bär"]}),
    "objects.json": json.dumps([{"id": 1, "name": "wild cat"}, {"id": 0, "name": "dog"}, {"id": 2, "name": "bär"}]),
    "header.csv": "index,mid,display_name\n0,/m/0,dog\n1,/m/1,wild cat\n2,/m/2,bär\n",
    "unordered.csv": 'name;id\nbär;2\ndog;0\n"wild cat";1\n',
    "one_column.csv": "label\ndog\nwild cat\nbär\n",
    "data.yaml": "path: ../x\nnc: 3\nnames:\n  0: dog\n  1: wild cat\n  2: bär\n",
    "flow.yml": "names: ['dog', wild cat, \"bär\"]\n",
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_names(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FORMS[name].encode())
    assert read_labels(tmp_path / name) == NAMES


@pytest.mark.parametrize(
    "text",
    [
        "1 Euro\n2 Euro\n5 Euro",  # the number belongs to the name
        "1 cent\n5 Euro\n10 Mark",  # not their own numbers
        "0 Uhr\n1 Uhr",
        "7\n8\n9",
        "3.5 mm\n4.5 mm",
        "2 cats\n1 dog",
        "[unused]\n[CLS]",
        "{a\nb}",
        "dog, hound\ncat, tiger",
        "name\nlabel",
    ],
)
def test_lines_that_only_look_like_another_form_stay_as_they_are(text: str) -> None:
    assert parse_labels(text, "labels.txt") == tuple(text.split("\n"))


def test_numbers_that_are_left_out_keep_their_place() -> None:
    items = "item {\n  name: '/m/01'\n  id: 1\n  display_name: \"person\"\n}\nitem { id: 3 name: 'it\\'s' }\n"
    assert parse_labels(items, "map.pbtxt") == ("???", "person", "???", "it's")
    assert parse_labels("0  person\n1  bicycle\n3  car\n", "coco.txt") == ("person", "bicycle", "???", "car")
    assert parse_labels('{"1": "a", "2": "b"}', "x.json") == ("???", "a", "b")


def test_rows_without_a_number_are_names_all_the_same() -> None:
    assert parse_labels("name,id\ncat\ndog,7\n", "labels.csv") == ("cat", "dog")


def test_background_and_unknown_entries_stay() -> None:
    assert parse_labels("???\nperson\n???\ncar\n", "labelmap.txt") == ("???", "person", "???", "car")
    assert parse_labels("0 background\n1 tench\n", "labels.txt") == ("background", "tench")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "x" * 1001,
        "a\x07b",
        '{"99999": "far"}',
        "[" * 100_000,
        "\n".join(["n"] * 100_001),
        "[[1], {}]" * 200,
    ],
)
def test_what_holds_no_names_is_refused_in_words(text: str) -> None:
    with pytest.raises(LitecrateError) as caught:
        parse_labels(text, "labels.json")
    assert "Choose a text file" in caught.value.remedy


def test_a_file_beside_a_model_cannot_hold_up_the_reading() -> None:
    text = "cat\nitem" + " " * 1_000_000 + "x\n"  # the square of its blanks would be half an hour
    with pytest.raises(LitecrateError, match="cannot be used"):
        parse_labels(text, "labels.txt")


@pytest.mark.parametrize("text", ["names: [" + "a," * 2_000_000 + "a]", "names:\n" + "- [a,\n" * 300_000])
def test_a_yaml_file_of_too_many_values_is_not_taken_apart(text: str) -> None:
    with pytest.raises(ValueError, match="too many"):
        parse_yaml(text)
    with pytest.raises(LitecrateError):
        parse_labels(text, "labels.yaml")


def test_only_files_with_usual_names_count_as_labels() -> None:
    files = ["README.txt", "labels.txt", "Flowers_Labels.txt", "flowers.txt", "coco.names", "notes.csv"]
    assert label_file_names(files, "flowers.tflite") == [
        "Flowers_Labels.txt",
        "flowers.txt",
        "labels.txt",
        "coco.names",
    ]
    assert label_file_names(["coco.names", "voc.names"], "m.h5") == []
    assert label_file_names(["a.csv", "README.txt", "picture.png"], "m.h5") == []
