"""Tests of names whose number is wrong, in the real window: said at their buttons, to be mended or removed there."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import SAMPLES
from tests.ui.helpers import READ_MS, click, drop, find, wait_for, wait_read, words
from ui.pages.contract import ContractPage
from ui.shell.page_set import CONTRACT, MODEL, PRECISION
from ui.shell.wizard import Wizard

DIGITS = SAMPLES / "digits.keras"


@pytest.fixture
def three(tmp_path: Path) -> Path:
    file = tmp_path / "three.txt"
    file.write_text("zero\none\ntwo\n", encoding="utf-8")
    return file


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """The sample's model without the labels that lie beside it."""
    (tmp_path / "alone").mkdir()
    return Path(shutil.copy(DIGITS, tmp_path / "alone"))


def at_contract(qtbot: QtBot, wizard: Wizard, model: Path = DIGITS) -> ContractPage:
    wizard.opening.open(model)
    wait_read(qtbot, wizard)
    wizard.go_to(CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    return page


def is_in_view(page: ContractPage, part: QWidget) -> bool:
    """Whether a part of the page lies within what is shown of it."""
    top = part.mapTo(page.viewport(), part.rect().topLeft()).y()
    return top >= 0 and top + part.height() <= page.viewport().height()


def editor_of(page: ContractPage) -> QPlainTextEdit:
    return find(page, "Labels, one per line", QPlainTextEdit)


def type_lines(qtbot: QtBot, editor: QPlainTextEdit, *lines: str) -> None:
    """Types lines, with Enter between them."""
    for number, line in enumerate(lines):
        if number:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.keyClicks(editor, line)


def choose_labels(qtbot: QtBot, page: ContractPage, file: Path, monkeypatch: pytest.MonkeyPatch, expected: str) -> None:
    monkeypatch.setattr("ui.widgets.dialogs.choose_file", lambda *_args: file)
    page.ensureWidgetVisible(find(page, "Labels from a file..."))
    click(qtbot, find(page, "Labels from a file..."))
    qtbot.waitUntil(lambda: expected in words(page), timeout=READ_MS)


def test_labels_of_the_wrong_number_stand_in_the_editor_and_are_mended_there(
    wizard: Wizard, qtbot: QtBot, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_contract(qtbot, wizard)
    choose_labels(qtbot, page, three, monkeypatch, "3 labels, 10 needed")
    editor = editor_of(page)
    assert editor.toPlainText() == "zero\none\ntwo"
    assert "the model does not have as many answers" not in words(page), "it is said once, where it is mended"
    assert [problem.message for problem in page.problems()] == ["3 labels, 10 needed"]
    assert wizard.reason
    qtbot.waitUntil(lambda: editor.hasFocus() and is_in_view(page, editor))
    qtbot.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    type_lines(qtbot, editor, "", "three", "four", "five", "six", "seven", "eight", "nine")
    assert "10 of 10 labels" in words(page)
    click(qtbot, find(page, "Use these labels"))
    qtbot.waitUntil(lambda: "10 labels: zero, one, two" in words(page), timeout=READ_MS)
    qtbot.waitUntil(lambda: not wizard.reason)
    assert not editor.isVisible()


def test_a_sample_that_comes_before_the_labels_fit_says_what_it_waits_for_and_is_tried_then(
    wizard: Wizard, qtbot: QtBot, three: Path
) -> None:
    page = at_contract(qtbot, wizard)
    first, second = sorted((SAMPLES / "digits" / "7").glob("*.png"))[:2]
    drop(wizard, first)
    qtbot.waitUntil(lambda: "Its answer" in words(page.trial), timeout=READ_MS)
    drop(wizard, three)
    qtbot.waitUntil(lambda: "3 labels, 10 needed" in words(page), timeout=READ_MS)
    drop(wizard, second)
    wait_for(qtbot, page, f"{second.name} is tried as soon as this is settled: 3 labels, 10 needed.")
    assert "Its answer" not in words(page.trial), "it is the answer to the picture before"
    click(qtbot, find(page, "Without labels"))
    qtbot.waitUntil(lambda: "Its answer" in words(page.trial), timeout=READ_MS)
    assert second.name in words(page.trial)
    assert "is tried as soon as" not in words(page.trial)


def test_other_labels_close_the_field_with_those_of_the_wrong_number(
    wizard: Wizard, qtbot: QtBot, three: Path, tmp_path: Path
) -> None:
    page = at_contract(qtbot, wizard)
    drop(wizard, three)
    wait_for(qtbot, page, "3 labels, 10 needed")
    editor = editor_of(page)
    ten = tmp_path / "ten.txt"
    ten.write_text("\n".join(f"digit {at}" for at in range(10)))
    drop(wizard, ten)
    qtbot.waitUntil(lambda: "10 labels: digit 0" in words(page), timeout=READ_MS)
    assert not editor.isVisible()
    assert "3 of 10 labels" not in words(page)
    click(qtbot, find(page, "Type or paste labels"))
    assert editor_of(page).toPlainText().startswith("digit 0\ndigit 1")


@pytest.mark.proof
def test_labels_of_the_wrong_number_can_be_removed(
    wizard: Wizard, qtbot: QtBot, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_contract(qtbot, wizard)
    choose_labels(qtbot, page, three, monkeypatch, "3 labels, 10 needed")
    editor = editor_of(page)
    click(qtbot, find(page, "Without labels"))
    wait_for(qtbot, page, "No labels: the 10 answers are numbered.")
    qtbot.waitUntil(lambda: not wizard.reason, timeout=READ_MS)
    assert wizard.state.get("contract", "labels") is None
    assert not editor.isVisible()
    assert find(page, "Type or paste labels").hasFocus()
    assert "the model does not have as many answers" not in words(page)


def test_a_job_whose_labels_do_not_fit_opens_where_they_are_mended(
    wizard: Wizard, qtbot: QtBot, three: Path, tmp_path: Path
) -> None:
    job = tmp_path / "job.toml"
    job.write_text(f'[model]\npath = "{DIGITS}"\n[contract]\nlabels = "{three}"\n', encoding="utf-8")
    wizard.opening.open(job)
    wait_read(qtbot, wizard)
    qtbot.waitUntil(lambda: wizard.at == CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    wait_for(qtbot, page, "3 labels, 10 needed")
    assert editor_of(page).toPlainText() == "zero\none\ntwo"
    wizard.go_to(PRECISION)
    assert wizard.at == CONTRACT
    click(qtbot, find(page, "Without labels"))
    qtbot.waitUntil(lambda: not wizard.reason, timeout=READ_MS)


@pytest.mark.proof
def test_a_job_whose_labels_are_gone_lets_them_be_removed(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    job = tmp_path / "job.toml"
    gone = tmp_path / "gone.txt"
    job.write_text(f'[model]\npath = "{DIGITS}"\n[contract]\nlabels = "{gone}"\n', encoding="utf-8")
    wizard.opening.open(job)
    wait_read(qtbot, wizard)
    assert wizard.at in (MODEL, CONTRACT)
    wizard.go_to(CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    wait_for(qtbot, page, "The labels in gone.txt cannot be read.")
    click(qtbot, find(page, "Without labels"))
    qtbot.waitUntil(lambda: not wizard.reason, timeout=READ_MS)


@pytest.mark.proof
def test_a_file_that_holds_no_labels_is_refused_at_the_button_and_changes_nothing(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_contract(qtbot, wizard)
    picture = SAMPLES / "digits" / "7"
    choose_labels(qtbot, page, next(picture.glob("*.png")), monkeypatch, "cannot be read")
    assert wizard.state.table("contract") == {}
    assert not wizard.reason


def test_the_editor_opens_in_view_with_what_is_there_and_keeps_what_is_typed(
    wizard: Wizard, qtbot: QtBot, alone: Path
) -> None:
    page = at_contract(qtbot, wizard, alone)
    wizard.resize(860, 600)
    button = find(page, "Type or paste labels")
    page.verticalScrollBar().setValue(0)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    editor = editor_of(page)
    qtbot.waitUntil(lambda: editor.hasFocus() and is_in_view(page, editor))
    qtbot.waitUntil(lambda: is_in_view(page, find(page, "Use these labels")))
    type_lines(qtbot, editor, *"abcdefghij")
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert not editor.isVisible()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert editor.toPlainText() == "\n".join("abcdefghij"), "closing it forgets nothing"
    click(qtbot, find(page, "Use these labels"))
    qtbot.waitUntil(lambda: "10 labels: a, b, c" in words(page), timeout=READ_MS)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert editor.toPlainText() == "\n".join("abcdefghij")
