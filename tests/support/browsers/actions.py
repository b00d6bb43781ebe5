"""Actions of mouse and keyboard in the form that WebDriver has, classic and BiDi."""

from typing import Any

_BUTTON = {"mousePressed": "pointerDown", "mouseReleased": "pointerUp"}


def mouse_action(kind: str, x: float, y: float) -> dict[str, Any]:
    """Moves the mouse, and presses or releases its left button, see `Page.mouse`."""
    move = {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)}
    button = [{"type": _BUTTON[kind], "button": 0}] if kind in _BUTTON else []
    return {"type": "pointer", "id": "mouse", "actions": [move, *button]}


def keys_action(text: str) -> dict[str, Any]:
    """Types a text."""
    keys = [{"type": kind, "value": sign} for sign in text for kind in ("keyDown", "keyUp")]
    return {"type": "key", "id": "keyboard", "actions": keys}
