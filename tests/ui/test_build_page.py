"""Tests of the build page, fed with events: what it shows, and how its log is filtered and copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from builder.events import Event, JobStarted, LogLine, StepFinished, StepProgress, StepStarted
from builder.plan import EXPORT_STEPS
from tests.ui.helpers import click, words
from ui.pages.build import BuildPage
from ui.shell.page_set import BUILD
from ui.shell.wizard import Wizard

EVENTS: list[Event] = [
    JobStarted(name="digits", folder="/", steps=EXPORT_STEPS),
    StepStarted(step="compile", title="Compile the runner"),
    LogLine(step="compile", level="debug", text="[1/49] Building"),
    LogLine(step="compile", level="info", text="The runner is compiled."),
    StepFinished(step="compile", status="ok", seconds=2.0),
    StepStarted(step="convert", title="Convert the model"),
    StepProgress(step="convert", fraction=0.5, text="Calibrating", done=12, total=20),
    LogLine(step="convert", level="warning", text="Few samples."),
]


def build_page(wizard: Wizard) -> BuildPage:
    page = wizard.pages[BUILD]
    assert isinstance(page, BuildPage)
    run = wizard.services.run
    run.started.emit()  # the window turns to the page, as for an export
    run.take(EVENTS)
    return page


def test_steps_show_what_they_do_and_the_bar_how_far_the_whole_is(wizard: Wizard, qtbot: QtBot) -> None:
    page = build_page(wizard)
    qtbot.waitUntil(lambda: "Calibrating (12 / 20)" in words(page))
    shown = words(page)
    assert "Compile the runner\ndone" in shown
    assert "Pack the program\nwaits" in shown
    weights = {step.id: step.weight for step in EXPORT_STEPS}
    expected = (weights["compile"] + weights["convert"] / 2) / sum(weights.values())
    assert page.bar.value() == round(expected * 1000)


def test_the_folded_log_shows_its_last_line_and_not_a_tools_chatter(wizard: Wizard, qtbot: QtBot) -> None:
    page = build_page(wizard)
    qtbot.waitUntil(lambda: "Few samples." in words(page))
    wizard.services.run.take([LogLine(step="convert", level="debug", text="warnings.warn(")])
    assert "warnings.warn(" not in words(page)


def test_the_log_filters_by_step_and_level_and_copies_what_is_selected(wizard: Wizard, qtbot: QtBot) -> None:
    page = build_page(wizard)
    qtbot.waitUntil(lambda: page.fold.head.isVisible())
    click(qtbot, page.fold.head)
    qtbot.waitUntil(lambda: page.log.lines.isVisible())
    model = page.log.model
    assert model.rowCount() == 3
    page.log.step.setCurrentIndex(page.log.step.findData("compile"))
    page.log.step.picked.emit("compile")
    assert model.text() == "[1/49] Building\nThe runner is compiled.\n"
    page.log.level.show_value("info")
    page.log.level.picked.emit("info")
    assert model.text() == "The runner is compiled.\n"
    page.log.lines.setFocus()
    qtbot.keyClick(page.log.lines, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.log.lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "The runner is compiled.\n"


def test_the_oldest_lines_go_when_there_are_too_many(wizard: Wizard) -> None:
    page = build_page(wizard)
    lines = [LogLine(step="convert", level="info", text=str(number)) for number in range(30_000)]
    page.log.add(lines)
    assert page.log.model.rowCount() <= 20_000
    assert page.log.model.last == "29999"
