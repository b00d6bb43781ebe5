"""Texts that hold names from elsewhere (files, models): escaped, and shortened, for labels and tooltips."""

import re
from functools import partial

from PySide6.QtGui import Qt

from builder.core.visible import visible_lines

LONGEST = 32  # letters of a name that fit on a line of the page at every text size; chosen
_OWN_SIGNS = "([\u200b\u2060])"  # zero-width space and word joiner, which the window's own texts use


def visible_text(words: str) -> str:
    """Escapes control characters and those that change the direction of a line; breaks of `breakable` stay."""
    if words.isascii():
        return visible_lines(words)
    parts = re.split(_OWN_SIGNS, words)
    return "".join(part if at % 2 else visible_lines(part) for at, part in enumerate(parts))


def shortened(words: str, longest: int = LONGEST) -> str:
    """Escapes a text and leaves out the middle of words that are longer than a line, which is where names differ least.

    Args:
        words: The text; words that `breakable` gave places to break are as long as their parts.
        longest: Letters of a word that are shown at most.
    """
    if len(words) <= longest:
        return visible_text(words)
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


def breakable(words: str, longest: int = 24) -> str:
    """Inserts zero-width spaces into long words, such as paths, so that lines can break there. For display only.

    Args:
        words: The text; control characters in it are escaped.
        longest: Letters that fit on any line at any text size.
    """
    return re.sub(rf"\S{{{longest},}}", partial(_with_breaks, longest), visible_lines(words))


def _with_breaks(longest: int, word: re.Match[str]) -> str:
    after_signs = re.sub(r"([/\\_.-]+)(?=.)", r"\1" "\u200b", word[0])
    return re.sub(rf"([^\u200b]{{{longest}}})(?=[^\u200b])", r"\1" "\u200b", after_signs)
