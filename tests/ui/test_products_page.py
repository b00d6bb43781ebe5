"""Tests of the page about products, name and output folder."""

import os
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.gui import Window
from builder.core.platforms import PLATFORMS, this_platform
from builder.events import JobFinished
from builder.job.draft import JobDraft
from builder.job.job import PAGE, RUNNER_PRODUCTS, ProductKind
from builder.report.labels import product_label
from tests.ui.conftest import MakeWindow
from tests.ui.layout_faults import settled_faults
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
from ui.look.theme import Theme
from ui.pages.products import ProductsPage
from ui.shell.page_set import PRODUCTS
from ui.state.product_choice import recommended
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


def products(room: Room) -> list[tuple[str, str]]:
    return [(entry["product"], entry.get("platform", "")) for entry in room.state.products]


def tick(page: ProductsPage, product: str, platform: str = HERE) -> QCheckBox:
    return page.ticks.ticks[product, platform]


def test_a_program_for_this_computer_is_chosen_from_the_start(page: ProductsPage, room: Room) -> None:
    assert products(room) == [("onefile", HERE)]
    assert [key for key, tile in page.tiles.items() if tile.is_chosen] == ["linux"]
    assert errors(page) == []
    assert page.note() == "One file"


def test_every_control_has_a_name(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    make_result(room, "flowers")
    page.entered()
    press(qtbot, page, "The products themselves")
    assert nameless(page) == []
    assert control(page, "Name", QLineEdit).accessibleDescription()


@pytest.mark.parametrize(
    ("title", "product", "platform"),
    [
        ("Windows", recommended("windows-x64"), "windows-x64"), ("Mac", recommended("macos-arm64"), "macos-arm64"),
        ("Raspberry Pi", recommended("linux-arm64"), "linux-arm64"), ("A developer", "model", HERE),
    ],
)  # fmt: skip
def test_a_tick_marks_the_product_for_who_will_run_it_and_another_one_unmarks_it(
    page: ProductsPage, room: Room, qtbot: QtBot, title: str, product: str, platform: str
) -> None:
    press(qtbot, page, title)
    assert products(room) == [("onefile", HERE), (product, platform)]
    assert tick(page, product, platform).isChecked()
    assert errors(page) == []
    press(qtbot, page, title)
    assert products(room) == [("onefile", HERE)]


def test_a_web_page_is_for_anyone_and_for_no_platform(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    assert texts(page.tiles["anyone"]) == ("Nothing to install, on Windows, Mac and Linux.\nWeb page, about 16 MB")
    press(qtbot, page, "Anyone, in a browser")
    assert products(room) == [("onefile", HERE), ("page", "")]
    assert page.tiles["anyone"].is_chosen
    assert tick(page, "page").isChecked()
    assert page.note() == "One file, Web page"
    press(qtbot, page, "Any computer")
    assert page.note() == "4 products"
    press(qtbot, page, "The products themselves")
    press(qtbot, page, "Web page")
    assert "page" not in {product for product, _ in products(room)}
    assert errors(page) == []


def test_a_model_that_cannot_become_a_page_says_why_and_the_page_can_be_left_out(
    page: ProductsPage, room: Room, qtbot: QtBot
) -> None:
    contract = room.state.found.contract
    assert contract is not None
    press(qtbot, page, "Anyone, in a browser")
    room.state.guessed(contract.model_copy(update={"state": "file"}), ())
    assert errors(page) == ["This model remembers earlier answers, which a web page cannot do"]
    (problem,) = page.problems()
    place = page.place_of(problem)
    assert place is not None
    assert "Leave" in place.accessibleName()
    tile = page.tiles["anyone"]
    assert "This model remembers earlier answers, which a web page cannot do." in texts(tile)
    assert "remembers" in tile.mark.accessibleDescription()
    assert tile.mark.isEnabled(), "it can be unticked"
    press(qtbot, page, "Leave the web page out")
    assert errors(page) == []
    assert not tile.mark.isEnabled()
    assert not tick(page, "page").isEnabled()


def test_one_click_chooses_windows_mac_and_linux(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.tiles["everyone"], Qt.MouseButton.LeftButton)
    assert {platform for _, platform in products(room)} == {"windows-x64", "macos-arm64", "linux-x64"}
    assert [key for key, tile in page.tiles.items() if tile.is_chosen] == ["everyone", "windows", "mac", "linux"]
    assert page.note() == "Windows, Mac, Linux"
    press(qtbot, page, "Mac")
    assert not page.tiles["everyone"].is_chosen
    assert page.note() == "Windows, Linux"


def test_what_was_chosen_for_a_platform_stays_when_all_are_ticked(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    press(qtbot, page, "Any computer")
    assert ("onefile", HERE) in products(room)
    press(qtbot, page, "Any computer")
    assert errors(page) == ["No product has been chosen"]
    press(qtbot, page, "Linux")
    assert products(room) == [(recommended("linux-x64"), "linux-x64")]


def test_products_themselves_are_ticked_by_platform_behind_a_fold(page: ProductsPage, room: Room, qtbot: QtBot) -> None:
    assert not tick(page, "native").isVisible()
    press(qtbot, page, "The products themselves")
    press(qtbot, page, "Native for Windows x64")
    press(qtbot, page, "Folder for Linux x64")
    assert products(room) == [("onefile", HERE), ("folder", HERE), ("native", "windows-x64")]
    assert page.tiles["windows"].is_chosen
    press(qtbot, page, "Native for Windows x64")
    assert not page.tiles["windows"].is_chosen
    press(qtbot, page, "Model file")
    assert products(room) == [("onefile", HERE), ("folder", HERE), ("model", HERE)]
    assert page.note() == "3 products"


def test_only_the_runners_own_products_are_offered_for_other_platforms(page: ProductsPage) -> None:
    for product in set(get_args(ProductKind)) - {PAGE}:  # which is for no platform
        offered = {platform for kind, platform in page.ticks.ticks if kind == product}
        assert offered == (set(PLATFORMS) if product in RUNNER_PRODUCTS else {HERE}), product


@pytest.mark.parametrize("size", [100, 200])
def test_no_text_of_tiles_and_ticks_is_cut_in_a_narrow_window_and_in_german(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, tmp_path: Path, size: int
) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    monkeypatch.setenv("PATH", str(tmp_path))  # so that the most is said: nothing for other platforms can be tried
    read_in(room)
    page = shown(qtbot, ProductsPage(room.services))
    Theme(qapp, "light", size)
    page.resize(626 if size == 100 else 744, 545)  # what the list of steps leaves in a window of 860 x 600
    page.products.set_open(True)
    qtbot.waitUntil(tick(page, "native").isVisible)
    assert settled_faults(qtbot, page) == []


def test_at_least_one_product_is_needed(page: ProductsPage, qtbot: QtBot) -> None:
    press(qtbot, page, "Linux")
    assert errors(page) == ["No product has been chosen"]
    (problem,) = page.problems()
    assert page.place_of(problem) is page.tiles["anyone"].mark


def test_sizes_follow_model_precision_and_platform(page: ProductsPage, room: Room) -> None:
    assert "about 16 MB" in texts(page.tiles["linux"])
    assert "about 17 MB" in texts(page.tiles["windows"])
    room.state.put("output", "products", no_msvc_runtime=True)
    assert "about 16 MB" in texts(page.tiles["windows"])
    room.state.put("precision", "precision", precision="int8-weights")
    assert "about 9.9 MB" in texts(page.tiles["linux"])
    assert "about 9.9 MB" in page.tiles["linux"].mark.accessibleDescription()
    assert tick(page, "onefile").text() == "Linux x64, about 9.9 MB"
    room.state.inspected(picture_model(None))
    assert "about" not in texts(page.tiles["linux"])


def test_what_cannot_be_tried_here_is_said_at_the_choice(
    page: ProductsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "Not tried here: it needs a Mac." in texts(page.tiles["mac"])
    monkeypatch.setenv("PATH", str(tmp_path))  # neither wine nor qemu is found
    page.entered()
    assert "Not tried here: wine is not installed." in texts(page.tiles["windows"])
    assert "Not tried here: wine is not installed" in page.tiles["windows"].mark.accessibleDescription()
    assert "Not tried here: qemu-aarch64" in texts(page.tiles["pi"])
    assert "Not tried here: Windows x64, macOS arm64." in texts(page.tiles["everyone"])
    assert "Not tried" not in texts(page.tiles["linux"])


def test_the_oldest_linux_is_that_of_what_is_chosen(
    page: ProductsPage, room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = product_label(recommended("linux-x64")).title
    monkeypatch.setattr("platform.libc_ver", lambda: ("glibc", "2.36"))
    page.entered()
    assert f"PCs with Linux from 2023 on.\nOne file, about 16 MB\n{best}: from 2018 on." in texts(page.tiles["linux"])
    room.state.choose_products([{"product": "native", "platform": "linux-x64"}])
    assert "PCs with Linux from 2018 on." in texts(page.tiles["linux"])
    assert best not in texts(page.tiles["linux"])
    press(qtbot, page, "The products themselves")
    assert "It holds Python of this computer" in texts(page.ticks)


def test_programs_for_elsewhere_in_a_job_are_named_and_can_be_left_out(
    page: ProductsPage, room: Room, qtbot: QtBot
) -> None:
    room.state.choose_products([
        {"product": "native", "platform": HERE}, {"product": "onefile", "platform": ELSEWHERE},
        {"product": "model", "platform": ELSEWHERE},
    ])  # fmt: skip
    assert fields(page) == ["products"]
    assert not tick(page, "onefile").isChecked()
    assert tick(page, "model").isChecked()
    press(qtbot, page, "Leave them out")
    assert errors(page) == []
    assert tick(page, "native").isChecked()


def test_the_systems_compiler_makes_programs_for_this_computer_only(
    page: ProductsPage, room: Room, qtbot: QtBot
) -> None:
    room.state.put("output", "products", compiler="system")
    assert not page.tiles["windows"].mark.isEnabled()
    assert "makes programs for this computer only" in texts(page.tiles["windows"])
    room.state.choose_products([{"product": "native", "platform": ELSEWHERE}])
    assert fields(page) == ["products"]
    press(qtbot, page, "Leave them out")
    assert errors(page) == ["No product has been chosen"]


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
    assert [key for key, box in page.ticks.ticks.items() if box.isChecked()] == [("folder", HERE)]


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
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    wizard = window.wizard
    monkeypatch.setenv("PATH", str(tmp_path))  # so that the most is said: nothing for other platforms can be tried
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
        tops = {tile.mapTo(page.widget(), tile.rect().topLeft()).y() for tile in page.tiles.values()}
        assert len(tops) == 4, "two tiles beside each other"
        page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
        assert page.viewport().rect().contains(room.mapTo(page.viewport(), room.rect().bottomLeft()))
