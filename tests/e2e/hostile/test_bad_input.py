"""Tests of wrong input to the real command: three lines on stderr, the right exit code, nothing written."""

import os
import shutil
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np
import pytest

from app.cli import run
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import LitecrateError
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from tests.conftest import SAMPLES
from tests.e2e.test_command_line import assert_refused, refused
from tests.support.helpers_child import dense_tflite
from tests.support.program import litecrate

DIGITS = SAMPLES / "digits.keras"
LENGTHS = 10
KEYS = {
    "model": ["path", "signature", "trust", "other"],
    "contract": ["file", "input_kind", "scaling", "mean", "std", "color", "fit", "labels", "other"],
    "precision": ["precision", "min_agreement", "other"],
    "calibration": ["source", "samples", "seed", "other"],
    "products": ["product", "platform", "other"],
    "app": ["name", "version", "icon", "other"],
    "output": ["folder", "overwrite", "compiler", "other"],
}
VALUES = [
    "5", "-1", "99999999999999999999999999", "1.5", "nan", "inf", "-inf", "true", '""', '"x"', '"a/b"', "[]", "[1]",
    '["a"]', "{}", "{a = 1}", "1979-05-27T07:32:00Z", '"a\\u0000b"', f'"{"a" * 300}"', f'"{"a/" * 3000}"', "[[1]]",
]  # fmt: skip


def three_lines(code: int, errors: str) -> bool:
    lines = errors.splitlines()
    return (
        code == 2
        and [line.split(":")[0] for line in lines] == ["error", "why", "do"]
        and all(len(line.split(":", 1)[1].strip()) > 3 for line in lines)
        and "pydantic" not in errors
        and "<class" not in errors
    )


def planned(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    job = tmp_path / "job.toml"
    job.write_text(text, encoding="utf-8")
    code = run(["export", str(job), "--dry-run"])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("table", KEYS)
def test_a_job_with_a_wrong_value_at_any_key_is_a_job_or_three_lines(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "" if table == "model" else '[model]\npath = "m.h5"\n'
    brackets = ("[[", "]]") if table == "products" else ("[", "]")
    for value in VALUES:
        texts = [f"{table} = {value}\n{head}"]
        for key in KEYS[table]:
            path = 'path = "m.h5"\n' if table == "model" and key != "path" else ""
            texts.append(f"{head}{brackets[0]}{table}{brackets[1]}\n{path}{key} = {value}\n")
        for text in texts:
            code, errors = planned(tmp_path, text, capsys)
            assert code == 0 or three_lines(code, errors), (text[:200], errors)
    assert [path.name for path in tmp_path.iterdir()] == ["job.toml"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Add `model.path`"),
        ("[model]\npath = 'a'\n[modle]\n", "Did you mean `model`?"),
        ("[model]\npaht = 'a'\n", "Did you mean `path`?"),
        ("schema = 2\n[model]\npath = 'a'\n", "schema"),
        ("[model]\npath = 'a'\n[app]\nname = 'a/b'\n", "a/b"),
        ("[model]\npath = 'a'\n[model]\npath = 'b'\n", "line 3"),
        ("a = [[[", "not valid TOML"),
        ("x = " + "[" * 5000, "nested too deeply"),
        ("x = " + "9" * 6000, "not valid TOML"),
        ("\x00\x01", "not valid TOML"),
        ("#" + "x" * 2_000_000, "2 MB"),
    ],
)
def test_a_broken_job_file_is_answered_with_what_helps(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, errors = planned(tmp_path, text, capsys)
    assert three_lines(code, errors), errors
    assert words in errors


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder with files that never end, never answer or are none."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes").write_bytes(bytes(range(256)))
    for name in ("pipe", "endless", "loop", "folder", "bytes"):
        (tmp_path / f"{name}.toml").symlink_to(name)
    dense_tflite(tmp_path / "dense.tflite")
    return tmp_path


@pytest.mark.parametrize("name", ["pipe", "endless", "loop", "folder", "bytes", "missing"])
def test_a_job_that_is_no_ordinary_file_is_refused_at_once(
    name: str, strange: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["export", str(strange / f"{name}.toml"), "--dry-run"])
    assert three_lines(code, capsys.readouterr().err)


@pytest.mark.proof
@pytest.mark.parametrize("name", ["pipe", "endless", "loop", "folder", "bytes", "missing"])
@pytest.mark.parametrize("option", ["", "--labels", "--contract", "--icon", "--calibration"])
def test_whatever_names_a_file_refuses_what_is_none(option: str, name: str, strange: Path) -> None:
    given = ["dense.tflite", option, name] if option else [name]
    precision = ["--precision", "int8"] if option == "--calibration" else []
    refused(strange, 2, ["export", *given, *precision])


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildSession]:
    temporary, reading = tmp_path_factory.mktemp("child"), [tmp_path_factory.getbasetemp()]
    with ChildSession(CancelToken(), lambda line: None, temporary, reading=reading) as started:
        yield started


def refusal(session: ChildSession, path: Path, **more: Any) -> LitecrateError:
    with pytest.raises(LitecrateError) as caught:
        session.request("inspect", path=str(path), **more)
    assert "stopped" not in caught.value.what
    assert all(text for text in (caught.value.what, caught.value.why, caught.value.remedy))
    return caught.value


def cut(raw: bytes) -> Iterator[bytes]:
    """Beginnings of ten lengths: nothing, a few bytes, and parts up to all but the last byte."""
    lengths = [0, 1, 9, *(len(raw) * share // 7 for share in range(1, 7)), len(raw) - 1]
    assert len(lengths) == LENGTHS
    yield from (raw[:length] for length in lengths)


@pytest.mark.parametrize("kind", ["keras", "tflite", "h5", "pb", "index", "data"])
def test_a_file_that_was_cut_off_is_refused(kind: str, session: ChildSession, models: Path, tmp_path: Path) -> None:
    dense_tflite(tmp_path / "whole.tflite")
    whole = {
        "keras": DIGITS, "tflite": tmp_path / "whole.tflite", "h5": models / "keras2_lstm.h5",
        "pb": models / "any_length_exported" / "saved_model.pb",
        "index": models / "any_length_exported" / "variables" / "variables.index",
        "data": models / "any_length_exported" / "variables" / "variables.data-00000-of-00001",
    }[kind]  # fmt: skip
    for number, part in enumerate(cut(whole.read_bytes())):
        path = tmp_path / f"cut{number}.{kind}"
        if kind in {"pb", "index", "data"}:
            path = tmp_path / f"saved{number}"
            shutil.copytree(models / "any_length_exported", path)
            (path / whole.relative_to(models / "any_length_exported")).write_bytes(part)
        else:
            path.write_bytes(part)
        assert refusal(session, path).code == 2


def test_random_bytes_and_files_of_other_kinds_are_no_models(session: ChildSession, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    beginnings = [b"", b"\x89HDF\r\n\x1a\n", b"PK\x03\x04", b"\x1c\0\0\0TFL3", b"\x89PNG\r\n\x1a\n", b"\x08\x01\x12"]
    for number in range(60):
        raw = beginnings[number % len(beginnings)] + generator.bytes(int(generator.integers(20, 3000)))
        for ending in ("h5", "keras", "tflite"):
            (tmp_path / f"x.{ending}").write_bytes(raw)
        (tmp_path / "saved").mkdir(exist_ok=True)
        (tmp_path / "saved" / "saved_model.pb").write_bytes(raw)
        for name in ("x.h5", "x.keras", "x.tflite", "saved"):
            assert refusal(session, tmp_path / name).code == 2


def flipped(raw: bytes, seed: int) -> bytes:
    """Up to 16 flipped bits: anywhere, or where the tables of a flatbuffer most often are."""
    generator = np.random.default_rng(seed)
    bad = bytearray(raw)
    for _ in range(int(generator.integers(1, 17))):
        place = int(generator.integers(0, len(raw) if seed % 2 else min(len(raw), 4000)))
        if generator.random() < 0.3:
            place = len(raw) - 1 - place
        bad[place] ^= 1 << int(generator.integers(0, 8))
    return bytes(bad)


def looked_at_and_run(session: ChildSession, path: Path, folder: Path) -> int:
    """Inspects a file and runs it on zeros; answers the exit code."""
    try:
        info = ModelInfo.model_validate(session.request("inspect", path=str(path)))
        shapes = {entry.name: [1, *(max(1, size) for size in entry.shape)] for entry in info.inputs}
        if any(np.prod(shape, dtype=float) > 1e8 for shape in shapes.values()):
            return 0
        samples = {entry.name: np.zeros(shapes[entry.name], entry.dtype) for entry in info.inputs}
        np.savez(folder / "samples.npz", **samples)
        given = {"samples": folder / "samples.npz"}
        session.request("interpret", lend=given, take={"out": folder / "out.npz"}, path=str(path))
    except LitecrateError as error:
        return int(error.code) if error.what and error.why and error.remedy else -1
    return 0


def test_two_hundred_flipped_files_are_run_or_refused(tmp_path: Path) -> None:
    dense_tflite(tmp_path / "dense.tflite")
    raw = (tmp_path / "dense.tflite").read_bytes()
    codes: list[int] = []
    token = CancelToken()
    watch = Timer(300, token.cancel)  # a request that hangs fails the test instead of holding it up
    watch.start()
    try:
        session = ChildSession(token, lambda line: None, tmp_path, reading=[tmp_path])
        for seed in range(200):
            (tmp_path / "bad.tflite").write_bytes(flipped(raw, seed))
            codes.append(looked_at_and_run(session, tmp_path / "bad.tflite", tmp_path))
            if codes[-1] == 4:  # the child may have died on it; the engine goes on with another one
                session.__exit__(None, None, None)
                session = ChildSession(token, lambda line: None, tmp_path, reading=[tmp_path])
        session.__exit__(None, None, None)
    finally:
        watch.cancel()
    assert set(codes) <= {0, 2, 3, 4}
    assert codes.count(0) > 50
    assert codes.count(2) > 50


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_file_is_exported_or_refused(seed: int, tmp_path: Path) -> None:
    dense_tflite(tmp_path / "dense.tflite")
    (tmp_path / "bad.tflite").write_bytes(flipped((tmp_path / "dense.tflite").read_bytes(), 1000 + seed))
    out = tmp_path / "out"
    done = litecrate(["export", "bad.tflite", "--product", "native", "--output", out], tmp_path)
    assert done.code in (0, 2, 3, 4, 5), done.errors
    if done.code in (2, 3, 4):
        assert_refused(done, done.code)
        assert not out.exists()


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b"{}")
        archive.writestr("metadata.json", b'{"keras_version": "3.0"}')
        archive.writestr("model.weights.h5", bytes(200_000_000))


def npz_bomb(path: Path) -> None:
    """Claims an array of a terabyte."""
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (4096, 64, 1000000), }"
    header += b" " * (63 - (10 + len(header)) % 64) + b"\n"
    raw = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("features.npy", raw)


def test_a_zip_bomb_is_not_unpacked(session: ChildSession, tmp_path: Path) -> None:
    zip_bomb(tmp_path / "bomb.keras")
    error = refusal(session, tmp_path / "bomb.keras")
    assert error.code == 2
    assert "200 MB" in error.why


@pytest.mark.proof
@pytest.mark.parametrize(
    "kind", ["objects", "text", "bomb", "cut", "complex", "no shape", "empty folder", "broken picture", "mixed", "csv"]
)
def test_calibration_data_that_cannot_be_used_is_refused(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "data.npz"
    good = np.zeros((4, 8, 8, 1), np.float32)
    if kind == "objects":
        np.savez(source, x=np.array([{"a": 1}], dtype=object))
    elif kind == "text":
        np.savez(source, x=np.array([["a"]]))
    elif kind == "bomb":
        npz_bomb(source)
    elif kind == "cut":
        np.savez(source, x=good)
        source.write_bytes(source.read_bytes()[:300])
    elif kind == "complex":
        np.savez(source, x=good.astype(np.complex64))
    elif kind == "no shape":
        np.savez(source, x=np.float32(1))
    elif kind == "csv":
        source = tmp_path / "data.csv"
        source.write_text("a,b\n1,2\n")
    else:
        source = tmp_path / "data"
        source.mkdir()
        if kind == "broken picture":
            (source / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nxx")
        elif kind == "mixed":
            shutil.copy(next(iter(sorted((SAMPLES / "digits").rglob("*.png")))), source / "a.png")
            (source / "b.png").write_bytes(b"no picture")
    refused(tmp_path, 2, ["export", DIGITS, "--precision", "int8", "--calibration", source])


@pytest.mark.proof
@pytest.mark.parametrize("output", ["file", "file/below", "/proc", "/proc/below", "/dev/null", "/sys/below", "loop"])
def test_an_output_that_cannot_be_written_is_refused(output: str, tmp_path: Path) -> None:
    dense_tflite(tmp_path / "dense.tflite")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(path.name for path in tmp_path.iterdir())
    done = litecrate(["export", "dense.tflite", "--output", output], tmp_path)
    assert_refused(done, 2, "--output")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "file").read_text() == "mine"


def test_a_cache_that_cannot_be_written_is_named_and_not_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dense_tflite(tmp_path / "dense.tflite")
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    refused(tmp_path, 2, ["export", "dense.tflite"], "/proc/nowhere", "XDG_CACHE_HOME")


BAD_NAMES = [
    "", ".a", "-a", "a.", "a ", " a", "a/b", "a\\b", "a:b", "a*b", "a?b", 'a"b', "a<b", "a>b", "a|b", "a\tb", "a\nb",
    "a\u202eb", "CON", "con.txt", "lpt1", "COM¹", "nul", "é" * 41, "report.json", "job.toml", "runner", "MODEL.tflite",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["export", str(DIGITS), f"--name={name}", "--output", str(tmp_path / "out"), "--dry-run"])
    assert three_lines(code, capsys.readouterr().err)


def test_a_path_that_is_not_unicode_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.tflite")
    dense_tflite(Path(path))
    refused(tmp_path, 2, ["export", path], "character")


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["keras2_lstm.h5", "any_length.keras", "any_length_exported", "dense.tflite"])
def test_a_path_with_spaces_and_foreign_letters_works_for_every_kind(kind: str, models: Path, tmp_path: Path) -> None:
    source = models / kind
    if kind == "dense.tflite":
        source = tmp_path / kind
        dense_tflite(source)
    path = tmp_path / f"Übung, 数字 und 'mehr' {source.suffix}"
    (shutil.copytree if source.is_dir() else shutil.copy)(source, path)
    done = litecrate(["export", path, "--name", "Ü 数", "--product", "native", "--output", tmp_path / "aus gabe"])
    assert done.ok, done.errors


@pytest.mark.proof
@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("with_custom_layer.keras", 3, "twice"),
        ("with_lambda.keras", 2, "--trust"),
        ("with_lambda.h5", 2, "--trust"),
        ("only.weights.h5", 2, "weights only"),
        ("text", 3, "word"),
        ("flex", 3, "Cholesky"),
        ("writes", 2, "WriteFile"),
        ("two", 2, "--signature"),
    ],
)
def test_a_model_that_cannot_become_a_program_is_refused(
    name: str, code: int, word: str, models: Path, tmp_path: Path
) -> None:
    refused(tmp_path, code, ["export", models / name], word)
