"""Tests of the recognition of the machine's own failures (disk, memory, limits) in the output of tools."""

import errno
import os
from pathlib import Path

import pytest

from builder.core.errors import ExitCode, LitecrateError
from builder.sessions.child_session import child_died
from builder.system.failures import evidence, rule
from builder.system.failures.classify import cannot_write, says_no_memory, work_failed
from builder.system.failures.evidence import Place

OUT, CACHE = Path("/somewhere/out"), Path("/elsewhere/cache")
FAILED = LitecrateError("It failed", why="It ended with exit code 1.", remedy="Look.", code=ExitCode.STEP_FAILED)


def set_free_bytes(monkeypatch: pytest.MonkeyPatch, output: int, cache: int) -> None:
    for module in (evidence, rule):
        monkeypatch.setattr(module, "free_bytes", lambda folder: output if folder == OUT else cache)


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    set_free_bytes(monkeypatch, 10**9, 10**8)


def explain(error: Exception, *said: str) -> LitecrateError | None:
    return work_failed(error, said, Place(OUT, CACHE), Path("/no/model"))


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
    set_free_bytes(monkeypatch, 0, 10**9)
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
    assert says_no_memory(said)


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
    assert str(CACHE) in cannot_write(inside, Place(OUT, CACHE)).why
    outside = OSError(errno.ENOSPC, "No space left on device", str(OUT / "x"))
    assert str(OUT) in cannot_write(outside, Place(OUT, CACHE)).why
    closed = cannot_write(OSError(errno.EROFS, "Read-only file system", str(CACHE / "x")), Place(OUT, CACHE))
    assert str(CACHE) in closed.what
    assert "~/.cache" not in closed.remedy  # XDG_CACHE_HOME may say another one


def test_a_child_that_was_killed_says_how_much_memory_a_model_needs() -> None:
    error = child_died("convert", 137, [], model_bytes=500_000_000)
    assert "500 MB" in error.why
    assert "4 GB" in error.why
    assert error.code == ExitCode.STEP_FAILED
    assert "signal 11" in child_died("convert", 139, []).why


def test_every_error_of_the_system_is_explained_for_a_folder_without_a_cache() -> None:
    for error in (OSError("in words alone"), OSError(errno.EACCES, "Permission denied"), FileNotFoundError(str(OUT))):
        found = cannot_write(error, Place(OUT))
        assert str(OUT) in found.what
        assert str(error.strerror or error) in found.why
        assert "--output" in found.remedy
        assert "--" not in (found.in_window or "--")


def test_a_refused_file_on_an_almost_full_disk_is_not_blamed_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    set_free_bytes(monkeypatch, 0, 0)
    assert "Permission denied" in cannot_write(OSError(errno.EACCES, "Permission denied"), Place(OUT, CACHE)).why


def test_memory_that_the_system_refuses_is_explained_with_the_size_of_the_model(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(bytes(2000))
    error = work_failed(MemoryError(), (), Place(OUT, CACHE), tmp_path / "model")
    assert error is not None
    assert (error.what, error.key) == ("The work could not continue", "memory")
    assert "a model of 2 KB needs about 1 GB" in error.why
    assert "signal 9" in cannot_write(OSError(errno.ENOMEM, "Cannot allocate memory"), Place(OUT, CACHE)).why
