"""Tests of the page about products, name and output folder."""

import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.gui import Window
from builder.core.platforms import this_platform
from builder.events import JobFinished
from builder.job.draft import JobDraft
from tests.ui.conftest import MakeWindow
from tests.ui.pages_choices import (
    Room,
    control,
    errors,
    fields,
    make_room,
    nameless,
    picture_contract,
    picture_model,
    press,
    read_in,
    refusal,
    shown,
    texts,
)
from ui.pages.products import ProductsPage
from ui.shell.page_set import PRODUCTS
from ui.state.state import Finished
from ui.tasks.destination import folder_of, is_taken, look_at

HERE = this_platform()
ELSEWHERE = "windows-x64" if HERE != "windows-x64" else "linux-x64"


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    return make_room(tmp_path)


@pytest.fixture
def page(qtbot: QtBot, room: Room) -> ProductsPage:
    read_in(room)
    return shown(qtbot, ProductsPage(room.services))


def type_into(qtbot: QtBot, page: ProductsPage, name: str, words: str) -> None:
    field = control(page, name, QLineEdit)
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field, words)


def make_result(room: Room, name: str) -> Path:
    folder = room.state.output / name
    folder.mkdir(parents=True)
    (folder / "report.json").write_text("{}", encoding="utf-8")
    return folder


def test_one_file_is_chosen_from_the_start(page: ProductsPage) -> None:
    assert control(page, "One file").isChecked()
    assert not control(page, "Native").isChecked()
    assert errors(page) == []
    assert page.note() == "One file"


def test_every_control_has_a_name(page: ProductsPage, room: Room) -> None:
    make_result(room, "flowers")
    page.entered()
    assert nameless(page) == []
    assert control(page, "Name", QLineEdit).accessibleDescription()


def test_products_are_ticked_by_the_keyboard(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    press(qtbot, page, "Native")
    assert room.state.draft.tables["products"] == [
        {"product": "onefile", "platform": HERE}, {"product": "native", "platform": HERE}
    ]  # fmt: skip
    assert page.note() == "One file, Native"
    press(qtbot, page, "Folder")
    assert page.note() == "3 products"


def test_at_least_one_product_is_needed(page: ProductsPage, qtbot: QtBot) -> None:
    press(qtbot, page, "One file")
    assert errors(page) == ["No product has been chosen"]


def test_sizes_follow_model_and_precision(page: ProductsPage, room: Room) -> None:
    assert "about 16 MB" in texts(page.cards["onefile"])
    room.state.put("precision", "precision", precision="int8-weights")
    assert "about 9.9 MB" in texts(page.cards["onefile"])
    assert "about 9.9 MB" in page.cards["onefile"].mark.accessibleDescription()
    room.state.inspected(picture_model(None))
    assert "about" not in texts(page.cards["onefile"])


def test_other_platforms_are_explained_behind_a_fold(page: ProductsPage, qtbot: QtBot) -> None:
    press(qtbot, page, "Other platforms")
    assert "cannot be made here" in texts(page)


def test_programs_for_elsewhere_in_a_job_are_named_and_can_be_left_out(
    page: ProductsPage, room: Room, qtbot: QtBot
) -> None:
    room.state.choose_products([
        {"product": "native", "platform": HERE}, {"product": "onefile", "platform": ELSEWHERE},
        {"product": "model", "platform": ELSEWHERE},
    ])  # fmt: skip
    assert fields(page) == ["products"]
    assert not control(page, "One file").isChecked()
    assert control(page, "Model file").isChecked()
    press(qtbot, page, "Leave them out")
    assert errors(page) == []
    assert control(page, "Native").isChecked()


def test_the_name_is_checked_while_it_is_typed(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    type_into(qtbot, page, "Name", "a/b")
    assert room.state.name == "a/b"
    assert errors(page) == ['The name contains one of / \\ : * ? " < > |']
    field = control(page, "Name", QLineEdit)
    assert field.property("wrong") == "true"
    assert "contains one of" in field.accessibleDescription()
    type_into(qtbot, page, "Name", "Blumen 2")
    assert errors(page) == []
    assert field.property("wrong") == "false"
    assert "Blumen 2" in texts(page)


def test_a_name_that_was_wiped_out_is_wrong_and_stays_wiped_out(page: ProductsPage, qtbot: QtBot) -> None:
    type_into(qtbot, page, "Name", "")
    assert errors(page) == ["The name is empty"]
    assert control(page, "Name", QLineEdit).text() == ""


def test_typing_keeps_the_cursor_where_it_is(page: ProductsPage, qtbot: QtBot) -> None:
    field = control(page, "Name", QLineEdit)
    field.setFocus()
    field.setCursorPosition(2)
    qtbot.keyClicks(field, "xy")
    assert field.text() == "flxyowers"
    assert field.cursorPosition() == 4


def test_another_model_brings_another_name(page: ProductsPage, room: Room, tmp_path: Path) -> None:
    room.state.choose_model(tmp_path / "birds.keras")
    assert control(page, "Name", QLineEdit).text() == "birds"


def test_the_sample_is_never_stopped_by_an_earlier_try(page: ProductsPage, room: Room) -> None:
    for name in ("digits", "digits-2"):
        make_result(room, name)
    room.state.choose_sample()
    assert room.state.name == "digits-3"
    assert page.problems() == []


def test_a_loaded_job_fills_everything_in(page: ProductsPage, room: Room, tmp_path: Path) -> None:
    tables = {
        "model": {"path": str(tmp_path / "m.keras")}, "app": {"name": "Vögel", "version": "2.1"},
        "output": {"folder": str(tmp_path / "elsewhere")}, "products": [{"product": "folder", "platform": HERE}],
    }  # fmt: skip
    room.state.take_draft(JobDraft(tables))
    assert control(page, "Name", QLineEdit).text() == "Vögel"
    assert control(page, "Version", QLineEdit).text() == "2.1"
    assert control(page, "Output folder", QLineEdit).text() == str(tmp_path / "elsewhere")
    assert [name for name, card in page.cards.items() if card.is_chosen] == ["folder"]


def test_a_version_has_a_form(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    type_into(qtbot, page, "Version", "2.0 beta")
    assert fields(page) == ["app.version"]
    type_into(qtbot, page, "Version", "2.0-beta")
    assert errors(page) == []
    assert room.state.get("app", "version") == "2.0-beta"
    type_into(qtbot, page, "Version", "")
    assert room.state.get("app", "version") is None
    assert errors(page) == []


def test_the_icon_is_looked_at_shown_and_removed(page: ProductsPage, room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "green").save(tmp_path / "leaf.png")
    page.naming.icon.take(tmp_path / "leaf.png")
    (question,) = room.helper.of("icon")
    assert question.arguments == {"path": str(tmp_path / "leaf.png")}
    question.then({"width": 64, "height": 64})
    assert "leaf.png, 64 × 64 pixels" in texts(page)
    assert page.naming.icon.picture.isVisible()
    press(qtbot, page, "Remove the icon")
    assert room.state.get("app", "icon") is None
    assert "No icon chosen" in texts(page)


def test_a_bad_icon_blocks_until_it_is_removed(page: ProductsPage, room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    page.naming.icon.take(tmp_path / "no.png")
    room.helper.of("icon")[-1].otherwise(refusal("The icon no.png cannot be used"))
    assert errors(page) == ["The icon no.png cannot be used"]
    assert "The icon no.png cannot be used." in texts(page)
    press(qtbot, page, "Remove the icon")
    assert errors(page) == []


def test_the_answer_about_an_older_icon_is_not_wanted(page: ProductsPage, room: Room, tmp_path: Path) -> None:
    page.naming.icon.take(tmp_path / "a.png")
    page.naming.icon.take(tmp_path / "b.png")
    first, second = room.helper.of("icon")
    assert first.forgotten
    assert not second.forgotten


def test_it_is_shown_where_the_result_will_be(page: ProductsPage, room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    assert f"Result: {tmp_path / 'out' / 'flowers'}" in texts(page)
    assert "are free there" in texts(page)
    type_into(qtbot, page, "Output folder", str(tmp_path / "new" / "place"))
    assert room.state.output == tmp_path / "new" / "place"
    assert f"Result: {tmp_path / 'new' / 'place' / 'flowers'}" in texts(page)
    assert errors(page) == []


def test_the_home_folder_can_be_typed_short(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    type_into(qtbot, page, "Output folder", "~/apps")
    assert room.state.output == Path.home() / "apps"
    assert control(page, "Output folder", QLineEdit).text() == "~/apps"


def test_a_folder_is_needed(page: ProductsPage, qtbot: QtBot) -> None:
    type_into(qtbot, page, "Output folder", "")
    assert errors(page) == ["No output folder has been chosen"]
    assert control(page, "Output folder", QLineEdit).text() == ""


def test_a_file_is_no_folder(page: ProductsPage, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    type_into(qtbot, page, "Output folder", str(tmp_path / "notes.txt" / "deeper"))
    assert errors(page) == ["notes.txt is a file, not a folder"]
    assert control(page, "Output folder", QLineEdit).property("wrong") == "true"


def test_a_folder_that_cannot_be_written_is_told(
    page: ProductsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        os, "access", lambda path, mode: False
    )  # the administrator, who may run this, writes everywhere
    page.entered()
    assert errors(page) == [f"The folder {tmp_path} cannot be written to"]


def test_an_existing_result_is_replaced_only_after_a_tick(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    make_result(room, "flowers")
    page.entered()
    assert errors(page) == ["flowers exists already in the output folder"]
    tick = control(page, "Replace it", QCheckBox)
    assert "kept" in tick.accessibleDescription()
    press(qtbot, page, "Replace it")
    assert room.state.get("output", "overwrite") is True
    assert errors(page) == []
    press(qtbot, page, "Replace it")
    assert room.state.get("output", "overwrite") is None
    assert fields(page) == ["output.overwrite"]


def test_to_replace_is_agreed_to_for_one_name_only(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    make_result(room, "flowers")
    make_result(room, "trees")
    page.entered()
    press(qtbot, page, "Replace it")
    type_into(qtbot, page, "Name", "trees")
    assert room.state.get("output", "overwrite") is None
    assert errors(page) == ["trees exists already in the output folder"]


def test_the_next_free_name_is_one_press_away(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    make_result(room, "flowers")
    make_result(room, "flowers-2")
    page.entered()
    press(qtbot, page, "Take the name flowers-3")
    assert room.state.name == "flowers-3"
    assert control(page, "Name", QLineEdit).text() == "flowers-3"
    assert control(page, "Name", QLineEdit).hasFocus(), "the button is gone with its question"
    assert errors(page) == []


def test_the_windows_own_result_may_be_replaced_by_its_next(page: ProductsPage, room: Room) -> None:
    folder = make_result(room, "flowers")
    end = JobFinished(status="done", exit_code=0, seconds=1.0)
    room.state.ended(Finished(end, None, folder))
    assert control(page, "Replace it", QCheckBox).isChecked()
    assert errors(page) == []


def test_a_comparison_alone_is_no_result(tmp_path: Path) -> None:
    folder = tmp_path / "digits"
    folder.mkdir()
    (folder / "compare.json").write_text("{}", encoding="utf-8")
    assert not is_taken(tmp_path, "digits")
    (folder / "more.txt").write_text("", encoding="utf-8")
    assert is_taken(tmp_path, "digits")


def test_folders_that_make_no_sense_are_answered_in_words(tmp_path: Path) -> None:
    assert folder_of("  ") is None
    assert folder_of("apps") == Path.home() / "apps"
    assert look_at(tmp_path / "nul\0inside", "digits").problem
    assert look_at(tmp_path / ("x" * 300), "digits").problem == "The output folder cannot be used: File name too long"
    assert look_at(None, "digits").problem


def test_little_room_is_a_caution(page: ProductsPage, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.tasks.destination.LOW_SPACE_BYTES", 10**18)
    page.entered()
    assert "may not be enough" in texts(page)
    assert [problem.level for problem in page.problems()] == ["warning"]


def model_is_read(window: Window, folder: Path) -> None:
    """What reading a model leaves, without the minute that it may take."""
    state = window.services.state
    (folder / "flowers.keras").write_bytes(b"a model")
    state.draft.set("model", path=str(folder / "flowers.keras"))
    state.found.info, state.found.contract = picture_model(), picture_contract()
    state.changed.emit("products")


def test_the_page_fits_into_the_usual_window_and_scrolls_in_the_least(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    wizard = window.wizard
    model_is_read(window, tmp_path)
    for language in ("en", "de"):
        window.services.settings.values.language = language  # type: ignore[assignment]
        wizard.look_changed.emit()
        wizard.go_to(PRODUCTS)
        page = wizard.page
        assert isinstance(page, ProductsPage)
        wizard.resize(1040, 720)
        qtbot.waitUntil(lambda page=page: page.isVisible() and page.verticalScrollBar().maximum() == 0)
        room = page.naming.room
        assert page.viewport().rect().contains(room.mapTo(page.viewport(), room.rect().bottomLeft()))
        wizard.resize(860, 600)
        qtbot.waitUntil(lambda page=page: page.verticalScrollBar().maximum() > 0)
        assert page.widget().width() <= page.viewport().width(), "nothing is cut at the right"
        tops = {card.mapTo(page.widget(), card.rect().topLeft()).y() for card in page.cards.values()}
        assert len(tops) == 3, "two cards beside each other"
        page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
        assert page.viewport().rect().contains(room.mapTo(page.viewport(), room.rect().bottomLeft()))
