"""Tests of what the window keeps from one start to the next: the draft, its place, recent files."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.drafts import DraftFile
from app.settings import SettingsFile
from app.trusted import TrustedFolder
from builder.core.model_digest import digest_of_model
from builder.job.draft import JobDraft
from tests.conftest import ROOT, SAMPLES
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import READ_MS, click, drop, find, model_page, wait_for, wait_read, words
from ui.shell.page_set import CONTRACT, MODEL, PRECISION, SUMMARY
from ui.shell.wizard import Wizard
from ui.widgets.basic import Button
from ui.widgets.draft_card import DraftCard


def offers(wizard: Wizard) -> list[DraftCard]:
    return [card for card in wizard.findChildren(DraftCard) if card.isVisible()]


def test_a_draft_is_offered_again_until_it_is_built_or_discarded(make_window: MakeWindow, qtbot: QtBot) -> None:
    first = make_window().wizard
    assert offers(first) == []
    drop(first, SAMPLES / "digits.keras")
    wait_read(qtbot, first)
    first.state.put("precision", "precision", precision="float16")
    first.state.put("app", "products", name="Zahlen")
    first.state.put("contract", "contract", scaling="0-255", output_kind="classes")
    assert first.close()

    second = make_window().wizard
    wait_for(qtbot, second, "Go on with digits.keras?")
    assert "what goes in, what comes out, the precision float16, the name Zahlen" in words(second.page)
    click(qtbot, find(second, "Go on"))
    qtbot.waitUntil(lambda: second.at == SUMMARY, timeout=READ_MS)
    assert (second.state.precision, second.state.name) == ("float16", "Zahlen")
    assert second.close(), "nothing was changed since, and it still is in no job"

    third = make_window().wizard
    wait_for(qtbot, third, "Go on with digits.keras?")
    click(qtbot, find(third, "Discard it"))
    assert offers(third) == []
    assert third.close()
    assert offers(make_window().wizard) == []


def test_a_draft_is_kept_whenever_a_page_is_left_and_forgotten_with_its_choices(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    wizard = make_window().wizard
    drop(wizard, SAMPLES / "digits.keras")
    wait_read(qtbot, wizard)
    wizard.go_to(CONTRACT)
    assert DraftFile().kept() is None
    wizard.state.put("contract", "contract", scaling="0-255", output_kind="classes")
    wizard.go_to(PRECISION)
    kept = DraftFile().kept()
    assert kept is not None
    assert kept.tables["contract"]["scaling"] == "0-255"
    wizard.start_over()
    assert DraftFile().kept() is None
    wizard.go_to(MODEL)
    assert offers(wizard) == []


@pytest.mark.proof
def test_a_model_that_was_only_opened_is_no_draft(make_window: MakeWindow, qtbot: QtBot) -> None:
    wizard = make_window().wizard
    drop(wizard, SAMPLES / "digits.keras")
    wait_read(qtbot, wizard)
    assert wizard.close()
    assert DraftFile().kept() is None


def test_a_draft_asks_for_trust_again(make_window: MakeWindow, qtbot: QtBot, models: Path) -> None:
    model = models / "with_lambda.keras"
    TrustedFolder().trust(digest_of_model(model), model)
    draft = JobDraft()
    draft.set("model", path=str(model))
    draft.set("app", name="mine")
    DraftFile().keep(draft)
    wizard = make_window().wizard
    click(qtbot, find(wizard, "Go on"))
    wait_read(qtbot, wizard)
    wait_for(qtbot, wizard.page, "sneaky")
    box = find(wizard.page, "I trust this file", QCheckBox)
    assert not box.isChecked()
    assert wizard.state.found.info is None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)
    assert wizard.state.name == "mine"


@pytest.mark.parametrize("damage", [b"", b"model = [", b"\xff\xfe", b"[model]\n"])
def test_a_damaged_draft_is_none_or_harmless(make_window: MakeWindow, tmp_path: Path, damage: bytes) -> None:
    draft = JobDraft()
    draft.set("model", path=str(tmp_path / "m.keras"))
    DraftFile().keep(draft)
    path = tmp_path / "state" / "litecrate" / "draft.toml"
    assert path.is_file()
    path.write_bytes(damage)
    assert make_window().wizard.at == MODEL


def place_on(screens: list[tuple[int, int, int, int]], folder: Path, *place: int) -> dict[str, object]:
    """Starts a window on screens, moves it where that is asked, closes it, and answers where it was then."""
    parts = [dict(zip(("x", "y", "width", "height"), screen, strict=True)) for screen in screens]
    named = [{"name": f"screen-{at}", **part} for at, part in enumerate(parts)]
    (folder / "screens.json").write_text(json.dumps({"windowFrameMargins": False, "screens": named}))
    argv = [sys.executable, "-m", "tests.ui.shell.window_places", *map(str, place)]
    platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={folder / 'screens.json'}"}
    told = subprocess.run(argv, cwd=ROOT, env=os.environ | platform, capture_output=True, check=True, text=True)
    answer: dict[str, object] = json.loads(told.stdout)
    return answer


def test_the_window_comes_back_where_it_was_closed_and_into_a_screen_that_there_is(tmp_path: Path) -> None:
    left, right = (0, 0, 1920, 1080), (1920, 0, 2560, 1440)
    assert place_on([left, right], tmp_path, 2100, 160, 1700, 1200)["place"] == [2100, 160, 1700, 1200]
    assert place_on([left, right], tmp_path)["place"] == [2100, 160, 1700, 1200]
    on_one = place_on([left], tmp_path)
    assert on_one["inside"], on_one
    assert place_on([left], tmp_path, 60, 70, 900, 640)["inside"]
    assert place_on([left], tmp_path)["place"] == [60, 70, 900, 640]


@pytest.mark.parametrize("text", ["!!", "AAAA", QByteArray(b"\x01\xd9\xd0\xcb" + bytes(60)).toBase64().data().decode()])
def test_a_place_that_makes_no_sense_is_the_usual_one(make_window: MakeWindow, text: str) -> None:
    settings = SettingsFile()
    settings.values.window = text
    settings.save()
    wizard = make_window().wizard
    assert wizard.width() >= 860
    assert wizard.height() >= 600


def test_recent_files_are_only_those_that_were_models(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "cat.h5"
    shutil.copy(SAMPLES / "digits" / "7" / "test-001.png", picture)
    (tmp_path / "job.toml").write_text("model = [")
    wizard = make_window().wizard
    recent = wizard.services.settings.values
    drop(wizard, tmp_path / "job.toml")
    drop(wizard, picture)
    wait_read(qtbot, wizard)
    assert recent.recent == []
    recent.recent = [picture]  # as a version before left it
    model_page(wizard).entered()
    wait_for_button(qtbot, wizard, "cat.h5")
    click(qtbot, find(wizard, "cat.h5"))
    wait_read(qtbot, wizard)
    assert recent.recent == []
    drop(wizard, SAMPLES / "digits.keras")
    wait_read(qtbot, wizard)
    assert recent.recent == [SAMPLES / "digits.keras"]
    assert SettingsFile().values.recent == [SAMPLES / "digits.keras"]


def wait_for_button(qtbot: QtBot, wizard: Wizard, name: str) -> None:
    """Waits until a new button is to be seen: it appears with the next events."""
    buttons = [each for each in wizard.findChildren(Button) if each.accessibleName() == name]
    qtbot.waitUntil(lambda: any(each.isVisible() for each in buttons))
