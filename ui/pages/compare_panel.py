"""Comparison panel of the precision page: starts a comparison, shows its progress and its figures."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.core.words import tr
from builder.job.precision_labels import MIXED, precision_name, precision_title
from builder.report.comparison import Comparison
from builder.report.comparison_picture import scatter_of
from builder.report.comparison_words import (
    basis_sentences,
    column_titles,
    layer_sentence,
    variant_cells,
    variant_remark,
)
from builder.report.report_words import sentence
from ui.tasks.calibration import CalibrationCheck
from ui.tasks.services import Services
from ui.texts.comparison_notes import KEEP_LAYERS, left_words, remark, remarks_of
from ui.texts.time_words import about_time
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, Card, Icon, boxed, clear, column, described, fill, row, set_text, tab_through, text
from ui.widgets.charts.figures_table import FiguresTable
from ui.widgets.charts.scatter import ScatterView
from ui.widgets.choice import Choice
from ui.widgets.disclosure import Disclosure
from ui.widgets.labelled_field import Labelled
from ui.widgets.problem_card import error_card, remark_card

_TICK_MS = 1000  # between updates of the time that is left
_WIDEST_NAME, _WIDEST_REMARK = 120, 150  # px, of columns of the table; chosen


class ComparePanel(Card):
    """Shows `services.comparing`.

    Signals:
        picked: A precision (or `MIXED`) was chosen in the scatter plot or the table.
        data_wanted: The user wants to choose calibration data.
        reading_wanted: The model has changed and is to be read again.
    """

    picked = Signal(str)
    data_wanted = Signal()
    reading_wanted = Signal()

    def __init__(self, services: Services, check: CalibrationCheck) -> None:
        super().__init__(gap=12)
        self._services, self._comparing, self._check = services, services.comparing, check
        self._shown: object = None
        self._rows: list[str] = []
        self._chosen = ""
        self._why = text(
            tr(
                "Makes every precision and measures each in the real program on this computer: its size, its "
                "speed, and how often its answers stay the same."
            )
        )
        parts = (
            text(tr("Measured instead of guessed"), "heading"), self._result_box(), self._why, self._data_line(),
            self._controls(), self._progress_box(),
        )  # fmt: skip
        fill(self.column, parts)
        self.setAccessibleName(tr("Compare all precisions"))
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._show_time)

    # Construction

    def _data_line(self) -> QWidget:
        self._data = text("", "secondary")
        self.choose_data = Button(tr("Choose samp&le data"), self.data_wanted.emit, look="link")
        return boxed(column(self._data, boxed(row(self.choose_data, 0)), gap=2))

    def _controls(self) -> QWidget:
        self.limit = Choice(
            tr("Answers may be"),
            [
                ("0.999", tr("at most 0.1% worse")), ("0.99", tr("at most 1% worse")),
                ("0.98", tr("at most 2% worse")), ("0.95", tr("at most 5% worse")),
            ],
        )  # fmt: skip
        self.limit.picked.connect(lambda value: self._comparing.choose_limit(float(value)))
        told = tr("Precisions that lose more are not recommended; nothing is measured again")
        self.start = Button(tr("Com&pare all"), self._comparing.start, icon_name="play")
        self.cancel = Button(tr("&Cancel"), self._comparing.cancel, icon_name="stop")
        limit = Labelled(tr("Answers ma&y be"), self.limit, told)
        self.takes = text("", "secondary")
        buttons = boxed(row(self.start, self.cancel, 0))
        return boxed(column(boxed(row(limit, 0)), buttons, self.takes, gap=12))

    def _progress_box(self) -> QWidget:
        self.doing = text("", "secondary")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        described(self.bar, tr("Progress of the comparison"))
        self.left = text("", "secondary")
        self._progress = boxed(column(self.doing, self.bar, self.left))
        return self._progress

    def _result_box(self) -> QWidget:
        self.best, self.because = text("", "strong"), text("")
        self._sign = Icon("tick", "good")
        self.use = Button(tr("Us&e it"), self._use_best, look="primary")
        self._in_use = text(tr("This is what is chosen."), "secondary")
        line = row(
            column(self._sign, 0), column(self.best, self.because, boxed(row(self.use, 0)), self._in_use, gap=4), gap=8
        )
        line.setStretch(1, 1)
        self.scatter = ScatterView()
        self.scatter.picked.connect(self.picked)
        self._legend = text(
            tr(
                "Higher is closer to the original, further left is a smaller model; a larger dot takes longer for an "
                "answer. The dashed line is the limit. A click on a dot chooses it."
            ),
            "secondary",
        )
        self._basis = text("", "secondary")
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self._noted = boxed(self._notes)
        self._found = boxed(column(line, self.scatter, self._legend, self._basis, gap=8))
        self._result = boxed(column(self._found, self._noted, self._details(), gap=8))
        return self._result

    def _details(self) -> QWidget:
        self.table = FiguresTable(tr("All precisions"))
        self.table.cellClicked.connect(self._row_picked)
        self.table.cellActivated.connect(self._row_picked)
        how = text(
            tr(
                "Programs are measured as the product without Python. A click on a row chooses its precision, as Enter "
                "does."
            ),
            "secondary",
        )
        self._layers = text("", "secondary")
        self.figures = Disclosure(tr("&Details"), boxed(column(self.table, how, self._layers, gap=8)))
        return self.figures

    # Display

    def show_all(self, chosen: str) -> None:
        """Updates the whole panel; `chosen` is the precision that is chosen now, or `MIXED`."""
        comparing = self._comparing
        comparison = comparing.comparison
        self._chosen = chosen
        self.start.set_words(tr("Com&pare again") if comparison or comparing.is_stale else tr("Com&pare all"))
        possible = self._services.state.found.contract is not None and not self._services.run.active
        self.start.setEnabled(possible)
        focused = self.start.hasFocus() or self.cancel.hasFocus()
        for button in (self.start, self.cancel):
            button.setVisible((button is self.cancel) == comparing.active)
        self.cancel.setEnabled(not comparing.cancelling)
        self.limit.show_value(f"{comparing.limit:g}")
        self._why.setVisible(comparison is None)
        self._show_data()
        self.show_progress()
        self._show_notes(comparison)
        self._found.setVisible(comparison is not None)
        self.figures.setVisible(comparison is not None)
        self._result.setVisible(comparison is not None or self._notes.count() > 0)
        if comparison is not None:
            self._show_result(comparison, chosen)
        if focused and not (self.start.hasFocus() or self.cancel.hasFocus()):
            self._focus_next()

    def _focus_next(self) -> None:
        """Moves the focus from the button that is gone to what can be done next."""
        if self._comparing.active:
            self.cancel.setFocus()
        else:
            (self.use if self.use.isVisibleTo(self) else self.start).setFocus()

    def show_progress(self) -> None:
        """Updates progress bar and status line."""
        comparing = self._comparing
        self._progress.setVisible(comparing.active)
        self.bar.setValue(round(comparing.fraction * 1000))
        running = [step for step in comparing.steps if step.status == "running"]
        if comparing.cancelling:
            self.doing.setText(tr("Stopping; unfinished files are removed"))
        elif running:
            line = running[-1].line
            self.doing.setText(f"{running[-1].plan.title}: {line}" if line else running[-1].plan.title)
        else:
            self.doing.setText(tr("Starting"))
        self._show_time()

    def _show_time(self) -> None:
        """Updates what is known about the time: before, that of earlier comparisons; while one runs, what is left."""
        comparing = self._comparing
        if comparing.active != self._clock.isActive():
            (self._clock.start if comparing.active else self._clock.stop)()
        if comparing.active:
            set_text(self.takes, "")
            self.left.setText(left_words(comparing.seconds_left))
            return
        expected = comparing.expected_seconds
        if expected is None:
            words = tr("How long it takes is not known on this computer yet. It is said once the first part is done.")
        else:
            words = tr("The last comparisons on this computer took {time}.", time=about_time(expected))
        set_text(self.takes, words)

    def _show_data(self) -> None:
        path = self._check.path
        self.choose_data.setVisible(self._check.source is None)
        if path is not None and not self._check.is_gone:
            words = tr("It is measured with your sample data: {name}.", name=breakable(path.name))
        elif self._check.is_random:
            words = tr("It is measured with random numbers, which say little about real answers.")
        else:
            words = tr(
                "Without sample data, the precisions with whole numbers are left out. The others are "
                "measured with random samples, which say little about real answers."
            )
        self._data.setText(words)

    def _show_notes(self, comparison: Comparison | None) -> None:
        """Replaces the notes only when they changed, so that a screen reader keeps its place."""
        comparing = self._comparing
        remarks = self._remarks(comparison)
        shown = (comparing.error, tuple(remarks))
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._notes)
        if comparing.error is not None:
            again = Button(tr("&Read it again"), self.reading_wanted.emit) if comparing.error.key == "changed" else None
            self._notes.addWidget(error_card(comparing.error, action=again))
        for problem in remarks:
            action = None
            if problem.field == KEEP_LAYERS:
                action = Button(tr("&Keep these layers exact"), lambda: self.picked.emit(MIXED))
            self._notes.addWidget(remark_card(problem, action))
        self._noted.setVisible(self._notes.count() > 0)
        tab_through(self.use, self._noted)

    def _remarks(self, comparison: Comparison | None) -> list[Problem]:
        comparing = self._comparing
        if comparing.overtaken and not comparing.active:
            return [
                remark("", tr("The comparison was stopped because the model, its input or the sample data changed"))
            ]
        if comparing.is_stale and not comparing.active:
            message = tr("The model, its input or the sample data changed since they were compared")
            return [remark("", message, tr("The sizes above are estimates again. Compare again for figures."))]
        if comparison is None:
            return []
        return remarks_of(comparison, comparing.mixed)

    def _show_result(self, comparison: Comparison, chosen: str) -> None:
        best = comparison.recommended
        self._sign.show_icon("tick" if best else "caution", "good" if best else "caution")
        title = tr("Recommended: {precision}", precision=precision_title(best)) if best else tr("None is recommended")
        self.best.setText(title)
        self.because.setText(sentence(comparison.because))
        self.use.setVisible(best is not None and best != chosen)
        self.use.setAccessibleDescription(title)
        self._in_use.setVisible(best is not None and best == chosen)
        self._basis.setText(basis_sentences(comparison))
        set_text(self._layers, breakable(layer_sentence(comparison)))
        titles = [tr("Precision"), *column_titles(comparison), tr("Note")]
        rows = [
            [
                precision_name(one.precision),
                *variant_cells(one, comparison),
                sentence(words) if (words := variant_remark(one, comparison)) else "",
            ]
            for one in comparison.variants
        ]
        self._rows = [one.precision for one in comparison.variants]
        last = len(titles) - 1
        self.table.show_rows(titles, rows, range(1, last), {0: _WIDEST_NAME, last: _WIDEST_REMARK})
        if chosen in self._rows:
            self.table.selectRow(self._rows.index(chosen))
        scatter = scatter_of(comparison.variants, comparison.limit, comparison.source_accuracy)
        spoken = "; ".join(", ".join(part for part in line if part) for line in rows)
        self.scatter.show_scatter(scatter, best, chosen, spoken)
        self._legend.setVisible(bool(scatter.dots))

    def _use_best(self) -> None:
        comparison = self._comparing.comparison
        if comparison is not None and comparison.recommended is not None:
            self.picked.emit(comparison.recommended)

    def _row_picked(self, at: int, place: int) -> None:
        del place
        comparison = self._comparing.comparison
        if comparison is not None and comparison.variants[at].status == "ok":
            self.picked.emit(self._rows[at])
