"""Tests of boxes and key points that are drawn over a picture, and of two answers with boxes side by side."""

from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.detector_shapes import BODY_POINTS
from tests.ui.helpers import words
from ui.tasks.trying.finished_program import Reply
from ui.texts.answer_agreement import agreement
from ui.widgets.trial.answer_view import AnswerView
from ui.widgets.trial.two_answers import TwoAnswers

FINDER = Contract(
    inputs=(ContractInput(name="x", kind="image", dtype="float32", shape=(1, 64, 64, 3)),),
    outputs=(
        ContractOutput(
            name="y", kind="boxes", dtype="float32", shape=(1, 6, 84), detector="yolo-v8", threshold=0.25,
            labels=("cat", "dog"),
        ),
    ),
)  # fmt: skip
BODY = FINDER.model_copy(
    update={
        "outputs": (ContractOutput(name="y", kind="points", dtype="float32", shape=(1, 1, 17, 3), detector="movenet"),)
    }
)
CAT = {"label": "cat", "index": 0, "score": 0.9, "x": 20, "y": 40, "width": 80, "height": 40}
DOG = {"label": "dog", "index": 1, "score": 0.4, "x": 150, "y": 20, "width": 40, "height": 60}


def answer(*boxes: dict[str, Any], **more: Any) -> dict[str, Any]:
    outputs = {"y": {"shape": [1, 6, 84], "dtype": "float32"}}
    return {"file": "x", "ms": 1.0, "top": [], "outputs": outputs, **(more or {"boxes": list(boxes)})}


def picture(folder: Path, size: tuple[int, int] = (200, 100)) -> Path:
    path = folder / "scene.png"
    Image.new("RGB", size, "#808080").save(path)
    return path


def shown_view(qtbot: QtBot, found: dict[str, Any], contract: Contract, file: Path, **more: Any) -> AnswerView:
    view = AnswerView()
    qtbot.addWidget(view)
    view.show_answer(found, contract, file, **more)
    view.show()
    return view


def test_boxes_are_drawn_where_they_are_and_counted_by_name(qtbot: QtBot, tmp_path: Path) -> None:
    view = shown_view(qtbot, answer(CAT, DOG), FINDER, picture(tmp_path))
    found = view.found
    assert found is not None
    drawn = found.drawing.grab().toImage()
    scale = drawn.width() / 200
    left_edge = drawn.pixelColor(round(20 * scale), round(60 * scale))
    assert left_edge.blue() > left_edge.red() + 60, "the frame of class 0"
    middle, beside = drawn.pixelColor(round(60 * scale), round(60 * scale)), drawn.pixelColor(5, round(60 * scale))
    assert middle == beside == QColor("#808080")
    assert found.spoken() == "Found: cat 90%, dog 40%"
    assert "cat: 1" in words(view)
    assert "dog: 1" in words(view)
    assert "float32" not in words(view), "the raw numbers are not shown beside the picture"


def test_the_slider_leaves_out_what_is_less_certain(qtbot: QtBot, tmp_path: Path) -> None:
    view = shown_view(qtbot, answer(CAT, DOG), FINDER, picture(tmp_path))
    assert view.found is not None
    assert "From 25% on" in words(view)
    with qtbot.waitSignal(view.certainty_changed) as changed:
        view.found.slider.setValue(50)
    assert changed.args == [50]
    assert view.found.spoken() == "Found: cat 90%"
    view.found.slider.setValue(95)
    qtbot.waitUntil(lambda: "Nothing was found." in words(view))


def test_places_are_those_of_the_picture_that_was_answered_and_not_of_its_small_copy(
    qtbot: QtBot, tmp_path: Path
) -> None:
    view = shown_view(qtbot, answer(CAT), FINDER, picture(tmp_path, (100, 50)), extent=(200, 100))
    assert view.found is not None
    assert view.found.drawing.extent == (200, 100)


def test_a_picture_that_is_turned_by_its_own_remark_has_the_turned_size(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (200, 100)).save(path, exif=turned)
    view = shown_view(qtbot, answer(CAT), FINDER, path)
    assert view.found is not None
    assert view.found.drawing.extent == (100, 200)


def test_key_points_are_drawn_from_the_threshold_on(qtbot: QtBot, tmp_path: Path) -> None:
    points = [{"name": name, "x": 10.0 + 10 * at, "y": 50.0, "score": 0.9 if at < 5 else 0.1}
              for at, name in enumerate(BODY_POINTS)]  # fmt: skip
    view = shown_view(qtbot, answer(points=points), BODY, picture(tmp_path))
    assert view.found is not None
    drawn = view.found.drawing.grab().toImage()
    scale = drawn.width() / 200
    first, last = (drawn.pixelColor(round(x * scale), round(50 * scale)) for x in (10, 170))
    assert first.blue() > first.red() + 60
    assert last == QColor("#808080")
    assert view.found.spoken() == "5 key points"
    assert not view.found.slider.isVisible()


def test_two_answers_show_boxes_from_the_same_certainty_on_and_say_how_many_are_the_same(
    qtbot: QtBot, tmp_path: Path
) -> None:
    both = TwoAnswers(FINDER, "1 MB", "1 MB")
    qtbot.addWidget(both)
    both.begin(picture(tmp_path), is_picture=True)
    both.show_original(Reply(answer(CAT, DOG), 0.1))
    both.show_program(Reply(answer(CAT), 0.1))
    both.show()
    ours, theirs = both.program.view.found, both.original.view.found
    assert ours is not None
    assert theirs is not None
    assert both.agreement is not None
    assert (both.agreement.same, both.agreement.words) == (False, "1 of 2 boxes the same")
    qtbot.keyClick(ours.slider, Qt.Key.Key_End)
    assert theirs.certainty == ours.certainty == 99


def test_nothing_on_either_side_is_the_same_answer() -> None:
    found = agreement(answer(), answer(), FINDER)
    assert found is not None
    assert (found.same, found.words) == (True, "Nothing was found on either side")
