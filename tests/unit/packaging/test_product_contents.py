"""Tests of the inspection of products: what may be in a program, and which part a file counts to."""

import sys
from pathlib import Path

import pytest

from builder.packaging.elf import min_glibc
from builder.packaging.product_contents import foreign_files, foreign_modules, part_of

USUAL = [
    "runner", "libLiteRt.so", "model.tflite", "contract.json", "about.json", "licenses.txt", "page.html.zst",
    "base_library.zip", "libpython3.11.so.1.0", "libstdc++.so.6", "libgcc_s.so.1", "libz.so.1",
    "python3.11/lib-dynload/fcntl.so",
]  # fmt: skip


def test_the_usual_files_belong_in_a_program() -> None:
    assert foreign_files(USUAL) == []


@pytest.mark.parametrize(
    "name",
    ["libtensorflow_cc.so.2", "numpy/core/_multiarray.so", "libcrypto.so.3", "libopenblas.so.0", "secret.env",
     "libLiteRtWebGpuAccelerator.so", "PIL/_imaging.so", "model.h5"],
)  # fmt: skip
def test_a_foreign_file_is_noticed(name: str) -> None:
    assert foreign_files([*USUAL, name]) == [name]


def test_modules_are_the_standard_librarys_or_our_own() -> None:
    assert foreign_modules(["codecs", "encodings.utf_8", "resources.launcher.start", "pyimod01_archive"]) == []
    foreign = ["numpy", "requests.api", "ssl", "json", "PIL.Image", "builder.job.job", "tensorflow"]
    assert foreign_modules(foreign) == sorted(foreign)


@pytest.mark.parametrize(
    ("file", "part"),
    [("model.tflite", "model"), ("libLiteRt.so", "runtime"), ("libstdc++.so.6", "runtime"), ("runner", "runner"),
     ("base_library.zip", "python"), ("libz.so.1", "python"), ("licenses.txt", "other"),
     ("page.html.zst", "other"), ("sbom.cdx.json", "other")],
)  # fmt: skip
def test_every_file_counts_to_one_part(file: str, part: str) -> None:
    assert part_of(file) == part


def test_the_glibc_floor_is_read_from_the_files_themselves(tmp_path: Path, runner_binary: Path) -> None:
    (tmp_path / "text").write_text("no program")
    floor = min_glibc([tmp_path / "text", runner_binary])
    assert floor is not None
    assert tuple(map(int, floor.split("."))) <= (2, 27)
    assert min_glibc([tmp_path / "text"]) is None
    if sys.platform == "linux":
        system = min_glibc([Path(sys.executable).resolve()])
        assert system is not None
