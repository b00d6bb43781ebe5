"""Tests of the first page with models that are quantized already or were trained for int8."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.pages_choices import make_room, picture_model, read_in, shown, texts
from ui.pages.model import ModelPage
from ui.widgets.basic import Button


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "tflite", "format": "tflite", "precision": "int8"}, "already int8 (weights and activations)"),
        ({"kind": "savedmodel", "format": "savedmodel", "trained_for_int8": True}, "QAT: trained for int8"),
        ({"kind": "tflite", "format": "tflite", "precision": "float32"}, ""),
        ({}, ""),
    ],
)
def test_what_a_model_already_is_stands_among_its_facts(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, facts: dict[str, Any], words: str
) -> None:
    room = make_room(tmp_path)
    read_in(room, picture_model(**facts))
    said = texts(shown(qtbot, ModelPage(room.services)))
    assert "parameters" in said
    assert words in said
    if not words:
        assert "already" not in said
        assert "QAT" not in said


def test_recent_jobs_that_are_called_alike_are_told_apart(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """Every export calls its job job.toml."""
    room = make_room(tmp_path)
    files = [tmp_path / "cats" / "job.toml", tmp_path / "dogs" / "m.h5", tmp_path / "mice" / "m.h5"]
    for file in files:
        file.parent.mkdir()
        file.touch()
    room.settings.values.recent = files
    assert recent_of(shown(qtbot, ModelPage(room.services))) == ["cats/job.toml", "dogs/m.h5", "mice/m.h5"]
    room.settings.values.recent = files[1:2]
    assert recent_of(shown(qtbot, ModelPage(room.services))) == ["m.h5"]


def recent_of(page: ModelPage) -> list[str]:
    return sorted({button.text() for button in page.findChildren(Button) if button.property("look") == "link"})
