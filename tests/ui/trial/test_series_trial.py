"""Tests of trying a series and two names in the window, with real programs, their originals and the real helper."""

from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.support.page_programs import contract_of
from tests.ui.helpers import click, drop, find, words
from tests.ui.trial.trial_programs import both_answered, finished_program, opened_panel
from ui.shell.wizard import Wizard
from ui.widgets.trial.series_field import SeriesField

DAYS = "4,40,1004\n8,50,1007\n10,60,1010\n12,60,1013\n"


def test_rows_are_pasted_and_a_longer_table_is_stepped_through_in_parts(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "series"))
    field = find(panel, "Rows for weather", QPlainTextEdit)
    assert "4 rows with temperature, humidity, pressure" in words(panel)
    click(qtbot, find(panel, "Answer"))
    assert "There are no rows yet." in words(panel)
    field.setPlainText(DAYS.replace(",", "\t"))
    click(qtbot, find(panel, "Answer"))
    both_answered(qtbot, panel)
    for column in (panel.answers.original, panel.answers.program):
        assert "15 degrees" in words(column)
    table = tmp_path / "week.csv"
    table.write_text("temperature,humidity,pressure\n" + DAYS + "".join(reversed(DAYS.splitlines(keepends=True))))
    drop(panel.drop, table)
    qtbot.waitUntil(lambda: "Part 1 of 2" in words(panel), timeout=90_000)
    both_answered(qtbot, panel)
    assert field.toPlainText().splitlines()[:2] == ["temperature,humidity,pressure", "4,40,1004"]
    click(qtbot, find(panel, "Next part"))
    both_answered(qtbot, panel)
    assert "1 degrees" in words(panel.answers.program)
    assert panel.answers.agreement is not None
    assert panel.answers.agreement.same


def test_two_names_are_shown_with_their_shares(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "choice"))
    table = tmp_path / "one.csv"
    table.write_text("months,calls\n30,1\n")
    drop(panel.drop, table)
    qtbot.waitUntil(lambda: panel.answers.isVisible(), timeout=90_000)
    both_answered(qtbot, panel)
    for column in (panel.answers.original, panel.answers.program):
        assert "stays" in words(column)
        assert "92.4%" in words(column)
        assert "leaves" in words(column)
    assert "Same answer" in words(panel.answers.program)


def test_a_series_of_any_length_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    entry = contract_of("series").inputs[0].model_copy(update={"shape": (1, -1, 3), "columns": ()})
    field = SeriesField(entry)
    qtbot.addWidget(field)
    field.show()
    assert "Rows of 3 numbers, as many as you like." in words(field)
    field.show_values([1.0, 2.5, 3.0, 4.0, 5.0, 6.0])
    assert field.pasted.toPlainText() == "1,2.5,3\n4,5,6\n"
    written = field.written(tmp_path / "rows.csv")
    assert written is not None
    assert written.read_text() == "1,2.5,3\n4,5,6\n\n"
