"""Tests of the page about precision and sample data."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QRadioButton, QSpinBox
from pytestqt.qtbot import QtBot

from tests.ui.pages_choices import (
    Room,
    answer_about_pictures,
    control,
    drag,
    errors,
    fields,
    make_room,
    nameless,
    picture_contract,
    picture_model,
    press,
    read_in,
    refusal,
    shown,
    table_contract,
    texts,
)
from ui.pages.precision import PrecisionPage
from ui.texts.job_sentences import sentences


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    return make_room(tmp_path)


@pytest.fixture
def page(qtbot: QtBot, room: Room) -> PrecisionPage:
    read_in(room)
    return shown(qtbot, PrecisionPage(room.services))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures of flowers"
    folder.mkdir()
    Image.new("RGB", (8, 8), "red").save(folder / "a.png")
    return folder


def calibrate(room: Room, source: Path | str) -> None:
    room.state.put("precision", "precision", precision="int8")
    room.state.put("calibration", "calibration", source=str(source))


def test_each_precision_has_a_card_with_its_size(page: PrecisionPage) -> None:
    words = texts(page)
    for title in ("Program: about 16 MB", "Program: about 12 MB", "26% smaller", "float16 post-training quantization"):
        assert title in words
    assert control(page, "Exact", QRadioButton).isChecked()
    assert "Program: about 12 MB. 26% smaller" in control(page, "Slightly rounded").accessibleDescription()


def test_every_control_has_a_name(page: PrecisionPage, room: Room, pictures: Path) -> None:
    calibrate(room, pictures)
    page.data.more.set_open(True)
    page.experts.set_open(True)
    assert nameless(page) == []


def test_a_choice_by_the_keyboard_goes_into_the_job(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    press(qtbot, page, "Slightly rounded")
    assert room.state.precision == "float16"
    chosen = [name for name, card in page.cards.items() if card.is_chosen]
    assert chosen == ["float16"]
    assert errors(page) == []
    assert page.note() == "float16"
    press(qtbot, page, "Exact")
    assert room.state.get("precision", "precision") == "float32"


def test_a_click_anywhere_on_a_card_chooses_it(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.cards["int8-weights"], Qt.MouseButton.LeftButton)
    assert room.state.precision == "int8-weights"


def test_tab_reaches_the_cards_before_what_is_below_them(page: PrecisionPage, qtbot: QtBot) -> None:
    page.focus_first()
    order = []
    for _ in range(6):
        focus = page.window().focusWidget()
        assert focus is not None
        order.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert order == ["Exact", "Slightly rounded", "Coarsely rounded", "Rounded while running", "Whole numbers only",
                     "For experts"]  # fmt: skip


def test_the_recommended_card_says_why(page: PrecisionPage, room: Room) -> None:
    card = page.cards["int8-weights"]
    assert card.badge.text() == "Recommended"
    assert "sample data" in card.badge.toolTip()
    assert "Recommended: " in card.mark.accessibleDescription()
    assert card.why.isVisible()
    room.state.inspected(picture_model(20_000))
    assert not card.badge.isVisible()
    assert page.cards["float32"].badge.isVisible()
    assert "Only 84 KB of the program is the model" in texts(page)


def test_sizes_are_left_out_where_they_are_not_known(page: PrecisionPage, room: Room) -> None:
    room.state.inspected(picture_model(None))
    assert "about" not in texts(page.cards["float32"])
    assert not page.cards["float32"].bar.isVisible()


def test_a_tflite_file_stays_as_it_is_by_default(page: PrecisionPage, room: Room) -> None:
    room.state.inspected(picture_model(kind="tflite", format="tflite", source_bytes=9_400_000))
    assert control(page, "As it is").isChecked()
    assert "Program: about 16 MB" in texts(page.cards["float32"])
    assert page.note() == "as it is"
    assert page.cards["int8"].mark.isEnabled()


def test_a_model_that_is_rounded_already_shows_one_card_that_says_so(
    page: PrecisionPage, room: Room, qtbot: QtBot
) -> None:
    room.state.inspected(picture_model(kind="tflite", format="tflite", weight_types=("int8",)))
    assert [name for name, card in page.cards.items() if card.isVisible()] == ["float32"]
    assert "This model is rounded already. It goes into the program unchanged" in texts(page.cards["float32"])
    assert not page.compare.isVisible()
    assert not page.experts.isVisible()
    assert errors(page) == []
    page.focus_first()
    assert control(page, "As it is").hasFocus()
    room.state.put("precision", "precision", precision="float16")  # as a job may say it
    assert errors(page) == ["This model is rounded already, and cannot become: Slightly rounded"]
    assert fields(page) == ["precision.precision"]
    page.focus_first()
    press(qtbot, page, "As it is")
    assert errors(page) == []
    room.state.inspected(picture_model())
    assert page.cards["float16"].isVisible()
    assert page.compare.isVisible()


def test_no_card_promises_what_the_program_does_not_gain(page: PrecisionPage, room: Room) -> None:
    room.state.inspected(picture_model(100_000))
    shown = [card for name, card in page.cards.items() if card.isVisible() and name != "float32"]
    assert len(shown) == 4
    for card in shown:
        assert "Nothing to gain here." in texts(card)
        assert "Program: about 7.8 MB" in texts(card) or "Program: about 7.9 MB" in texts(card)
        assert "Nothing to gain here" in card.mark.accessibleDescription()
    room.state.choose_products([{"product": "model"}])
    assert "Model file: about 210 KB\nHalf the size." in texts(page.cards["float16"])


def test_experts_find_more_behind_a_fold(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    assert not page.cards["int4-weights"].isVisible()
    press(qtbot, page, "For experts")
    press(qtbot, page, "Very coarsely rounded")
    assert room.state.precision == "int4-weights"


def test_a_job_with_an_expert_precision_opens_the_fold(qtbot: QtBot, room: Room) -> None:
    read_in(room)
    room.state.put("precision", "precision", precision="int8x16")
    page = shown(qtbot, PrecisionPage(room.services))
    assert page.cards["int8x16"].isVisible()
    assert page.data.isVisible()


def test_what_an_expert_folds_stays_folded(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    room.state.put("precision", "precision", precision="int4-weights")
    press(qtbot, page, "For experts")
    room.state.put("contract", "contract", scaling="pm1")
    assert not page.experts.is_open


def test_a_precision_that_nobody_knows_is_told(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    room.state.put("precision", "precision", precision="int9")
    assert errors(page) == ["The job asks for a precision that is not known: int9"]
    page.focus_first()
    press(qtbot, page, "Exact")
    assert errors(page) == []


def test_pressing_the_chosen_card_again_leaves_it_chosen(page: PrecisionPage, qtbot: QtBot) -> None:
    press(qtbot, page, "Exact")
    assert page.cards["float32"].is_chosen


def test_the_pictures_that_the_scaling_was_found_with_are_offered(
    page: PrecisionPage, room: Room, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "R&D").mkdir()
    press(qtbot, page, "Whole numbers only")
    assert not page.data.offered.isVisible()
    room.state.found.scaling_folder = tmp_path / "R&D"
    page.entered()
    press(qtbot, page, "Use the pictures of R&D")
    assert room.state.get("calibration", "source") == str(tmp_path / "R&D")
    assert not page.data.offered.isVisible()


def test_whole_numbers_need_sample_data(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    assert not page.data.isVisible()
    press(qtbot, page, "Whole numbers only")
    assert page.data.isVisible()
    assert errors(page) == ["Whole numbers only needs sample data"]
    assert page.note() == "int8"
    assert "Drop a folder of pictures here" in texts(page)
    assert room.helper.of("calibration") == []


def test_dropped_pictures_are_looked_at_and_counted(
    page: PrecisionPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    press(qtbot, page, "Whole numbers only")
    drag(page.data.drop, pictures)
    (question,) = room.helper.of("calibration")
    expected = {"source": str(pictures), "samples": 200, "seed": 0, "contract": {}}
    assert question.arguments == expected
    assert errors(page) == ["The sample data are being checked"]
    assert control(page, "The sample data are being checked", QProgressBar).maximum() == 0
    assert question.progress is not None
    question.progress(12, 200, "whatever")
    assert "Reading pictures, 12 of 200" in texts(page)
    assert control(page, "The sample data are being checked", QProgressBar).value() == 12
    with qtbot.waitSignal(page.changed):
        question.then(answer_about_pictures())
    assert "200 of 1,340 pictures, values from 0 to 1, mean 0.13" in texts(page)
    assert errors(page) == []
    assert page.note() == "int8, 200 pictures"
    assert room.state.found.calibration is not None


def test_a_dropped_picture_stands_for_its_folder(page: PrecisionPage, room: Room, qtbot: QtBot, pictures: Path) -> None:
    press(qtbot, page, "Whole numbers only")
    drag(page.data.drop, pictures / "a.png")
    assert room.state.get("calibration", "source") == str(pictures)


def test_pictures_are_shown_as_the_model_sees_them(
    page: PrecisionPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    calibrate(room, pictures)
    room.helper.of("calibration")[-1].then(answer_about_pictures(thumbnails=[str(pictures / "a.png")]))
    qtbot.waitUntil(lambda: page.data.thumbnails.findChildren(QLabel)[0].isVisible())
    picture = control(page, "Picture 1 of 1, as the model sees it", QLabel)
    assert not picture.pixmap().isNull()
    qtbot.waitUntil(lambda: picture.width() == 72)  # the layout is done with the next events


def test_warnings_of_the_helper_are_shown_and_do_not_block(page: PrecisionPage, room: Room, pictures: Path) -> None:
    calibrate(room, pictures)
    warning = {"field": "calibration.source", "level": "warning", "message": "There are only 40 samples"}
    room.helper.of("calibration")[-1].then(answer_about_pictures(used=40, available=40, warnings=[warning]))
    assert "There are only 40 samples." in texts(page)
    assert "40 pictures, values" in texts(page)
    assert errors(page) == []


def test_refused_data_block_and_can_be_tried_again(
    page: PrecisionPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    calibrate(room, pictures)
    room.helper.of("calibration")[-1].otherwise(refusal("There are no pictures in it"))
    assert "There are no pictures in it." in texts(page)
    assert errors(page) == ["There are no pictures in it"]
    page.entered()
    assert len(room.helper.of("calibration")) == 1, "what was refused is not asked again by itself"
    press(qtbot, page, "Try again")
    assert len(room.helper.of("calibration")) == 2
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    assert errors(page) == []


def test_the_same_choice_is_asked_about_once(page: PrecisionPage, room: Room, pictures: Path) -> None:
    calibrate(room, pictures)
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    page.left()
    page.entered()
    room.state.put("precision", "precision", precision="float16")
    room.state.put("precision", "precision", precision="int8")
    assert len(room.helper.of("calibration")) == 1
    assert page.check.answer is not None


def test_another_number_of_samples_is_asked_about_once(
    page: PrecisionPage, room: Room, qtbot: QtBot, pictures: Path
) -> None:
    calibrate(room, pictures)
    first = room.helper.of("calibration")[-1]
    number = control(page, "Number of samples", QSpinBox)
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, "600")
    qtbot.keyClick(number, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: len(room.helper.of("calibration")) == 2)
    assert first.forgotten
    assert room.helper.of("calibration")[-1].arguments["samples"] == 610
    assert "More than 500 rarely helps" in texts(page)


def test_another_contract_makes_the_answer_stale(page: PrecisionPage, room: Room, pictures: Path) -> None:
    calibrate(room, pictures)
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    page.left()
    room.state.put("contract", "contract", scaling="pm1")
    assert room.state.found.calibration is None
    assert len(room.helper.of("calibration")) == 1, "nobody looks at the page"
    page.entered()
    assert room.helper.of("calibration")[-1].arguments["contract"] == {"scaling": "pm1"}


def test_a_late_answer_to_an_old_question_is_not_wanted(page: PrecisionPage, room: Room, pictures: Path) -> None:
    calibrate(room, pictures)
    room.state.put("precision", "precision", precision="float16")
    assert room.helper.of("calibration")[-1].forgotten
    assert errors(page) == []


def test_data_that_are_gone_are_named(page: PrecisionPage, room: Room, tmp_path: Path) -> None:
    calibrate(room, tmp_path / "long gone")
    assert errors(page) == ["The sample data long gone are not there any more"]
    assert room.helper.of("calibration") == []


def test_the_stubborn_can_use_random_numbers(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    press(qtbot, page, "Whole numbers only")
    press(qtbot, page, "More")
    press(qtbot, page, "Use random numbers instead")
    assert room.state.get("calibration", "source") == "random"
    assert errors(page) == []
    assert "answers may become much worse" in texts(page)
    assert page.note() == "int8, random numbers"
    assert room.helper.of("calibration") == []
    press(qtbot, page, "Use real sample data")
    assert fields(page) == ["calibration.source"]


def test_the_bundled_sample_brings_its_own_pictures(qtbot: QtBot, room: Room) -> None:
    room.state.choose_sample()
    room.state.guessed(picture_contract(), ())
    room.state.inspected(picture_model(15_714))
    page = shown(qtbot, PrecisionPage(room.services))
    press(qtbot, page, "Whole numbers only")
    assert "The sample's own pictures" in texts(page)
    assert len(room.helper.of("calibration")) == 1


@pytest.mark.parametrize(
    ("kind", "shape", "words", "first", "other"),
    [
        ("table", (1, 4), "Drop a table (.csv) here", "Choose file...", "Choose a folder instead..."),
        ("tensor", (1, 4), "Drop a table (.csv) here", "Choose file...", "Choose a folder instead..."),
        ("audio", (1, 8000), "Drop a folder of sounds here", "Choose folder...", "Choose a file instead..."),
        ("tensor", (1, 4, 3), "Drop a table (.csv) here", "Choose file...", "Choose a folder instead..."),
        ("tensor", (1, 4, 3, 2), "Drop an .npy or .npz file here", "Choose file...", "Choose a folder instead..."),
    ],
)
def test_models_of_other_things_are_asked_for_what_they_take(
    page: PrecisionPage, room: Room, kind: str, shape: tuple[int, ...], words: str, first: str, other: str
) -> None:
    contract = table_contract()
    entry = contract.inputs[0].model_copy(update={"kind": kind, "shape": shape})
    room.state.guessed(contract.model_copy(update={"inputs": (entry,)}), ())
    room.state.put("precision", "precision", precision="int8")
    assert words in texts(page)
    assert page.data.drop.browse.accessibleName() == first
    assert control(page, other).isVisible()


@pytest.mark.parametrize(("name", "taken"), [("rows.csv", "rows.csv"), ("ROWS.NPZ", "ROWS.NPZ"), ("a.wav", "")])
def test_a_dropped_table_is_taken_itself_and_a_dropped_sound_stands_for_its_folder(
    page: PrecisionPage, room: Room, qtbot: QtBot, pictures: Path, name: str, taken: str
) -> None:
    press(qtbot, page, "Whole numbers only")
    (pictures / name).write_bytes(b"")
    drag(page.data.drop, pictures / name)
    assert room.state.get("calibration", "source") == str(pictures / taken)


def test_what_was_done_to_make_arrays_fit_is_said(page: PrecisionPage, room: Room, pictures: Path) -> None:
    calibrate(room, pictures)
    note = "The sample data for x are float64 and are read as float32, which the model takes."
    room.helper.of("calibration")[-1].then(answer_about_pictures(notes=[note], pictures=False))
    assert note in texts(page)


def test_a_page_that_is_made_anew_shows_what_was_found_before(qtbot: QtBot, room: Room, pictures: Path) -> None:
    read_in(room)
    calibrate(room, pictures)
    first = shown(qtbot, PrecisionPage(room.services))
    room.helper.of("calibration")[-1].then(answer_about_pictures())
    first.hide()
    second = shown(qtbot, PrecisionPage(room.services))
    assert "200 of 1,340 pictures" in texts(second)
    assert len(room.helper.of("calibration")) == 1


def test_a_page_that_goes_away_takes_its_question_along(qtbot: QtBot, room: Room, pictures: Path) -> None:
    read_in(room)
    calibrate(room, pictures)
    page = PrecisionPage(room.services)
    page.entered()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
    assert room.helper.of("calibration")[-1].forgotten
    room.state.put("precision", "precision", precision="float16")  # nobody listens, and nothing breaks


def test_the_summary_says_the_size_of_what_is_made_and_what_is_gained(page: PrecisionPage, room: Room) -> None:
    said = dict(sentences(room.state, None))
    assert said["Precision"] == "Exact (float32)"
    assert "about 16 MB" in said["You get"]
    room.state.put("precision", "precision", precision="float16")
    said = dict(sentences(room.state, None))
    assert said["Precision"] == "Slightly rounded (float16). 26% smaller."
    assert "about 12 MB" in said["You get"]
    room.state.inspected(picture_model(100_000))
    assert dict(sentences(room.state, None))["Precision"] == "Slightly rounded (float16). Nothing to gain here."
    room.state.choose_products([{"product": "model"}])
    said = dict(sentences(room.state, None))
    assert said["Precision"] == "Slightly rounded (float16). Half the size."
    assert said["You get"].endswith("about 210 KB")
    room.state.inspected(picture_model(None))
    assert dict(sentences(room.state, None))["Precision"] == "Slightly rounded (float16)"
