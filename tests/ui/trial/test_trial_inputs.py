"""Tests of trying programs of every kind on the page Done, with real programs, their originals and the real helper."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.support.page_programs import contract_of
from tests.support.page_samples import halves, tones
from tests.ui.helpers import click, drop, find, wait_for, words
from tests.ui.trial.trial_programs import both_answered, finished_program, opened_panel
from ui.shell.wizard import Wizard
from ui.widgets.trial.number_fields import NumberFields, number_of, numbers_in
from ui.widgets.trial.series_field import SeriesField


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_a_row_is_typed_into_fields_named_by_its_columns_and_answered_by_both(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "table"))
    fields = [find(panel, name, QLineEdit) for name in ("area", "rooms", "age")]
    assert [field.text() for field in fields] == ["120", "5", "50"], "the middle of what is usual"
    assert fields[0].accessibleDescription() == "20 to 220"
    for field, text in zip(fields, ("100,5", "4", "20"), strict=True):
        type_into(qtbot, field, text)
    qtbot.keyClick(fields[2], Qt.Key.Key_Return)
    both_answered(qtbot, panel)
    for column in (panel.answers.original, panel.answers.program):
        assert "Price" in words(column)
        assert "342 kEUR" in words(column), "3 * 100.5 + 10 * 4 - 20 + 20"
    assert panel.answers.agreement is not None
    assert panel.answers.agreement.same
    assert "Same answer" in words(panel.answers.program)


def test_what_is_no_number_is_marked_and_named_and_nothing_is_asked(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "table"))
    rooms = find(panel, "rooms", QLineEdit)
    type_into(qtbot, rooms, "four")
    click(qtbot, find(panel, "Answer"))
    assert rooms.property("wrong") == "true"
    assert rooms.hasFocus()
    assert "\u201cfour\u201d is not a number." in words(panel)
    assert not panel.busy
    rooms.clear()
    click(qtbot, find(panel, "Answer"))
    assert "1 number is missing." in words(panel)
    type_into(qtbot, rooms, "4")
    assert rooms.property("wrong") == "false"
    assert "missing" not in words(panel)


def test_a_pasted_row_fills_all_fields_and_one_too_long_says_so(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "table"))
    fields = [find(panel, name, QLineEdit) for name in ("area", "rooms", "age")]
    QGuiApplication.clipboard().setText("80\t3\t1")
    fields[1].setFocus()
    qtbot.keyClick(fields[1], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [field.text() for field in fields] == ["80", "3", "1"]
    QGuiApplication.clipboard().setText("1;2;3;4")
    qtbot.keyClick(fields[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "4 numbers were pasted, and 3 are taken." in words(panel)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1,2,3", ["1", "2", "3"]),
        ("1, 2, 3", ["1", "2", "3"]),
        ("1,5;2,5", ["1,5", "2,5"]),
        ("1,5\t2,5", ["1,5", "2,5"]),
        ("1,5 2,5", ["1,5", "2,5"]),
        ("1.5 2.5\n", ["1.5", "2.5"]),
        ("7", ["7"]),
        ("", []),
    ],
)
def test_a_pasted_row_is_parted_as_it_was_meant(text: str, cells: list[str]) -> None:
    assert numbers_in(text) == cells


def test_numbers_are_read_with_a_dot_or_a_comma_and_nothing_endless() -> None:
    found = [number_of(text) for text in ("1,5", "-2.5e3", "\u22121", " 4 ", "nan", "inf", "1e999", "", "x")]
    assert found == [1.5, -2500, -1, 4, None, None, None, None, None]


def test_a_dropped_table_fills_the_fields_and_its_rows_are_stepped_through(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "table"))
    table = tmp_path / "houses.csv"
    table.write_text("area,rooms,age\n100,4,20\n80,3,1\n", encoding="utf-8")
    drop(panel.drop, table)
    qtbot.waitUntil(lambda: panel.answers.isVisible(), timeout=90_000)
    both_answered(qtbot, panel)
    assert find(panel, "area", QLineEdit).text() == "100"
    assert "Row 1 of 2" in words(panel)
    assert "340 kEUR" in words(panel.answers.program)
    click(qtbot, find(panel, "Next row"))
    both_answered(qtbot, panel)
    assert find(panel, "area", QLineEdit).text() == "80"
    assert "289 kEUR" in words(panel.answers.original)
    type_into(qtbot, find(panel, "area", QLineEdit), "1")
    assert "Row 2" not in words(panel)


def test_a_dropped_table_that_is_none_is_told_and_the_fields_stay(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "table"))
    table = tmp_path / "houses.csv"
    table.write_text("area,rooms\n100,4\n", encoding="utf-8")
    drop(panel.drop, table)
    wait_for(qtbot, panel, "houses.csv")
    assert find(panel, "area", QLineEdit).text() == "120"


def test_a_sound_is_drawn_with_its_seconds_and_the_parts_that_were_answered(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "tone"))
    drop(panel.drop, tones(tmp_path / "tones.wav"))
    both_answered(qtbot, panel)
    wave = panel.answers.sample.wave
    qtbot.waitUntil(wave.isVisible, timeout=30_000)
    assert wave.accessibleName() == "A sound, 1 s long"
    assert len(wave._windows) == 5
    picture = wave.grab().toImage()
    middle = picture.height() * 44 // 108
    blue = [
        picture.pixelColor(x, middle).blue() > picture.pixelColor(x, middle).red() + 40 for x in range(picture.width())
    ]
    assert sum(blue) > picture.width() * 0.8, "the shape is drawn all along"
    assert panel.answers.original.view.bars.accessibleName() == panel.answers.program.view.bars.accessibleName()
    assert "440 Hz" in panel.answers.program.view.bars.accessibleName()
    assert panel.answers.agreement is not None
    assert panel.answers.agreement.same


def test_a_mask_lies_over_its_picture_in_both_columns_and_can_be_faded(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "mask"))
    drop(panel.drop, halves(tmp_path / "halves.png"))
    both_answered(qtbot, panel)
    (ours,), (theirs,) = panel.answers.program.view.masks, panel.answers.original.view.masks
    assert "red  50%" in words(panel.answers.program)
    assert ours.layers.accessibleName() == "Mask: red 50%, blue 50%"
    assert panel.answers.agreement is not None
    assert panel.answers.agreement.words == "Same mask"
    covered = ours.layers.grab().toImage().pixelColor(10, 10)
    qtbot.keyClick(ours.slider, Qt.Key.Key_End)
    whole = ours.layers.grab().toImage().pixelColor(10, 10)
    assert whole.name() == "#e5484d", "the palette's own colour"
    assert covered != whole
    assert theirs.slider.value() == 100, "both show it alike"
    where = QPointF(ours.slider.rect().center())
    wheel = QWheelEvent(
        where, ours.slider.mapToGlobal(where), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(ours.slider, wheel)
    assert ours.slider.value() == 100
    click(qtbot, ours.switch)
    assert ours.layers.grab().toImage().pixelColor(10, 10).name() == "#dc1e1e", "the picture alone"
    assert not theirs.switch.isChecked()


def test_a_picture_that_comes_out_is_shown(qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "picture"))
    drop(panel.drop, halves(tmp_path / "halves.png"))
    both_answered(qtbot, panel)
    assert find(panel.answers.program, "The picture that came out: negative", QLabel).pixmap().width() > 100
    assert panel.answers.agreement is not None
    assert panel.answers.agreement.words == "Same picture"


def test_each_of_several_inputs_has_its_own_place_and_the_answer_comes_when_all_are_there(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "two"))
    left, right = panel.input.parts["left"], panel.input.parts["right"]
    assert "Still missing: left, right" in words(panel)
    click(qtbot, find(panel, "Answer"))
    assert not panel.busy
    (tmp_path / "left.csv").write_text("1,2,3,4\n", encoding="utf-8")
    drop(left.drop, tmp_path / "left.csv")
    assert "Still missing: right" in words(panel)
    assert "left.csv" in words(left)
    rows = left.numbers
    assert isinstance(rows, SeriesField)
    qtbot.waitUntil(lambda: rows.pasted.toPlainText().split() == ["1,2", "3,4"], timeout=60_000)
    assert isinstance(right.numbers, NumberFields)
    for field, text in zip(right.numbers.fields, ("10", "20"), strict=True):
        type_into(qtbot, field, text)
    assert "Still missing" not in words(panel)
    click(qtbot, find(panel, "Answer"))
    qtbot.waitUntil(lambda: panel.answers.isVisible(), timeout=60_000)
    both_answered(qtbot, panel)
    for column in (panel.answers.original, panel.answers.program):
        assert "13" in words(column)
        assert "27" in words(column)
    assert "left.csv, right" in words(panel.answers)


def test_the_original_that_is_gone_is_said_and_the_program_answers_alone(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    finished = finished_program(tmp_path / "made", page_programs, "table")
    (tmp_path / "made" / "job.toml").write_text('schema = 1\n[model]\npath = "/nowhere/a.keras"\n', encoding="utf-8")
    panel = opened_panel(qtbot, wizard, finished)
    click(qtbot, find(panel, "Answer"))
    both_answered(qtbot, panel)
    assert "The original is not at /nowhere/a.keras any more." in words(panel.answers.original)
    assert panel.answers.program.has_answer
    assert "Same answer" not in words(panel)


def test_another_model_in_the_originals_place_is_not_asked(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    finished = finished_program(tmp_path / "made", page_programs, "table")
    other = tmp_path / "table.tflite"
    other.write_bytes((page_programs / "labels.tflite").read_bytes())
    (tmp_path / "made" / "job.toml").write_text(f'schema = 1\n[model]\npath = "{other}"\n', encoding="utf-8")
    panel = opened_panel(qtbot, wizard, finished)
    click(qtbot, find(panel, "Answer"))
    both_answered(qtbot, panel)
    assert "The model table.tflite has changed." in words(panel.answers.original)
    assert panel.answers.program.has_answer


def test_another_answer_is_marked(qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path) -> None:
    """The original is asked by another contract than the one inside the program, so that they differ."""
    contract = contract_of("table")
    entry = contract.inputs[0].model_copy(update={"std": (2.0,), "scaling": "custom"})
    contract = contract.model_copy(update={"inputs": (entry,)})
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "table", contract))
    click(qtbot, find(panel, "Answer"))
    both_answered(qtbot, panel)
    assert "Another answer: it differs by up to 180" in words(panel.answers.program)
    assert panel.answers.program.verdict.property("tone") == "caution"


def test_while_the_original_loads_a_sign_with_words_is_shown_and_stop_ends_it(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "table"))
    click(qtbot, find(panel, "Answer"))
    assert panel.answers.original.waiting.isVisible()
    assert panel.answers.original.waiting.words.text()
    both_answered(qtbot, panel)
    assert not panel.answers.original.waiting.isVisible()
    assert "until it was there" in words(panel.answers.original)
    assert "with starting the program" in words(panel.answers.program)
    assert "with TensorFlow, which it needs" in words(panel.answers.original)
    assert "10.3 MB, with everything it needs" in words(panel.answers.program)


@pytest.mark.parametrize("way", ["its button", "another result"])
def test_an_answer_that_comes_after_the_panel_was_closed_is_for_nobody(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path, way: str
) -> None:
    finished = finished_program(tmp_path / "made", page_programs, "table")
    panel = opened_panel(qtbot, wizard, finished)
    click(qtbot, find(panel, "Answer"))
    with qtbot.waitSignal(panel.destroyed, timeout=30_000):
        if way == "its button":
            click(qtbot, find(panel, "Close"))
        else:
            wizard.services.state.ended(finished)
    heard: list[object] = []
    wizard.services.assistant.ask("doctor", heard.append, heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=90_000)  # answers come in the order of the questions
