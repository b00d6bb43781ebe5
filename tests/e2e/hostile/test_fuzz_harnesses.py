"""Every fuzz harness is built by Clang, with its watchers of memory, and finds nothing in a few seconds."""

import shutil
import subprocess

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.proof


def test_every_harness_is_built_and_finds_nothing() -> None:
    if shutil.which("clang++") is None:
        pytest.skip("Clang is not installed (Debian packages clang, libclang-rt-dev)")
    sources = {path.stem for path in (ROOT / "cpp_runner" / "fuzz").glob("*_fuzz.cc")}
    done = subprocess.run(["make", "fuzz", "SECONDS=3"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert {path.name for path in (ROOT / "build" / "cpp" / "fuzz" / "fuzz").glob("*_fuzz")} == sources
    assert (done.stdout + done.stderr).count("stat::number_of_executed_units:") == len(sources)
