"""A page in a browser that a test steers: its texts, clicks, keys, files. What JavaScript alone can do is here."""

import base64
import json
import mimetypes
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

_STEPS = 8  # in which a pointer is drawn from one point to the next
# Files as a page gets them when they are dropped: by events, where the browser itself cannot be told to do it.
_DROP = """(async () => {
    const given = %s, place = document.elementFromPoint(%f, %f), data = new DataTransfer();
    for (const { name, type, content } of given) {
        const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
        place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
    }
})()"""


class Page:
    """One tab of a browser."""

    def value(self, expression: str) -> Any:
        """Evaluates a JavaScript expression in the page; a promise is awaited."""
        raise NotImplementedError

    def mouse(self, kind: str, x: float, y: float) -> None:
        """Moves the mouse to a point; `kind` is mouseMoved, mousePressed or mouseReleased, of its left button."""
        raise NotImplementedError

    def write(self, text: str) -> None:
        """Types a text where the focus is."""
        raise NotImplementedError

    def until(self, condition: str, seconds: float = 20.0) -> None:
        """Waits until a JavaScript expression is true; fails after `seconds`."""
        found = self.value(
            f"new Promise((done) => {{ const end = performance.now() + {seconds * 1000}; const look = () => {{"
            f" let value; try {{ value = Boolean({condition}); }} catch {{ value = null; }}"
            " if (value || performance.now() > end) done(value); else setTimeout(look, 15); }; look(); })"
        )
        assert found, f"never true: {condition}\nthe page says: {self.text('body')}"
        return found

    def text(self, selector: str) -> str:
        return str(self.value(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that a selector finds."""
        found = f"[...document.querySelectorAll({json.dumps(selector)})]"
        return list(self.value(f"{found}.map((e) => e.innerText.trim())"))

    def focus(self, selector: str) -> None:
        self.value(f"document.querySelector({json.dumps(selector)}).focus()")

    def shows(self, selector: str, text: str) -> None:
        """Waits until an element shows exactly a text."""
        self.until(f"document.querySelector({json.dumps(selector)})?.innerText === {json.dumps(text)}")

    def answered(self) -> None:
        """Waits until the page shows an answer."""
        self.until("!document.querySelector('[aria-label=Answer]').hidden")

    def click(self, selector: str) -> None:
        """Clicks the middle of an element by mouse events."""
        x, y = self.middle(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x, y)

    def click_text(self, text: str) -> None:
        """Waits for a visible button with a text and clicks it."""
        shown = f"b.offsetParent && b.innerText === {json.dumps(text)}"
        place = f"[...document.querySelectorAll('button')].find((b) => {shown})"
        self.until(place)
        self.value(f"{place}.setAttribute('data-found', ''), 0")
        self.click("[data-found]")
        self.value("document.querySelector('[data-found]')?.removeAttribute('data-found')")

    def fill(self, selector: str, text: str) -> None:
        """Types a text into a field, in the place of what is in it."""
        self.value(f"document.querySelector({json.dumps(selector)}).select()")
        self.focus(selector)
        self.write(text)

    def middle(self, selector: str) -> tuple[float, float]:
        box = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center'});"
            " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        return float(box[0]), float(box[1])

    def draw(self, selector: str, points: Sequence[tuple[float, float]]) -> None:
        """Draws a line with the mouse; points are shares of half an element's width from its middle."""
        x, y = self.middle(selector)
        half = self.value(f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().width / 2")
        steps = [(x + half * across, y + half * down) for across, down in points]
        self.mouse("mousePressed", *steps[0])
        for (x1, y1), (x2, y2) in pairwise(steps):
            for part in range(1, _STEPS + 1):
                self.mouse("mouseMoved", x1 + (x2 - x1) * part / _STEPS, y1 + (y2 - y1) * part / _STEPS)
        self.mouse("mouseReleased", *steps[-1])

    def drop(self, *files: Path) -> None:
        """Drops files onto the page."""
        given = [
            {
                "name": file.name,
                "type": mimetypes.guess_type(file.name)[0] or "",
                "content": base64.b64encode(file.read_bytes()).decode("ascii"),
            }
            for file in files
        ]
        self.value(_DROP % (json.dumps(given), *self.middle(".card")))

    def fits(self) -> bool:
        """Whether no content is wider than the window."""
        return bool(self.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
