"""Card for a first try: one sample before and after preprocessing, and the source model's answer to it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from builder.contract.contract import Contract
from builder.core.errors import ErrorText
from builder.core.words import tr
from ui.tasks.services import Services
from ui.texts.result_words import number_text
from ui.widgets import dialogs
from ui.widgets.basic import Card, boxed, clear, column, described, row, text
from ui.widgets.charts.bars import Answer, AnswerBars, answers_of
from ui.widgets.contract.right_question import RightQuestion
from ui.widgets.contract.scaling_tiles import ScalingTiles
from ui.widgets.drop_zone import DropZone
from ui.widgets.flow import flow
from ui.widgets.problem_card import error_card
from ui.widgets.thumbnails import Picture

_PICTURE = 128  # px at 100%; chosen


class FirstTry(Card):
    """Card that asks for a sample file and shows the helper's answer to it.

    Args:
        services: Try the sample, and take what the user says about the answer.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(gap=12)
        self._on_file = services.inspection.choose_sample
        self.tiles, self.question = ScalingTiles(services), RightQuestion(services)
        self._files = (tr("Pictures"), dialogs.PICTURE_FILES)
        self.drop = DropZone(
            tr("Drop a sample here"), "", tr("Choose &a sample..."), self._browse, self._dropped, compact=True
        )
        self._busy_text = text("", "secondary")
        busy = QProgressBar()
        busy.setRange(0, 0)
        busy.setTextVisible(False)
        described(busy, tr("The original model is answering"))
        self._busy = boxed(column(self._busy_text, busy))
        self._sample, self._shown = QVBoxLayout(), QVBoxLayout()
        for lines in (self._sample, self._shown):
            lines.setSpacing(12)
        self.column.addWidget(text(tr("Try it with the original model"), "heading"))
        shown, sample = boxed(self._shown), boxed(self._sample)
        for part in (self.drop, sample, self.tiles, shown, self.question, self._busy):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self._busy.hide()

    @property
    def asked(self) -> QWidget:
        """What is asked about the answer: which is right, or whether it is."""
        return self.tiles if self.tiles.isVisibleTo(self) else self.question

    def show_contract(self, contract: Contract, is_sample: bool) -> None:
        """Updates the hint and the file dialog to the contract's kind of input."""
        several, kind = len(contract.inputs) > 1, contract.inputs[0].kind
        _, hint, files, endings = dialogs.wanted_file(kind, several=several)
        self._files = files, endings
        self.drop.hint.setText(
            tr("One of the sample's own pictures is shown below.") if is_sample
            else tr("A picture whose right answer you know.") if kind == "image" and not several
            else hint
        )  # fmt: skip

    def show_busy(self, words: str) -> None:
        self._busy_text.setText(words)
        self._busy.show()

    def show_error(self, error: ErrorText) -> None:
        self._busy.hide()
        clear(self._sample)
        clear(self._shown)
        self._shown.addWidget(error_card(error))

    def show_answer(self, file: Path | None, shown: dict[str, Any] | None) -> None:
        """Shows the result of a try.

        Args:
            file: The sample file; None where there is none.
            shown: The helper's answer, see builder/assistant/preview.py; None where there is none.
        """
        self._busy.hide()
        clear(self._sample)
        clear(self._shown)
        if file is None or shown is None:
            return
        low, high = (number_text(value) for value in shown["range"])
        reach = tr("The numbers that go in range from {low} to {high}.", low=low, high=high)
        pictures: list[QWidget] = []
        if shown["before"]:
            pictures.append(_captioned(shown["before"], tr("Your picture")))
            pictures.append(_captioned(shown["after"], tr("What the model sees")))
        answers: list[QWidget] = [text(tr("Its answer"), "secondary")]
        for answer in shown["answers"]:
            bars = AnswerBars()
            bars.show_answers(_bars(answer))
            answers.append(bars)
        self._sample.addWidget(text(file.name, "strong"))
        if pictures:
            self._sample.addWidget(boxed(flow(*pictures, least=150, gap=16)))
        self._shown.addWidget(boxed(column(*answers)))
        self._shown.addWidget(text(reach, "secondary"))

    def _browse(self) -> None:
        chosen = dialogs.choose_file(self, tr("Choose a sample"), *self._files)
        if chosen is not None:
            self._on_file(chosen)

    def _dropped(self, files: Sequence[Path]) -> None:
        self._on_file(files[0])


def _captioned(path: str, words: str) -> QWidget:
    picture = Picture(words, _PICTURE)
    picture.show_file(Path(path))
    return boxed(column(text(words, "secondary"), boxed(row(picture, 0)), 0, gap=4))


def _bars(answer: dict[str, Any]) -> list[Answer]:
    if "top" in answer:
        return answers_of(answer["top"])
    if "values" in answer:
        return [
            Answer(str(entry["label"] or f"# {at}"), f"{number_text(entry['value'])} {entry['unit']}".strip())
            for at, entry in enumerate(answer["values"])
        ]
    low, high = (number_text(value) for value in answer["range"])
    return [Answer(str(answer["output"]), tr("{low} to {high}", low=low, high=high))]
