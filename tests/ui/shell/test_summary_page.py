"""Tests of the summary in the real window: what is missing or would be replaced is noticed there, with a way out."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from builder.job.draft import JobDraft
from tests.conftest import SAMPLES
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import READ_MS, click, drop, find, to_summary, wait_for, words
from ui.pages.model import ModelPage
from ui.pages.precision import PrecisionPage
from ui.shell.page_set import CONTRACT, MODEL, PRECISION, SUMMARY
from ui.shell.wizard import Wizard
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card


def at_summary(qtbot: QtBot, wizard: Wizard, job: JobDraft, folder: Path) -> None:
    """The window with a job of files that are the test's own."""
    job.set("output", folder=str(wizard.state.output))
    path = folder / "my-job.toml"
    path.write_text(job.freeze().to_toml(folder))
    drop(wizard, path)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)


def own_job(folder: Path) -> JobDraft:
    shutil.copy(SAMPLES / "digits.keras", folder / "mine.keras")
    job = JobDraft()
    job.set("model", path=str(folder / "mine.keras"))
    return job


def test_a_result_that_appeared_since_is_asked_about(wizard: Wizard, qtbot: QtBot) -> None:
    to_summary(qtbot, wizard)
    (wizard.state.output / "digits").mkdir(parents=True)
    (wizard.state.output / "digits" / "mine").write_text("mine")
    click(qtbot, wizard.next_button)
    assert not wizard.services.run.active
    qtbot.waitUntil(lambda: wizard.focusWidget().accessibleName() == "Take the name digits-2")
    wait_for(qtbot, wizard.page, "digits exists already in this folder.")
    assert wizard.reason == "digits exists already in the output folder"
    box = find(wizard.page, "Replace it", QCheckBox)
    click(qtbot, box)
    assert wizard.reason == ""
    assert box.isVisible(), "what will be replaced is still said"
    click(qtbot, find(wizard.page, "Take the name digits-2"))
    assert (wizard.state.name, wizard.reason) == ("digits-2", "")
    assert wizard.state.get("output", "overwrite") is None
    assert wizard.next_button.hasFocus()


def test_sample_data_that_were_moved_away_are_noticed(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "digits", tmp_path / "pictures")
    job = own_job(tmp_path)
    job.set("calibration", source=str(tmp_path / "pictures"))
    at_summary(qtbot, wizard, job, tmp_path)
    assert wizard.reason == ""
    assert "Ready to build" in words(wizard.page)
    (tmp_path / "pictures").rename(tmp_path / "elsewhere")
    click(qtbot, wizard.next_button)
    assert not wizard.services.run.active
    wait_for(qtbot, wizard.page, "The sample data pictures are not there any more.")
    assert "Almost ready to build" in words(wizard.page), "the title is not better than what is below it"
    click(qtbot, find(wizard.page, "Go there"))
    assert wizard.at == PRECISION
    page = wizard.page
    assert isinstance(page, PrecisionPage)
    assert page.data.isVisible(), "although the chosen precision does not need them"
    qtbot.waitUntil(page.data.drop.browse.hasFocus)
    drop(page.data.drop, tmp_path / "elsewhere")
    wizard.go_to(SUMMARY)
    assert wizard.reason == ""


@pytest.mark.proof
def test_labels_and_icon_that_are_gone_are_noticed(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    job = own_job(tmp_path)
    (tmp_path / "labels.txt").write_text("\n".join(map(str, range(10))))
    shutil.copy(SAMPLES / "digits" / "7" / "test-001.png", tmp_path / "icon.png")
    job.set("contract", labels=str(tmp_path / "labels.txt"))
    job.set("app", icon=str(tmp_path / "icon.png"))
    at_summary(qtbot, wizard, job, tmp_path)
    (tmp_path / "labels.txt").unlink()
    (tmp_path / "icon.png").unlink()
    click(qtbot, wizard.next_button)
    wait_for(qtbot, wizard.page, "The labels labels.txt are not there any more.")
    wait_for(qtbot, wizard.page, "The icon icon.png is not there any more.")
    qtbot.waitUntil(lambda: wizard.focusWidget().accessibleName() == "Go there")
    click(qtbot, wizard.focusWidget())
    assert wizard.at == CONTRACT
    qtbot.waitUntil(lambda: wizard.focusWidget().accessibleName() == "Labels from a file...")


def test_a_model_that_was_moved_is_chosen_again_with_all_that_was_set(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = own_job(tmp_path)
    job.set("app", name="Zahlen")
    job.set("precision", precision="float16")
    at_summary(qtbot, wizard, job, tmp_path)
    moved = (tmp_path / "mine.keras").rename(tmp_path / "moved.keras")
    click(qtbot, wizard.next_button)
    wait_for(qtbot, wizard.page, "The model mine.keras is not there any more.")
    click(qtbot, find(wizard.page, "Go there"))
    assert wizard.at == MODEL
    page = wizard.page
    assert isinstance(page, ModelPage)
    wait_for_card(qtbot, page)
    choose = find(page, "Choose the file...")
    assert choose.property("look") == "primary"
    monkeypatch.setattr(dialogs, "choose_file", lambda *given: moved)
    click(qtbot, choose)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)
    assert (wizard.state.model_path, wizard.state.name) == (moved, "Zahlen")
    assert wizard.state.precision == "float16"


def wait_for_card(qtbot: QtBot, page: ModelPage) -> None:
    qtbot.waitUntil(lambda: "There is no file mine.keras." in words(page), timeout=READ_MS)


UNREADABLE = {
    "gone.keras": None,
    "gone.toml": None,
    "notes.txt": b"just some notes",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "empty.keras": b"",
    "cut.keras": b"PK\x03\x04" + bytes(64),
    "open.toml": b"model = [",
    "number.toml": b"model = 3",
    "list.toml": b'[[model]]\npath = "a.keras"\n',
    "path.toml": b"[model]\npath = 3\n",
    "none.toml": b'[app]\nname = "x"\n',
    "date.toml": b'[model]\npath = "a.keras"\n[contract]\nlabels = 2020-01-01\n',
    "products.toml": b'products = "all"\n[model]\npath = "a.keras"\n',
    "moved.toml": b'[model]\npath = "a.keras"\n',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_the_window_opens_with_a_card_about_a_file_that_it_cannot_read(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    content = UNREADABLE[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    window = make_window()
    window.begin(tmp_path / name)
    wizard = window.wizard
    qtbot.waitUntil(lambda: len(errors_of(wizard)) == 1, timeout=READ_MS)
    card = errors_of(wizard)[0]
    assert wizard.at == MODEL
    assert ("a.keras" if name == "moved.toml" else name) in card
    assert wizard.services.settings.values.recent == []
    missing = name.startswith(("gone", "moved"))
    buttons = [each.accessibleName() for each in wizard.page.findChildren(Button) if each.isVisible()]
    assert ("Choose the file..." in buttons) == missing


def errors_of(wizard: Wizard) -> list[str]:
    """The names of the error cards that are to be seen."""
    cards = wizard.page.findChildren(Card)
    return [card.accessibleName() for card in cards if card.isVisible() and card.property("tone") == "bad"]
