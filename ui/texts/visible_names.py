"""Texts that hold names from elsewhere (files, models): escaped, and shortened, for labels and tooltips."""

import re

from PySide6.QtGui import Qt

from builder.core.visible import visible_lines

LONGEST = 32  # letters of a name that fit on a line of the page at every text size; chosen
_OWN_SIGNS = re.compile("([\u200b\u2060])")  # zero-width space and word joiner, which the window's own texts use


def visible_text(words: str) -> str:
    """Escapes control characters and those that change the direction of a line; breaks of `breakable` stay."""
    parts = _OWN_SIGNS.split(words)
    return "".join(part if at % 2 else visible_lines(part) for at, part in enumerate(parts))


def shortened(words: str, longest: int = LONGEST) -> str:
    """Escapes a text and leaves out the middle of words that are longer than a line, which is where names differ least.

    Args:
        words: The text; words that `breakable` gave places to break are as long as their parts.
        longest: Letters of a word that are shown at most.
    """
    end = (longest - 1) * 2 // 5  # with the ending, and a number that tells alike names apart
    middle = re.compile(rf"([^\s\u200b]{{{longest - 1 - end}}})[^\s\u200b]{{2,}}([^\s\u200b]{{{end}}})")
    return middle.sub(r"\1…\2", visible_text(words))


def whole_if_shortened(words: str, longest: int = LONGEST) -> str:
    """The escaped text where `shortened` leaves something out, for the tooltip and screen readers; else ""."""
    whole = visible_text(words)
    return whole if shortened(words, longest) != whole else ""


def tooltip_text(words: str) -> str:
    """Escapes a text for a place that may take it for HTML, such as a tooltip, so that it is shown as it is."""
    words = visible_text(words)
    if not Qt.mightBeRichText(words):
        return words
    from html import escape

    return f"<qt>{escape(words)}</qt>".replace("\n", "<br>")
