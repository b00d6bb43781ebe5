"""Tests of the real window with the real engine, driven by mouse and keys: success, cancelling, failures."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.trusted import TrustedFolder
from builder.core.model_digest import digest_of_model
from builder.core.words import tr
from builder.events import StepStarted
from builder.job.draft import JobDraft
from tests.conftest import ROOT, SAMPLES
from tests.support.processes import processes_with
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import (
    BUILD_MS,
    READ_MS,
    answer_question,
    click,
    drop,
    find,
    model_page,
    to_summary,
    wait_for,
    wait_read,
    words,
)
from ui.pages.done import DonePage
from ui.shell.page_set import BUILD, DONE, MODEL, PRECISION, SUMMARY
from ui.shell.wizard import Wizard
from ui.state.state import Finished
from ui.tasks.engine_processes import export_arguments


def test_three_clicks_lead_from_nothing_to_a_running_program(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    to_summary(qtbot, wizard)  # the first click
    with qtbot.waitSignal(wizard.services.run.finished, timeout=BUILD_MS):
        click(qtbot, wizard.next_button)  # the second
        assert wizard.at == BUILD
    assert wizard.at == DONE
    page = wizard.page
    assert isinstance(page, DonePage)
    wait_for(qtbot, page, "Ready, for newer systems only: digits")
    click(qtbot, find(page, "Try it now"))  # the third
    panel = page.try_panel
    assert panel is not None
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        assert panel.busy
    assert "ms for this answer" in words(panel)
    assert (tmp_path / "out" / "digits" / "digits").is_file()
    record = wizard.services.history.records()[0]
    assert (record.name, record.status) == ("digits", "done")
    assert record.bytes > 1_000_000
    assert "answers equal" in record.agreement


def test_everything_can_be_done_from_the_keyboard(wizard: Wizard, qtbot: QtBot) -> None:
    sample = model_page(wizard).sample_button
    wizard.page.focus_first()
    for _ in range(6):
        if sample.hasFocus():
            break
        qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Tab)
    assert sample.hasFocus()
    qtbot.keyClick(sample, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=60_000)
    for expected in (3, 2, 1, 0):
        qtbot.keyClick(wizard, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda expected=expected: wizard.at == expected)
    for expected in (1, 2, 3, 4):
        qtbot.keyClick(wizard, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda expected=expected: wizard.at == expected)
    run = wizard.services.run
    with qtbot.waitSignal(run.started):
        wizard.next_button.setFocus()
        qtbot.keyClick(wizard.next_button, Qt.Key.Key_Space)
    with qtbot.waitSignal(run.finished, timeout=BUILD_MS):
        assert wizard.focusWidget().accessibleName() == "Cancel"
        qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Space)
    wait_for(qtbot, wizard.page, "the output folder is unchanged")


@pytest.mark.parametrize(
    "step",
    [
        "convert",
        *(pytest.param(step, marks=pytest.mark.proof) for step in ("inspect", "compile", "package", "verify")),
    ],
)
def test_cancelling_in_any_step_leaves_the_output_folder_as_it_was(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, step: str
) -> None:
    run = wizard.services.run
    to_summary(qtbot, wizard)

    def look(events: list[object]) -> None:
        if any(isinstance(event, StepStarted) and event.step == step for event in events) and not run.cancelling:
            click(qtbot, find(wizard.page, "Cancel"))

    run.updated.connect(look)
    with qtbot.waitSignal(run.finished, timeout=BUILD_MS) as caught:
        click(qtbot, wizard.next_button)
    finished = caught.args[0]
    assert isinstance(finished, Finished)
    assert finished.end.status == "cancelled"
    assert not (tmp_path / "out").exists()
    assert processes_with(wizard.services.folder / "job.toml") == []
    wait_for(qtbot, wizard.page, "the output folder is unchanged")
    assert find(wizard.page, "Build again").isEnabled()
    assert wizard.services.history.records()[0].status == "cancelled"


def test_a_picture_that_calls_itself_a_model_is_refused_with_a_card(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "cat.h5").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    drop(wizard, tmp_path / "cat.h5")
    wait_read(qtbot, wizard)
    assert wizard.at == MODEL
    assert wizard.reason
    wait_for(qtbot, wizard.page, "cat.h5")
    click(qtbot, find(wizard.page, "Copy"))
    drop(wizard, SAMPLES / "digits.keras")  # the next one is as welcome as the first
    wait_read(qtbot, wizard)
    assert wizard.reason == ""


def test_code_inside_a_model_runs_only_after_the_user_trusted_the_file(
    wizard: Wizard, qtbot: QtBot, models: Path
) -> None:
    drop(wizard, models / "with_lambda.keras")
    wait_read(qtbot, wizard)
    wait_for(qtbot, wizard.page, "sneaky")
    assert wizard.reason
    box = find(wizard.page, "I trust this file", QCheckBox)
    assert not box.isChecked()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    wait_read(qtbot, wizard)
    assert wizard.reason == ""
    assert wizard.state.found.trusted == digest_of_model(models / "with_lambda.keras")
    assert "trust" not in wizard.state.copy_of_draft().freeze().to_toml(None)


@pytest.mark.proof
def test_a_trusted_file_is_known_again_by_its_content_and_not_by_its_name(
    make_window: MakeWindow, qtbot: QtBot, models: Path, tmp_path: Path
) -> None:
    path = tmp_path / "m.keras"
    shutil.copy(models / "with_lambda.keras", path)
    TrustedFolder().trust(digest_of_model(path), path)
    wizard = make_window().wizard
    drop(wizard, path)
    wait_read(qtbot, wizard)
    wait_for(qtbot, wizard.page, "because you trust it")
    assert find(wizard.page, "I trust this file", QCheckBox).isChecked()
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"another"
    drop(wizard, path)
    wait_read(qtbot, wizard)
    wait_for(qtbot, wizard.page, "sneaky")
    assert not find(wizard.page, "I trust this file", QCheckBox).isChecked()
    assert wizard.reason
    drop(wizard, models / "with_lambda.keras")
    wait_read(qtbot, wizard)
    wait_for(qtbot, wizard.page, "because you trust it")
    qtbot.keyClick(find(wizard.page, "I trust this file", QCheckBox), Qt.Key.Key_Space)  # and taken back
    wait_read(qtbot, wizard)
    wait_for(qtbot, wizard.page, "sneaky")
    assert wizard.reason
    assert not TrustedFolder().holds(digest_of_model(models / "with_lambda.keras"))


def test_the_engine_is_given_the_trust_for_this_file_alone_and_the_job_is_not(
    wizard: Wizard, qtbot: QtBot, models: Path, tmp_path: Path
) -> None:
    path = tmp_path / "m.keras"
    shutil.copy(models / "with_lambda.keras", path)
    TrustedFolder().trust(digest_of_model(path), path)
    (tmp_path / "job.toml").write_text(
        f'[model]\npath = "m.keras"\ntrust = true\n[output]\nfolder = "{tmp_path}/out"\n'
        '[[products]]\nproduct = "native"\n'
    )
    drop(wizard, tmp_path / "job.toml")
    qtbot.waitUntil(lambda: wizard.at == SUMMARY and not wizard.reason, timeout=60_000)
    click(qtbot, find(wizard.page, "For the command line"))
    wait_for(qtbot, wizard.page, "m.toml --trust")
    wait_for(qtbot, wizard.page, "does not include your trust")
    wait_for(qtbot, wizard.page, "only you can trust a model")
    with qtbot.waitSignal(wizard.services.run.finished, timeout=BUILD_MS) as caught:
        click(qtbot, wizard.next_button)
    assert caught.args[0].end.exit_code == 0
    for job in ((tmp_path / "out" / "m" / "job.toml").read_text(), wizard.services.history.records()[0].job):
        assert "trust" not in job
        assert "sha256" not in job
    shutil.copy(models / "double.keras", path)  # between the look at it and the build
    wizard.state.put("app", "products", name="second")
    with qtbot.waitSignal(wizard.services.run.finished, timeout=BUILD_MS) as caught:
        wizard.services.run.start()
    assert (caught.args[0].end.exit_code, caught.args[0].end.error.key) == (2, "changed")
    assert not (tmp_path / "out" / "second").exists()


def test_a_result_that_is_not_verified_says_so_and_what_to_do(wizard: Wizard, qtbot: QtBot, models: Path) -> None:
    draft = JobDraft()
    draft.set("model", path=str(models / "two_and_two.keras"))
    draft.set("precision", precision="dynamic", min_agreement=1.0)
    draft.set("output", folder=str(wizard.state.output))
    draft.tables["products"] = [{"product": "native", "platform": "linux-x64"}]
    wizard.opening.open_job(draft)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY and not wizard.reason, timeout=60_000)
    with qtbot.waitSignal(wizard.services.run.finished, timeout=BUILD_MS) as caught:
        click(qtbot, wizard.next_button)
    assert caught.args[0].end.exit_code == 5
    assert wizard.at == DONE
    wait_for(qtbot, wizard.page, "Made, and not the same as the original: ")


def test_a_failure_is_a_card_with_the_way_to_the_page_that_mends_it(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    to_summary(qtbot, wizard)
    (tmp_path / "out" / "digits").mkdir(parents=True)
    (tmp_path / "out" / "digits" / "mine").write_text("mine")
    with qtbot.waitSignal(wizard.services.run.finished, timeout=BUILD_MS):
        wizard.services.run.begin(export_arguments(written_job(wizard)))
    wait_for(qtbot, wizard.page, "exists already")
    click(qtbot, find(wizard.page, "Go there"))
    assert wizard.page.key == "products"
    assert (tmp_path / "out" / "digits" / "mine").read_text() == "mine"


def written_job(wizard: Wizard) -> Path:
    """The window's job as a file, as it was before something got in its way."""
    path = wizard.services.folder / "job.toml"
    path.write_text(wizard.state.copy_of_draft().freeze().to_toml(wizard.services.folder))
    return path


def test_closing_while_building_asks_first_and_stops_the_engine(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    to_summary(qtbot, wizard)
    run = wizard.services.run
    with qtbot.waitSignal(run.started):
        click(qtbot, wizard.next_button)
    qtbot.waitUntil(lambda: bool(run.steps), timeout=30_000)
    engine = run.pid
    assert engine is not None
    asked = answer_question(qtbot, "Keep building")
    assert not wizard.close()
    assert asked == ["A program is being built"]
    assert run.active
    answer_question(qtbot, "Stop and close")
    assert wizard.close()
    assert not run.active
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)
    assert not (tmp_path / "out").exists()


def test_a_saved_job_opens_at_its_summary_and_an_edit_keeps_the_rest(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    draft = JobDraft()
    draft.set("model", path=str(SAMPLES / "digits.keras"))
    draft.set("precision", precision="float16")
    draft.set("app", name="Zahlen", version="2.1")
    draft.set("output", folder=str(tmp_path / "elsewhere"))
    (tmp_path / "job.toml").write_text(draft.freeze().to_toml(tmp_path))
    drop(wizard, tmp_path / "job.toml")
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=60_000)
    everything = tr("This computer has everything that is needed")
    wait_for(qtbot, wizard.page, everything)
    shown = words(wizard.page)
    assert "Zahlen, version 2.1" in shown
    assert str(tmp_path / "elsewhere" / "Zahlen") in shown
    wizard.go_to(PRECISION)
    click(qtbot, wizard.next_button)
    click(qtbot, wizard.next_button)
    wait_for(qtbot, wizard.page, everything)
    assert sorted(words(wizard.page).splitlines()) == sorted(shown.splitlines())


def test_a_job_that_is_no_toml_is_refused_with_a_card(wizard: Wizard, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "job.toml").write_text("model = [")
    drop(wizard, tmp_path / "job.toml")
    wait_for(qtbot, wizard.page, "not valid TOML")


@pytest.mark.proof
def test_the_window_speaks_german(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("de")
    click(qtbot, model_page(window.wizard).sample_button)
    qtbot.waitUntil(lambda: window.wizard.at == SUMMARY, timeout=60_000)
    assert "Zusammenfassung" in [page.name for page in window.wizard.pages.steps()]
    with qtbot.waitSignal(window.services.run.finished, timeout=BUILD_MS):
        click(qtbot, window.wizard.next_button)
    wait_for(qtbot, window.wizard.page, "Fertig, aber nur für neuere Systeme: digits")


def test_the_engine_and_the_helper_end_when_the_window_is_killed(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tests.ui.window_to_kill", str(tmp_path / "out")]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True) as window:
        assert window.stdout is not None
        told = json.loads(window.stdout.readline())
        watched = {os.pidfd_open(told[who]) for who in ("engine", "helper")}
        os.kill(told["window"], signal.SIGKILL)
    gone: set[int] = set()
    while gone != watched:
        ended, _, _ = select.select(list(watched - gone), [], [], 20)
        assert ended, "a process outlives its window"
        gone |= set(ended)
    for descriptor in watched:
        os.close(descriptor)
    assert not (tmp_path / "out").exists()


@pytest.mark.proof
def test_the_stage_starts_with_the_sample_and_starts_over_in_one_click(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(demo=True)
    window.begin(None)
    wizard = window.wizard
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=60_000)
    assert wizard.fontMetrics().height() > 18
    wizard.state.put("app", "products", name="other")
    click(qtbot, find(wizard, "Start over"))
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=60_000)
    assert wizard.state.name == "digits"


@pytest.mark.parametrize("work", ["export", "comparison"])
def test_a_model_that_was_replaced_since_it_was_read_is_read_again_first(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, work: str
) -> None:
    model = tmp_path / "mine.keras"
    shutil.copy(SAMPLES / "digits.keras", model)
    drop(wizard, model)
    wait_read(qtbot, wizard)
    wizard.go_to(SUMMARY if work == "export" else PRECISION)
    qtbot.waitUntil(lambda: not wizard.reason, timeout=READ_MS)
    with zipfile.ZipFile(model, "a") as content:
        content.comment = b"trained again"
    start = wizard.next_button if work == "export" else find(wizard.page, "Compare all")
    click(qtbot, start)
    changed = "The model mine.keras has changed"
    qtbot.waitUntil(lambda: changed in words(wizard.page), timeout=BUILD_MS)
    assert wizard.at == (BUILD if work == "export" else PRECISION), "what was shown is about another file"
    qtbot.waitUntil(lambda: not wizard.services.run.active and not wizard.services.comparing.active)
    click(qtbot, find(wizard.page, "Read it again"))
    qtbot.waitUntil(lambda: wizard.at == SUMMARY and not wizard.reason, timeout=READ_MS)
    info = wizard.state.found.info
    assert info is not None
    assert info.source_sha256 == digest_of_model(model)
