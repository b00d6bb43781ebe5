"""Tests of the table of failures, with output that tools really wrote; other output is reported as unknown."""

from pathlib import Path

import pytest

from builder.core.errors import ExitCode
from builder.sessions.child_session import child_died
from builder.system.failures.classify import explain, tool_failed
from builder.system.failures.evidence import Failed, Place, Tool, last_words
from builder.system.failures.rules import RULES
from builder.system.process import Command, Outcome

# Captured from the tools themselves; only paths were made neutral and long output shortened.
SAMPLES = sorted((Path(__file__).parents[2] / "data" / "tool_output").glob("*.txt"))
# Words that the person must read, per entry.
WORDS = {
    "converter-half-precision": ("MatMul", "float32"),
    "converter-tensor-list": ("recurrent", "keras.Input"),
    "converter-flex": ("TensorFlow", "Replace"),
    "quantizer-no-range": ("(y)", "sample data"),
    "interpreter-flex": ("Erf", "Replace"),
    "interpreter-custom": ("SignalWindow", "without these"),
    "interpreter-version": ("FULLY_CONNECTED in version 99", "older TensorFlow"),
    "interpreter-not-a-model": ("damaged", "download the file again"),
    "interpreter-inconsistent": ("damaged", "download the file again"),
    "interpreter-reshape": ("memory", "sizes"),
    "interpreter-operator": ("FULLY_CONNECTED", "Convert the model again"),
    "disk-full": ("no space", "Free some space"),
    "file-too-large": ("larger", "another disk"),
    "compiler-cache-readonly": ("cache", "XDG_CACHE_HOME"),
    "compiler-cache-damaged": ("libcompiler_rt.a", "Delete the folder"),
    "compiler-missing": ("/nowhere/g++", "--compiler"),
    "compiler-not-executable": ("does not allow", "another disk"),
    "compiler-too-old": ("C++17", "apt install g++"),
    "cmake-too-old": ("CMake 4.4.4", "pip"),
    "packer-no-objdump": ("objdump", "apt install binutils"),
    "program-noexec": ("may be started", "TMPDIR"),
    "program-disk-full": ("no space", "TMPDIR"),
    "program-memory-limit": ("more memory", "damaged"),
    "program-time-limit": ("10 s", "damaged"),
    "child-no-memory": ("memory", "Close other programs"),
}


# Rules that no sample of a tool's output belongs to.
BY_OTHER_SIGNS = {"cache-full", "no-memory", "cannot-write-cache", "cannot-write", "compiler-unknown", "packer-unknown"}
# Rules that may know the same sample: more general ones, which come later, and the same cause in another tool.
ALSO = {
    "converter-half-precision": {"converter-flex"},
    "interpreter-flex": {"interpreter-operator"},
    "interpreter-custom": {"interpreter-operator"},
    "interpreter-reshape": {"interpreter-operator"},
    "child-no-memory": {"program-noexec"},
}


def name_of(sample: Path) -> str:
    return sample.name.split(".")[0]


def failed(tool: Tool, said: str) -> Failed:
    return Failed(tool, said, place=Place(Path("/")))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_real_sample_is_known_by_its_rule_and_by_no_other(sample: Path) -> None:
    output = sample.read_text(encoding="utf-8")
    rule = next(rule for rule in RULES if rule.name == name_of(sample))
    for tool in rule.tools or ("compiler", "packer"):
        error = explain(failed(tool, output))
        assert error is not None
        text = " ".join((error.what, error.why, error.remedy))
        assert all(word in text for word in WORDS[rule.name]), text
        assert error.code == rule.code
        assert "{" not in text
        assert not error.what.endswith(".")
        assert error.why.endswith(".")
        assert error.remedy.endswith(".")
        if "--" in error.remedy or "`litecrate" in error.remedy:
            assert error.in_window
    others = {
        other.name
        for other in RULES
        if other is not rule and other.name not in BY_OTHER_SIGNS
        if any(other.explain(failed(tool, output)) for tool in other.tools or ("engine",))
    }
    assert others <= ALSO.get(rule.name, set())


def test_every_rule_has_a_sample_and_words_to_look_for() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert {name_of(sample) for sample in SAMPLES} == set(names) - BY_OTHER_SIGNS == set(WORDS)


def test_all_names_are_told_and_many_are_shortened() -> None:
    both = explain(Failed("converter", "TF Select ops: Cholesky, MatrixInverse\nCustom ops: Erfinv\n"))
    assert both is not None
    assert both.what.endswith(": Cholesky, MatrixInverse, Erfinv")
    many = explain(Failed("converter", "Flex ops: " + ", ".join(f"FlexA{n}" for n in range(30))))
    assert many is not None
    assert many.what.endswith("A6, A7, ...")


def outcome(code: int, errors: str) -> Outcome:
    return Outcome(Command(("/usr/bin/cmake", "--build")), code, "", errors, 1.5)


def test_an_unknown_failure_says_so_and_points_to_the_log() -> None:
    said = "a.cc:3: error: something new\nninja: build stopped"
    error = tool_failed("compiler", outcome(1, said), Place(Path("/")))
    assert error.what == "The runner could not be compiled"
    assert "does not know this error" in error.why
    assert "a.cc:3: error: something new" in error.why
    assert "log" in error.remedy
    assert error.code == ExitCode.STEP_FAILED
    packer = tool_failed("packer", outcome(2, "12 INFO: ok\nValueError: odd\n13 INFO: end"), Place(Path("/")))
    assert "ValueError: odd" in packer.why
    assert "--product native" in packer.remedy
    assert "--" not in (packer.in_window or "--")


def test_a_tool_that_said_nothing_is_quoted_with_nothing() -> None:
    assert last_words("packer", "\n \n") == "nothing"


KILLED = [tool_failed("compiler", outcome(137, "x"), Place(Path("/"))), child_died("convert", 137, ["x"])]


@pytest.mark.parametrize("error", KILLED)
def test_what_was_killed_most_likely_lacked_memory(error: Exception) -> None:
    assert "signal 9" in error.why  # type: ignore[attr-defined]
    assert "memory" in error.remedy  # type: ignore[attr-defined]


def test_a_child_that_ran_out_of_memory_while_importing_is_explained() -> None:
    error = child_died(
        "inspect", 1, ["  import x", "ImportError: libtensorflow_cc.so.2: failed to map segment from shared object"]
    )
    assert "memory" in error.why
