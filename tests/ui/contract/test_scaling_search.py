"""Tests of the scaling search on the input page, and of the warning that sample data give about a wrong scaling."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from builder.core.model_digest import digest_of_model
from tests.conftest import SAMPLES
from tests.ui.contract.test_contract_page import pick
from tests.ui.helpers import READ_MS, click, find, wait_for, wait_read, words
from tests.ui.pages_choices import (
    Room,
    answer_about_pictures,
    control,
    make_room,
    nameless,
    picture_contract,
    press,
    read_in,
    refusal,
    shown,
    table_contract,
    texts,
)
from ui.pages.contract import ContractPage
from ui.pages.precision import PrecisionPage
from ui.shell.page_set import CONTRACT
from ui.shell.wizard import Wizard


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    made = make_room(tmp_path)
    read_in(made)
    return made


@pytest.fixture
def page(qtbot: QtBot, room: Room) -> ContractPage:
    return shown(qtbot, ContractPage(room.services))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "cats and dogs"
    folder.mkdir()
    Image.new("RGB", (8, 8), "red").save(folder / "a.png")
    return folder


def found(**more: Any) -> dict[str, Any]:
    """What the helper says when pictures were tried."""
    best = {"scaling": "caffe", "color": "bgr", "fit": "crop"}
    evidence = "-124..151, BGR: 19 of 20 right; 0..1, RGB: 3 of 20 right"
    said = {"words": "-124..151, BGR", "evidence": evidence, "other": "scaling", "labelled": True}
    return {"sure": True, "best": best} | said | more


def test_the_best_scaling_is_taken_with_its_evidence(
    page: ContractPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    page.input.finder.use(pictures)
    (question,) = room.helper.of("scaling")
    assert question.arguments == {"source": str(pictures), "wanted": True, "seed": 0, "contract": {}}
    assert question.progress is not None
    question.progress(0, 0, "Trying 0..1, RGB")
    assert "Trying 0..1, RGB" in texts(page.input.finder)
    assert not control(page, "Choose a folder of pictures...").isEnabled()
    question.then(found())
    wait_for(qtbot, page, "Found: -124..151, BGR")
    assert "19 of 20 right; 0..1, RGB: 3 of 20 right." in texts(page.input.finder)
    pixels = {"scaling": "caffe", "color": "bgr", "fit": "crop"}
    assert room.state.table("contract") == pixels | {"checked": "pictures", "checked_model": "0" * 64}
    assert room.state.found.scaling_folder == pictures, "it can be offered as sample data"
    qtbot.waitUntil(lambda: room.helper.of("guess") != [])
    assert nameless(page) == []


def find_with(room: Room, page: ContractPage, pictures: Path, **more: Any) -> None:
    """The user searches with pictures, and the helper finds a scaling."""
    page.input.finder.use(pictures)
    room.helper.of("scaling")[-1].then(found(**more))


BY_HAND: dict[str, Callable[[QtBot, ContractPage], None]] = {
    "scaling": lambda _qtbot, page: pick(page, "Scaling of pixels", "0 to 1 (most Keras models)"),
    "own numbers": lambda _qtbot, page: pick(page, "Scaling of pixels", "Own mean and spread"),
    "as guessed": lambda _qtbot, page: pick(page, "Scaling of pixels", "As guessed"),
    "colours": lambda _qtbot, page: pick(page, "Order of colours", "Red, green, blue (usual)"),
    "fit": lambda _qtbot, page: pick(page, "Pictures of another shape", "Add black bars"),
    "undo": lambda qtbot, page: press(qtbot, page.input.finder, "Undo"),
}


@pytest.mark.parametrize("control", BY_HAND)
def test_what_was_found_is_not_said_any_more_once_it_is_changed_by_hand(
    page: ContractPage, room: Room, qtbot: QtBot, pictures: Path, control: str
) -> None:
    room.state.put("contract", "contract", top=3)
    find_with(room, page, pictures)
    wait_for(qtbot, page, "Found: -124..151, BGR")
    assert room.state.get("contract", "checked") == "pictures"
    BY_HAND[control](qtbot, page)
    qtbot.waitUntil(lambda: "Found" not in texts(page))
    assert "Undo" not in texts(page)
    assert room.state.get("contract", "checked") is None
    if control == "undo":
        assert room.state.table("contract") == {"top": 3}
    # Nor does it come back with the same choice made by hand.
    pick(page, "Scaling of pixels", "Shifted per colour (ResNet50, VGG)")
    pick(page, "Order of colours", "Blue, green, red")
    pick(page, "Pictures of another shape", "Cut out the middle")
    assert "Found" not in texts(page)


def test_what_else_is_chosen_keeps_what_was_found_and_its_undo_changes_nothing_else(
    page: ContractPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    room.state.put("contract", "contract", scaling="pm1")
    find_with(room, page, pictures)
    pick(page, "Kind of answers", "Numbers")
    wait_for(qtbot, page, "Found: -124..151, BGR")
    press(qtbot, page.input.finder, "Undo")
    assert room.state.table("contract") == {"scaling": "pm1", "output_kind": "values"}


def test_a_contract_file_comes_back_by_the_undo(
    page: ContractPage, room: Room, qtbot: QtBot, pictures: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "own.contract.toml")
    room.state.draft.tables["contract"] = {"file": file}
    find_with(room, page, pictures)
    assert room.state.get("contract", "file") is None
    wait_for(qtbot, page, "Found: -124..151, BGR")
    press(qtbot, page.input.finder, "Undo")
    assert room.state.table("contract") == {"file": file}
    assert page.input.finder.choose.hasFocus()


def test_pictures_without_labels_find_a_scaling_that_is_still_to_be_looked_at(
    page: ContractPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    find_with(room, page, pictures, labelled=False)
    wait_for(qtbot, page, "Found: -124..151, BGR")
    assert "checked" not in room.state.table("contract")


def test_when_it_is_not_sure_the_choice_is_left_alone(
    page: ContractPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    room.state.put("contract", "contract", scaling="pm1")
    page.input.finder.use(pictures)
    room.helper.of("scaling")[-1].then(found(sure=False))
    wait_for(qtbot, page, "Not sure: these pictures do not show")
    assert "3 of 20 right. Your choice is kept" in texts(page.input.finder)
    assert room.state.table("contract") == {"scaling": "pm1"}


def test_what_cannot_be_tried_says_why(page: ContractPage, room: Room, qtbot: QtBot, pictures: Path) -> None:
    page.input.finder.use(pictures)
    room.helper.of("scaling")[-1].otherwise(refusal("There are no pictures in it"))
    wait_for(qtbot, page, "There are no pictures in it.")
    assert room.state.found.scaling_folder is None


def test_the_sample_data_are_offered(page: ContractPage, room: Room, qtbot: QtBot, pictures: Path) -> None:
    press(qtbot, page, "Find it with pictures")
    assert not page.input.finder.offered.isVisible()
    room.state.put("calibration", "calibration", source=str(pictures))
    press(qtbot, page, "Use the sample data: cats and dogs")
    assert room.helper.of("scaling")[-1].arguments["source"] == str(pictures)


def test_another_model_forgets_the_search(page: ContractPage, room: Room, pictures: Path) -> None:
    page.input.finder.use(pictures)
    room.state.choose_model(pictures / "other.keras")
    assert room.helper.of("scaling")[-1].forgotten
    assert not room.services.scaling.busy


def test_it_is_offered_only_where_pictures_can_tell(page: ContractPage, room: Room) -> None:
    assert page.input.finder.isVisible()
    room.state.guessed(picture_contract("values"), ())
    assert not page.input.finder.isVisible()
    room.state.guessed(table_contract(), ())
    assert not page.input.finder.isVisible()


def test_sample_data_that_speak_for_another_scaling_say_so_and_it_can_be_taken(
    qtbot: QtBot, room: Room, pictures: Path
) -> None:
    page = shown(qtbot, PrecisionPage(room.services))
    room.state.put("precision", "precision", precision="int8")
    room.state.put("calibration", "calibration", source=str(pictures))
    assert room.helper.of("scaling") == []
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    (question,) = room.helper.of("scaling")
    assert question.arguments["wanted"] is False
    question.then(found())
    wait_for(qtbot, page, "another scaling than the chosen one (0 to 255, as they are)")
    press(qtbot, page, "Take -124..151, BGR")
    assert room.state.get("contract", "scaling") == "caffe"
    assert not page.caution.isVisible()


def test_sample_data_that_speak_for_another_order_of_colours_offer_it(qtbot: QtBot, room: Room, pictures: Path) -> None:
    page = shown(qtbot, PrecisionPage(room.services))
    room.state.put("precision", "precision", precision="int8")
    room.state.put("calibration", "calibration", source=str(pictures))
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    best = {"scaling": "0-255", "color": "bgr", "fit": "stretch"}
    room.helper.of("scaling")[-1].then(found(best=best, words="0..255, BGR", other="color"))
    wait_for(qtbot, page, "another order of colours than the chosen one (RGB)")
    press(qtbot, page, "Take 0..255, BGR")
    assert room.state.get("contract", "color") == "bgr"


@pytest.mark.parametrize("answer", [{}, found(other="")])
def test_sample_data_that_agree_or_cannot_tell_say_nothing(
    qtbot: QtBot, room: Room, pictures: Path, answer: dict[str, Any]
) -> None:
    page = shown(qtbot, PrecisionPage(room.services))
    room.state.put("precision", "precision", precision="int8")
    room.state.put("calibration", "calibration", source=str(pictures))
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    room.helper.of("scaling")[-1].then(answer)
    assert not page.caution.isVisible()
    page.check.again()
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    assert len(room.helper.of("scaling")) == 1, "the same pictures are tried once"


def test_the_real_helper_finds_the_scaling_of_the_sample(wizard: Wizard, qtbot: QtBot) -> None:
    wizard.opening.open(SAMPLES / "digits.keras")
    wait_read(qtbot, wizard)
    wizard.state.put("contract", "contract", scaling="0-255")
    wizard.go_to(CONTRACT)
    page = wizard.page
    assert isinstance(page, ContractPage)
    wizard.state.put("calibration", "calibration", source=str(SAMPLES / "digits"))
    click(qtbot, find(page, "Find it with pictures"))
    with qtbot.waitSignal(wizard.services.scaling.found, timeout=READ_MS):
        click(qtbot, find(page, "Use the sample's own pictures"))
    wait_for(qtbot, page, "Found: 0..1, grey")
    assert "20 of 20 right" in words(page.input.finder)
    assert wizard.state.get("contract", "scaling") == "0-1"
    assert wizard.state.get("contract", "checked") == "pictures"
    assert wizard.state.get("contract", "checked_model") == digest_of_model(SAMPLES / "digits.keras")
    assert find(page, "Use the sample's own pictures").hasFocus(), "as before the work that it started"
    click(qtbot, find(page, "Undo"))
    assert wizard.state.table("contract") == {"scaling": "0-255"}
    qtbot.waitUntil(lambda: "Found" not in words(page))
