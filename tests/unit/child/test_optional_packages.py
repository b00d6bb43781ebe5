"""Tests of the import of TensorFlow without packages that it does not require: in a fresh process."""

import os
import sys

from tests.conftest import ROOT
from tests.support.program import start

_IMPORT = """
import sys
from builder.child.optional_packages import import_frameworks

import_frameworks()
print(*(name for name in ("keras", "tensorflow", "scipy", "sklearn", "pandas") if name in sys.modules))
import scipy
print(scipy.__name__)
"""


def test_what_tensorflow_does_not_require_is_left_out_and_can_be_imported_later() -> None:
    outcome = start([sys.executable, "-c", _IMPORT], ROOT, os.environ)
    assert outcome.ok, outcome.errors
    assert outcome.output.splitlines() == ["keras tensorflow", "scipy"]
