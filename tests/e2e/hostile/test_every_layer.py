"""Tests that no legitimate model is refused: every layer class of Keras 3 and tf_keras, and the list of their names."""

import os
import sys
from pathlib import Path

import pytest

from builder.core.errors import LitecrateError
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from tests.conftest import ROOT
from tests.support.program import start

pytestmark = pytest.mark.proof
# Refused for other reasons than safety: models of text are not supported, and no Keras can open this file.
TEXT = {"StringLookup", "TextVectorization"}
UNREADABLE = {"keras-Attention.h5"}


def test_a_model_of_every_layer_class_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    done = start([sys.executable, "-m", "tests.hostile.every_layer", str(folder)], ROOT, os.environ)
    assert done.ok, done.errors
    paths = sorted(folder.iterdir())
    assert len(paths) > 500
    refused = {}
    with ChildSession(CancelToken(), lambda line: None, tmp_path, reading=[folder]) as session:
        for path in paths:
            try:
                session.request("inspect", path=str(path))
            except LitecrateError as error:
                about_text = "is text" in error.what or "looked up" in error.what
                if path.name in UNREADABLE or (path.stem.split("-")[1] in TEXT and about_text):
                    continue
                refused[path.name] = f"{error.code} {error.key} {error.what} {error.why}"
    assert not refused


def test_the_list_of_names_is_that_of_the_installed_libraries() -> None:
    done = start([sys.executable, "-m", "tests.hostile.allowed_names", "-"], ROOT, os.environ)
    assert done.ok, done.errors
    kept = ROOT / "builder" / "child" / "reading" / "allowed_names.json"
    assert done.output.strip() == kept.read_text(encoding="utf-8").strip()
