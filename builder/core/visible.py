"""Escaping of control and bidirectional characters in texts from elsewhere; shared with the finished programs."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from resources.launcher.answers.visible import visible, visible_json, visible_lines

__all__ = ["Line", "escape_all", "visible", "visible_json", "visible_lines"]

_TAB = 4  # columns


def _line(value: Any) -> Any:
    return visible(value.expandtabs(_TAB)) if isinstance(value, str) else value


# Type of a pydantic field whose text is escaped and shown as one line.
Line = Annotated[str, BeforeValidator(_line)]


def escape_all(value: Any) -> Any:
    """Escapes all texts in nested data, including keys, against terminal and bidirectional control characters."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {escape_all(key): escape_all(entry) for key, entry in value.items()}
    return [escape_all(entry) for entry in value] if isinstance(value, (list, tuple)) else value
