"""Tests of the history page: records as cards, and the actions of each."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from builder.job.draft import JobDraft
from builder.report.report import LightState
from tests.ui.pages_results import (
    ANSWERING,
    button,
    finished_in,
    product,
    record,
    report_of,
    script,
    services_in,
    texts,
)  # fmt: skip
from ui.pages.history import HistoryPage
from ui.state.record import Record
from ui.texts.history_words import local_time, outcome_of
from ui.widgets import dialogs
from ui.widgets.lights import LightLine


def page_of(qtbot: QtBot, folder: Path, *records: Record) -> HistoryPage:
    services = services_in(folder)
    for one in records:
        services.history.add(one)
    page = HistoryPage(services)
    qtbot.addWidget(page)
    page.resize(804, 660)
    page.show()
    return page


def names(page: HistoryPage) -> list[str]:
    return [card.record.name for card in page.cards]


def test_an_empty_history_is_one_calm_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path)
    assert page.empty.text().startswith("Nothing has been exported yet.")
    assert not page.cards
    assert not page.search.isVisible()


def test_records_are_listed_the_newest_first_with_what_became_of_them(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(
        qtbot, tmp_path, record(1), record(2, status="failed", error="The disk is full"),
        record(3, status="not-verified", precision="int8"), record(4, status="cancelled", bytes=0),
    )  # fmt: skip
    assert names(page) == ["digits-4", "digits-3", "digits-2", "digits-1"]
    assert "Cancelled" in texts(page.cards[0])
    assert "Made, and its check failed" in texts(page.cards[1])
    assert "int8" in texts(page.cards[1])
    assert "Failed" in texts(page.cards[2])
    assert "The disk is full." in texts(page.cards[2])
    shown = texts(page.cards[3])
    assert "Made by an earlier version" in shown
    assert "All 20 answers equal" in shown
    assert "10.3 MB" in shown


def test_a_record_added_meanwhile_is_shown_on_entering(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, record(1))
    page.services.history.add(record(2))
    page.entered()
    assert names(page) == ["digits-2", "digits-1"]


def test_run_again_gives_the_job_as_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, record(1))
    with qtbot.waitSignal(page.job_wanted) as asked:
        qtbot.mouseClick(button(page, "Run again"), Qt.MouseButton.LeftButton)
    draft = asked.args[0]
    assert isinstance(draft, JobDraft)
    assert draft.tables["model"] == {"path": "/models/digits.keras"}
    assert draft.tables["app"]["name"] == "digits-1"


def test_duplicate_gives_the_job_the_next_free_name(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "digits-2").mkdir(parents=True)
    job = f'schema = 1\n[model]\npath = "/m.keras"\n[app]\nname = "digits"\n[output]\nfolder = "{out.as_posix()}"\n'
    page = page_of(qtbot, tmp_path, record(1, name="digits", job=job))
    duplicate = button(page, "Duplicate and edit")
    duplicate.setFocus()
    with qtbot.waitSignal(page.job_wanted) as asked:
        qtbot.keyClick(duplicate, Qt.Key.Key_Space)
    assert asked.args[0].tables["app"]["name"] == "digits-3"


def test_a_folder_that_is_gone_cannot_be_opened_and_the_reason_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, record(1, folder=tmp_path / "gone"), record(2), record(3, folder=tmp_path))
    for at in (0, 1):  # neither tried nor opened
        there, nothing, gone = (card.buttons[at] for card in page.cards)
        assert there.isEnabled()
        assert not nothing.isEnabled()
        assert nothing.toolTip() == "Nothing was saved"
        assert not gone.isEnabled()
        assert gone.accessibleDescription().endswith("is not there any more")


def test_a_job_that_cannot_be_read_cannot_be_run(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, record(1, job="x = ["))
    assert [one.isEnabled() for one in page.cards[0].buttons] == [False, False, False, False, True]


def test_deleting_asks_first_and_deletes_the_record_only(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    page = page_of(qtbot, tmp_path, record(1, folder=made), record(2))
    asked: list[str] = []

    def answer(agreed: bool) -> None:
        monkeypatch.setattr(dialogs, "ask", lambda parent, title, *words: asked.append(title) or agreed)

    answer(False)
    qtbot.mouseClick(page.cards[1].buttons[4], Qt.MouseButton.LeftButton)
    assert names(page) == ["digits-2", "digits-1"]
    answer(True)
    qtbot.mouseClick(page.cards[1].buttons[4], Qt.MouseButton.LeftButton)
    assert asked == ["Delete the record of digits-1?"] * 2
    assert names(page) == ["digits-2"]
    assert made.is_dir()
    assert page.focusWidget() is page.cards[0].buttons[2]


def test_more_than_ten_records_can_be_searched(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, *(record(number) for number in range(1, 12)), record(30, name="birds"))
    assert page.search.isVisible()
    page.focus_first()
    qtbot.keyClicks(page.search, "bird float")
    assert names(page) == ["birds"]
    qtbot.keyClicks(page.search, "x")
    assert page.empty.text() == "No record contains all of these words."
    page.search.clear()
    assert len(page.cards) == 12


def test_a_long_history_is_shown_in_parts(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, *(record(number) for number in range(1, 41)))
    assert len(page.cards) == 25
    assert page.more.text() == "Show 15 more"
    qtbot.mouseClick(page.more, Qt.MouseButton.LeftButton)
    assert len(page.cards) == 40
    assert not page.more.isVisible()


def test_every_button_says_which_record_it_belongs_to(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, record(1), record(2))
    spoken = [one.accessibleName() for card in page.cards for one in card.buttons]
    assert len(spoken) == len(set(spoken)) == 10
    assert all("digits-" in words for words in spoken)
    assert all(one.accessibleName() for one in page.findChildren(QAbstractButton) if one.isVisibleTo(page))


def test_a_date_that_cannot_be_read_is_shown_as_it_is() -> None:
    assert local_time("yesterday") == "yesterday"


@pytest.mark.parametrize(
    ("lights", "words", "icon"),
    [
        (("good", "good", "good"), "Ready", ("tick", "good")),
        (("good", "caution", "good"), "Ready, and the answers are not proven yet", ("caution", "caution")),
        (("good", "unknown", "good"), "Ready, and the answers are not proven yet", ("pending", "secondary")),
        (("bad", "good", "good"), "Made, and not the same as the original", ("cross", "bad")),
    ],
)
def test_a_record_is_headed_by_its_weakest_light(
    qtbot: QtBot, tmp_path: Path, lights: tuple[LightState, ...], words: str, icon: tuple[str, str]
) -> None:
    page = page_of(qtbot, tmp_path, record(1, folder=tmp_path, lights=lights, input="audio"))
    shown = texts(page.cards[0])
    assert words in shown.splitlines()
    assert outcome_of(page.cards[0].record)[:2] == icon
    line = page.cards[0].findChild(LightLine)
    assert line is not None
    spoken = [label.accessibleName() for label in line.findChildren(QLabel)]
    said = {"good": "yes", "caution": "not entirely", "unknown": "not known", "bad": "no"}
    titles = ("Same as the original", "Right on your sounds", "Runs elsewhere")
    assert spoken == [f"{title}: {said[state]}" for title, state in zip(titles, lights, strict=True)]


def test_a_record_of_before_shows_rings_with_the_reason(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, record(1, folder=tmp_path), record(2))
    line = page.cards[1].findChild(LightLine)
    assert line is not None
    assert [label.accessibleName().split(": ")[1] for label in line.findChildren(QLabel)] == ["not known"] * 3
    assert all("earlier version" in label.toolTip() for label in line.findChildren(QLabel))
    assert page.cards[0].findChild(LightLine) is None  # nothing was published


def test_a_record_can_be_tried_again_by_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "digits"
    script(folder / "digits", ANSWERING)
    finished_in(folder, report_of(product()))
    page = page_of(qtbot, tmp_path, record(1), record(2, folder=folder, name="digits"))
    start = page.cards[0].buttons[0]
    start.setFocus()
    qtbot.keyClick(start, Qt.Key.Key_Return)
    panel = page.try_panel
    assert panel is not None
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        qtbot.keyClick(panel.samples.buttons[0], Qt.Key.Key_Space)
    assert panel.answers.program.view.bars.accessibleName() == "7 97%; 1 2%"
    assert page.cards[0].isAncestorOf(panel)
    panel.closed.emit()
    assert page.try_panel is None
    assert page.focusWidget() is start


def test_only_one_record_is_tried_at_a_time(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("one", "two"):
        script(tmp_path / name / "digits", ANSWERING)
        finished_in(tmp_path / name, report_of(product()))
    page = page_of(qtbot, tmp_path, record(1, folder=tmp_path / "one"), record(2, folder=tmp_path / "two"))
    for card in page.cards:
        qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
        assert page.try_panel is not None
        assert card.isAncestorOf(page.try_panel)
    page.left()
    assert page.try_panel is None


def test_a_record_without_a_program_says_why_it_cannot_be_tried(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda parent, title, words: told.extend((title, words)))
    finished_in(tmp_path / "d", report_of(product("model", "digits.tflite")))
    page = page_of(qtbot, tmp_path, record(1, folder=tmp_path / "d"))
    qtbot.mouseClick(page.cards[0].buttons[0], Qt.MouseButton.LeftButton)
    assert told[0] == "digits-1 cannot be tried"
    assert told[1].startswith("Only the model file was made.")
    assert page.try_panel is None
