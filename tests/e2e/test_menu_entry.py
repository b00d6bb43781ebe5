"""Tests of `litecrate desktop-entry`: what it puts into the user's data folder, and that it takes away just that."""

import os
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.menu_entry import entry_text
from builder.system.process import Outcome
from tests.support.menu import arguments_of, fields_of
from tests.support.program import start

LITECRATE = Path(sys.executable).with_name("litecrate")
ENTRY, ICON, TYPES = (
    "applications/litecrate.desktop", "icons/hicolor/scalable/apps/litecrate.svg", "mime/packages/litecrate.xml",
)  # fmt: skip
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="menu entries are for Linux")


def desktop_entry(home: Path, *options: str, language: str = "en", program: Path = LITECRATE) -> Outcome:
    """The real command with a home of its own."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "LITECRATE_LANGUAGE": language,
        "XDG_DATA_HOME": str(home / "data"), "XDG_STATE_HOME": str(home / "state"),
    }  # fmt: skip
    return start([program, "desktop-entry", *options], home, environment)


def content_of(home: Path) -> dict[str, bytes]:
    """Every file and folder in a home; of folders "" as content."""
    return {path.relative_to(home).as_posix(): path.read_bytes() if path.is_file() else b"" for path in home.rglob("*")}


def test_an_entry_is_installed_that_starts_this_litecrate_and_all_of_it_is_removed(tmp_path: Path) -> None:
    before = content_of(tmp_path)
    made = desktop_entry(tmp_path, "--install")
    assert made.code == 0, made.errors
    home = tmp_path / "data"
    assert [line.rpartition(": ")[2] for line in made.output.splitlines()] == [
        str(home / name) for name in (ENTRY, ICON, TYPES)
    ]
    fields = fields_of((home / ENTRY).read_text(encoding="utf-8"))
    assert arguments_of(fields["Exec"], "/a b.keras") == [str(LITECRATE), "gui", "/a b.keras"]
    types = ElementTree.parse(home / TYPES).getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    assert [glob.get("pattern") for glob in types.iter(f"{space}glob")] == ["*.keras", "*.tflite", "*.h5"]
    assert {entry.get("type") for entry in types} <= set(fields["MimeType"].split(";"))
    assert ElementTree.parse(home / ICON).getroot().tag.endswith("svg")
    gone = desktop_entry(tmp_path, "--remove")
    assert gone.code == 0, gone.errors
    left = content_of(tmp_path)
    assert {name for name in left if name not in before} <= {"data", "state"}


def test_both_can_be_repeated(tmp_path: Path) -> None:
    assert desktop_entry(tmp_path, "--install").code == 0
    first = content_of(tmp_path / "data" / "applications")
    again = desktop_entry(tmp_path, "--install")
    assert (again.code, again.output.count("there already")) == (0, 3)
    assert content_of(tmp_path / "data" / "applications") == first
    assert desktop_entry(tmp_path, "--remove").code == 0
    nothing = desktop_entry(tmp_path, "--remove")
    assert (nothing.code, nothing.output.strip()) == (0, "There is no menu entry of Litecrate's to remove.")
    assert not any((tmp_path / "data").rglob("*"))


def test_what_the_user_had_stays_as_it_was(tmp_path: Path) -> None:
    own = {
        "applications/other.desktop": "[Desktop Entry]\nType=Application\nName=Other\nExec=true\n",
        "mime/packages/own.xml": (
            '<?xml version="1.0"?>\n<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info"/>\n'
        ),
        "icons/hicolor/scalable/apps/other.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "icons/hicolor/48x48/apps/.keep": "",
    }
    home = tmp_path / "data"
    for name, text in own.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    (home / "mime" / "empty").mkdir()
    assert desktop_entry(tmp_path, "--install").code == 0
    assert desktop_entry(tmp_path, "--remove").code == 0
    assert {name: (home / name).read_text(encoding="utf-8") for name in own} == own
    assert (home / "mime" / "empty").is_dir()
    assert not any((home / name).exists() for name in (ENTRY, ICON, TYPES))


@pytest.mark.parametrize("name", [ENTRY, ICON, TYPES])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_of_the_user_in_its_place_is_not_replaced(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / "data" / name
    path.parent.mkdir(parents=True)
    if kind == "file":
        path.write_text("mine", encoding="utf-8")
    else:
        (tmp_path / "mine").write_text("mine", encoding="utf-8")
        path.symlink_to(tmp_path / "mine")
    before = content_of(tmp_path)
    refused = desktop_entry(tmp_path, "--install")
    assert (refused.code, refused.output) == (2, "")
    assert [line.split(":")[0] for line in refused.errors.splitlines()] == ["error", "why", "do"]
    assert str(path) in refused.errors
    assert content_of(tmp_path) == before
    kept = desktop_entry(tmp_path, "--remove")
    assert kept.code == 0
    assert kept.output.startswith("Left, since Litecrate did not make it or it was changed: ")
    assert path.read_text(encoding="utf-8") == "mine"


def test_what_was_changed_since_stays_and_is_named(tmp_path: Path) -> None:
    assert desktop_entry(tmp_path, "--install").code == 0
    entry = tmp_path / "data" / ENTRY
    entry.write_text(entry.read_text(encoding="utf-8").replace("Name=Litecrate", "Name=My crate"), encoding="utf-8")
    gone = desktop_entry(tmp_path, "--remove")
    assert gone.code == 0
    assert f"changed: {entry}" in gone.output
    assert "Name=My crate" in entry.read_text(encoding="utf-8")
    assert not (tmp_path / "data" / ICON).exists()


def test_an_entry_of_another_place_is_brought_up_to_date(tmp_path: Path) -> None:
    moved = tmp_path / 'a "b" $c `d` %e \\f' / "litecrate"
    moved.parent.mkdir()
    shutil.copy2(LITECRATE, moved)
    assert desktop_entry(tmp_path, "--install").code == 0
    made = desktop_entry(tmp_path, "--install", program=moved)
    assert made.code == 0, made.errors
    fields = fields_of((tmp_path / "data" / ENTRY).read_text(encoding="utf-8"))
    assert arguments_of(fields["Exec"], "/x") == [str(moved), "gui", "/x"]


@pytest.mark.parametrize("options", [(), ("--install", "--remove"), ("--instal",)])
def test_one_of_the_two_must_be_said(tmp_path: Path, options: tuple[str, ...]) -> None:
    refused = desktop_entry(tmp_path, *options)
    assert refused.code == 2
    assert [line.split(":")[0] for line in refused.errors.splitlines()] == ["error", "why", "do"]
    assert content_of(tmp_path) == {}


def test_a_data_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    refused = desktop_entry(tmp_path, "--install", language="de")
    assert refused.code == 2
    assert "Der Menüeintrag kann nicht angelegt werden" in refused.errors


def test_this_python_with_the_module_can_be_the_command() -> None:
    fields = fields_of(entry_text(["/usr/bin/python3", "-m", "app"]))
    assert arguments_of(fields["Exec"], "/x") == ["/usr/bin/python3", "-m", "app", "gui", "/x"]
