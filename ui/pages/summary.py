"""Summary page (fifth): all choices as sentences, their problems, the machine's requirements, saving of the job."""

import shlex
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from builder.core.errors import ErrorText, LitecrateError, Problem, error_text
from builder.core.words import tr, trn
from builder.doctor import Requirement
from builder.system.locked_folders import write_atomically
from ui.pages.base import Page
from ui.pages.existing_result import ExistingResult, existing_problem
from ui.pages.once_card import OnceCard
from ui.tasks.destination import look_at
from ui.tasks.missing_files import missing_files
from ui.tasks.services import Services
from ui.texts.job_sentences import sentences
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, Icon, boxed, clear, column, copy_button, row, text
from ui.widgets.disclosure import Disclosure
from ui.widgets.problem_card import error_card, remark_card

# Requirements of the machine that depend on the products, which the card about what is needed once shows.
_OF_PRODUCTS = ("runtime-", "msvc-runtime", "wuffs", "litert-js", "runs-")


class SummaryPage(Page):
    """Shows the job before it is built.

    Signals:
        mend_wanted: A `Problem` to be solved on the page of its field.
    """

    mend_wanted = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "summary",
            tr("Summary"),
            tr("Ready to build"),
            tr("Check your choices. Build makes the program, starts it and checks its answers."),
        )
        self._problems = QVBoxLayout()
        self._problems.setSpacing(16)
        self._problem_box = boxed(self._problems)
        self._mends: dict[str, QWidget] = {}  # control that solves a problem, by the problem's field
        self.existing = ExistingResult(services.state)
        self.existing.taken.connect(self.focus_first)
        self._sentences = QFormLayout()
        self._sentences.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._sentences.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._sentences.setHorizontalSpacing(16)
        self._sentences.setVerticalSpacing(10)
        self._machine = QVBoxLayout()
        self._machine.setSpacing(8)
        self.once = OnceCard(services)
        self._saved: Path | None = None
        self._command = text("", "mono")
        self._trust_words = text(
            tr("The job does not include your trust in this model. To run it, add --trust or tick the box again."),
            "secondary",
        )
        self._requirements: list[Requirement] | None = None
        for part in (
            self._problem_box, self.existing, Card(boxed(self._sentences)), self.once,
            Card(boxed(self._machine)), self._command_card(),
        ):  # fmt: skip
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.state.changed.connect(self._state_changed)
        services.inspection.changed.connect(self._show_all)
        self._show_all()

    def _command_card(self) -> Card:
        self.save = Button(tr("Save &job..."), self._save, icon_name="save")
        copy = copy_button(tr("&Copy command"), self._command.whole)
        words = tr("The same from the command line, on this computer or another one: save the job, then run")
        command = boxed(column(text(words, "secondary"), self._command, self._trust_words, boxed(row(copy, 0))))
        return Card(boxed(row(self.save, 0)), Disclosure(tr("For the command &line"), command))

    def problems(self) -> list[Problem]:
        if self._requirements is not None:
            for entry in self._requirements:
                if entry.needed and not entry.ok:
                    message = tr("{title} is missing on this computer", title=entry.title)
                    return [Problem(field="", level="error", message=message, remedy=entry.remedy)]
        if self.state.model_path is None:
            return []
        found = [problem for problem in self.state.copy_of_draft().problems() if problem.level == "error"]
        found += missing_files(self.state.draft)
        if self._exists and not self.state.get("output", "overwrite", False):
            found.append(existing_problem(self.state))
        return found

    @property
    def _exists(self) -> bool:
        """Whether a result of this name exists, which may have appeared since the page of the name was left."""
        return look_at(self.state.output, self.state.name).exists

    def place_of(self, problem: Problem) -> QWidget | None:
        self._show_problems()
        self._show_existing()
        return self.existing.use_next if problem.field == "output.overwrite" else self._mends.get(problem.field)

    def focus_first(self) -> None:
        window = self.window()
        button = getattr(window, "next_button", None)
        target = button if isinstance(button, QWidget) and button.isEnabled() else self.save
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        self._show_all()
        self.once.ask()
        self._ask_doctor()

    def show_error(self, error: ErrorText) -> None:
        """Shows the error that prevented the export from starting."""
        clear(self._problems)
        self._problems.addWidget(error_card(error))
        self._problem_box.show()

    def _state_changed(self, topic: str) -> None:
        if topic != "finished":
            self._saved = None
            self._show_all()

    def _show_all(self) -> None:
        while self._sentences.rowCount():
            self._sentences.removeRow(0)
        for heading, words in sentences(self.state, self.services.comparing.comparison):
            self._sentences.addRow(text(heading, "secondary", wrap=False), text(words))
        self._show_problems()
        self._show_existing()
        path = str(self._saved) if self._saved else f"{self.state.name}.toml"
        trusted = bool(self.state.found.trusted)
        self._command.setText(f"litecrate export {shlex.quote(path)}" + (" --trust" if trusted else ""))
        self._trust_words.setVisible(trusted)
        self.changed.emit()

    def _show_problems(self) -> None:
        clear(self._problems)
        self._mends.clear()
        if self.state.model_path is not None:
            for problem in (*self.state.copy_of_draft().problems(), *missing_files(self.state.draft)):
                self._problems.addWidget(remark_card(problem, self._mend(problem)))
        for problem in self.state.doubts:
            self._problems.addWidget(remark_card(problem))
        self._problem_box.setVisible(self._problems.count() > 0)
        self._show_title()

    def _show_title(self) -> None:
        words = tr("Almost ready to build") if self.problems() else tr("Ready to build")
        self.title.setText(words)
        self.setAccessibleName(words)

    def _mend(self, problem: Problem) -> Button | None:
        """Button that leads to the page where an error is solved."""
        if problem.level != "error" or not problem.field:
            return None
        button = Button(tr("&Go there"), lambda: self.mend_wanted.emit(problem))
        button.setAccessibleDescription(problem.message)
        self._mends.setdefault(problem.field, button)
        return button

    def _show_existing(self) -> None:
        exists = self.state.model_path is not None and self._exists
        if exists:
            self.existing.show_result(self.state.output, self.state.name)
        self.existing.setVisible(exists)

    # Requirements of this machine

    def _ask_doctor(self) -> None:
        clear(self._machine)
        self._machine.addWidget(text(tr("Checking whether this computer is ready"), "secondary"))
        self.services.assistant.ask("doctor", self._diagnosed, self._not_diagnosed)

    def _check_again(self) -> None:
        self.once.ask()
        self._ask_doctor()

    def _not_diagnosed(self, error: ErrorText) -> None:
        clear(self._machine)
        self._machine.addWidget(text(error.what, "", "caution"))

    def _diagnosed(self, answer: dict[str, Any]) -> None:
        every = [Requirement.model_validate(entry) for entry in answer["requirements"]]
        self._requirements = [entry for entry in every if not entry.id.startswith(_OF_PRODUCTS)]
        clear(self._machine)
        missing = [entry for entry in self._requirements if not entry.ok]
        needed = [entry for entry in missing if entry.needed]
        if needed:
            words = trn("{n} thing is missing on this computer", "{n} things are missing on this computer", len(needed))
            self._machine.addWidget(_tick("error", "bad", words))
        else:
            self._machine.addWidget(_tick("tick", "good", tr("This computer has everything that is needed")))
        for entry in missing:
            self._machine.addWidget(_requirement(entry))
        there = column(*(_requirement(entry) for entry in self._requirements if entry.ok), gap=4)
        self._machine.addWidget(Disclosure(tr("What was checked"), boxed(there)))
        if missing:
            again = Button(tr("Check &again"), self._check_again, icon_name="again")
            self._machine.addWidget(boxed(row(again, 0)))
        self._show_title()
        self.changed.emit()

    # Saving the job

    def _save(self) -> None:
        suggestion = self.state.output.parent / f"{self.state.name}.toml"
        chosen = dialogs.choose_new_file(self, tr("Save the job"), tr("Jobs"), ".toml", suggestion)
        if chosen is not None:
            self.save_to(chosen)

    def save_to(self, path: Path) -> None:
        """Writes the job file, with paths relative to its folder; shows an error where that fails."""
        try:
            job = self.state.copy_of_draft().freeze()
            write_atomically(path, job.to_toml(path.parent).encode())
        except LitecrateError as error:
            self.show_error(error_text(error))
            return
        except OSError as error:
            dialogs.tell(self, tr("The job could not be saved"), f"{error.strerror}. {path}")
            return
        self._saved = path
        self.state.mark_saved()
        self.services.settings.opened(path)
        self._show_all()


def _tick(icon: str, tone: str, words: str) -> QWidget:
    line = row(Icon(icon, tone), text(words, "strong"), gap=12)
    line.setStretch(1, 1)
    return boxed(line)


def _requirement(entry: Requirement) -> QWidget:
    icon, tone = ("check", "good") if entry.ok else ("error", "bad") if entry.needed else ("caution", "caution")
    lines = [text(tr("{title}: {detail}", title=entry.title, detail=entry.detail), "secondary")]
    if not entry.ok:
        lines.append(text(entry.remedy, "strong"))
    line = row(column(Icon(icon, tone, 16), 0), column(*lines, gap=2), gap=12)
    line.setStretch(1, 1)
    return boxed(line)
