"""Tests of the parts of the proof: together they are all of it, and no test is in two."""

import re
import sys
from collections import Counter
from itertools import chain

from tests.conftest import ROOT
from tests.parts import PARTS, files_of
from tests.support.program import start

PROOF = re.compile(r"\bmark\.proof\b")


def test_every_file_with_proof_tests_is_in_exactly_one_part() -> None:
    proof = {path for path in (ROOT / "tests").rglob("test_*.py") if PROOF.search(path.read_text(encoding="utf-8"))}
    assert Counter(chain.from_iterable(map(files_of, PARTS))) == Counter(proof)


def test_a_part_is_named_by_its_files_and_an_unknown_one_is_refused() -> None:
    assert start([sys.executable, "-m", "tests.parts", "wheel"], ROOT).output.split()[-1] == "tests/e2e/test_wheel.py"
    assert start([sys.executable, "-m", "tests.parts", "whale"], ROOT).code == 1
