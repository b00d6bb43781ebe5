"""The only motion there is: a page that fades in, and not even that where the system asks for stillness."""

from PySide6.QtCore import QPropertyAnimation
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from ui.look.theme import motion_is_reduced

_FADE_MS = 120


def fade_in(widget: QWidget) -> None:
    """Lets a widget appear; it is itself again when it has."""
    if motion_is_reduced():
        return
    effect = QGraphicsOpacityEffect(widget)
    widget.setGraphicsEffect(effect)
    fade = QPropertyAnimation(effect, b"opacity", widget)
    fade.setDuration(_FADE_MS)
    fade.setStartValue(0.0)
    fade.setEndValue(1.0)
    fade.finished.connect(lambda: widget.setGraphicsEffect(None))  # type: ignore[arg-type]
    fade.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)
