"""Contract page (second): editable input and output of the model, and a first try with the source model."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import Contract
from builder.core.errors import ErrorText, Problem
from builder.core.words import tr
from ui.pages.base import Page
from ui.pages.contract_input import InputCard
from ui.pages.contract_output import OutputCard
from ui.tasks.contract_choices import left_out
from ui.tasks.scaling_choice import scaling_can_be_found
from ui.tasks.services import Services
from ui.texts.contract_words import input_text
from ui.widgets.basic import boxed, clear, column, tab_before, tab_through
from ui.widgets.behaviour.in_view import keep_in_place, show_in_view
from ui.widgets.contract.first_try import FirstTry
from ui.widgets.contract.kind_question import KindQuestion
from ui.widgets.contract.picture_question import PictureQuestion, is_about_pictures
from ui.widgets.flow import flow
from ui.widgets.problem_card import error_card, remark_card

_LEAST_COLUMN = 340  # px at 100%; chosen: choices and trial are side by side where both have that width


class ContractPage(Page):
    """Shows and edits the guessed contract."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "contract",
            tr("Input and answers"),
            tr("What goes in, and what comes out?"),
            tr("This was guessed from the model. Change what is wrong; each change is tried immediately."),
        )
        self._notes = QVBoxLayout()
        self._notes.setSpacing(16)
        self._noted = boxed(self._notes)
        self._noted.hide()
        self._shown_notes: ErrorText | tuple[Problem, ...] = ()
        self._told: ErrorText | None = None
        self.trial = FirstTry(services)
        self.input, self.output = InputCard(services), OutputCard(services)
        choices = boxed(column(self.input, self.output, 0, gap=16))
        side_by_side = boxed(flow(choices, self.trial, least=_LEAST_COLUMN, gap=16))
        self.kind_question = KindQuestion(services)
        self.kind_question.answered.connect(self.focus_first)
        self.picture_question = PictureQuestion(services)
        self.picture_question.answered.connect(self.focus_first)
        for part in (self._noted, self.kind_question, self.picture_question, side_by_side):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._seen: Path | None = None  # the sample whose answer was in view
        services.inspection.changed.connect(self._show_all)
        services.scaling_choice.changed.connect(self._show_new_answer)
        self.state.changed.connect(self._state_changed)
        for card in (self.input, self.output):
            card.changed.connect(self.changed)
        self._show_all()

    # Page interface

    def problems(self) -> list[Problem]:
        error = self.services.inspection.contract_error
        unfit = self.input.unfit or self.output.unfit
        if unfit:
            return [Problem(field="contract", level="error", message=unfit)]
        if error is not None:
            return [Problem(field="contract", level="error", message=error.what, remedy=error.in_window or error.do)]
        typed = [*self.input.problems(), *self.output.problems()]
        if typed:
            return typed
        if self.state.found.contract is None and self.state.found.info is not None:
            return [Problem(field="contract", level="error", message=tr("This is still being worked out"))]
        return []

    def waiting(self) -> bool:
        return self.state.found.contract is None and self.services.inspection.contract_error is None

    def place_of(self, problem: Problem) -> QWidget | None:
        doubtful = problem.field == "contract.scaling" and problem.level == "warning"
        doubted = self.input.place_of_doubt() if doubtful else None
        if doubted is not None:
            return doubted
        for card in (self.input, self.output):
            place = card.place_of(problem.field)
            if place is not None:
                return place
        if problem.field == "contract.file":
            return self.input.kind
        labels = (self.output.labels, self.output.names)
        editor = next(
            (each for each in labels if each.isVisibleTo(self) and self.state.get("contract", "labels")), None
        )
        return editor.from_file if editor is not None else self.input.kind

    def note(self) -> str:
        contract = self.state.found.contract
        return input_text(contract.inputs[0]) if contract else ""

    def focus_first(self) -> None:
        self.input.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        self._seen = self.state.found.sample
        if self.state.found.shown is None and not self.services.inspection.trying:
            self.services.inspection.try_sample()

    def _state_changed(self, topic: str) -> None:
        if topic == "model":
            self.input.forget_typed()
            self.output.forget_typed()
        if topic in {"model", "contract"}:
            self._show_all()

    # Display

    def _show_all(self) -> None:
        contract = self.state.found.contract
        if contract is not None:
            self.input.show_contract(contract)
            self.output.show_contract(contract)
            self.kind_question.show_contract(contract)
            self.picture_question.show_contract(contract)
            self._show_notes()
            self._show_trial(contract)
        self.changed.emit()

    def _show_notes(self) -> None:
        error = self.services.inspection.contract_error
        if self.input.unfit or self.output.unfit:
            self._told = error  # beside the buttons that mend it, also while the next guess is made
        error = None if error is self._told else error
        doubts = (each for each in self.state.doubts if not is_about_pictures(each))  # it is asked below
        notes = error or (*map(self._on_this_page, doubts), *self._lost_entries())
        if notes == self._shown_notes:  # a button among the notes may have the keyboard focus
            return
        self._shown_notes = notes
        keep_in_place(self.trial)
        clear(self._notes)
        if isinstance(notes, tuple):
            for problem in notes:
                self._notes.addWidget(remark_card(problem))
        else:
            self._notes.addWidget(error_card(notes))
        self._noted.setVisible(self._notes.count() > 0)
        tab_through(tab_before(self.input.kind), self._noted)

    def _on_this_page(self, problem: Problem) -> Problem:
        """A warning with the remedy that this page has."""
        if problem.id != "scaling-assumed" or not scaling_can_be_found(self.state.found.contract):
            return problem
        words = tr("Try a picture whose right answer you know: each usual way shows its answer, and you choose.")
        return replace(problem, in_window=words)

    def _lost_entries(self) -> list[Problem]:
        """Warning about entries of a contract file that were lost when choices replaced it; see `left_out`."""
        file, now = self.state.found.replaced, self.state.found.contract
        names = left_out(file, now) if file is not None and now is not None else []
        if not names:
            return []
        return [
            Problem(
                field="contract.file",
                level="warning",
                message=tr("The contract file said more about {names}. This is now guessed", names=", ".join(names)),
                remedy=tr("The choices here are about one input and one output. To keep the rest, change the file."),
            )
        ]

    def _show_trial(self, contract: Contract) -> None:
        inspection = self.services.inspection
        self.trial.show_contract(contract, self.state.is_sample)
        if inspection.trying:
            self.trial.show_busy(inspection.trial_text)
        elif inspection.trial_error is not None:
            self.trial.show_error(inspection.trial_error)
        elif inspection.contract_error is not None and self.state.found.sample and self.state.found.shown is None:
            self.trial.show_postponed(self.state.found.sample, self.problems()[0].message)
        else:
            self.trial.show_answer(self.state.found.sample, self.state.found.shown)
            self._show_new_answer()

    def _show_new_answer(self) -> None:
        """Scrolls to what is asked about a sample that was chosen just now."""
        found, busy = self.state.found, self.services.inspection.trying or self.services.scaling_choice.busy
        if not busy and found.shown is not None and found.sample != self._seen:
            self._seen = found.sample
            if self.isVisible():
                show_in_view(self.trial.asked)
