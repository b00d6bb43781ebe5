"""Tests of what the last page says about programs for several platforms, and of copying them to another folder."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from builder.core.platforms import this_platform
from builder.report.report import THIS_MACHINE, ProductReport, Report
from tests.ui.helpers import click, find
from tests.ui.layout_faults import settled_faults
from tests.ui.pages_results import finished_in, product, report_of, services_in, texts, verified
from ui.look.theme import Theme
from ui.pages.done import DonePage
from ui.tasks.copying import given_file
from ui.widgets import dialogs
from ui.widgets.program_rows import ProgramRows

HERE = this_platform()
WHY = "programs for macOS run on Macs only; there, its own check is: ./digits --self-test"


def native(platform: str, ran_on: str, **more: Any) -> ProductReport:
    return product("native", f"digits-native-{platform}/digits", platform=platform, ran_on=ran_on, **more)


def every_desktop() -> Report:
    return report_of(
        native(HERE, THIS_MACHINE, min_glibc="2.17"),
        native("linux-arm64", "qemu-aarch64", min_glibc="2.17"),
        native("windows-x64", "wine", min_glibc=None),
        native("macos-arm64", "", min_glibc=None, verified=verified("not-run", WHY)),
    )


def rows_of(qtbot: QtBot, folder: Path, report: Report) -> tuple[DonePage, list[ProgramRows]]:
    services = services_in(folder)
    page = DonePage(services)
    qtbot.addWidget(page)
    page.resize(804, 660)
    services.state.ended(finished_in(folder / "digits", report))
    page.show()
    return page, page.findChildren(ProgramRows)


def test_each_program_says_where_it_was_run(qtbot: QtBot, tmp_path: Path) -> None:
    _, (rows,) = rows_of(qtbot, tmp_path, every_desktop())
    shown = texts(rows)
    assert "Linux x64: Native, 10.3 MB\nStarted and checked on this computer." in shown
    assert "Linux arm64: Native, 10.3 MB\nStarted and checked here in an emulator of ARM processors" in shown
    assert "Windows x64: Native, 10.3 MB\nStarted and checked here in Wine" in shown
    assert (
        "macOS arm64: Native, 10.3 MB\nNot run here: programs for macOS run on Macs only; there, its own check "
        "is: ./digits --self-test." in shown
    )


def test_the_third_light_names_every_platform_and_what_was_not_run(qtbot: QtBot, tmp_path: Path) -> None:
    page, _ = rows_of(qtbot, tmp_path, every_desktop())
    assert page.lights is not None
    shown = texts(page.lights)
    for part in (
        "Linux x64 from 2014 on", "Linux arm64 from 2014 on", "Windows 10 and newer",
        "for other systems in an emulator of ARM processors and Wine.",
        "The native program for macOS arm64 was not checked: programs for macOS run on Macs only",
    ):  # fmt: skip
        assert part in shown


def test_one_program_that_was_run_here_needs_no_row(qtbot: QtBot, tmp_path: Path) -> None:
    _, rows = rows_of(qtbot, tmp_path, report_of(product(ran_on=THIS_MACHINE)))
    assert rows == []


def test_a_program_that_failed_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    failed = native("windows-x64", "wine", status="failed", verified=verified("failed", "the answers differ by 0.2"))
    _, (rows,) = rows_of(qtbot, tmp_path, report_of(native(HERE, THIS_MACHINE), failed))
    assert "Check failed: the answers differ by 0.2." in texts(rows)


@pytest.mark.parametrize("size", [100, 200])
def test_no_text_is_cut_in_a_narrow_window_and_in_german(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, size: int
) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    page, (rows,) = rows_of(qtbot, tmp_path, every_desktop())
    Theme(qapp, "light", size)
    page.resize(626 if size == 100 else 744, 545)  # what the list of steps leaves in a window of 860 x 600
    assert "Hier in Wine gestartet" in texts(rows)
    assert settled_faults(qtbot, page) == []
    assert [button.accessibleName() for button in rows.buttons][2] == "Windows x64: Nativ kopieren nach ..."


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the user chooses."""
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_: folder)
    return folder


def test_the_zip_of_a_program_is_copied_whole_and_replaces_nothing(qtbot: QtBot, tmp_path: Path, stick: Path) -> None:
    _, (rows,) = rows_of(qtbot, tmp_path, every_desktop())
    archive = tmp_path / "digits" / "digits-native-windows-x64.zip"
    archive.write_bytes(b"the archive")
    click(qtbot, rows.buttons[2])
    qtbot.waitUntil(lambda: "Copied:" in texts(rows))
    assert (stick / archive.name).read_bytes() == b"the archive"
    archive.write_bytes(b"another one")
    click(qtbot, rows.buttons[2])
    qtbot.waitUntil(lambda: "exists there already" in texts(rows))
    assert [path.name for path in stick.iterdir()] == [archive.name]
    assert (stick / archive.name).read_bytes() == b"the archive"


def test_what_cannot_be_copied_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path, stick: Path) -> None:
    _, (rows,) = rows_of(qtbot, tmp_path, every_desktop())
    click(qtbot, rows.buttons[0])  # neither archive nor folder is there
    qtbot.waitUntil(lambda: "It was not copied: No such file or directory." in texts(rows))
    assert list(stick.iterdir()) == []


def test_a_folder_is_passed_on_as_a_folder_and_a_file_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "digits-native-windows-x64.zip").write_bytes(b"")
    assert given_file(tmp_path, native("windows-x64", "wine")) == tmp_path / "digits-native-windows-x64.zip"
    assert given_file(tmp_path, native("linux-arm64", "wine")) == tmp_path / "digits-native-linux-arm64"
    assert given_file(tmp_path, product("folder", "digits-folder/digits")) == tmp_path / "digits-folder"
    assert given_file(tmp_path, product()) == tmp_path / "digits"


def buttons(page: DonePage) -> set[str]:
    return {each.accessibleName() for each in page.findChildren(QAbstractButton) if each.isVisibleTo(page)}


def web_page(**more: Any) -> ProductReport:
    return product("page", "digits.html", **{"platform": "any", "ran_on": "chromium 156", "min_glibc": None, **more})


def test_a_web_page_has_a_row_that_names_the_browser_and_a_button_that_opens_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "ui.widgets.open_folder.QDesktopServices.openUrl", lambda url: opened.append(url.toString()) or True
    )
    page, (rows,) = rows_of(qtbot, tmp_path, report_of(web_page()))
    assert "Web page, 10.3 MB\nOpened and checked on this computer in Chromium 156." in texts(rows)
    file = tmp_path / "digits" / "digits.html"
    file.write_text("<!doctype html>", encoding="utf-8")
    assert "Try it now" not in buttons(page)
    click(qtbot, find(page, "Open as a web page"))
    assert opened == [file.as_uri()]
    assert "cannot be started on this computer" not in texts(page)


def test_a_web_page_that_no_browser_has_opened_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    untried = web_page(ran_on="", verified=verified("not-run", "no browser was found on this computer"))
    page, (rows,) = rows_of(qtbot, tmp_path, report_of(native(HERE, THIS_MACHINE), untried))
    assert "Not run here: no browser was found on this computer." in texts(rows)
    assert {"Try it now", "Open as a web page"} <= buttons(page)
    assert given_file(tmp_path / "digits", untried) == tmp_path / "digits" / "digits.html"


@pytest.mark.parametrize("size", [100, 200])
def test_no_word_about_a_web_page_is_cut_in_german(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, size: int
) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    page, _ = rows_of(qtbot, tmp_path, report_of(native(HERE, THIS_MACHINE), web_page()))
    Theme(qapp, "light", size)
    page.resize(626 if size == 100 else 744, 545)
    assert settled_faults(qtbot, page) == []
    assert "Als Webseite öffnen" in buttons(page)
