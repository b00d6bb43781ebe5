"""Proof in the real window: a program for this computer and one for Linux on ARM, ticked, built, run and copied."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from builder.system.emulators import missing_for
from tests.ui.helpers import READ_MS, click, find, to_summary, wait_for, words
from ui.pages.done import DonePage
from ui.pages.products import ProductsPage
from ui.shell.page_set import DONE, PRODUCTS, SUMMARY
from ui.shell.wizard import Wizard
from ui.widgets import dialogs
from ui.widgets.program_rows import ProgramRows

_TWO_RUNNERS_MS = 1_200_000  # both may have to be compiled, on a machine that is busy with other tests
_ELF, _ARM = b"\x7fELF", 183  # the number of the processor in an ELF file's header, at byte 18


@pytest.mark.proof
def test_programs_for_this_computer_and_for_arm_are_ticked_built_run_and_copied(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert missing_for("linux-arm64") is None, "this proof needs qemu-aarch64 and the libraries for ARM"
    to_summary(qtbot, wizard)
    wizard.go_to(PRODUCTS)
    page = wizard.page
    assert isinstance(page, ProductsPage)
    for title in ("Linux", "Linux", "Raspberry Pi"):  # off and on: the product that is best to be sent
        qtbot.waitUntil(lambda title=title: find(page, title, QCheckBox).isVisible())
        qtbot.keyClick(find(page, title, QCheckBox), Qt.Key.Key_Space)
    assert {entry["platform"] for entry in wizard.state.products} == {"linux-x64", "linux-arm64"}
    click(qtbot, wizard.next_button)
    assert wizard.at == SUMMARY
    wait_until_needs_are_known(qtbot, wizard)
    qtbot.waitUntil(lambda: not wizard.reason, timeout=READ_MS)
    with qtbot.waitSignal(wizard.services.run.finished, timeout=_TWO_RUNNERS_MS) as caught:
        click(qtbot, wizard.next_button)
    assert caught.args[0].end.exit_code == 0, caught.args[0].log
    assert wizard.state.uncompiled == ()
    qtbot.waitUntil(lambda: wizard.at == DONE)
    done = wizard.page
    assert isinstance(done, DonePage)
    wait_for(qtbot, done, "Started and checked on this computer.")
    assert "Started and checked here in an emulator of ARM processors" in words(done)
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_: stick)
    (rows,) = done.findChildren(ProgramRows)
    for button in rows.buttons:
        click(qtbot, button)
        wait_for(qtbot, rows, f"Copied: {stick}")
        qtbot.waitUntil(lambda: not rows.copying.busy)
    assert len(list(stick.iterdir())) == 2
    assert processor_of(next(path for path in stick.iterdir() if "arm64" in path.name)) == _ARM


def wait_until_needs_are_known(qtbot: QtBot, wizard: Wizard) -> None:
    once = wizard.page.once
    qtbot.waitUntil(lambda: once.needs is not None, timeout=READ_MS)
    assert {need.platform for need in once.needs} == {"", "linux-x64", "linux-arm64"}


def processor_of(file: Path) -> int:
    """The processor that a program is for: a file's own, or that of the program in a .zip."""
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            head = archive.read(next(name for name in archive.namelist() if name.endswith("/digits")))[:20]
    else:
        head = file.read_bytes()[:20]
    assert head.startswith(_ELF)
    return int.from_bytes(head[18:20], "little")
