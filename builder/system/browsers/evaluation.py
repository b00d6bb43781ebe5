"""Asking a page by JavaScript: an expression whose value comes back as JSON, in every browser alike."""

import json
from typing import Any

from builder.core.words import tr
from builder.system.browsers.channel import BrowserFailedError

# What the expression throws comes back as well: an object as it is, an error as its text.
_WRAPPED = """(async () => {
  try { return JSON.stringify({ value: (await (%s)) ?? null }); }
  catch (thrown) {
    const text = thrown instanceof Error ? { message: String(thrown), ...thrown } : thrown;
    try { return JSON.stringify({ thrown: text ?? String(text) }); }
    catch { return JSON.stringify({ thrown: String(thrown) }); }
  }
})()"""


class ThrownError(Exception):
    """A page's JavaScript threw something, or a promise of it was rejected.

    Attributes:
        value: What was thrown, as JSON has it; `{"message"}` for an error.
    """

    def __init__(self, value: Any) -> None:
        message = value.get("message") if isinstance(value, dict) else value
        super().__init__(str(message or value))
        self.value = value


def wrapped(javascript: str) -> str:
    """An expression that evaluates another one, waits for it where it is a promise, and gives its value as JSON."""
    return _WRAPPED % javascript


def unwrapped(text: object) -> Any:
    """The value of a wrapped expression from its JSON.

    Raises:
        ThrownError: The expression threw something.
        BrowserFailedError: It is no such JSON.
    """
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found.keys() & {"value", "thrown"}:
        raise BrowserFailedError(tr("the browser answered in an unknown form"))
    if "thrown" in found:
        raise ThrownError(found["thrown"])
    return found["value"]
