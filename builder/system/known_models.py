"""What was found in models that were read before, kept in the user's cache by the model's digest.

A note holds the child's own answer, which is checked again when it is used. A model with another content, signature or
trust, other libraries or other code of the reader, and the same in another language, has another stamp.
"""

import contextlib
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from builder.core.errors import LitecrateError
from builder.core.words import catalogue, language
from builder.system.model_cache import code_and_libraries, code_digest
from builder.system.stamped_cache import StampedCache

_LARGEST = 50 * 10**6  # bytes of all notes together; chosen: thousands of models
_READERS = ("contract", "core")  # packages that the child reads names and metadata with, beside its own


class KnownModels:
    """Args:
    cache: The user's cache folder.
    """

    def __init__(self, cache: Path) -> None:
        self._kept = StampedCache(cache, "known-models", largest=_LARGEST)

    def find(self, **facts: Any) -> dict[str, Any] | None:
        """The answer that was kept for these facts; None where there is none."""
        try:
            found = self._kept.find(_stamp(facts))
        except (OSError, LitecrateError):
            return None
        return found.note if found is not None and isinstance(found.note, dict) else None

    def keep(self, answer: dict[str, Any], **facts: Any) -> None:
        """Keeps an answer for facts: the model's digest and how it was read. That it cannot be kept is no failure."""
        with contextlib.suppress(OSError, LitecrateError):
            self._kept.put(_stamp(facts), None, answer)


def _stamp(facts: dict[str, Any]) -> dict[str, Any]:
    return {**code_and_libraries(), **_readers(), "words": _words(language()), **facts}


@cache
def _readers() -> dict[str, str]:
    return {f"{name} code": code_digest(name) for name in _READERS}


@cache
def _words(code: str) -> str:
    """The language of what the child found, with a digest of its sentences."""
    return f"{code} {hashlib.sha256(json.dumps(catalogue(code)).encode()).hexdigest()[:32]}"
