"""Tests of compare.json beside an export: taken into the report if of the same model, else left out with a reason."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from builder.events import Event, LogLine
from builder.report import report_views
from builder.report.comparison import Comparison
from builder.report.comparison_file import comparison_in, copy_comparison, write_comparison
from builder.report.report import Report
from tests.support.context import step_context
from tests.unit.report.test_comparison import FLOAT, comparison_of, variant
from tests.unit.report.test_report_views import product, report

MODEL = "3f" * 32
COMPARED = comparison_of(
    FLOAT, variant("int8", 1_000_000, 1.0), variant("dynamic", 1_000_000, 6.0, 0.9), source_sha256=MODEL
)


def left_out(folder: Path) -> str:
    """What the log says about a comparison that must not be taken."""
    said: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, LogLine):
            said.append(event.text)

    assert comparison_in(step_context(folder, hear), folder, MODEL) is None
    (line,) = said
    return line


def written(folder: Path, **changes: Any) -> Path:
    """The comparison's file with some of its values replaced, as anyone could write it."""
    path = folder / "compare.json"
    path.write_text(json.dumps(json.loads(COMPARED.to_json()) | changes), encoding="utf-8")
    return path


def test_a_comparison_of_the_same_model_is_taken_along_with_its_page(tmp_path: Path) -> None:
    there, new = tmp_path / "there", tmp_path / "new"
    there.mkdir()
    new.mkdir()
    write_comparison(COMPARED, there)
    assert copy_comparison(step_context(tmp_path), [tmp_path, there], new, MODEL) == COMPARED
    assert {path.name: path.read_bytes() for path in new.iterdir()} == {
        path.name: path.read_bytes() for path in there.iterdir()
    }


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_is_no_ordinary_file_is_neither_followed_nor_waited_for(kind: str, tmp_path: Path) -> None:
    written(tmp_path).rename(tmp_path / "elsewhere.json")
    if kind == "link":
        (tmp_path / "compare.json").symlink_to("elsewhere.json")
    else:
        os.mkfifo(tmp_path / "compare.json")
    assert kind in left_out(tmp_path)


def test_without_a_comparison_nothing_is_said(tmp_path: Path) -> None:
    def never(event: Event) -> None:
        raise AssertionError(event)

    assert comparison_in(step_context(tmp_path, never), tmp_path, MODEL) is None
    assert comparison_in(step_context(tmp_path, never), tmp_path / "nowhere", MODEL) is None


def test_a_comparison_of_another_model_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, source_sha256="00" * 32)
    assert "belongs to another model" in left_out(tmp_path)


def test_a_comparison_of_an_earlier_version_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path)
    values = json.loads(path.read_text())
    del values["source_sha256"]
    path.write_text(json.dumps(values))
    assert "does not say which model" in left_out(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": 0}', "[" * 100_000, "\0", '{"schema": 1, "name": "x"}', "9" * 5000]
)
def test_what_is_no_comparison_is_left_out(text: str, tmp_path: Path) -> None:
    (tmp_path / "compare.json").write_text(text)
    assert "not written by this version" in left_out(tmp_path)


@pytest.mark.parametrize("schema", [0, 2, "1"])
def test_another_schema_is_left_out(schema: Any, tmp_path: Path) -> None:
    written(tmp_path, schema=schema)
    assert "not written by this version" in left_out(tmp_path)


def test_bytes_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "compare.json").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in left_out(tmp_path)


def test_a_file_without_end_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "compare.json")
    assert "a pipe" in left_out(tmp_path)


def test_a_file_that_is_far_too_large_is_left_out(tmp_path: Path) -> None:
    with (tmp_path / "compare.json").open("wb") as file:
        file.truncate(10**9)
    assert "too much" in left_out(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"model_bytes": 0},
        {"model_bytes": -1},
        {"model_bytes": int("9" * 400)},
        {"latency_ms": {"median": 0, "p90": 1}},
        {"latency_ms": {"median": float("nan"), "p90": 1}},
        {"latency_ms": {"median": 1e308, "p90": 1}},
        {"load_ms": float("inf")},
        {"accuracy": 7},
        {"agreement": {**FLOAT.agreement.model_dump(), "cosine": float("nan")}},  # type: ignore[union-attr]
        {"agreement": {**FLOAT.agreement.model_dump(), "max_abs_diff": float("inf")}},  # type: ignore[union-attr]
    ],
)
def test_figures_that_cannot_be_are_left_out(changes: dict[str, Any], tmp_path: Path) -> None:
    one = json.loads(FLOAT.model_dump_json())
    written(tmp_path, variants=[one, {**one, "precision": "int8", **changes}])
    left_out(tmp_path)


@pytest.mark.parametrize("changes", [{"limit": 1e300}, {"recommended": "float128"}, {"source_accuracy": -1}])
def test_a_comparison_that_contradicts_itself_is_left_out(changes: dict[str, Any], tmp_path: Path) -> None:
    written(tmp_path, **changes)
    assert "contains impossible figures" in left_out(tmp_path)


def test_the_report_shows_the_comparison_and_can_be_read_back() -> None:
    shown = report(product(), comparison=COMPARED)
    assert Report.model_validate_json(shown.to_json()) == shown
    page = report_views.html(shown)
    assert "digits: Whole numbers only (int8) is recommended" in page
    assert '<svg class="scatter"' in page
    assert page.count('<text class="name"') == 3
    assert "3 times slower here" in page


def test_the_report_of_an_export_without_one_has_nothing_of_it() -> None:
    assert json.loads(report(product()).to_json())["comparison"] is None
    assert "The precisions compared" not in report_views.html(report(product()))


def test_names_from_outside_stay_text_in_the_report() -> None:
    hostile = Comparison.model_validate(
        json.loads(COMPARED.to_json()) | {"name": "<script>x</script>\x1b[2J", "because": "<img src=x>"}
    )
    page = report_views.html(report(product(), comparison=hostile))
    assert "<script>" not in page
    assert "<img" not in page
    assert "\x1b" not in page
