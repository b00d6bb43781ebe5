"""Tests of the choice of the scaling by looking, in the real window: tiles, the question whether an answer is right."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.drafts import DraftFile
from builder.core.model_digest import digest_of_model
from builder.job.checked import check
from builder.job.draft import JobDraft
from tests.conftest import SAMPLES
from tests.ui.contract.test_wrong_labels import alone as alone
from tests.ui.contract.test_wrong_labels import at_contract, is_in_view, type_lines
from tests.ui.helpers import BUILD_MS, READ_MS, click, drop, find, model_page, wait_for, wait_read, words
from tests.ui.pages_results import record
from ui.pages.contract import ContractPage
from ui.shell.page_set import CONTRACT, SUMMARY
from ui.shell.wizard import Wizard
from ui.texts.history_words import draft_of
from ui.widgets.basic import Button
from ui.widgets.choice_card import ChoiceCard

TELLING = SAMPLES / "digits" / "5" / "test-014.png"  # scalings answer it differently
ALIKE = SAMPLES / "digits" / "7" / "test-001.png"  # all scalings answer it alike


def try_picture(qtbot: QtBot, page: ContractPage, file: Path) -> None:
    """Drops a picture and waits for everything that the original model answers to it."""
    services = page.services
    assert page.trial.input is not None
    drop(page.trial.input.drop, file)
    qtbot.waitUntil(lambda: not services.inspection.trying and services.state.found.sample == file, timeout=BUILD_MS)
    qtbot.waitUntil(lambda: not services.scaling_choice.busy, timeout=READ_MS)


def settled(qtbot: QtBot, page: ContractPage, answer: str) -> None:
    """Waits until the first try shows an answer to the present choices."""
    qtbot.waitUntil(lambda: answer in words(page.trial), timeout=READ_MS)


def tile(page: ContractPage, name: str) -> ChoiceCard:
    (found,) = [card for card in page.trial.tiles.tiles.values() if card.mark.accessibleName() == name]
    return found


def names(page: ContractPage) -> list[str]:
    return [card.mark.accessibleName() for card in page.trial.tiles.tiles.values() if card.isVisible()]


def chosen(page: ContractPage) -> list[str]:
    return [card.mark.accessibleName() for card in page.trial.tiles.tiles.values() if card.is_chosen]


def pick(page: ContractPage, name: str, entry: str) -> None:
    box = find(page, name, QComboBox)
    at = box.findText(entry)
    assert at >= 0
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_one_picture_is_enough_to_choose_the_scaling_and_to_undo_that(
    wizard: Wizard, qtbot: QtBot, shared_models: Path
) -> None:
    wizard.opening.open(shared_models / "mlperf_tiny" / "ic_resnet8.h5")
    wait_read(qtbot, wizard)
    wizard.state.put("contract", "contract", labels=str(shared_models / "mlperf_tiny" / "cifar10_labels.txt"))
    wizard.services.inspection.guess_again()
    wizard.go_to(CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    qtbot.waitUntil(lambda: "10 labels: airplane" in words(page), timeout=READ_MS)
    seen: list[str] = []
    wizard.services.scaling_choice.changed.connect(lambda: seen.append(wizard.services.scaling_choice.text))
    try_picture(qtbot, page, shared_models / "coral" / "cat.bmp")

    # A tile an outcome, none of them chosen yet.
    assert {"Trying 0 to 255, as they are", "Trying -1 to 1"} <= set(seen)
    assert names(page) == ["airplane 39.1%", "cat 94.5%", "deer 49.7%", "cat 84.3%"]
    assert chosen(page) == []
    assert tile(page, "airplane 39.1%").badge.text() == "Used now"
    assert "-1..1" in tile(page, "airplane 39.1%").mark.accessibleDescription(), "those alike share a tile"
    cat = tile(page, "cat 94.5%")
    qtbot.waitUntil(lambda: is_in_view(page, page.trial.tiles))
    assert "It is not known which pixel values" in words(page)

    # One click chooses; the others stay.
    click(qtbot, cat.mark)
    assert wizard.state.get("contract", "scaling") == "0-255"
    assert wizard.state.get("contract", "checked") == "eye"
    assert chosen(page) == ["cat 94.5%"]
    assert len(names(page)) == 4
    wait_for(qtbot, page, "You chose: pixels become 0 to 255, as they are")
    settled(qtbot, page, "26 to 252")
    assert "It is not known which pixel values" not in words(page)
    assert wizard.state.get("contract", "checked") == "eye", "trying it again is no change"

    # The undo, by the keyboard.
    undo = find(page.trial, "Undo")
    undo.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(undo, Qt.Key.Key_Return)
    assert "scaling" not in wizard.state.table("contract")
    assert "checked" not in wizard.state.table("contract")
    qtbot.waitUntil(lambda: "It is not known which pixel values" in words(page), timeout=READ_MS)
    assert chosen(page) == []
    assert not page.trial.tiles.undo.isVisible()

    # The keyboard chooses as well, and a choice from the list by hand ends what was said.
    deer = tile(page, "deer 49.7%").mark
    deer.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(deer, Qt.Key.Key_Space)
    assert wizard.state.get("contract", "scaling") == "imagenet"
    assert page.trial.tiles.undo.isVisible()
    pick(page, "Scaling of pixels", "Shifted per colour (ResNet50, VGG)")
    assert wizard.state.get("contract", "checked") is None
    assert not page.trial.tiles.undo.isVisible()
    qtbot.waitUntil(lambda: chosen(page) == ["cat 84.3%"])
    assert "You chose" not in words(page)


def test_without_labels_the_answers_are_numbered_and_labels_make_them_readable(
    wizard: Wizard, qtbot: QtBot, alone: Path
) -> None:
    page = at_contract(qtbot, wizard, alone)
    try_picture(qtbot, page, TELLING)
    assert names(page) == ["answer 5 96.3%", "answer 6 100%", "answer 5 > 99.9%"]
    assert "Labels make the answers readable" in words(page.trial)
    click(qtbot, find(page, "Type or paste labels"))
    type_lines(qtbot, find(page, "Labels, one per line", QPlainTextEdit), *(f"a {name}" for name in range(10)))
    click(qtbot, find(page, "Use these labels"))
    qtbot.waitUntil(lambda: names(page)[:1] == ["a 5 96.3%"], timeout=READ_MS)
    assert "Labels make the answers readable" not in words(page.trial)
    # A tile of several scalings keeps the one that is used.
    click(qtbot, tile(page, "a 5 > 99.9%").mark)
    assert wizard.state.get("contract", "scaling") == "pm1"
    # Another picture, to which all answer alike, proves nothing.
    try_picture(qtbot, page, ALIKE)
    assert names(page) == []
    assert "This picture gets the same answer in every way." in words(page.trial)


def test_an_answer_can_be_confirmed_or_the_other_ways_be_shown(wizard: Wizard, qtbot: QtBot, alone: Path) -> None:
    page = at_contract(qtbot, wizard, alone)
    pick(page, "Scaling of pixels", "0 to 1 (most Keras models)")
    try_picture(qtbot, page, TELLING)
    settled(qtbot, page, "Is this right?")
    assert names(page) == [], "the scaling is known, so only a question is asked"
    click(qtbot, find(page.trial, "Yes"))
    assert wizard.state.get("contract", "checked") == "eye"
    assert "You said that this is right" in words(page.trial)
    undo = find(page.trial, "Undo")
    assert undo.hasFocus()
    qtbot.keyClick(undo, Qt.Key.Key_Return)
    assert wizard.state.get("contract", "checked") is None
    assert wizard.state.get("contract", "scaling") == "0-1"
    assert find(page.trial, "Yes").hasFocus()
    qtbot.keyClick(find(page.trial, "No, show the other ways"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(names(page)) == 3, timeout=READ_MS)
    assert chosen(page) == ["answer 5 96.3%"]
    assert "Is this right?" not in words(page.trial)
    click(qtbot, tile(page, "answer 6 100%").mark)
    assert wizard.state.get("contract", "scaling") == "0-255"
    click(qtbot, find(page.trial, "Undo"))
    assert wizard.state.get("contract", "scaling") == "0-1"


@pytest.mark.proof
def test_the_samples_own_contract_needs_no_question_until_it_is_changed(wizard: Wizard, qtbot: QtBot) -> None:
    click(qtbot, model_page(wizard).sample_button)
    qtbot.waitUntil(lambda: wizard.state.found.info is not None, timeout=READ_MS)
    qtbot.waitUntil(lambda: wizard.at > CONTRACT, timeout=READ_MS)
    wizard.go_to(CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    settled(qtbot, page, "What the model sees")
    assert "right?" not in words(page.trial)
    before = dict(wizard.state.table("contract"))
    pick(page, "Pictures of another shape", "Add black bars")
    qtbot.waitUntil(lambda: "Is this right?" in words(page.trial), timeout=READ_MS)
    assert before != wizard.state.table("contract")
    click(qtbot, find(page.trial, "Yes"))
    assert wizard.state.get("contract", "checked") == "eye"
    assert wizard.state.get("contract", "checked_model") == digest_of_model(SAMPLES / "digits.keras")
    assert not [each for each in page.trial.findChildren(Button) if each.isVisible() and not each.accessibleName()]


def read_as_job(wizard: Wizard, draft: JobDraft, folder: Path) -> None:
    (folder / "job.toml").write_text(draft.freeze().to_toml(folder), encoding="utf-8")
    assert wizard.opening.open(folder / "job.toml")


def read_from_history(wizard: Wizard, draft: JobDraft, folder: Path) -> None:
    del folder
    wizard.opening.open_job(draft_of(record(job=draft.freeze().to_toml(None))))


def read_as_kept(wizard: Wizard, draft: JobDraft, folder: Path) -> None:
    drafts = DraftFile(folder / "drafts" / "draft.toml")
    drafts.keep(draft)
    kept = drafts.kept()
    assert kept is not None
    wizard.opening.open_kept(kept)


@pytest.mark.parametrize(
    "read", [read_as_job, *(pytest.param(way, marks=pytest.mark.proof) for way in (read_from_history, read_as_kept))]
)
def test_an_answer_of_a_model_that_was_trained_again_is_asked_about_anew(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, read: Callable[[Wizard, JobDraft, Path], None]
) -> None:
    model = tmp_path / "digits.keras"
    shutil.copy(SAMPLES / "digits.keras", model)
    contract = {"scaling": "0-1", **check("eye", digest_of_model(model))}
    draft = JobDraft({"model": {"path": str(model)}, "contract": contract})
    changed = "The model has changed since an answer was confirmed"

    read(wizard, draft.copy(), tmp_path)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)
    assert wizard.state.checked == "eye"
    assert changed not in words(wizard.page)

    with zipfile.ZipFile(model, "a") as content:
        content.comment = b"trained again"
    wizard.start_over()
    read(wizard, draft.copy(), tmp_path)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)
    assert wizard.state.checked == ""
    wait_for(qtbot, wizard.page, changed)
    wizard.go_to(CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    wait_for(qtbot, page, changed)
    try_picture(qtbot, page, TELLING)
    qtbot.waitUntil(lambda: "Is this right?" in words(page.trial), timeout=READ_MS)
    click(qtbot, find(page.trial, "Yes"))
    confirmed = {"scaling": "0-1", **check("eye", digest_of_model(model))}
    assert wizard.state.table("contract").items() >= confirmed.items()
    assert wizard.state.checked == "eye"
    assert changed not in words(page)
    click(qtbot, find(page.trial, "Undo"))
    wait_for(qtbot, page, changed)  # what was said before is said of the former model again
