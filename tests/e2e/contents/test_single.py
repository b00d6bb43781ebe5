"""Tests of the program that is one native file: what is inside, where the runtime runs, damage, other names."""

import errno
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from builder.system.process import Outcome
from tests.conftest import SAMPLES, Exported
from tests.e2e.contents import forbidding
from tests.support.program import run_in_empty_environment, start
from tests.support.served import Served

PICTURE = next((SAMPLES / "digits").rglob("*.png"))
INSIDE = [
    "model.tflite",
    "libLiteRt.so",
    "contract.json",
    "about.json",
    "licenses.txt",
    "selftest.npz",
    "page.html.zst",
]
CACHE = "litecrate-runtime"


@pytest.fixture(scope="module")
def single(digits: Exported) -> Path:
    return digits.program("single")


def without_memory_files(
    program: Path, *arguments: str, home: Path, code: int = errno.ENOSYS, more: Mapping[str, str] | None = None
) -> Outcome:
    """Runs a program where no file can be made in memory, with a home folder."""
    argv = [sys.executable, forbidding.__file__, "memfd_create", str(code), program, *(arguments or ("--self-test",))]
    return start(argv, Path("/"), {"HOME": str(home), **(more or {})})


def kept_in(home: Path) -> list[Path]:
    """The runtimes in the cache folder of a home."""
    return sorted((home / ".cache" / CACHE).glob("*/libLiteRt.so"))


def fails_in_three_parts(done: Outcome, code: int = 3) -> str:
    assert done.code == code, done.errors
    assert [line.split(":")[0] for line in done.errors.splitlines()] == ["error", "why", "do"], done.errors
    return done.errors


def test_it_is_small_and_holds_what_it_must(digits: Exported, single: Path) -> None:
    with zipfile.ZipFile(single) as archive:
        assert archive.namelist() == INSIDE
        model = archive.getinfo("model.tflite")
    product = digits.product("single")
    assert product["path"] == "digits-linux-x64"
    assert single.stat().st_size <= 3_600_000 + model.compress_size
    parts = {part["name"]: part["bytes"] for part in product["parts"]}
    assert parts["model"] == model.compress_size
    assert sum(parts.values()) == product["bytes"] == single.stat().st_size
    assert product["min_glibc"] == "2.27"
    assert product["verified"]["status"] == "passed"


@pytest.mark.proof
def test_any_zip_program_lists_it(single: Path) -> None:
    program = shutil.which("unzip")
    if program is None:
        pytest.skip("unzip is not here")
    done = start([program, "-l", single])
    assert done.ok
    assert all(name in done.output for name in INSIDE)


def test_it_answers_and_tells_as_the_native_program_does(digits: Exported, single: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "in.npy", np.linspace(0, 1, 640, dtype=np.float32).reshape(10, 8, 8, 1))
    for product in ("single", "native"):
        arguments = ["--tensor", "in.npy", "--output", f"{product}.npz"]
        assert run_in_empty_environment(digits.program(product), *arguments, folder=tmp_path).ok
    assert (tmp_path / "single.npz").read_bytes() == (tmp_path / "native.npz").read_bytes()
    for arguments in (["--info", "--json"], ["--info"], ["--licenses"], ["--version"], ["--self-test"]):
        found, native = (run_in_empty_environment(digits.program(kind), *arguments) for kind in ("single", "native"))
        assert found.ok, found.errors
        assert found.output == native.output
    answers = [
        json.loads(run_in_empty_environment(digits.program(kind), "--json", PICTURE).output)["top"]
        for kind in ("single", "native")
    ]
    assert answers[0] == answers[1]


def test_it_runs_from_memory_and_writes_nothing(single: Path, tmp_path: Path) -> None:
    own = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    with Served([single, "--serve", "--no-browser"], own) as served:
        status, _, page = served.ask("GET", "/")
        assert status == 200
        assert "<html" in page
        assert served.predict(PICTURE.read_bytes(), "image/png")["top"]
        maps = Path(f"/proc/{served.process.pid}/maps").read_text(encoding="utf-8")
    assert "/memfd:runtime" in maps
    assert str(single) in maps
    assert list(tmp_path.iterdir()) == []


@pytest.mark.proof
def test_nothing_is_taken_from_beside_it(digits: Exported, single: Path, tmp_path: Path) -> None:
    program = Path(shutil.copy(single, tmp_path))
    for name in INSIDE:
        (tmp_path / name).write_bytes(b"planted")
    assert run_in_empty_environment(program, "--self-test").ok
    # What is named is taken all the same.
    named = run_in_empty_environment(program, "--self-test", "--model", tmp_path / "model.tflite")
    assert "model.tflite" in fails_in_three_parts(named)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EPERM])
def test_where_no_file_can_be_made_in_memory_the_cache_folder_is_used(single: Path, tmp_path: Path, code: int) -> None:
    assert without_memory_files(single, home=tmp_path, code=code).ok
    (kept,) = kept_in(tmp_path)
    assert kept.parent.parent.stat().st_mode & 0o777 == 0o700
    before = kept.stat()
    assert without_memory_files(single, home=tmp_path, code=code).ok
    assert kept.stat().st_ino == before.st_ino


@pytest.mark.proof
def test_a_damaged_and_a_planted_file_in_the_cache_folder_are_replaced(single: Path, tmp_path: Path) -> None:
    assert without_memory_files(single, home=tmp_path).ok
    (kept,) = kept_in(tmp_path)
    true = kept.read_bytes()
    kept.write_bytes(true[:-1] + bytes([true[-1] ^ 1]))
    assert without_memory_files(single, home=tmp_path).ok
    assert kept.read_bytes() == true
    elsewhere = tmp_path / "elsewhere.so"
    elsewhere.write_bytes(b"planted")
    kept.unlink()
    kept.symlink_to(elsewhere)
    assert without_memory_files(single, home=tmp_path).ok
    assert elsewhere.read_bytes() == b"planted"
    assert not kept.is_symlink()
    assert kept.read_bytes() == true


@pytest.mark.proof
def test_a_folder_that_others_may_change_is_left_alone(single: Path, tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / CACHE
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    temporary = tmp_path / "temporary"
    temporary.mkdir(mode=0o700)
    assert without_memory_files(single, home=tmp_path, more={"TMPDIR": str(temporary)}).ok
    assert list(folder.iterdir()) == []
    assert list(temporary.glob(f"{CACHE}-*/*/libLiteRt.so"))


@pytest.mark.proof
def test_two_starts_at_once_leave_one_whole_file(single: Path, tmp_path: Path) -> None:
    argv = [sys.executable, forbidding.__file__, "memfd_create", str(errno.ENOSYS), str(single), "--self-test"]
    running = [
        subprocess.Popen(argv, env={"HOME": str(tmp_path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    ended = [(*process.communicate(), process.returncode) for process in running]
    assert [code for _, _, code in ended] == [0] * 4, ended
    (kept,) = kept_in(tmp_path)
    assert [entry.name for entry in kept.parent.iterdir()] == ["libLiteRt.so"]


@pytest.mark.proof
@pytest.mark.parametrize("home", ["/proc/self", "/nowhere/at/all", "/dev/null"])
def test_a_home_that_takes_nothing_is_no_hindrance(single: Path, tmp_path: Path, home: str) -> None:
    assert run_in_empty_environment(single, "--self-test").ok
    tmp_path.chmod(0o700)
    done = without_memory_files(single, home=Path(home), more={"TMPDIR": str(tmp_path)})
    assert done.ok, done.errors
    assert list(tmp_path.glob(f"{CACHE}-*/*/libLiteRt.so"))


def where_no_folder_may_hold_programs(folders: list[str], *argv: str | Path) -> Outcome:
    """Runs a program in a mount namespace in which these folders are empty and may hold no programs."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not here")
    mounts = " && ".join(f"mount -t tmpfs -o noexec,mode=1777 none {folder}" for folder in folders)
    namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if not start([*namespace, mounts]).ok:
        pytest.skip("no folder can be mounted here")
    return start(
        [*namespace, f'{mounts} && exec "$@"', "sh", *argv], Path("/"), {"PATH": os.defpath, "HOME": "/nowhere"}
    )


@pytest.mark.proof
def test_a_temporary_folder_that_may_hold_no_programs_is_passed_over(single: Path) -> None:
    argv = [sys.executable, forbidding.__file__, "memfd_create", str(errno.EPERM), single, "--self-test"]
    taken = Path(f"/var/tmp/{CACHE}-0")
    was_there = taken.exists()
    done = where_no_folder_may_hold_programs(["/dev/shm"], *argv)
    assert done.ok, done.errors
    # The test's own folder may be in /tmp: the program is reached through its open file.
    copy = Path("/var/lib") / f"test_single.{os.getpid()}"
    try:
        shutil.copy(single, copy)
        argv[4] = copy
        assert where_no_folder_may_hold_programs(["/tmp"], *argv).ok
        told = fails_in_three_parts(where_no_folder_may_hold_programs(["/tmp", "/var/tmp"], *argv))
        assert "noexec" in told
        assert "TMPDIR" in told
        assert "Operation not permitted" in told
    finally:
        copy.unlink()
        if not was_there:
            shutil.rmtree(taken, ignore_errors=True)


@pytest.mark.proof
def test_it_may_be_renamed_copied_and_replaced_while_it_runs(single: Path, tmp_path: Path) -> None:
    program = Path(shutil.copy(single, tmp_path / "first"))
    with Served([program, "--serve", "--no-browser"]) as served:
        copy = Path(shutil.copy(program, tmp_path / "copy"))
        program.rename(tmp_path / "second")
        assert served.predict(PICTURE.read_bytes(), "image/png")["top"]
        (tmp_path / "new").write_bytes(b"something else")
        (tmp_path / "new").replace(tmp_path / "second")
        assert served.predict(PICTURE.read_bytes(), "image/png")["top"]
        assert served.ask("GET", "/")[0] == 200
        assert run_in_empty_environment(copy, "--self-test").ok


@pytest.mark.proof
def test_it_runs_through_a_link_and_under_any_name(single: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mit Leer zeichen und Ümlauten 数"
    folder.mkdir()
    renamed = Path(shutil.copy(single, folder / "ganz anders ß.bin"))
    (tmp_path / "link").symlink_to(renamed)
    for program in (renamed, tmp_path / "link"):
        assert run_in_empty_environment(program, "--self-test").ok
    assert run_in_empty_environment(tmp_path / "link", "--help").output.startswith("link answers files")


@pytest.mark.parametrize("share", [0.3, 0.7, 0.999])
def test_a_program_that_was_cut_off_says_so(single: Path, tmp_path: Path, share: float) -> None:
    whole = single.read_bytes()
    program = tmp_path / "cut"
    program.write_bytes(whole[: int(share * len(whole))])
    program.chmod(0o755)
    told = fails_in_three_parts(run_in_empty_environment(program, "--self-test"))
    assert "This program is damaged" in told
    assert f"{len(whole):,}" in told
    assert run_in_empty_environment(program, "--help").ok


def test_changed_bytes_are_found(single: Path, tmp_path: Path) -> None:
    whole = single.read_bytes()
    with zipfile.ZipFile(single) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        directory = archive.start_dir
    program = tmp_path / "changed"
    read_by = {"licenses.txt": ["--licenses"], "about.json": ["--version"]}
    places = [
        (entry.header_offset + 30 + len(name) + entry.compress_size // 2, read_by.get(name, ["--self-test"]))
        for name, entry in entries.items()
        if name != "page.html.zst"
    ]
    # Its name, its checksum, its place, and the end of the directory.
    places += [(directory + offset, ["--self-test"]) for offset in (48, 17, 43)] + [(len(whole) - 4, ["--self-test"])]
    for at, arguments in places:
        program.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        program.chmod(0o755)
        assert "This program is damaged" in fails_in_three_parts(run_in_empty_environment(program, *arguments)), at
    page = entries["page.html.zst"]
    at = page.header_offset + 30 + len(page.filename) + page.compress_size // 2
    program.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
    assert "page" in fails_in_three_parts(run_in_empty_environment(program, "--serve", "--no-browser"))
