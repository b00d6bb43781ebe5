"""Done page (seventh): result of the export, its verification and sizes, and actions such as trying the program."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.core.ordinary_files import text_in
from builder.core.words import tr
from builder.events import ErrorText
from builder.report.report import Report
from builder.report.report_words import (
    accuracy_words,
    escaped_copy,
    headline,
    programs_of,
    state_of,
    verification_texts,
)
from builder.system.locked_folders import write_atomically
from ui.pages.base import Page
from ui.pages.diagnostics import save_diagnostics, versions_of
from ui.state.state import Finished
from ui.tasks.services import Services
from ui.tasks.trial import Trial, trial_of
from ui.texts.contract_words import breakable
from ui.texts.result_words import made_products, summary_text
from ui.widgets import dialogs
from ui.widgets.basic import Button, Icon, boxed, clear, column, copy_button, row, set_text, text
from ui.widgets.charts.product_table import ProductTable
from ui.widgets.charts.size_card import SizeCard
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow
from ui.widgets.open_folder import open_folder, open_page
from ui.widgets.problem_card import error_card, remark_card
from ui.widgets.trial.try_panel import TryPanel

_LARGEST = 2**24  # bytes of a report or a job that is read; chosen


class DonePage(Page):
    """Shows `state.finished`.

    Attributes:
        try_panel: The open panel "Try it now"; None when it is closed.
    Signals:
        start_over: "Export another" was pressed.
        change_wanted: "Run again with changes" was pressed.
    """

    start_over = Signal()
    change_wanted = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(services, "done", tr("Done"), tr("Nothing has been built yet"))
        self.sign = Icon("info", "secondary", 28)
        line = row(column(self.sign, 0), self.title, gap=12)
        line.setStretch(1, 1)
        self.body.insertLayout(0, line)
        self._content = QVBoxLayout()
        self._content.setSpacing(16)
        self.body.addLayout(self._content)
        self.body.addStretch(1)
        self.try_panel: TryPanel | None = None
        self._first: QWidget | None = None
        self._finished: Finished | None = None
        self.state.changed.connect(self._state_changed)
        self._show_all()

    def note(self) -> str:
        report = self.state.finished.report if self.state.finished else None
        return "" if report is None else tr("Verified") if report.verified else tr("Not verified")

    def focus_first(self) -> None:
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _state_changed(self, topic: str) -> None:
        if topic == "finished":
            self._show_all()

    def _show_all(self) -> None:
        if self.try_panel is not None:
            self._close_panel()
        clear(self._content)
        self._first = None
        self._save_result = text("", "secondary")
        self._save_result.hide()
        self._panel_box = QVBoxLayout()
        self._finished = finished = self.state.finished
        if finished is None:
            self._show_title(tr("Nothing has been built yet"), "info", "secondary")
            self._content.addWidget(text(tr("When a program has been built, its result is shown here.")))
        elif finished.report is None:
            self._show_without_report(finished)
        else:
            self._show_report(finished, escaped_copy(finished.report))
        self.changed.emit()

    def _show_title(self, words: str, icon: str, tone: str) -> None:
        self.title.setText(breakable(words))
        self.setAccessibleName(words)
        self.sign.show_icon(icon, tone)

    # Without a report

    def _show_without_report(self, finished: Finished) -> None:
        made = finished.folder is not None
        words = tr("The program was made, but its report cannot be read") if made else tr("Nothing was made")
        self._show_title(words, "caution" if made else "info", "caution" if made else "secondary")
        if finished.end.error is not None:
            self._content.addWidget(error_card(finished.end.error, diagnostics=self._diagnostics))
        elif made:
            self._content.addWidget(text(tr("It is not known what was checked. Build it again to be sure.")))
        if finished.folder is not None:
            self._content.addWidget(text(breakable(tr("In {folder}", folder=finished.folder)), "secondary"))
        buttons = [self._open_button(look="primary")] if made else []
        self._content.addWidget(
            boxed(flow(*buttons, self._another_button(), self._change_button(), gap=8, equal=False))
        )
        self._first = buttons[0] if buttons else None

    # With a report

    def _show_report(self, finished: Finished, report: Report) -> None:
        title, against = headline(report)
        passed = any(state_of(product).passed for product in programs_of(report))
        look = ("tick", "good") if not against else ("caution", "caution") if passed else ("error", "bad")
        self._show_title(title, *look)
        what, remarks = verification_texts(report)
        for words in (what, accuracy_words(report), *remarks):
            if words:
                self._content.addWidget(text(words))
        if against:
            self._content.addWidget(self._doubt_card(report, against))
        self._add_buttons(finished, report, verified=not against)
        if made_products(report):
            self._content.addWidget(SizeCard(report))
        # A report of an older version has the words alone.
        plain = [Problem(field="", level="warning", message=warning) for warning in report.warnings]
        for problem in report.problems or plain:
            self._content.addWidget(remark_card(problem))
        if report.products:
            self._content.addWidget(Disclosure(tr("&All products"), ProductTable(report)))

    def _doubt_card(self, report: Report, against: list[str]) -> QWidget:
        """Error card with the reasons why the result is not verified, and what to do."""
        programs = programs_of(report)
        if any(state_of(product).passed for product in programs):
            what = tr("Pass on only what is verified: something here is not")
        elif any(product.bytes for product in programs):
            what = tr("Do not pass this program on yet: it is not verified")
        else:
            what = tr("There is no program to pass on")
        error = ErrorText(
            what=what,
            why="\n".join(against),
            do=tr(
                "Run it again with another precision or with more sample data. "
                "If that does not help, save the diagnostics and show them to someone who knows the model."
            ),
        )
        return error_card(error, diagnostics=self._diagnostics)

    def _add_buttons(self, finished: Finished, report: Report, *, verified: bool) -> None:
        """Adds two rows of buttons: the likely next actions, and all others."""
        look = "primary" if verified else ""
        trial = trial_of(finished)
        first = [self._open_button(look=look)]
        if isinstance(trial, Trial):
            first.insert(0, Button(tr("&Try it now"), partial(self._open_panel, trial), look=look, icon_name="play"))
        others: list[QWidget] = []
        if finished.folder is not None:
            folder = finished.folder
            save = partial(self._save_report, folder, report)
            others.append(Button(tr("Save &report..."), save, icon_name="save"))
            others.append(copy_button(tr("Copy summary"), partial(summary_text, report, folder)))
            page = folder / "compare.html"
            if report.comparison is not None and page.is_file():
                others.append(Button(tr("Open the co&mparison"), partial(open_page, self, page), look="link"))
        others.append(self._another_button())
        if verified:
            others.append(self._change_button())
        else:
            first.insert(0, self._change_button(look="primary"))
        self._first = first[0]
        self._content.addLayout(column(flow(*first, gap=8, equal=False), flow(*others, gap=8, equal=False), gap=8))
        self._content.addWidget(self._save_result)
        if isinstance(trial, str):
            self._content.addWidget(text(trial, "secondary"))
        if finished.folder is not None:
            self._content.addWidget(text(breakable(tr("In {folder}", folder=finished.folder)), "secondary"))
        self._content.addLayout(self._panel_box)

    def _open_button(self, *, look: str) -> Button:
        return Button(tr("&Open folder"), self._open, look=look, icon_name="folder")

    def _another_button(self) -> Button:
        return Button(tr("&Export another"), self.start_over.emit, icon_name="again")

    def _change_button(self, *, look: str = "") -> Button:
        return Button(tr("Run again with &changes"), self.change_wanted.emit, look=look, icon_name="edit")

    # Button actions

    def _open(self) -> None:
        if self._finished is not None and self._finished.folder is not None:
            open_folder(self, self._finished.folder)

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
            set_text(self._save_result, words, "bad")
            return
        set_text(self._save_result, breakable(tr("The report was saved as {path}", path=chosen)), "")

    def _diagnostics(self) -> None:
        finished = self._finished
        if finished is None:
            return
        save_diagnostics(
            self,
            job=_job_of(finished.folder),
            log=finished.log,
            error=finished.end.error,
            versions=versions_of(finished.report),
            model=self.state.model_path,
        )

    def _open_panel(self, trial: Trial) -> None:
        if self.try_panel is None:
            self.try_panel = TryPanel(trial, self.services.folder)
            self.try_panel.closed.connect(self._close_panel)
            self.try_panel.settled.connect(self._look_at_panel)
            self._panel_box.addWidget(self.try_panel)
            self.try_panel.show()  # at once: a hidden widget cannot take the keyboard focus
            if trial.samples:
                self.try_panel.try_file(trial.samples[0])
        self.try_panel.focus_first()
        self._look_at_panel()

    def _close_panel(self) -> None:
        clear(self._panel_box)
        self.try_panel = None
        self.focus_first()

    def _look_at_panel(self) -> None:
        """Scrolls to the panel after the layout has given it its size."""
        QTimer.singleShot(0, self, self._scroll_to_panel)

    def _scroll_to_panel(self) -> None:
        if self.try_panel is not None:
            self.ensureWidgetVisible(self.try_panel, 0, 24)


def _report_page(folder: Path, report: Report) -> bytes:
    """HTML of the published report; rendered again where the file is gone or cannot be read."""
    try:
        return text_in(folder / "report.html", _LARGEST, links=False).encode()
    except (OSError, UnicodeDecodeError):
        from builder.report.report_views import html

        return html(report).encode()


def _job_of(folder: Path | None) -> str | None:
    try:
        return text_in(folder / "job.toml", _LARGEST, links=False) if folder is not None else None
    except (OSError, UnicodeDecodeError):
        return None
