"""Tests of waiting: what is done, how long it takes by earlier works on this machine, and that nothing jumps."""

import itertools
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from app.durations import DurationsFile
from builder.events import Event, JobStarted, StepFinished, StepId, StepProgress, StepStarted
from builder.plan import EXPORT_STEPS
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import READ_MS, click, find, wait_for, words
from ui.pages.build import BuildPage
from ui.shell.page_set import BUILD, MODEL, SUMMARY
from ui.shell.wizard import Wizard
from ui.state.state import SAMPLE, sample_home
from ui.tasks.build_time import BuildTime
from ui.tasks.engine_work import StepNow
from ui.texts.time_words import reading_words

SECONDS: dict[StepId, float] = {
    "inspect": 30.0, "compile": 5.0, "convert": 80.0, "package": 30.0, "verify": 9.0, "report": 1.0,
}  # fmt: skip


def started(step: StepId) -> list[Event]:
    return [StepStarted(step=step, title=step)]


def done(step: StepId) -> list[Event]:
    return [StepFinished(step=step, status="ok", seconds=SECONDS[step])]


def remember(durations: DurationsFile) -> None:
    """An earlier export that took `SECONDS`."""
    for step, seconds in SECONDS.items():
        kind = "build convert float32" if step == "convert" else f"build {step}"
        durations.add(kind, seconds, 20_000_000)


def building(wizard: Wizard, qtbot: QtBot) -> BuildPage:
    page = wizard.pages[BUILD]
    assert isinstance(page, BuildPage)
    run = wizard.services.run
    run.time = BuildTime(DurationsFile(), 0, "float32", 1)
    run.begin(["tests.ui.silent_engine"])
    run.take([JobStarted(name="digits", folder="/", steps=EXPORT_STEPS)])
    qtbot.waitUntil(page.bar.isVisible)
    return page


def test_the_first_time_no_number_is_made_up(wizard: Wizard, qtbot: QtBot) -> None:
    page = building(wizard, qtbot)
    wizard.services.run.take(started("inspect"))
    wait_for(qtbot, page, "TensorFlow is started and reads the model")
    assert "The time left is known from the second time on." in words(page)
    assert " left\n" not in words(page)


def test_later_times_say_how_long_each_step_and_the_rest_take(wizard: Wizard, qtbot: QtBot) -> None:
    remember(DurationsFile())
    page = building(wizard, qtbot)
    run = wizard.services.run
    run.take(started("inspect"))
    wait_for(qtbot, page, "TensorFlow is started and reads the model; about 30 seconds")
    wait_for(qtbot, page, "so far, about 2 minutes left")  # 150 s: what is compiled meanwhile does not count
    run.take([*started("compile"), *done("compile"), *done("inspect"), *started("convert")])
    wait_for(qtbot, page, "TensorFlow converts the model; about a minute")
    run.take([*done("convert"), *started("package"), *done("package"), *started("verify")])
    wait_for(qtbot, page, "so far, about 10 seconds left")


def test_the_bar_follows_earlier_durations_and_never_goes_back(wizard: Wizard, qtbot: QtBot) -> None:
    remember(DurationsFile())
    page = building(wizard, qtbot)
    run = wizard.services.run
    seen = []
    for step in SECONDS:
        run.take([*started(step), StepProgress(step=step, fraction=0.5)])
        seen.append(page.bar.value())
        run.take([*done(step)])
        seen.append(page.bar.value())
    assert seen == sorted(seen)
    whole = sum(SECONDS.values())
    assert seen[1] == round(1000 * SECONDS["inspect"] / whole)
    assert seen[5] == round(1000 * sum(SECONDS[step] for step in ("inspect", "compile", "convert")) / whole)
    assert wizard.windowTitle().startswith("100%")


def test_time_moves_the_bar_and_the_title_while_the_engine_is_silent(wizard: Wizard, qtbot: QtBot) -> None:
    durations = DurationsFile()
    for kind in ("build inspect", "build convert float32", "build package", "build verify", "build report"):
        durations.add(kind, 3.0, 20_000_000)
    page = building(wizard, qtbot)
    wizard.services.run.take(started("inspect"))
    first = page.bar.value()
    qtbot.waitUntil(lambda: page.bar.value() > first + 50, timeout=10_000)
    assert int(wizard.windowTitle().split("%")[0]) >= (first + 50) // 10


def test_a_late_step_is_said_to_be_late(tmp_path: Path) -> None:
    durations = DurationsFile(tmp_path / "state" / "durations.json")
    durations.add("build inspect", 20.0, 20_000_000)
    step = StepNow(EXPORT_STEPS[0])
    step.status, step.started = "running", time.monotonic() - 21
    times = BuildTime(durations, 0, "float32", 1)
    assert times.is_late(step)
    assert times.seconds_left([step]) == 0
    assert times.fraction([step]) < 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_steps_stay_where_they_are_while_times_and_words_change(
    make_window: MakeWindow, qtbot: QtBot, language: str
) -> None:
    wizard = make_window(language).wizard
    page = building(wizard, qtbot)
    run = wizard.services.run

    def places() -> list[list[int]]:
        labels = [part for one in page.rows for part in (one.title, one.line, one.time)]
        return [[label.mapTo(page, QPoint(0, 0)).x(), label.width()] for label in labels]

    qtbot.waitUntil(lambda: len(page.rows) == len(EXPORT_STEPS) and page.rows[0].title.width() > 0)
    wait_for(qtbot, page, page.rows[0].title.text())
    seen = []
    for step, text, seconds in itertools.product(
        ("inspect", "convert"), ("", "x", "A long sentence about what is done at this moment, and more"), (0, 5, 3599)
    ):
        run.take([StepStarted(step=step, title=step), StepProgress(step=step, fraction=0.1, text=text)])
        now = next(entry for entry in run.steps if entry.plan.id == step)
        now.started = time.monotonic() - seconds
        run.updated.emit([])
        page.grab()  # lays out what has changed
        seen.append(places())
    assert all(entry == seen[0] for entry in seen)


def test_reading_says_what_it_does_and_the_next_time_how_long_it_takes(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # where no model is known
    wizard = make_window().wizard
    page = wizard.pages[MODEL]
    click(qtbot, find(page, "Try a sample"))
    wait_for(qtbot, page, f"Reading {SAMPLE}.keras: TensorFlow is started, then it opens the model.")
    assert "as last time" not in words(page)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)
    size = (sample_home() / f"{SAMPLE}.keras").stat().st_size
    took = DurationsFile().expected("read", size)
    assert took is not None
    DurationsFile().add("read", 200.0, size)
    DurationsFile().add("read", 200.0, size)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another cache"))
    wizard.services.assistant.restart()
    wizard.start_over()
    click(qtbot, find(page, "Try a sample"))
    wait_for(qtbot, page, "This takes about 3 minutes, as last time.")
    bar = next(bar for bar in page.findChildren(QProgressBar) if bar.isVisible())
    assert bar.maximum() == 1000
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)


def test_a_reading_that_takes_longer_says_so() -> None:
    assert "It takes longer than last time. 40 s so far." in reading_words("a.keras", 40.2, 33.0)
