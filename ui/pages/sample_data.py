"""Card of the precision page for calibration data: source, number, seed, and a preview after preprocessing."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.core.words import tr
from builder.job.job import RANDOM
from ui.state.state import SAMPLE, sample_home
from ui.tasks.calibration import DEFAULTS, CalibrationCheck
from ui.tasks.file_kinds import DATA
from ui.tasks.services import Services
from ui.texts.sample_words import invitation, kind_of, summary_of
from ui.texts.visible_names import breakable, shortened
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, Icon, boxed, clear, column, described, fill, row, set_text, tab_through, text
from ui.widgets.disclosure import Disclosure
from ui.widgets.drop_zone import DropZone
from ui.widgets.labelled_field import Labelled, Number
from ui.widgets.problem_card import error_card, remark_card
from ui.widgets.thumbnails import Thumbnails

MOST = 10_000  # samples that can be asked for here; chosen
_USUAL = 500  # samples above which a remark is shown: more outliers widen the quantization range
_SETTLE_MS = 300  # chosen: digits that are typed faster make one request


class SampleData(Card):
    """Chooses calibration data and shows the results of `CalibrationCheck`."""

    def __init__(self, services: Services, check: CalibrationCheck) -> None:
        super().__init__(gap=12)
        self._state, self._check = services.state, check
        self._kind = "image"
        self._shown_notes: object = None
        self.drop = DropZone(
            "", "", tr("Choose &folder..."), self._browse, self._dropped, compact=True, kinds=DATA,
            taken_as=tr("sample data"),
        )  # fmt: skip
        self.other = Button("", self._browse_other, look="link")
        self.offered = Button(tr("Choose sample data"), self._take_offered)  # until there is a folder to name
        self._offer_box = boxed(row(self.offered, 0))
        why = tr(
            "The converter looks at real examples to learn which numbers occur inside the model. Choose some "
            "that look like those the program will get later."
        )
        parts = (
            text(tr("Sample data"), "heading"), text(why), self._offer_box,
            column(self.drop, boxed(row(self.other, 0)), gap=2), self._waiting_box(), self._result_box(),
            self._notes_box(), self._numbers(),
        )  # fmt: skip
        fill(self.column, parts)
        self.setAccessibleName(tr("Sample data"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._take_numbers)
        check.changed.connect(self.show_all)
        check.progressed.connect(self._show_progress)
        self.show_all()

    # Construction

    def _waiting_box(self) -> QWidget:
        self.busy_text = text("", "secondary")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        described(self.bar, tr("The sample data are being checked"))
        self._waiting = boxed(column(self.busy_text, self.bar))
        return self._waiting

    def _result_box(self) -> QWidget:
        self.summary = text("", "strong")
        line = row(Icon("tick", "good"), self.summary, gap=8)
        line.setStretch(1, 1)
        self.thumbnails = Thumbnails(tr("Sample pictures"))
        self._caption = text(tr("As the model will see them, after resizing and scaling."), "secondary")
        self._fitted = text("", "secondary")
        self._result = boxed(column(line, self._fitted, self.thumbnails, self._caption, gap=8))
        return self._result

    def _notes_box(self) -> QWidget:
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self._note_box = boxed(self._notes)
        return self._note_box

    def _numbers(self) -> QWidget:
        self.count = Number(1, MOST, 10)
        self.count.setGroupSeparatorShown(True)
        self._many = text("", "secondary")
        count = Labelled(
            tr("Number of sa&mples"), self.count, tr("This many are picked; 100 to 500 are usual"), self._many
        )
        self.seed = Number(0, 2**31 - 1)
        self.random = Button("", self._toggle_random, look="link")
        seed = Labelled(tr("See&d"), self.seed, tr("The same number picks the same samples again"))
        self._random_words = text(tr("Only to try things out: the answers may become much worse."), "secondary")
        self._random_box = boxed(column(boxed(row(self.random, 0)), self._random_words, gap=2))
        inside = boxed(column(boxed(row(seed, 0)), self._random_box, gap=12))
        self.more = Disclosure(tr("Mo&re"), inside)
        self.count.valueChanged.connect(self._number_changed)
        self.seed.valueChanged.connect(self._number_changed)
        return boxed(column(boxed(row(count, 0)), self.more, gap=4))

    # Display

    def show_all(self) -> None:
        """Updates the card from the choices and the check."""
        contract = self._state.found.contract
        self._kind = "image" if contract is None else kind_of(contract)
        self._show_source()
        self._show_offer()
        self._show_numbers()
        self._show_progress()
        self._show_answer()
        self._show_notes()

    def _show_source(self) -> None:
        first, other = tr("Choose &folder..."), tr("Choose a f&ile instead...")
        if not self._in_folders:
            first, other = tr("Choose f&ile..."), tr("Choose a &folder instead...")
        self.drop.browse.set_words(first)
        self.other.set_words(other)
        title, hint = self._source_words()
        self.drop.title.setText(breakable(title))
        self.drop.hint.setText(breakable(hint))
        self.drop.setAccessibleName(title)
        self.drop.setAccessibleDescription(hint)

    def _show_offer(self) -> None:
        """Offers the folder that the scaling was found with, while nothing else is chosen."""
        folder = self._state.found.scaling_folder
        self._offer_box.setVisible(folder is not None and self._check.source is None)
        if folder is not None:
            words = tr("Use the pictures of {name}", name=shortened(folder.name).replace("&", "&&"))
            self.offered.set_words(words)
            described(
                self.offered,
                tr("Use the pictures of {name}", name=folder.name),
                tr("The scaling was found with them: {folder}", folder=folder),
            )

    def _take_offered(self) -> None:
        folder = self._state.found.scaling_folder
        if folder is not None:
            self.take(folder)
            self.drop.browse.setFocus(Qt.FocusReason.OtherFocusReason)  # the offer goes

    @property
    def _in_folders(self) -> bool:
        """Whether each sample is a file of its own, so that a folder is chosen."""
        return self._kind in {"image", "audio"}

    def _source_words(self) -> tuple[str, str]:
        path = self._check.path
        if self._check.is_random:
            return tr("Random numbers"), tr("Or drop real examples here")
        if path is None:
            return invitation(self._kind)
        if path == sample_home() / SAMPLE:
            return tr("The sample's own pictures"), tr("Handwritten digits that came with the model")
        return path.name, str(path.parent)

    def _show_numbers(self) -> None:
        if not self._settle.isActive():
            self.count.show_value(self._check.samples)
            self.seed.show_value(self._check.seed)
        many = self.count.value() > _USUAL
        set_text(
            self._many, tr("More than 500 rarely helps: a few extreme numbers then stretch the scale.") if many else ""
        )
        random = self._check.is_random
        self.random.set_words(tr("&Use real sample data") if random else tr("&Use random numbers instead"))
        self._random_words.setVisible(not random)

    def _show_progress(self) -> None:
        self._waiting.setVisible(self._check.busy)
        done, total = self._check.progress
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if total and self._kind == "image":
            self.busy_text.setText(tr("Reading pictures, {done} of {total}", done=done, total=total))
        elif total:
            self.busy_text.setText(tr("Reading samples, {number} of {total}", number=done, total=total))
        else:
            self.busy_text.setText(tr("Checking the sample data; the first time takes about a minute"))

    def _show_answer(self) -> None:
        answer = self._check.answer
        self._result.setVisible(answer is not None)
        if answer is None:
            return
        self.summary.setText(summary_of(answer))
        set_text(self._fitted, " ".join(answer["notes"]))
        self.thumbnails.show_files(answer["thumbnails"])
        for part in (self.thumbnails, self._caption):
            part.setVisible(bool(answer["thumbnails"]))

    def _show_notes(self) -> None:
        """Replaces the notes only when they changed, so that a screen reader keeps its place."""
        answer, error = self._check.answer, self._check.error
        problems = self.problems()
        if answer is not None:
            problems += [Problem(**entry) for entry in answer["warnings"]]
        shown = (error, tuple(problems))
        if shown == self._shown_notes:
            return
        self._shown_notes = shown
        clear(self._notes)
        if error is not None:
            again = Button(tr("Try &again"), self._check.again, icon_name="again")
            self._notes.addWidget(error_card(error, action=again))
        for problem in problems:
            self._notes.addWidget(remark_card(problem))
        self._note_box.setVisible(self._notes.count() > 0)
        tab_through(self.other, self._note_box)

    def problems(self) -> list[Problem]:
        """Problems of the choice itself, whatever the check finds: random data, or a source that is gone."""
        if self._check.is_random:
            return [
                Problem(
                    field="calibration.source",
                    level="warning",
                    message=tr("Random numbers do not look like real data; the answers may become much worse"),
                    remedy=tr("Choose real examples before you pass the program on."),
                )
            ]
        path = self._check.path
        if path is not None and self._check.is_gone:
            return [
                Problem(
                    field="calibration.source",
                    level="error",
                    message=tr("The sample data {name} are not there any more", name=path.name),
                    remedy=tr("Choose them again, or choose others."),
                )
            ]
        return []

    # User actions

    def _browse(self) -> None:
        self._choose(folder=self._in_folders)

    def _browse_other(self) -> None:
        self._choose(folder=not self._in_folders)

    def _choose(self, *, folder: bool) -> None:
        at = self._check.path
        start = at.parent if at is not None and at.parent.is_dir() and at != sample_home() / SAMPLE else None
        if folder:
            title = tr("Choose a folder of pictures") if self._kind == "image" else tr("Choose a folder of samples")
            chosen = dialogs.choose_folder(self, title, start)
        else:
            files = dialogs.SAMPLE_FILES
            chosen = dialogs.choose_file(self, tr("Choose sample data"), tr("Tables and NumPy files"), files, start)
        if chosen is not None:
            self.take(chosen)

    def _dropped(self, files: list[Path]) -> None:
        first = files[0]
        whole = f"*{first.suffix.lower()}" in dialogs.SAMPLE_FILES.split()
        self.take(first.parent if first.is_file() and not whole else first)  # a dropped picture means its folder

    def take(self, source: Path) -> None:
        """Sets a folder or a file as calibration data."""
        if str(source) == self._check.source:
            self._check.again()  # its content may have changed
        else:
            self._state.put("calibration", "calibration", source=str(source))

    def _toggle_random(self) -> None:
        self._state.put("calibration", "calibration", source=None if self._check.is_random else RANDOM)

    def _number_changed(self) -> None:
        self._settle.start()
        self._show_numbers()

    def _take_numbers(self) -> None:
        self._state.put(
            "calibration", "calibration",
            samples=_none_if_default(self.count.value(), DEFAULTS.samples),
            seed=_none_if_default(self.seed.value(), DEFAULTS.seed),
        )  # fmt: skip


def _none_if_default(value: int, default: int) -> int | None:
    return None if value == default else value
