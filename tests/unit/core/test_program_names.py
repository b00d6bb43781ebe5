"""Tests of the check of program names."""

from pathlib import Path

import pytest

from builder.core.program_names import LONGEST, name_from, next_free_name, problem_with


@pytest.mark.parametrize("name", ["digits", "My app", "Größe 2", "数字", "a.b", "x" * LONGEST, "con-verter"])
def test_ordinary_names_can_be_used(name: str) -> None:
    assert problem_with(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "", "a/b", "a\\b", "a:b", "a*", "a?", 'a"', "<a>", "a|b", "a\nb", "a\x7f", ".hidden", "-rf", "trailing.",
        "trailing ", " leading", "x" * (LONGEST + 1), "é" * 41, "CON", "nul", "com1.txt", "LPT9", "report.json",
        "sbom.cdx.json", "Report.html", "runner", "libLiteRt.so", "model.tflite", "a\u202eb",
    ],
)  # fmt: skip
def test_names_that_would_not_work_somewhere_are_refused(name: str) -> None:
    assert problem_with(name)


@pytest.mark.parametrize(
    ("file", "name"),
    [("My Model.h5", "My Model"), ("a:b*c.tflite", "a-b-c"), (".keras", "keras"), ("con.h5", "model"),
     ("..h5", "model"), ("x" * 200 + ".h5", "x" * LONGEST), ("folder.v2", "folder.v2")],
)  # fmt: skip
def test_a_valid_name_is_made_from_any_file_name(file: str, name: str) -> None:
    made = name_from(Path("/data") / file)
    assert made == name
    assert problem_with(made) is None


def test_free_names_count_on(tmp_path: Path) -> None:
    assert next_free_name("digits", tmp_path) == "digits-2"
    for taken in ("digits", "digits-2", "resnet-50"):
        (tmp_path / taken).mkdir()
    assert next_free_name("digits", tmp_path) == "digits-3"
    assert next_free_name("digits-2", tmp_path) == "digits-3"
    assert next_free_name("resnet-50", tmp_path) == "resnet-50-2"
    assert next_free_name("x" * LONGEST, tmp_path) == "x" * (LONGEST - 2) + "-2"


def test_every_name_is_free_where_no_folder_is_known() -> None:
    assert next_free_name("digits", None) == "digits-2"
    assert next_free_name("resnet-50", None) == "resnet-50-2"
