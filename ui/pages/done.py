"""Done page (seventh): result of the export, its verification and sizes, and actions such as trying the program."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import ErrorText, LitecrateError, Problem
from builder.core.ordinary_files import text_in
from builder.core.words import tr
from builder.report.lights import Remedy, headline, lights_of
from builder.report.report import Report
from builder.report.report_words import escaped_copy, files_listed, programs_of, state_of, verification_texts
from ui.pages.base import Page
from ui.pages.diagnostics import save_diagnostics, versions_of
from ui.pages.result_actions import ResultActions
from ui.state.state import Finished
from ui.tasks.confirmation import confirm
from ui.tasks.services import Services
from ui.tasks.trying.trial import Trial, trial_of
from ui.texts.light_words import LIGHT_ICONS
from ui.texts.result_words import made_products, says_where_run
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.answer_question import AnswerQuestion
from ui.widgets.basic import Button, Icon, boxed, clear, column, row, text
from ui.widgets.charts.product_table import ProductTable
from ui.widgets.charts.size_card import SizeCard
from ui.widgets.disclosure import Disclosure
from ui.widgets.lights import LightRows
from ui.widgets.menu_button import MenuEntry
from ui.widgets.problem_card import error_card, remark_card
from ui.widgets.program_rows import ProgramRows
from ui.widgets.trial.try_panel import TryPanel

_LARGEST = 2**24  # bytes of a job that is read; chosen


class DonePage(Page):
    """Shows `state.finished`.

    Attributes:
        try_panel: The open panel "Try it now"; None when it is closed.
        question: Under an answer, whether it is right; None where that is not asked.
        lights: What is known about the result; None without a report.
    Signals:
        start_over: "Export another" was chosen.
        change_wanted: "Run again with changes" was chosen.
        go_to_problem: The table of the job whose page would turn a light green.
        mend_wanted: The `Problem` whose control would do that.
    """

    start_over = Signal()
    change_wanted = Signal()
    go_to_problem = Signal(str)
    mend_wanted = Signal(object)

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
        self.question: AnswerQuestion | None = None
        self.lights: LightRows | None = None
        self._trial: Trial | str = ""
        self._first: QWidget | None = None
        self._finished: Finished | None = None
        self.state.changed.connect(self._state_changed)
        self._show_all()

    def note(self) -> str:
        report = self.state.finished.report if self.state.finished else None
        return "" if report is None else headline(report).phrase

    def step_sign(self) -> tuple[str, str]:
        report = self.state.finished.report if self.state.finished else None
        return ("caution", "caution") if report is None else LIGHT_ICONS[headline(report).state]

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
        self._first = self.lights = None
        self._trial = ""
        self._panel_box = QVBoxLayout()
        self._panel_box.setSpacing(16)
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
        self._add_actions(finished, None, look="primary")

    # With a report

    def _show_report(self, finished: Finished, report: Report) -> None:
        head = headline(report)
        self._show_title(head.title, *LIGHT_ICONS[head.state])
        self._trial = trial_of(finished, self.services.trusted)
        self.lights = LightRows(lights_of(report), self._remedies(report))
        self._content.addWidget(self.lights)
        if head.against:
            self._content.addWidget(self._doubt_card(report))
        self._add_actions(finished, report, look="" if head.state == "bad" else "primary")
        if finished.folder is not None and says_where_run(report):
            self._content.addWidget(ProgramRows(report, finished.folder))
        if made_products(report):
            self._content.addWidget(SizeCard(report))
        # A report of an older version has the words alone.
        plain = [Problem(field="", level="warning", message=warning) for warning in report.warnings]
        for problem in report.problems or plain:
            self._content.addWidget(remark_card(problem))
        what, remarks = verification_texts(report)
        if what:
            checked = boxed(column(*(text(words) for words in (what, *remarks)), gap=8))
            self._content.addWidget(Disclosure(tr("What was chec&ked"), checked))
        if report.products:
            listed = files_listed(report)
            shown = [ProductTable(report), *([text(listed, "secondary")] if listed else [])]
            self._content.addWidget(Disclosure(tr("&All products"), boxed(column(*shown, gap=8))))

    def _remedies(self, report: Report) -> dict[Remedy, Callable[[], object]]:
        """What the buttons beside the lights do."""
        found: dict[Remedy, Callable[[], object]] = {
            "precision": partial(self.go_to_problem.emit, "precision"),
            "samples": partial(self.go_to_problem.emit, "precision"),
            "products": partial(self.go_to_problem.emit, "products"),
        }
        if report.answers is not None and report.answers.input == "image":
            found["find"] = self._find_scaling
        if isinstance(self._trial, Trial):
            found["look"] = partial(self._open_panel, self._trial)
        return found

    def _doubt_card(self, report: Report) -> QWidget:
        """Error card that says what to do with a result that is not verified; the lights say why it is not."""
        programs = programs_of(report)
        if any(state_of(product).passed for product in programs):
            what = tr("Pass on only what passed its check: something here did not")
        elif any(product.bytes for product in programs):
            what = tr("Do not pass this program on yet: it did not pass its check")
        else:
            what = tr("There is no program to pass on")
        error = ErrorText(
            what=what,
            why=tr("Run it again with another precision or with more sample data."),
            do=tr("If that does not help, save the diagnostics and show them to someone who knows the model."),
        )
        again = Button(tr("Run again with &changes"), self.change_wanted.emit, look="primary", icon_name="edit")
        return error_card(error, action=again, diagnostics=self._diagnostics)

    def _add_actions(self, finished: Finished, report: Report | None, *, look: str) -> None:
        """Adds two main buttons and the menu, and what belongs below them."""
        trial = self._trial
        actions = ResultActions(
            finished, report, look=look,
            on_try=partial(self._open_panel, trial) if isinstance(trial, Trial) else None,
            others=[
                MenuEntry(tr("Run again with &changes"), self.change_wanted.emit),
                MenuEntry(tr("&Export another"), self.start_over.emit),
            ],
        )  # fmt: skip
        self._first = actions.first
        self._content.addWidget(actions)
        if isinstance(trial, str) and trial:
            self._content.addWidget(text(trial, "secondary"))
        if finished.folder is not None:
            self._content.addWidget(text(breakable(tr("In {folder}", folder=finished.folder)), "secondary"))
        self._content.addLayout(self._panel_box)

    # Button actions

    def _find_scaling(self) -> None:
        self.mend_wanted.emit(Problem(field="contract.scaling", level="warning", message=""))

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
            self.try_panel = TryPanel(trial, self.services.folder, self.services.assistant)
            self.try_panel.closed.connect(self._close_panel)
            self.try_panel.settled.connect(self._settled)
            self._panel_box.addWidget(self.try_panel)
            self.try_panel.show()  # at once: a hidden widget cannot take the keyboard focus
            if trial.samples:
                self.try_panel.try_file(trial.samples[0])
        self.try_panel.focus_first()
        self._look_at_panel()

    def _settled(self) -> None:
        """Asks whether the answer is right, where that is not known yet."""
        panel, report = self.try_panel, self._finished.report if self._finished is not None else None
        if self.question is not None:
            self.question.hide()
            self.question.deleteLater()
            self.question = None
        open_question = report is not None and any(light.remedy == "look" for light in lights_of(report))
        if panel is not None and report is not None and open_question and panel.answers.program.has_answer:
            remedies = self._remedies(report)
            self.question = AnswerQuestion(remedies.get("find"), partial(self.go_to_problem.emit, "contract"))
            self.question.confirmed.connect(self._confirm)
            self._panel_box.addWidget(self.question)
            self.question.show()  # at once, so that it has its size when the page scrolls to it
        self._look_at_panel()

    def _confirm(self) -> None:
        if self._finished is None:
            return
        try:
            now = confirm(self.services, self._finished)
        except (LitecrateError, OSError) as error:
            words = error.why if isinstance(error, LitecrateError) else f"{error.strerror or error}."
            dialogs.tell(self, tr("The confirmation cannot be saved"), words)
            return
        self.state.ended(now)
        self.open_at_top()
        QTimer.singleShot(0, self, self.open_at_top)  # again, when the new buttons can take the keyboard

    def try_file(self, file: Path) -> bool:
        """Tries a file with the finished program; False where there is none to try."""
        trial = trial_of(self._finished) if self._finished is not None else ""
        if not isinstance(trial, Trial):
            return False
        self._open_panel(trial)
        if self.try_panel is not None:
            self.try_panel.try_file(file)
        return True

    def _close_panel(self) -> None:
        clear(self._panel_box)
        self.try_panel = self.question = None
        self.focus_first()

    def _look_at_panel(self) -> None:
        """Scrolls to the panel after the layout has given it its size."""
        QTimer.singleShot(0, self, self._scroll_to_panel)

    def _scroll_to_panel(self) -> None:
        answers = self.try_panel.answers if self.try_panel is not None else None
        for part in (self.try_panel, answers, self.question):  # the last is seen in any case
            if part is not None and part.isVisible():
                self.ensureWidgetVisible(part, 0, 24)


def _job_of(folder: Path | None) -> str | None:
    try:
        return text_in(folder / "job.toml", _LARGEST, links=False) if folder is not None else None
    except (OSError, UnicodeDecodeError):
        return None
