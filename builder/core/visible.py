"""Texts from elsewhere as people are shown them; the list of what is escaped is the finished programs' own."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from resources.launcher.answers.visible import visible, visible_json, visible_lines

__all__ = ["Line", "everywhere", "visible", "visible_json", "visible_lines"]

_TAB = 4


def _line(value: Any) -> Any:
    return visible(value.expandtabs(_TAB)) if isinstance(value, str) else value


# A field that is one line for people.
Line = Annotated[str, BeforeValidator(_line)]


def everywhere(value: Any) -> Any:
    """Plain data whose texts, keys among them, can neither steer a terminal nor turn the direction of a line."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {everywhere(key): everywhere(entry) for key, entry in value.items()}
    return [everywhere(entry) for entry in value] if isinstance(value, (list, tuple)) else value
