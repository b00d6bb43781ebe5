"""Small programs in the place of a browser: they speak over Chromium's debugging pipe, and do what a test says."""

import sys
from pathlib import Path

from builder.system.browsers.installed import Browser

# What every script begins with: `answers()` yields each request, `say(object)` sends a message.
_COMMON = """#!{python}
import json, os, sys, time
def requests():
    data = b""
    while piece := os.read(3, 65536):
        data += piece
        while b"\\0" in data:
            one, _, data = data.partition(b"\\0")
            yield json.loads(one)
def send(data):
    while data:
        data = data[os.write(4, data):]
def say(message):
    send(json.dumps(message).encode() + b"\\0")
def answer(request, result):
    say({{"id": request["id"], "result": result}})
"""
# A browser with one page, whose expressions all have the same value; `value` is its JSON as a text.
_OBEDIENT = """
for request in requests():
    if request["method"] == "Runtime.evaluate":
        before(request)
        answer(request, {"result": {"value": value}})
    else:
        answer(request, {"product": "Chrome/1.2.3", "targetId": "t", "sessionId": "s"})
"""


def scripted_browser(folder: Path, code: str) -> Browser:
    """A browser that runs some Python instead."""
    program = folder / "browser"
    program.write_text(_COMMON.format(python=sys.executable) + code, encoding="utf-8")
    program.chmod(0o755)
    return Browser("chromium", "chromium", program)


def obedient_browser(folder: Path, value: str = '{"value": 7}', before: str = "pass") -> Browser:
    """A browser that opens any page; `before` is run before each answer of that page."""
    return scripted_browser(folder, f"value = {value!r}\ndef before(request):\n    {before}\n{_OBEDIENT}")
