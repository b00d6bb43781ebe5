"""Tests of the table of software inside a program, and of the licence texts that are made from it."""

import re
from pathlib import Path
from typing import get_args

import pytest

from builder.core.platforms import Platform
from builder.core.templates import template_environment
from builder.packaging.licence_parts import (
    library_key,
    licence_text,
    microsoft_runtime,
    page_parts_inside,
    parts_inside,
)
from builder.packaging.linked_software import LITERT_JS_PART, MICROSOFT, RUNNER, RUNTIME, SYSTEM_LIBRARIES
from builder.packaging.product_contents import foreign_files
from builder.system.toolbox import Toolbox

PLATFORMS: tuple[Platform, ...] = get_args(Platform)
# Where no text is asked for, the place of the source is said instead.
LIBRARIES = ["libstdc++.so.6", "libgcc_s.so.1", "libz.so.1", "libexpat.so.1", "libffi.so.8", "libuuid.so.1"]


def everything(platform: Platform) -> set[str]:
    """Keys of all that a program for a platform may have in it."""
    return {part.key for part in parts_inside(platform, frozen=True, libraries=LIBRARIES)}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_part_has_a_licence_with_its_text_and_says_whose_it_is(platform: Platform) -> None:
    for part in parts_inside(platform, frozen=True, libraries=LIBRARIES):
        assert part.texts, part.key
        assert all(part.texts), part.key
        assert part.licence, part.key
        assert part.owner, part.key
        assert part.purl or part.page or part.key == RUNNER, part.key
        assert part.within in {"", RUNNER, RUNTIME}


def test_every_part_of_a_page_has_a_licence_with_its_text_and_says_whose_it_is() -> None:
    parts = page_parts_inside()
    for part in parts:
        assert all(part.texts), part.key
        assert part.texts, part.key
        assert part.owner, part.key
        assert part.purl or part.page or part.key == RUNNER, part.key
        assert part.within in {"", RUNNER, LITERT_JS_PART}
    assert len({part.key for part in parts}) == len(parts)
    keys = {part.key for part in parts}
    assert {"xnnpack", "emscripten", "wuffs", "wasi-libc", "libc++"} <= keys
    assert not {"cpuinfo", RUNTIME, "glibc-start"} & keys
    text = licence_text(parts, "shown", template_environment())
    assert "LiteRT.js (@litertjs/core) 2.5.3" in text
    assert "are here unchanged" in text


def test_no_part_is_there_twice() -> None:
    keys = [part.key for part in parts_inside("linux-x64", frozen=True, libraries=[*LIBRARIES, "libz.so"])]
    assert len(set(keys)) == len(keys)


def test_a_native_program_has_neither_python_nor_the_start_program_in_it() -> None:
    native = {part.key for part in parts_inside("linux-x64")}
    assert native == everything("linux-x64") - {"python", "pyinstaller"} - {part.key for part in SYSTEM_LIBRARIES}


def test_what_a_compiler_adds_depends_on_the_platform() -> None:
    added = {platform: everything(platform) - everything("macos-arm64") for platform in PLATFORMS}
    assert "glibc-start" in added["linux-x64"] & added["linux-arm64"]
    assert added["windows-x64"] == {"mingw-w64", "neon-2-sse"}
    by_system = {part.key for part in parts_inside("linux-x64", "system")}
    assert not by_system & {"libc++", "compiler-rt", "glibc-start"}


def test_every_library_that_may_travel_along_is_in_the_table() -> None:
    assert [library_key(name) for name in LIBRARIES] == [part.key for part in SYSTEM_LIBRARIES]
    assert foreign_files(LIBRARIES) == []
    assert [library_key(name) for name in ("libopenblas.so.0", "libzstd.so.1", "libzip.so")] == ["", "", ""]
    carried = {part.key for part in parts_inside("windows-x64", frozen=True, libraries=["VCRUNTIME140.dll"])}
    assert MICROSOFT in carried


def test_microsofts_runtime_comes_with_its_own_terms() -> None:
    *_, last = parts_inside("windows-x64", more=[microsoft_runtime("14.44", "You may pass it on unmodified.")])
    assert (last.key, last.texts) == (MICROSOFT, ("You may pass it on unmodified.",))
    assert last.purl == "pkg:pypi/msvc-runtime@14.44"
    assert not last.is_expression


def test_the_text_names_every_part_and_says_a_long_text_once() -> None:
    parts = parts_inside("linux-x64", frozen=True, libraries=LIBRARIES)
    text = licence_text(parts, "digits", template_environment())
    for part in parts:
        assert re.search(rf"^{re.escape(part.name)}( [^:\n]*)?: {re.escape(part.use)}$", text, re.M), part.key
        assert f"Licence: {part.licence}\n" in text
        assert part.notice in text
    # PyInstaller's own is a chapter among others.
    assert text.count("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION") == 2
    assert text.count("GNU GENERAL PUBLIC LICENSE\n                       Version 3") == 1


# Words by which the runtime's own file shows what is linked into it.
SIGNS = {
    "xnnpack": b"xnn_", "cpuinfo": b"cpuinfo_get_", "fft2d": b"rfft2d", "eigen": b"EigenForTFLite",
    "gemmlowp": b"gemmlowp error", "abseil": b"external/com_google_absl/", "ruy": b"external/ruy/",
    "tensorflow": b"tflite/kernels/",
}  # fmt: skip
PROJECTS = {b"com_google_absl": "abseil", b"ruy": "ruy"}


def test_whatever_the_runtime_names_is_in_the_table() -> None:
    runtime = Toolbox().runtime.path
    raw = runtime.read_bytes()
    inside = {part.key for part in parts_inside("linux-x64") if part.within == RUNTIME}
    named = set(re.findall(rb"(?:external|third_party)/([A-Za-z0-9_]+)", raw))
    assert {PROJECTS[name] for name in named} <= inside
    assert {key for key, sign in SIGNS.items() if sign in raw} == set(SIGNS) <= inside


def test_the_text_of_a_licence_is_whole() -> None:
    for path in (Path(__file__).parents[3] / "resources" / "licences").glob("*.txt"):
        words = path.read_text(encoding="utf-8")
        assert words.endswith("\n")
        assert words.isascii()
        assert len(words) > 500, path.name
