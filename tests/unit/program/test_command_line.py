"""Tests of the finished program's command line: what is shown, streams, signals, places for answers.

What files hold and how they are listed is asked in tests/parity.
"""

import csv
import json
import os
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import SAMPLES, Exported
from tests.support.processes import with_usual_signals

PICTURE = sorted((SAMPLES / "digits").rglob("*.png"))[0]
Run = Callable[..., subprocess.CompletedProcess[str]]
LINES = ["error", "why", "do"]


@pytest.fixture
def program(digits: Exported) -> Path:
    return digits.program("native")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with pictures of digits: a.png and b.png."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        shutil.copy(PICTURE, folder / name)
    return folder


@pytest.fixture
def run(program: Path, work: Path) -> Run:
    def started(*arguments: str, stdin: Any = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *arguments], cwd=work, env={**os.environ, **environment}, stdin=stdin or subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", errors="surrogateescape", check=False, timeout=300,
        )  # fmt: skip

    return started


def keys(errors: str) -> list[str]:
    """What stands before the colon of each line."""
    return [line.partition(":")[0] for line in errors.splitlines()]


def test_a_table_has_one_line_for_each_file(run: Run) -> None:
    done = run("a.png", "b.png")
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["file", "ms", "answer"]
    assert [row.split()[0] for row in rows] == ["a.png", "b.png"]
    assert all("%" in row for row in rows)


def test_a_single_file_is_answered_in_full(run: Run) -> None:
    first, *best = run("a.png").stdout.splitlines()
    assert re.fullmatch(r"a\.png  \(\d+\.\d\d ms\)", first)
    assert re.fullmatch(r" +\d+\.\d %  \S+", best[0])


def test_json_is_one_object_a_line_with_the_file_first(run: Run) -> None:
    answers = [json.loads(line) for line in run("--json", "a.png", "b.png").stdout.splitlines()]
    assert [next(iter(answer.items())) for answer in answers] == [("file", "a.png"), ("file", "b.png")]
    assert all(set(answer["top"][0]) == {"index", "label", "score"} for answer in answers)


def test_a_bad_file_is_reported_and_the_others_are_answered(run: Run, work: Path) -> None:
    (work / "bad.png").write_text("no picture")
    done = run("bad.png", "missing.png", "a.png")
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["file", "a.png"]
    assert keys(done.stderr) == LINES * 2
    assert done.stderr.splitlines()[0].startswith("error: bad.png: ")
    assert done.stderr.splitlines()[3].startswith("error: missing.png: ")
    bad, good = (json.loads(line) for line in run("--json", "missing.png", "a.png").stdout.splitlines())
    assert list(bad) == ["file", "error"]
    assert good["file"] == "a.png"


def test_standard_input_is_a_file_too(run: Run, work: Path) -> None:
    with (work / "a.png").open("rb") as file:
        done = run("--json", "-", stdin=file)
    assert (done.returncode, json.loads(done.stdout)["file"]) == (0, "-")
    assert run("-").returncode == 1


def test_a_csv_file_has_a_line_for_each_file_with_failures_too(run: Run, work: Path) -> None:
    (work / "a.png").rename(work / "a, b.png")
    done = run("--csv", "out.csv", "a, b.png", "missing.png")
    assert (done.returncode, done.stdout) == (1, "")
    with (work / "out.csv").open(newline="", encoding="utf-8") as file:
        head, good, bad = csv.reader(file)
    assert head[:6] == ["file", "error", "ms", "index_1", "label_1", "score_1"]
    assert good[:2] == ["a, b.png", ""]
    assert bad[0] == "missing.png"
    assert bad[1]
    assert sorted(path.name for path in work.iterdir()) == ["a, b.png", "b.png", "out.csv"]


def test_csv_and_json_go_together(run: Run, work: Path) -> None:
    assert json.loads(run("--csv=out.csv", "--json", "a.png").stdout)["file"] == "a.png"
    assert (work / "out.csv").read_text().count("\n") == 2


def test_a_csv_option_never_replaces_a_picture_or_a_folder(run: Run, work: Path) -> None:
    before = (work / "a.png").read_bytes()
    (work / "folder.csv").mkdir()
    for name in ("a.png", "folder.csv", "none/out.csv", "/dev/null"):
        done = run("--csv", name, "b.png")
        assert (done.returncode, done.stdout, keys(done.stderr)) == (2, "", LINES), name
    assert (work / "a.png").read_bytes() == before


def test_a_disk_that_takes_no_more_leaves_no_half_table(program: Path, work: Path) -> None:
    (work / "out.csv").write_text("old")
    done = subprocess.run(
        [program, "--csv", "out.csv", "a.png"], cwd=work,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, keys(done.stderr)) == (3, "", LINES)
    assert sorted(path.name for path in work.iterdir()) == ["a.png", "b.png", "out.csv"]
    assert (work / "out.csv").read_text() == "old"


def test_a_model_without_pictures_has_none_to_save(run: Run, work: Path) -> None:
    done = run("--save", "out", "a.png")
    assert (done.returncode, done.stdout, keys(done.stderr)) == (2, "", LINES)
    assert not (work / "out").exists()


def test_arrays_of_pixels_are_pictures(run: Run, work: Path) -> None:
    with Image.open(work / "a.png") as image:
        pixels = np.asarray(image.convert("L"))
    np.save(work / "grey.npy", pixels)
    np.save(work / "one.npy", pixels[None, :, :, None])
    tops = [json.loads(line)["top"] for line in run("--json", "a.png", "grey.npy", "one.npy").stdout.splitlines()]
    assert tops[0] == tops[1] == tops[2]


def test_an_unknown_option_is_three_lines_with_the_nearest_one(run: Run) -> None:
    done = run("--jsno", "a.png")
    assert (done.returncode, done.stdout, keys(done.stderr)) == (2, "", LINES)
    assert "--json" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--csv"], ["--csv", "--json", "a"], ["--csv=", "a"], ["--json=1", "a"], ["--threads", "0", "a"],
        ["--threads", "two", "a"], ["--threads", "\N{ARABIC-INDIC DIGIT TWO}", "a"],
        ["--threads=9999999999", "a"], ["--threads=257", "a"],
        ["--bench=0"], ["--float", "a"], ["--output", "o", "a"], ["--json"], ["--info", "--csv", "x"],
        ["--serve", "--json"], ["--serve", "--port", "0"], ["--port", "65536"],
        ["--save", "out"], ["--save", "out", "--info"], ["--threads", "auto", "a"], ["--info", "--threads", "auto"],
        ["--port", "8000", "a"], ["--info", "--serve"], ["-x"],
    ],
)  # fmt: skip
def test_a_wrong_use_is_an_error(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, keys(done.stderr)) == (2, "", LINES)


def test_names_that_look_like_options_go_after_two_dashes(run: Run, work: Path) -> None:
    (work / "a.png").rename(work / "--csv")
    assert json.loads(run("--json", "--", "--csv").stdout)["file"] == "--csv"


def test_the_help_calls_the_program_as_it_was_called(program: Path, work: Path) -> None:
    (work / "numbers").symlink_to(program)
    done = subprocess.run([work / "numbers", "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("numbers answers files with the model inside it.")
    assert "  numbers FILE" in done.stdout or "  numbers  " in done.stdout


def test_any_file_name_is_shown_and_stays_valid_json(run: Run, work: Path) -> None:
    name = os.fsdecode(b"gr\xfcn \xe2\x82\xac.png")
    shutil.copy(PICTURE, work / name)
    for environment in ({}, {"LC_ALL": "C"}):
        done = run("--json", name, **environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["file"] == "gr\\xfcn €.png"
        run(name, "--csv", "out.csv", **environment)
        assert (work / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith("gr\\xfcn €.png,")
        assert run(name, **environment).stdout.startswith("gr\\xfcn ")


def test_a_name_with_control_characters_stays_on_its_line(run: Run, work: Path) -> None:
    shutil.copy(PICTURE, work / "two\nlines\x1b[2J.png")
    done = run("two\nlines\x1b[2J.png", "no\nfile.png")
    assert done.stdout.splitlines()[1].startswith(r"two\u000alines\u001b[2J.png ")
    assert done.stderr.startswith(r"error: no\u000afile.png: ")


def test_progress_is_shown_on_a_terminal_only_and_wiped(program: Path, work: Path) -> None:
    ours, theirs = os.openpty()
    command = [program, "--csv", "out.csv", *["a.png"] * 20_000]
    with subprocess.Popen(command, cwd=work, stdout=subprocess.PIPE, stderr=theirs) as running:
        os.close(theirs)
        shown = "".join(iter(lambda: terminal_text(ours), ""))
        os.close(ours)
        assert running.stdout is not None
        assert (running.stdout.read(), running.wait()) == (b"", 0)
    assert re.search(r"\r\[#*\.*\] \d+ of 20000, [\d.]+ (a second|s each), .* left\r +\r", shown), shown[-200:]
    assert shown.endswith(" \r")


def terminal_text(terminal: int) -> str:
    """What has been written to a terminal; "" after its end."""
    try:
        return os.read(terminal, 100_000).decode()
    except OSError:  # nobody holds its other side any more
        return ""


def test_a_reader_that_leaves_ends_the_program_quietly(program: Path, work: Path) -> None:
    command = [program, "--json", *["a.png"] * 20_000]
    with subprocess.Popen(command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == -signal.SIGPIPE


def test_a_full_disk_is_an_error_in_words(program: Path, work: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([program, "a.png"], cwd=work, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, keys(done.stderr)) == (3, LINES)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_quietly_and_leaves_nothing(
    program: Path, work: Path, number: signal.Signals
) -> None:
    command = [program, "--json", "--csv", "out.csv", *["a.png"] * 50_000]
    with subprocess.Popen(
        command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=with_usual_signals
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(number)
        _, errors = running.communicate()
    assert (running.returncode in {-number, 128 + number}, errors) == (True, b"")
    assert sorted(path.name for path in work.iterdir()) == ["a.png", "b.png"]


def test_a_table_beside_a_reader_that_leaves_is_not_left_half(program: Path, work: Path) -> None:
    (work / "out.csv").write_text("old")
    command = [program, "--json", "--csv", "out.csv", *["a.png"] * 20_000]
    with subprocess.Popen(command, cwd=work, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.wait() == -signal.SIGPIPE
    assert sorted(path.name for path in work.iterdir()) == ["a.png", "b.png", "out.csv"]
    assert (work / "out.csv").read_text() == "old"


def test_a_table_goes_where_a_link_leads(run: Run, work: Path) -> None:
    (work / "link.csv").symlink_to("real.csv")
    (work / "loop.csv").symlink_to("loop.csv")
    for _ in range(2):  # the second finds the file that the first has made
        assert run("--csv", "link.csv", "a.png").returncode == 0
        assert (work / "link.csv").is_symlink()
        assert (work / "real.csv").read_text().count("\n") == 2
    done = run("--csv", "loop.csv", "a.png")
    assert (done.returncode, keys(done.stderr), (work / "loop.csv").is_symlink()) == (2, LINES, True)


def test_no_result_takes_the_place_of_what_it_is_made_from(run: Run, work: Path) -> None:
    before = (work / "a.png").read_bytes()
    (work / "a.png").rename(work / "a.csv")
    (work / "b.png").rename(work / "b.npy")
    (work / "link.npy").symlink_to("b.npy")
    for arguments in (
        ["--csv", "a.csv", "a.csv"],
        ["--preprocess", "b.npy", "--output", "b.npy"],
        ["--preprocess", "b.npy", "--output", "link.npy"],
        ["--tensor", "./b.npy", "--output", "b.npy"],
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout, keys(done.stderr)) == (2, "", LINES), arguments
    assert (work / "a.csv").read_bytes() == (work / "b.npy").read_bytes() == before


def test_a_pattern_names_what_cannot_be_read_too(run: Run, work: Path) -> None:
    (work / "gone.png").symlink_to("nothing")
    os.mkfifo(work / "pipe.png")
    done = run("--json", "**")
    assert done.returncode == 1
    said = {line["file"]: "error" in line for line in map(json.loads, done.stdout.splitlines())}
    assert said == {"a.png": False, "b.png": False, "gone.png": True, "pipe.png": True}


def test_a_pipe_that_cannot_be_written_is_an_error(program: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [program, "--serve-pipe"],
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, keys(done.stderr)) == (3, LINES)
