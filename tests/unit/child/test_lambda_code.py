"""Tests of the look at code in Lambda layers: that of another Python is known before it could crash this one."""

import base64
import marshal
from typing import Any

import pytest

from builder.child.reading.lambda_code import foreign_lambdas


def scaled(factor: float) -> Any:
    return lambda x: abs(x) * factor


OWN = [lambda x: x + 1, lambda x: max(x, len(str(x))), scaled(2.0), lambda x, y=2: [each + y for each in x]]


def layer(code: bytes, form: str = "keras3") -> dict[str, Any]:
    text = base64.b64encode(code).decode()
    if form == "keras2":
        return {"class_name": "Lambda", "config": {"name": "lift", "function": [text, None, None]}}
    function = {"class_name": "__lambda__", "config": {"code": text, "defaults": None, "closure": None}}
    return {"class_name": "Lambda", "config": {"name": "lift", "function": function}}


@pytest.mark.parametrize("form", ["keras2", "keras3"])
@pytest.mark.parametrize("at", range(len(OWN)))
def test_code_of_this_python_is_not_foreign(at: int, form: str) -> None:
    code = marshal.dumps(OWN[at].__code__)
    assert foreign_lambdas({"config": {"layers": [layer(code, form)]}}) == []


def counts(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(4, "little") for number in numbers)


def code_like(numbers: bytes, instructions: bytes) -> bytes:
    return b"\xe3" + numbers + b"s" + counts(len(instructions)) + instructions + b")\x01N" + bytes(40)


@pytest.mark.parametrize(
    "code",
    [
        code_like(counts(1, 0, 0, 1, 2, 67), b"|\x00d\x01\x17\x00S\x00"),  # 3.8 to 3.10: one count more
        code_like(counts(1, 0, 1, 2, 67), b"|\x00d\x01\x17\x00S\x00"),  # 3.7: no instruction RESUME
        code_like(counts(1, 0, 0, 2, 3), b"\x00\x00|\x00d\x01\x17\x00S\x00"),
        b"\x80\x04\x95" + bytes(60),
        b"\xe3" + bytes(50),
    ],
)
@pytest.mark.parametrize("form", ["keras2", "keras3"])
def test_code_of_another_python_is_named_by_its_layer(code: bytes, form: str) -> None:
    assert foreign_lambdas({"config": {"layers": [layer(code, form)]}}) == ["lift"]


def test_other_texts_are_no_code() -> None:
    names = {
        "class_name": "Lambda",
        "config": {"name": "lift", "function": {"class_name": "function", "config": "relu"}},
    }
    assert foreign_lambdas([names, {"class_name": "Dense", "config": {"name": "x", "function": "A" * 60}}]) == []
