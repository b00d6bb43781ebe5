"""Tests of trying a program from the window, with small programs that answer, refuse, crash, talk nonsense or hang."""

import shlex
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.pages_results import (
    ANSWERING,
    button,
    contract_of,
    finished_in,
    product,
    report_of,
    script,
    texts,
    themed,
    verified,
)
from ui.state.state import sample_home
from ui.tasks.trying.finished_program import Failure, Reply, reply_of
from ui.tasks.trying.trial import Trial, sample_pictures, trial_of
from ui.texts.result_words import number_text
from ui.widgets.trial.try_panel import TryPanel

SEVEN = sample_home() / "digits" / "7" / "test-001.png"


def panel_of(qtbot: QtBot, folder: Path, body: str, **changes: object) -> TryPanel:
    values: dict[str, object] = {
        "name": "digits",
        "program": script(folder / "bin" / "digits", body),
        "kind": "image",
        "verified": True,
        "samples": (SEVEN,),
        "contract": contract_of(),
    }
    themed()
    panel = TryPanel(Trial(**(values | changes)), folder)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.resize(700, 600)
    panel.show()
    return panel


def settle(qtbot: QtBot, panel: TryPanel, file: Path) -> None:
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        panel.try_file(file)


def test_a_click_on_a_sample_picture_shows_the_answer_of_the_real_program(qtbot: QtBot, tmp_path: Path) -> None:
    panel = panel_of(qtbot, tmp_path, ANSWERING)
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        qtbot.mouseClick(panel.samples.buttons[0], Qt.MouseButton.LeftButton)
    assert panel.answers.program.has_answer
    assert panel.answers.program.view.bars.accessibleName() == "7 97%; 1 2%"
    assert panel.answers.program.time.text().startswith("0.4 ms for this answer, ")
    assert panel.answers.program.time.text().endswith(" with starting the program")
    assert panel.samples.buttons[0].isChecked()
    assert "test-001.png" in texts(panel.answers)


def test_sample_pictures_are_reached_and_tried_by_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    panel = panel_of(qtbot, tmp_path, ANSWERING, samples=sample_pictures(sample_home() / "digits"))
    panel.focus_first()
    qtbot.keyClick(panel.samples.buttons[0], Qt.Key.Key_Right)
    assert panel.focusWidget() is panel.samples.buttons[1]
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        qtbot.keyClick(panel.samples.buttons[1], Qt.Key.Key_Return)
    assert panel.samples.buttons[1].isChecked()
    assert not panel.samples.buttons[0].isChecked()


def test_the_exact_command_can_be_copied_and_typed(qtbot: QtBot, tmp_path: Path) -> None:
    panel = panel_of(qtbot, tmp_path, ANSWERING)
    odd = tmp_path / "a picture's name.png"
    odd.write_bytes(SEVEN.read_bytes())
    settle(qtbot, panel, odd)
    qtbot.mouseClick(button(panel, "Copy command"), Qt.MouseButton.LeftButton)
    assert shlex.split(QGuiApplication.clipboard().text()) == [str(panel.trial.program), "--json", str(odd)]


def test_while_the_program_runs_a_busy_line_is_shown_and_stop_ends_it(qtbot: QtBot, tmp_path: Path) -> None:
    body = f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    panel = panel_of(qtbot, tmp_path, body)
    panel.try_file(SEVEN)
    qtbot.waitUntil(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()), timeout=30_000)
    assert panel.answers.program.waiting.isVisible()
    assert panel.answers.program.waiting.words.text() == "digits is working on test-001.png"
    qtbot.mouseClick(panel.stop, Qt.MouseButton.LeftButton)
    assert not panel.answers.program.waiting.isVisible()
    process = Path("/proc") / (tmp_path / "pid").read_text()
    qtbot.waitUntil(lambda: not process.exists(), timeout=30_000)


def test_a_second_file_gives_up_the_first_and_only_its_answer_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    slow_first = f"import sys, time\nif 'slow' in sys.argv[2]: time.sleep(60)\n{ANSWERING}"
    panel = panel_of(qtbot, tmp_path, slow_first)
    slow = tmp_path / "slow.png"
    slow.write_bytes(SEVEN.read_bytes())
    panel.try_file(slow)
    settle(qtbot, panel, SEVEN)
    assert "test-001.png" in texts(panel.answers)
    assert not panel.busy


def test_a_program_is_ended_when_its_panel_goes_away(qtbot: QtBot, tmp_path: Path) -> None:
    body = f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    themed()
    trial = Trial(name="digits", program=script(tmp_path / "digits", body), kind="image", verified=True)
    panel = TryPanel(trial, tmp_path)
    panel.try_file(SEVEN)
    qtbot.waitUntil(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()), timeout=30_000)
    with qtbot.waitSignal(panel.destroyed):
        panel.deleteLater()
    assert not (Path("/proc") / (tmp_path / "pid").read_text()).exists()


def test_what_a_program_says_when_it_cannot_run_is_shown_as_a_card(qtbot: QtBot, tmp_path: Path) -> None:
    body = (
        "import sys\nsys.stderr.write('error: The runtime cannot be opened\\n"
        "why: libLiteRt.so is missing.\\ndo: Unpack the folder again.\\n')\nsys.exit(3)"
    )
    panel = panel_of(qtbot, tmp_path, body)
    settle(qtbot, panel, SEVEN)
    shown = texts(panel)
    assert "The runtime cannot be opened." in shown
    assert "libLiteRt.so is missing." in shown
    assert "Unpack the folder again." in shown
    assert not panel.answers.program.has_answer


def test_a_program_that_dies_without_a_word_gives_a_card_that_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    panel = panel_of(qtbot, tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    settle(qtbot, panel, SEVEN)
    assert "The program stopped before it answered." in texts(panel)
    assert "exit code 137" in texts(panel)


def test_a_file_that_the_program_cannot_read_is_explained_in_its_own_words(qtbot: QtBot, tmp_path: Path) -> None:
    body = "import json, sys\nprint(json.dumps({'file': sys.argv[2], 'error': 'This is no picture.'}))\nsys.exit(1)"
    panel = panel_of(qtbot, tmp_path, body)
    settle(qtbot, panel, SEVEN)
    assert "This is no picture." in texts(panel)
    assert "Try another file." in texts(panel)


@pytest.mark.parametrize("line", ["hello", "[1, 2]", '{"top": 3}', "", "\\xff\\xfe"])
def test_an_answer_that_is_no_answer_gives_a_card(qtbot: QtBot, tmp_path: Path, line: str) -> None:
    panel = panel_of(qtbot, tmp_path, f"print({line!r})")
    settle(qtbot, panel, SEVEN)
    assert "The program's answer cannot be read." in texts(panel)


def test_a_program_that_is_gone_gives_a_card(qtbot: QtBot, tmp_path: Path) -> None:
    panel = panel_of(qtbot, tmp_path, ANSWERING)
    panel.trial.program.unlink()
    settle(qtbot, panel, SEVEN)
    assert "The program is not there any more." in texts(panel)


def test_a_program_that_may_not_be_run_gives_a_card(qtbot: QtBot, tmp_path: Path) -> None:
    panel = panel_of(qtbot, tmp_path, ANSWERING)
    panel.trial.program.chmod(0o644)
    settle(qtbot, panel, SEVEN)
    assert "The program cannot be started." in texts(panel)


def test_after_an_error_a_good_file_shows_its_answer_and_no_error(qtbot: QtBot, tmp_path: Path) -> None:
    body = f"import sys\nif 'bad' in sys.argv[2]: sys.exit(3)\n{ANSWERING}"
    panel = panel_of(qtbot, tmp_path, body)
    settle(qtbot, panel, tmp_path / "bad.png")
    assert not panel.answers.program.has_answer
    settle(qtbot, panel, SEVEN)
    assert panel.answers.program.has_answer
    assert "stopped before" not in texts(panel)


def test_numbers_are_shown_where_there_are_no_classes(qtbot: QtBot, tmp_path: Path) -> None:
    body = """
import json
print(json.dumps({"file": "x", "ms": 1.5, "top": [], "outputs": {
    "price": {"shape": [1, 3], "dtype": "float32", "values": [1.23456, -20.5, None]},
    "map": {"shape": [1, 64, 64], "dtype": "float32"}}}))"""
    panel = panel_of(qtbot, tmp_path, body, kind="tensor", samples=(), contract=contract_of("tensor"))
    settle(qtbot, panel, tmp_path / "in.npy")
    shown = texts(panel)
    numbers = next(label for label in panel.findChildren(QLabel) if label.property("look") == "numbers")
    assert numbers.text().split() == ["1.23", "-20.5", "not", "a", "number"]
    assert "price: 3, float32" in shown
    assert "map: 64 × 64, float32" in shown
    assert "More numbers than fit here." in shown


def test_a_picture_is_converted_for_a_program_without_a_decoder_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    body = f"import sys\nassert open(sys.argv[2], 'rb').read(2) == b'P6'\n{ANSWERING}"
    panel = panel_of(qtbot, tmp_path, body, decoders=("npy", "npz", "bmp", "ppm"))
    settle(qtbot, panel, SEVEN)
    assert panel.answers.program.has_answer
    assert ".ppm" in panel.converted.text()
    assert QImage(str(tmp_path / "test-001.ppm")).size() == QImage(str(SEVEN)).size()


def test_the_panel_asks_for_what_the_program_takes(qtbot: QtBot, tmp_path: Path) -> None:
    for kind, words in (("image", "picture"), ("audio", "sound"), ("table", "table"), ("tensor", "array")):
        panel = panel_of(qtbot, tmp_path / kind, ANSWERING, kind=kind, samples=(), contract=None)
        assert words in panel.drop.title.text()
        assert not panel.samples.isVisible()
        panel.focus_first()
        assert panel.focusWidget() is panel.drop.browse


def test_every_control_of_the_panel_has_a_name(qtbot: QtBot, tmp_path: Path) -> None:
    panel = panel_of(qtbot, tmp_path, ANSWERING)
    settle(qtbot, panel, SEVEN)
    controls = [*panel.findChildren(QPushButton), *panel.samples.buttons]
    assert all(control.accessibleName() for control in controls)


def test_the_first_verified_program_for_this_machine_is_tried(tmp_path: Path) -> None:
    report = report_of(
        product(path="a", verified=verified("failed")), product("folder", "f/b", platform="macos-arm64"),
        product("native", "n/c", decoders=("npy", "bmp")),
    )  # fmt: skip
    trial = trial_of(finished_in(tmp_path, report))
    assert isinstance(trial, Trial)
    assert (trial.program, trial.verified, trial.decoders) == (tmp_path / "n" / "c", True, ("npy", "bmp"))


def test_the_bundled_sample_brings_one_picture_of_each_class(tmp_path: Path) -> None:
    trial = trial_of(finished_in(tmp_path, report_of(product())))
    assert isinstance(trial, Trial)
    assert [path.parent.name for path in trial.samples] == list("0123456789")


def test_a_model_file_alone_cannot_be_tried_and_the_reason_is_given(tmp_path: Path) -> None:
    why = trial_of(finished_in(tmp_path, report_of(product("model", "digits.tflite"))))
    assert isinstance(why, str)
    assert why.startswith("Only the model file was made.")


def test_a_program_for_another_platform_cannot_be_tried(tmp_path: Path) -> None:
    why = trial_of(finished_in(tmp_path, report_of(product(platform="macos-arm64"))))
    assert why == "The program is for macOS arm64 and cannot be started on this computer."


def test_a_missing_or_damaged_contract_means_arrays(tmp_path: Path) -> None:
    finished = finished_in(tmp_path, report_of(product()))
    (tmp_path / "digits.contract.toml").write_text("nonsense", encoding="utf-8")
    trial = trial_of(finished)
    assert isinstance(trial, Trial)
    assert trial.kind == "tensor"


def test_replies_are_read_without_starting_anything() -> None:
    answer = b'\n{"file": "x", "ms": 1, "top": [], "outputs": {}}\n'
    assert isinstance(reply_of(0, answer, "", 0.1), Reply)
    failure = reply_of(4, b"", "Traceback\nValueError: it broke", 0.1)
    assert isinstance(failure, Failure)
    assert failure.error.why == "It ended with exit code 4. ValueError: it broke"


def test_numbers_have_three_digits_at_most() -> None:
    assert [number_text(value) for value in (0.123456, 1234.5, 2.1e-9, 0.0, -3.0)] == [
        "0.123", "1,230", "< 0.000001", "0", "-3",
    ]  # fmt: skip
