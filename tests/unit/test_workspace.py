"""Publication: all or nothing, and nothing of the user's is lost."""

import json
from pathlib import Path

import pytest

from builder.errors import LitecrateError
from builder.owned import write_atomically
from builder.workspace import Workspace


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


def test_a_result_that_appeared_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with Workspace(tmp_path, "app", overwrite=False) as workspace, pytest.raises(LitecrateError):
        (tmp_path / "app").mkdir()
        (tmp_path / "app" / "theirs").write_text("theirs")
        workspace.publish_now()
    assert names(tmp_path / "app") == ["theirs"]


def left_by_a_killed_run(output: Path, *, with_new: bool) -> None:
    """The state between the two renames of a replacement."""
    work = output / ".litecrate-work-dead"
    work.mkdir(parents=True)
    (work / "lock").touch()
    (work / "swap.json").write_text(json.dumps({"target": "app", "previous": "app.previous-1"}))
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
