"""Tests of the inspection of products: what may be in a program, and which part a file counts to."""

import sys
from pathlib import Path

import pytest

from builder.packaging.elf import min_glibc
from builder.packaging.product_contents import foreign_files, foreign_modules, part_of

USUAL = [
    "runner", "libLiteRt.so", "model.tflite", "contract.toml", "about.json", "licenses.txt", "page.html",
    "base_library.zip", "libpython3.11.so.1.0", "libstdc++.so.6", "libgcc_s.so.1", "libz.so.1",
    "python3.11/lib-dynload/_struct.so",
]  # fmt: skip


def test_the_usual_files_belong_in_a_program() -> None:
    assert foreign_files(USUAL, pictures=False) == []


@pytest.mark.parametrize(
    "name",
    ["libtensorflow_cc.so.2", "numpy/core/_multiarray.so", "libcrypto.so.3", "libopenblas.so.0", "secret.env",
     "libLiteRtWebGpuAccelerator.so", "PIL/_imaging.so", "model.h5"],
)  # fmt: skip
def test_a_foreign_file_is_noticed(name: str) -> None:
    assert foreign_files([*USUAL, name], pictures=False) == [name]


def test_the_pictures_library_belongs_only_into_programs_for_pictures() -> None:
    name = "PIL/_imaging.cpython-311-x86_64-linux-gnu.so"
    assert foreign_files([name], pictures=True) == []
    assert foreign_files(["PIL/_imagingft.cpython-311-x86_64-linux-gnu.so"], pictures=True)


def test_modules_are_the_standard_librarys_or_our_own() -> None:
    assert foreign_modules(["json", "json.decoder", "resources.launcher.cli", "pyimod01_archive"], pictures=False) == []
    foreign = ["numpy", "requests.api", "ssl", "PIL.Image", "builder.job.job", "tensorflow"]
    assert foreign_modules(foreign, pictures=False) == sorted(foreign)
    assert foreign_modules(["PIL.Image"], pictures=True) == []


@pytest.mark.parametrize(
    ("file", "part"),
    [("model.tflite", "model"), ("libLiteRt.so", "runtime"), ("libstdc++.so.6", "runtime"), ("runner", "runner"),
     ("PIL/_imaging.so", "pictures library"), ("pillow.libs/libtiff-20b7.so.6", "pictures library"),
     ("base_library.zip", "python"), ("libz.so.1", "python"), ("licenses.txt", "other"),
     ("page.html", "other")],
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
