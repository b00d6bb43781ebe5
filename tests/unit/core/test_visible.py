"""Tests of how texts from elsewhere are escaped: one list for Python, the runner and the page."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.inspection import show_model
from app.terminal import TerminalSink, print_error
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.errors import LitecrateError, error_text
from builder.core.visible import visible, visible_json, visible_lines
from builder.events import LogLine
from resources.demo.assembly import assembled_page

ROOT = Path(__file__).parents[3]
HIDDEN = (
    "\0\x07\n\x1b\x7f\x85\x9b\xad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff\ufff9"
)
TAG = "\U000e0041"
SHOWN = "grün 数 é\u0301 \u00a0 C:\\users \"x\" 'y' <b> 😀 \ue000"
EVIL = "cat\u202egnp.\x1b]0;owned\x07\x9b2J"
SAFE = r"cat\u202egnp.\u001b]0;owned\u0007\u009b2J"


def test_what_would_act_is_escaped_and_everything_else_stays() -> None:
    assert visible(HIDDEN + TAG) == "".join(f"\\u{ord(sign):04x}" for sign in HIDDEN) + r"\U000e0041"
    assert visible(SHOWN) == SHOWN
    assert visible(visible(EVIL)) == visible(EVIL) == SAFE
    assert visible_lines("a\tb\n\r\x1b") == "a\tb\n\\u000d\\u001b"


def test_lone_halves_and_bytes_that_are_no_characters_are_spelled() -> None:
    assert visible(os.fsdecode(b"a\xff\xe2\x82.png")) == r"a\xff\xe2\x82.png"
    assert visible("\ud800") == r"\ud800"
    # The same name as Python decodes it in a C locale.
    assert visible(b"\xe2\x82\xac\xff\xe2\x80\xae".decode("ascii", "surrogateescape")) == r"€\xff\u202e"


def test_json_says_the_same_and_holds_nothing_that_acts() -> None:
    text = visible_json(json.dumps({"name": HIDDEN + TAG + SHOWN}, ensure_ascii=False))
    assert json.loads(text) == {"name": HIDDEN + TAG + SHOWN}
    assert not any(sign in text for sign in HIDDEN + TAG)
    assert json.loads(visible_json('"a\udcff"')) == r"a\xff"


def listed_in(text: str) -> set[int]:
    """The code points of a list of ranges as C++ writes it."""
    pairs = re.findall(r"\{0x([0-9A-F]+), 0x([0-9A-F]+)\}", text)
    assert pairs
    return {code for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1)}


def test_the_runner_has_the_same_list() -> None:
    source = (ROOT / "cpp_runner" / "src" / "core" / "base" / "text_escaping.cc").read_text(encoding="utf-8")
    own = {code for code in range(0x110000) if visible(chr(code)) != chr(code)}
    assert listed_in(source[source.index("kHidden[]") : source.index("};", source.index("kHidden[]"))]) == own


def test_the_page_has_the_same_list_but_for_lines() -> None:
    signs = re.search(r"const hidden = /\[(.*)\]/gu;", assembled_page().decode())
    assert signs is not None
    pattern = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: f"\\U{code[1]:0>8}", signs[1])
    hidden = re.compile(f"[{pattern}]")
    own = {code for code in range(0x110000) if visible_lines(chr(code)) != chr(code)}
    assert {code for code in range(0x110000) if hidden.match(chr(code))} == own


def info(name: str) -> ModelInfo:
    tensor = TensorInfo(name=name, shape=(1, 2), dtype="float32")
    return ModelInfo(
        kind="tflite", format="tflite", source_bytes=1, source_sha256="0" * 64, inputs=(tensor,), outputs=(tensor,)
    )


def test_the_terminal_gets_no_escape_sequence_from_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    print(show_model(info(EVIL)))
    print_error(LitecrateError(f"{EVIL} is wrong", why=EVIL, remedy=EVIL), f"/logs/{EVIL}")
    sink = TerminalSink(Console(file=sys.stdout, force_terminal=False), verbose=True)
    sink(LogLine(step=None, level="warning", text=EVIL))
    written = "".join(capsys.readouterr())
    assert written.count(SAFE) == 7
    assert not any(sign in written for sign in "\x1b\x07\x9b\u202e")


def test_events_carry_lines_that_cannot_act() -> None:
    assert LogLine(step=None, level="info", text=f"a\t{EVIL}\n").text == f"a   {SAFE}" + r"\u000a"
    said = error_text(LitecrateError(EVIL, why=EVIL, remedy=EVIL, in_window=EVIL))
    assert {said.what, said.why, said.do, said.in_window} == {SAFE}


def test_a_contract_file_holds_a_label_without_what_acts_and_reads_back() -> None:
    contract = Contract(
        schema=1,
        inputs=(ContractInput(name="x", dtype="float32", shape=(1, 1)),),
        outputs=(ContractOutput(name="y", kind="classes", dtype="float32", shape=(1, 2), labels=(EVIL + TAG, "b")),),
    )
    text = contract.to_toml()
    assert not any(sign in text for sign in EVIL + TAG if not sign.isprintable())
    assert tomllib.loads(text)["outputs"][0]["labels"][0] == EVIL + TAG
    assert Contract.from_toml(text) == contract


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        *(
            (arguments, where)
            for arguments in ("doctor", "doctor --json", "--version")
            for where in (">&-", "> /dev/full")
        ),
        # The plan of a dry run is on stderr; without stdout, what it would make is not printed.
        ("sample digits --dry-run", ">&-"),
        ("sample digits --dry-run", "<&- >&-"),
    ],
)
def test_a_result_that_cannot_be_printed_is_an_error(arguments: str, where: str) -> None:
    command = f'exec "$@" {where}'
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-m", "app", *arguments.split()],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["error", "why", "do"]
    assert done.stderr.startswith("error: The result cannot be printed")
