"""Tests of the page "Input and answers": what it shows for which model, and the choices that it sets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract
from builder.contract.file_facts import FileFacts, FoundLabels
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo, TensorInfo
from tests.ui.conftest import MakeWindow
from tests.ui.layout_faults import settled_faults
from tests.ui.pages_choices import Room, control, errors, fields, make_room, nameless, press, shown, texts
from tests.ui.test_pages_walk import clashes, controls, in_reading_order, name_of, walk
from ui.pages.contract import ContractPage
from ui.shell.page_set import CONTRACT
from ui.tasks.contract_choices import choices_of

Open = Callable[..., ContractPage]
SOUND = {"input_kind": "audio", "sample_rate": 22050}
TABLE = {
    "input_kind": "table", "columns": ["acid", "sugar", "pH"], "output_kind": "values", "units": ["EUR"],
    "mean": [1.0, 2.0, 3.0], "std": [2.0],
}  # fmt: skip


def model(shape: tuple[int, ...], answer: tuple[int, ...], activation: str = "linear") -> ModelInfo:
    return ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256="0" * 64, final_activation=activation,
        inputs=(TensorInfo(name="x", shape=shape, dtype="float32"),),
        outputs=(TensorInfo(name="y", shape=answer, dtype="float32"),),
    )  # fmt: skip


LISTENER = model((1, 16000), (1, 3), "softmax")
TASTER = model((1, 3), (1, 2))
CLASSIFIER = model((1, 64, 64, 3), (1, 5), "softmax")
PAINTER = model((1, 64, 64, 1), (1, 64, 64, 1), "sigmoid")


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    return make_room(tmp_path)


def answer(room: Room, info: ModelInfo) -> None:
    """The helper's part: the contract that the choices lead to."""
    made = guess(info, ContractChoice.model_validate(room.state.table("contract")))
    room.state.guessed(made.contract, made.warnings)


@pytest.fixture
def open_page(room: Room, qtbot: QtBot) -> Open:
    def opened(info: ModelInfo, **choices: Any) -> ContractPage:
        room.state.choose_model(room.folder / "model.keras")
        room.state.draft.tables["contract"] = dict(choices)
        room.state.inspected(info)
        answer(room, info)
        return shown(qtbot, ContractPage(room.services))

    return opened


def pick(page: QWidget, name: str, words: str) -> None:
    """Chooses from a list as the user does, by its words."""
    box = control(page, name, QComboBox)
    at = box.findText(words)
    assert at >= 0, [box.itemText(each) for each in range(box.count())]
    box.setCurrentIndex(at)
    box.activated.emit(at)


def write(qtbot: QtBot, field: QLineEdit, words: str) -> None:
    """Types into a field, in place of what stands there, and goes on by Enter."""
    field.selectAll()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def rate_line(page: ContractPage) -> QLineEdit:
    line = control(page, "Sample rate in Hz", QComboBox).lineEdit()
    assert line is not None
    return line


def entries(box: QComboBox) -> list[str]:
    return [box.itemText(at) for at in range(box.count())]


@pytest.mark.parametrize(
    ("info", "choices", "there", "absent"),
    [
        (LISTENER, SOUND, {"rate", "kind", "labels"}, {"columns", "mean", "scaling", "units", "names"}),
        (TASTER, TABLE, {"columns", "mean", "std", "kind", "units", "names"}, {"rate", "scaling", "color", "labels"}),
        (CLASSIFIER, {}, {"scaling", "color", "fit", "kind", "labels"}, {"rate", "columns", "mean", "units", "names"}),
        (PAINTER, {}, {"scaling", "fit", "kind", "labels"}, {"rate", "columns", "color", "units", "names"}),
        (PAINTER, {"output_kind": "picture"}, {"kind"}, {"labels", "names", "units"}),
        (model((1, 3, 7, 2), (1, 3, 7)), {}, set(), {"rate", "columns", "mean", "kind", "labels", "names", "units"}),
        (model((1, 6, 3), (1, 1)), {}, {"columns", "mean", "std", "scaler", "units"}, {"rate", "scaling", "color"}),
    ],
)
def test_only_what_applies_to_the_model_is_shown(
    open_page: Open, info: ModelInfo, choices: dict[str, Any], there: set[str], absent: set[str]
) -> None:
    page = open_page(info, **choices)
    parts: dict[str, QWidget] = {
        **{
            name: getattr(page.input, name)
            for name in ("rate", "columns", "mean", "std", "scaler", "scaling", "color", "fit")
        },
        **{name: getattr(page.output, name) for name in ("kind", "units", "labels", "names")},
    }
    visible = {name for name, part in parts.items() if part.isVisible()}
    assert there <= visible
    assert absent & visible == set()
    assert nameless(page) == []


def test_a_rate_is_chosen_or_typed(open_page: Open, room: Room, qtbot: QtBot) -> None:
    page = open_page(LISTENER, input_kind="audio")
    assert entries(page.input.rate) == ["8000", "16000", "22050", "44100", "48000"]
    pick(page, "Sample rate in Hz", "44100")
    assert room.state.get("contract", "sample_rate") == 44100
    write(qtbot, rate_line(page), "11025")
    assert room.state.get("contract", "sample_rate") == 11025
    qtbot.waitUntil(lambda: room.helper.of("guess") != [])
    answer(room, LISTENER)
    assert "sound, 1.45 s, 11025 Hz" in texts(page)


@pytest.mark.parametrize("part", ["scaling", "color", "fit"])
def test_what_was_checked_is_forgotten_with_the_choice_that_it_was_checked_with(
    open_page: Open, room: Room, part: str
) -> None:
    page = open_page(CLASSIFIER, scaling="pm1", color="rgb", fit="stretch", checked="eye")
    box: QComboBox = getattr(page.input, part)
    box.activated.emit(box.currentIndex())  # the same again
    assert room.state.get("contract", "checked") == "eye"
    box.activated.emit((box.currentIndex() + 1) % box.count())
    assert room.state.get("contract", "checked") is None


@pytest.mark.parametrize("typed", ["16", "9000000", "16 kHz", "", "-8000", "١٦٠٠٠", "1" * 30])
def test_a_rate_that_no_sound_has_keeps_the_user_here_until_it_is_mended(
    open_page: Open, room: Room, qtbot: QtBot, typed: str
) -> None:
    page = open_page(LISTENER, **SOUND)
    line = rate_line(page)
    line.setText(typed)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "from 1000 to 768000" in texts(page)
    assert fields(page) == ["contract.sample_rate"]
    assert room.state.get("contract", "sample_rate") == 22050
    write(qtbot, line, "8000")
    assert errors(page) == []
    assert room.state.get("contract", "sample_rate") == 8000


def test_another_kind_of_input_forgets_what_was_said_about_the_old_one(open_page: Open, room: Room) -> None:
    page = open_page(TASTER, **TABLE)
    pick(page, "Kind of input", "Numbers")
    kept = {"input_kind": "tensor", "output_kind": "values", "units": ["EUR"]}
    assert room.state.table("contract") == kept


def test_columns_come_from_the_header_of_a_table(
    open_page: Open, room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "wine.csv"
    table.write_text("acid;sugar;pH\n1,5;2;3\n", encoding="utf-8")
    monkeypatch.setattr("ui.widgets.dialogs.choose_file", lambda *_args: table)
    page = open_page(TASTER, input_kind="table")
    assert "The 3 columns have no names." in texts(page)
    press(qtbot, page, "Column names from a CSV file...")
    assert room.state.get("contract", "columns") == ["acid", "sugar", "pH"]
    answer(room, TASTER)
    assert "3 columns: acid, sugar, pH" in texts(page)
    press(qtbot, page, "Without column names")
    assert room.state.get("contract", "columns") is None


def test_a_table_with_more_columns_lets_the_user_leave_some_out(
    open_page: Open, room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "wine.csv"
    table.write_text("acid,sugar,pH,quality\n1,2,3,4\n", encoding="utf-8")
    monkeypatch.setattr("ui.widgets.dialogs.choose_file", lambda *_args: table)
    page = open_page(TASTER, input_kind="table")
    press(qtbot, page, "Column names from a CSV file...")
    assert "4 of 3 columns" in texts(page)
    assert not control(page, "Use these column names").isEnabled()
    editor = control(page, "Column names, one per line", QPlainTextEdit)
    editor.setPlainText("acid\nacid\npH")
    press(qtbot, page, "Use these column names")
    assert "Every column needs its own name." in texts(page)
    assert room.state.get("contract", "columns") is None
    editor.setPlainText("acid\nsugar\npH\n")
    press(qtbot, page, "Use these column names")
    assert room.state.get("contract", "columns") == ["acid", "sugar", "pH"]


@pytest.mark.parametrize(("content", "words"), [(b"1,2,3\n", "does not name its columns"), (None, "cannot be read")])
def test_a_table_without_a_header_says_so(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot, content: bytes | None, words: str
) -> None:
    table = tmp_path / "wine.csv"
    if content:
        table.write_bytes(content)
    monkeypatch.setattr("ui.widgets.dialogs.choose_file", lambda *_args: table)
    page = open_page(TASTER, input_kind="table")
    press(qtbot, page, "Column names from a CSV file...")
    assert words in texts(page)


@pytest.mark.parametrize(
    ("info", "kinds"),
    [
        (CLASSIFIER, ["As guessed", "Classes", "Several at once", "Numbers", "As they are"]),
        (PAINTER, ["As guessed", "A picture", "A mask", "As they are"]),
        (model((1, 3), (1, 1)), ["As guessed", "Classes", "Several at once", "Numbers", "As they are"]),
    ],
)
def test_only_kinds_that_the_shape_can_be_are_offered(open_page: Open, info: ModelInfo, kinds: list[str]) -> None:
    assert entries(control(open_page(info), "Kind of answers", QComboBox)) == kinds


def test_a_kind_of_answers_that_is_chosen_takes_only_what_fits_along(
    open_page: Open, room: Room, tmp_path: Path
) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("a\nb\nc\nd\ne\n", encoding="utf-8")
    page = open_page(CLASSIFIER, labels=str(labels))
    pick(page, "Kind of answers", "Numbers")
    answer(room, CLASSIFIER)
    assert room.state.table("contract") == {"labels": str(labels), "output_kind": "values"}
    assert "5 names: a, b, c, d, e" in texts(page)
    page.output.units.setText("m")
    page.output.units.setModified(True)
    page.output.units.editingFinished.emit()
    assert room.state.get("contract", "units") == ["m"]
    pick(page, "Kind of answers", "As they are")
    assert room.state.table("contract") == {"output_kind": "tensor"}
    answer(room, CLASSIFIER)
    assert not page.output.labels.isVisible()
    pick(page, "Kind of answers", "As guessed")
    assert room.state.table("contract") == {}


def test_units_are_typed_one_for_all_or_one_each(open_page: Open, room: Room, qtbot: QtBot) -> None:
    page = open_page(TASTER, input_kind="table")
    field = control(page, "Units", QLineEdit)
    write(qtbot, field, "EUR, m²")
    assert room.state.table("contract") == {"input_kind": "table", "output_kind": "values", "units": ["EUR", "m²"]}
    answer(room, TASTER)
    assert "2 values in EUR, m²" in texts(page)
    write(qtbot, field, "EUR, m, s")
    assert errors(page) == ["One unit for all, or 2: one for each number"]
    assert room.state.get("contract", "units") == ["EUR", "m²"]
    write(qtbot, field, "kg")
    assert errors(page) == []
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert room.state.get("contract", "units") is None


def test_another_model_forgets_what_was_typed_wrong(open_page: Open, room: Room, qtbot: QtBot) -> None:
    page = open_page(TASTER, input_kind="table")
    write(qtbot, control(page, "Units", QLineEdit), "EUR, m, s")
    write(qtbot, control(page, "Mean", QLineEdit), "much")
    page.input.columns.propose(["a"])
    assert len(errors(page)) == 2
    room.state.choose_model(room.folder / "other.keras")
    room.state.inspected(TASTER)
    answer(room, TASTER)
    page.focus_first()
    assert errors(page) == []
    assert not page.input.columns.editor.isVisible()
    assert {page.output.units.property("wrong"), page.input.mean.property("wrong")} == {"false"}


def test_numbers_that_get_names_stay_numbers(open_page: Open, room: Room, qtbot: QtBot) -> None:
    page = open_page(TASTER, input_kind="table")
    press(qtbot, page, "Type or paste names")
    control(page, "Names of the numbers, one per line", QPlainTextEdit).setPlainText("price\narea")
    press(qtbot, page, "Use these names")
    answer(room, TASTER)
    output = room.state.found.contract.outputs[0] if room.state.found.contract else None
    assert output is not None
    assert (output.kind, output.labels) == ("values", ("price", "area"))


def test_passing_by_with_tab_changes_nothing(open_page: Open, room: Room, qtbot: QtBot) -> None:
    for info, choices in ((TASTER, TABLE), (TASTER, {"input_kind": "table"}), (LISTENER, SOUND)):
        page = open_page(info, **choices)
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.focus_first()
        reached = walk(qtbot, page)
        assert {page.output.units, page.input.mean} <= {*reached} or info is LISTENER
        assert room.state.table("contract") == choices
        page.close()


@pytest.mark.parametrize(
    ("button", "kind"),
    [("Yes, a picture", "picture"), ("No, a mask: it shows what is where", "mask"), ("No, just numbers", "tensor")],
)
def test_what_may_be_a_picture_is_asked_about_once(
    open_page: Open, room: Room, qtbot: QtBot, button: str, kind: str
) -> None:
    page = open_page(PAINTER, scaling="0-1")
    assert page.picture_question.isVisible()
    assert texts(page).count("may be a mask or a grey picture") == 1
    asked = control(page, button)
    room.services.inspection.changed.emit()  # as progress does
    assert control(page, button) is asked
    assert nameless(page) == []
    press(qtbot, page, button)
    assert room.state.get("contract", "output_kind") == kind
    answer(room, PAINTER)
    qtbot.waitUntil(lambda: not page.picture_question.isVisible())
    assert "may be a mask" not in texts(page)


def test_noise_is_told_from_numbers_that_are_given(open_page: Open) -> None:
    page = open_page(model((1, 100), (1, 64, 64, 3), "tanh"))
    assert "noise: 100 numbers that a seed makes" in texts(page)
    assert not page.kind_question.isVisible()
    assert not page.picture_question.isVisible()


def test_a_warning_that_goes_moves_nothing_that_is_seen(open_page: Open, room: Room, qtbot: QtBot) -> None:
    page = open_page(CLASSIFIER)
    page.resize(860, 400)
    bar = page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200 and "It is not known" in texts(page))
    bar.setValue(200)
    place = page.trial.mapTo(page, QPoint(0, 0))
    room.state.put("contract", "contract", scaling="pm1")
    answer(room, CLASSIFIER)
    qtbot.waitUntil(lambda: "It is not known" not in texts(page))
    qtbot.waitUntil(lambda: bar.value() < 200 and page.trial.mapTo(page, QPoint(0, 0)) == place)


def test_how_a_pictures_numbers_become_pixels_is_chosen_and_another_way_stays(open_page: Open, room: Room) -> None:
    page = open_page(PAINTER, output_kind="picture")
    box = control(page, "Values of the picture", QComboBox)
    assert (box.currentText(), box.count()) == ("As guessed", 4)
    pick(page, "Values of the picture", "-1 to 1")
    answer(room, PAINTER)
    contract = room.state.found.contract
    assert contract is not None
    assert (contract.outputs[0].mean, contract.outputs[0].std) == ((127.5,), (127.5,))
    assert box.currentText() == "-1 to 1"
    room.state.put("contract", "contract", output_mean=[9.0], output_std=[3.0])
    answer(room, PAINTER)
    assert (box.currentText(), box.count()) == ("Own mean and spread", 5)
    pick(page, "Values of the picture", "Own mean and spread")
    assert room.state.get("contract", "output_mean") == [9.0]
    pick(page, "Kind of answers", "A mask")
    assert room.state.table("contract") == {"output_kind": "mask"}


@pytest.mark.parametrize(
    ("info", "choices", "names"),
    [
        (LISTENER, SOUND | {"hop_seconds": 0.25, "top": 2}, 3),
        (LISTENER, SOUND | {"output_kind": "labels", "threshold": 0.75}, 0),
        (TASTER, TABLE, 2),
        (TASTER, {"input_kind": "table", "output_kind": "tensor"}, 0),
        (CLASSIFIER, {"scaling": "caffe", "fit": "crop"}, 5),
        (CLASSIFIER, {"mean": [1.0, 2.0, 3.0], "output_kind": "values", "units": ["m"]}, 0),
        (model((1, 64), (1, 32, 32, 3), "tanh"), {"input_kind": "tensor", "noise": "uniform"}, 0),
        (model((1, 64), (1, 32, 32, 3), "tanh"), {"input_kind": "tensor", "noise": "none"}, 0),
        (PAINTER, {"output_kind": "mask", "scaling": "pm1", "palette": ["#000000", "#FF8800"], "threshold": 0.2}, 2),
        (PAINTER, {"output_kind": "picture", "scaling": "pm1", "output_mean": [9.0], "output_std": [3.0]}, 0),
        (model((1, 64, 64, 3), (1, 64, 64, 3)), {"output_kind": "picture", "scaling": "imagenet"}, 0),
    ],
)
def test_a_contract_file_becomes_choices_that_lead_to_it_again(
    tmp_path: Path, info: ModelInfo, choices: dict[str, Any], names: int
) -> None:
    if names:
        (tmp_path / "names.txt").write_text("\n".join("abcde"[:names]), encoding="utf-8")
        choices = choices | {"labels": str(tmp_path / "names.txt")}
    contract = guess(info, ContractChoice.model_validate(choices)).contract
    again = guess(info, ContractChoice.model_validate(choices_of(contract))).contract
    assert again == contract


def test_inputs_of_different_kinds_in_a_contract_file_are_guessed_again() -> None:
    picture = guess(CLASSIFIER, ContractChoice(scaling="pm1")).contract
    row = guess(TASTER, ContractChoice()).contract.inputs[0].model_copy(update={"name": "z"})
    both = picture.model_copy(update={"inputs": (picture.inputs[0], row)})
    info = CLASSIFIER.model_copy(
        update={"inputs": (*CLASSIFIER.inputs, TensorInfo(name="z", shape=(1, 3), dtype="float32"))}
    )
    assert guess(info, ContractChoice.model_validate(choices_of(both))).contract == both


def test_a_job_with_a_contract_file_keeps_what_it_said_when_something_is_changed(
    open_page: Open, room: Room, qtbot: QtBot, tmp_path: Path
) -> None:
    choices = {key: value for key, value in TABLE.items() if key != "units"}
    written: Contract = guess(TASTER, ContractChoice.model_validate(choices)).contract
    file = tmp_path / "wine.contract.toml"
    file.write_text(written.to_toml(), encoding="utf-8")
    page = open_page(TASTER, file=str(file))
    assert control(page, "Kind of input", QComboBox).currentText() == "A table row"
    assert control(page, "Kind of answers", QComboBox).currentText() == "Numbers"
    write(qtbot, control(page, "Units", QLineEdit), "EUR")
    assert room.state.table("contract") == choices | {"std": [2.0], "units": ["EUR"]}
    assert room.state.copy_of_draft().problems() == []
    answer(room, TASTER)
    output = written.outputs[0].model_copy(update={"units": ("EUR",)})
    assert room.state.found.contract == written.model_copy(update={"outputs": (output,)})


def doubts_on(page: ContractPage) -> list[QAbstractButton]:
    """The buttons for what an answer may be instead."""
    asked = page.picture_question
    return [each for each in (asked.as_picture, asked.as_mask, asked.as_numbers) if each.isVisible()]


def test_what_a_contract_file_said_of_other_outputs_is_missed_aloud(
    open_page: Open, room: Room, qtbot: QtBot, tmp_path: Path
) -> None:
    info = TASTER.model_copy(
        update={"outputs": (*TASTER.outputs, TensorInfo(name="extra", shape=(1, 2), dtype="float32"))}
    )
    written = guess(info, ContractChoice(input_kind="table")).contract
    first, other = written.outputs
    file = tmp_path / "two.contract.toml"
    for units, missed in ((("s",), True), ((), False)):
        contract = written.model_copy(update={"outputs": (first, other.model_copy(update={"units": units}))})
        file.write_text(contract.to_toml(), encoding="utf-8")
        page = open_page(info, file=str(file))
        assert "said more" not in texts(page)
        write(qtbot, control(page, "Units", QLineEdit), "EUR")
        answer(room, info)
        if missed:
            qtbot.waitUntil(lambda page=page: "said more about extra" in texts(page))
        assert ("said more" in texts(page)) == missed
        page.close()


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_form_of_the_page_is_reached_by_keys_and_no_text_is_cut_off(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, language: str, size: int
) -> None:
    window = make_window(language)
    settings = window.services.settings
    settings.values.text_size, settings.values.language = size, language  # type: ignore[assignment]
    window.wizard.look_changed.emit()
    wizard = window.wizard
    wizard.state.choose_model(tmp_path / "model.keras")
    for info, choices in ((LISTENER, SOUND), (TASTER, TABLE), (PAINTER, {})):
        wizard.state.draft.tables["contract"] = dict(choices)
        made = guess(info, ContractChoice.model_validate(choices))
        wizard.state.guessed(made.contract, made.warnings)
        wizard.state.inspected(info)
        wizard.go_to(CONTRACT)
        page = wizard.page
        assert isinstance(page, ContractPage)
        qtbot.waitUntil(page.input.kind.isVisible)
        qtbot.waitUntil(lambda page=page, info=info: bool(doubts_on(page)) == (info is PAINTER))
        if info is TASTER:  # the fields to type names in are opened by hand
            page.input.columns.propose(["acid", "sugar", "pH"])
            page.output.names.propose(["price", "area"])
        assert [each for each in controls(wizard) if not name_of(each)] == []
        assert clashes(wizard) == []
        reached = walk(qtbot, wizard)
        missed = [name_of(each) for each in controls(wizard) if each not in reached]
        assert [name for name in missed if name in {name_of(each) for each in controls(page)}] == []
        inside = page.widget()
        assert in_reading_order([each for each in reached if inside.isAncestorOf(each)], inside)
        assert settled_faults(qtbot, wizard) == []
        for button in doubts_on(page)[-1:]:
            assert [*reached, reached[0]][reached.index(button) + 1] is page.input.kind
    settings.values.text_size = 100
    window.wizard.look_changed.emit()


def test_a_table_among_the_sample_data_names_the_columns(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    room.state.choose_model(tmp_path / "model.keras")
    room.state.draft.tables["contract"] = {"input_kind": "table"}
    room.state.inspected(TASTER)
    answer(room, TASTER)
    asked = len(room.helper.of("guess"))
    room.state.put("calibration", "calibration", source=str(tmp_path / "wine.csv"))
    qtbot.waitUntil(lambda: len(room.helper.of("guess")) > asked)
    assert room.helper.of("guess")[-1].arguments["source"] == str(tmp_path / "wine.csv")


def test_labels_found_with_the_model_are_shown_with_their_origin_and_easily_undone(
    open_page: Open, room: Room, qtbot: QtBot
) -> None:
    names = ("red", "green", "blue", "grey", "white")
    found = FoundLabels(labels=names, source="beside", file="labels.txt")
    info = CLASSIFIER.model_copy(update={"facts": FileFacts(labels=(found,))})
    page = open_page(info)
    assert "5 labels: red, green, blue, grey, white (labels.txt, beside the model)" in texts(page)
    press(qtbot, page, "Without labels")
    answer(room, info)
    assert room.state.get("contract", "no_labels") is True
    assert room.state.found.contract is not None
    assert room.state.found.contract.outputs[0].labels == ()
    press(qtbot, page, "As found with the model")
    answer(room, info)
    assert room.state.get("contract", "no_labels") is None
    assert room.state.found.contract.outputs[0].labels == names
    assert nameless(page) == []
