"""Build page (sixth): progress of the export, its log, cancelling, and what to do after a failure."""

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from builder.core.errors import ErrorText, Problem
from builder.core.figures import human_seconds
from builder.core.words import mark, tr
from builder.events import Event, LogLine
from builder.report.lights import states_of
from ui.look.theme import px
from ui.pages.base import Page
from ui.pages.diagnostics import save_diagnostics, versions_of
from ui.state.state import Finished
from ui.tasks.build_time import BuildTime
from ui.tasks.engine_work import StepNow
from ui.tasks.services import Services
from ui.texts.light_words import LIGHT_ICONS
from ui.texts.time_words import about_time
from ui.widgets.basic import Button, Card, Icon, boxed, clear, described, row, text
from ui.widgets.disclosure import Disclosure
from ui.widgets.log_view import LogView
from ui.widgets.problem_card import error_card

_SPARE = 2  # px beside the widest word of a title, which is rounded
_WIDEST_TIME = "88 min 88 s"
_SHARE = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
_SHARE.setHeightForWidth(True)
_WORTH_SAYING = 3.0  # seconds that a step takes; chosen: what is over sooner needs no estimate
_ALMOST = 2.0  # seconds left; chosen, as precise as an estimate is
# What a step does while the engine says nothing about it.
_ACTIVITIES = {
    "inspect": mark("TensorFlow is started and reads the model"),
    "compile": mark("The C++ program is compiled"),
    "convert": mark("TensorFlow converts the model"),
    "package": mark("The parts are packed"),
    "verify": mark("The program is started and its answers are compared"),
    "report": mark("Figures are written down"),
}
_LAST_LINES = 40  # of the log that are shown with an error; chosen
_ICONS = {
    "waiting": ("pending", "secondary"),
    "running": ("play", "accent"),
    "ok": ("tick", "good"),
    "failed": ("error", "bad"),
    "cancelled": ("stop", "caution"),
}
# Table of the job whose page corrects an error, by the error's key.
_PAGE_TO_CORRECT = {
    "trust": "model",
    "signature": "model",
    "exists": "products",
    "calibration": "precision",
}


class StepRow:
    """Widgets of one step: icon, title, status line, time."""

    def __init__(self, grid: QGridLayout, at: int, step: StepNow) -> None:
        self.icon = Icon("pending")
        self.title = text(tr(step.plan.title))
        self.line = text("", "secondary")
        self.time = text("", "secondary", wrap=False)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for label in (self.title, self.line):  # their columns are shares of the width, whatever they say
            label.setSizePolicy(_SHARE)
        grid.addWidget(self.icon, at, 0)
        grid.addWidget(self.title, at, 1)
        grid.addWidget(self.line, at, 2)
        grid.addWidget(self.time, at, 3)

    def show_step(self, step: StepNow, times: BuildTime, sign: tuple[str, str] | None = None) -> None:
        """Shows the step; `sign` in the place of its usual icon."""
        words = _status_line(step, times)
        self.icon.show_icon(*(sign or _ICONS[step.status]))
        self.line.setText(words)
        self.title.setAccessibleDescription(words)
        self.time.setMinimumWidth(self.time.fontMetrics().horizontalAdvance(_WIDEST_TIME))
        measure = self.title.fontMetrics().horizontalAdvance
        self.title.setMinimumWidth(max(map(measure, self.title.text().split()), default=0) + _SPARE)
        seconds = step.seconds
        if seconds is None and step.started is not None:
            seconds = time.monotonic() - step.started
        self.time.setText(human_seconds(max(1.0, seconds)) if seconds is not None else "")


def _status_line(step: StepNow, times: BuildTime) -> str:
    """What a step does now, and how long it takes by earlier exports."""
    if step.status == "running":
        activity = step.line or tr(_ACTIVITIES[step.plan.id])
        expected = times.expected(step.plan.id)
        if expected is None or expected < _WORTH_SAYING:
            return activity
        usual = tr("longer than last time") if times.is_late(step) else about_time(expected)
        return tr("{activity}; {time}", activity=activity, time=usual)
    return {
        "waiting": tr("waits"), "ok": tr("done"), "failed": tr("failed"), "cancelled": tr("stopped"),
    }[step.status]  # fmt: skip


class BuildPage(Page):
    """Shows `services.run`.

    Attributes:
        rows: The widgets of its steps.
    Signals:
        go_to_problem: The user wants to correct an error; carries the table of the job that it is about.
        mend_wanted: The `Problem` that a button is to solve.
        again: The user wants to build the same once more.
    """

    go_to_problem = Signal(str)
    mend_wanted = Signal(object)
    again = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(
            services, "build", tr("Build"), tr("Building"), tr("You can do something else while it works.")
        )
        self.rows: list[StepRow] = []
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        described(self.bar, tr("Progress of the whole"))
        self._so_far = text("", "secondary")
        self.cancel = Button(tr("&Cancel"), self._cancel, icon_name="stop")
        progress = row(self._so_far, self.cancel)
        progress.setStretch(0, 1)
        self._end = QVBoxLayout()
        self.log = LogView()
        self.fold = Disclosure(tr("Log"), self.log)
        self.fold.opened.connect(self._show_last_line)
        self._last_line = text("", "mono", wrap=False)
        card = Card(boxed(self._grid), self.bar, boxed(progress), gap=16)
        for part in (boxed(self._end), card, self.fold, self._last_line):
            self.body.addWidget(part)
        self.body.addStretch(1)
        run = services.run
        run.started.connect(self._started)
        run.updated.connect(self._updated)
        run.finished.connect(self._finished)
        self._restore()

    def note(self) -> str:
        run = self.services.run
        if run.active:
            return f"{int(run.fraction * 100)}%"
        finished = self.state.finished
        if finished is None:
            return ""
        return {
            "done": tr("done"), "not-verified": tr("done"), "failed": tr("failed"), "cancelled": tr("stopped"),
        }[finished.end.status]  # fmt: skip

    def focus_first(self) -> None:
        target = self.cancel if self.services.run.active else self.fold.head
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self) -> None:
        """Shows steps, log and result of an export that began before this page was made."""
        run = self.services.run
        if run.steps or run.active:
            self._show_steps()
            self.log.add(run.log)
        if not run.active and self.state.finished is not None:
            self._finished(self.state.finished)
        self._show_progress()

    def _started(self) -> None:
        clear(self._end)
        clear(self._grid)
        self.rows = []
        self.log.model.clear()
        self.title.setText(tr("Building {name}", name=self.state.name))
        self.subtitle.show()
        self.cancel.setVisible(True)
        self.cancel.setEnabled(True)
        self._show_progress()

    def _show_steps(self) -> None:
        run = self.services.run
        if len(self.rows) != len(run.steps):
            clear(self._grid)
            self.rows = [StepRow(self._grid, at, step) for at, step in enumerate(run.steps)]
            self.log.set_steps([(step.plan.id, tr(step.plan.title)) for step in run.steps])
        for widgets, step in zip(self.rows, run.steps, strict=True):
            compared = self._compared() if step.plan.id == "verify" and step.status == "ok" else None
            widgets.show_step(step, run.time, compared)

    def _compared(self) -> tuple[str, str] | None:
        """Icon of the step that compares answers, by what it found; None while that is not known."""
        report = self.state.finished.report if self.state.finished and not self.services.run.active else None
        return None if report is None else LIGHT_ICONS[states_of(report)[0]]

    def _updated(self, events: list[Event]) -> None:
        lines = [event for event in events if isinstance(event, LogLine)]
        if lines:
            self.log.add(lines)
            self._show_last_line()
        if len(lines) != len(events) or not events:
            self._show_progress()
            self.changed.emit()

    def _show_last_line(self) -> None:
        words = "" if self.fold.is_open else self.log.model.last.split("\n")[0]
        self._last_line.setText(
            self._last_line.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self.width() - px(80))
        )
        self._last_line.setVisible(bool(words))

    def _show_progress(self) -> None:
        run = self.services.run
        self._show_steps()
        self.bar.setValue(round(run.fraction * 1000))
        if run.cancelling:
            self._so_far.setText(tr("Stopping; unfinished files are removed"))
        elif run.active:
            gone = human_seconds(max(1.0, time.monotonic() - run.began))
            shown = {"percent": int(run.fraction * 100), "time": gone}
            left = run.time.seconds_left(run.steps)
            if left is None:
                words = tr("{percent}%, {time} so far. The time left is known from the second time on.", **shown)
            elif left < _ALMOST:
                words = tr("{percent}%, {time} so far. It is almost done, or takes longer than last time.", **shown)
            else:
                words = tr("{percent}%, {time} so far, {left} left", left=about_time(left), **shown)
            self._so_far.setText(words)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.services.run.cancel()

    def _finished(self, finished: Finished) -> None:
        self._show_steps()
        self.cancel.hide()
        clear(self._end)
        self.subtitle.hide()
        end = finished.end
        took = human_seconds(max(1.0, end.seconds))
        if end.status == "cancelled":
            self.title.setText(tr("Stopped"))
            self._so_far.setText("")
            self._end.addWidget(self._stopped_card())
        elif end.error is not None and finished.folder is None:
            self.title.setText(tr("It could not be built"))
            self._so_far.setText(tr("Stopped after {time}", time=took))
            self._end.addWidget(self._failed_card(end.error, finished))
        else:
            self.title.setText(tr("Built"))
            self._so_far.setText(tr("Done in {time}", time=took))
            self.bar.setValue(self.bar.maximum())
        self.changed.emit()

    def _stopped_card(self) -> Card:
        words = tr(
            "The build was stopped before it was finished. Unfinished files are removed, and the output "
            "folder is unchanged."
        )
        return Card(text(words), boxed(row(self._new_again(), self._new_to_summary(), 0)), tone="caution")

    def _failed_card(self, error: ErrorText, finished: Finished) -> QWidget:
        table = _PAGE_TO_CORRECT.get(error.key)
        action = (
            Button(tr("&Go there"), lambda: self.go_to_problem.emit(table), look="primary")
            if table
            else self._new_again()
        )
        if error.key == "changed":  # one click leads to the summary of what the file is now
            changed = Problem(field="model.path", level="error", message=error.what)
            action = Button(tr("&Read it again"), lambda: self.mend_wanted.emit(changed), look="primary")
        last = "\n".join(finished.log.splitlines()[-_LAST_LINES:])
        return error_card(error, action=action, details=last, diagnostics=lambda: self._diagnostics(error, finished))

    def _new_again(self) -> Button:
        return Button(tr("Build &again"), self.again.emit, look="primary", icon_name="again")

    def _new_to_summary(self) -> Button:
        return Button(tr("Back to the &summary"), lambda: self.go_to_problem.emit("summary"))

    def _diagnostics(self, error: ErrorText, finished: Finished) -> None:
        save_diagnostics(
            self,
            job=self.services.run.job,
            log=finished.log,
            error=error,
            versions=versions_of(finished.report),
            model=self.state.model_path,
        )
