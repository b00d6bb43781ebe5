"""Representative data: which, how many, and what they look like to the model."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QProgressBar, QSpinBox, QVBoxLayout, QWidget

from builder.errors import Problem
from builder.events import ErrorText
from builder.figures import figures
from builder.words import tr, trn
from ui import dialogs
from ui.widgets.basic import Button, Card, boxed, clear, column, described, set_text, text
from ui.widgets.disclosure import Disclosure
from ui.widgets.drop_zone import DropZone
from ui.widgets.first_try import Thumbnail
from ui.widgets.flow import flow
from ui.widgets.problem_card import error_card, remark_card

_MANY = 500  # more samples hardly help
_MOST = 10_000
_THUMBNAIL = 72  # px


class SampleData(Card):
    """Signals:
    source_chosen: A path, or "random".
    numbers_chosen: How many samples, and the seed.
    """

    source_chosen = Signal(str)
    numbers_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__(gap=12)
        self._pictures = True
        self.drop = DropZone(
            tr("Drop sample data here"), "", tr("Choose a &folder..."), self._choose_folder, self._dropped, compact=True
        )
        self.file = Button(tr("Choose a fi&le..."), self._choose_file, icon_name="file")
        self.count, self.seed = QSpinBox(), QSpinBox()
        self.count.setRange(1, _MOST)
        self.count.setValue(200)
        self.seed.setRange(0, 1_000_000)
        described(self.count, tr("Number of samples"))
        described(self.seed, tr("Seed of the choice"), tr("The same seed chooses the same samples"))
        for field in (self.count, self.seed):
            field.setKeyboardTracking(False)
            field.valueChanged.connect(self._numbers_changed)
        self._many = text("", "quiet", "caution")
        self._chosen = text("", "strong")
        self._busy_text, self._busy = text("", "quiet"), QProgressBar()
        self._busy.setTextVisible(False)
        described(self._busy, tr("The sample data are being looked at"))
        self._working = boxed(column(self._busy_text, self._busy))
        self._seen = QVBoxLayout()
        self._seen.setSpacing(12)
        why = tr(
            "The converter measures how large the numbers inside the model become, on examples that look like real use."
        )
        for part in (
            text(tr("Sample data"), "heading"), text(why), self.drop, boxed(flow(self.file, gap=8, equal=False)),
            self._chosen, self._numbers(), self._many, self._working, boxed(self._seen), self._more(),
        ):  # fmt: skip
            self.column.addWidget(part)
        self._working.hide()

    def _numbers(self) -> QWidget:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        label = QLabel(tr("At &most this many samples"))
        label.setBuddy(self.count)
        form.addRow(label, self.count)
        return boxed(form)

    def _more(self) -> Disclosure:
        random = Button(tr("&Use random numbers"), lambda: self.source_chosen.emit("random"), look="link")
        warning = tr("Random numbers look like nothing real: answers may be badly off. The report will say so.")
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        label = QLabel(tr("See&d of the choice"))
        label.setBuddy(self.seed)
        form.addRow(label, self.seed)
        return Disclosure(tr("More"), boxed(column(boxed(form), random, text(warning, "quiet", "caution"))))

    # What is shown

    def show_choice(self, source: str | None, count: int, seed: int, *, pictures: bool, own: bool) -> None:
        """Args:
        source: Path, "random" or None.
        count, seed: Of the job.
        pictures: The model takes pictures.
        own: The data are the bundled sample's.
        """
        self._pictures = pictures
        self.drop.hint.setText(
            tr("A folder of pictures, 100 to 500 of them; or a .npy or .npz file.")
            if pictures
            else tr("A .npy or .npz file with 100 to 500 samples.")
        )
        for field, value in ((self.count, count), (self.seed, seed)):
            blocker = QSignalBlocker(field)
            field.setValue(value)
            blocker.unblock()
        many = tr("More than 500 hardly help and take longer.") if count > _MANY else ""
        set_text(self._many, many)
        words = ""
        if source == "random":
            words = tr("Random numbers")
        elif source is not None:
            words = tr("The sample's own pictures") if own else source
        set_text(self._chosen, words)

    def show_busy(self, done: int, total: int, words: str) -> None:
        self._working.show()
        self._busy.setRange(0, total)
        self._busy.setValue(done)
        self._busy_text.setText(words or tr("Looking at the data"))

    def show_error(self, error: ErrorText) -> None:
        self._working.hide()
        clear(self._seen)
        self._seen.addWidget(error_card(error))

    def show_nothing(self) -> None:
        self._working.hide()
        clear(self._seen)

    def show_facts(self, facts: dict[str, Any]) -> None:
        """Args:
        facts: The helper's answer, see builder/assistant/preview.py.
        """
        self._working.hide()
        clear(self._seen)
        low, high = (figures(value, 3) for value in facts["range"])
        counted = trn("{used} of {n} sample", "{used} of {n} samples", facts["available"], used=f"{facts['used']:,}")
        line = tr("{counted}; values from {low} to {high}, on average {mean}", counted=counted, low=low, high=high,
                  mean=figures(facts["mean"], 3))  # fmt: skip
        self._seen.addWidget(text(line))
        pictures = [
            Thumbnail(path, tr("Sample {number} as the model sees it", number=at + 1), _THUMBNAIL)
            for at, path in enumerate(facts["thumbnails"])
        ]
        if pictures:
            self._seen.addWidget(text(tr("As the model sees them:"), "quiet"))
            self._seen.addWidget(boxed(flow(*pictures, gap=8, equal=False)))
        for entry in facts["warnings"]:
            self._seen.addWidget(remark_card(Problem.model_validate(entry)))

    # What the user does

    def focus_first(self) -> None:
        self.drop.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    def _numbers_changed(self) -> None:
        self.numbers_chosen.emit(self.count.value(), self.seed.value())

    def _choose_folder(self) -> None:
        chosen = dialogs.choose_folder(self, tr("Choose the folder with the sample data"))
        if chosen is not None:
            self.source_chosen.emit(str(chosen))

    def _choose_file(self) -> None:
        chosen = dialogs.choose_file(self, tr("Choose the sample data"), tr("Arrays"), dialogs.ARRAY_FILES)
        if chosen is not None:
            self.source_chosen.emit(str(chosen))

    def _dropped(self, files: list[Path]) -> None:
        first = files[0]
        self.source_chosen.emit(str(first.parent if self._pictures and first.is_file() and len(files) > 1 else first))
