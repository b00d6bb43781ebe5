"""Tests of the child program's protocol: its lines, other output, and how it ends."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from builder.child.protocol import error_object, first_line, raise_if_out_of_memory, task_error
from builder.core.errors import LitecrateError
from tests.support.helpers_child import Child, dense_tflite


def test_requests_are_answered_in_order_with_their_ids(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite")
    with Child() as child:
        numbers = [child.send("read", path=tmp_path / "m.tflite") for _ in range(3)]
        assert [child.answer(number)["operators"] for number in numbers] == [["FULLY_CONNECTED"]] * 3


def test_an_unknown_task_is_an_error_and_the_child_goes_on(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite")
    with Child() as child:
        assert child.error("fly")["code"] == 4
        assert child.request("read", path=tmp_path / "m.tflite")["has_signature"]


def test_a_line_that_is_not_json_is_an_error_and_the_child_goes_on(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite")
    with Child() as child:
        assert child.process.stdin is not None
        assert child.process.stdout is not None
        child.process.stdin.write(b"this is no request\n")
        child.process.stdin.flush()
        answer = json.loads(child.process.stdout.readline())
        assert (answer["id"], answer["ok"], answer["error"]["code"]) == (None, False, 4)
        assert child.request("read", path=tmp_path / "m.tflite")["has_signature"]


def test_a_task_on_the_loaded_model_needs_one(tmp_path: Path) -> None:
    with Child() as child:
        error = child.error("convert", out=tmp_path / "m.tflite")
    assert error["what"] == "No model is loaded in this session"


def test_an_idle_child_ends_well_when_its_input_closes() -> None:
    assert Child().close() == 0


def test_a_working_child_ends_at_once_when_its_input_closes() -> None:
    child = Child()
    child.send("warm")
    assert child.close() == 1


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
def test_an_interrupt_is_left_to_the_engine(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite")
    with Child() as child:
        child.request("read", path=tmp_path / "m.tflite")
        child.process.send_signal(signal.SIGINT)
        assert child.request("read", path=tmp_path / "m.tflite")["has_signature"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_work_on_a_tflite_file_does_not_import_tensorflow(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite")
    with Child() as child:
        child.request("inspect", path=tmp_path / "m.tflite")
        child.request("quantize", path=tmp_path / "m.tflite", out=tmp_path / "q.tflite", precision="int8-weights")
        mapped = Path(f"/proc/{child.process.pid}/maps").read_text()
    assert "litert" in mapped.lower()
    assert "/tensorflow/" not in mapped


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_what_libraries_print_does_not_reach_the_answers(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite")
    log = tmp_path / "log"
    with Child(log) as child:
        child.request("inspect", path=tmp_path / "m.tflite")
        answers = Path(f"/proc/{child.process.pid}/fd/1").readlink()
    assert answers == log


def test_an_unforeseen_exception_gets_three_parts_and_code_4() -> None:
    error = error_object(task_error(ZeroDivisionError("first\nsecond")))
    assert error["why"] == "The program says: first"
    assert error["code"] == 4
    assert error["do"]


def test_a_long_message_is_cut_to_one_line() -> None:
    assert first_line(ValueError("x" * 1000), 10) == "xxxxxxx..."


def test_of_tensorflows_words_about_a_function_the_error_itself_is_shown() -> None:
    words = 'in user code:\n\n    File "net.py", line 3, in call\n        x + y\n\n    ValueError: shapes differ\n'
    assert first_line(ValueError(words)) == "shapes differ"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("std::bad_alloc"),
        SystemError("error return without exception set"),
        SystemError("<built-in function load> returned NULL without setting an exception"),
    ],
)
def test_what_libraries_raise_without_memory_is_no_fault_of_the_model(error: Exception) -> None:
    with pytest.raises(MemoryError):
        raise_if_out_of_memory(error)


@pytest.mark.parametrize(
    "error", [SystemError("bad argument to internal function"), ValueError("without exception set")]
)
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    raise_if_out_of_memory(error)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Lambda is not safe. Pass `safe_mode=False` to load it. See the docs.", "Lambda is not safe. See the docs."),
        ("Call keras.config.enable_unsafe_deserialization() first", "nothing that would help here"),
        ("Unknown layer: 'X'. Please put it into `custom_objects`.", "Unknown layer: 'X'."),
        ("IndexError: list index out of range", "list index out of range"),
        ("", "nothing that would help here"),
    ],
)
def test_what_a_library_says_is_shown_without_advice_to_load_unsafely(words: str, shown: str) -> None:
    assert first_line(IndexError(words)) == shown
    assert "IndexError" not in task_error(IndexError(words)).why


def test_a_sentence_has_one_full_stop() -> None:
    error = LitecrateError("what", why="It says: that is wrong..", remedy="Wait ....")
    assert (error.why, error.remedy) == ("It says: that is wrong.", "Wait ...")
    assert LitecrateError("what", why="And so on...", remedy="Do it.").why == "And so on..."
