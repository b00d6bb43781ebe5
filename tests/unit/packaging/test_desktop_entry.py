"""Tests of the desktop entry of a folder product: it starts the program in any folder and under any name."""

import os
from pathlib import Path

import pytest

from builder.job.job import AppChoice
from builder.packaging.desktop_entry import add_desktop_entry, entry_text
from tests.support.context import step_context
from tests.support.menu import arguments_of, fields_of
from tests.support.program import start


@pytest.mark.parametrize(
    "name",
    ["digits", "two words", "it's $HOME `date`", "50% off; & more", "Übung", "%f %(x)s $(touch x)", "\U0001f600"],
)
def test_the_entry_starts_the_program_beside_it(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "a folder with $signs"
    folder.mkdir()
    program = folder / name
    program.write_text('#!/bin/sh\necho "started $0"\n')
    program.chmod(0o755)
    entry = folder / f"{name}.desktop"
    fields = fields_of(entry_text(name, name))
    assert (fields["Type"], fields["Name"], fields["Terminal"]) == ("Application", name, "false")
    done = start(arguments_of(fields["Exec"], str(entry)), tmp_path, os.environ)
    assert done.ok, done.errors
    assert done.output.strip() == f"started {program}"


def test_the_icon_is_the_users_or_ours(tmp_path: Path) -> None:
    from PIL import Image

    tools = step_context(tmp_path).tools
    Image.new("RGB", (64, 64), "red").save(tmp_path / "mine.png")
    for icon, ending in ((None, ".svg"), (tmp_path / "mine.png", ".png")):
        folder = tmp_path / f"folder{ending}"
        folder.mkdir()
        add_desktop_entry(folder, AppChoice(name="it", icon=icon), tools, tmp_path)
        assert sorted(path.name for path in folder.iterdir()) == ["it.desktop", f"it{ending}"]
    with Image.open(tmp_path / "folder.png" / "it.png") as image:
        assert image.size == (256, 256)
