"""Tests of the packages that are hidden from TensorFlow: in a fresh process."""

import os
import sys

from tests.conftest import ROOT
from tests.support.program import start

_HIDE_AND_SHOW = """
from builder.child.optional_packages import hide_optional_packages, show_optional_packages

hide_optional_packages()
try:
    import scipy
except ImportError:
    print("hidden")
show_optional_packages()
import scipy
print(scipy.__name__)
"""


def test_what_tensorflow_does_not_require_is_hidden_until_the_quantizer_wants_it() -> None:
    outcome = start([sys.executable, "-c", _HIDE_AND_SHOW], ROOT, os.environ)
    assert outcome.ok, outcome.errors
    assert outcome.output.split() == ["hidden", "scipy"]
