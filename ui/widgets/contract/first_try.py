"""Card for a first try: one sample before and after preprocessing, and the source model's answer to it."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import Contract, ContractInput
from builder.core.errors import ErrorText
from builder.core.words import tr
from ui.tasks.services import Services
from ui.tasks.trying.original import OriginalRun
from ui.texts.result_words import number_text
from ui.widgets.basic import Card, boxed, clear, column, row, text
from ui.widgets.contract.names_offer import NamesOffer
from ui.widgets.contract.right_question import RightQuestion
from ui.widgets.contract.scaling_tiles import ScalingTiles
from ui.widgets.flow import flow
from ui.widgets.problem_card import error_card
from ui.widgets.thumbnails import Picture
from ui.widgets.trial.answer_view import AnswerView
from ui.widgets.trial.sample_input import SampleInput
from ui.widgets.trial.waveform import Waveform
from ui.widgets.waiting import Waiting

_PICTURE = 128  # px at 100%; chosen


class FirstTry(Card):
    """Card that asks for a sample and shows the helper's answer to it.

    Args:
        services: Try the sample, and take what the user says about the answer.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(gap=12)
        self._services = services
        self._contract: Contract | None = None
        self._looking: OriginalRun | None = None
        self._wants_answer = False
        self._typed: Path | None = None  # the file that the fields were written to
        self._now: tuple[Any, ...] = ()  # what is shown
        self.tiles, self.question = ScalingTiles(services), RightQuestion(services)
        self.input: SampleInput | None = None
        self._input_box = QVBoxLayout()
        self.waiting = Waiting(tr("The original model is answering"))
        self._sample, self._shown = QVBoxLayout(), QVBoxLayout()
        for lines in (self._sample, self._shown):
            lines.setSpacing(12)
        self.names = NamesOffer(services)
        self.column.addWidget(text(tr("Try it with the original model"), "heading"))
        given, shown, sample = boxed(self._input_box), boxed(self._shown), boxed(self._sample)
        for part in (given, self.names, sample, self.tiles, shown, self.question, self.waiting):
            self.column.addWidget(part)
        self.column.addStretch(1)

    @property
    def asked(self) -> QWidget:
        """What is asked about the answer: which is right, or whether it is."""
        return self.tiles if self.tiles.isVisibleTo(self) else self.question

    def show_contract(self, contract: Contract, is_sample: bool) -> None:
        """Asks for what the contract says that goes in; what is typed stays where that is the same."""
        same = self._contract is not None and _asked(self._contract) == _asked(contract)
        self._contract = contract
        if not same or self.input is None:
            self._make_input(contract)
        assert self.input is not None
        if contract.inputs[0].kind == "image" and len(contract.inputs) == 1:
            self.input.drop.hint.setText(
                tr("One of the sample's own pictures is shown below.")
                if is_sample
                else tr("A picture whose right answer you know.")
            )

    def _make_input(self, contract: Contract) -> None:
        clear(self._input_box)
        self._typed = None
        services = self._services
        found = SampleInput(contract, services.folder, tr("Choose &a sample..."))
        found.drop.title.setText(
            tr("Drop a sample here") if found.numbers is None and not found.parts else found.drop.title.text()
        )
        found.file_given.connect(services.inspection.choose_sample)
        found.row_given.connect(self._row_given)
        found.parts_given.connect(lambda given: self._combine(given, answer=True))
        found.parts_changed.connect(lambda given: self._combine(given, answer=False))
        self.input = found
        self._input_box.addWidget(found)

    def _row_given(self, file: Path) -> None:
        self._typed = file
        self._services.inspection.choose_sample(file)

    def _combine(self, given: dict[str, Path], *, answer: bool) -> None:
        """Has the helper put several inputs into one file, and show what each was given."""
        if self._contract is None:
            return
        if self._looking is not None:
            self._looking.forget()
            self._looking.deleteLater()
        self._wants_answer = answer
        self._looking = OriginalRun(self._services.assistant, self._contract, self)
        self._looking.combined.connect(self._combined)
        self._looking.unreadable.connect(self.show_error)
        self._looking.combine(given)

    def _combined(self, made: dict[str, Any]) -> None:
        if self.input is not None:
            self.input.show_parts(made["shown"])
        if self._wants_answer and made["file"]:
            self._services.inspection.choose_sample(Path(made["file"]))

    def show_busy(self, words: str) -> None:
        self.waiting.show_words(words)

    def show_error(self, error: ErrorText) -> None:
        self.waiting.hide()
        self.names.hide()
        self._now = ()
        clear(self._sample)
        clear(self._shown)
        _add(self._shown, error_card(error))

    def show_postponed(self, file: Path, problem: str) -> None:
        """Says that a sample is tried once a problem of the contract is solved."""
        self.waiting.hide()
        self.names.hide()
        self._now = ()
        clear(self._sample)
        clear(self._shown)
        words = tr("{name} is tried as soon as this is settled: {problem}.", name=file.name, problem=problem)
        _add(self._shown, text(words, tone="caution"))

    def show_answer(self, file: Path | None, shown: dict[str, Any] | None) -> None:
        """Shows the result of a try.

        Args:
            file: The sample file; None where there is none.
            shown: The helper's answer, see builder/assistant/sample_trial.py; None where there is none.
        """
        self.waiting.hide()
        contract = self._contract
        if self._now == (file, id(shown), contract):  # who is typing or moving a slider is left alone
            return
        self._now = (file, id(shown), contract)
        clear(self._sample)
        clear(self._shown)
        if file is None or shown is None or contract is None:
            self.names.hide()
            return
        if self.input is not None and file != self._typed:
            self.names.show_names(shown["names"], contract)
            self.input.show_looked(shown)
        self._show_sample(file, shown)
        self._show_answer(shown, contract)

    def _show_sample(self, file: Path, shown: dict[str, Any]) -> None:
        of_parts = self.input is not None and bool(self.input.parts)
        if file != self._typed and not of_parts:
            _add(self._sample, text(file.name, "strong"))
        if shown["before"]:
            pictures = [_captioned(shown["before"], tr("Your picture"))]
            if shown["after"]:
                pictures.append(_captioned(shown["after"], tr("What the model sees")))
            _add(self._sample, boxed(flow(*pictures, least=150, gap=16)))
        if shown["sound"]:
            wave = Waveform()
            _add(self._sample, wave)
            wave.show_sound(shown["sound"])
            wave.show_windows(shown["answer"].get("windows") or [])

    def _show_answer(self, shown: dict[str, Any], contract: Contract) -> None:
        low, high = (number_text(value) for value in shown["range"])
        reach = tr("The numbers that go in range from {low} to {high}.", low=low, high=high)
        answer = AnswerView()
        picture = Path(shown["before"]) if shown["before"] else None
        _add(self._shown, boxed(column(text(tr("Its answer"), "secondary"), answer)))
        answer.show_answer(shown["answer"], contract, picture, shown.get("size") and tuple(shown["size"]))
        _add(self._shown, text(reach, "secondary"))


def _asked(contract: Contract) -> list[tuple[Any, ...]]:
    """What the fields and drop zones of a contract depend on."""
    return [_asked_of(entry) for entry in contract.inputs]


def _asked_of(entry: ContractInput) -> tuple[Any, ...]:
    return entry.name, entry.kind, entry.shape, entry.dtype, entry.columns, entry.low, entry.high, entry.noise


def _add(lines: QVBoxLayout, part: QWidget) -> None:
    """Adds a part and shows it at once: shown later, it would leave the page shorter, and scrolled, for a moment."""
    lines.addWidget(part)
    part.show()


def _captioned(path: str, words: str) -> QWidget:
    picture = Picture(words, _PICTURE)
    picture.show_file(Path(path))
    return boxed(column(text(words, "secondary"), boxed(row(picture, 0)), 0, gap=4))
