"""View of a finished program's answer: the picture, bars for scores, numbers of other outputs, the time."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from builder.contract.contract import Contract
from builder.core.figures import human_seconds
from builder.core.words import tr
from ui.look.theme import px
from ui.tasks.finished_program import Reply
from ui.texts.contract_words import breakable, shape_text
from ui.texts.result_words import number_text
from ui.widgets.basic import boxed, clear, column, text
from ui.widgets.charts.bars import Answer, AnswerBars, answers_of
from ui.widgets.trial.sample_pictures import picture_of

_SIDE = 168  # px at 100%, of the picture; chosen
_LEAST_BARS = 260  # px at 100% beside the picture, else the bars go below it; chosen


class AnswerView(QWidget):
    """Shows a `Reply`: the picture at the left and the answer beside it, or below it where the view is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.bars = AnswerBars()
        self._picture = QLabel()
        self._picture.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)
        self._file = text("", "strong")
        self.time = text("", "secondary")
        self._outputs = QVBoxLayout()
        self._outputs.setSpacing(8)
        self._outputs_box = boxed(self._outputs)
        words = column(self._file, self.bars, self._outputs_box, self.time, 0, gap=12)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(20)
        self._layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(words, 1)

    def show_reply(self, reply: Reply, file: Path, contract: Contract | None, *, is_picture: bool) -> None:
        """Shows an answer to a file; `contract` gives labels and kinds of the outputs, None where it is not known."""
        picture = picture_of(file, px(_SIDE), self) if is_picture else None
        self._picture.setVisible(picture is not None)
        if picture is not None:
            self._picture.setPixmap(picture)
            self._picture.setAccessibleName(tr("The picture {name}", name=file.name))
        self._file.setText(breakable(file.name))
        top = reply.answer["top"]
        self.bars.show_answers(answers_of(top))
        self.bars.setVisible(bool(top))
        clear(self._outputs)
        others = _other_outputs(reply.answer, contract)
        self._outputs_box.setVisible(bool(others))
        for name, output in others.items():
            self._outputs.addWidget(_output(name, output, _labels(contract, name)))
        self.time.setText(time_words(reply))

    def spoken(self) -> str:
        """The answer as a text for screen readers."""
        numbers = [label.text() for label in self.findChildren(QLabel) if label.property("look") == "numbers"]
        return ". ".join(part for part in (self.bars.accessibleName(), *numbers, self.time.text()) if part)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        narrow = event.size().width() < px(_SIDE) + 20 + px(_LEAST_BARS)
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)


def time_words(reply: Reply) -> str:
    """Text about the time of the inference alone and with the start of the program."""
    whole = human_seconds(reply.seconds)
    ms = reply.answer.get("ms")
    if not isinstance(ms, (int, float)):
        return tr("{whole} with starting the program", whole=whole)
    return tr(
        "{answer} for this answer, {whole} with starting the program", answer=human_seconds(ms / 1000), whole=whole
    )


def _other_outputs(answer: dict[str, Any], contract: Contract | None) -> dict[str, dict[str, Any]]:
    """The outputs that are not shown as bars of `top`."""
    outputs: dict[str, dict[str, Any]] = answer["outputs"]
    if not answer["top"]:
        return outputs
    ranked = list(outputs)
    if contract:
        ranked = [output.name for output in contract.outputs if output.kind in {"classes", "labels"}]
    return {name: output for name, output in outputs.items() if name not in ranked[:1]}


def _labels(contract: Contract | None, name: str) -> tuple[str, ...]:
    return next((output.labels for output in contract.outputs if output.name == name), ()) if contract else ()


def _output(name: str, output: dict[str, Any], labels: tuple[str, ...]) -> QWidget:
    """Widget of one output: name, shape, type, and its numbers where the answer holds them."""
    shape = shape_text(tuple(output.get("shape") or ()))
    title = text(
        breakable(tr("{name}: {shape}, {type}", name=name, shape=shape, type=output.get("dtype", ""))), "secondary"
    )
    values = output.get("values")
    if values is None:
        words = tr("More numbers than fit here. The program can write all of them to a file; its help says how.")
        return boxed(column(title, text(words), gap=4))
    if len(values) == len(labels):
        named = AnswerBars()
        pairs = zip(labels, values, strict=True)
        named.show_answers([Answer(label, number_text(value)) for label, value in pairs])
        return boxed(column(title, named, gap=4))
    numbers = text(_in_columns([number_text(value) for value in values]), "numbers")
    numbers.setAccessibleName(tr("Numbers of {name}", name=name))
    return boxed(column(title, numbers, gap=4))


def _in_columns(numbers: list[str]) -> str:
    """Pads numbers to equal width, so that they align in columns wherever the line breaks."""
    widest = max((len(number) for number in numbers), default=0)
    return "   ".join(number.rjust(widest).replace(" ", "\u00a0") for number in numbers)
