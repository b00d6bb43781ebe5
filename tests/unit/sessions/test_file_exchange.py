"""Tests of untrusted results of a child: files, lines and answers that must not be accepted."""

import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from builder.contract.modelinfo import ModelInfo
from builder.core.arrays import load_arrays, save_arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.sessions.child_answers import LONGEST_LINE, Answer, ConvertAnswer, checked_answer
from builder.sessions.child_session import ChildSession
from builder.sessions.file_exchange import Handover
from builder.system.cancellation import CancelToken
from builder.system.process import Command, Running, read_lines


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Handover]:
    made = Handover(tmp_path)
    yield made
    made.remove()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("child-")] == []


def test_a_file_is_taken_over_as_a_copy_of_its_own(files: Handover, tmp_path: Path) -> None:
    made = files.own / "m.tflite"
    made.write_bytes(b"first")
    with made.open("r+b") as held:  # the child may still hold it open
        files.take_over("m.tflite", tmp_path / "m.tflite", 5)
        held.write(b"other")
    assert (tmp_path / "m.tflite").read_bytes() == b"first"
    assert not made.exists()


def link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def second_name(path: Path) -> None:
    (path.parent / "first").write_bytes(b"x")
    path.hardlink_to(path.parent / "first")


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def large(path: Path) -> None:
    path.write_bytes(b"123456")


def nothing(path: Path) -> None:
    del path


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")
@pytest.mark.parametrize("make", [link, second_name, folder, pipe, large, nothing])
def test_what_is_no_ordinary_file_of_the_expected_size_is_not_taken(
    files: Handover, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(files.own / "m.tflite")
    target = tmp_path / "m.tflite"
    with pytest.raises(LitecrateError, match=r"returned no usable m\.tflite"):
        files.take_over("m.tflite", target, 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == [files.own.parent.name]


def test_lent_files_are_there_for_one_request(files: Handover, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.npz").write_text(name)
    lent = [files.lend(tmp_path / name / "x.npz") for name in ("a", "b")]
    assert [path.read_text() for path in lent] == ["a", "b"]
    assert {path.name for path in lent} == {"x.npz"}
    files.take_back()
    assert list(files.given.iterdir()) == []
    assert (tmp_path / "a" / "x.npz").read_text() == "a"


def saying(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> ChildSession:
    """A session with a child that answers its first request in its own way."""
    script = f"import sys, time\nsys.stdin.readline()\nout = sys.stdout\n{code}\nout.flush()\nsys.stdin.read()\n"
    argv = (sys.executable, "-I", "-S", "-c", script)
    monkeypatch.setattr("builder.sessions.child_session.python_argv", lambda *arguments: argv)
    return ChildSession(CancelToken(), lambda line: None, tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "no json", "[]", '{"ok": true}', '{"ok": true, "result": 3}', '{"ok": false, "error": {"what": "x"}}',
        '{"progress": {"done": -1, "total": 1}}', '{"progress": {"done": 1, "total": 1e300}}',
        '{"confined": {"landlock": "x"}}',
        "{" * 100_000,
    ],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str) -> None:
    with (
        saying(monkeypatch, tmp_path, f"out.write({line!r} + '\\n')") as session,
        pytest.raises(LitecrateError, match="makes no sense") as refused,
    ):
        session.request("read", path="x")
    assert refused.value.code == ExitCode.STEP_FAILED


def test_a_line_without_an_end_ends_the_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("builder.sessions.child_session.LONGEST_LINE", 1000)
    with (
        saying(monkeypatch, tmp_path, "while True: out.write('x' * 10000)") as session,
        pytest.raises(LitecrateError, match="makes no sense") as refused,
    ):
        session.request("read", path="x")
    assert "a line without an end" in refused.value.why
    assert LONGEST_LINE > 10**6


def test_an_error_cannot_claim_that_all_went_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    error = {"what": "a\x1b[2Jb", "why": "c\r\n", "do": "d", "code": 0, "more": 1}
    said = json.dumps({"ok": False, "error": error, "unknown": {}})
    with (
        saying(monkeypatch, tmp_path, f"out.write({said!r} + '\\n')") as session,
        pytest.raises(LitecrateError) as refused,
    ):
        session.request("read", path="x")
    assert refused.value.code == ExitCode.STEP_FAILED
    assert (refused.value.what, refused.value.why) == (r"a\u001b[2Jb", "c\\u000d\n")


def test_a_flood_of_words_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("builder.sessions.child_session._STDERR_BYTES", 1000)
    heard: list[str] = []
    script = "import sys\nfor _ in range(1000): sys.stderr.write('x' * 99 + '\\n')\n"
    argv = (sys.executable, "-I", "-S", "-c", script)
    monkeypatch.setattr("builder.sessions.child_session.python_argv", lambda *arguments: argv)
    with ChildSession(CancelToken(), heard.append, tmp_path) as session, pytest.raises(LitecrateError, match="stopped"):
        session.request("read", path="x")
    assert 9 <= len(heard) <= 11


def test_an_endless_line_comes_in_pieces() -> None:
    argv = (sys.executable, "-I", "-S", "-c", "import sys; sys.stdout.write('x' * 200_000)")
    lines: list[str] = []
    with Running(Command(argv), CancelToken()) as running:
        read_lines(running.stdout, lines.append).join()
    assert len(lines) == 4
    assert sum(map(len, lines)) == 200_000


def test_arrays_that_would_fill_the_memory_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save_arrays(path, {"x": np.zeros(20_000_000, np.float32)}, compressed=True)
    assert path.stat().st_size < 10**6
    with pytest.raises(LitecrateError, match="cannot be read as arrays"):
        load_arrays(path)


def test_arrays_of_python_objects_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, x=np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(LitecrateError, match="cannot be read as arrays"):
        load_arrays(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", b"\x93NUMPY nonsense")
    with pytest.raises(LitecrateError, match="cannot be read as arrays"):
        load_arrays(path)


def test_answers_are_checked_before_they_are_used() -> None:
    with pytest.raises(LitecrateError, match="makes no sense"):
        checked_answer(ModelInfo, {"kind": "keras3"})
    with pytest.raises(LitecrateError, match="makes no sense"):
        checked_answer(ConvertAnswer, {"lite": {}, "inputs": [], "outputs": [], "trained": True})


def test_what_would_move_the_cursor_is_shown_escaped() -> None:
    answer = Answer.model_validate({"progress": {"done": 1, "total": 2, "text": "ä 1\n\t\x1b]0;x\x07\u202e\x9b"}})
    assert answer.progress is not None
    assert answer.progress.text == "ä 1\n\t\\u001b]0;x\\u0007\\u202e\\u009b"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_an_error_about_a_name_that_is_no_text_keeps_its_words(tmp_path: Path) -> None:
    model = tmp_path / os.fsdecode(b"\xff.keras")
    model.write_bytes(b"")
    with (
        ChildSession(CancelToken(), lambda line: None, tmp_path, reading=[model]) as session,
        pytest.raises(LitecrateError) as refused,
    ):
        session.request("inspect", path=str(model))
    assert refused.value.what == r"\xff.keras is empty"
