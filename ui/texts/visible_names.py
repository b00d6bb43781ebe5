"""Words with names from elsewhere as the window shows them."""

import re
from html import escape

from PySide6.QtGui import Qt

from builder.core.visible import visible_lines

_OWN_SIGNS = re.compile("([\u200b\u2060])")  # where a line may break and where not, as `breakable` puts them


def shown(words: str) -> str:
    """Words with names from elsewhere: what would turn the direction of a line in them is written as an escape."""
    parts = _OWN_SIGNS.split(words)
    return "".join(part if at % 2 else visible_lines(part) for at, part in enumerate(parts))


def plain(words: str) -> str:
    """Words for a place that takes some texts for HTML, such as a tooltip; there they mean what they say."""
    words = shown(words)
    return f"<qt>{escape(words)}</qt>".replace("\n", "<br>") if Qt.mightBeRichText(words) else words
