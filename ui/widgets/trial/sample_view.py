"""View of what was given: a picture, or the shape of a sound, with the file's name."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from builder.core.words import tr
from ui.look.theme import px
from ui.texts.visible_names import breakable
from ui.widgets.basic import text
from ui.widgets.trial.sample_pictures import picture_of
from ui.widgets.trial.waveform import Waveform

SIDE = 168  # px at 100%, of the picture; chosen


class SampleView(QWidget):
    """Shows a sample."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QLabel()
        self.picture.hide()
        self.wave = Waveform()
        self.name = text("", "strong")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.picture, self.name, self.wave):
            layout.addWidget(part)
        layout.setAlignment(self.picture, Qt.AlignmentFlag.AlignLeft)

    def show_file(self, file: Path, *, is_picture: bool, words: str = "") -> None:
        """Shows a file that is about to be answered; `words` in place of its name."""
        shown = picture_of(file, px(SIDE), self) if is_picture else None
        self.picture.setVisible(shown is not None)
        if shown is not None:
            self.picture.setPixmap(shown)
            self.picture.setAccessibleName(tr("The picture {name}", name=file.name))
        self.name.setText(breakable(words or file.name))
        self.wave.show_sound(None)

    def show_sound(self, sound: dict[str, Any] | None) -> None:
        """Shows the shape of a sound, when the helper has read it."""
        self.wave.show_sound(sound)
