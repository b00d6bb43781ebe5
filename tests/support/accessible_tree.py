"""Reads the window as screen readers do, through AT-SPI, and presses its buttons: prints one JSON object a page.

Run by the system's Python, which has GObject: `python3 accessible_tree.py TITLE [BUTTON TEXT ...]`. The window is
dumped at first, and each time when a button was pressed and its text is to be seen. A button is waited for until it
can be pressed.
"""

import json
import sys
import time
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

_WAIT_S = 120.0  # for a window, or for a button; TensorFlow's import may be in it
_STATES = {
    "focusable": Atspi.StateType.FOCUSABLE,
    "enabled": Atspi.StateType.ENABLED,
    "showing": Atspi.StateType.SHOWING,
    "checked": Atspi.StateType.CHECKED,
}


def main(title: str, steps: list[str]) -> None:
    window = _until(title, lambda: _window(title))
    _print(window)
    for name, text in zip(steps[::2], steps[1::2], strict=True):
        Atspi.Action.do_action(_until(name, lambda name=name: _pressable(window, name)), 0)
        _until(text, lambda text=text: next((each for each in _showing(window) if each.get_name() == text), None))
        _print(window)


def _until(wanted: str, find: Any) -> Any:
    """What `find` answers as soon as it is something; objects that go away while they are read are looked for again."""
    end = time.monotonic() + _WAIT_S
    while time.monotonic() < end:
        try:
            found = find()
        except Exception:  # GLib.Error: the object is gone
            found = None
        if found is not None:
            return found
        time.sleep(0.05)
    raise SystemExit(f"It did not appear: {wanted}")


def _window(title: str) -> Any:
    desktop = Atspi.get_desktop(0)
    for at in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(at)
        for place in range(application.get_child_count() if application is not None else 0):
            window = application.get_child_at_index(place)
            if window is not None and window.get_name() == title and _is(window, "showing"):
                return window
    return None


def _is(widget: Any, state: str) -> bool:
    return bool(widget.get_state_set().contains(_STATES[state]))


def _showing(widget: Any) -> Any:
    """A widget and all in it that is to be seen; Qt says of the entries of hidden lists that they are, too."""
    yield widget
    for at in range(widget.get_child_count()):
        child = widget.get_child_at_index(at)
        if child is not None and _is(child, "showing"):
            yield from _showing(child)


def _pressable(window: Any, name: str) -> Any:
    """The button with this name; None while there is none, or it cannot be pressed."""
    named = (widget for widget in _showing(window) if widget.get_name() == name and _is(widget, "enabled"))
    return next((widget for widget in named if "Action" in widget.get_interfaces()), None)


def _print(window: Any) -> None:
    print(json.dumps(_until("the page", lambda: _described(window))), flush=True)


def _described(window: Any) -> dict[str, Any]:
    shown = [
        {
            "role": widget.get_role_name(),
            "name": widget.get_name(),
            "description": widget.get_description(),
            **{state: _is(widget, state) for state in ("focusable", "enabled", "checked")},
        }
        for widget in _showing(window)
    ]
    return {"title": window.get_name(), "shown": shown}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
