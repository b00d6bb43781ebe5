"""Native programs where the C library is older, or newer, than that of the machine that made them."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from tests.support.other_debian import debian, run_in, why_not
from tests.support.program import litecrate

pytestmark = [pytest.mark.proof, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    done = litecrate(["sample", "digits", "--product=native", "--product=single", "--output", out])
    assert done.code == 0, done.errors
    return out / "digits"


@pytest.mark.parametrize(("suite", "glibc"), [("bullseye", "2.31"), ("trixie", "2.41")])
def test_programs_answer_with_another_c_library(made: Path, tmp_path: Path, suite: str, glibc: str) -> None:
    root = debian(suite, tmp_path)
    folder = root / "made"
    shutil.copytree(made, folder)
    shutil.copytree(SAMPLES / "digits", root / "pictures")
    version = run_in(root, root / "lib" / "x86_64-linux-gnu" / "libc.so.6")
    assert re.findall(r"\d+\.\d+", version)[0] == glibc
    answers: list[list[str]] = []
    for program in (folder / "digits-native-linux-x64" / "digits", folder / "digits-linux-x64"):
        assert "answered as when it was made" in run_in(root, program, "--self-test")
        lines = run_in(root, program, "/pictures", "--json").splitlines()
        answers.append([json.loads(line)["top"][0]["label"] for line in lines])
    assert answers[0] == answers[1]
    assert len(set(answers[0])) > 1
