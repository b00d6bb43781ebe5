"""Panel "Try it now": runs the finished program on a chosen file and shows its answer and time."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QImage, QPainter
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from builder.core.words import tr
from ui.tasks.finished_program import Failure, ProgramRun, Reply, command_line
from ui.tasks.trial import PICTURES, Trial
from ui.texts.contract_words import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, ToolButton, boxed, clear, column, copy_button, described, row, set_text, text
from ui.widgets.drop_zone import DropZone
from ui.widgets.problem_card import error_card
from ui.widgets.trial.answer_view import AnswerView
from ui.widgets.trial.page_line import PageLine
from ui.widgets.trial.sample_pictures import SamplePictures


class TryPanel(Card):
    """Runs a finished program on one file at a time.

    Args:
        trial: The program, its kind of input and sample files.
        folder: Temporary folder for a picture that must be converted first.
    Signals:
        settled: An answer or an error was shown.
        closed: The user closed the panel.
    """

    settled = Signal()
    closed = Signal()

    def __init__(self, trial: Trial, folder: Path) -> None:
        super().__init__(gap=12)
        self.trial = trial
        self._folder = folder
        self._file: Path | None = None
        self._given: Path | None = None
        self.setAccessibleName(tr("Try {name}", name=trial.name))
        self._run = ProgramRun(self)
        self._run.answered.connect(self._answered)
        heading = text(breakable(tr("Try {name}", name=trial.name)), "heading")
        close = ToolButton(tr("Close"), "close", self._close)
        line = row(heading, close)
        line.setStretch(0, 1)
        self.column.addLayout(line)
        self.column.addWidget(text(_what_happens(trial), "secondary"))
        self.page_line = PageLine(trial.page_program, trial.kind) if trial.page_program is not None else None
        if self.page_line is not None:
            self.column.addWidget(self.page_line)
        self.samples = SamplePictures(trial.samples, self.try_file)
        if not self.samples.buttons:
            self.samples.hide()
        self.drop = self._drop_zone()
        self.answer = AnswerView()
        self.answer.hide()
        self._failed = QVBoxLayout()
        self._failed_box = boxed(self._failed)
        self._failed_box.hide()
        self.converted = text("", "secondary")
        self.converted.hide()
        for part in (
            self.samples, self.drop, self._busy_line(), self._failed_box, self.answer, self.converted,
            self._command_line(),
        ):  # fmt: skip
            self.column.addWidget(part)

    def _drop_zone(self) -> DropZone:
        trial = self.trial
        title, hint, self._kind_name, self._endings = dialogs.wanted_file(trial.kind, several=trial.takes_several)
        return DropZone(title, hint, tr("Bro&wse..."), self._browse, self._dropped, compact=True)

    def _busy_line(self) -> QWidget:
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        described(bar, tr("The program is running"))
        self.busy_words = text("", "secondary")
        self.stop = Button(tr("Stop"), self.give_up, icon_name="stop")
        line = row(column(self.busy_words, bar), self.stop, gap=16)
        line.setStretch(0, 1)
        self._busy = boxed(line)
        self._busy.hide()
        return self._busy

    def _command_line(self) -> QWidget:
        self.command = text("", "command")
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # its breaks are not copied
        line = row(self.command, copy_button(tr("Copy co&mmand"), self._command), gap=16)
        line.setStretch(0, 1)
        self._command_box = boxed(line)
        self._command_box.hide()
        return self._command_box

    def focus_first(self) -> None:
        first: QWidget = self.samples.buttons[0] if self.samples.buttons else self.drop.browse
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def busy(self) -> bool:
        return self._run.busy

    def _browse(self) -> None:
        folder = self._file.parent if self._file is not None else None
        chosen = dialogs.choose_file(self, tr("Choose a file to try"), self._kind_name, self._endings, folder)
        if chosen is not None:
            self.try_file(chosen)

    def _dropped(self, files: list[Path]) -> None:
        self.try_file(files[0])

    def try_file(self, file: Path) -> None:
        """Runs the program on a file; a run that is going on is given up."""
        self._file = file
        self._given = self._readable_file(file)
        set_text(self.converted, self._conversion_words())
        self.samples.show_picked(file)
        clear(self._failed)
        self._failed_box.hide()
        command = self._command()
        self.command.setText(breakable(command).replace("--json", "-\u2060-\u2060json"))  # stays together
        self.command.setAccessibleName(tr("The command: {command}", command=command))
        self._command_box.show()
        self.busy_words.setText(breakable(tr("{name} is working on {file}", name=self.trial.name, file=file.name)))
        self._busy.show()
        self._run.start(self.trial.program, self._given)

    def give_up(self) -> None:
        """Terminates the run that is going on."""
        self._run.give_up()
        self._busy.hide()
        self.focus_first()

    def _close(self) -> None:
        self._run.give_up()
        self.closed.emit()

    def _command(self) -> str:
        return command_line(self.trial.program, self._given) if self._given is not None else ""

    def _conversion_words(self) -> str:
        if self._given == self._file:
            return ""
        kinds = ", ".join(f".{kind}" for kind in self.trial.decoders if kind in PICTURES.values())
        return tr("This program reads pictures as {kinds}. This one was converted to .ppm for it.", kinds=kinds)

    def _readable_file(self, file: Path) -> Path:
        """The file, or a copy as .ppm where the program has no decoder for its format."""
        if self.trial.kind != "image" or self.trial.reads(file):
            return file
        picture = QImage(str(file))
        copy = self._folder / f"{file.stem}.ppm"
        return copy if not picture.isNull() and _on_white(picture).save(str(copy)) else file

    def _answered(self, result: Reply | Failure) -> None:
        self._busy.hide()
        file = self._file
        if file is None:
            return
        if isinstance(result, Failure):
            self.answer.hide()
            self._failed.addWidget(error_card(result.error, details=result.last_lines))
            self._failed_box.show()
            spoken = result.error.what
        else:
            is_picture = self.trial.kind == "image"
            self.answer.show_reply(result, file, self.trial.contract, is_picture=is_picture)
            self.answer.show()
            spoken = self.answer.spoken()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))
        self.settled.emit()


def _on_white(picture: QImage) -> QImage:
    """Removes transparency on a white background, as the runner does."""
    if not picture.hasAlphaChannel():
        return picture.convertToFormat(QImage.Format.Format_RGB888)
    plain = QImage(picture.size(), QImage.Format.Format_RGB888)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.drawImage(0, 0, picture)
    painter.end()
    return plain


def _what_happens(trial: Trial) -> str:
    if trial.verified:
        return tr("This starts the finished program itself, as those who receive it will.")
    return tr("This starts the finished program itself. It did not pass its check: its answers may be wrong.")
