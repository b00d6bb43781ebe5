"""Tests of dropped files in the real window: each goes where its kind belongs, and nothing open is lost."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from builder.events import JobFinished
from tests.conftest import SAMPLES, Exported
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import READ_MS, answer_question, click, drop, find, wait_for, wait_read, words
from tests.ui.test_pages_walk import finished_of
from ui.pages.done import DonePage
from ui.pages.precision import PrecisionPage
from ui.shell.notice import NoticeLines
from ui.shell.page_set import BUILD, CONTRACT, DONE, MODEL, PRECISION, PRODUCTS, SUMMARY
from ui.shell.wizard import Wizard
from ui.tasks.dropped_files import kind_of_file
from ui.widgets.drop_zone import DropZone

MODEL_FILE = SAMPLES / "digits.keras"
PICTURE = SAMPLES / "digits" / "7" / "test-001.png"


def notice(wizard: Wizard) -> str:
    """What the lines above the footer say."""
    lines = wizard.findChild(NoticeLines)
    assert lines is not None
    return lines.accessibleDescription() if lines.isVisible() else ""


def ten_labels(folder: Path, name: str = "labels.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(f"digit {at}" for at in range(10)))
    return path


@pytest.fixture
def opened(wizard: Wizard, qtbot: QtBot) -> Wizard:
    """A window with a model that was read."""
    drop(wizard, MODEL_FILE)
    wait_read(qtbot, wizard)
    assert "digits.keras: taken as the model" in notice(wizard)
    assert wizard.state.found.contract is not None
    return wizard


def zones(page: QWidget) -> list[DropZone]:
    return [zone for zone in page.findChildren(DropZone) if zone.isVisible()]


def test_labels_are_labels_wherever_they_are_dropped(opened: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    for at, index in enumerate((MODEL, CONTRACT, PRECISION, PRODUCTS, SUMMARY)):
        labels = ten_labels(tmp_path, f"labels-{at}.txt")
        opened.go_to(index)
        target = next(iter(zones(opened.page)), opened.page)
        drop(opened if target is opened.page else target, labels)
        assert opened.state.get("contract", "labels") == str(labels), opened.page.name
        assert f"{labels.name}: taken as labels" in notice(opened)
        assert opened.at == CONTRACT, "where they are to be seen"
        qtbot.waitUntil(lambda: bool(opened.state.found.contract.outputs[0].labels), timeout=READ_MS)
    assert opened.state.model_path == MODEL_FILE


def test_a_sample_is_tried_wherever_it_is_dropped(opened: Wizard, qtbot: QtBot) -> None:
    opened.go_to(PRECISION)
    drop(opened, PICTURE)
    assert opened.at == CONTRACT
    assert "test-001.png: taken as a sample to try" in notice(opened)
    qtbot.waitUntil(lambda: opened.state.found.shown is not None, timeout=READ_MS)
    assert opened.state.model_path == MODEL_FILE


def test_a_folder_of_pictures_is_sample_data_wherever_it_is_dropped(opened: Wizard, qtbot: QtBot) -> None:
    drop(opened, SAMPLES / "digits")
    assert opened.at == PRECISION
    assert opened.state.get("calibration", "source") == str(SAMPLES / "digits")
    assert "digits: taken as sample data" in notice(opened)
    page = opened.page
    assert isinstance(page, PrecisionPage)
    assert page.data.isVisible(), "also where the chosen precision does not need them"
    click(qtbot, opened.next_button)
    assert notice(opened) == "", "the next step has nothing to do with it"


def test_several_files_at_once_are_sorted(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    labels, paper = ten_labels(tmp_path), tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7\n")
    drop(wizard, paper, PICTURE, labels, MODEL_FILE, SAMPLES / "digits")
    wait_read(qtbot, wizard)
    state = wizard.state
    assert state.model_path == MODEL_FILE
    assert state.get("contract", "labels") == str(labels)
    assert state.get("calibration", "source") == str(SAMPLES / "digits")
    assert state.found.sample == PICTURE
    said = notice(wizard)
    for part in (
        "digits.keras: taken as the model", "labels.txt: taken as labels", "test-001.png: taken as a sample to try",
        "digits: taken as sample data", "paper.pdf: not taken. It looks like a PDF document",
    ):  # fmt: skip
        assert part in said
    assert wizard.at == MODEL, "what was found is to be seen first"


@pytest.mark.proof
def test_of_several_pictures_one_is_tried_and_the_rest_are_spoken_of(opened: Wizard, tmp_path: Path) -> None:
    drop(opened, *sorted((SAMPLES / "digits").glob("*/*.png"))[:4])
    assert "3 more files: not taken. One is tried at a time; drop their folder" in notice(opened)


@pytest.mark.proof
def test_a_picture_among_the_sample_data_stands_for_its_folder(opened: Wizard) -> None:
    opened.state.put("precision", "precision", precision="int8")
    opened.go_to(PRECISION)
    page = opened.page
    assert isinstance(page, PrecisionPage)
    drop(page.data.drop, *sorted((SAMPLES / "digits" / "7").glob("*.png")))
    assert opened.state.get("calibration", "source") == str(SAMPLES / "digits" / "7")
    assert notice(opened) == "7: taken as sample data"


def test_what_belongs_to_a_model_says_so_while_there_is_none(wizard: Wizard, tmp_path: Path) -> None:
    for path, said in (
        (ten_labels(tmp_path), "Labels belong to a model: open the model first"),
        (PICTURE, "A model answers to it: open the model first"),
        (SAMPLES / "digits", "Sample data belong to a model: open the model first"),
    ):
        for target in (wizard, *zones(wizard.page)):
            drop(target, path)
            assert said in notice(wizard)
    assert wizard.state.model_path is None


def test_a_sample_that_the_model_cannot_take_says_what_it_takes(opened: Wizard, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    drop(opened, tmp_path / "rows.csv")
    assert "rows.csv: not taken. This model takes pictures" in notice(opened)
    assert opened.at == MODEL


def test_a_model_asks_before_it_replaces_what_is_open(
    opened: Wizard, qtbot: QtBot, models: Path, tmp_path: Path
) -> None:
    opened.state.put("app", "products", name="mine")
    opened.go_to(CONTRACT)
    zone = zones(opened.page)[0]
    asked = answer_question(qtbot, "Keep what is open")
    drop(zone, models / "double.keras", ten_labels(tmp_path))
    qtbot.waitUntil(lambda: "double.keras: not taken. digits.keras is still open." in notice(opened))
    assert asked == ["Open double.keras?"]
    assert "It came with what was not opened" in notice(opened)
    assert (opened.state.model_path, opened.state.name, opened.at) == (MODEL_FILE, "mine", CONTRACT)
    assert opened.state.get("contract", "labels") is None
    answer_question(qtbot, "Open it")
    drop(zone, models / "double.keras")
    qtbot.waitUntil(lambda: opened.state.model_path == models / "double.keras")
    assert opened.at == MODEL
    wait_read(qtbot, opened)


@pytest.mark.proof
def test_a_job_asks_before_it_replaces_what_is_open(opened: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    draft = opened.state.copy_of_draft()
    draft.set("app", name="from-a-job")
    (tmp_path / "job.toml").write_text(draft.freeze().to_toml(tmp_path))
    opened.state.put("app", "products", name="mine")
    asked = answer_question(qtbot, "Keep what is open")
    drop(opened, tmp_path / "job.toml")
    qtbot.waitUntil(lambda: "job.toml: not taken." in notice(opened))
    assert (asked, opened.state.name) == (["Open job.toml?"], "mine")


@pytest.mark.proof
def test_the_same_model_again_needs_no_question(opened: Wizard, qtbot: QtBot) -> None:
    opened.state.put("app", "products", name="mine")
    drop(opened, MODEL_FILE)
    wait_read(qtbot, opened)
    assert opened.state.name == "mine"


@pytest.mark.proof
def test_the_sample_asks_only_where_changed_choices_would_be_lost(opened: Wizard, qtbot: QtBot) -> None:
    opened.state.put("app", "products", name="mine")
    asked = answer_question(qtbot, "Keep what is open")
    click(qtbot, find(opened, "Try a sample"))
    assert (asked, opened.state.name, opened.at) == (["Open the sample?"], "mine", MODEL)
    opened.state.put("app", "products", name=None)
    click(qtbot, find(opened, "Try a sample"))
    qtbot.waitUntil(lambda: opened.at == SUMMARY, timeout=READ_MS)
    assert len(asked) == 1


def test_a_file_that_is_no_model_leaves_the_open_one_open(opened: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    wrong = tmp_path / "cat.h5"
    shutil.copy(PICTURE, wrong)
    opened.state.put("app", "products", name="mine")
    answer_question(qtbot, "Open it")
    drop(opened, wrong)
    qtbot.waitUntil(lambda: "cat.h5 is not a model" in words(opened.page))
    assert "digits.keras is still open." in words(opened.page)
    assert (opened.state.model_path, opened.state.name) == (MODEL_FILE, "mine")
    assert opened.reason == ""


def test_a_model_that_fails_while_it_is_read_gives_back_what_was_open(
    opened: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.keras"
    data = bytearray(MODEL_FILE.read_bytes())
    at = len(data) // 3
    data[at : at + 200] = bytes(200)
    broken.write_bytes(data)
    opened.state.put("app", "products", name="mine")
    answer_question(qtbot, "Open it")
    drop(opened, broken)
    qtbot.waitUntil(lambda: "digits.keras is still open." in words(opened.page), timeout=READ_MS)
    wait_read(qtbot, opened)
    assert "broken.keras" in words(opened.page)
    assert "broken.keras: not taken. It cannot be read" in notice(opened)
    assert "taken as the model" not in notice(opened)
    assert (opened.state.model_path, opened.state.name) == (MODEL_FILE, "mine")
    assert opened.state.found.info is not None
    assert opened.pages[MODEL].note() == "Sample: digits"


def test_beside_the_drop_area_on_done_a_picture_is_tried_and_a_model_asks(
    opened: Wizard, qtbot: QtBot, digits: Exported, models: Path, tmp_path: Path
) -> None:
    finished = finished_of(digits)
    opened.state.ended(finished)
    opened.services.run.finished.emit(finished)
    assert opened.at == DONE
    page = opened.page
    assert isinstance(page, DonePage)
    drop(opened, PICTURE)
    assert page.try_panel is not None
    with qtbot.waitSignal(page.try_panel.settled, timeout=READ_MS):
        assert "taken as a sample to try" in notice(opened)
    assert opened.at == DONE
    answer_question(qtbot, "Keep what is open")
    drop(zones(page)[0], models / "double.keras")
    qtbot.waitUntil(lambda: "not taken" in notice(opened))
    assert (opened.at, opened.state.model_path, opened.state.finished) == (DONE, MODEL_FILE, finished)
    drop(zones(page)[0], ten_labels(tmp_path))
    assert opened.at == CONTRACT
    answer_question(qtbot, "Open it")
    drop(opened, models / "double.keras")
    qtbot.waitUntil(lambda: opened.state.model_path != MODEL_FILE)
    assert opened.state.finished is None, "it is another model's"
    wait_read(qtbot, opened)
    states = [button.state for button in find(opened, "Steps", QWidget).buttons]
    assert not states[BUILD].done
    assert not states[DONE].done


@pytest.mark.proof
def test_nothing_is_taken_while_a_program_is_built(opened: Wizard, qtbot: QtBot, models: Path) -> None:
    run = opened.services.run
    with qtbot.waitSignal(run.finished, timeout=READ_MS) as ended:
        run.start()
        drop(opened, models / "double.keras", PICTURE)
        assert "double.keras: not taken. A program is being built" in notice(opened)
        assert f"{PICTURE.name}: not taken. A program is being built" in notice(opened)
        run.cancel()
    assert isinstance(ended.args[0].end, JobFinished)
    assert opened.state.model_path == MODEL_FILE


def test_labels_that_cannot_be_read_leave_the_chosen_ones(opened: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    good = ten_labels(tmp_path)
    drop(opened, good)
    qtbot.waitUntil(lambda: "10 labels: digit 0" in words(opened.page), timeout=READ_MS)
    bad = tmp_path / "bad\x07.txt"
    bad.write_text("cat\nd\x07og\n")
    drop(opened, bad)
    assert "bad\\u0007.txt: not taken. Line 2" in notice(opened), "also what is read aloud has no control characters"
    assert "taken as labels" not in notice(opened)
    assert opened.state.get("contract", "labels") == str(good)


def test_a_folder_without_anything_in_it_says_so(opened: Wizard, tmp_path: Path) -> None:
    empty = tmp_path / "nothing"
    empty.mkdir()
    drop(opened, empty)
    assert "nothing: not taken. It is empty." in notice(opened)


def test_the_lines_can_be_closed_and_are_said_in_german(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    wizard = make_window("de").wizard
    drop(wizard, ten_labels(tmp_path))
    wait_for(qtbot, wizard, "labels.txt: nicht genommen. Bezeichnungen gehören zu einem Modell")
    click(qtbot, find(wizard, "Diesen Hinweis schließen"))
    assert notice(wizard) == ""


def test_a_sorting_looks_into_files_first(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("a")
    np.save(tmp_path / "row.npy", np.zeros(4))
    shutil.copy(MODEL_FILE, tmp_path / "no-ending")
    shutil.copy(PICTURE, tmp_path / "picture")
    (tmp_path / "job.toml").write_text("[model]\npath = 'm.keras'\n")
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "saved_model.pb").write_bytes(b"\x08\x01")
    (tmp_path / "plain.txt").write_text("cat\ndog\n")
    found = {path.name: kind_of_file(path).kind for path in tmp_path.iterdir() if path.name not in {"data", "config"}}
    assert found == found | {
        "empty": "other", "texts": "other", "row.npy": "array", "no-ending": "model", "picture": "picture",
        "job.toml": "job", "saved": "model", "plain.txt": "labels",
    }  # fmt: skip
    assert kind_of_file(SAMPLES / "digits.contract.toml").kind == "contract"
    assert kind_of_file(SAMPLES / "digits").kind == "folder"
    assert kind_of_file(tmp_path / "gone.png").kind == "other"
