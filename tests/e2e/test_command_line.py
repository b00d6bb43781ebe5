"""Tests of the command line as other programs use it: exit codes, three lines on stderr, nothing written."""

import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import tomli_w

from builder.core.model_digest import digest_of_model
from builder.system.process import Outcome
from tests.conftest import ROOT, SAMPLES, Exported
from tests.support.program import litecrate, start

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
        (["--product", "onefile@windows-x64"], "native@windows-x64"),
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
def test_a_wrong_option_is_refused_and_nothing_is_written(
    options: list[str], word: str, digits: Exported, tmp_path: Path
) -> None:
    refused(tmp_path, 2, ["export", digits.folder / "digits.tflite", *options], word)


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
def test_calibration_data_that_does_not_fit_is_refused(
    array: np.ndarray, word: str, digits: Exported, tmp_path: Path
) -> None:
    np.save(tmp_path / "data.npy", array)
    model = digits.folder / "digits.tflite"  # which needs no TensorFlow
    arguments = ["export", model, "--precision", "int8", "--calibration", tmp_path / "data.npy"]
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
        "import app.cli, builder.exporting, sys; "
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


def job_for(tmp_path: Path, model: Path, **more: object) -> Path:
    tables = {"model": {"path": str(model), **more}, "products": [{"product": "native"}], "output": {"folder": "out"}}
    (tmp_path / "job.toml").write_text(tomli_w.dumps(tables), encoding="utf-8")
    return tmp_path / "job.toml"


def test_a_job_from_somebody_else_cannot_trust_its_own_model(models: Path, tmp_path: Path) -> None:
    job = job_for(tmp_path, models / "with_lambda.keras", trust=True)
    for command in ("export", "compare"):
        done = litecrate([command, job], tmp_path)
        assert_refused(done, 2, "sneaky", "do: Run again with --trust", "only you can trust a model")
    done = litecrate(["export", job, "--events", "json"], tmp_path)
    events = [json.loads(line) for line in done.output.splitlines()]
    warnings = [event["text"] for event in events if event["event"] == "log_line" and event["level"] == "warning"]
    assert "ignored" in warnings[0]
    assert (events[-1]["exit_code"], events[-1]["error"]["key"]) == (2, "trust")
    assert "I trust this file" in events[-1]["error"]["in_window"]
    planned = litecrate(["export", job, "--dry-run"], tmp_path)
    assert "ignored" in planned.errors
    assert "trust =" not in planned.errors
    trusting = litecrate(["export", job, "--dry-run", "--trust"], tmp_path)
    assert "ignored" not in trusting.errors  # the person says it, whatever the job says
    assert not (tmp_path / "out").exists()


def test_trust_is_given_on_the_command_line_and_goes_into_no_file(models: Path, tmp_path: Path) -> None:
    model = models / "with_lambda.keras"
    assert_refused(litecrate(["inspect", model], tmp_path), 2, "--trust")
    assert litecrate(["inspect", model, "--trust"], tmp_path).ok
    done = litecrate(["export", job_for(tmp_path, model, trust=True, sha256=digest_of_model(model)), "--trust"])
    assert done.ok, done.errors
    for path in (tmp_path / "out" / "with_lambda").glob("*.toml"):
        assert "trust" not in path.read_text(encoding="utf-8")
        assert "sha256" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("trust", [[], ["--trust"]])
def test_a_job_for_one_model_alone_refuses_another(trust: list[str], tmp_path: Path) -> None:
    job = job_for(tmp_path, DIGITS, sha256="0" * 64)
    refused(tmp_path, 2, ["export", job, *trust], " has changed", "000000000000...")


def test_what_a_job_reaches_outside_of_its_folder_is_said_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    job = job_for(tmp_path / "theirs", DIGITS)
    labels = '[contract]\nlabels = "/etc/passwd\\u001b[2K"\n'
    job.write_text(job.read_text(encoding="utf-8").replace('"out"', '"../out"') + labels, encoding="utf-8")
    done = litecrate(["export", job, "--events", "json"], tmp_path)
    events = [json.loads(line) for line in done.output.splitlines()]
    assert [event["event"] for event in events][:3] == ["job_started", "log_line", "log_line"]
    assert [event["level"] for event in events[1:3]] == ["warning", "warning"]
    assert "/etc/passwd\\u001b[2K" in events[1]["text"]
    assert str(DIGITS) in events[1]["text"]
    assert str(tmp_path / "out") in events[2]["text"]
    assert events[-1]["exit_code"] == 2
    assert "\x1b" not in done.errors
    window = litecrate(["export", job, "--own-job", "--dry-run"], tmp_path)  # as the window says of its own
    assert "outside" not in window.errors


def test_a_job_is_not_led_to_a_hidden_place_by_its_writer(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    job = job_for(tmp_path / "theirs", DIGITS)
    hidden = tmp_path / ".config" / "autostart"
    job.write_text(job.read_text(encoding="utf-8").replace('"out"', f'"{hidden}"'), encoding="utf-8")
    for command in ("export", "compare"):
        done = litecrate([command, job], tmp_path)
        assert_refused(done, 2, "something hidden", "--output", str(hidden))
    assert not hidden.parent.exists()
    assert litecrate(["export", job, "--output", hidden, "--dry-run"], tmp_path).ok
    assert litecrate(["export", job, "--own-job", "--dry-run"], tmp_path).ok
