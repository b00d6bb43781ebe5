"""Tests of trying programs whose answer is a picture: of a seed, of two pictures, larger; beside their originals."""

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from tests.support.page_programs import WAVES
from tests.support.page_samples import normal_noise
from tests.ui.helpers import click, drop, find, words
from tests.ui.trial.trial_programs import both_answered, finished_program, opened_panel
from ui.shell.wizard import Wizard
from ui.widgets.trial.answer_column import AnswerColumn
from ui.widgets.trial.seed_field import SeedField
from ui.widgets.trial.try_panel import TryPanel


def shown(column: AnswerColumn, name: str) -> np.ndarray:
    """The corners of the picture that a column shows, [2, 2, 3]."""
    label = find(column, f"The picture that came out: {name}", QLabel)
    image = label.pixmap().toImage()
    assert not image.isNull()
    places = [[(0, 0), (image.width() - 1, 0)], [(0, image.height() - 1), (image.width() - 1, image.height() - 1)]]
    return np.array([[image.pixelColor(*place).getRgb()[:3] for place in line] for line in places])


def corners(picture: np.ndarray) -> np.ndarray:
    return picture[[0, -1]][:, [0, -1]]


def pattern(seed: int) -> np.ndarray:
    """What the model "maker" paints of a seed, in pixels."""
    numbers = np.tanh(normal_noise(seed, 16) @ WAVES).reshape(24, 32, 3)
    return np.clip(np.rint(numbers * 127.5 + 127.5), 0, 255)


def seed_of(panel: TryPanel) -> int:
    assert isinstance(panel.input.numbers, SeedField)
    return panel.input.numbers.number.value()


def test_new_pictures_are_made_by_the_program_and_by_its_original(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "maker"))
    assert find(panel, "Seed", QSpinBox).value() == 1
    click(qtbot, find(panel, "Answer"))
    both_answered(qtbot, panel)
    assert "Seed 1" in words(panel)
    for column in (panel.answers.original, panel.answers.program):
        assert np.abs(shown(column, "pattern") - corners(pattern(1))).max() <= 6  # it is shown enlarged
    assert panel.answers.agreement is not None
    assert panel.answers.agreement.same
    click(qtbot, find(panel, "New picture"))
    assert seed_of(panel) != 1
    both_answered(qtbot, panel)
    assert f"Seed {seed_of(panel)}" in words(panel)
    for column in (panel.answers.original, panel.answers.program):
        assert np.abs(shown(column, "pattern") - corners(pattern(seed_of(panel)))).max() <= 6


def test_a_seed_stands_beside_the_numbers_that_are_given(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "chosen"))
    assert "Still missing: colour" in words(panel)
    colour = panel.input.parts["colour"]
    assert colour.numbers is not None
    colour.numbers.show_values([0.0, 1.0, 0.0])
    click(qtbot, find(panel.input.parts["z"], "New picture"))
    both_answered(qtbot, panel)
    made = shown(panel.answers.program, "pattern")
    assert made[..., 1].max() > 20
    assert made[..., [0, 2]].max() == 0


def test_two_pictures_are_dropped_where_each_belongs(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 48), (200, 100, 50)).save(tmp_path / "cat.png")
    Image.new("RGB", (16, 16), (255, 128, 0)).save(tmp_path / "stone.png")
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "style"))
    drop(panel.input.parts["content"].drop, tmp_path / "cat.png")
    drop(panel.input.parts["style"].drop, tmp_path / "stone.png")
    click(qtbot, find(panel, "Answer"))
    both_answered(qtbot, panel)
    for column in (panel.answers.original, panel.answers.program):
        assert np.abs(shown(column, "painted") - np.array([200, 50, 0])).max() <= 1
    assert panel.answers.agreement is not None
    assert panel.answers.agreement.same


def test_a_larger_picture_is_shown(qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), (100, 100, 100)).save(tmp_path / "small.png")
    panel = opened_panel(qtbot, wizard, finished_program(tmp_path / "made", page_programs, "larger"))
    panel.try_file(tmp_path / "small.png")
    both_answered(qtbot, panel)
    right = round((100 / 255 * 1.25 - 0.125) * 255)
    assert np.abs(shown(panel.answers.program, "large") - right).max() <= 1
