r"""Escaping of control and bidirectional characters in texts from elsewhere, as they are shown.

Control characters steer a terminal, marks of direction turn a line round, and characters without width hide in a name:
they are shown as \u202e or \U000e0041, and bytes of a file's name that are not UTF-8 as \xff. The runner has the same
list (cpp_runner/src/core/base/text_escaping.cc), and so has the demo page.
"""

import re
from typing import Any

_BESIDE_CONTROLS = (
    "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
# Patterns, which `re` compiles where they are needed first: most texts need none of them.
_HIDDEN = f"[\0-\x1f{_BESIDE_CONTROLS}]"
_HIDDEN_IN_LINES = f"[\0-\x08\x0b-\x1f{_BESIDE_CONTROLS}]"
_HIDDEN_IN_JSON = f"[{_BESIDE_CONTROLS}]"
# Python's stand-ins for bytes that are not UTF-8.
_BYTES = range(0xDC80, 0xDD00)
_RUN_OF_BYTES = "[\udc80-\udcff]+"
_TAB = 4  # columns


def visible(text: str) -> str:
    """A text on one line."""
    return text if _is_plain(text) else re.sub(_HIDDEN, _escape, _joined(text))


def visible_lines(text: str) -> str:
    """A text whose lines and tabs stay."""
    return text if _is_plain(text) else re.sub(_HIDDEN_IN_LINES, _escape, _joined(text))


def visible_json(text: str) -> str:
    """JSON that says the same; only bytes that are no characters become the letters that `visible` gives them."""
    return re.sub(_HIDDEN_IN_JSON, _json_escape, _joined(text))


def _is_plain(text: str) -> bool:
    """Whether it is letters, digits and signs of ASCII alone, as most texts are."""
    return text.isascii() and text.isprintable()


def _joined(text: str) -> str:
    """The same where bytes that stand alone, since the system's encoding is another, are characters together."""
    return re.sub(
        _RUN_OF_BYTES,
        lambda run: run[0].encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape"),
        text,
    )


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code in _BYTES:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code in _BYTES:
        return f"\\\\x{code - 0xDC00:02x}"
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def visible_line(value: Any) -> Any:
    """Escapes a text to one line, its tabs as spaces; anything else stays as it is."""
    return visible(value.expandtabs(_TAB)) if isinstance(value, str) else value


def escape_all(value: Any) -> Any:
    """Escapes all texts in nested data, including keys, against terminal and bidirectional control characters."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {escape_all(key): escape_all(entry) for key, entry in value.items()}
    return [escape_all(entry) for entry in value] if isinstance(value, (list, tuple)) else value
