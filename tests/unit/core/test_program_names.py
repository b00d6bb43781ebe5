"""Names of programs."""

from pathlib import Path

import pytest

from builder.core.program_names import LONGEST, name_from, problem_with


@pytest.mark.parametrize("name", ["digits", "My app", "Größe 2", "数字", "a.b", "x" * LONGEST, "con-verter"])
def test_ordinary_names_can_be_used(name: str) -> None:
    assert problem_with(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "", "a/b", "a\\b", "a:b", "a*", "a?", 'a"', "<a>", "a|b", "a\nb", "a\x7f", ".hidden", "-rf", "trailing.",
        "trailing ", " leading", "x" * (LONGEST + 1), "é" * 41, "CON", "nul", "com1.txt", "LPT9", "report.json",
        "Report.html", "runner", "libLiteRt.so", "model.tflite", "a\u202eb",
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
