"""Tests of the recognition of the machine's own failures (disk, memory, limits) in the output of tools."""

import errno
import os
from pathlib import Path

import pytest

from builder.core.errors import ExitCode, LitecrateError
from builder.sessions.child_session import child_died
from builder.system.failures import machine_failures
from builder.system.failures.machine_failures import cannot_write, explained

OUT, CACHE = Path("/somewhere/out"), Path("/elsewhere/cache")
FAILED = LitecrateError("It failed", why="It ended with exit code 1.", remedy="Look.", code=ExitCode.STEP_FAILED)


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_failures, "free_bytes", lambda folder: 10**9 if folder == OUT else 10**8)


def explain(error: Exception, *said: str) -> LitecrateError | None:
    return explained(error, said, OUT, CACHE, Path("/no/model"))


@pytest.mark.parametrize(
    "said",
    [
        "error: NoSpaceLeft",
        "OSError: [Errno 28] No space left on device: 'x'",
        "strip: error: the input file 'x' has no sections: No space left on device",
        "write: Disk quota exceeded",
    ],
)
def test_a_tool_that_says_that_the_disk_is_full_is_believed(said: str) -> None:
    error = explain(FAILED, "some line", said, "some other line")
    assert error is not None
    assert (error.key, error.code) == ("space", ExitCode.BAD_REQUEST)
    assert str(CACHE) in error.why, "it has less space than the other"


def test_a_tool_that_says_nothing_is_explained_by_the_disk_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_failures, "free_bytes", lambda folder: 0 if folder == OUT else 10**9)
    error = explain(FAILED)
    assert error is not None
    assert str(OUT) in error.why
    assert "--output" in error.remedy


def test_a_limit_on_the_size_of_files_is_explained() -> None:
    for error in (explain(FAILED, "cp: x: File too large"), explain(OSError(errno.EFBIG, os.strerror(errno.EFBIG)))):
        assert error is not None
        assert "ulimit" in error.remedy
        assert error.code == ExitCode.BAD_REQUEST


@pytest.mark.parametrize(
    "said",
    [
        "terminate called after throwing an instance of 'std::bad_alloc'",
        "MemoryError",
        "ImportError: x.so: failed to map segment from shared object: Cannot allocate memory",
        "F0000 env.cc:84] Check failed: Thread tf_ConvertSignatures creation via pthread_create() failed.",
        "LLVM ERROR: out of memory",
        "error: OutOfMemory",
        "= signal 9",
    ],
)
def test_too_little_memory_is_explained(said: str) -> None:
    error = explain(FAILED, said)
    assert error is not None
    assert (error.what, error.key, error.code) == ("It failed", "memory", ExitCode.STEP_FAILED)


def test_other_failures_stay_what_they_are() -> None:
    assert explain(FAILED, "error: expected ';'", "= exit code 1", "Killed by design in a sentence") is None
    refused = LitecrateError("No", why="It has a Lambda.", remedy="No.", code=ExitCode.UNSUPPORTED_MODEL)
    assert explain(refused, "No space left on device") is None
    assert explain(ValueError("x")) is None


def test_a_library_that_found_no_memory_is_not_blamed_on_the_model() -> None:
    why = "It says: libtensorflow_cc.so.2: failed to map segment from shared object"
    error = explain(LitecrateError("Keras cannot", why=why, remedy="No.", code=ExitCode.UNSUPPORTED_MODEL))
    assert error is not None
    assert (error.key, error.code) == ("memory", ExitCode.STEP_FAILED)


def test_a_converter_that_could_not_write_is_not_blamed_on_the_model() -> None:
    error = LitecrateError("TensorFlow could not", why="It says: x.", remedy="No.", code=ExitCode.UNSUPPORTED_MODEL)
    error.__cause__ = ValueError("ResourceExhaustedError: {{function_node}} a/b; No space left on device")
    found = explain(error)
    assert found is not None
    assert (found.key, found.code) == ("space", ExitCode.BAD_REQUEST)


def test_a_file_of_the_cache_names_the_cache() -> None:
    inside = OSError(errno.ENOSPC, "No space left on device", str(CACHE / "runners" / "x"))
    assert str(CACHE) in cannot_write(OUT, inside, CACHE).why
    outside = OSError(errno.ENOSPC, "No space left on device", str(OUT / "x"))
    assert str(OUT) in cannot_write(OUT, outside, CACHE).why
    closed = cannot_write(OUT, OSError(errno.EROFS, "Read-only file system", str(CACHE / "x")), CACHE)
    assert str(CACHE) in closed.what
    assert "~/.cache" not in closed.remedy  # XDG_CACHE_HOME may say another one


def test_a_child_that_was_killed_says_how_much_memory_a_model_needs() -> None:
    error = child_died("convert", 137, [], model_bytes=500_000_000)
    assert "500 MB" in error.why
    assert "4 GB" in error.why
    assert error.code == ExitCode.STEP_FAILED
    assert "signal 11" in child_died("convert", 139, []).why
