"""Tests of hundreds of hostile models against each layer of defence alone: no file, no program, no connection."""

import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.child.confine.landlock import abi
from builder.core.errors import CancelledError, LitecrateError
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from tests.conftest import ROOT
from tests.hostile.hostile_corpus import Canary, write
from tests.support.program import litecrate

pytestmark = pytest.mark.proof
_SECONDS = 20.0  # for one file, beyond which its child is ended
_SECRET = "a line that no model may read\n"


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Canary, socket.socket]]:
    folder = tmp_path_factory.mktemp("canary")
    (folder / "secret.txt").write_text(_SECRET)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        server.setblocking(False)
        yield Canary(folder / "appeared", folder / "secret.txt", server.getsockname()[1]), server


@pytest.fixture(scope="module")
def corpus(canary: tuple[Canary, socket.socket], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    allowed = ROOT / "builder" / "child" / "reading" / "allowed_names.json"
    names = json.loads(allowed.read_text(encoding="utf-8"))["layers"]
    files = write(tmp_path_factory.mktemp("corpus"), canary[0], sorted(names))
    assert len(set(files)) > 600
    return files


def touched(canary: tuple[Canary, socket.socket]) -> str:
    """What happened to the canary, and puts it back."""
    bird, server = canary
    found = ""
    if os.path.lexists(bird.file):
        found = "a file appeared"
        shutil.rmtree(bird.file) if bird.file.is_dir() else bird.file.unlink()
    if not bird.source.is_file() or bird.source.read_text() != _SECRET:
        found = "a file was changed"
        bird.source.write_text(_SECRET)
    try:
        server.accept()[0].close()
        found = "somebody called"
    except BlockingIOError:
        pass
    return found


class Batch:
    """One warm child for many files; ended and started anew where a file keeps it or ends it."""

    def __init__(self, folder: Path, reading: Path, without: tuple[str, ...]) -> None:
        self._folder, self._reading, self._without = folder, reading, without
        self.ended = 0
        self._start()

    def _start(self) -> None:
        self._token = CancelToken()
        self._session = ChildSession(
            self._token, lambda line: None, self._folder, reading=[self._reading], without=self._without
        )
        self._session.request("warm")

    def inspect(self, path: Path) -> LitecrateError | None:
        """The error that the file was answered with, None where it was opened or had to be stopped."""
        alarm = threading.Timer(_SECONDS, self._token.cancel)
        alarm.start()
        try:
            self._session.request("inspect", path=str(path))
        except LitecrateError as error:
            if error.code == 4:  # the child ended
                self._again()
            return error
        except CancelledError:
            self._again()
        finally:
            alarm.cancel()
        return None

    def _again(self) -> None:
        self.ended += 1
        self.close()
        self._start()

    def close(self) -> None:
        self._session.__exit__(None, None, None)


def test_the_scan_alone_refuses_every_one(
    canary: tuple[Canary, socket.socket], corpus: list[Path], tmp_path: Path
) -> None:
    batch = Batch(tmp_path, corpus[0].parent, ("landlock", "seccomp", "namespace", "limits"))
    opened, harm = [], {}
    for path in corpus:
        error = batch.inspect(path)
        if error is None or error.code not in (2, 3) or error.key not in ("trust", "classes"):
            opened.append((path.name, error and error.what))
        if happened := touched(canary):
            harm[path.name] = happened
    batch.close()
    assert not harm
    assert not opened
    assert batch.ended == 0


@pytest.mark.skipif(abi() < 4, reason="this kernel's Landlock knows no network")
def test_landlock_alone_keeps_all_of_them_from_doing_harm(
    canary: tuple[Canary, socket.socket], corpus: list[Path], tmp_path: Path
) -> None:
    batch = Batch(tmp_path, corpus[0].parent, ("scan", "seccomp", "namespace", "limits"))
    harm = {}
    for path in corpus:
        if path.suffix == ".h5" and not path.name.startswith("class-"):
            batch.inspect(path)
            if happened := touched(canary):
                harm[path.name] = happened
    batch.close()
    assert not harm


def test_the_same_files_do_harm_where_no_wall_stands(
    canary: tuple[Canary, socket.socket], corpus: list[Path], tmp_path: Path
) -> None:
    batch = Batch(tmp_path, corpus[0].parent, ("scan", "landlock", "seccomp", "namespace", "limits"))
    names = ("classmethod-copy", "classmethod-model_from_json", "tfoplambda-copy", "nested-plain-keras2",
             "classmethod-get_file")  # fmt: skip
    happened = {}
    for name in names:
        batch.inspect(corpus[0].parent / f"{name}.h5")
        happened[name] = touched(canary)
    batch.close()
    assert all(happened.values()), happened


def test_the_commands_refuse_a_tenth_of_them(
    canary: tuple[Canary, socket.socket], corpus: list[Path], tmp_path: Path
) -> None:
    chosen = [path for path in corpus if not path.name.startswith("class-")]
    for number, path in enumerate(chosen[:: len(chosen) // 24]):
        command = ["inspect", str(path)] if number % 2 else ["export", str(path), "--output", str(tmp_path / "out")]
        done = litecrate(command)
        assert done.code in (2, 3), (path.name, done.errors)
        assert "error:" in done.errors
        assert not touched(canary), path.name
    assert not (tmp_path / "out").exists()
