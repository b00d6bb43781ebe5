"""Tests of the first try on "Input and answers" in the real window: tables, sounds and models of several inputs."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.likely_kind import likely_kind
from tests.support.page_samples import tones
from tests.ui.contract.test_wrong_labels import type_lines
from tests.ui.helpers import READ_MS, click, drop, find, wait_read, words
from ui.pages.contract import ContractPage
from ui.shell.page_set import CONTRACT
from ui.shell.wizard import Wizard
from ui.tasks.contract_choices import edit_contract
from ui.widgets.trial.number_fields import NumberFields
from ui.widgets.trial.series_field import SeriesField
from ui.widgets.trial.waveform import Waveform

ANSWER_MS = 240_000  # the runner may be compiled first


def contract_page(qtbot: QtBot, wizard: Wizard, model: Path) -> ContractPage:
    """The page of a model that was dropped on the first one."""
    drop(wizard, model)
    wait_read(qtbot, wizard)
    qtbot.waitUntil(lambda: wizard.state.found.contract is not None, timeout=READ_MS)
    wizard.go_to(CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    return page


def answered(qtbot: QtBot, wizard: Wizard, file: Path) -> None:
    """Waits until the original has answered about a file."""
    found, inspection = wizard.state.found, wizard.services.inspection
    qtbot.waitUntil(
        lambda: found.sample == file and found.shown is not None and not inspection.trying, timeout=ANSWER_MS
    )


def test_a_model_of_few_numbers_is_asked_about_and_a_tables_names_are_offered(
    qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path
) -> None:
    page = contract_page(qtbot, wizard, page_programs / "table.tflite")
    assert page.kind_question.isVisible()
    assert "It looks like a table row of 3 numbers. Is it?" in words(page.kind_question)
    click(qtbot, find(page, "Yes, a table row"))
    qtbot.waitUntil(lambda: wizard.state.found.contract.inputs[0].kind == "table", timeout=READ_MS)  # type: ignore[union-attr]
    assert not page.kind_question.isVisible()
    assert page.input.kind.hasFocus()
    assert page.trial.input is not None
    table = tmp_path / "houses.csv"
    table.write_text("area,rooms,age\n100,4,20\n80,3,1\n", encoding="utf-8")
    drop(page.trial.input.drop, table)
    answered(qtbot, wizard, table)
    assert "The table names its columns: area, rooms, age." in words(page.trial)
    assert find(page.trial, "Number 1", QLineEdit).text() == "100"
    qtbot.waitUntil(lambda: "340" in words(page.trial), timeout=ANSWER_MS)
    click(qtbot, find(page.trial, "Use these names"))
    qtbot.waitUntil(lambda: wizard.state.found.contract.inputs[0].columns == ("area", "rooms", "age"), timeout=READ_MS)  # type: ignore[union-attr]
    assert not page.trial.names.isVisible()
    fields = page.trial.findChildren
    qtbot.waitUntil(lambda: any(each.accessibleName() == "area" and each.isVisible() for each in fields(QLineEdit)))
    area = find(page.trial, "area", QLineEdit)
    qtbot.waitUntil(lambda: not wizard.services.inspection.trying, timeout=ANSWER_MS)
    qtbot.mouseClick(area, Qt.MouseButton.LeftButton)
    area.selectAll()
    qtbot.keyClicks(area, "50,5")
    qtbot.keyClick(area, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "192" in words(page.trial), timeout=ANSWER_MS)  # 3 * 50.5 + 10 * 4 - 20 + 20 = 191.5


def test_who_says_no_is_not_asked_again_and_gives_numbers(qtbot: QtBot, wizard: Wizard, page_programs: Path) -> None:
    page = contract_page(qtbot, wizard, page_programs / "table.tflite")
    click(qtbot, find(page, "No, just numbers"))
    qtbot.waitUntil(lambda: not page.kind_question.isVisible(), timeout=READ_MS)
    assert wizard.state.get("contract", "input_kind") == "tensor"
    assert find(page.trial, "Number 3", QLineEdit).isVisible()


def test_a_sound_is_drawn_when_it_was_read(qtbot: QtBot, wizard: Wizard, page_programs: Path, tmp_path: Path) -> None:
    page = contract_page(qtbot, wizard, page_programs / "tone.tflite")
    edit_contract(wizard.services, input_kind="audio", sample_rate=8000)
    qtbot.waitUntil(lambda: wizard.state.found.contract.inputs[0].kind == "audio", timeout=READ_MS)  # type: ignore[union-attr]
    assert page.trial.input is not None
    sound = tones(tmp_path / "tones.wav")
    drop(page.trial.input.drop, sound)
    answered(qtbot, wizard, sound)
    assert find(page.trial, "A sound, 1 s long", Waveform).seconds == 1.0


def test_several_inputs_are_given_one_by_one(qtbot: QtBot, wizard: Wizard, page_programs: Path) -> None:
    page = contract_page(qtbot, wizard, page_programs / "two.tflite")
    assert page.trial.input is not None
    for name, numbers in (("left", "1234"), ("right", "56")):
        fields = page.trial.input.parts[name].numbers
        assert fields is not None
        if isinstance(fields, SeriesField):  # two rows of two numbers
            qtbot.mouseClick(fields.pasted.viewport(), Qt.MouseButton.LeftButton)
            type_lines(qtbot, fields.pasted, ",".join(numbers[:2]), ",".join(numbers[2:]))
            continue
        assert isinstance(fields, NumberFields)
        for field, number in zip(fields.fields, numbers, strict=True):
            qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
            qtbot.keyClicks(field, number)
    assert "Still missing" not in words(page.trial)
    click(qtbot, find(page.trial, "Answer"))
    qtbot.waitUntil(lambda: "13" in words(page.trial).split(), timeout=ANSWER_MS)
    assert "8" in words(page.trial).split(), "3 + 5 and 7 + 6"


def contract(shape: tuple[int, ...], dtype: str = "float32", kind: str = "tensor") -> Contract:
    entry = ContractInput.model_validate({"name": "x", "kind": kind, "dtype": dtype, "shape": shape})
    return Contract(inputs=(entry,), outputs=(ContractOutput(name="y", dtype="float32", shape=(1, 2)),))


@pytest.mark.parametrize(
    ("shape", "kind", "rate"),
    [
        ((1, 4), "table", 0),
        ((1, 100), "table", 0),
        ((1, 1), None, 0),
        ((1, 640), None, 0),
        ((1, 16_000), "audio", 16_000),
        ((1, 16_000, 1), "audio", 16_000),
        ((1, 8_000), "audio", 16_000),
        ((1, 15_600), "audio", 16_000),
        ((1, 44_100), "audio", 44_100),
        ((1, 12_288), None, 0),
        ((1, 2_048), None, 0),
        ((1, -1), None, 0),
        ((1, 28, 28), None, 0),
        ((1, 3, 1), None, 0),
    ],
)
def test_numbers_speak_for_a_table_or_a_sound_by_their_count(
    shape: tuple[int, ...], kind: str | None, rate: int
) -> None:
    found = likely_kind(contract(shape))
    assert ((found.kind, found.sample_rate) if found else (None, 0)) == (kind, rate)


def test_words_by_number_and_what_the_user_chose_speak_for_nothing() -> None:
    assert likely_kind(contract((1, 4), "int32")) is None
    assert likely_kind(contract((1, 4), kind="table")) is None
    both = contract((1, 4))
    assert likely_kind(both.model_copy(update={"inputs": both.inputs * 2})) is None
