"""Comparison panel of the precision page: starts a comparison, shows its progress and its figures."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.core.words import tr
from builder.job.precision_labels import MIXED
from builder.report.comparison import Comparison, Variant, percent, quality
from builder.report.comparison_picture import scatter_of
from builder.report.comparison_words import basis_sentences, column_titles, notes, variant_cells, variant_remark
from builder.report.report_words import sentence
from ui.tasks.calibration import CalibrationCheck
from ui.tasks.services import Services
from ui.texts.contract_words import breakable
from ui.widgets.basic import Button, Card, Icon, boxed, clear, column, described, fill, row, tab_through, text
from ui.widgets.charts.figures_table import FiguresTable
from ui.widgets.charts.scatter import ScatterView
from ui.widgets.choice import Choice
from ui.widgets.disclosure import Disclosure
from ui.widgets.labelled_field import Labelled
from ui.widgets.problem_card import error_card, remark_card

_NAMED = 5  # layers that a remark names; chosen
_WIDEST_NAME, _WIDEST_REMARK = 120, 150  # px, of columns of the table; chosen


class ComparePanel(Card):
    """Shows `services.comparing`.

    Signals:
        picked: A precision (or `MIXED`) was chosen in the scatter plot or the table.
        data_wanted: The user wants to choose calibration data.
    """

    picked = Signal(str)
    data_wanted = Signal()

    def __init__(self, services: Services, check: CalibrationCheck) -> None:
        super().__init__(gap=12)
        self._services, self._comparing, self._check = services, services.comparing, check
        self._shown: object = None
        self._rows: list[str] = []
        why = tr(
            "Makes every precision and measures each in the real program on this computer: its size, its "
            "speed, and how often its answers stay the same. This takes about a minute, or several with a "
            "large model."
        )
        parts = (
            text(tr("Measured instead of guessed"), "heading"), text(why), self._data_line(), self._controls(),
            self._progress_box(), self._note_box(), self._result_box(),
        )  # fmt: skip
        fill(self.column, parts)
        self.setAccessibleName(tr("Compare all precisions"))

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
        return boxed(column(boxed(row(limit, 0)), boxed(row(self.start, self.cancel, 0)), gap=12))

    def _progress_box(self) -> QWidget:
        self.doing = text("", "secondary")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        described(self.bar, tr("Progress of the comparison"))
        self._progress = boxed(column(self.doing, self.bar))
        return self._progress

    def _note_box(self) -> QWidget:
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self._noted = boxed(self._notes)
        return self._noted

    def _result_box(self) -> QWidget:
        self.because, self._basis = text("", "strong"), text("", "secondary")
        self._sign = Icon("tick", "good")
        line = row(self._sign, self.because, gap=8)
        line.setStretch(1, 1)
        self.scatter = ScatterView()
        self.scatter.picked.connect(self.picked)
        self._legend = text(
            tr(
                "Higher is closer to the original, further left is smaller; a larger dot takes longer for an answer. "
                "The dashed line is the limit."
            ),
            "secondary",
        )
        self.table = FiguresTable(tr("All precisions"))
        self.table.cellClicked.connect(self._row_picked)
        self.table.cellActivated.connect(self._row_picked)
        how = text(tr("A click on a row or a dot chooses that precision, as Enter does in the table."), "secondary")
        self.figures = Disclosure(tr("All fi&gures"), boxed(column(self.scatter, self._legend, self.table, how, gap=8)))
        self._result = boxed(column(line, self._basis, self.figures, gap=8))
        return self._result

    # Display

    def show_all(self, chosen: str) -> None:
        """Updates the whole panel; `chosen` is the precision that is chosen now, or `MIXED`."""
        comparing = self._comparing
        comparison = comparing.comparison
        self.start.set_words(tr("Com&pare again") if comparison or comparing.is_stale else tr("Com&pare all"))
        possible = self._services.state.found.contract is not None and not self._services.run.active
        self.start.setEnabled(possible)
        self.start.setVisible(not comparing.active)
        self.cancel.setVisible(comparing.active)
        self.cancel.setEnabled(not comparing.cancelling)
        self.limit.show_value(f"{comparing.limit:g}")
        self._show_data()
        self.show_progress()
        self._show_notes(comparison)
        self._result.setVisible(comparison is not None)
        if comparison is not None:
            self._show_result(comparison, chosen)

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
            self._notes.addWidget(error_card(comparing.error))
        for problem in remarks:
            action = None
            if problem.field == "precision.keep":
                action = Button(tr("&Keep these layers exact"), lambda: self.picked.emit(MIXED))
            self._notes.addWidget(remark_card(problem, action))
        self._noted.setVisible(self._notes.count() > 0)
        tab_through(self.cancel, self._noted)

    def _remarks(self, comparison: Comparison | None) -> list[Problem]:
        comparing = self._comparing
        if comparing.overtaken and not comparing.active:
            return [
                _remark("", tr("The comparison was stopped because the model, its input or the sample data changed"))
            ]
        if comparing.is_stale and not comparing.active:
            message = tr("The model, its input or the sample data changed since they were compared")
            return [_remark("", message, tr("The sizes above are estimates again. Compare again for figures."))]
        if comparison is None:
            return []
        found = [_remark("", note) for note in notes(comparison)]
        whole = next((one for one in comparison.variants if one.precision == "int8"), None)
        mixed = comparing.mixed
        if whole is not None and whole.worst and mixed is not None and _below(whole, comparison):
            found.append(_layers_that_lose(whole, mixed, comparison))
        return found

    def _show_result(self, comparison: Comparison, chosen: str) -> None:
        recommended = comparison.recommended is not None
        self._sign.show_icon("tick" if recommended else "caution", "good" if recommended else "caution")
        self.because.setText(sentence(comparison.because))
        self._basis.setText(basis_sentences(comparison))
        titles = [tr("Precision"), *column_titles(comparison), tr("Note")]
        rows = [
            [
                one.precision,
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
        self.scatter.show_scatter(scatter, comparison.recommended, chosen, spoken)
        self._legend.setVisible(bool(scatter.dots))

    def _row_picked(self, at: int, place: int) -> None:
        del place
        comparison = self._comparing.comparison
        if comparison is not None and comparison.variants[at].status == "ok":
            self.picked.emit(self._rows[at])


def _below(variant: Variant, comparison: Comparison) -> bool:
    share = quality(variant, comparison.source_accuracy)
    return share is not None and share < comparison.limit


def _layers_that_lose(whole: Variant, mixed: Variant, comparison: Comparison) -> Problem:
    kept = quality(whole, comparison.source_accuracy) or 0.0
    restored = quality(mixed, comparison.source_accuracy) or 0.0
    message = tr("Whole numbers keep {share} of the original's answers, which is below the limit", share=percent(kept))
    remedy = tr(
        "These layers lose most: {layers}. With {kept} exact, {share} are kept.",
        layers=_names(whole.worst), kept=_names(mixed.keep), share=percent(restored),
    )  # fmt: skip
    return _remark("precision.keep", message, remedy)


def _names(layers: tuple[str, ...]) -> str:
    more = ["..."] if len(layers) > _NAMED else []
    return breakable(", ".join([*layers[:_NAMED], *more]))


def _remark(field: str, message: str, remedy: str = "") -> Problem:
    return Problem(field=field, level="warning", message=message, remedy=remedy)
