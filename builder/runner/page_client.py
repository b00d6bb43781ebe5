"""The engine's client of a web page that is a model: asks it through `globalThis.litecrate` (docs/page.md)."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from builder.core.arrays import Array, Arrays, packed_arrays, unpacked_arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.runner.refusal import RefusedError
from builder.system.browsers.channel import BrowserFailedError
from builder.system.browsers.evaluation import ThrownError
from builder.system.browsers.open_page import OpenPage

_PIECE = 3_000_000  # characters in one message; browsers take more, and then need long for one
_MOST_TAKEN = 1_000_000_000  # characters of one answer
_REQUEST_BYTES = 8_000_000  # of the samples that are sent at once: the page holds them several times


class PageClient:
    """Asks an open page; see docs/page.md for what it answers.

    Args:
        page: The page.
        start_seconds: How long it may take to unpack and to load its model.
        answer_seconds: How long it may take for one answer.
    """

    def __init__(self, page: OpenPage, start_seconds: float, answer_seconds: float) -> None:
        self._page = page
        self._start_seconds, self._answer_seconds = start_seconds, answer_seconds

    def ready(self) -> dict[str, Any]:
        """Waits until the model is loaded; what the page says about itself, as `GET /about` of a program does.

        Raises:
            RefusedError: The page cannot run its model; it says why.
            BrowserFailedError: The browser failed.
        """
        try:
            return _object(self._page.evaluate("globalThis.litecrate.ready", self._start_seconds))
        except ThrownError as error:
            raise refusal_of(error.value) from error

    def arrays(self, samples: Arrays) -> Arrays:
        """Every output of exact tensors, in the model's own types: [samples, ...], keyed by the contract's names.

        Args:
            samples: [samples, ...] for each input, as for `--tensor`.

        Raises:
            RefusedError: The page refused them; it says why.
            BrowserFailedError: The browser failed, or answered with something else.
        """
        answers = [self._arrays(part) for part in _parts(samples)]
        try:
            return {name: np.concatenate([one[name] for one in answers]) for name in answers[0]}
        except (KeyError, ValueError, IndexError) as error:
            raise _other_form() from error

    def _arrays(self, samples: Arrays) -> Arrays:
        count = len(next(iter(samples.values())))
        taken = self._take("arrays(given)", packed_arrays(samples), count * self._answer_seconds)
        try:
            return unpacked_arrays(base64.b64decode(taken, validate=True), tr("the page's answer"))
        except (ValueError, LitecrateError) as error:
            raise _other_form() from error

    def predict(self, content: bytes, content_type: str, query: str = "") -> dict[str, Any]:
        """The answer to a file, as `POST /predict` of a program gives it.

        Args:
            content: Of the file.
            content_type: As in HTTP.
            query: What would follow the `?`.

        Raises:
            RefusedError: The page refused it; it says why.
            BrowserFailedError: The browser failed, or answered with something else.
        """
        asked = f"predict(given, {json.dumps(content_type)}, {json.dumps(query)}).then(JSON.stringify)"
        try:
            answer = _object(json.loads(self._take(asked, content, self._answer_seconds)))
        except (ValueError, RecursionError) as error:
            raise _other_form() from error
        if answer.get("status") != 200:
            raise refusal_of(answer.get("json"))
        return _object(answer.get("json"))

    def self_test(self) -> dict[str, Any]:
        """What the page's own check says, as `--self-test --json` of a program does.

        Raises:
            RefusedError: It could not check itself; it says why.
            BrowserFailedError: The browser failed, or answered with something else.
        """
        try:
            return _object(self._page.evaluate("globalThis.litecrate.selfTest()", 10 * self._answer_seconds))
        except ThrownError as error:
            raise refusal_of(error.value) from error

    def timings(self) -> dict[str, Any]:
        """What the page measured of itself; empty where it measured nothing."""
        found = self._page.evaluate("globalThis.litecrate.timings", self._answer_seconds)
        return found if isinstance(found, dict) else {}

    def _take(self, asked: str, given: bytes, seconds: float) -> str:
        """The text that a function of the page promises, to `given` in base64; both in pieces."""
        page, most = self._page, self._answer_seconds
        text = base64.b64encode(given).decode("ascii")
        page.evaluate("(globalThis.litecrateText = [], 0)", most)
        for at in range(0, len(text), _PIECE):
            page.evaluate(f"globalThis.litecrateText.push({json.dumps(text[at : at + _PIECE])})", most)
        asking = (
            "(async () => { const given = globalThis.litecrateText.join(''); delete globalThis.litecrateText;"
            f" globalThis.litecrateText = await globalThis.litecrate.{asked};"
            " return globalThis.litecrateText.length; })()"
        )
        try:
            length = page.evaluate(asking, seconds)
        except ThrownError as error:
            raise refusal_of(error.value) from error
        if not isinstance(length, int) or not 0 <= length <= _MOST_TAKEN:
            raise _other_form()
        slices = (f"globalThis.litecrateText.slice({at}, {at + _PIECE})" for at in range(0, length, _PIECE))
        taken = "".join(str(page.evaluate(one, most)) for one in slices)
        page.evaluate("delete globalThis.litecrateText", most)
        return taken


def refusal_of(said: object) -> RefusedError:
    """What a page refused, from its {"error", "why", "do"}; of anything else the text."""
    found = said if isinstance(said, dict) else {"error": said}
    return RefusedError(
        str(found.get("error") or found.get("message") or tr("The page refused")),
        why=str(found.get("why") or tr("It gave no reason.")),
        remedy=str(found.get("do") or tr("Try another file.")),
    )


def _parts(samples: Arrays) -> Iterator[Arrays]:
    """Samples in groups that are sent at once."""
    count = len(next(iter(samples.values())))
    each = sum(array.nbytes for array in samples.values()) // max(count, 1)
    step = max(1, _REQUEST_BYTES // max(each, 1))
    for first in range(0, count, step):
        yield {name: _rows(array, first, step) for name, array in samples.items()}


def _rows(array: Array, first: int, count: int) -> Array:
    return np.ascontiguousarray(array[first : first + count])


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _other_form()
    return value


def _other_form() -> BrowserFailedError:
    return BrowserFailedError(tr("the page answered in an unknown form"))
