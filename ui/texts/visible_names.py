"""Escaping of texts that hold names from elsewhere (files, models), for labels and tooltips."""

import re
from html import escape

from PySide6.QtGui import Qt

from builder.core.visible import visible_lines

_OWN_SIGNS = re.compile("([\u200b\u2060])")  # zero-width space and word joiner, which the window's own texts use


def visible_text(words: str) -> str:
    """Escapes control characters and those that change the direction of a line; breaks of `breakable` stay."""
    parts = _OWN_SIGNS.split(words)
    return "".join(part if at % 2 else visible_lines(part) for at, part in enumerate(parts))


def tooltip_text(words: str) -> str:
    """Escapes a text for a place that may take it for HTML, such as a tooltip, so that it is shown as it is."""
    words = visible_text(words)
    return f"<qt>{escape(words)}</qt>".replace("\n", "<br>") if Qt.mightBeRichText(words) else words
