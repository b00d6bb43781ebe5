"""Tests of the launcher's command line, run as a program with a child that speaks the runner's protocol."""

import csv
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resources.launcher.answers.output import Progress
from resources.launcher.errors import UsageError
from resources.launcher.options import Options, parse

ROOT = Path(__file__).parents[3]
STAND_IN = ROOT / "tests" / "data" / "launcher_runner.py"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    runner = folder / "runner"
    runner.write_text(f"#!{sys.executable}\n{STAND_IN.read_text()}")
    runner.chmod(0o755)
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def command(bundle: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "resources.launcher", "--bundle", str(bundle), *arguments]


@pytest.fixture
def run(bundle: Path, work: Path) -> Run:
    def program(*arguments: str, stdin: Any = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(bundle, *arguments),
            cwd=work,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdin=stdin or subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )

    return program


def draw(path: Path, level: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (3, 2), level).save(path)


def test_a_table_has_one_line_for_each_file(run: Run, work: Path) -> None:
    draw(work / "dark.png", 0)
    draw(work / "bright.png", 255)
    done = run("dark.png", "bright.png")
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["file", "ms", "answer"]
    assert [row.split(maxsplit=2) for row in rows] == [
        ["dark.png", "0.25", "low 100.0 %, high 0.0 %"],
        ["bright.png", "0.25", "high 100.0 %, low 0.0 %"],
    ]


def test_a_single_file_is_answered_in_full(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    done = run("a.png")
    assert done.stdout.splitlines() == ["a.png  (0.25 ms)", "    80.0 %  low", "    20.0 %  high", "  size: 2 -"]


def test_json_is_one_object_a_line_with_the_file_first(run: Run, work: Path) -> None:
    for level in (0, 51, 255):
        draw(work / f"{level}.png", level)
    done = run("--json", "0.png", "51.png", "255.png")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [next(iter(answer.items())) for answer in answers] == [
        ("file", "0.png"),
        ("file", "51.png"),
        ("file", "255.png"),
    ]
    assert [answer["top"][0]["score"] for answer in answers] == [1.0, 0.8, 1.0]
    assert answers[0]["given"] == {"slot": 0, "dtype": 3, "form": 1, "rate": 0, "dims": [2, 3, 1], "bytes": 6}


def test_a_bad_file_is_reported_and_the_others_are_answered(run: Run, work: Path) -> None:
    draw(work / "good.png", 9)
    (work / "bad.png").write_text("no picture")
    done = run("bad.png", "missing.png", "good.png")
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["file", "good.png"]
    errors = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in errors] == ["error", "why", "do"] * 2
    assert errors[0].startswith("error: bad.png: ")
    assert errors[3].startswith("error: missing.png: There is no such file")


def test_a_bad_file_is_a_json_object_too(run: Run, work: Path) -> None:
    draw(work / "good.png", 9)
    done = run("--json", "missing.png", "good.png")
    assert done.returncode == 1
    bad, good = (json.loads(line) for line in done.stdout.splitlines())
    assert list(bad) == ["file", "error"]
    assert bad["error"].startswith("There is no such file")
    assert good["file"] == "good.png"


def test_a_runner_that_dies_over_a_file_is_replaced(run: Run, work: Path) -> None:
    for name, level in [("a.png", 1), ("b.png", 200), ("c.png", 201), ("d.png", 2)]:
        draw(work / name, level)
    done = run("a.png", "b.png", "c.png", "d.png")
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["file", "a.png", "d.png"]
    assert "error: b.png: The runner ended before it had answered" in done.stderr
    assert "SIGKILL" in done.stderr
    assert "error: c.png: This picture is not liked" in done.stderr


def test_a_folder_means_its_readable_files_in_order(run: Run, work: Path) -> None:
    for name in ("b/2.png", "b/10.PNG", "a/x.png", ".hidden/y.png", "a/.z.png", "top.png"):
        draw(work / "pictures" / name, 9)
    (work / "pictures" / "notes.txt").write_text("not for the model")
    (work / "pictures" / "loop").symlink_to(work / "pictures")
    done = run("--json", "pictures")
    assert done.returncode == 0
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == [
        "pictures/top.png",
        "pictures/a/x.png",
        "pictures/b/10.PNG",
        "pictures/b/2.png",
    ]


def test_a_folder_without_files_is_reported(run: Run, work: Path) -> None:
    (work / "empty").mkdir()
    draw(work / "a.png", 51)
    done = run("empty", "a.png")
    assert done.returncode == 1
    assert "error: empty: The folder has no file to answer" in done.stderr
    assert done.stdout.splitlines()[1].startswith("a.png ")
    done = run("empty")
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: There is nothing to answer" in done.stderr


def test_a_csv_file_has_a_line_for_each_file_with_failures_too(run: Run, work: Path) -> None:
    draw(work / "a, b.png", 51)
    done = run("--csv", "out.csv", "a, b.png", "missing.png")
    assert (done.returncode, done.stdout) == (1, "")
    with (work / "out.csv").open(newline="", encoding="utf-8") as file:
        head, good, bad = csv.reader(file)
    assert head == [
        *("file", "error", "ms"),
        *("index_1", "label_1", "score_1", "index_2", "label_2", "score_2"),
        *("size[0]", "size[1]"),
    ]
    assert good == ["a, b.png", "", "0.25", "0", "low", "0.8", "2", "high", "0.2", "2.0", ""]
    assert bad[0] == "missing.png"
    assert bad[1].startswith("There is no such file")
    assert sorted(path.name for path in work.iterdir()) == ["a, b.png", "out.csv"]


def test_each_row_of_a_table_is_answered(run: Run, work: Path) -> None:
    (work / "t.csv").write_text("height;width\n2;1\nx;3\n4;5\n", encoding="utf-8")
    done = run("--json", "t.csv", STAND_IN_KIND="table")
    assert done.returncode == 1
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert [list(answer)[:2] for answer in (first, second, third)] == [["file", "row"]] * 3
    assert first["given"] == {"slot": 0, "dtype": 11, "form": 3, "rate": 0, "dims": [1, 2], "bytes": 16}
    assert list(second) == ["file", "row", "error"]
    assert second["error"].startswith('Row 2, column "height" is not a number.')
    done = run("t.csv", STAND_IN_KIND="table")
    assert [line.split("  ")[0] for line in done.stdout.splitlines()] == ["file", "t.csv row 1", "t.csv row 3"]
    assert done.stderr.startswith('error: t.csv row 2: Row 2, column "height" is not a number')
    assert run("t.csv", "--csv", "out.csv", STAND_IN_KIND="table").returncode == 1
    with (work / "out.csv").open(newline="", encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    assert head[:4] == ["file", "row", "error", "ms"]
    assert [line[:2] for line in lines] == [["t.csv", "1"], ["t.csv", "2"], ["t.csv", "3"]]


def test_standard_input_is_told_by_its_content(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    (work / "t.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    with (work / "a.png").open("rb") as file:
        done = run("--json", "-", stdin=file)
    assert (done.returncode, json.loads(done.stdout)["file"]) == (0, "-")
    with (work / "t.csv").open("rb") as file:
        done = run("--json", "-", stdin=file, STAND_IN_KIND="table")
    assert [json.loads(line)["row"] for line in done.stdout.splitlines()] == [1, 2]
    done = run("-")
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "error: -: There is no data")


def test_a_pattern_that_no_shell_replaced_means_what_fits_it(run: Run, work: Path) -> None:
    for name in ("b.png", "a.png", "deep/c.png", "d[1].png"):
        draw(work / name, 51)

    def files(*arguments: str) -> list[str]:
        return [json.loads(line)["file"] for line in run("--json", *arguments).stdout.splitlines()]

    assert files("*.png") == ["a.png", "b.png", "d[1].png"]
    assert files("**/c.*", "[b].png") == ["deep/c.png", "b.png"]
    # A file with such a name means itself.
    assert files("d[1].png") == ["d[1].png"]
    assert files("de*") == ["deep/c.png"]
    done = run("*.gif")
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "error: *.gif: There is no such file")


def test_masks_are_told_in_words_and_saved_beside_each_other(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    mask = {"STAND_IN_OUTPUT": "mask"}
    assert run("a.png", **mask).stdout.splitlines() == ["a.png  (0.25 ms)", "    75.0 %  road", "    25.0 %  class 2"]
    assert run("a.png", "a.png", **mask).stdout.splitlines()[1].endswith("  road 75.0 %, class 2 25.0 %")
    done = run("--json", "--save", "out/masks", "a.png", "a.png", **mask)
    answers = [json.loads(line)["outputs"]["a/b"] for line in done.stdout.splitlines()]
    assert [answer["saved"] for answer in answers] == ["out/masks/a.a_b.png", "out/masks/a.a_b.2.png"]
    assert all("png" not in answer for answer in answers)
    assert (work / "out" / "masks" / "a.a_b.2.png").read_bytes() == b"a picture"
    done = run("--save", "out/masks", "--csv", "t.csv", "a.png", **mask)
    assert (work / "t.csv").read_text().splitlines() == [
        "file,error,ms,sky share,road share,class 2 share,a/b saved",
        "a.png,,0.25,0,0.75,0.25,out/masks/a.a_b.3.png",
    ]
    assert (
        run("--save", "out/masks", "a.png", **mask).stdout.splitlines()[-1] == "  a/b: saved as out/masks/a.a_b.4.png"
    )


def test_a_model_without_pictures_has_none_to_save(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    done = run("--save", "out", "a.png")
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: There is no picture to save" in done.stderr
    assert not (work / "out").exists()


def test_a_place_without_room_is_exit_3_and_a_wrong_name_exit_2(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    (work / "file").write_text("in the way")
    mask = {"STAND_IN_OUTPUT": "mask"}
    for arguments, code in [
        (["--csv", "/proc/out.csv"], 2),
        (["--csv", "/sys/out.csv"], 3),
        (["--save", "/sys/out"], 3),
        (["--save", "file"], 2),
    ]:
        done = run(*arguments, "a.png", **mask)
        assert (done.returncode, done.stdout) == (code, ""), arguments
        assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["error", "why", "do"]
        assert "cannot be written" in done.stderr


def test_a_disk_that_takes_no_more_leaves_no_half_table(bundle: Path, work: Path) -> None:
    draw(work / "a.png", 51)
    (work / "out.csv").write_text("old")
    done = subprocess.run(
        command(bundle, "--csv", "out.csv", "a.png"), cwd=work, env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: out.csv cannot be written\nwhy: The system says: ")
    assert sorted(path.name for path in work.iterdir()) == ["a.png", "out.csv"]
    assert (work / "out.csv").read_text() == "old"


def test_csv_and_json_go_together(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    done = run("--csv=out.csv", "--json", "a.png")
    assert json.loads(done.stdout)["file"] == "a.png"
    assert (work / "out.csv").read_text().count("\n") == 2


def test_a_csv_option_never_replaces_a_picture_or_a_folder(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    draw(work / "b.png", 51)
    before = (work / "a.png").read_bytes()
    (work / "folder.csv").mkdir()
    for name in ("a.png", "folder.csv", "none/out.csv", "/dev/null"):
        done = run("--csv", name, "b.png")
        assert (done.returncode, done.stdout) == (2, ""), name
        assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["error", "why", "do"]
    assert (work / "a.png").read_bytes() == before


def test_an_older_csv_file_is_replaced_only_by_a_whole_one(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    (work / "out.csv").write_text("old")
    assert run("--csv", "out.csv", "a.png", STAND_IN_MODE="cannot-start").returncode == 3
    assert (work / "out.csv").read_text() == "old"
    assert run("--csv", "out.csv", "a.png").returncode == 0
    assert (work / "out.csv").read_text().startswith("file,error,ms,")


def test_arrays_of_pixels_and_tensors_are_sent_as_what_they_are(run: Run, work: Path) -> None:
    np.save(work / "pixels.npy", np.zeros((1, 4, 5, 3), np.uint8))
    np.save(work / "grey.npy", np.zeros((4, 5), np.uint8))
    np.save(work / "tensor.npy", np.zeros((1, 8, 8, 1), np.float32))
    done = run("--json", "pixels.npy", "grey.npy", "tensor.npy")
    given = [json.loads(line)["given"] for line in done.stdout.splitlines()]
    assert [(block["form"], block["dims"]) for block in given] == [(1, [4, 5, 3]), (1, [4, 5, 1]), (0, [1, 8, 8, 1])]


def test_an_array_that_is_exactly_what_a_uint8_input_takes_stays_a_tensor(run: Run, work: Path) -> None:
    np.save(work / "exact.npy", np.zeros((1, 8, 8, 1), np.uint8))
    np.save(work / "pixels.npy", np.zeros((8, 8, 1), np.uint8))
    done = run("--json", "exact.npy", "pixels.npy", STAND_IN_DTYPE="uint8")
    assert [json.loads(line)["given"]["form"] for line in done.stdout.splitlines()] == [0, 1]


def test_a_picture_for_a_model_without_pictures_is_refused_without_pillow(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    done = run("a.png", STAND_IN_KIND="tensor", PYTHONVERBOSE="1")
    assert done.returncode == 1
    assert "The file does not fit this model" in done.stderr
    assert "a PNG picture, and this model takes numbers" in done.stderr
    assert "import 'PIL" not in done.stderr


def test_a_model_with_two_inputs_points_to_files_that_hold_both(run: Run, work: Path) -> None:
    draw(work / "a.png", 51)
    done = run("a.png", STAND_IN_INPUTS="2")
    assert done.returncode == 1
    assert "picture, mask" in done.stderr
    assert ".npz" in done.stderr


def test_a_program_that_cannot_run_here_says_so_with_exit_3(run: Run, bundle: Path, work: Path) -> None:
    draw(work / "a.png", 51)
    done = run("a.png", STAND_IN_MODE="cannot-start")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines()[0] == "error: There is no model"
    (bundle / "runner").unlink()
    for arguments in (["a.png"], ["--info"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (3, "")
        assert "The runner cannot be started" in done.stderr


def test_the_runner_gets_its_own_options_with_the_users_folder(run: Run, work: Path) -> None:
    done = run("--tensor=in.npz", "--output", "out.npz", "--float", "--threads", "2")
    assert json.loads(done.stdout) == {
        "arguments": ["--tensor", "in.npz", "--output", "out.npz", "--float", "--threads", "2"],
        "folder": str(work),
    }
    assert json.loads(run("--bench", "20", "--json").stdout)["arguments"] == ["--bench", "20", "--json"]
    assert json.loads(run("--bench", "--threads", "auto").stdout)["arguments"] == ["--bench", "--threads", "auto"]
    assert run("--self-test").returncode == 2


def test_an_unknown_option_is_three_lines_with_the_nearest_one(run: Run) -> None:
    done = run("--jsno", "a.png")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: There is no option --jsno",
        "why: This program does not know it.",
        "do: Write --json, or see --help.",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--csv"], ["--csv", "--json", "a"], ["--csv=", "a"], ["--json=1", "a"], ["--threads", "0", "a"],
        ["--threads", "two", "a"], ["--threads", "\N{ARABIC-INDIC DIGIT TWO}", "a"],
        ["--threads=9999999999", "a"], ["--threads=257", "a"],
        ["--bench=0"], ["--float", "a"], ["--output", "o", "a"], ["--json"], ["--info", "--csv", "x"],
        ["--serve", "a"], ["--serve", "--json"], ["--serve", "--port", "0"], ["--port", "65536"],
        ["--save", "out"], ["--save", "out", "--info"], ["--threads", "auto", "a"], ["--info", "--threads", "auto"],
        ["--port", "8000", "a"], ["--info", "--serve"], ["-x"],
    ],
)  # fmt: skip
def test_a_wrong_use_is_an_error(arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        parse(arguments)


def test_the_page_is_served_where_no_file_is_named() -> None:
    assert parse([]) == Options(serve=True)
    assert parse(["--serve", "--port", "8000", "--no-browser", "--threads", "2"]) == Options(
        serve=True, port=8000, browser=False, threads=2
    )
    assert parse(["--port=8000"]) == Options(serve=True, port=8000)


def test_names_that_look_like_options_go_after_two_dashes() -> None:
    assert parse(["--json", "--", "--csv", "-x.png"]).files == ("--csv", "-x.png")


def test_any_file_name_is_shown_and_stays_valid_json(run: Run, work: Path) -> None:
    name = os.fsdecode(b"gr\xfcn \xe2\x82\xac.png")
    draw(work / name, 51)
    for environment in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        done = run("--json", name, **environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["file"] == "gr\\xfcn €.png"
        done = run(name, "--csv", "out.csv", **environment)
        assert (work / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith("gr\\xfcn €.png,")
        done = run(name, **environment)
        assert (done.returncode, len(done.stdout.splitlines())) == (0, 4)
        assert done.stdout.startswith("gr\\xfcn ")


def test_a_name_with_control_characters_stays_on_its_line(run: Run, work: Path) -> None:
    draw(work / "two\nlines\x1b[2J.png", 51)
    done = run("two\nlines\x1b[2J.png", "no\nfile.png")
    assert done.stdout.splitlines()[1].startswith(r"two\u000alines\u001b[2J.png ")
    assert done.stderr.startswith(r"error: no\u000afile.png: There is no such file")


def test_progress_tells_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    seconds = iter([0.0, 0.05, 0.5, 0.55, 100.0])
    with Progress(400, lambda: next(seconds)) as progress:
        for place in range(4):
            progress.before_answer()
            progress.answered(place)
    first = "[....................] 2 of 400, 4 a second, 1 min 40 s left"
    second = "[....................] 4 of 400, 25.0 s each, 2 h 45 min left"
    wiped = ["\r" + " " * len(text) + "\r" for text in (first, second)]
    assert shown.getvalue() == f"\r{first}{wiped[0]}\r{second}{wiped[1]}"


def test_progress_is_shown_on_a_terminal_only_and_wiped(bundle: Path, work: Path) -> None:
    draw(work / "a.png", 51)
    ours, theirs = os.openpty()
    done = subprocess.run(
        command(bundle, "--csv", "out.csv", *["a.png"] * 3), cwd=work,
        env={**os.environ, "PYTHONPATH": str(ROOT), "STAND_IN_MILLISECONDS": "150"},
        stdout=subprocess.PIPE, stderr=theirs, check=False,
    )  # fmt: skip
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout) == (0, b"")
    assert re.search(r"\r\[#{13}\.{7}\] 2 of 3, \S+ (a second|s each), \d s left\r +\r", shown)
    assert shown.endswith(" \r")


def test_a_reader_that_leaves_ends_the_program_quietly(bundle: Path, work: Path) -> None:
    draw(work / "a.png", 51)
    program = subprocess.Popen(
        command(bundle, *["a.png"] * 200, "--json"),
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.readline()
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait() == 141


def test_a_full_disk_is_an_error_in_words(bundle: Path, work: Path) -> None:
    draw(work / "a.png", 51)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command(bundle, "a.png"), cwd=work, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == "error: The answers cannot be written"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_program_quietly_and_leaves_nothing(
    bundle: Path, work: Path, number: signal.Signals, code: int
) -> None:
    draw(work / "a.png", 51)
    program = subprocess.Popen(
        command(bundle, *["a.png"] * 5000, "--json", "--csv", "out.csv"),
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    program.stdout.readline()
    program.send_signal(number)
    _, errors = program.communicate()
    assert (program.returncode, errors) == (code, b"")
    assert [path.name for path in work.iterdir()] == ["a.png"]


def test_a_signal_during_an_import_is_quiet_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "subprocess.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    done = run("a.png", PYTHONPATH=f"{tmp_path / 'first'}{os.pathsep}{ROOT}")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
