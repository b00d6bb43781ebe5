"""The folder of small files that once failed, each for a kind; tests of them are skipped where it is absent."""

from pathlib import Path

import pytest

from tests.support.helpers_child import CASES

needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="the folder with the shared cases is not beside the project"
)


def case(folder: str, name: str) -> Path:
    """The path of a case's file."""
    return CASES / folder / name
