"""Tests of series, scalers and one number with two names, from the model file to the finished program."""

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
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


@needs_cases
def test_training_data_scale_the_columns_and_a_column_of_labels_tells_what_is_right(tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    rows = generator.normal((40.0, 900.0, 0.5, 3.0), (12.0, 300.0, 0.5, 1.0), (300, 4))
    head = "age,income,member,calls,churn"
    labelled = [",".join(map(repr, map(float, row))) + "," + ("leaves" if row[3] > 3 else "stays") for row in rows]
    (tmp_path / "train.csv").write_text("\n".join([head, *labelled]))
    made = export(
        ["export", str(case("two-labels-one-sigmoid", "churn.keras")), "--table-stats", str(tmp_path / "train.csv"),
         "--calibration", str(tmp_path / "train.csv"), "--product", "native"],
        tmp_path,
    )  # fmt: skip
    contract = tomllib.loads((made.folder / "churn.contract.toml").read_text(encoding="utf-8"))
    entry = contract["inputs"][0]
    assert entry["columns"] == ["age", "income", "member", "calls"]
    assert entry["mean"] == pytest.approx(rows.mean(axis=0), rel=1e-5)
    assert entry["std"] == pytest.approx(rows.std(axis=0), rel=1e-5)
    assert made.report["model"]["accuracy"]["samples"] > 0, "the column churn says what is right"
    against = made.product("native")["verified"]["against_source"]
    assert against["top1_agreement"] == 1.0
    assert "columns-not-scaled" not in {problem["id"] for problem in made.report["problems"]}
    (tmp_path / "one.csv").write_text("calls,age,member,income\n5,40,0,900\n")
    (answer,) = answers(made, tmp_path / "one.csv")
    assert {entry["label"] for entry in answer["top"]} == {"stays", "leaves"}, "they lie beside the model"
    assert sum(entry["score"] for entry in answer["top"]) == pytest.approx(1.0)
