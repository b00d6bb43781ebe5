"""Tests of the confinement of children, tried for real with all layers and with each one alone."""

import json
import os
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from builder.child.confine import landlock, seccomp
from builder.child.confine.confinement import Bounds, Confined
from builder.child.confine.syscalls import LOOKED_AT, NEWEST, REFUSED
from builder.core.errors import LitecrateError
from builder.core.model_digest import model_root
from builder.doctor import check_machine
from builder.events import Event, LogLine
from builder.sessions.child_session import ChildSession
from builder.sessions.confinement_report import confined_words, say_confined, try_confinement
from builder.system.cancellation import CancelToken
from builder.system.environment import clean_environment, python_argv
from builder.system.process import Command, Outcome
from builder.system.toolbox import package_folder
from tests.conftest import ROOT
from tests.support.context import step_context
from tests.support.helpers_child import dense_tflite
from tests.support.program import start

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what confines children is Linux's")

needs_landlock = pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")
ALLOWED = {"write at home", "read the model", "signal itself", "a thread"}
FILES = {
    "write elsewhere", "change a file elsewhere", "cut off the model", "truncate a file elsewhere",
    "remove a file elsewhere", "make a folder elsewhere", "move out", "read a secret", "read by a link",
    "read by a second name", "list a folder elsewhere",
}  # fmt: skip
PROCESSES = {"run a shell", "become a program"}
SINCE = {"cut off the model": 3, "truncate a file elsewhere": 3, "tcp": 4, "listen": 4, "signal another": 6,
         "abstract socket": 6}  # fmt: skip
FILTERED = {
    "change permissions elsewhere", "change times elsewhere", "truncate a file elsewhere", "cut off the model",
    "run a shell", "become a program", "become two", "tcp", "udp", "unix socket", "abstract socket", "listen",
    "signal another", "signal all", "trace another", "another's limits", "new namespace",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """A user's files beside a child's: names for the tries of tests/hostile/confined_tries.py."""

    own: Path
    given: Path
    facts: dict[str, Any]

    def bounds(self, *without: str) -> Bounds:
        return Bounds(str(self.own), str(self.given), (self.facts["model"],), 1000, without)

    def tried(self, *without: str, version: int | None = None) -> tuple[dict[str, Any], dict[str, str]]:
        argv = python_argv("tests.hostile.confined_tries", self.bounds(*without).to_argument(), json.dumps(self.facts),
                           *([str(version)] if version else []))  # fmt: skip
        done = start(argv, self.own, clean_environment())
        assert done.ok, done.errors
        said = json.loads(done.output)
        return said["confined"], said["found"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The other process that is tried is this one."""
    own, given, elsewhere = (tmp_path / name for name in ("own", "given", "elsewhere"))
    for folder in (own, given, elsewhere):
        folder.mkdir()
    (elsewhere / "secret").write_text("secret")
    (elsewhere / "doomed").write_text("here")
    model = tmp_path / "model.bin"
    model.write_bytes(b"weights")
    abstract = f"litecrate-{os.getpid()}"
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as door,
        socket.socket(socket.AF_UNIX) as hidden,
    ):
        for made, name in ((door, str(elsewhere / "door")), (hidden, "\0" + abstract)):
            made.bind(name)
            made.listen()
        facts = {"own": str(own), "elsewhere": str(elsewhere), "secret": str(elsewhere / "secret"), "model": str(model),
                 "port": server.getsockname()[1], "door": str(elsewhere / "door"), "abstract": abstract,
                 "other": os.getpid(), "skipped": ""}  # fmt: skip
        yield World(own, given, facts)


def untouched(world: World) -> bool:
    elsewhere = Path(world.facts["elsewhere"])
    names = sorted(path.name for path in elsewhere.iterdir())
    secret = elsewhere / "secret"
    return (
        names == ["doomed", "door", "secret"]
        and secret.read_text() == "secret"
        and secret.stat().st_mode & 0o777 == 0o644
        and Path(world.facts["model"]).read_bytes() == b"weights"
    )


def done(found: dict[str, str]) -> set[str]:
    return {name for name, outcome in found.items() if outcome == "done"}


@needs_landlock
def test_with_every_layer_only_what_a_child_needs_is_left(world: World) -> None:
    confined, found = world.tried()
    assert confined["landlock"] == landlock.abi()
    assert confined["seccomp"] == seccomp.supported()
    assert confined["failed"] == {}
    assert done(found) == ALLOWED
    assert untouched(world)


@needs_landlock
def test_landlock_alone_keeps_files_programs_and_the_network_away(world: World) -> None:
    _, found = world.tried("seccomp", "namespace")
    version = landlock.abi()
    late = {name for name, since in SINCE.items() if version < since}
    refused = FILES | PROCESSES | {"tcp", "listen", "signal another", "abstract socket", "endless file", "memory",
                                   "read another's environment", "read another's memory", "trace another",
                                   "read another's list of files"}  # fmt: skip
    assert done(found) & (refused - late) == set()
    assert done(found) >= ALLOWED


@needs_landlock
@pytest.mark.parametrize("version", range(2, 8))
def test_older_kernels_keep_what_they_can(world: World, version: int) -> None:
    if version > landlock.abi():
        pytest.skip("this kernel has an older Landlock")
    confined, found = world.tried("seccomp", "namespace", version=version)
    assert confined["failed"] == {}
    late = {name for name, since in SINCE.items() if version < since}
    assert done(found) & (FILES | PROCESSES) == late & FILES
    assert done(found) >= ALLOWED
    _, found = world.tried(version=version)
    assert done(found) == ALLOWED, "the filter covers what an older Landlock does not"


@pytest.mark.skipif(not seccomp.supported(), reason="there is no table for this machine")
def test_the_filter_alone_keeps_programs_network_and_processes_away(world: World) -> None:
    confined, found = world.tried("landlock", "namespace")
    assert confined["seccomp"]
    assert done(found) & FILTERED == set()
    assert done(found) >= ALLOWED


def test_without_any_layer_the_tries_succeed(world: World) -> None:
    """Or the other tests would prove nothing. Another program in its place would not tell."""
    world.facts["skipped"] = "become a program"
    _, found = world.tried("landlock", "seccomp", "namespace", "limits")
    hardly = {"trace another", "new namespace", "another's limits", "signal all", "memory",
              "read another's memory", "read another's environment"}  # fmt: skip
    assert done(found) >= set(found) - hardly - {"read by a second name"}


def header(architecture: str) -> dict[str, int]:
    folder = package_folder("ziglang")
    assert folder is not None
    text = (folder / "lib" / "libc" / "include" / f"{architecture}-linux-any" / "asm" / "unistd_64.h").read_text()
    return {name: int(number) for name, number in re.findall(r"#define __NR_(\w+)\s+(\d+)", text)}


@pytest.mark.parametrize(("column", "architecture"), [(0, "x86"), (1, "aarch64")])
def test_the_numbers_of_calls_are_those_of_the_kernels_headers(column: int, architecture: str) -> None:
    known = header(architecture)
    for name, numbers in {**REFUSED, **LOOKED_AT}.items():
        assert known.get(name) == numbers[column], name
    assert known["cachestat"] == NEWEST


def answer(machine: str, call: str | int, *arguments: int, foreign: bool = False) -> int:
    """What the filter answers, by running it: 0 for allowed, else the error number."""
    column, architecture = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}[machine]
    number = call if isinstance(call, int) else ({**REFUSED, **LOOKED_AT}[call][column] or 0)
    words = {0: number, 4: architecture + foreign}
    words |= {16 + 8 * at: value & 0xFFFFFFFF for at, value in enumerate([*arguments, *[0] * 6][:6])}
    steps, at, held = seccomp.program(machine, 77), 0, 0
    while True:
        step = steps[at]
        at += 1
        match step.code:
            case 0x20:
                held = words[step.value]
            case 0x54:
                held &= step.value
            case 0x06:
                return 0 if step.value == 0x7FFF0000 else step.value - 0x00050000
            case _:
                test = {0x15: held == step.value, 0x25: held > step.value, 0x45: bool(held & step.value)}[step.code]
                at += step.if_so if test else step.if_not


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_what_the_filter_answers(machine: str) -> None:
    column = ["x86_64", "aarch64"].index(machine)
    for call, numbers in REFUSED.items():
        if numbers[column] is not None:
            assert answer(machine, call) == 1, call
    assert answer(machine, NEWEST + 1) == answer(machine, 0x40000000 + 2) == 38
    assert answer(machine, "clone3") == answer(machine, "openat2") == answer(machine, "io_uring_setup") == 38
    assert answer(machine, "clone", 0x3D0F00) == 0
    assert answer(machine, "clone", 17) == 1
    assert answer(machine, "kill", 77, 9) == answer(machine, "tgkill", 77, 78, 6) == 0
    assert answer(machine, "kill", 76, 9) == answer(machine, "kill", -1, 9) == answer(machine, "tgkill", 1, 1, 6) == 1
    assert answer(machine, "prlimit64", 0) == answer(machine, "prlimit64", 77) == 0
    assert answer(machine, "prlimit64", 1) == 1
    assert answer(machine, "openat", 0, 0, os.O_WRONLY | os.O_TRUNC) == answer(machine, "openat", 0, 0, 0) == 0
    assert answer(machine, "openat", 0, 0, os.O_TRUNC) == 1
    assert answer(machine, "ioctl", 0, 0x5401) == answer(machine, "fcntl", 0, 1) == 0
    assert answer(machine, "ioctl", 0, 0x5412) == answer(machine, "ioctl", 0, 0x541C) == answer(machine, "fcntl", 0, 8)
    assert answer(machine, "fcntl", 0, 8) == answer(machine, "fcntl", 0, 15) == 1
    assert answer(machine, 63 if machine == "aarch64" else 0) == 0, "read"
    assert answer(machine, "kill", 77, foreign=True) == 1


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An .h5 of Keras 2 with a Lambda layer that makes the tries and leaves what it found in the child's folder."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.h5"
    made = start([sys.executable, "-m", "tests.hostile.confined_model", path], ROOT, os.environ)
    assert made.ok, made.errors
    return path


@needs_landlock
@pytest.mark.parametrize("known", [pytest.param(True, marks=pytest.mark.proof), False])
def test_a_trusted_model_with_code_in_it_reaches_nothing(
    world: World, hostile: Path, tmp_path: Path, known: bool
) -> None:
    raw = hostile.read_bytes()
    facts = {**world.facts, "model": str(hostile)}
    reading = [hostile] if known else None
    with ChildSession(CancelToken(), lambda line: None, tmp_path, reading=reading, without={"scan"}) as session:
        (session.own / "facts.json").write_text(json.dumps(facts))
        if not known:  # a helper's child is warm before its model is known
            session.request("warm")
        session.request("inspect", path=str(hostile))
        assert session.confined is not None
        assert session.confined.landlock
        found = json.loads((session.own / "found.json").read_text())
    assert done(found) == ALLOWED
    assert hostile.read_bytes() == raw
    assert untouched(world)


def test_the_scan_alone_keeps_the_code_from_running(world: World, hostile: Path, tmp_path: Path) -> None:
    none = {"landlock", "seccomp", "namespace", "limits"}
    with ChildSession(CancelToken(), lambda line: None, tmp_path, reading=[hostile], without=none) as session:
        (session.own / "facts.json").write_text(json.dumps(world.facts))
        with pytest.raises(LitecrateError) as refused:
            session.request("inspect", path=str(hostile))
        assert refused.value.key == "trust"
        assert not (session.own / "found.json").exists()
    assert untouched(world)


def test_a_session_asked_for_another_model_begins_anew(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "first.tflite", tmp_path / "b" / "second.tflite"
    for path in (first, second):
        path.parent.mkdir()
        dense_tflite(path)
    with ChildSession(CancelToken(), lambda line: None, tmp_path, reading=None) as session:
        for path in (first, second, second):
            assert session.request("inspect", path=str(path))["kind"] == "tflite"
        if landlock.abi():
            with pytest.raises(LitecrateError, match="read"):
                session.request("read", path=str(first))


def test_a_model_that_was_replaced_under_its_name_is_read(tmp_path: Path) -> None:
    model, newer = tmp_path / "m.tflite", tmp_path / "newer.tflite"
    dense_tflite(model)
    dense_tflite(newer, outputs=16)
    with ChildSession(CancelToken(), lambda line: None, tmp_path, reading=[model]) as session:
        session.request("inspect", path=str(model))
        newer.replace(model)
        assert session.request("inspect", path=str(model))["outputs"][0]["shape"] == [1, 16]


def test_a_child_with_threads_of_its_own_is_started_anew_instead_of_narrowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would go on reading everything in them."""
    model = tmp_path / "first.tflite"
    dense_tflite(model)
    started: list[Bounds] = []

    def with_a_thread(module: str, bounds: str) -> tuple[str, ...]:
        started.append(Bounds.from_argument(bounds))
        code = "import threading, time; threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()"
        return (*python_argv("tests.support.execute_then_run", code, module, bounds),)

    monkeypatch.setattr("builder.sessions.child_session.python_argv", with_a_thread)
    with ChildSession(CancelToken(), lambda line: None, tmp_path, reading=None) as session:
        assert session.request("inspect", path=str(model))["kind"] == "tflite"
    assert [bounds.reading for bounds in started] == [None, (str(model),)]


def test_what_holds_is_said_in_words() -> None:
    assert confined_words(Confined(7, True, True, True)) == (
        "Landlock ABI 7 (files, TCP, signals), seccomp, network namespace, limits"
    )
    assert confined_words(Confined(2, limits=True)) == "Landlock ABI 2 (files), limits"
    assert confined_words(Confined()) == ""


class Session:
    """Stands for a child session that has greeted."""

    def __init__(self, confined: Confined) -> None:
        self.confined = confined


def said(confined: Confined, folder: Path) -> list[tuple[str, str]]:
    lines: list[Event] = []
    say_confined(step_context(folder, lines.append), Session(confined))  # type: ignore[arg-type]
    return [(line.level, line.text) for line in lines if isinstance(line, LogLine) and line.level != "debug"]


def test_the_log_says_once_what_holds(tmp_path: Path) -> None:
    assert said(Confined(7, True, True, True), tmp_path) == [
        ("info", "The model is worked on in a confined program: Landlock ABI 7 (files, TCP, signals), seccomp, network "
                 "namespace, limits."),
    ]  # fmt: skip
    [(level, text)] = said(Confined(seccomp=True), tmp_path)
    assert level == "warning"
    assert "no Landlock" in text
    assert text.endswith("Also active: seccomp.")


def test_a_machine_without_landlock_is_ready_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.doctor.try_confinement", Confined)
    found = next(entry for entry in check_machine() if entry.id == "confinement")
    assert (found.ok, found.needed, found.detail) == (False, False, "none")
    assert "Landlock" in found.remedy


@pytest.mark.parametrize("output", ["", "no json", '{"landlock": "many"}'])
def test_where_it_cannot_be_tried_nothing_holds(monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    def answering(*arguments: object, **options: object) -> Outcome:
        if not output:
            raise OSError(28, "No space left on device")
        return Outcome(Command(()), 0, output, "", 0.0)

    monkeypatch.setattr("builder.sessions.confinement_report.run", answering)
    assert try_confinement() == Confined()


def test_a_lower_limit_that_the_user_has_set_stays(tmp_path: Path) -> None:
    code = (
        "import resource, sys; sys.path.insert(0, sys.argv[1]);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.getrlimit(resource.RLIMIT_FSIZE)[1]));"
        "from builder.child.confine import confinement; confinement._limit(0);"
        "print(resource.getrlimit(resource.RLIMIT_FSIZE)[0], resource.getrlimit(resource.RLIMIT_DATA)[0] > 2**32)"
    )
    done = start((sys.executable, "-B", "-c", code, str(ROOT)), tmp_path, clean_environment())
    assert done.output.split() == ["4096", "True"], done.errors


@pytest.mark.parametrize("known", [True, False])
def test_a_file_called_like_a_saved_model_opens_nothing_beside_it(tmp_path: Path, known: bool) -> None:
    model = tmp_path / "saved_model.pb"
    dense_tflite(model)
    assert model_root(model) == model
    (tmp_path / "work").mkdir()
    reading = [model] if known else None
    with ChildSession(CancelToken(), print, tmp_path / "work", reading=reading) as session:
        assert session.request("inspect", path=str(model))["kind"] == "tflite"
