"""Tests of the time limit for loading a model."""

import os
import sys
from pathlib import Path

import pytest

from builder.child.confine.time_limit import limited_time, seconds_for
from builder.core.errors import LitecrateError
from tests.conftest import ROOT
from tests.hostile.hostile_corpus import dense, functional, write_h5
from tests.support.program import start


def test_work_without_end_is_ended_with_words() -> None:
    with pytest.raises(LitecrateError, match="takes too long") as caught, limited_time(0.05, "m.h5"):
        while True:
            pass
    assert caught.value.code == 3


def test_an_error_that_a_library_swallows_comes_again() -> None:
    with pytest.raises(LitecrateError), limited_time(0.05, "m.h5"):
        try:
            while True:
                pass
        except LitecrateError:
            while True:
                pass


def test_nothing_comes_after_the_end() -> None:
    with limited_time(0.2, "m.h5"):
        pass
    assert sum(range(10_000_000)) > 0  # more work than was allowed inside


PROGRAM = """
import sys
from pathlib import Path
from builder.child import session
from builder.core.errors import LitecrateError
import tf_keras  # which takes as long as it takes
session.seconds_for = lambda size: 8.0
try:
    session.load(Path(sys.argv[1]), "", None)
except LitecrateError as error:
    print(error.what)
"""


def test_a_connection_to_a_node_that_never_comes_is_ended(tmp_path: Path) -> None:
    config = functional(dense(), [["x", 0, 0, {}]])
    config["config"]["layers"].append({**dense(name="later"), "name": "later", "inbound_nodes": [[["evil", 7, 0, {}]]]})
    path = write_h5(tmp_path / "m.h5", config)
    done = start([sys.executable, "-c", PROGRAM, path], ROOT, {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})
    assert done.output.strip() == "Opening m.h5 takes too long", done.errors


def test_a_large_model_has_more_time() -> None:
    assert seconds_for(10**9) > 10 * seconds_for(10**6)
