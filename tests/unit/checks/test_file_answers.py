"""Answers to sample files beside those of LiteRT's interpreter."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builder.checks.file_answers import check_answer, content_of, files_to_try
from builder.checks.program_run import ProgramFailedError
from builder.contract.contract import Contract
from builder.samples.samples import Samples
from tests.support.page_programs import contract_of

TONE = contract_of("tone")
REAL = {"pitch": np.array([[0.0, 4.0, 1.0], [3.0, 0.0, 2.9999]])}
FILES = tuple(Path(f"{n}.wav") for n in range(5))


def check(answer: dict[str, Any], at: int = 0, contract: Contract = TONE, step: float = 0.0) -> None:
    real = REAL if contract is TONE else {"price": np.array([[10.0], [20.0]])}
    check_answer(answer, FILES[at], at, contract, real, dict.fromkeys(real, step))


def top(index: int) -> list[dict[str, Any]]:
    return [{"index": index, "score": 0.9, "label": None}]


def test_the_same_class_and_the_same_numbers_pass() -> None:
    check({"top": top(1), "outputs": {"pitch": {"values": [0.00001, 4.0, 1.0]}}})


def test_another_class_fails() -> None:
    with pytest.raises(ProgramFailedError, match=r"another class for 0\.wav"):
        check({"top": top(2), "outputs": {}})


def test_classes_that_are_as_good_as_equal_may_change_places() -> None:
    check({"top": top(2), "outputs": {}}, at=1, contract=TONE)


def test_other_numbers_fail_unless_they_are_one_step_away() -> None:
    answer = {"top": [], "outputs": {"price": {"values": [10.5]}}}
    with pytest.raises(ProgramFailedError, match=r"differ by up to 0\.5 "):
        check(answer, contract=contract_of("table"))
    check(answer, contract=contract_of("table"), step=0.5)


def test_of_a_long_sound_the_first_part_counts() -> None:
    parts = [{"start": 0, "end": 1, "top": top(1)}, {"start": 1, "end": 2, "top": top(2)}]
    check({"top": top(2), "windows": parts, "outputs": {"pitch": {"values": [9.0, 9.0, 9.0]}}})
    with pytest.raises(ProgramFailedError):
        check({"top": top(1), "windows": parts[::-1], "outputs": {}})


def test_what_could_not_be_read_is_named() -> None:
    with pytest.raises(ProgramFailedError, match=r"could not read 1\.wav: damaged"):
        check({"error": "damaged"}, at=1)


def test_only_pictures_and_sounds_go_in_as_files_and_one_where_the_model_remembers() -> None:
    samples = Samples(Path("s.npz"), 5, "calibration", 5, files=FILES, unit="file")
    assert files_to_try(samples, TONE) == list(FILES[:3])
    assert files_to_try(samples, TONE.model_copy(update={"state": "file"})) == [FILES[0]]
    assert files_to_try(samples, contract_of("table")) == []
    assert files_to_try(samples, contract_of("style")) == []
    assert files_to_try(Samples(Path("s.npz"), 5, "random", 5), TONE) == []


def test_a_picture_that_only_the_engine_reads_becomes_a_png(tmp_path: Path) -> None:
    Image.new("RGB", (3, 2), "red").save(tmp_path / "a.tiff")
    Image.new("RGB", (3, 2), "red").save(tmp_path / "a.JPG", "JPEG")
    content, ending = content_of(tmp_path / "a.tiff")
    assert (content[:4], ending) == (b"\x89PNG", ".png")
    assert content_of(tmp_path / "a.JPG") == ((tmp_path / "a.JPG").read_bytes(), ".jpg")
