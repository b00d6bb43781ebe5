"""A mask over the picture that it is about: how strongly it shows, and a legend of what is where."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from builder.contract.contract import ContractInput, Fit
from builder.core.words import tr
from ui.look.theme import px
from ui.widgets.basic import boxed, clear, described, row, text
from ui.widgets.charts.bars import Swatch, percent
from ui.widgets.flow import flow
from ui.widgets.labelled_field import Slider
from ui.widgets.trial.sample_pictures import read_picture

_SIDE = 220  # px at 100%, of the picture; chosen
_STRENGTH = 55  # percent at first; as on the demo page
_MOST_NAMED = 12  # entries of the legend; chosen


class _Layers(QWidget):
    """The picture with the mask over it."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()
        self.parts = QImage()
        self.place = (0.0, 0.0, 1.0, 1.0)
        self.strength = _STRENGTH / 100
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        side = px(_SIDE)
        shown = self.picture if not self.picture.isNull() else self.parts
        if shown.isNull():
            return QSize(side, side)
        return shown.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self.picture.isNull():
            painter.drawImage(area, self.picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)  # a mask's points are what they are
        painter.setOpacity(self.strength if not self.picture.isNull() else 1.0)
        left, top, wide, tall = self.place
        place = QRectF(left * area.width(), top * area.height(), wide * area.width(), tall * area.height())
        painter.drawImage(place, self.parts)


class MaskView(QWidget):
    """Shows a mask.

    Signals:
        strength_changed: How strongly it shows, in percent; 0 where it is switched off.
    """

    strength_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.layers = _Layers()
        self.switch = QCheckBox(tr("Show the mask"))
        self.switch.setAccessibleName(tr("Show the mask"))
        self.switch.setChecked(True)
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(5, 100)
        self.slider.setValue(_STRENGTH)
        self.slider.setMinimumWidth(px(80))
        described(self.slider, tr("How strongly the mask shows"))
        self.switch.toggled.connect(self._changed)
        self.slider.valueChanged.connect(self._changed)
        self._controls = boxed(row(self.switch, self.slider, gap=12))
        self._legend = flow(gap=12, equal=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.layers, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._controls)
        layout.addWidget(boxed(self._legend))

    def show_mask(
        self, mask: Path, picture: Path | None, entry: ContractInput | None, legend: Sequence[dict[str, Any]]
    ) -> None:
        """Shows a mask.

        Args:
            mask: A PNG file.
            picture: What it lies over; None where that is no picture.
            entry: The input that the picture went into.
            legend: What is where, as in docs/runner.md.
        """
        side = px(_SIDE) * 2
        self.layers.picture = (read_picture(picture, side) if picture is not None else None) or QImage()
        self.layers.parts = QImage(str(mask)).convertToFormat(QImage.Format.Format_ARGB32)
        shown = self.layers.picture
        frame = frame_of(entry) if entry is not None else (0, 0)
        fit: Fit = entry.fit if entry is not None else "stretch"
        self.layers.place = covered(fit, frame, shown.width(), shown.height())
        self._controls.setVisible(not shown.isNull())
        self._show_legend(legend)
        self.layers.updateGeometry()
        self.layers.update()

    def _show_legend(self, legend: Sequence[dict[str, Any]]) -> None:
        clear(self._legend)
        spoken = []
        for entry in legend[:_MOST_NAMED]:
            name = str(entry["label"]) if entry["label"] else f"# {entry['index']}"
            share = percent(float(entry["share"] or 0.0))
            self._legend.addWidget(boxed(row(Swatch(str(entry["color"])), text(f"{name}  {share}", wrap=False), gap=8)))
            spoken.append(f"{name} {share}")
        self.layers.setAccessibleName(tr("Mask: {parts}", parts=", ".join(spoken)))

    @property
    def strength(self) -> int:
        return self.slider.value() if self.switch.isChecked() else 0

    def show_strength(self, percent_shown: int) -> None:
        """Shows the mask as strongly as another one, so that two can be compared."""
        for control in (self.switch, self.slider):
            control.blockSignals(True)
        self.switch.setChecked(percent_shown > 0)
        if percent_shown > 0:
            self.slider.setValue(percent_shown)
        for control in (self.switch, self.slider):
            control.blockSignals(False)
        self._apply()

    def _changed(self) -> None:
        self._apply()
        self.strength_changed.emit(self.strength)

    def _apply(self) -> None:
        self.slider.setEnabled(self.switch.isChecked())
        self.layers.strength = self.strength / 100
        self.layers.update()


def frame_of(entry: ContractInput) -> tuple[int, int]:
    """Height and width of the picture that a model takes; below 1 where a size is open."""
    shape = entry.shape
    tall, wide = shape[2:4] if entry.layout == "nchw" and len(shape) == 4 else shape[1:3]
    return tall, wide


def covered(fit: Fit, frame: tuple[int, int], width: int, height: int) -> tuple[float, float, float, float]:
    """Where the model's frame lies on a picture: left, top, width and height as shares of the picture."""
    tall, wide = frame
    if fit == "stretch" or min(tall, wide, width, height) <= 0:
        return 0.0, 0.0, 1.0, 1.0
    scale = (max if fit == "crop" else min)(wide / width, tall / height)
    across, down = wide / scale / width, tall / scale / height
    return (1 - across) / 2, (1 - down) / 2, across, down
