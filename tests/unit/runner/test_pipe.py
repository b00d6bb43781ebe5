"""Tests of the protocol of the runner's pipe, against a real child that speaks it as documented."""

import struct
import sys
from pathlib import Path

import pytest

from builder.runner.blocks import NUMBERS, PIXELS, TENSOR, Block, array_of, code_of, pack, unpack
from builder.runner.refusal import RefusedError
from tests.support.pipe_client import WholePipe, serving

STAND_IN = Path(__file__).parents[2] / "data" / "stand_in_runner.py"
GREY = Block(0, code_of("uint8"), PIXELS, (2, 3, 1), bytes([51, 1, 2, 3, 4, 5]))


def pipe(mode: str = "") -> WholePipe:
    return serving(sys.executable, STAND_IN, "--mode", mode)


def test_the_greeting_is_the_runners_description_of_itself() -> None:
    with pipe() as runner:
        assert runner.hello["name"] == "stand-in"
        assert runner.hello["contract"]["inputs"][0]["name"] == "picture"


def test_a_block_has_the_documented_layout() -> None:
    block = Block(3, code_of("int16"), NUMBERS, (2, 5), bytes(20), rate=16000)
    expected = struct.pack("<IIIIIIQ", 3, 7, 2, 3, 16000, 0, 20) + struct.pack("<8q", 2, 5, 0, 0, 0, 0, 0, 0)
    assert pack(block) == expected + bytes(20) + bytes(4)
    assert len(expected) == 96


def test_the_child_sees_the_block_that_was_sent() -> None:
    with pipe() as runner:
        answer = runner.predict([GREY])
    assert answer["given"] == {"slot": 0, "dtype": 3, "form": 1, "rate": 0, "dims": [2, 3, 1], "bytes": 6}
    assert [entry["label"] for entry in answer["top"]] == ["low", "high"]


def test_many_requests_are_answered_in_order_by_one_runner() -> None:
    with pipe() as runner:
        scores = [runner.predict([GREY._replace(data=bytes([n]))])["top"] for n in range(100)]
    assert [entries[-1]["score"] for entries in scores] == [n / 255 for n in range(100)]


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 300_000])
def test_blocks_of_any_length_come_back_as_they_were(size: int) -> None:
    blocks = [
        Block(0, code_of("int8"), TENSOR, (size,), bytes(n % 256 for n in range(size))),
        Block(1, code_of("float64"), TENSOR, (), struct.pack("<d", 0.1)),
    ]
    with pipe() as runner:
        assert runner.tensors(blocks) == blocks
        assert runner.preprocess(blocks) == blocks


def test_a_long_greeting_and_a_long_request_do_not_wait_for_each_other() -> None:
    with pipe("long-greeting") as runner:
        answer = runner.predict([Block(0, code_of("uint8"), PIXELS, (1000, 1000, 1), bytes(1_000_000))])
    assert answer["given"]["bytes"] == 1_000_000


def test_a_refused_request_says_why_and_the_runner_goes_on() -> None:
    with pipe() as runner:
        with pytest.raises(RefusedError, match="not liked") as caught:
            runner.predict([GREY._replace(data=bytes([201] * 6))])
        assert (caught.value.why, caught.value.remedy) == ("It begins with 201.", "Begin anew.")
        assert not caught.value.ended
        assert not runner.ended
        assert runner.predict([GREY])["ms"] == 0.25


def test_a_runner_that_dies_over_a_request_is_named_with_its_signal() -> None:
    with pipe() as runner:
        with pytest.raises(RefusedError, match="ended before it had answered") as caught:
            runner.predict([GREY._replace(data=bytes([200] * 6))])
        assert "SIGKILL" in caught.value.why
        assert caught.value.ended
        assert runner.ended


def test_a_request_to_a_dead_runner_is_an_error_and_not_a_broken_pipe() -> None:
    with pipe() as runner:
        with pytest.raises(RefusedError):
            runner.predict([GREY._replace(data=bytes([200] * 6))])
        with pytest.raises(RefusedError, match="ended"):
            runner.predict([Block(0, code_of("uint8"), PIXELS, (1000, 1000, 1), bytes(1_000_000))])


def test_a_runner_that_left_in_between_is_an_error_however_long_the_request_is() -> None:
    with pipe("leaves") as runner, pytest.raises(RefusedError, match="ended") as caught:
        runner.predict([Block(0, code_of("uint8"), PIXELS, (1000, 1000, 1), bytes(1_000_000))])
    assert "exit code is 4" in caught.value.why


def test_a_runner_that_cannot_start_gives_its_own_reason() -> None:
    with pipe("cannot-start") as runner, pytest.raises(RefusedError, match="There is no model") as caught:
        _ = runner.hello
    assert caught.value.lines() == [
        "error: There is no model",
        "why: model.tflite is missing.",
        "do: Unpack it anew.",
    ]
    assert caught.value.ended


def test_a_runner_that_ends_without_a_greeting_is_reported_with_its_exit_code() -> None:
    with pipe("silent") as runner, pytest.raises(RefusedError) as caught:
        _ = runner.hello
    assert "7" in caught.value.why


@pytest.mark.parametrize("mode", ["text", "other-id", "impossible-length", "damaged-blocks"])
def test_a_child_that_breaks_the_protocol_is_ended(mode: str) -> None:
    with pipe(mode) as runner:
        with pytest.raises(RefusedError, match="does not fit this version"):
            runner.tensors([GREY])
        assert runner.ended


def test_an_answer_that_is_cut_off_is_an_error() -> None:
    with pipe("cut-off") as runner, pytest.raises(RefusedError, match="ended before it had answered"):
        runner.predict([GREY])


def test_closing_lets_the_runner_end_by_itself() -> None:
    runner = pipe()
    runner.predict([GREY])
    assert runner.close() == 0
    assert runner.close() == 0


def test_leaving_by_an_exception_ends_the_runner_at_once() -> None:
    runner = pipe()
    _ = runner.hello
    with pytest.raises(ZeroDivisionError), runner:
        raise ZeroDivisionError
    assert runner.ended
    assert runner.close() != 0


def test_a_request_that_is_too_long_is_refused_before_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.runner.pipe.MAX_PAYLOAD", 5000)
    with pipe() as runner:
        with pytest.raises(RefusedError, match="too large"):
            runner.predict([Block(0, code_of("uint8"), PIXELS, (100, 50, 1), bytes(5000))])
        assert runner.predict([GREY])["ms"] == 0.25


@pytest.mark.parametrize("payload", [bytes(95), pack(GREY)[:96], pack(GREY._replace(dtype=5))])
def test_damaged_blocks_are_not_unpacked(payload: bytes) -> None:
    with pytest.raises(ValueError, match="block"):
        unpack(payload)


def test_element_types_have_the_runtimes_codes() -> None:
    names = ["float32", "int32", "uint8", "int64", "bool", "int16", "int8", "float16", "float64"]
    assert [code_of(name) for name in names] == [1, 2, 3, 4, 6, 7, 9, 10, 11]
    for name in names:
        (block,) = unpack(pack(Block(0, code_of(name), TENSOR, (0,), b"")))
        assert array_of(block).dtype == name
