"""Models that are right are not called wrong: rounding of long sums, quantized answers on both sides."""

from pathlib import Path

import pytest

from tests.conftest import ROOT, export

CASES = ROOT.parent / "shared" / "cases"


def case(name: str) -> Path:
    """A file of the shared cases; skips where they are not beside the project."""
    path = CASES / name
    if not path.exists():
        pytest.skip("the folder with the shared cases is not beside the project")
    return path


def test_the_answers_of_a_quantized_file_are_compared_as_real_numbers(tmp_path: Path) -> None:
    made = export(["export", str(case("quantized-against-source/int8.tflite")), "--product", "native"], tmp_path)
    against = made.product("native")["verified"]["against_source"]
    assert (against["max_abs_diff"], against["cosine"]) == (0.0, 1.0)


def test_a_quantized_mask_agrees_with_itself(tmp_path: Path) -> None:
    model = case("quantized-against-source/mask_int8.tflite")
    made = export(["export", str(model), "--product", "native", "--min-agreement", "0.9"], tmp_path)
    verified = made.product("native")["verified"]
    assert (verified["status"], verified["against_source"]["max_abs_diff"]) == ("passed", 0.0)


@pytest.mark.proof
def test_the_rounding_of_a_long_sum_is_no_fault(tmp_path: Path) -> None:
    made = export(["export", str(case("float-tolerance/lambda.h5")), "--trust", "--product", "native"], tmp_path)
    verified = made.product("native")["verified"]
    against, span = verified["against_source"], verified["against_tflite"]["range"]
    assert verified["status"] == "passed"
    assert against["max_abs_diff"] <= 1e-2 * span
    if against["max_abs_diff"] > 1e-4 * span:
        assert against["max_abs_diff"] <= 8 * against["noise"]
