"""Fade-in animation of pages, the window's only animation; left out where the system asks for reduced motion."""

from PySide6.QtCore import QPropertyAnimation
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from ui.look.theme import motion_is_reduced

_FADE_MS = 120  # chosen: short enough not to delay anyone who clicks through the pages


def fade_in(widget: QWidget) -> None:
    """Fades a widget in; the opacity effect, which makes painting slower, is removed at the end."""
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
