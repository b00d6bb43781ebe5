"""The window with what the version before left: its history, and the programs that it had finished."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from builder.events import JobFinished
from builder.job.draft import JobDraft
from tests.support.version_before import place_file, published, user_project
from tests.ui.pages_results import ANSWERING, button, script, services_in, texts
from ui.pages import history
from ui.state.state import Finished
from ui.tasks.export import read_report
from ui.tasks.trying.finished_program import ProgramRun, Reply
from ui.tasks.trying.trial import Trial, trial_of


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return user_project(tmp_path / "project").parent


def page_in(qtbot: QtBot, project: Path, folder: Path) -> history.HistoryPage:
    place_file("window/record.json", project, folder / "history" / "20261129-013036-a1b2c3.json")
    page = history.HistoryPage(services_in(folder))
    qtbot.addWidget(page)
    page.resize(804, 660)
    page.show()
    return page


def test_an_export_is_listed_opened_and_run_again(
    qtbot: QtBot, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = published(project)
    opened: list[Path] = []
    monkeypatch.setattr(history, "open_folder", lambda parent, place: opened.append(place))
    page = page_in(qtbot, project, tmp_path)
    shown = texts(page.cards[0])
    assert all(
        words in shown
        for words in ("digits", "Made by an earlier version", "int8", "10.4 MB", "The same first answer for all 20")
    )
    qtbot.mouseClick(button(page, "Open folder"), Qt.MouseButton.LeftButton)
    assert opened == [folder]
    with qtbot.waitSignal(page.job_wanted) as asked:
        qtbot.mouseClick(button(page, "Run again"), Qt.MouseButton.LeftButton)
    draft = asked.args[0]
    assert isinstance(draft, JobDraft)
    assert draft.freeze() == JobDraft.from_file(project / "job.toml").freeze()


def test_a_finished_program_can_be_tried(qtbot: QtBot, project: Path, tmp_path: Path) -> None:
    folder = published(project)
    script(folder / "digits", ANSWERING)
    end = JobFinished(status="done", exit_code=0, seconds=74.2, folder=str(folder))
    trial = trial_of(Finished(end, read_report(folder), folder, ""))
    assert isinstance(trial, Trial)
    assert (trial.program, trial.kind, trial.verified) == (folder / "digits", "image", True)
    assert trial.contract is not None
    assert trial.contract.outputs[0].labels == tuple("0123456789")
    picture = next((project / "pictures").rglob("*.png"))
    assert trial.reads(picture)
    page = page_in(qtbot, project, tmp_path)
    run = ProgramRun(page)
    with qtbot.waitSignal(run.answered) as answered:
        run.start(trial.program, picture)
    assert isinstance(answered.args[0], Reply)
