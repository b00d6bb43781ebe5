"""Tests of the last page, with reports as values and finished exports as folders."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from builder.core.errors import Problem
from builder.report.report import Accuracy
from tests.ui.pages_results import (
    ANSWERING,
    button,
    failed_before_anything,
    finished_in,
    menu_entries,
    pick_by_keyboard,
    product,
    report_of,
    script,
    services_in,
    texts,
    themed,
    verified,
)
from tests.unit.report.test_comparison import FLOAT, comparison_of
from ui.pages.diagnostics import DiagnosticsDialog
from ui.pages.done import DonePage
from ui.pages.result_actions import ResultActions
from ui.state.state import Finished
from ui.widgets import dialogs
from ui.widgets.basic import Button
from ui.widgets.charts.product_table import ProductTable
from ui.widgets.charts.size_card import SizeCard
from ui.widgets.disclosure import Disclosure

FAILED = verified("failed", "the answers differ by 0.2")


def page_of(qtbot: QtBot, folder: Path, finished: Finished | None) -> DonePage:
    services = services_in(folder)
    page = DonePage(services)
    qtbot.addWidget(page)
    page.resize(804, 660)
    if finished is not None:
        services.state.ended(finished)
    page.show()
    return page


def words_of(page: DonePage) -> set[str]:
    return {one.text().replace("&", "") for one in page.findChildren(Button) if one.isVisibleTo(page)}


def more_of(page: DonePage) -> list[str]:
    return menu_entries(button(page, "More"))


def test_a_verified_result_is_headed_by_its_sentence_and_what_was_checked(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    assert page.title.text() == "Ready, for newer systems only: digits, 10.3 MB"
    assert "All 20 answers are equal." in texts(page)
    assert "Linux x64 from 2023 on, such as Debian 12 and Ubuntu 24.04." in texts(page)
    assert page.note() == "Ready, for newer systems only"
    assert button(page, "Try it now").property("look") == "primary"
    assert button(page, "Open folder").property("look") == "primary"


def test_a_result_that_is_not_verified_says_so_and_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product(verified=FAILED))))
    shown = texts(page)
    assert page.title.text() == "Made, and not the same as the original: digits, 10.3 MB"
    assert page.note() == "Made, and not the same as the original"
    assert "Do not pass this program on yet" in shown
    assert "the answers differ by 0.2" in shown
    assert "another precision" in shown
    assert button(page, "Run again with changes").property("look") == "primary"
    assert button(page, "Open folder").property("look") != "primary"


def test_a_partly_verified_result_says_what_passed(qtbot: QtBot, tmp_path: Path) -> None:
    report = report_of(product(), product("folder", "digits-folder/digits", verified=FAILED))
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report))
    assert page.title.text().startswith("Made, and not the same as the original")
    assert "The folder failed its check: the answers differ by 0.2." in texts(page)
    assert "Pass on only what passed its check" in texts(page)


def test_an_export_without_a_result_shows_its_error_only(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, failed_before_anything())
    assert page.title.text() == "Nothing was made"
    assert "The model cannot be read." in texts(page)
    assert page.note() == ""
    assert "Try it now" not in words_of(page)
    assert "Open folder" not in words_of(page)


def test_before_any_export_the_page_says_that_nothing_was_built(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, None)
    assert page.title.text() == "Nothing has been built yet"
    assert page.note() == ""


def test_a_report_that_cannot_be_read_still_leads_to_the_folder(qtbot: QtBot, tmp_path: Path) -> None:
    finished = finished_in(tmp_path / "digits", report_of(product()))
    page = page_of(qtbot, tmp_path, Finished(finished.end, None, finished.folder))
    assert "its report cannot be read" in page.title.text()
    assert "Open folder" in words_of(page)


def test_starting_over_empties_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    page.state.reset()
    assert page.title.text() == "Nothing has been built yet"


def test_a_page_made_anew_shows_the_result_that_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    first = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    second = DonePage(first.services)
    qtbot.addWidget(second)
    assert second.title.text() == first.title.text()


def test_the_size_is_shown_by_parts_and_beside_the_usual_way(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    card = page.findChild(SizeCard)
    assert card is not None
    assert "Pictures library 2 MB" in card.bar.accessibleName()
    assert "10.3 MB; a program with TensorFlow inside takes 2.1 GB, 208 times as much." in texts(card)
    for value in ("95.1 KB → 66.1 KB", "0.025 ms", "0.21 s", "9.7 MB"):
        assert value in texts(card)
    assert not card.choice.isVisible()


def test_choosing_another_product_changes_bar_and_facts(qtbot: QtBot, tmp_path: Path) -> None:
    native = product("native", "n/digits", bytes=8_600_000, parts=(), start_seconds=0.024)
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product(), native)))
    choice = page.findChild(QComboBox)
    assert choice is not None
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == "Native"
    qtbot.waitUntil(lambda: "24 ms" in texts(page))
    assert "Native: 8.6 MB" in texts(page)


def test_the_table_of_all_products_is_folded_and_opened_by_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    report = report_of(product(), product("native", "digits-native/digits", verified=FAILED))
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report))
    table = page.findChild(ProductTable)
    assert table is not None
    assert not table.isVisible()
    fold = next(one for one in page.findChildren(Disclosure) if one.isAncestorOf(table))
    qtbot.keyClick(fold.head, Qt.Key.Key_Space)
    assert table.isVisible()
    row = [table.item(1, at).text().replace("\u200b", "") for at in range(table.columnCount())]
    assert row[:3] == ["Native", "digits-native/digits", "10.3 MB"]
    assert row[-1] == "Check failed: the answers differ by 0.2"


def test_the_bill_of_materials_is_named_below_the_table_where_there_is_one(qtbot: QtBot, tmp_path: Path) -> None:
    report = report_of(product())
    sentence = "{} lists every file in these products, with its SHA-256, licence and origin."
    for name, there in (("sbom.cdx.json", True), ("", False)):
        finished = finished_in(tmp_path / f"digits{name}", report.model_copy(update={"sbom": name}))
        page = page_of(qtbot, tmp_path / f"state{name}", finished)
        page.findChildren(Disclosure)[-1].set_open(True)
        assert (sentence.format(name) in texts(page)) == there


def test_warnings_of_the_report_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    report = report_of(product(), warnings=("The samples hardly vary",))
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report))
    assert "The samples hardly vary." in texts(page)


def test_a_warning_is_told_for_someone_who_clicks(qtbot: QtBot, tmp_path: Path) -> None:
    known = Problem(
        field="", level="warning", message="It is not known", remedy="Say --scaling.", in_window="Choose it."
    )
    page = page_of(qtbot, tmp_path, None)
    warned = report_of(product(), warnings=(known.words(),), problems=(known,))
    page.state.ended(finished_in(tmp_path / "digits", warned))
    qtbot.waitUntil(lambda: "It is not known." in texts(page))
    assert "Choose it." in texts(page)
    assert "--scaling" not in texts(page)


def test_trying_opens_a_panel_on_the_page_that_starts_the_program(qtbot: QtBot, tmp_path: Path) -> None:
    script(tmp_path / "digits" / "digits", ANSWERING)
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    qtbot.mouseClick(button(page, "Try it now"), Qt.MouseButton.LeftButton)
    panel = page.try_panel
    assert panel is not None
    assert panel.isVisible()
    assert len(panel.samples.buttons) == 10
    assert page.focusWidget() is panel.samples.buttons[0]
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        qtbot.keyClick(panel.samples.buttons[0], Qt.Key.Key_Space)
    assert panel.answers.program.view.bars.accessibleName() == "7 97%; 1 2%"


def test_pressing_try_twice_keeps_one_panel_and_closing_goes_back(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    start = button(page, "Try it now")
    start.click()
    panel = page.try_panel
    start.click()
    assert page.try_panel is panel
    assert panel is not None
    panel.closed.emit()
    assert page.try_panel is None
    assert page.focusWidget() is start


def test_a_model_file_alone_hides_try_and_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "d", report_of(product("model", "digits.tflite"))))
    assert "Try it now" not in words_of(page)
    assert "Only the model file was made." in texts(page)


def test_open_folder_opens_it_in_the_file_manager(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) is None)
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    qtbot.mouseClick(button(page, "Open folder"), Qt.MouseButton.LeftButton)
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / "digits"]


def test_a_comparison_that_went_along_is_opened_in_the_browser(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) is None)
    finished = finished_in(tmp_path / "digits", report_of(product(), comparison=comparison_of(FLOAT)))
    assert "Open the comparison" not in more_of(page_of(qtbot, tmp_path, finished)), "its page was moved away"
    (tmp_path / "digits" / "compare.html").write_text("<h1>compared</h1>", encoding="utf-8")
    page = page_of(qtbot, tmp_path, finished)
    pick_by_keyboard(qtbot, button(page, "More"), "Open the comparison")
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / "digits" / "compare.html"]


def test_a_comparison_of_another_model_is_not_offered(qtbot: QtBot, tmp_path: Path) -> None:
    finished = finished_in(tmp_path / "digits", report_of(product()))
    (tmp_path / "digits" / "compare.html").write_text("<h1>compared</h1>", encoding="utf-8")
    assert "Open the comparison" not in more_of(page_of(qtbot, tmp_path, finished))


def test_what_labelled_samples_show_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    report = report_of(product())
    accuracy = Accuracy(source=1.0, converted=0.95, samples=20)
    report = report.model_copy(update={"model": report.model.model_copy(update={"accuracy": accuracy})})
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report))
    assert "19 of 20 labelled pictures are answered right; the original gets 20 right." in texts(page)


def test_the_report_is_copied_to_a_chosen_place(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "mine.html"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *arguments: target)
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    pick_by_keyboard(qtbot, button(page, "More"), "Save report...")
    assert target.read_text(encoding="utf-8") == "<h1>report</h1>"
    assert f"The report was saved as {target}" in texts(page)


def test_a_report_that_was_moved_away_is_made_anew(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.html"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *arguments: target)
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    (tmp_path / "digits" / "report.html").unlink()
    pick_by_keyboard(qtbot, button(page, "More"), "Save report...")
    assert "Ready, for newer systems only: digits" in target.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_named_on_the_page(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *arguments: tmp_path / "missing" / "r.html")
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    pick_by_keyboard(qtbot, button(page, "More"), "Save report...")
    assert "The report cannot be saved there: No such file or directory." in texts(page)


def test_the_copied_summary_says_everything_that_counts(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    pick_by_keyboard(qtbot, button(page, "More"), "Copy summary")
    assert "The summary was copied." in texts(page)
    copied = QGuiApplication.clipboard().text()
    for part in (
        "Ready, for newer systems only: digits",
        "Right on your pictures: The model itself",
        "20 samples",
        "10.3 MB",
        "0.025 ms",
        "208 times",
        str(tmp_path / "digits"),
    ):
        assert part in copied


def test_export_another_and_run_again_ask_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    with qtbot.waitSignal(page.start_over):
        pick_by_keyboard(qtbot, button(page, "More"), "Export another")
    with qtbot.waitSignal(page.change_wanted):
        pick_by_keyboard(qtbot, button(page, "More"), "Run again with changes")


def test_two_main_actions_stand_beside_a_menu_with_the_rest(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    actions = page.findChild(ResultActions)
    assert actions is not None
    shown = [one.text().replace("&", "") for one in actions.findChildren(QAbstractButton) if one.isVisibleTo(actions)]
    assert shown == ["Try it now", "Open folder", "More"]
    assert more_of(page) == ["Save report...", "Copy summary", "Run again with changes", "Export another"]
    letters = [action.text().split("&")[1][0].lower() for action in actions.more.menu().actions()]
    assert len(letters) == len(set(letters))
    assert actions.more.accessibleName() == "More"


def test_every_control_has_a_name_and_no_letter_is_given_twice(qtbot: QtBot, tmp_path: Path) -> None:
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report_of(product())))
    button(page, "Try it now").click()
    controls = [one for one in page.findChildren(QAbstractButton) if one.isVisibleTo(page)]
    assert all(one.accessibleName() for one in controls)
    letters = [one.text().split("&")[1][0].lower() for one in controls if "&" in one.text()]
    assert len(letters) == len(set(letters))
    assert not set(letters) & set("bnhs")


def test_the_diagnostics_hold_the_model_only_when_the_user_ticks_it(qtbot: QtBot, tmp_path: Path) -> None:
    model = tmp_path / "m.keras"
    model.write_bytes(b"weights")
    page = page_of(qtbot, tmp_path, None)
    dialog = DiagnosticsDialog(page, job="schema = 1", log="", error=None, versions={}, model=model)
    qtbot.addWidget(dialog)
    assert not dialog.include_model.isChecked()
    dialog.path.setText(str(tmp_path / "missing" / "d.zip"))
    save = button(dialog, "Save")
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "It cannot be saved there" in texts(dialog))
    dialog.path.setText(str(tmp_path / "d"))
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert b"weights" not in (tmp_path / "d.zip").read_bytes()
    assert b"m.keras" not in (tmp_path / "d.zip").read_bytes()


def test_at_twice_the_text_size_nothing_is_wider_than_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    script(tmp_path / "d" / "digits", ANSWERING)
    look = themed()
    look.choose("light", 200)
    try:
        page = page_of(qtbot, tmp_path, finished_in(tmp_path / "d", report_of(product(verified=FAILED))))
        page.resize(660, 600)
        button(page, "Try it now").click()
        panel = page.try_panel
        assert panel is not None
        with qtbot.waitSignal(panel.settled, timeout=30_000):
            panel.samples.buttons[7].click()
        content = page.widget()
        qtbot.waitUntil(lambda: content.width() == page.viewport().width())
        cut = [
            label.text()
            for label in content.findChildren(QLabel)
            if label.isVisible() and label.width() < label.minimumSizeHint().width()
        ]
        assert not cut
    finally:
        look.choose("light", 100)
