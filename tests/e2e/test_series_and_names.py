"""Tests of series, scalers and one number with two names, from the model file to the finished program."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Exported, export
from tests.support.cases import case, needs_cases
from tests.support.program import run_in_empty_environment

pytestmark = pytest.mark.proof


def answers(made: Exported, *arguments: str | Path) -> list[dict[str, Any]]:
    done = run_in_empty_environment(made.program("native"), "--json", *map(str, arguments))
    assert done.ok, done.errors
    return [json.loads(line) for line in done.output.splitlines()]


@needs_cases
def test_a_table_of_steps_and_features_is_one_sample(tmp_path: Path) -> None:
    table = case("time-series-csv", "window.csv")
    made = export(
        ["export", str(case("time-series-csv", "series.keras")), "--calibration", str(table), "--product", "native"],
        tmp_path,
    )
    (answer,) = answers(made, table)
    assert answer["rows"] == [1, 6]
    assert answer["outputs"]["dense"]["values"] == pytest.approx([0.0310398], abs=1e-6)
    head, *rows = table.read_text().splitlines()
    (tmp_path / "longer.csv").write_text("\n".join([head, *rows, *rows]))
    assert [each["rows"] for each in answers(made, tmp_path / "longer.csv")] == [[1, 6], [7, 12]]
    contract = tomllib.loads((made.folder / "series.contract.toml").read_text(encoding="utf-8"))
    assert contract["inputs"][0]["columns"] == ["a", "b", "c"]


@needs_cases
def test_one_number_with_two_names_is_a_choice_between_them(tmp_path: Path) -> None:
    made = export(
        ["export", str(case("two-labels-one-sigmoid", "churn.keras")), "--labels",
         str(case("two-labels-one-sigmoid", "labels.txt")), "--product", "native"],
        tmp_path,
    )  # fmt: skip
    (tmp_path / "rows.csv").write_text("0.1,0.2,0.3,0.4\n")
    (answer,) = answers(made, tmp_path / "rows.csv")
    assert [entry["label"] for entry in answer["top"]] == ["leaves", "stays"]
    assert [entry["score"] for entry in answer["top"]] == pytest.approx([0.7348356, 0.2651644], abs=1e-6)
