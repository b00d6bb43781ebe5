"""Tests of the words about an already quantized model: in the terminal, a comparison's page and the report."""

import re

import pytest

from app.inspection import show_model
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.report import comparison_views, report_views
from builder.report.model_words import found_words
from tests.unit.report.test_comparison import FLOAT, comparison_of, variant
from tests.unit.report.test_report_views import product, report

INPUTS_AS = {"float32": "with float inputs", "uint8": "with uint8 inputs", "int8": "with int8 inputs"}


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("float16", "already float16 in its weights"),
        ("int8-weights", "already int8 in its weights"),
        ("dynamic", "already dynamic range (int8 weights, float numbers between the layers)"),
        ("int8x16", "already int8 with 16-bit numbers between the layers"),
        ("int4-weights", "already int4 in its weights"),
        ("float32", ""),
        ("", ""),
    ],
)
def test_each_precision_has_its_words(precision: str, words: str) -> None:
    assert found_words(precision, ["float32"], trained=False) == words


@pytest.mark.parametrize("dtype", INPUTS_AS)
def test_an_int8_file_says_what_goes_in(dtype: str) -> None:
    assert found_words("int8", [dtype], trained=False).endswith(INPUTS_AS[dtype])


def test_training_for_int8_is_said_of_a_model_that_is_float() -> None:
    assert found_words("", ["float32"], trained=True) == found_words("float32", [], trained=True)
    assert found_words("", ["float32"], trained=True) == "QAT: trained for int8"


def test_inspection_says_it_in_its_first_line() -> None:
    tensor = TensorInfo(name="x", shape=(1, 3), dtype="float32")
    values = {"kind": "tflite", "format": "tflite", "source_bytes": 1, "source_sha256": ""}
    info = ModelInfo(**values, inputs=(tensor,), outputs=(tensor,), precision="float16")  # type: ignore[arg-type]
    assert show_model(info).splitlines()[0].endswith("already float16 in its weights")


def said(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page)


def test_a_comparison_says_why_nothing_smaller_is_made() -> None:
    as_it_is = variant("float32", 1_000_000, 1.0, io_types=("uint8",), reason="as it is: int8")
    skipped = variant("int8", 0, 1.0, status="skipped", reason="m.tflite is quantized already")
    shown = comparison_of(as_it_is, skipped, source="m.tflite", source_precision="int8")
    words = said(comparison_views.html(shown))
    assert "m.tflite is already int8 (weights and activations), with uint8 inputs. It is not made smaller" in words


def test_a_comparison_says_where_the_ranges_of_int8_come_from() -> None:
    trained = comparison_of(FLOAT, variant("int8", 1_000_000, 1.0), source="m", trained_for_int8=True)
    assert "m was trained for int8: int8 has the ranges of that training." in said(comparison_views.html(trained))
    skipped = variant("int8", 0, 1.0, status="skipped", reason="int8 needs sample data")
    without = comparison_of(FLOAT, skipped, source="m", trained_for_int8=True)
    assert "was trained" not in said(comparison_views.html(without))


def test_the_report_says_it_beside_the_kind() -> None:
    model = report(product()).model
    trained = report(product(), model=model.model_copy(update={"trained_for_int8": True}))
    small = report(product(), model=model.model_copy(update={"source_precision": "dynamic", "kind": "tflite"}))
    assert "Keras 3, QAT: trained for int8" in said(report_views.html(trained))
    assert "already dynamic range" in said(report_views.html(small))
    assert "QAT" not in report_views.html(report(product()))
