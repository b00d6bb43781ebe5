"""Actions of the done page: two main buttons, and a menu with all others."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from builder.core.ordinary_files import text_in
from builder.core.words import tr
from builder.job.job import PAGE
from builder.report.report import Report
from builder.system.locked_folders import write_atomically
from ui.state.state import Finished
from ui.texts.result_words import summary_text
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, column, set_text, text
from ui.widgets.flow import flow
from ui.widgets.menu_button import MenuButton, MenuEntry
from ui.widgets.open_folder import open_folder, open_page

_LARGEST = 2**24  # bytes of a report that is read; chosen


class ResultActions(QWidget):
    """Buttons about a finished export.

    Args:
        finished: The export, published or not.
        report: Its report with escaped texts; None where it cannot be read.
        look: Of the main buttons, as in the style sheet.
        on_try: Opens the trial; None where there is no program to try.
        others: Further entries of the menu, such as those that lead to other pages.

    Attributes:
        first: The first button; None where there is only the menu.
        more: The menu.
    """

    def __init__(
        self, finished: Finished, report: Report | None, *, look: str, on_try: Callable[[], object] | None,
        others: list[MenuEntry],
    ) -> None:  # fmt: skip
        super().__init__()
        self._finished, self._report = finished, report
        main: list[Button] = []
        if on_try is not None:
            main.append(Button(tr("&Try it now"), on_try, look=look, icon_name="play"))
        if (page := web_page(finished.folder, report)) is not None:
            main.append(Button(tr("O&pen as a web page"), partial(open_page, self, page), look=look, icon_name="play"))
        if finished.folder is not None:
            opening = partial(open_folder, self, finished.folder)
            main.append(Button(tr("&Open folder"), opening, look=look, icon_name="folder"))
        self.more = MenuButton(tr("Mo&re"), [*self._entries(), *others])
        self.first: QWidget = main[0] if main else self.more
        self._said = text("", "secondary")
        self._said.hide()
        self.setLayout(column(flow(*main, self.more, gap=8, equal=False), self._said))

    def _entries(self) -> list[MenuEntry]:
        folder, report = self._finished.folder, self._report
        if folder is None or report is None:
            return []
        found = [
            MenuEntry(tr("Save &report..."), partial(self._save_report, folder, report)),
            MenuEntry(tr("Copy &summary"), partial(self._copy, folder, report)),
        ]
        page = folder / "compare.html"
        if report.comparison is not None and page.is_file():
            found.append(MenuEntry(tr("Open the co&mparison"), partial(open_page, self, page)))
        return found

    def _copy(self, folder: Path, report: Report) -> None:
        QGuiApplication.clipboard().setText(summary_text(report, folder))
        set_text(self._said, tr("The summary was copied."), "")

    def _save_report(self, folder: Path, report: Report) -> None:
        suggestion = Path.home() / f"{report.name}-report.html"
        chosen = dialogs.choose_new_file(self, tr("Save the report"), tr("Web pages"), ".html", suggestion)
        if chosen is None:
            return
        try:
            write_atomically(chosen, _report_page(folder, report))
        except OSError as error:
            reason = error.strerror or str(error)
            words = tr("The report cannot be saved there: {reason}. Choose another place.", reason=reason)
            set_text(self._said, words, "bad")
            return
        set_text(self._said, breakable(tr("The report was saved as {path}", path=chosen)), "")


def web_page(folder: Path | None, report: Report | None) -> Path | None:
    """The web page of a published result; None where it has none."""
    if folder is None or report is None:
        return None
    return next((folder / each.path for each in report.products if each.product == PAGE and each.bytes), None)


def _report_page(folder: Path, report: Report) -> bytes:
    """HTML of the published report; rendered again where the file is gone or cannot be read."""
    try:
        return text_in(folder / "report.html", _LARGEST, links=False).encode()
    except (OSError, UnicodeDecodeError):
        from builder.report.report_views import html

        return html(report).encode()
