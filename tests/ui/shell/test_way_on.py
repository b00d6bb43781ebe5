"""Tests of Next in the real window: where it does not go on, it says why and leads to the control that helps."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from builder.job.draft import JobDraft
from tests.conftest import SAMPLES
from tests.ui.helpers import READ_MS, click, drop, find, to_summary, wait_for, wait_read
from ui.pages.contract import ContractPage
from ui.pages.history import HistoryPage
from ui.shell.page_set import CONTRACT, HISTORY, MODEL, PRECISION, PRODUCTS, SUMMARY
from ui.shell.wizard import Wizard
from ui.state.record import Record
from ui.widgets.step_list import StepButton


def is_in_sight(wizard: Wizard, name: str, kind: type[QWidget]) -> bool:
    """Whether a control of the page has the keyboard and lies in the part of the page that is shown."""
    focus, page = wizard.focusWidget(), wizard.page
    if focus is None or focus.accessibleName() != name or not isinstance(focus, kind):
        return False
    assert isinstance(page, QScrollArea)
    place = QRect(focus.mapTo(page.viewport(), focus.rect().topLeft()), focus.size())
    return page.viewport().rect().contains(place)


def led_to(qtbot: QtBot, wizard: Wizard, name: str, kind: type[QWidget] = QWidget) -> None:
    assert wizard.reason
    assert wizard.next_button.isEnabled()
    click(qtbot, wizard.next_button)
    qtbot.waitUntil(lambda: is_in_sight(wizard, name, kind))


def make_result(wizard: Wizard, name: str) -> None:
    (wizard.state.output / name).mkdir(parents=True)
    (wizard.state.output / name / "report.json").write_text("{}")


@pytest.fixture
def small(wizard: Wizard) -> Wizard:
    """A window of the least size, in which most controls are out of sight at first."""
    wizard.resize(860, 600)
    return wizard


def test_without_a_model_next_leads_to_the_choice_of_one(small: Wizard, qtbot: QtBot) -> None:
    small.setFocus()
    led_to(qtbot, small, "Browse...")
    assert small.reason == "No model has been chosen yet"


def test_next_leads_to_the_tick_that_trusts_a_model(small: Wizard, qtbot: QtBot, models: Path) -> None:
    drop(small, models / "with_lambda.keras")
    wait_read(qtbot, small)
    wait_for(qtbot, small.page, "sneaky")
    led_to(qtbot, small, "I trust this file")


def test_next_leads_to_the_field_of_each_problem(small: Wizard, qtbot: QtBot) -> None:
    drop(small, SAMPLES / "digits.keras")
    assert not small.next_button.isEnabled(), "what ends by itself needs no press"
    assert small.reason == "The model is still being read"
    wait_read(qtbot, small)
    state = small.state
    wrong: list[tuple[int, Callable[[], object], str, Callable[[], object]]] = [
        (
            PRECISION, lambda: state.put("precision", "precision", precision="int8"), "Choose folder...",
            lambda: state.put("precision", "precision", precision=None),
        ),
        (
            PRODUCTS, lambda: state.put("app", "products", name=""), "Name",
            lambda: state.put("app", "products", name="digits"),
        ),
        (
            PRODUCTS, lambda: state.put("app", "products", version="1 0"), "Version",
            lambda: state.put("app", "products", version=None),
        ),
        (
            PRODUCTS, lambda: state.put("output", "products", folder=""), "Output folder",
            lambda: state.put("output", "products", folder=str(small.services.folder / "out")),
        ),
        (
            PRODUCTS, lambda: state.choose_products([]), "Anyone, in a browser",
            lambda: state.choose_products([{"product": "onefile", "platform": "linux-x64"}]),
        ),
    ]  # fmt: skip
    for index, spoil, name, mend in wrong:
        small.go_to(index)
        assert small.reason == "", name
        spoil()
        led_to(qtbot, small, name)
        assert small.at == index
        mend()
        assert small.reason == "", name


def test_next_leads_to_a_number_that_cannot_be_read(small: Wizard, qtbot: QtBot) -> None:
    drop(small, SAMPLES / "digits.keras")
    wait_read(qtbot, small)
    small.go_to(CONTRACT)
    page = small.page
    assert isinstance(page, ContractPage)
    page.input._scaling_picked("custom")
    qtbot.waitUntil(page.input.mean.isVisible, timeout=READ_MS)
    page.input.mean.setFocus()
    page.input.mean.selectAll()
    qtbot.keyClicks(page.input.mean, "much")
    qtbot.keyClick(page.input.mean, Qt.Key.Key_Tab)
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    led_to(qtbot, small, "Mean", QLineEdit)


def test_a_problem_of_an_earlier_page_is_named_and_led_to(small: Wizard, qtbot: QtBot) -> None:
    drop(small, SAMPLES / "digits.keras")
    wait_read(qtbot, small)
    small.go_to(PRODUCTS)
    small.state.put("precision", "precision", precision="int8")
    assert small.reason.startswith("First, on the page Precision: ")
    led_to(qtbot, small, "Choose folder...")
    assert small.at == PRECISION


def test_a_blocked_step_leads_to_what_is_in_its_way(small: Wizard, qtbot: QtBot) -> None:
    to_summary(qtbot, small)
    small.state.put("app", "products", name="")
    small.go_to(MODEL)
    step = next(each for each in small.findChildren(StepButton) if each.text() == "Summary")
    assert step.state.status == "blocked"
    click(qtbot, step)
    qtbot.waitUntil(lambda: is_in_sight(small, "Name", QLineEdit))
    assert small.at == PRODUCTS


@pytest.mark.parametrize("way", ["job", "history"])
def test_a_result_that_exists_is_asked_about_at_once_and_one_press_takes_a_free_name(
    small: Wizard, qtbot: QtBot, tmp_path: Path, way: str
) -> None:
    draft = JobDraft()
    draft.set("model", path=str(SAMPLES / "digits.keras"))
    draft.set("app", name="numbers")
    draft.set("output", folder=str(small.state.output))
    job = draft.freeze().to_toml(None)
    make_result(small, "numbers")
    if way == "job":
        (tmp_path / "job.toml").write_text(job)
        drop(small, tmp_path / "job.toml")
    else:
        history = small.services.history
        history.add(
            Record(
                id=history.new_id(), created="2026-11-24T06:15:00+0000", name="numbers", status="done", seconds=3.0,
                job=job, model=SAMPLES / "digits.keras", precision="float32",
            )
        )  # fmt: skip
        small.show_aside(HISTORY)
        page = small.pages[HISTORY]
        assert isinstance(page, HistoryPage)
        again = next(each for each in page.cards[0].buttons if each.text() == "Run again")
        qtbot.waitUntil(again.isVisible)
        click(qtbot, again)
    qtbot.waitUntil(lambda: is_in_sight(small, "Take the name numbers-2", QWidget), timeout=READ_MS)
    assert small.at == PRODUCTS
    page = small.pages[PRODUCTS]
    assert isinstance(page, QScrollArea)
    page.verticalScrollBar().setValue(0)
    led_to(qtbot, small, "Take the name numbers-2")
    click(qtbot, find(page, "Take the name numbers-2"))
    assert small.state.name == "numbers-2"
    click(qtbot, small.next_button)
    assert small.at == SUMMARY
