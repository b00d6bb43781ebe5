"""Fixtures for the end-to-end tests: a browser on the demo page, and small models."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.browsers.chromium import Chromium
from tests.support.program import start
from tests.support.shared import made_once


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    started = Chromium(tmp_path_factory.mktemp("chromium"))
    yield started
    started.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go for people to look at: a temporary folder, or the one that LITECRATE_SHOTS names."""
    named = os.environ.get("LITECRATE_SHOTS")
    if named is None:
        return tmp_path_factory.mktemp("shots")
    Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small trained models."""

    def make(folder: Path) -> str:
        done = start([sys.executable, "-m", "tests.models.small_models", folder], ROOT, os.environ)
        assert done.ok, done.errors
        return str(folder)

    return Path(made_once(tmp_path_factory, "small", make))
