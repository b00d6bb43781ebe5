"""Tests of the comparison in the window: figures shown, what makes them outdated, and a run of the real engine."""

import json
import time
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from builder.events import JobFinished, JobStarted, StepFinished, StepProgress, StepStarted
from builder.job.draft import JobDraft
from builder.plan import COMPARISON_STEPS
from builder.report.comparison import Variant
from tests.models.chain import NAMES, outlier_model
from tests.support.processes import processes_with
from tests.ui.helpers import BUILD_MS, click, find, wait_for, words
from tests.ui.pages_choices import (
    Room,
    control,
    errors,
    make_room,
    nameless,
    picture_model,
    press,
    read_in,
    shown,
    texts,
)
from tests.ui.pages_results import menu_entries
from tests.unit.report.test_comparison import comparison_of, variant
from ui.pages.done import DonePage
from ui.pages.precision import PrecisionPage
from ui.shell.page_set import BUILD, PRECISION, SUMMARY
from ui.shell.wizard import Wizard
from ui.tasks.comparison import ComparisonRun, read_comparison
from ui.tasks.engine_processes import export_arguments
from ui.texts.comparison_notes import left_words
from ui.texts.job_sentences import precision_sentence
from ui.widgets.charts.figures_table import FiguresTable
from ui.widgets.charts.scatter import ScatterView

VARIANTS = (
    variant("float32", 4_000_000, 2.0),
    variant("float16", 2_000_000, 2.0),
    variant("int8-weights", 1_100_000, 4.0),
    variant("dynamic", 1_000_000, 9.0, status="failed", reason="the converter's child ended"),
    variant("int8", 1_050_000, 0.95, 0.7, worst=("conv_3", "dense")),
    variant("int8+float", 1_200_000, 1.0, 0.985, keep=("m/conv_3/Relu;m/conv_3/Conv2D",), kept=("conv_3",)),
    variant("int8x16", 1_050_000, 3.0, status="skipped", reason="int8x16 needs sample data"),
)


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    made = make_room(tmp_path)
    read_in(made)
    return made


@pytest.fixture
def page(qtbot: QtBot, room: Room) -> PrecisionPage:
    return shown(qtbot, PrecisionPage(room.services))


def measured(room: Room, variants: tuple[Variant, ...] = VARIANTS) -> ComparisonRun:
    """A comparison of the choices as they are has ended, and left its figures."""
    folder = room.folder / "comparison" / "compared"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compare.json").write_text(comparison_of(*variants).to_json(), encoding="utf-8")
    comparing = room.services.comparing
    comparing.take_over(folder)
    return comparing


def test_each_card_shows_what_was_measured_in_place_of_the_estimate(page: PrecisionPage, room: Room) -> None:
    assert "Program: about 12 MB" in texts(page.cards["float16"])
    measured(room)
    half = texts(page.cards["float16"])
    assert "Program: about 9.5 MB\n16% smaller." in half, "the model was measured, and is put into one file"
    room.state.choose_products([{"product": "model"}])
    assert "Model file: 2 MB\nHalf the size." in texts(page.cards["float16"])
    assert "Agrees on 100%. 2 ms for one answer, as fast here." in half
    assert "2.1 times faster here" in texts(page.cards["int8"])
    broken = texts(page.cards["dynamic"])
    assert "It could not be made." in broken
    assert "converter" not in broken, "a tool's words stand with the figures"
    assert "Program" not in broken, "what cannot be made has no size"
    assert "Agrees on 100%" in page.cards["float16"].mark.accessibleDescription()


def test_the_recommended_one_has_the_badge_and_the_reason(page: PrecisionPage, room: Room) -> None:
    assert page.cards["int8-weights"].badge.text() == "Recommended"
    measured(room)
    badges = [key for key, card in page.cards.items() if card.badge.text()]
    assert badges == ["float16"]
    reason = "The program is 9.5 MB instead of 11.3 MB, as fast here, and agrees on 100%"
    assert reason in page.cards["float16"].badge.toolTip()
    assert f"Recommended: Slightly rounded\n{reason}." in texts(page.compare)


def test_the_recommendation_comes_first_with_a_button_and_the_chart_is_open(
    page: PrecisionPage, room: Room, qtbot: QtBot
) -> None:
    assert "Recommended:" not in texts(page.compare)
    measured(room)
    said = texts(page.compare).splitlines()
    assert said[:2] == ["Measured instead of guessed", "Recommended: Slightly rounded"]
    assert page.compare.scatter.isVisible()
    assert not page.compare.table.isVisible()
    assert "conv_3" not in texts(page.compare), "names of layers stand in the details only"
    press(qtbot, page, "Use it")
    assert room.state.precision == "float16"
    assert "This is what is chosen." in texts(page.compare)
    assert not page.compare.use.isVisible()
    press(qtbot, page, "Exact")
    assert page.compare.use.isVisible()


def test_a_program_that_gains_nothing_is_recommended_as_it_is(page: PrecisionPage, room: Room) -> None:
    small = (variant("float32", 90_000, 0.03), variant("float16", 50_000, 0.03), variant("int8", 30_000, 0.02))
    measured(room, small)
    assert page.cards["float32"].badge.text() == "Recommended"
    said = texts(page.compare)
    assert "Recommended: Exact\nNothing to gain here: 7.7 MB with rounding and without." in said
    assert "Nothing to gain here." in texts(page.cards["int8"])
    page.compare.figures.set_open(True)
    notes = [page.compare.table.item(row, page.compare.table.columnCount() - 1) for row in range(3)]
    assert [note.text() for note in notes if note is not None] == [
        "", "As fast here, nothing to gain here.", "1.5 times faster here, nothing to gain here.",
    ]  # fmt: skip


def test_none_that_is_good_enough_is_said_and_offers_nothing_to_use(page: PrecisionPage, room: Room) -> None:
    measured(room, (variant("float32", 4_000_000, 2.0, 0.5), variant("float16", 2_000_000, 2.0, 0.4)))
    assert "None is recommended\nNo precision keeps 99% of the original's answers." in texts(page.compare)
    assert not page.compare.use.isVisible()


def test_another_limit_moves_the_recommendation_and_measures_nothing(
    page: PrecisionPage, room: Room, qtbot: QtBot
) -> None:
    comparing = measured(room)
    limit = control(page, "Answers may be", QComboBox)
    limit.setFocus()
    qtbot.keyClick(limit, Qt.Key.Key_Down)
    assert comparing.limit == 0.98
    assert page.cards["int8+float"].badge.text() == "Recommended"
    assert "The limit is 98% of the original" in texts(page.compare)
    assert not comparing.active


def test_whole_numbers_with_exact_layers_have_a_card_and_go_into_the_job(
    page: PrecisionPage, room: Room, qtbot: QtBot
) -> None:
    assert not page.cards["int8+float"].isVisible()
    measured(room)
    assert "Whole numbers, 1 layer exact" in texts(page.cards["int8+float"])
    room.state.put("calibration", "calibration", source="random")
    measured(room)
    press(qtbot, page, "Mostly whole numbers")
    assert room.state.table("precision") == {"precision": "int8", "keep": ["m/conv_3/Relu;m/conv_3/Conv2D"]}
    assert [key for key, card in page.cards.items() if card.is_chosen] == ["int8+float"]
    assert page.note() == "int8+float, random numbers"
    assert precision_sentence(room.state).startswith("Mostly whole numbers (int8+float), measured with random numbers")
    assert room.state.copy_of_draft().freeze().precision.keep == ("m/conv_3/Relu;m/conv_3/Conv2D",)
    press(qtbot, page, "Whole numbers only")
    assert room.state.table("precision") == {"precision": "int8"}


def test_the_layers_that_lose_most_are_named_and_one_press_keeps_them(
    page: PrecisionPage, room: Room, qtbot: QtBot
) -> None:
    measured(room)
    wait_for(qtbot, page, "Whole numbers keep 70% of the original's answers, which is below the limit.")
    said = texts(page.compare)
    assert "With 1 layer exact, 98.5% are kept. The details name it." in said
    assert "conv_3" not in said
    press(qtbot, page, "Details")
    assert "The layers that lose most: conv_3, dense. These stay exact: conv_3." in texts(page.compare)
    assert "m/conv_3" not in texts(page.compare), "by their own names, not by those of tensors"
    press(qtbot, page, "Keep these layers exact")
    assert room.state.get("precision", "keep") == ["m/conv_3/Relu;m/conv_3/Conv2D"]


def place_in(picture: ScatterView, precision: str) -> QPoint:
    """A point that the mouse finds in the dot of a precision, whose name the tooltip says there."""
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    for x, y in product(range(0, picture.width(), 4), range(0, picture.height(), 4)):
        where = QPointF(x, y)
        QApplication.sendEvent(picture, QMouseEvent(QEvent.Type.MouseMove, where, where, buttons, buttons, keys))
        if picture.toolTip() == precision:
            return QPoint(x, y)
    raise AssertionError(f"no dot of {precision}")


def test_a_dot_or_a_row_chooses_its_precision(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    measured(room)
    press(qtbot, page, "Details")
    picture = page.findChild(ScatterView)
    assert picture is not None
    qtbot.waitUntil(lambda: picture.height() >= picture.minimumSizeHint().height())
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=place_in(picture, "Slightly rounded"))
    assert room.state.precision == "float16"
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert room.state.precision == "float16"
    table = control(page, "All precisions", FiguresTable)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert room.state.precision == "float16", "arrows only look"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert room.state.precision == "int8-weights"
    table.cellActivated.emit(3, 0)
    assert room.state.precision == "int8-weights", "what failed cannot be chosen"


def test_the_picture_says_its_figures_in_words(page: PrecisionPage, room: Room) -> None:
    measured(room)
    assert "Slightly rounded (float16), 2 MB" in page.compare.scatter.accessibleDescription()
    page.compare.figures.set_open(True)
    assert nameless(page.compare) == []


@pytest.mark.parametrize(
    ("table", "values"),
    [("contract", {"scaling": "pm1"}), ("calibration", {"source": "random"}), ("calibration", {"seed": 3})],
)
def test_other_choices_make_the_figures_stale(
    page: PrecisionPage, room: Room, qtbot: QtBot, table: str, values: dict[str, object]
) -> None:
    measured(room)
    room.state.put(table, table, **values)  # type: ignore[arg-type]
    assert "about 12 MB" in texts(page.cards["float16"])
    wait_for(qtbot, page, "changed since they were compared")
    assert control(page, "Compare again").isEnabled()
    assert not page.cards["int8+float"].isVisible()
    room.state.put(table, table, **dict.fromkeys(values))  # type: ignore[arg-type]
    assert "about 9.5 MB" in texts(page.cards["float16"]), "back to what was measured"


def test_another_precision_or_product_leaves_the_figures(page: PrecisionPage, room: Room) -> None:
    measured(room)
    room.state.put("precision", "precision", precision="float16")
    room.state.put("app", "products", name="another")
    assert "about 9.5 MB" in texts(page.cards["float16"])


def test_without_sample_data_it_says_what_is_left_out_and_offers_to_choose_some(
    page: PrecisionPage, room: Room, qtbot: QtBot
) -> None:
    assert "Without sample data, the precisions with whole numbers are left out" in texts(page.compare)
    assert not page.data.isVisible()
    press(qtbot, page, "Choose sample data")
    assert page.data.isVisible()
    assert errors(page) == []
    room.state.put("calibration", "calibration", source=str(room.folder))
    assert f"measured with your sample data: {room.folder.name}" in texts(page.compare)
    assert room.helper.of("calibration")[-1].arguments["source"] == str(room.folder)


def test_a_comparison_that_fails_says_why(page: PrecisionPage, room: Room, qtbot: QtBot) -> None:
    room.services.comparing.ended.emit(JobFinished(status="failed", exit_code=4, seconds=1.0))
    wait_for(qtbot, page, "The comparison left no figures.")
    assert control(page, "Compare all").isEnabled()


def test_progress_has_real_counts(page: PrecisionPage, room: Room) -> None:
    work = room.services.comparing
    work.take(
        [
            JobStarted(name="m", folder="/", steps=COMPARISON_STEPS),
            StepStarted(step="convert", title="Make every precision"),
            StepProgress(step="convert", fraction=0.7, text="Made 3 of 7 precisions", done=3, total=7),
        ]
    )
    assert page.compare.doing.text() == "Make every precision: Made 3 of 7 precisions"
    work.take([StepFinished(step="convert", status="ok", seconds=1.0), StepStarted(step="verify", title="Measure")])
    work.take([StepProgress(step="verify", fraction=0.5, text="Measuring: Whole numbers only", done=4, total=7)])
    assert page.compare.doing.text() == "Measure each in the real program: Measuring: Whole numbers only (4 / 7)"


def test_the_time_comes_from_earlier_works_here_and_is_not_guessed(page: PrecisionPage, room: Room) -> None:
    assert "How long it takes is not known on this computer yet" in texts(page.compare)
    size = 5 * (20_000_000 + 9_400_000)
    room.services.durations.add("compare", 200.0, size)
    page.compare.show_all("float32")
    assert "The last comparisons on this computer took about 3 minutes." in texts(page.compare)
    room.state.inspected(picture_model(source_bytes=2_000_000_000))
    page.compare.show_all("float32")
    assert "How long it takes is not known" in texts(page.compare), "a model a hundred times as large says nothing"


def test_the_time_left_is_that_of_earlier_works_then_that_of_the_part_that_is_done(room: Room) -> None:
    work = room.services.comparing
    work.began = time.monotonic() - 60
    assert work.seconds_left is None
    work.take(
        [
            JobStarted(name="m", folder="/", steps=COMPARISON_STEPS),
            *(StepStarted(step=step, title=step) for step in ("inspect", "compile")),
            *(StepFinished(step=step, status="ok", seconds=1.0) for step in ("inspect", "compile")),
        ]
    )
    left = work.seconds_left
    assert left is not None
    assert left == pytest.approx(60 * 15 / 8, rel=0.02), "weights 8 of 23 took a minute"
    work.expected = 100.0
    assert work.seconds_left == pytest.approx(40, abs=2)
    work.expected = 20.0
    assert work.seconds_left == pytest.approx(60 * 15 / 8, rel=0.02), "later than it should be: what is done says more"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "A moment left"), (4, "A moment left"), (8, "About 10 seconds left"), (43, "About 40 seconds left"),
     (60, "About a minute left"), (89, "About a minute left"), (130, "About 2 minutes left"),
     (1500, "About 25 minutes left"), (None, "The time left is worked out from the first part")],
)  # fmt: skip
def test_a_time_is_said_as_precisely_as_it_is_known(seconds: float | None, words: str) -> None:
    assert left_words(seconds) == words


def job_of(folder: Path) -> Path:
    """A saved job of a model that int8 ruins, with its data."""
    given = outlier_model(folder)
    job = folder / "job.toml"
    job.write_text(
        "\n".join(
            (
                "schema = 1",
                f"model = {{path = {json.dumps(str(given.model))}}}",
                f"contract = {{labels = {json.dumps(str(given.labels))}}}",
                f"calibration = {{source = {json.dumps(str(given.data))}}}",
                'products = [{product = "model", platform = "linux-x64"}]',
            )
        ),
        encoding="utf-8",
    )
    return job


def at_precision(wizard: Wizard, qtbot: QtBot, folder: Path) -> PrecisionPage:
    wizard.opening.open_job(JobDraft.from_file(job_of(folder)))
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=60_000)
    wizard.go_to(PRECISION)
    page = wizard.page
    assert isinstance(page, PrecisionPage)
    return page


def test_the_real_engine_compares_and_what_it_found_goes_into_the_job(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    page = at_precision(wizard, qtbot, tmp_path)
    comparing = wizard.services.comparing
    counts: list[str] = []
    comparing.updated.connect(lambda events: counts.append(page.compare.doing.text()))
    with qtbot.waitSignal(comparing.ended, timeout=BUILD_MS):
        click(qtbot, find(page, "Compare all"))
        assert not find(page, "Cancel").isHidden()
    assert comparing.error is None
    assert any("(5 / 7)" in count for count in counts)
    wait_for(qtbot, page, "The details name them")
    assert NAMES[2] not in words(page.compare), "the layers stand in the details"
    assert_the_recommendation_is_in_sight(page)
    click(qtbot, find(page, "Details"))
    assert f"The layers that lose most: {NAMES[1]}" in words(page.compare)
    assert wizard.services.comparing.expected_seconds is not None, "the next one is told how long this one took"
    assert "The last comparisons on this computer took " in words(page.compare)
    assert not (tmp_path / "out").exists(), "a comparison leaves nothing in the user's folder"
    click(qtbot, find(page, "Keep these layers exact"))
    assert wizard.state.get("precision", "keep") == [NAMES[1], NAMES[2]]
    assert wizard.state.copy_of_draft().freeze().precision.keep == (NAMES[1], NAMES[2])
    assert_the_export_takes_it_along(wizard, qtbot)


def assert_the_recommendation_is_in_sight(page: PrecisionPage) -> None:
    best = page.compare.best
    assert page.viewport().rect().contains(best.mapTo(page.viewport(), best.rect().center()))
    assert page.compare.use.hasFocus() or not page.compare.use.isVisible()


def assert_the_export_takes_it_along(wizard: Wizard, qtbot: QtBot) -> None:
    """Builds, and finds the figures in the report and their page behind a link."""
    shown = wizard.services.comparing.comparison
    qtbot.waitUntil(lambda: not wizard.reason, timeout=60_000)  # the sample data are looked at first
    wizard.go_to(SUMMARY)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY and not wizard.reason, timeout=60_000)
    with qtbot.waitSignal(wizard.services.run.finished, timeout=BUILD_MS):
        click(qtbot, wizard.next_button)
    finished = wizard.state.finished
    assert finished is not None
    assert finished.report is not None, finished.end.error
    assert finished.report.comparison == shown
    assert finished.folder is not None
    assert read_comparison(finished.folder) == shown
    qtbot.waitUntil(lambda: isinstance(wizard.page, DonePage))
    assert "Open the comparison" in menu_entries(find(wizard.page, "More", QPushButton))


def test_a_comparison_is_cancelled_and_leaves_nothing(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    page = at_precision(wizard, qtbot, tmp_path)
    comparing = wizard.services.comparing
    click(qtbot, find(page, "Compare all"))
    qtbot.waitUntil(lambda: any(step.status == "running" for step in comparing.steps), timeout=60_000)
    with qtbot.waitSignal(comparing.ended, timeout=30_000) as caught:
        click(qtbot, find(page, "Cancel"))
    assert caught.args[0].status == "cancelled"
    wait_for(qtbot, page, "Measured instead of guessed")
    assert find(page, "Compare all").isEnabled()
    assert processes_with(wizard.services.folder / "comparison.toml") == []
    assert list((wizard.services.folder / "comparison").glob("*")) == []


def test_build_stops_a_comparison_first(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    page = at_precision(wizard, qtbot, tmp_path)
    comparing, run = wizard.services.comparing, wizard.services.run
    click(qtbot, find(page, "Compare all"))
    wizard.go_to(SUMMARY)
    wait_for(qtbot, wizard, "Build stops the running comparison")
    with qtbot.waitSignal(run.started, timeout=30_000):
        click(qtbot, wizard.next_button)
        assert not wizard.next_button.isEnabled()
    assert wizard.at == BUILD
    assert not comparing.active
    with qtbot.waitSignal(run.finished, timeout=30_000) as caught:
        run.cancel()
    assert caught.args[0].end.status == "cancelled"


def test_another_input_stops_a_comparison_that_is_about_the_old_one(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    page = at_precision(wizard, qtbot, tmp_path)
    with qtbot.waitSignal(wizard.services.comparing.ended, timeout=30_000) as caught:
        click(qtbot, find(page, "Compare all"))
        wizard.state.put("calibration", "calibration", samples=20)
    assert caught.args[0].status == "cancelled"
    wait_for(qtbot, page, "The comparison was stopped because")


def test_an_export_takes_along_what_is_shown_and_nothing_that_is_stale(page: PrecisionPage, room: Room) -> None:
    comparing = measured(room)
    comparing.choose_limit(0.9)
    folder = comparing.written_for_export()
    assert folder is not None
    assert read_comparison(folder) == comparing.comparison
    assert export_arguments(room.folder / "job.toml", folder)[2:5] == [
        str(room.folder / "job.toml"), "--compared", str(folder),
    ]  # fmt: skip
    room.state.put("calibration", "calibration", seed=3)
    assert comparing.written_for_export() is None
