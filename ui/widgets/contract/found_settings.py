"""Settings for boxes and key points: from which certainty on they count, how much they may overlap, how many."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import ContractOutput
from builder.contract.detectors import DETECTOR_KINDS
from builder.core.words import tr
from ui.look.theme import px
from ui.widgets.labelled_field import Labelled, Number

_SUPPRESSED = frozenset({"ssd", "yolo-end", "movenet-multi"})  # families that drop overlapping boxes themselves
_MOST_BOXES = 1000
_WIDE = 110  # px at 100%, of a field; chosen: its numbers are short


class FoundSettings(QWidget):
    """Edits the threshold, the overlap and the count of a detector's boxes.

    Signals:
        edited: Name of a field of the contract table, and its value.
    """

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.threshold, self.overlap, self.most = Number(1, 99, 5), Number(1, 99, 5), Number(1, _MOST_BOXES, 10)
        for field in (self.threshold, self.overlap, self.most):
            field.setMaximumWidth(px(_WIDE))
        for percents in (self.threshold, self.overlap):
            percents.setSuffix(tr("{number}%", number=""))
        self.threshold.valueChanged.connect(lambda value: self.edited.emit("threshold", value / 100))
        self.overlap.valueChanged.connect(lambda value: self.edited.emit("overlap", value / 100))
        self.most.valueChanged.connect(lambda value: self.edited.emit("max_boxes", value))
        self._parts = {
            "threshold": Labelled(
                tr("From which certaint&y on"),
                self.threshold,
                tr("What the model is less certain about is left out. Lower finds more, and more that is not there."),
            ),
            "overlap": Labelled(
                tr("How much two frames may &overlap"),
                self.overlap,
                tr("Of two frames around the same kind of thing that overlap more, only the better one is kept."),
            ),
            "most": Labelled(tr("At &most"), self.most, tr("So many frames are shown, the most certain first.")),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for part in self._parts.values():
            layout.addWidget(part)

    def show_output(self, output: ContractOutput) -> None:
        """Shows the settings of an output; hides itself where it has neither boxes nor points."""
        self.setVisible(output.kind in DETECTOR_KINDS)
        boxes = output.kind == "boxes"
        self._parts["overlap"].setVisible(boxes and output.detector not in _SUPPRESSED)
        self._parts["most"].setVisible(boxes)
        for field, value in (
            (self.threshold, round(100 * output.threshold)),
            (self.overlap, round(100 * output.overlap)),
            (self.most, output.max_boxes),
        ):
            if not field.hasFocus():
                field.show_value(value)
