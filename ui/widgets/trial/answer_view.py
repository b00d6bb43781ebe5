"""View of one answer, in the form of docs/runner.md: bars for scores, numbers, masks, pictures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.detectors import detector_output
from builder.core.words import tr
from ui.look.theme import px
from ui.texts.contract_words import shape_text
from ui.texts.result_words import number_text
from ui.texts.visible_names import breakable
from ui.widgets.basic import boxed, clear, column, text
from ui.widgets.charts.bars import Answer, AnswerBars, answers_of
from ui.widgets.trial.found_view import FoundView
from ui.widgets.trial.mask_view import MaskView
from ui.widgets.trial.sample_pictures import picture_of

_SIDE = 220  # px at 100%, of a picture that comes out; chosen


class AnswerView(QWidget):
    """Shows an answer.

    Signals:
        strength_changed: A mask shows more or less strongly; see `MaskView`.
        certainty_changed: Boxes show from another certainty on; see `FoundView`.
    """

    strength_changed = Signal(int)
    certainty_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.bars = AnswerBars()
        self.masks: list[MaskView] = []
        self.found: FoundView | None = None
        self._outputs = QVBoxLayout()
        self._outputs.setSpacing(8)
        self._outputs_box = boxed(self._outputs)
        self.setLayout(column(self.bars, self._outputs_box, gap=12))

    def show_answer(
        self, answer: dict[str, Any], contract: Contract | None, picture: Path | None = None,
        extent: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        """Shows an answer.

        Args:
            answer: As a finished program gives it.
            contract: Gives names and kinds of the outputs; None where it is not known.
            picture: What went in, where that was a picture: masks and boxes lie over it.
            extent: Width and height of the picture that was answered; None for that file's own.
        """
        top = answer["top"]
        self.bars.show_answers(answers_of(top))
        self.bars.setVisible(bool(top))
        clear(self._outputs)
        self.masks = []
        self.found = None
        others = _other_outputs(answer, contract)
        if "boxes" in answer or "points" in answer:
            self._outputs.addWidget(self._found(answer, contract, picture, extent))
        self._outputs_box.setVisible(bool(others) or self.found is not None)
        for name, output in others.items():
            self._outputs.addWidget(self._output(name, output, contract, picture))

    def spoken(self) -> str:
        """The answer as a text for screen readers."""
        masks = [mask.layers.accessibleName() for mask in self.masks]
        named = [bars.accessibleName() for bars in self._outputs_box.findChildren(AnswerBars)]
        numbers = [label.text() for label in self.findChildren(QLabel) if label.property("look") == "numbers"]
        found = self.found.spoken() if self.found is not None else ""
        return ". ".join(part for part in (self.bars.accessibleName(), found, *named, *masks, *numbers) if part)

    def _output(self, name: str, output: dict[str, Any], contract: Contract | None, picture: Path | None) -> QWidget:
        """Widget of one output."""
        told = next((each for each in contract.outputs if each.name == name), None) if contract else None
        if output.get("saved") and output.get("legend") is not None:
            return self._mask(name, output, contract, picture)
        if output.get("saved"):
            return _picture(name, Path(output["saved"]))
        values = output.get("values")
        if values is not None and told is not None and (told.kind == "values" or len(told.labels) == len(values)):
            return _named_values(told, values)
        return _numbers(name, output)

    def _mask(self, name: str, output: dict[str, Any], contract: Contract | None, picture: Path | None) -> QWidget:
        view = MaskView()
        entry = _picture_input(contract)
        view.show_mask(Path(output["saved"]), picture if entry is not None else None, entry, output["legend"])
        view.strength_changed.connect(self.strength_changed)
        self.masks.append(view)
        del name
        return view

    def _found(
        self, answer: dict[str, Any], contract: Contract | None, picture: Path | None, extent: tuple[int, int] | None
    ) -> QWidget:
        view = self.found = FoundView()
        carrier = detector_output(contract) if contract is not None else None
        over = picture if _picture_input(contract) is not None else None
        view.show_found(answer, over, extent, carrier.threshold if carrier is not None else 0.0)
        view.certainty_changed.connect(self.certainty_changed)
        return view


def _picture_input(contract: Contract | None) -> ContractInput | None:
    return next((entry for entry in contract.inputs if entry.kind == "image"), None) if contract else None


def _other_outputs(answer: dict[str, Any], contract: Contract | None) -> dict[str, dict[str, Any]]:
    """The outputs that are shown neither as bars of `top` nor as boxes."""
    outputs: dict[str, dict[str, Any]] = answer["outputs"]
    if contract is not None and ("boxes" in answer or "points" in answer):  # their numbers are seen in the picture
        own = {output.name for output in contract.outputs if output.part or output == detector_output(contract)}
        outputs = {name: output for name, output in outputs.items() if name not in own}
    if not answer["top"]:
        return outputs
    ranked = list(outputs)
    if contract:
        ranked = [output.name for output in contract.outputs if output.kind in {"classes", "labels"}]
    return {name: output for name, output in outputs.items() if name not in ranked[:1]}


def _picture(name: str, file: Path) -> QWidget:
    shown = QLabel()
    picture = picture_of(file, px(_SIDE), shown)
    if picture is not None:
        shown.setPixmap(picture)
    shown.setAccessibleName(tr("The picture that came out: {name}", name=name))
    shown.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return shown


def _named_values(output: ContractOutput, values: Sequence[float | None]) -> QWidget:
    """Numbers with their names and units, one a line."""
    bars = AnswerBars()
    units = output.units
    lines = []
    for at, value in enumerate(values):
        unit = units[at if len(units) > 1 else 0] if at < len(units) or len(units) == 1 else ""
        alone = output.name if len(values) == 1 else f"# {at}"
        name = output.labels[at] if len(output.labels) == len(values) else alone
        lines.append(Answer(breakable(name), f"{number_text(value)} {unit}".strip()))
    bars.show_answers(lines)
    return bars


def _numbers(name: str, output: dict[str, Any]) -> QWidget:
    """Widget of an output that is given as it is: name, shape, type, and its numbers where the answer holds them."""
    shape = shape_text(tuple(output.get("shape") or ()))
    title = text(
        breakable(tr("{name}: {shape}, {type}", name=name, shape=shape, type=output.get("dtype", ""))), "secondary"
    )
    values = output.get("values")
    if values is None:
        words = tr("More numbers than fit here. The program can write all of them to a file; its help says how.")
        return boxed(column(title, text(words), gap=4))
    numbers = text(_in_columns([number_text(value) for value in values]), "numbers")
    numbers.setAccessibleName(tr("Numbers of {name}", name=name))
    return boxed(column(title, numbers, gap=4))


def _in_columns(numbers: list[str]) -> str:
    """Pads numbers to equal width, so that they align in columns wherever the line breaks."""
    widest = max((len(number) for number in numbers), default=0)
    return "   ".join(number.rjust(widest).replace(" ", "\u00a0") for number in numbers)
