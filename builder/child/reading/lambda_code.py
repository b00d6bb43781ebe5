"""Tells whether the code in Lambda layers was written by the Python that runs here; it is looked at, never run.

Marshalled code fits one version of Python only, and another one may crash on it.
"""

import base64
import binascii
import dis
from collections.abc import Iterator
from typing import Any

_CODE, _BYTES, _REFERENCE = 0x63, 0x73, 0x80  # types of marshal, and the bit of those that are referred to
_COUNTS = 5  # 4-byte numbers before the instructions, since Python 3.11
_FIRST = 8  # instructions among which a function of this Python begins; chosen
_MOST_LOOKED_AT = 100_000  # bytes of instructions; chosen


def foreign_lambdas(config: Any, layer: str = "") -> list[str]:
    """Names of the Lambda layers in a configuration whose code was written by another version of Python."""
    return list(dict.fromkeys(name for name, code in _codes(config, layer) if not _is_of_this_python(code)))


def _codes(value: Any, layer: str) -> Iterator[tuple[str, bytes]]:
    if isinstance(value, list):
        for item in value:
            yield from _codes(item, layer)
    elif isinstance(value, dict):
        inner = value.get("config")
        name = inner.get("name") if isinstance(inner, dict) else None
        layer = name if isinstance(name, str) else layer
        if value.get("class_name") == "__lambda__" and isinstance(inner, dict):
            yield from _decoded(inner.get("code"), layer)
        elif value.get("class_name") == "Lambda" and isinstance(inner, dict):
            for key in ("function", "output_shape", "mask"):
                given = inner.get(key)
                yield from _decoded(given[0] if isinstance(given, list) and given else None, layer)
        for item in value.values():
            yield from _codes(item, layer)


def _decoded(text: Any, layer: str) -> Iterator[tuple[str, bytes]]:
    if isinstance(text, str) and len(text) > 40:
        try:
            yield layer, base64.b64decode("".join(text.split()), validate=True)
        except (ValueError, binascii.Error):
            return


def _is_of_this_python(code: bytes) -> bool:
    """Whether marshalled code has the layout and the instructions of this Python."""
    at = 1 + 4 * _COUNTS
    if len(code) < at + 5 or code[0] & ~_REFERENCE != _CODE or code[at] & ~_REFERENCE != _BYTES:
        return False
    size = int.from_bytes(code[at + 1 : at + 5], "little")
    instructions = code[at + 5 : at + 5 + min(size, _MOST_LOOKED_AT)]
    names = [dis.opname[number] for number in instructions[::2]]
    if "RESUME" not in names[:_FIRST]:
        return False
    return not _other_calls(names)


def _other_calls(names: list[str]) -> bool:
    """Whether functions are called as 3.12 does where this is 3.11, or the other way round."""
    prepared = "PRECALL" in dis.opmap
    calls = [at for at, name in enumerate(names) if name == "CALL"]
    return prepared and any("PRECALL" not in names[max(at - 3, 0) : at] for at in calls)
