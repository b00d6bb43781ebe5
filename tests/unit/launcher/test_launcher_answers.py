"""Tests of answers in words, and as columns of a CSV file."""

from typing import Any

from resources.launcher.answers.answers import full_text, name_width, summary, table_row
from resources.launcher.answers.columns import columns_of

TABLE = [{"name": "row", "kind": "table"}]
LABELS = {"name": "tags", "kind": "labels", "shape": [1, 3], "labels": ["cat", "dog", "car"], "top": 2}
PRICE = {"name": "out", "kind": "values", "shape": [1, 2], "labels": ["price", "size"], "units": ["EUR", "m\u00b2"]}
MASK = {"name": "mask", "kind": "mask", "shape": [1, 4, 4, 3], "labels": ["sky", "road"]}


def contract(*outputs: dict[str, Any], inputs: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"inputs": inputs or TABLE, "outputs": list(outputs)}


def tags(*scores: float) -> list[dict[str, Any]]:
    names = ["cat", "dog", "car"]
    return [
        {"index": place, "label": names[place], "score": score, "present": score >= 0.5}
        for place, score in enumerate(scores)
    ]


def test_several_labels_are_told_with_whether_they_are_there() -> None:
    answer = {"ms": 1.0, "top": tags(0.9, 0.8), "outputs": {"tags": {"shape": [1, 3], "values": [0.9, 0.8, 0.1]}}}
    assert full_text("a", answer, contract(LABELS)).splitlines() == [
        "a  (1.00 ms)", "    90.0 %  yes  cat", "    80.0 %  yes  dog",
    ]  # fmt: skip
    assert summary(answer, contract(LABELS)) == "cat 90.0 %, dog 80.0 %"
    assert summary({"top": tags(0.4, 0.3)}, contract(LABELS)) == "none (next is cat 40.0 %)"
    # Scores that are no shares stay numbers.
    assert summary({"top": tags(4.25, -3.0)}, contract(LABELS)) == "cat 4.25"


def test_values_are_told_with_names_and_units() -> None:
    answer = {"ms": 1.0, "top": [], "outputs": {"out": {"shape": [1, 2], "values": [1234.5678, 80]}}}
    assert full_text("a", answer, contract(PRICE)).splitlines()[1:] == [
        "      1235 EUR  price",
        "        80 m\u00b2  size",
    ]
    assert summary(answer, contract(PRICE)) == "price 1235 EUR, size 80 m\u00b2"
    one_unit = {**PRICE, "labels": [], "units": ["m"]}
    assert summary(answer, contract(one_unit)) == "out: 1235 m 80 m"
    assert summary({"outputs": {"out": {"values": [None, 1]}}}, contract({**PRICE, "units": []})) == "price -, size 1"


def test_parts_of_a_long_sound_are_a_line_each() -> None:
    classes = {"name": "tone", "kind": "classes", "shape": [1, 2], "labels": ["low", "high"]}
    top = [{"index": 1, "label": "high", "score": 0.75}]
    windows = [{"start": 0, "end": 1.5, "top": top}, {"start": 1.5, "end": 3, "top": top}]
    answer = {"ms": 2.0, "top": top, "windows": windows, "outputs": {"tone": {"shape": [1, 2]}}}
    sound = contract(classes, inputs=[{"name": "s", "kind": "audio"}])
    assert full_text("a.wav", answer, sound).splitlines() == [
        "a.wav  (2.00 ms)", "    75.0 %  high", "     0.00 - 1.50 s  high 75.0 %", "     1.50 - 3.00 s  high 75.0 %",
    ]  # fmt: skip
    assert table_row("a.wav", answer, 5, sound) == "a.wav     2.00  high 75.0 %"
    columns = columns_of(sound, rows=False, saved=False)
    assert columns.head() == [
        "file", "start", "end", "error", "ms", "index_1", "label_1", "score_1", "index_2", "label_2", "score_2",
    ]  # fmt: skip
    whole, first, second = columns.lines("a.wav", None, answer)
    assert whole == ["a.wav", "", "", "", 2.0, 1, "high", 0.75, "", "", ""]
    assert (first[:5], second[:3]) == (["a.wav", 0, 1.5, "", ""], ["a.wav", 1.5, 3])


def test_columns_of_every_kind_of_answer() -> None:
    columns = columns_of(contract(LABELS, PRICE, MASK), rows=True, saved=True)
    assert columns.head() == [
        "file", "row", "error", "ms", "index_1", "label_1", "score_1", "present_1",
        "index_2", "label_2", "score_2", "present_2", "price (EUR)", "size (m\u00b2)",
        "sky share", "road share", "class 2 share", "mask saved",
    ]  # fmt: skip
    answer = {
        "ms": 1.0,
        "top": tags(0.9),
        "outputs": {
            "out": {"values": [5, None]},
            "mask": {"legend": [{"index": 1, "label": "road", "share": 1.0}], "saved": "m.png"},
        },
    }
    assert columns.lines("t", 3, answer) == [
        ["t", 3, "", 1.0, 0, "cat", 0.9, True, "", "", "", "", 5, "", 0.0, 1.0, 0.0, "m.png"]
    ]
    (failed,) = columns.lines("t", 4, {"error": "bad"})
    assert failed == ["t", 4, "bad", *[""] * 15]


def test_columns_of_the_same_name_are_told_apart() -> None:
    outputs = ({**PRICE, "units": []}, {**PRICE, "name": "second", "units": []})
    assert columns_of(contract(*outputs), rows=False, saved=False).head()[3:] == [
        "price", "size", "second price", "second size",
    ]  # fmt: skip


def test_the_first_column_is_as_wide_as_names_and_rows() -> None:
    assert name_width(["a", "abcdef"], rows=False) == 6
    assert name_width(["abcdef"], rows=True) == 6 + len(" row 99999")
    assert name_width(["x" * 100], rows=False) == 48
    answer = {"ms": 1.0, "top": [], "outputs": {}}
    assert table_row("folder/" + "x" * 60, answer, 48, contract()).startswith("..." + "x" * 45 + "  ")
