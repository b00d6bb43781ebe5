"""Tests of the removal of what killed one-file programs left in the temporary folder, and of nothing else."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from resources.launcher.leftovers import lock_folder, sweep

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux is swept")
FILES = {"base_library.zip": b"PK" * 5000, "libz.so.1": b"ELF" * 4000, "python3.11/lib-dynload/math.so": b"math" * 3000}


def fill(folder: Path, **changed: bytes) -> Path:
    """A folder as the bootloader fills it."""
    for name, content in {**FILES, **changed}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    if not (folder / "libz.so").is_symlink():
        (folder / "libz.so").symlink_to("libz.so.1")
    return folder


def age(folder: Path, seconds: float = 120.0) -> None:
    """Makes a folder and all in it look as if nothing had happened to it for so long."""
    then = time.time() - seconds
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (then, then), follow_symlinks=False)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the program that runs; its file is one that nobody else runs."""
    program = tmp_path / "program"
    program.write_bytes(b"")
    monkeypatch.setattr(sys, "executable", str(program))
    (tmp_path / "tmp").mkdir()
    return fill(tmp_path / "tmp" / "_MEI0000beefrunsXY")


def left(own: Path, name: str = "_MEI00001006RgUY1l") -> Path:
    """What a kill has left: the last file is there by half."""
    folder = fill(own.parent / name)
    (folder / "python3.11/lib-dynload/math.so").write_bytes(b"math" * 1000)
    return folder


def test_what_a_kill_has_left_is_swept(own: Path) -> None:
    folders = [left(own), left(own, "_MEIZZZZZZ")]
    (folders[1] / "libz.so").unlink()
    for folder in folders:
        age(folder)
    sweep(str(own))
    assert [path.name for path in own.parent.iterdir()] == [own.name]
    assert (own / "libz.so.1").read_bytes() == FILES["libz.so.1"]


def changed(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


FOREIGN: dict[str, Callable[[Path], object]] = {
    "a file that we do not have": changed("other.so", b"x"),
    "other content": changed("libz.so.1", b"ELF" * 3999 + b"elf"),
    "more content": changed("libz.so.1", b"ELF" * 4001),
    "a link to another place": lambda folder: ((folder / "libz.so").unlink(), (folder / "libz.so").symlink_to("/")),
    "a link in a file's place": lambda folder: (
        (folder / "libz.so.1").unlink(),
        (folder / "libz.so.1").symlink_to("/etc/passwd"),
    ),
    "a folder in a file's place": lambda folder: ((folder / "libz.so.1").unlink(), (folder / "libz.so.1").mkdir()),
    "a pipe in a file's place": lambda folder: ((folder / "libz.so.1").unlink(), os.mkfifo(folder / "libz.so.1")),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_a_folder_of_another_program_stays(own: Path, case: str) -> None:
    folder = left(own)
    FOREIGN[case](folder)
    age(folder)
    before = sorted(folder.rglob("*"))
    sweep(str(own))
    assert sorted(folder.rglob("*")) == before


def test_an_empty_one_and_a_young_one_stay(own: Path) -> None:
    empty, young, growing = own.parent / "_MEIempty0", left(own, "_MEIyoung0"), left(own, "_MEIgrows0")
    empty.mkdir()
    age(empty)
    age(young, 5.0)
    age(growing)
    now = time.time()
    os.utime(growing / "python3.11/lib-dynload/math.so", (now, now))
    sweep(str(own))
    assert empty.is_dir()
    assert (young / "libz.so.1").is_file()
    assert (growing / "libz.so.1").is_file()


def test_links_and_other_names_stay(own: Path, tmp_path: Path) -> None:
    elsewhere = fill(tmp_path / "elsewhere" / "_MEIabc123")
    (own.parent / "_MEIlinked").symlink_to(elsewhere)
    others = [
        fill(own.parent / name)
        for name in ("_MEIabc12", "_MEIabc1234", "_MEI", "MEIabc123", "_MEIabc-12", "_MEI0000XX06RgUY1l")
    ]
    for folder in (elsewhere, *others):
        age(folder)
    sweep(str(own))
    assert (own.parent / "_MEIlinked").is_symlink()
    assert all((folder / "libz.so.1").is_file() for folder in (elsewhere, *others))


def test_another_users_stays(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = left(own)
    age(folder)
    someone = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: someone)
    sweep(str(own))
    assert (folder / "libz.so.1").is_file()


SLEEPS = "import sys; print(flush=True); sys.stdin.read()"
USES: dict[str, tuple[str, Callable[[Path], dict[str, object]]]] = {
    "it is said in its environment": (SLEEPS, lambda folder: {"env": {"_PYI_APPLICATION_HOME_DIR": str(folder)}}),
    "it works there": (SLEEPS, lambda folder: {"cwd": folder}),
    "it has a file of it open": ("f = open('{0}/libz.so.1', 'rb');" + SLEEPS, lambda folder: {}),
    "it has a library of it in memory": (
        "import mmap; f = open('{0}/libz.so.1', 'rb'); m = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ);"
        "f.close();" + SLEEPS,
        lambda folder: {},
    ),
    "it holds it": (
        "from resources.launcher.leftovers import lock_folder; lock_folder('{0}');" + SLEEPS, lambda folder: {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", USES)
def test_one_that_a_process_uses_stays_until_that_ends(own: Path, case: str) -> None:
    folder = left(own)
    age(folder)
    code, options = USES[case]
    options_of: dict[str, object] = {"cwd": Path(__file__).parents[3], **options(folder)}
    user = subprocess.Popen(
        [os.path.realpath("/proc/self/exe"), "-c", code.format(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options_of,  # type: ignore[call-overload]
    )  # fmt: skip
    user.stdout.read(1)
    age(folder)
    sweep(str(own))
    assert (folder / "libz.so.1").is_file()
    user.communicate()
    sweep(str(own))
    assert not folder.exists()


def test_nothing_is_swept_while_the_same_program_may_be_unpacking(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = left(own)
    age(folder)
    monkeypatch.setattr(sys, "executable", "/bin/sleep")
    with subprocess.Popen(["/bin/sleep", "1000"]) as other:
        # The process counts as that program once it has executed it.
        while os.path.realpath(f"/proc/{other.pid}/exe") != os.path.realpath("/bin/sleep"):
            pass
        sweep(str(own))
        other.kill()
    assert (folder / "libz.so.1").is_file()


def test_only_a_one_file_program_holds_and_sweeps(own: Path, tmp_path: Path) -> None:
    folder = left(own)
    age(folder)
    internal = fill(own.parent / "_internal")
    lock_folder(str(internal))
    sweep(str(internal))
    assert folder.is_dir()


def test_what_others_have_left_does_not_keep_ours_from_being_swept(own: Path) -> None:
    for number in range(20):
        foreign = own.parent / f"_MEIdecoy{number % 10}" if number < 10 else own.parent / f"_MEI0000{number:04}decoy0"
        foreign.mkdir()
        (foreign / "another").write_bytes(b"x")
        age(foreign)
    ours = [left(own, f"_MEI000010{number:02}RgUY1l") for number in range(3)]
    for folder in ours:
        age(folder)
    sweep(str(own))
    assert not any(folder.exists() for folder in ours)
    assert len(list(own.parent.iterdir())) == 21
