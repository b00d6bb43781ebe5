"""Panel "Try it now": asks the finished program, and beside it the model that it was made from, about one sample."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import Contract, ContractInput
from builder.core.errors import ErrorText
from builder.core.figures import human_bytes
from builder.core.words import tr
from ui.tasks.engine_processes import Assistant
from ui.tasks.trying.finished_program import Failure, ProgramRun, Reply, command_line
from ui.tasks.trying.original import Original, OriginalRun
from ui.tasks.trying.readable_picture import as_ppm
from ui.tasks.trying.trial import PICTURES, Trial
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, Card, ToolButton, boxed, clear, copy_button, row, set_text, text
from ui.widgets.behaviour.announced import announce
from ui.widgets.problem_card import error_card
from ui.widgets.trial.page_line import PageLine
from ui.widgets.trial.sample_input import SampleInput
from ui.widgets.trial.sample_pictures import SamplePictures
from ui.widgets.trial.seed_field import words_of
from ui.widgets.trial.two_answers import TwoAnswers

_TABLES = {".csv", ".tsv"}


class TryPanel(Card):
    """Runs a finished program on one sample at a time.

    Args:
        trial: The program, its kind of input and sample files, and its original.
        folder: Temporary folder for what must be written first.
        assistant: Asks the original; None leaves it out.
    Signals:
        settled: The program's answer or an error was shown.
        closed: The user closed the panel.
    """

    settled = Signal()
    closed = Signal()

    def __init__(self, trial: Trial, folder: Path, assistant: Assistant | None = None) -> None:
        super().__init__(gap=12)
        self.trial, self._folder = trial, folder
        self._file: Path | None = None
        self._given: Path | None = None
        self._names = ""  # of the files of several inputs that the user wants an answer to
        self.setAccessibleName(tr("Try {name}", name=trial.name))
        self._run = ProgramRun(self)
        self._run.answered.connect(self._answered)
        heading = text(breakable(tr("Try {name}", name=trial.name)), "heading")
        line = row(heading, ToolButton(tr("Close"), "close", self._close))
        line.setStretch(0, 1)
        self.column.addLayout(line)
        self.column.addWidget(text(_what_happens(trial), "secondary"))
        self.page_line = PageLine(trial.page_program, trial.kind) if trial.page_program is not None else None
        if self.page_line is not None:
            self.column.addWidget(self.page_line)
        self.samples = SamplePictures(trial.samples, self.try_file)
        if not self.samples.buttons:
            self.samples.hide()
        self.input = self._sample_input()
        self.drop = self.input.drop
        self.original = self._original_run(assistant)
        has_original = self.original is not None and trial.original is not None
        self.answers = TwoAnswers(trial.contract, _original_size(trial) if has_original else "", _program_size(trial))
        self.answers.hide()
        self.stop = Button(tr("Stop"), self.give_up, icon_name="stop")
        self.stop.hide()
        self._failed = QVBoxLayout()
        self._failed_box = boxed(self._failed)
        self._failed_box.hide()
        self.converted = text("", "secondary")
        self.converted.hide()
        stop = boxed(row(self.stop, 0))
        for part in (
            self.samples, self.input, self.answers, stop, self._failed_box, self.converted, self._command_line(),
        ):  # fmt: skip
            self.column.addWidget(part)

    def _sample_input(self) -> SampleInput:
        unknown = ContractInput(name="input", kind=self.trial.kind, dtype="float32", shape=(1, -1))
        found = SampleInput(self.trial.contract or Contract(inputs=(unknown,), outputs=()), self._folder)
        found.file_given.connect(self._file_given)
        found.row_given.connect(lambda file: self.try_file(file, words_of(found.numbers)))
        found.parts_changed.connect(self._parts_changed)
        found.parts_given.connect(self._parts_given)
        return found

    def _original_run(self, assistant: Assistant | None) -> OriginalRun | None:
        if assistant is None or self.trial.contract is None:
            return None
        found = OriginalRun(assistant, self.trial.contract, self)
        found.looked.connect(self._looked)
        found.combined.connect(self._combined)
        found.unreadable.connect(self._unreadable)
        found.waiting.connect(lambda words: self.answers.original.show_waiting(words))
        found.answered.connect(self._original_answered)
        found.failed.connect(self._original_failed)
        self.destroyed.connect(found.forget)
        return found

    def _command_line(self) -> QWidget:
        self.command = text("", "command")
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # its breaks are not copied
        line = row(self.command, copy_button(tr("Copy co&mmand"), self._command), gap=16)
        line.setStretch(0, 1)
        self._command_box = boxed(line)
        self._command_box.hide()
        return self._command_box

    def focus_first(self) -> None:
        if self.samples.buttons:
            self.samples.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.input.focus_first()

    @property
    def busy(self) -> bool:
        """Whether the program is running."""
        return self._run.busy

    # What the user gives

    def _file_given(self, file: Path) -> None:
        table = self.input.numbers is not None and file.suffix.lower() in _TABLES
        if self.original is not None and table:
            self._clear_failure()
            self.original.look(file)  # its first row fills the fields, and is tried
        else:
            self.try_file(file)

    def _looked(self, shown: dict[str, object]) -> None:
        self.answers.show_sound(shown.get("sound"))  # type: ignore[arg-type]
        if shown.get("rows"):
            self.input.show_looked(shown)
            self.input.send()

    def _parts_changed(self, given: dict[str, Path]) -> None:
        self._names = ""
        if self.original is not None:
            self.original.combine(given)

    def _parts_given(self, given: dict[str, Path]) -> None:
        if self.original is not None:
            self._clear_failure()
            typed = {name for name, part in self.input.parts.items() if part.given is None}
            self._names = ", ".join(name if name in typed else file.name for name, file in given.items())
            self.original.combine(given)

    def _combined(self, made: dict[str, object]) -> None:
        self.input.show_parts(made["shown"])  # type: ignore[arg-type]
        if self._names and made["file"]:
            self.try_file(Path(str(made["file"])), self._names)

    def _unreadable(self, error: ErrorText) -> None:
        self._show_failure(error, "")

    def try_file(self, file: Path, words: str = "") -> None:
        """Asks the program and the original about a file; questions that are going on are given up.

        Args:
            file: What goes in.
            words: What it is called in place of its name.
        """
        self._file = file
        self._given = self._readable_file(file)
        set_text(self.converted, self._conversion_words())
        self.samples.show_picked(file)
        self._clear_failure()
        command = self._command()
        self.command.setText(breakable(command).replace("--json", "-\u2060-\u2060json"))  # stays together
        self.command.setAccessibleName(tr("The command: {command}", command=command))
        self._command_box.show()
        self.answers.begin(file, is_picture=self.trial.kind == "image", words=words)
        self.answers.show()
        called = words or file.name
        self.answers.program.show_waiting(tr("{name} is working on {file}", name=self.trial.name, file=called))
        self.stop.show()
        self._run.start(self.trial.program, self._given, self._folder if self.trial.gives_pictures else None)
        self._ask_original(self._given)

    def _ask_original(self, file: Path) -> None:
        original = self.trial.original
        if self.original is None or original is None:
            return
        if self.trial.kind == "audio":
            self.original.look(file)
        if isinstance(original, Original):
            self.answers.original.show_waiting(tr("Asking the original model"))
            self.original.ask(original, file)
        else:
            self.answers.original.show_reason(original)

    def give_up(self) -> None:
        """Ends the run that is going on."""
        self._run.give_up()
        self.stop.hide()
        self.answers.program.clear()
        if self.original is not None and self.original.asking:
            self.original.give_up()
            self.answers.original.clear()
        self.focus_first()

    def _close(self) -> None:
        self._run.give_up()
        if self.original is not None:
            self.original.forget()
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
        return as_ppm(file, self._folder) or file

    # What comes back

    def _answered(self, result: Reply | Failure) -> None:
        self.stop.hide()
        if isinstance(result, Failure):
            self.answers.program.show_reason(tr("It gave no answer."))
            self._show_failure(result.error, result.last_lines)
        else:
            self.answers.show_program(result)
            announce(self, self.answers.program.spoken())
        self.settled.emit()

    def _original_answered(self, reply: Reply) -> None:
        self.answers.show_original(reply)
        announce(self, self.answers.original.spoken())

    def _original_failed(self, error: ErrorText) -> None:
        self.answers.original.show_reason(_no_answer(error))

    def _show_failure(self, error: ErrorText, details: str) -> None:
        self._clear_failure()
        self._failed.addWidget(error_card(error, details=details))
        self._failed_box.show()
        announce(self, error.what)

    def _clear_failure(self) -> None:
        clear(self._failed)
        self._failed_box.hide()


def _no_answer(error: ErrorText) -> str:
    """Why the original gave no answer, as sentences."""
    what = f"{error.what}." if not error.what.endswith(".") else error.what
    return "\n".join(part for part in (what, error.why, error.in_window or error.do) if part)


def _original_size(trial: Trial) -> str:
    original = trial.original
    if not isinstance(original, Original):
        return tr("Not on this computer")
    own = human_bytes(original.bytes)
    if not original.usual_bytes:
        return own
    return tr(
        "{model}, and {usual} with TensorFlow, which it needs", model=own, usual=human_bytes(original.usual_bytes)
    )


def _program_size(trial: Trial) -> str:
    return tr("{size}, with everything it needs", size=human_bytes(trial.bytes)) if trial.bytes else ""


def _what_happens(trial: Trial) -> str:
    if trial.verified:
        return tr("This starts the finished program itself, as those who receive it will.")
    return tr("This starts the finished program itself. It did not pass its check: its answers may be wrong.")
