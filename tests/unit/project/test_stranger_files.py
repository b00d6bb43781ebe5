"""Tests of reading files that a stranger's job names: kind and size are checked, and nothing blocks."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from builder.contract.contract_files import read_contract
from builder.contract.label_files import read_labels
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import LitecrateError
from builder.core.templates import template_environment
from builder.packaging import icon
from builder.packaging.icon import icon_size
from builder.samples import sample_folder
from builder.samples.array_samples import fitting_arrays
from builder.samples.sample_folder import entries_below, picture_files

INFO = ModelInfo(kind="keras3", format="keras", source_bytes=1, source_sha256="0" * 64, inputs=(), outputs=())
READERS: dict[str, Callable[[Path], object]] = {
    "labels": read_labels,
    "contract": lambda path: read_contract(path, INFO),
    "icon": icon_size,
    "arrays": lambda path: fitting_arrays(None, path),  # type: ignore[arg-type]  # never gets so far
}


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(60_000_000)


@pytest.mark.parametrize("what", READERS)
@pytest.mark.parametrize("make", [pipe, device, folder, endless])
def test_what_is_no_such_file_is_refused_and_not_read(tmp_path: Path, what: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / "given")
    with pytest.raises(LitecrateError) as caught:
        READERS[what](tmp_path / "given")
    assert caught.value.code == 2


@pytest.mark.parametrize("line", ["\x1b[2J", "a\0b", "\x9b31m", "a\x07", "x" * 1001])
def test_labels_are_names_and_steer_no_screen(tmp_path: Path, line: str) -> None:
    (tmp_path / "labels.txt").write_text(f"cat\n{line}\n", encoding="utf-8")
    with pytest.raises(LitecrateError) as caught:
        read_labels(tmp_path / "labels.txt")
    assert "Line 2" in caught.value.why


def test_labels_of_any_language_are_welcome(tmp_path: Path) -> None:
    names = ("Gew\u00f6hnliche H\u00f6cker", "\u0642\u0637\u0629", "\U0001f469\u200d\U0001f33e", "a\tb", "<b>'\"")
    (tmp_path / "labels.txt").write_text("\n".join(names), encoding="utf-8")
    assert read_labels(tmp_path / "labels.txt") == names


def test_a_picture_whose_reader_would_start_a_program_is_no_icon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import EpsImagePlugin

    started: list[object] = []

    def ghostscript(*given: Any, **named: Any) -> Any:
        started.append(given)
        return Image.new("RGB", (64, 64)).im

    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", ghostscript)
    (tmp_path / "icon.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n%%EndComments\n%%EOF\n")
    with pytest.raises(LitecrateError):
        icon_size(tmp_path / "icon.png")
    assert started == []


def test_a_picture_that_unpacks_to_gigabytes_is_no_icon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icon, "_MOST_PIXELS", 64 * 64 - 1)
    Image.new("L", (64, 64)).save(tmp_path / "icon.png")
    with pytest.raises(LitecrateError) as caught:
        icon_size(tmp_path / "icon.png")
    assert "64 x 64" in caught.value.why


def test_a_whole_disk_is_no_sample_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "a.png").touch()
    assert len(picture_files(tmp_path)) == 4
    monkeypatch.setattr(sample_folder, "_MOST_ENTRIES", 7)
    with pytest.raises(LitecrateError) as caught:
        picture_files(tmp_path)
    assert caught.value.key == "calibration"


def test_hidden_folders_and_links_are_not_searched_for_samples(tmp_path: Path) -> None:
    (tmp_path / ".thumbnails").mkdir()
    (tmp_path / ".thumbnails" / "private.png").touch()
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "mine.png").touch()
    os.mkfifo(tmp_path / "pipe.png")
    assert picture_files(tmp_path) == [tmp_path / "mine.png"]


def test_a_folder_that_goes_while_it_is_searched_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "mine.png").touch()
    real = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("gone"):
            raise FileNotFoundError(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [entry.name for entry in entries_below(tmp_path)] == ["mine.png"]
    with pytest.raises(FileNotFoundError):
        list(entries_below(tmp_path / "gone"))


NAMES = [
    "it's \"not\" {{ 7*7 }} {% raw %}", "$(touch x) `touch x`; touch x", "%(x)s %s %%", "</script><b>", "\\u0041\\",
    "\U0001f600 \u6570\u5b57", "'); import os; os.abort() #", "\nimport os; os.abort()",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_the_instructions_for_packing_is_a_text_and_no_code(tmp_path: Path, name: str) -> None:
    """Also names that no job can have: what is written does not rely on what was checked before."""
    (tmp_path / "kit.json").write_text('{"archive": [], "scripts": [], "binaries": [], "datas": []}')
    text = template_environment().get_template("program.spec.j2").render(
        runtime="libLiteRt.so",
        name=name, kit=str(tmp_path), binaries=[name], datas=[name, "b"], icon=name, strip=False, onefile=True,
        folder=True, folder_name=f"{name}-folder",
    )  # fmt: skip
    seen: dict[str, Any] = {}

    def exe(*parts: Any, **named: Any) -> str:
        seen.update(named)
        return "exe"

    def collect(*parts: Any, **named: Any) -> None:
        seen["collected"] = named["name"]
        seen["parts"] = parts

    exec(compile(text, "program.spec", "exec"), {"EXE": exe, "COLLECT": collect})
    assert (seen["name"], seen["icon"], seen["collected"]) == (name, name, f"{name}-folder")
    assert seen["parts"][1][0][1:] == (name, "BINARY")
    assert [entry[1] for entry in seen["parts"][2]] == [name, "b"]
