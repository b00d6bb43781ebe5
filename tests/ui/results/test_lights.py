"""The three lights on the done page: what they show, where their buttons lead, and confirming an answer by eye."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from builder.job.draft import JobDraft
from builder.job.job import Job
from builder.report.lights import lights_of
from builder.report.report import Answers, Report
from tests.ui.pages_results import (
    ANSWERING,
    button,
    finished_in,
    product,
    record,
    report_of,
    script,
    services_in,
    texts,
    verified,
)
from tests.unit.report.test_lights import CASES, shown
from ui.pages.done import DonePage
from ui.state.state import Finished
from ui.tasks.export import ExportRun
from ui.texts.history_words import draft_of
from ui.texts.light_words import LIGHT_ICONS
from ui.widgets import dialogs
from ui.widgets.basic import Icon

NOT_PROVEN = "Ready, and the answers are not proven yet"


def page_of(qtbot: QtBot, folder: Path, finished: Finished) -> DonePage:
    services = services_in(folder)
    page = DonePage(services)
    qtbot.addWidget(page)
    page.resize(804, 660)
    services.state.ended(finished)
    page.show()
    return page


def guessed(**answers: Any) -> Report:
    facts = {"input": "image", "scaling": "guessed", "classes": 10} | answers
    return report_of(product("native", "digits", min_glibc="2.27"), answers=Answers(**facts))


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> DonePage:
    """A program whose scaling was guessed, and that answers when it is tried."""
    script(tmp_path / "digits" / "digits", ANSWERING)
    return page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", guessed()))


def button_in_use(page: DonePage) -> str:
    """The name of what has the keyboard, once it is to be seen."""
    focused = page.focusWidget()
    return focused.accessibleName() if focused is not None and focused.isVisible() else ""


def spoken(page: DonePage) -> list[str]:
    assert page.lights is not None
    return [label.accessibleName() for label in page.lights.findChildren(QLabel) if label.accessibleName()]


def try_it(qtbot: QtBot, page: DonePage) -> None:
    """Presses the light's button by keyboard and waits for the answer to its sample."""
    assert page.lights is not None
    look = page.lights.buttons["right"]
    look.setFocus()
    qtbot.keyClick(look, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.question is not None, timeout=30_000)


@pytest.mark.parametrize(("facts", "states"), CASES.values(), ids=CASES.keys())
def test_the_page_shows_the_lights_of_the_report(
    qtbot: QtBot, tmp_path: Path, facts: dict[str, Any], states: tuple[str, ...]
) -> None:
    report = shown(**facts)
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report))
    words = {"good": "yes", "caution": "not entirely", "bad": "no", "unknown": "not known"}
    lights = lights_of(report)
    assert spoken(page) == [f"{light.title}: {words[state]}" for light, state in zip(lights, states, strict=True)]
    assert page.lights is not None
    assert all(light.text in texts(page.lights) for light in lights)
    drawn = [(icon.name, icon.tone) for icon in page.lights.findChildren(Icon)]
    assert drawn == [LIGHT_ICONS[light.state] for light in lights]
    assert (page.sign.tone == "good") == (set(states) == {"good"})


def test_states_are_told_apart_without_their_colour() -> None:
    assert len({name for name, _ in LIGHT_ICONS.values()}) == len(LIGHT_ICONS) == 4


def test_each_light_has_at_most_one_button_and_it_leads_to_what_helps(qtbot: QtBot, tmp_path: Path) -> None:
    near = verified().model_copy(update={"reason": ""})
    lossy = near.model_copy(update={"against_source": near.against_source.model_copy(update={"top1_agreement": 0.95})})
    report = report_of(product(verified=lossy), answers=Answers(input="image", scaling="guessed", doubted=True))
    report = report.model_copy(update={"model": report.model.model_copy(update={"precision": "int8"})})
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report))
    assert page.lights is not None
    found = {key: one.accessibleName() for key, one in page.lights.buttons.items()}
    assert found == {
        "same": "Choose another precision", "right": "Find it with pictures", "elsewhere": "Choose another product",
    }  # fmt: skip
    for key, table in (("same", "precision"), ("elsewhere", "products")):
        with qtbot.waitSignal(page.go_to_problem) as wanted:
            qtbot.mouseClick(page.lights.buttons[key], Qt.MouseButton.LeftButton)  # type: ignore[index]
        assert wanted.args == [table]
    with qtbot.waitSignal(page.mend_wanted) as mended:
        qtbot.mouseClick(page.lights.buttons["right"], Qt.MouseButton.LeftButton)
    assert mended.args is not None
    assert mended.args[0].field == "contract.scaling"


def test_an_answer_is_looked_at_and_confirmed_by_keyboard(made: DonePage, qtbot: QtBot, tmp_path: Path) -> None:
    page, folder = made, tmp_path / "digits"
    page.services.history.add(record(1, folder=folder, lights=("good", "caution", "good"), input="image"))
    page.services.history.add(record(2, folder=tmp_path / "other", lights=("good", "caution", "good")))
    assert page.title.text() == f"{NOT_PROVEN}: digits, 10.3 MB"
    try_it(qtbot, page)
    assert page.question is not None
    page.question.yes.setFocus()
    qtbot.keyClick(page.question.yes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.title.text() == "Ready: digits, 10.3 MB")
    assert spoken(page)[1] == "Right on your pictures: yes"
    assert page.question is None
    qtbot.waitUntil(lambda: button_in_use(page) == "Try it now")
    assert page.verticalScrollBar().value() == 0  # where the light is green now
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["answers"]["checked"] == "eye"
    assert report["lights"]["right"] == {"state": "good", "text": "An answer was looked at and confirmed."}
    assert "An answer was looked at and confirmed." in (folder / "report.html").read_text(encoding="utf-8")
    confirmed = {"checked": "eye", "checked_model": report["model"]["source_sha256"]}
    assert tomllib.loads((folder / "job.toml").read_text(encoding="utf-8"))["contract"] == confirmed
    other, own = page.services.history.records()
    assert [draft_of(each).tables.get("contract") for each in (other, own)] == [None, confirmed]
    assert (own.lights, other.lights) == (("good", "good", "good"), ("good", "caution", "good"))


def made_by(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
    monkeypatch.setattr(ExportRun, "job", property(lambda run: job))


def test_the_choices_that_made_a_confirmed_result_are_confirmed_too(
    made: DonePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, state = made, made.services.state
    state.draft = JobDraft({"model": {"path": "/m.keras"}, "contract": {"scaling": "pm1"}})
    made_by(monkeypatch, state.copy_of_draft().freeze())
    try_it(qtbot, page)
    assert page.question is not None
    qtbot.mouseClick(page.question.yes, Qt.MouseButton.LeftButton)
    assert state.table("contract") == {"scaling": "pm1", "checked": "eye", "checked_model": "0" * 64}


def test_a_record_whose_job_cannot_be_read_keeps_it(made: DonePage, qtbot: QtBot, tmp_path: Path) -> None:
    made.services.history.add(record(1, folder=tmp_path / "digits", lights=("good", "caution", "good"), job="[model"))
    try_it(qtbot, made)
    assert made.question is not None
    qtbot.mouseClick(made.question.yes, Qt.MouseButton.LeftButton)
    (kept,) = made.services.history.records()
    assert (kept.job, kept.lights) == ("[model", ("good", "good", "good"))


def test_other_choices_than_those_of_the_result_are_not_confirmed(
    made: DonePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, state = made, made.services.state
    state.draft = JobDraft({"model": {"path": "/m.keras"}, "contract": {"scaling": "pm1"}})
    made_by(monkeypatch, state.copy_of_draft().freeze())
    state.put("contract", "contract", scaling="imagenet")
    try_it(qtbot, page)
    assert page.question is not None
    qtbot.mouseClick(page.question.yes, Qt.MouseButton.LeftButton)
    assert state.get("contract", "checked") is None


def test_a_wrong_answer_proves_nothing_and_leads_to_what_goes_in(made: DonePage, qtbot: QtBot, tmp_path: Path) -> None:
    before = (tmp_path / "digits" / "report.json").read_bytes()
    try_it(qtbot, made)
    assert made.question is not None
    qtbot.mouseClick(made.question.wrong, Qt.MouseButton.LeftButton)
    question = made.question
    qtbot.waitUntil(lambda: "may be the model's own mistake" in texts(question))
    assert made.title.text().startswith(NOT_PROVEN)
    assert (tmp_path / "digits" / "report.json").read_bytes() == before
    find = button(question, "Find it with pictures")
    qtbot.waitUntil(lambda: made.focusWidget() is find and find.isVisible())
    with qtbot.waitSignal(made.mend_wanted) as wanted:
        qtbot.keyClick(find, Qt.Key.Key_Space)
    assert wanted.args is not None
    assert wanted.args[0].field == "contract.scaling"


def test_a_failed_run_is_not_asked_about(qtbot: QtBot, tmp_path: Path) -> None:
    script(tmp_path / "digits" / "digits", "raise SystemExit(3)")
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", guessed()))
    qtbot.mouseClick(button(page, "Try it now"), Qt.MouseButton.LeftButton)
    panel = page.try_panel
    assert panel is not None
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        panel.samples.buttons[0].click()
    assert page.question is None


def test_what_is_known_already_is_not_asked(qtbot: QtBot, tmp_path: Path) -> None:
    script(tmp_path / "digits" / "digits", ANSWERING)
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", guessed(checked="pictures")))
    assert page.lights is not None
    assert "right" not in page.lights.buttons
    qtbot.mouseClick(button(page, "Try it now"), Qt.MouseButton.LeftButton)
    panel = page.try_panel
    assert panel is not None
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        panel.samples.buttons[0].click()
    assert page.question is None


def test_a_result_that_was_replaced_meanwhile_is_not_confirmed(
    made: DonePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda parent, title, words: told.append(title))
    other = guessed().model_copy(update={"created": "2026-11-30T00:00:00+00:00"})
    (tmp_path / "digits" / "report.json").write_text(other.to_json(), encoding="utf-8")
    try_it(qtbot, made)
    assert made.question is not None
    qtbot.mouseClick(made.question.yes, Qt.MouseButton.LeftButton)
    assert told == ["The confirmation cannot be saved"]
    assert made.title.text().startswith(NOT_PROVEN)


def test_a_result_of_an_earlier_version_shows_what_is_not_known(qtbot: QtBot, tmp_path: Path) -> None:
    report = report_of(product("native", min_glibc="2.27")).model_copy(update={"answers": None})
    page = page_of(qtbot, tmp_path, finished_in(tmp_path / "digits", report))
    assert page.title.text().startswith(NOT_PROVEN)
    assert spoken(page)[1] == "Right on your samples: not known"
    assert page.lights is not None
    assert "earlier version" in texts(page.lights)
    assert page.lights.buttons == {}
