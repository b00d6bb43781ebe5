"""What programs rely on: exit codes, three lines on stderr, and nothing written."""

import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from builder.process import Outcome
from tests.conftest import ROOT, SAMPLES
from tests.program import litecrate, start

DIGITS = SAMPLES / "digits.keras"


def assert_refused(done: Outcome, code: int, *words: str) -> None:
    """The exit code, and three lines that say what, why and what to do (and where the log is)."""
    lines = done.errors.splitlines()
    said = [line for line in lines if line.split(":")[0] in {"error", "why", "do"}]
    assert done.code == code, done.errors
    assert [line.split(":")[0] for line in said] == ["error", "why", "do"]
    assert all(len(line.split(":", 1)[1].strip()) > 3 for line in said)
    assert "Traceback" not in done.errors
    assert done.output == ""
    for word in words:
        assert word in done.errors


def refused(tmp_path: Path, code: int, arguments: list[str | Path], *words: str) -> None:
    """Runs an export that must be refused and must leave nothing."""
    out = tmp_path / "out"
    done = litecrate([*arguments, "--output", out], tmp_path)
    assert_refused(done, code, *words)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["export"], "MODEL"),
        (["export", "x.h5", "--precison", "int8"], "--precision"),
        (["export", "x.h5", "--samples", "many"], "--samples"),
        (["exprot", "x.h5"], "exprot"),
        (["export", "x.h5", "--events", "xml"], "json"),
        (["export", "x.h5", "--min-agreement", "2"], "--min-agreement"),
        (["sample", "cats"], "digits"),
        (["gui", "--language", "fr"], "de"),
    ],
)
def test_a_wrong_command_line_is_three_lines_and_exit_2(arguments: list[str], word: str, tmp_path: Path) -> None:
    assert_refused(litecrate(arguments, tmp_path), 2, word)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--precision", "int7"], "int8"),
        (["--precision", "int8"], "--calibration"),
        (["--product", "twofile"], "onefile"),
        (["--product", "native@amiga"], "linux-x64"),
        (["--product", "native@windows-x64"], "windows-x64"),
        (["--name", "a/b"], "--name"),
        (["--name", "report.json"], "--name"),
        (["--scaling", "0-2"], "0-255"),
        (["--mean", "1;2"], "--mean"),
        (["--std", "0"], "std"),
        (["--color", "rgb"], "gray"),
        (["--labels", "nothing.txt"], "nothing.txt"),
        (["--version", "1 2"], "version"),
        (["--calibration", "nothing.npz", "--precision", "int8"], "nothing.npz"),
    ],
)
def test_a_wrong_option_is_refused_and_nothing_is_written(options: list[str], word: str, tmp_path: Path) -> None:
    refused(tmp_path, 2, ["export", DIGITS, *options], word)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.h5", b""),
        ("text.keras", b"hello, this is not a model\n" * 10),
        ("picture.h5", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("short.tflite", b"\x1c\x00\x00\x00TFL3"),
        ("cut.keras", DIGITS.read_bytes()[:20_000]),
    ],
)
def test_a_file_that_is_no_model_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    refused(tmp_path, 2, ["export", name])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, 2, ["export", "nowhere.h5"], "nowhere.h5")


@pytest.mark.parametrize(
    ("array", "word"),
    [
        (np.zeros((4, 9, 9, 1), np.float32), "[8, 8, 1]"),
        (np.full((4, 8, 8, 1), np.nan, np.float32), "NaN"),
        (np.zeros((0, 8, 8, 1), np.float32), "0 samples"),
        (np.array(["a", "b"]), "numbers"),
    ],
)
def test_calibration_data_that_does_not_fit_is_refused(array: np.ndarray, word: str, tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", array)
    arguments = ["export", DIGITS, "--precision", "int8", "--calibration", tmp_path / "data.npy"]
    refused(tmp_path, 2, arguments, word)


def test_a_folder_without_pictures_is_no_calibration_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    refused(tmp_path, 2, ["export", DIGITS, "--precision", "int8", "--calibration", tmp_path / "data"], "pictures")


def test_an_existing_result_is_left_alone_without_overwrite(tmp_path: Path) -> None:
    (tmp_path / "out" / "digits").mkdir(parents=True)
    (tmp_path / "out" / "digits" / "mine").write_text("mine")
    done = litecrate(["export", DIGITS, "--output", tmp_path / "out"])
    assert_refused(done, 2, "--overwrite")
    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["digits", "mine"]


def test_a_model_path_with_spaces_and_foreign_letters_works(tmp_path: Path) -> None:
    model = tmp_path / "Zahlen für Ümit 数字.keras"
    shutil.copy(DIGITS, model)
    done = litecrate(["export", model, "--product", "model", "--output", tmp_path / "aus gabe"])
    assert done.ok, done.errors
    assert Path(done.output).name == "Zahlen für Ümit 数字.tflite"


def test_the_name_of_a_file_says_nothing_about_its_kind(tmp_path: Path) -> None:
    shutil.copy(DIGITS, tmp_path / "digits.tflite")
    done = litecrate(["inspect", tmp_path / "digits.tflite", "--json"])
    assert done.ok, done.errors
    assert '"kind":"keras3"' in done.output


def test_a_dry_run_shows_the_job_and_makes_nothing(tmp_path: Path) -> None:
    done = litecrate(["export", DIGITS, "--precision", "float16", "--dry-run"], tmp_path)
    assert done.ok
    assert done.output == ""
    assert 'precision = "float16"' in done.errors
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_finds_this_machine_ready() -> None:
    done = litecrate(["doctor", "--json"])
    assert done.code == 0
    found = json.loads(done.output)
    assert found["ready"]
    confinement = next(entry for entry in found["requirements"] if entry["id"] == "confinement")
    assert not confinement["needed"]
    assert confinement["ok"] == ("Landlock" in confinement["detail"])


def test_importing_the_engine_and_the_command_line_loads_no_tensorflow_and_no_qt() -> None:
    code = (
        "import app.cli, builder.pipeline, sys; "
        "print(sorted(set(sys.modules) & {'tensorflow', 'keras', 'tf_keras', 'PySide6', 'ai_edge_litert'}))"
    )
    assert start([sys.executable, "-c", code], environment=os.environ).output == "[]"


def test_importing_the_window_loads_no_tensorflow_and_no_numpy() -> None:
    code = (
        "import app.gui, ui.pages.done, ui.pages.contract, sys; "
        "print(sorted(set(sys.modules) & {'tensorflow', 'keras', 'tf_keras', 'numpy', 'PIL'}))"
    )
    assert start([sys.executable, "-c", code], environment=os.environ).output == "[]"


def test_without_a_screen_the_window_says_so_in_three_lines() -> None:
    seen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    blind = {key: value for key, value in os.environ.items() if key not in seen}
    for arguments in ([], ["gui"]):
        assert_refused(start([sys.executable, "-m", "app", *arguments], ROOT, blind), 2, "screen", "litecrate export")
