"""Tests that programs made of models that take texts answer as Keras does."""

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.core.errors import ExitCode, LitecrateError
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from tests.conftest import ROOT, Exported, export
from tests.support.program import run_in_empty_environment, start

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def made_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    done = start([sys.executable, "-m", "tests.models.text_models", str(folder)], ROOT, os.environ)
    assert done.ok, done.errors
    return folder


def answers(made: Exported, *arguments: str | Path) -> list[dict[str, Any]]:
    done = run_in_empty_environment(made.program("native"), "--json", *map(str, arguments))
    assert done.ok, done.errors
    return [json.loads(line) for line in done.output.splitlines()]


def values(answer: dict[str, Any]) -> list[float]:
    (output,) = answer["outputs"].values()
    return output["values"]


@pytest.mark.parametrize("name", ["words.keras", "marks.keras", "letters.h5"])
def test_fifty_sentences_are_answered_as_keras_does(made_models: Path, tmp_path: Path, name: str) -> None:
    told = json.loads((made_models / "answers.json").read_text())
    made = export(["export", str(made_models / name), "--product", "native"], tmp_path)
    log = (made.folder / "build.log").read_text(encoding="utf-8")
    assert "48 texts are read as the original does." in log
    (tmp_path / "asked.json").write_text(json.dumps(told["asked"]))
    rows = answers(made, tmp_path / "asked.json")
    assert [row["row"] for row in rows] == [*range(1, 51)]
    np.testing.assert_allclose([values(row) for row in rows], told["answers"][name], rtol=0, atol=1e-6)
    spread = np.array(told["answers"][name])[:, 0]
    assert spread.max() - spread.min() > 0.02, "the sentences are told apart"
    (tmp_path / "one.txt").write_text(told["asked"][0] + "\n", encoding="utf-8")
    (answer,) = answers(made, tmp_path / "one.txt")
    np.testing.assert_allclose(values(answer), told["answers"][name][0], rtol=0, atol=1e-6)
    contract = tomllib.loads((made.folder / f"{name.split('.')[0]}.contract.toml").read_text(encoding="utf-8"))
    assert contract["inputs"][0]["kind"] == "text"
    assert contract["inputs"][0]["vocabulary"]


def test_a_text_beside_numbers_and_one_word_are_answered(made_models: Path, tmp_path: Path) -> None:
    told = json.loads((made_models / "answers.json").read_text())
    made = export(["export", str(made_models / "shop.keras"), "--product", "native"], tmp_path / "shop")
    for text, expected in zip(told["asked"], told["answers"]["shop.keras"], strict=False):
        (tmp_path / "given.json").write_text(json.dumps({"text": text, "numbers": [1.0, -2.0]}))
        (answer,) = answers(made, tmp_path / "given.json")
        np.testing.assert_allclose(values(answer), expected, rtol=0, atol=1e-6)
    (tmp_path / "review.txt").write_text(told["asked"][1], encoding="utf-8")
    (answer,) = answers(made, f"text={tmp_path / 'review.txt'}", "numbers=[1, -2]")
    np.testing.assert_allclose(values(answer), told["answers"]["shop.keras"][1], rtol=0, atol=1e-6)
    made = export(["export", str(made_models / "colour.keras"), "--product", "native"], tmp_path / "colour")
    (tmp_path / "named.json").write_text(json.dumps(told["named"]))
    rows = answers(made, tmp_path / "named.json")
    np.testing.assert_allclose([values(row) for row in rows], told["answers"]["colour.keras"], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "setting"), [("weighed.keras", "output_mode='tf_idf'"), ("hashed.keras", "num_oov_indices=2")]
)
def test_lookups_that_cannot_be_done_are_refused_by_their_setting(
    made_models: Path, tmp_path: Path, name: str, setting: str
) -> None:
    with (
        ChildSession(CancelToken(), lambda line: None, tmp_path, reading=[made_models]) as session,
        pytest.raises(LitecrateError, match="cannot be looked up") as refused,
    ):
        session.request("inspect", path=str(made_models / name))
    assert refused.value.code == ExitCode.UNSUPPORTED_MODEL
    assert refused.value.why.endswith(f"not known here: {setting}.")
