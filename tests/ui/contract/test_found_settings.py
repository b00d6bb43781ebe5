"""Tests of the settings for boxes and key points on the page "Input and answers"."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget

from builder.contract.choice import ContractChoice
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.words import use_language
from tests.ui.contract.test_contract_page import answer
from tests.ui.contract.test_contract_page import open_page as open_page
from tests.ui.contract.test_contract_page import room as room
from tests.ui.pages_choices import Room, nameless, texts
from tests.ui.test_pages_walk import clashes
from ui.pages.contract import ContractPage
from ui.tasks.contract_choices import choices_of

Open = Callable[..., ContractPage]


def finder(shape: tuple[int, ...], picture: tuple[int, ...] = (1, 640, 640, 3)) -> ModelInfo:
    return ModelInfo(
        kind="tflite", format="tflite", source_bytes=1, source_sha256="0" * 64,
        inputs=(TensorInfo(name="x", shape=picture, dtype="float32"),),
        outputs=(TensorInfo(name="y", shape=shape, dtype="float32"),),
    )  # fmt: skip


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


def seen(page: ContractPage) -> list[QWidget]:
    found = page.output.found
    return [field for field in (found.threshold, found.overlap, found.most) if field.isVisible()]


def test_boxes_are_offered_with_their_certainty_overlap_and_number(open_page: Open, room: Room) -> None:
    page = open_page(finder((1, 84, 8400)))
    found = page.output.found
    assert seen(page) == [found.threshold, found.overlap, found.most]
    assert (found.threshold.value(), found.overlap.value(), found.most.value()) == (25, 45, 100)
    assert "frames around what is found, 80 kinds" in texts(page)
    assert "No labels: what is found is numbered." in texts(page)
    assert nameless(page) == []
    assert clashes(page) == []
    found.threshold.setValue(40)
    found.overlap.setValue(60)
    found.most.setValue(7)
    table = room.state.table("contract")
    assert (table["threshold"], table["overlap"], table["max_boxes"]) == (0.4, 0.6, 7)
    assert "output_kind" not in table or table["output_kind"] is None


def test_its_letters_are_its_own_in_german_too(open_page: Open, german: None) -> None:
    del german
    assert clashes(open_page(finder((1, 84, 8400)))) == []


def test_a_detector_that_drops_overlapping_boxes_itself_has_no_setting_for_it(open_page: Open) -> None:
    page = open_page(finder((1, 300, 6)))
    assert seen(page) == [page.output.found.threshold, page.output.found.most]


def test_points_have_a_certainty_only(open_page: Open) -> None:
    page = open_page(finder((1, 1, 17, 3), (1, 192, 192, 3)))
    assert seen(page) == [page.output.found.threshold]
    assert "17 key points" in texts(page)


def test_other_answers_have_none_of_them_and_boxes_can_be_chosen(open_page: Open, room: Room) -> None:
    page = open_page(finder((1, 100, 6)))
    assert seen(page) == []
    kinds = [page.output.kind.itemData(at) for at in range(page.output.kind.count())]
    assert kinds == ["auto", "boxes", "tensor"]
    page.output.kind.picked.emit("boxes")
    assert room.state.table("contract")["output_kind"] == "boxes"
    answer(room, finder((1, 100, 6)))
    page.output.show_contract(room.state.found.contract)  # type: ignore[arg-type]
    assert page.output.found.most.isVisible()


def test_choices_reproduce_a_detectors_contract() -> None:
    choice = ContractChoice(output_kind="boxes", detector="yolo-end", threshold=0.3, overlap=0.7, max_boxes=9)
    info = finder((1, 100, 6))
    made = guess(info, choice).contract
    again = guess(info, ContractChoice.model_validate(choices_of(made))).contract
    assert again == made
