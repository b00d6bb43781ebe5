"""Tests of mean and spread from training data on the page about input and answers: one click, and what it says."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from builder.contract.choice import ContractChoice
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.errors import ErrorText
from tests.ui.helpers import click, words
from tests.ui.pages_choices import Question, Room, make_room, shown
from ui.pages.contract import ContractPage

WEATHER = ModelInfo(
    kind="keras3", format="keras", source_bytes=1, source_sha256="0" * 64, final_activation="linear",
    inputs=(TensorInfo(name="x", shape=(1, 6, 2), dtype="float32"),),
    outputs=(TensorInfo(name="y", shape=(1, 1), dtype="float32"),),
)  # fmt: skip


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    return make_room(tmp_path)


def answer(room: Room) -> None:
    """The helper's part: the contract that the choices lead to."""
    made = guess(WEATHER, ContractChoice.model_validate(room.state.table("contract")))
    room.state.guessed(made.contract, made.warnings)


def asked(qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch, **choices: Any) -> tuple[ContractPage, Question]:
    """The page whose user chose a file of training data, and the question to the helper."""
    room.state.choose_model(room.folder / "model.keras")
    room.state.draft.tables["contract"] = dict(choices)
    room.state.inspected(WEATHER)
    answer(room)
    page = shown(qtbot, ContractPage(room.services))
    monkeypatch.setattr("ui.widgets.dialogs.choose_file", lambda *_args: room.folder / "train.csv")
    click(qtbot, page.input.scaler.choose)
    (question,) = room.helper.of("table_stats")
    return page, question


def test_one_click_computes_mean_and_spread_and_names_the_columns(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, question = asked(qtbot, room, monkeypatch, mean=[1.0, 2.0])
    assert question.arguments["file"] == str(room.folder / "train.csv")
    assert question.arguments["contract"]["mean"] is None, "what does not fit does not stand in the way"
    assert "The training data are being read" in words(page)
    question.then(
        {
            "mean": [12.5, 1013],
            "std": [8, 9.25],
            "names": ["temperature", "pressure"],
            "notes": ["1 empty cell was left out."],
        }
    )
    answer(room)
    assert room.state.table("contract") == {
        "input_kind": "table", "columns": ["temperature", "pressure"], "mean": [12.5, 1013], "std": [8, 9.25],
    }  # fmt: skip
    assert (page.input.mean.text(), page.input.std.text()) == ("12.5, 1013", "8, 9.25")
    assert "Computed from train.csv. 1 empty cell was left out." in words(page)
    assert "The training data are being read" not in words(page)


def test_the_users_own_names_of_columns_stay(qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    page, question = asked(qtbot, room, monkeypatch, input_kind="table", columns=["a", "b"])
    question.then({"mean": [1, 2], "std": [3, 4], "names": ["c", "d"], "notes": []})
    answer(room)
    assert room.state.get("contract", "columns") == ["a", "b"]
    assert page.problems() == []


def test_what_cannot_be_used_is_said_beside_the_button(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, question = asked(qtbot, room, monkeypatch)
    question.otherwise(
        ErrorText(what="train.csv is not opened: it is Python code", why="It would run.", do="Save it as CSV.")
    )
    assert "it is Python code. It would run. Save it as CSV." in words(page)
    assert "mean" not in room.state.table("contract")


def test_another_model_forgets_the_question(qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    page, question = asked(qtbot, room, monkeypatch)
    room.state.choose_model(room.folder / "other.keras")
    assert question.forgotten
    assert "The training data are being read" not in words(page)
