"""Tests that the caller's environment and folder have no effect on the programs that are started."""

import json
import os
import site
import sys
from pathlib import Path
from typing import Any

import pytest

from builder.steps.compile import _tool_environment
from builder.system import environment
from builder.system.cancellation import CancelToken
from builder.system.environment import clean_environment, module_folders, python_argv
from builder.system.process import Command, Running
from builder.system.toolbox import Toolbox
from tests.support.context import step_context
from tests.support.program import start

HOSTILE = (
    "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GCONV_PATH", "BASH_ENV", "DISPLAY",
    "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONINSPECT", "PYINSTALLER_CONFIG_DIR",
    "CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS", "CPPFLAGS", "CMAKE_TOOLCHAIN_FILE", "CMAKE_GENERATOR",
    "CMAKE_PREFIX_PATH", "ZIG_LIB_DIR", "ZIG_GLOBAL_CACHE_DIR", "NINJA_STATUS", "NINJAFLAGS",
    "TF_XLA_FLAGS", "XLA_FLAGS", "TF_USE_LEGACY_KERAS", "KERAS_HOME", "KERAS_BACKEND", "CUDA_VISIBLE_DEVICES",
    "SOMETHING_NEW",
)  # fmt: skip


@pytest.fixture
def caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder full of modules and start-up files, named in every variable, and the working folder."""
    for name in ("sitecustomize", "usercustomize", "numpy", "runpy", "json", "planted"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    (tmp_path / "planted.pth").write_text("import planted\n")
    for name in HOSTILE:
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("LD_PRELOAD")  # the loader says that it is no library
    monkeypatch.setenv("LC_CTYPE", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(argv: tuple[str, ...], **options: Any) -> dict[str, Any]:
    done = start(argv, **options)
    assert done.ok, done.errors
    return dict(json.loads(done.output))


def test_variables_are_let_through_by_name(caller: Path) -> None:
    assert set(HOSTILE) & clean_environment().keys() == set()
    assert clean_environment()["LC_CTYPE"] == "C.UTF-8"
    assert clean_environment()["PATH"] == os.environ["PATH"]
    assert clean_environment({"A": "1"})["A"] == "1"


def test_only_the_engine_is_told_of_the_systems_compiler(caller: Path) -> None:
    assert clean_environment(engine=True)["CXX"] == str(caller)
    assert set(HOSTILE) & clean_environment(engine=True).keys() == {"CXX"}


def test_a_child_has_a_home_of_its_own(caller: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/home/somebody/.config")
    found = clean_environment(home=caller)
    assert found["HOME"] == str(caller)
    assert "XDG_CONFIG_HOME" not in found


def test_a_module_starts_with_nothing_of_the_callers(caller: Path) -> None:
    found = shown(python_argv("tests.support.print_start", "a", "b"))
    assert found["arguments"] == ["a", "b"]
    assert found["variables"].keys() <= {*clean_environment(), "LC_CTYPE"}
    assert str(caller) not in found["path"]
    assert found["modules"] == []
    assert found["numpy"] != str(caller / "numpy.py")
    assert not (caller / "ran").exists()


def test_a_program_without_an_environment_of_its_own_gets_the_cleaned_one(caller: Path) -> None:
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    found = shown((sys.executable, "-I", "-S", "-c", code), environment=None)
    assert found.keys() <= {*clean_environment(), "LC_CTYPE"}


def test_the_compilers_see_nothing_of_the_callers(caller: Path, tmp_path: Path) -> None:
    found = _tool_environment(caller / "zig", step_context(tmp_path))
    assert found["ZIG_GLOBAL_CACHE_DIR"] == str(caller / "zig")
    assert set(HOSTILE) & found.keys() == {"ZIG_GLOBAL_CACHE_DIR"}


def test_the_systems_compiler_is_still_the_one_that_cxx_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiler = tmp_path / "my-c++"
    compiler.write_text("#!/bin/sh\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("CXX", str(compiler))
    assert Toolbox().system_compiler.path == compiler


def test_packages_of_the_user_are_found_where_this_process_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which they are searched here: `pip install --user` beside an older package of the system."""
    users = tmp_path / "users"
    (users / "keras").mkdir(parents=True)
    (users / "keras" / "__init__.py").touch()
    monkeypatch.setattr(site, "getusersitepackages", lambda: str(users))
    monkeypatch.setattr(sys, "path", [*sys.path[:1], str(users), *sys.path[1:]])
    folders = module_folders.__wrapped__()
    assert folders[0] == str(users)
    assert folders.index(str(users)) < folders.index(site.getsitepackages()[0])


def test_a_package_planted_in_the_working_folder_is_not_looked_for_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert str(tmp_path) not in module_folders.__wrapped__()
    monkeypatch.setattr(environment, "_PACKAGES", ("only_here",))
    (tmp_path / "only_here.py").touch()
    assert str(tmp_path) not in module_folders.__wrapped__()


def test_the_runner_is_started_without_the_callers_variables(caller: Path, tmp_path: Path) -> None:
    from builder.runner.client import serving_runner
    from builder.runner.refusal import RefusedError
    from builder.system.cancellation import CancelToken

    runner = tmp_path / "runner"
    runner.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\n")
    runner.chmod(0o755)
    with (
        pytest.raises(RefusedError),
        serving_runner(runner, tmp_path / "contract.toml", CancelToken(), lambda line: None),
    ):
        pass
    names = {line.partition("=")[0] for line in (tmp_path / "seen").read_text().splitlines()}
    assert set(HOSTILE) & names == set()


@pytest.mark.skipif(os.name != "posix", reason="only there somebody waits")
def test_what_waits_for_a_killed_engine_has_the_cleaned_environment(caller: Path) -> None:
    seen = caller / "seen.json"
    os.mkfifo(seen)  # reading waits for the program that has been waiting
    code = (
        "import os, sys\nfrom builder.system.process import RunWhenKilled\n"
        "from builder.system.environment import python_argv\n"
        f"RunWhenKilled(python_argv('tests.support.print_start', '--into', {str(seen)!r}))\n"
        "sys.stdout.write('ready'); sys.stdout.flush(); sys.stdin.read()\n"
    )
    environment = {**os.environ, "LITECRATE_TEST": "1"}
    argv = python_argv("tests.support.execute_then_run", code, "this")
    with Running(Command(argv, environment=environment), CancelToken(), stdin=True) as running:
        assert running.stdout.read(5) == b"ready"
    assert set(HOSTILE) & json.loads(seen.read_text())["variables"].keys() == set()
