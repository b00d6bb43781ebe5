"""Tests of publication from a workspace: all or nothing, and no file of the user's is lost."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from builder.core.errors import LitecrateError
from builder.system.locked_folders import write_atomically
from builder.system.workspace import Workspace
from tests.conftest import ROOT
from tests.support.processes import wait_until_gone
from tests.support.program import start
from tests.support.recorded import make_recorded_workspace


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


def publish(output: Path, text: str, *, overwrite: bool = False) -> Path:
    with Workspace(output, "app", overwrite=overwrite) as workspace:
        (workspace.publish / "file").write_text(text)
        return workspace.publish_now()


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_result_appears_and_the_workspace_is_gone(tmp_path: Path) -> None:
    assert publish(tmp_path, "new") == tmp_path / "app"
    assert names(tmp_path) == ["app"]
    assert (tmp_path / "app" / "file").read_text() == "new"


def test_without_publishing_the_output_folder_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with Workspace(tmp_path, "app", overwrite=False) as workspace:
        (workspace.publish / "file").write_text("half")
    assert names(tmp_path) == ["mine"]


def test_folders_made_for_the_output_go_when_nothing_was_published(tmp_path: Path) -> None:
    with Workspace(tmp_path / "a" / "b", "app", overwrite=False):
        assert (tmp_path / "a" / "b").is_dir()
    assert names(tmp_path) == []


def test_an_existing_result_is_not_replaced_unasked(tmp_path: Path) -> None:
    publish(tmp_path, "old")
    with pytest.raises(LitecrateError) as caught:
        publish(tmp_path, "new")
    assert caught.value.code == 2
    assert (tmp_path / "app" / "file").read_text() == "old"
    assert names(tmp_path) == ["app"]


def test_overwriting_keeps_every_earlier_result(tmp_path: Path) -> None:
    for text in ("first", "second", "third"):
        publish(tmp_path, text, overwrite=True)
    assert names(tmp_path) == ["app", "app.previous-1", "app.previous-2"]
    assert (tmp_path / "app" / "file").read_text() == "third"
    assert (tmp_path / "app.previous-1" / "file").read_text() == "first"


def test_a_folder_with_only_a_comparison_is_carried_along(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "compare.json").write_text("{}")
    publish(tmp_path, "new")
    assert names(tmp_path) == ["app"]
    assert names(tmp_path / "app") == ["compare.json", "file"]


def test_a_comparison_that_was_written_anew_is_not_replaced_by_the_carried_one(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    for name in ("compare.json", "compare.html"):
        (tmp_path / "app" / name).write_text("old")
    with Workspace(tmp_path, "app", overwrite=False) as workspace:
        (workspace.publish / "compare.json").write_text("new")
        workspace.publish_now()
    assert names(tmp_path) == ["app"]
    assert (tmp_path / "app" / "compare.json").read_text() == "new"
    assert (tmp_path / "app" / "compare.html").read_text() == "old"


def test_a_result_that_appeared_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with Workspace(tmp_path, "app", overwrite=False) as workspace, pytest.raises(LitecrateError):
        (tmp_path / "app").mkdir()
        (tmp_path / "app" / "theirs").write_text("theirs")
        workspace.publish_now()
    assert names(tmp_path / "app") == ["theirs"]


def left_by_a_killed_run(output: Path, *, with_new: bool) -> None:
    """The state between the two renames of a replacement."""
    work = make_recorded_workspace(output, swap={"target": "app", "previous": "app.previous-1"})
    (output / "app.previous-1").mkdir()
    (output / "app.previous-1" / "file").write_text("old")
    if with_new:
        (work / "publish").mkdir()
        (work / "publish" / "file").write_text("new")


def test_an_interrupted_replacement_is_finished_by_the_next_start(tmp_path: Path) -> None:
    left_by_a_killed_run(tmp_path, with_new=True)
    with Workspace(tmp_path, "other", overwrite=False):
        assert (tmp_path / "app" / "file").read_text() == "new"
    assert names(tmp_path) == ["app", "app.previous-1"]


def test_an_interrupted_replacement_is_undone_when_the_new_tree_is_lost(tmp_path: Path) -> None:
    left_by_a_killed_run(tmp_path, with_new=False)
    with Workspace(tmp_path, "other", overwrite=False):
        assert (tmp_path / "app" / "file").read_text() == "old"
    assert names(tmp_path) == ["app"]


def test_the_workspace_of_a_living_export_is_left_alone(tmp_path: Path) -> None:
    with Workspace(tmp_path, "one", overwrite=False) as first:
        (first.folder / "work").write_text("busy")
        with Workspace(tmp_path, "two", overwrite=False):
            assert (first.folder / "work").read_text() == "busy"


def test_an_unwritable_output_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LitecrateError) as caught, Workspace(tmp_path / "file" / "below", "app", overwrite=False):
        pass
    assert caught.value.code == 2


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(OSError, match="folder"):
        write_atomically(target, b"data")
    assert names(tmp_path) == ["folder"]


KILLED_BETWEEN_THE_RENAMES = """
import os, pathlib, signal, sys
from builder.system.workspace import Workspace
from tests.conftest import ROOT
from tests.support.processes import wait_until_gone
from tests.support.program import start

class Deadly(type(pathlib.Path())):
    def rename(self, target):
        for pid in {killed_too}:
            os.kill(pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

with Workspace(pathlib.Path(sys.argv[1]), "app", overwrite=True) as workspace:
    (workspace.publish / "file").write_text("new")
    workspace.publish = Deadly(workspace.publish)
    workspace.publish_now()
"""
EVERY_CHILD = 'map(int, pathlib.Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())'


@pytest.mark.parametrize("at_once", [True, False])
def test_a_kill_between_the_two_renames_is_mended_at_once_or_by_the_next_start(tmp_path: Path, at_once: bool) -> None:
    publish(tmp_path, "old")
    code = KILLED_BETWEEN_THE_RENAMES.replace("{killed_too}", "()" if at_once else EVERY_CHILD)
    done = start([sys.executable, "-c", code, tmp_path], ROOT, os.environ)
    assert done.code == 137, done.errors
    assert wait_until_gone(tmp_path) == []
    if not at_once:
        assert not (tmp_path / "app").exists()
        with Workspace(tmp_path, "other", overwrite=False):
            pass
    assert names(tmp_path) == ["app", "app.previous-1"]
    assert (tmp_path / "app" / "file").read_text() == "new"
    assert (tmp_path / "app.previous-1" / "file").read_text() == "old"


def test_a_killed_engine_takes_the_folders_along_that_it_made(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal, sys\n"
        "from builder.system.workspace import Workspace\n"
        "with Workspace(pathlib.Path(sys.argv[1]), 'app', overwrite=True) as workspace:\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = start([sys.executable, "-c", code, tmp_path / "a" / "b"], ROOT, os.environ)
    assert done.code == 137, done.errors
    assert wait_until_gone(tmp_path) == []
    assert names(tmp_path) == []


class Interfering(type(Path())):  # type: ignore[misc]
    """A tree whose name another export takes just before it is renamed for the first time."""

    def rename(self, target: Path) -> Path:
        theirs = self.parent / "theirs"
        if not theirs.exists():
            theirs.touch()
            publish(target.parent, "theirs", overwrite=True)
        return Path(self).rename(target)


def test_who_publishes_a_moment_later_is_refused_and_loses_nothing_of_the_winner(tmp_path: Path) -> None:
    with Workspace(tmp_path, "app", overwrite=False) as workspace:
        (workspace.publish / "file").write_text("mine")
        workspace.publish = Interfering(workspace.publish)
        with pytest.raises(LitecrateError) as caught:
            workspace.publish_now()
    assert (caught.value.key, caught.value.code) == ("exists", 2)
    assert names(tmp_path) == ["app"]
    assert (tmp_path / "app" / "file").read_text() == "theirs"


def test_two_that_replace_at_the_same_moment_are_both_kept(tmp_path: Path) -> None:
    publish(tmp_path, "old")
    with Workspace(tmp_path, "app", overwrite=True) as workspace:
        (workspace.publish / "file").write_text("mine")
        workspace.publish = Interfering(workspace.publish)
        workspace.publish_now()
    kept = {entry.name: (entry / "file").read_text() for entry in tmp_path.iterdir()}
    assert kept["app"] == "mine"
    assert sorted(kept.values()) == ["mine", "old", "theirs"]


def test_a_comparison_that_was_carried_along_is_not_left_behind_twice(tmp_path: Path) -> None:
    make_recorded_workspace(tmp_path, swap={"target": "app", "previous": "app.previous-1", "carried": True})
    for name in ("app", "app.previous-1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "compare.json").write_text("{}")
    (tmp_path / "app" / "file").write_text("new")
    with Workspace(tmp_path, "other", overwrite=False):
        assert names(tmp_path / "app") == ["compare.json", "file"]
    assert names(tmp_path) == ["app"]


COMPARED = ("compare.json", "compare.html")
KILLED_BETWEEN_TWO_FILES = """
import os, pathlib, signal, sys
from builder.system.workspace import Workspace

class Deadly(type(pathlib.Path())):
    looked = []
    def iterdir(self):
        self.looked.append(True)
        for number, entry in enumerate(sorted(pathlib.Path(self).iterdir())):
            if len(self.looked) == {pass_number} and number == {after}:
                for pid in {killed_too}:
                    os.kill(pid, signal.SIGKILL)
                os.kill(os.getpid(), signal.SIGKILL)
            yield entry

with Workspace(pathlib.Path(sys.argv[1]), "app", overwrite=True) as workspace:
    for name in ("compare.json", "compare.html"):
        (workspace.publish / name).write_text("new")
    workspace.publish = Deadly(workspace.publish)
    workspace.publish_into()
"""


def compared(output: Path) -> set[str]:
    """The contents of both files of the comparison beside the export, which is as it was."""
    assert (output / "app" / "file").read_text() == "export"
    assert names(output) == ["app"]
    return {(output / "app" / name).read_text() for name in COMPARED}


def with_a_comparison(output: Path) -> None:
    publish(output, "export")
    for name in COMPARED:
        (output / "app" / name).write_text("old")


def test_a_comparison_appears_beside_an_export_and_replaces_the_earlier_one(tmp_path: Path) -> None:
    with_a_comparison(tmp_path)
    with Workspace(tmp_path, "app", overwrite=True) as workspace:
        for name in COMPARED:
            (workspace.publish / name).write_text("new")
        workspace.publish_into()
    assert compared(tmp_path) == {"new"}
    assert names(tmp_path / "app") == ["compare.html", "compare.json", "file"]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(("begun", "after", "there"), [(False, 0, "old"), (True, 0, "new"), (True, 1, "new")])
def test_a_killed_comparison_leaves_both_its_files_or_both_the_old_ones(
    begun: bool, after: int, there: str, at_once: bool, tmp_path: Path
) -> None:
    with_a_comparison(tmp_path)
    code = KILLED_BETWEEN_TWO_FILES
    values = {"pass_number": 2 if begun else 1, "after": after, "killed_too": "()" if at_once else EVERY_CHILD}
    for name, value in values.items():
        code = code.replace(f"{{{name}}}", str(value))
    done = start([sys.executable, "-c", code, tmp_path], ROOT, os.environ)
    assert done.code == 137, done.errors
    assert wait_until_gone(tmp_path) == []
    if not at_once:
        with Workspace(tmp_path, "other", overwrite=False):
            pass
    assert compared(tmp_path) == {there}


class Vanishing(type(Path())):  # type: ignore[misc]
    """A tree whose second file is gone when it is to be put in its place."""

    looked: ClassVar[list[bool]] = []

    def iterdir(self) -> Iterator[Path]:
        self.looked.append(True)
        first, second = sorted(Path(self).iterdir())
        yield first
        if len(self.looked) > 1:
            second.unlink()
        yield second


def test_a_comparison_that_the_file_system_refuses_leaves_the_old_one(tmp_path: Path) -> None:
    with_a_comparison(tmp_path)
    with Workspace(tmp_path, "app", overwrite=True) as workspace:
        for name in COMPARED:
            (workspace.publish / name).write_text("new")
        workspace.publish = Vanishing(workspace.publish)
        with pytest.raises(LitecrateError):
            workspace.publish_into()
    assert compared(tmp_path) == {"old"}


def test_a_folder_in_the_place_of_a_comparison_is_kept(tmp_path: Path) -> None:
    publish(tmp_path, "export")
    (tmp_path / "app" / "compare.html").mkdir()
    (tmp_path / "app" / "compare.html" / "mine").write_text("mine")
    with Workspace(tmp_path, "app", overwrite=True) as workspace:
        for name in COMPARED:
            (workspace.publish / name).write_text("new")
        with pytest.raises(LitecrateError):
            workspace.publish_into()
    assert names(tmp_path / "app") == ["compare.html", "file"]
    assert (tmp_path / "app" / "compare.html" / "mine").read_text() == "mine"


def test_what_only_is_called_like_a_comparison_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "app" / "compare.json").mkdir(parents=True)
    with pytest.raises(LitecrateError) as caught:
        publish(tmp_path, "new")
    assert caught.value.key == "exists"
