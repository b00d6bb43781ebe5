"""Tests of crash-safe publication: only the user's own state folder decides what is finished or undone."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from builder.core.errors import LitecrateError
from builder.system.publication import sweep_workspaces
from builder.system.user_folders import user_folder
from builder.system.workspace import Workspace
from tests.conftest import ROOT
from tests.support.interrupted import folder_contents
from tests.support.processes import wait_until_gone
from tests.support.program import start
from tests.support.recorded import WORKSPACE, make_recorded_workspace, records_folder


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A home with files of the user, beside the folder that was received."""
    home = tmp_path / "victim"
    home.mkdir()
    for name in ("config", "profile"):
        (home / name).write_text("mine")
    (home / "compared").mkdir()
    (home / "compared" / "compare.json").write_text("mine")
    return home


def received(tmp_path: Path, name: str, **notes: Any) -> Path:
    """An output folder from a stranger: something that looks like a killed export's workspace."""
    output = tmp_path / "received" / "dist-litecrate"
    work = output / name
    (work / "publish").mkdir(parents=True)
    (work / "publish" / "config").write_text("theirs")
    (work / "lock").touch()
    for part, value in notes.items():
        (work / f"{part}.json").write_text(json.dumps(value))
    return output


def next_start(output: Path) -> None:
    with Workspace(output, "other", overwrite=False):
        pass


NAMES = (".litecrate-work-deadbeef", WORKSPACE)
CLIMBING = "../../victim"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["absolute", "climbing"])
def test_what_a_received_folder_says_is_to_be_added_is_not_added(
    where: str, name: str, tmp_path: Path, victim: Path
) -> None:
    output = received(tmp_path, name, added=str(victim) if where == "absolute" else CLIMBING)
    before = folder_contents(tmp_path)
    next_start(output)
    assert folder_contents(tmp_path) == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["absolute", "climbing"])
def test_what_a_received_folder_says_was_being_replaced_is_not_renamed_or_deleted(
    where: str, name: str, tmp_path: Path, victim: Path
) -> None:
    there = str(victim) if where == "absolute" else CLIMBING
    swap = {"target": f"{there}/new", "previous": f"{there}/compared", "carried": True}
    output = received(tmp_path, name, swap=swap)
    before = folder_contents(tmp_path)
    next_start(output)
    assert folder_contents(tmp_path) == before


def test_a_received_workspace_is_named_in_the_log(tmp_path: Path) -> None:
    output = received(tmp_path, NAMES[0])
    with Workspace(output, "other", overwrite=False) as workspace:
        assert [str(output / NAMES[0]) in remark for remark in workspace.remarks] == [True]


def test_a_living_export_of_this_user_is_none_that_is_named(tmp_path: Path) -> None:
    with Workspace(tmp_path, "one", overwrite=False), Workspace(tmp_path, "two", overwrite=False) as workspace:
        assert workspace.remarks == []


@pytest.mark.parametrize("name", ["{victim}", "../../victim", "inner/victim", "..", ".", "", ".hidden", 7, None, ["a"]])
@pytest.mark.parametrize("part", ["target", "previous", "added"])
def test_a_record_with_anything_but_plain_names_is_not_acted_upon(
    part: str, name: Any, tmp_path: Path, victim: Path
) -> None:
    there = str(victim) if name == "{victim}" else name
    output = tmp_path / "received" / "dist-litecrate"
    notes: dict[str, Any] = {"added": {"target": there}}
    if part != "added":
        notes = {"swap": {"target": "app", "previous": "app.previous-1", "carried": True} | {part: there}}
    work = make_recorded_workspace(output, **notes)
    (work / "publish").mkdir()
    (work / "publish" / "config").write_text("new")
    (output / "app.previous-1").mkdir()
    (output / "app.previous-1" / "config").write_text("old")
    (output / ".hidden").mkdir()
    (output / "inner" / "victim").mkdir(parents=True)
    next_start(output)
    assert (victim / "config").read_text() == "mine"
    assert (victim / "compared" / "compare.json").read_text() == "mine"
    assert sorted(entry.name for entry in output.iterdir()) == [".hidden", "app.previous-1", "inner"]
    assert [path.name for path in output.rglob("config")] == ["config"]
    assert list(records_folder().iterdir()) == []


@pytest.mark.parametrize(
    "note",
    [
        {"inode": 1},
        {"inode": None},
        {"inode": "1"},
        {"output": "file:///elsewhere"},
        {"workspace": "../dist-litecrate/" + WORKSPACE},
        {"workspace": ".litecrate-work-deadbeef"},
        {"more": 1},
        "[]",
        "{",
        "\0",
    ],
)
def test_a_record_that_is_not_of_this_very_workspace_does_nothing_to_it(note: Any, tmp_path: Path) -> None:
    output = tmp_path / "out"
    work = make_recorded_workspace(output, note=note, added={"target": "app"})
    (work / "publish").mkdir()
    (work / "publish" / "config").write_text("theirs")
    (output / "app").mkdir()
    before = folder_contents(output)
    next_start(output)
    assert folder_contents(output) == before


def test_a_copy_of_a_recorded_workspace_is_not_taken_for_it(tmp_path: Path) -> None:
    output = tmp_path / "out"
    work = make_recorded_workspace(output, added={"target": "app"})
    work.rename(output / "kept")  # so that its inode is not given to the copy
    (work / "publish").mkdir(parents=True)
    (work / "publish" / "config").write_text("theirs")
    (output / "app").mkdir()
    before = folder_contents(output)
    next_start(output)
    assert folder_contents(output) == before


def test_the_same_names_in_another_folder_are_not_taken_for_it(tmp_path: Path) -> None:
    make_recorded_workspace(tmp_path / "mine", added={"target": "app"})
    output = received(tmp_path, WORKSPACE)
    (output / "app").mkdir()
    before = folder_contents(tmp_path)
    next_start(output)
    assert folder_contents(tmp_path) == before


def test_a_record_is_found_by_any_way_to_the_folder(tmp_path: Path) -> None:
    output = tmp_path / "out"
    make_recorded_workspace(output)
    (tmp_path / "link").symlink_to(output)
    next_start(tmp_path / "link")
    assert list(output.iterdir()) == []


def test_a_link_in_the_place_of_a_recorded_workspace_is_not_followed(tmp_path: Path, victim: Path) -> None:
    work = make_recorded_workspace(tmp_path / "out", note={"inode": victim.stat().st_ino}, added={"target": "app"})
    work.rmdir()
    work.symlink_to(victim)
    (tmp_path / "out" / "app").mkdir()
    before = folder_contents(tmp_path)
    next_start(tmp_path / "out")
    assert folder_contents(tmp_path) == before
    assert work.is_symlink()


def test_links_in_a_recorded_workspace_are_removed_and_not_followed(tmp_path: Path, victim: Path) -> None:
    work = make_recorded_workspace(tmp_path / "out", swap={"target": "app", "previous": "app.previous-1"})
    (work / "publish").symlink_to(victim)
    (tmp_path / "out" / "app.previous-1").mkdir()
    next_start(tmp_path / "out")
    assert [entry.name for entry in (tmp_path / "out").iterdir()] == ["app"]
    assert not (tmp_path / "out" / "app").is_symlink()
    assert (victim / "config").read_text() == "mine"


def test_files_are_not_added_through_a_link(tmp_path: Path, victim: Path) -> None:
    work = make_recorded_workspace(tmp_path / "out", added={"target": "app"})
    (work / "publish").mkdir()
    (work / "publish" / "config").write_text("theirs")
    (tmp_path / "out" / "app").symlink_to(victim)
    next_start(tmp_path / "out")
    assert (victim / "config").read_text() == "mine"


def test_a_comparison_is_not_put_where_a_link_leads(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "app").symlink_to(victim / "compared")
    with Workspace(tmp_path / "out", "app", overwrite=True) as workspace:
        (workspace.publish / "compare.json").write_text("theirs")
        with pytest.raises(LitecrateError) as caught:
            workspace.publish_into()
    assert "link" in caught.value.what
    assert (victim / "compared" / "compare.json").read_text() == "mine"
    assert (tmp_path / "out" / "app").is_symlink()


@pytest.mark.parametrize("kind", ["link", "pipe", "large"])
def test_what_is_no_ordinary_file_of_a_comparison_is_not_carried_along(kind: str, tmp_path: Path, victim: Path) -> None:
    output = tmp_path / "out"
    (output / "app").mkdir(parents=True)
    planted = output / "app" / "compare.json"
    if kind == "link":
        planted.symlink_to(victim / "config")
    elif kind == "pipe":
        os.mkfifo(planted)
    else:
        with planted.open("wb") as file:
            file.truncate(2**33)
    with Workspace(output, "app", overwrite=True) as workspace:
        (workspace.publish / "file").write_text("new")
        workspace.publish_now()
    assert [entry.name for entry in (output / "app").iterdir()] == ["file"]
    assert os.path.lexists(output / "app.previous-1" / "compare.json")
    assert (victim / "config").read_text() == "mine"


def test_a_lock_in_a_received_workspace_is_neither_waited_for_nor_followed(tmp_path: Path, victim: Path) -> None:
    output = received(tmp_path, NAMES[0])
    lock = output / NAMES[0] / "lock"
    lock.unlink()
    os.mkfifo(lock)
    other = output / NAMES[1]
    other.mkdir()
    (other / "lock").symlink_to(victim / "made")
    next_start(output)
    assert not (victim / "made").exists()
    assert lock.is_fifo()


def killed(output: Path, code: str) -> None:
    """Runs code in an engine that dies at once, with all that would put things in order after it."""
    die = (
        f"import os, pathlib, signal, sys\noutput = pathlib.Path(sys.argv[1])\n"
        "def die():\n"
        "    children = pathlib.Path(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read_text().split()\n"
        "    for pid in [*map(int, children), os.getpid()]:\n"
        "        os.kill(pid, signal.SIGKILL)\n"
        f"{code}"
    )
    done = start([sys.executable, "-c", die, output], ROOT, os.environ)
    assert done.code == 128 + signal.SIGKILL, done.errors
    assert wait_until_gone(output) == []


MOMENTS = {
    "before the folder": "def make(path, *a, **k): die() if 'work' in path.name else mkdir(path, *a, **k)",
    "after the folder": "def make(path, *a, **k): mkdir(path, *a, **k), 'work' in path.name and die()",
    "while it works": "make = mkdir",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_at_any_moment_of_the_beginning_leaves_nothing_after_the_next_start(moment: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    killed(
        output,
        "from builder.system.workspace import Workspace\n"
        f"mkdir = pathlib.Path.mkdir\n{MOMENTS[moment]}\npathlib.Path.mkdir = make\n"
        "with Workspace(output, 'app', overwrite=True) as workspace:\n"
        "    (workspace.publish / 'half').write_text('half')\n"
        "    die()\n",
    )
    assert len(list(records_folder().iterdir())) == 1
    next_start(output)
    assert list(output.iterdir()) == []
    assert list(records_folder().iterdir()) == []


@pytest.fixture(params=["a file", "a link", "open to all"])
def useless_state(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder that nothing can be recorded in."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    state = user_folder("state")
    if request.param == "a file":
        state.write_text("")
    elif request.param == "a link":
        (tmp_path / "elsewhere").mkdir()
        state.symlink_to(tmp_path / "elsewhere")
    else:
        state.mkdir()
        state.chmod(0o777)
    return state


def test_a_new_result_needs_no_record(tmp_path: Path, useless_state: Path) -> None:
    output = tmp_path / "out"
    with Workspace(output, "app", overwrite=False) as workspace:
        assert [str(useless_state) in remark for remark in workspace.remarks] == [True]
        (workspace.publish / "file").write_text("new")
        workspace.publish_now()
    assert [entry.name for entry in output.rglob("*")] == ["app", "file"]
    assert not (tmp_path / "elsewhere").exists() or not list((tmp_path / "elsewhere").iterdir())


def test_a_replacement_that_cannot_be_recorded_is_refused_before_any_work(tmp_path: Path, useless_state: Path) -> None:
    output = tmp_path / "out"
    (output / "app").mkdir(parents=True)
    (output / "app" / "file").write_text("old")
    with pytest.raises(LitecrateError) as caught, Workspace(output, "app", overwrite=True):
        pass
    assert str(useless_state) in caught.value.what
    assert "XDG_STATE_HOME" in caught.value.remedy
    assert [entry.name for entry in output.rglob("*")] == ["app", "file"]


def test_records_of_a_folder_that_others_may_write_to_are_not_believed(tmp_path: Path) -> None:
    output = tmp_path / "out"
    make_recorded_workspace(output, added={"target": "app"})
    user_folder("state").chmod(0o777)
    before = folder_contents(output)
    assert sweep_workspaces(output)
    assert folder_contents(output) == before
