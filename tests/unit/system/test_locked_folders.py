"""Tests of locked folders: those of running processes stay, those of killed ones are swept, nothing else is touched."""

import errno
import os
import tempfile
from pathlib import Path

import pytest

from builder.system import locked_folders
from builder.system.file_locks import hold_lock
from builder.system.locked_folders import (
    YOUNG,
    LockedFolder,
    sweep,
    sweep_leftovers,
    temporary_folder,
    write_atomically,
)


def left_by_a_killed_process(folder: Path, *, locked: bool) -> Path:
    """Killed before its lock was there, or later."""
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "half").write_text("half")
    if locked:
        (folder / "lock").touch()
    return folder


@pytest.mark.parametrize("locked", [True, False])
def test_what_a_killed_process_left_is_swept(tmp_path: Path, locked: bool) -> None:
    left_by_a_killed_process(tmp_path / ".mine-deadbeef", locked=locked)
    sweep(tmp_path, ".mine-")
    assert list(tmp_path.iterdir()) == []


def test_what_lives_and_what_is_anothers_stays(tmp_path: Path) -> None:
    (tmp_path / ".mine-file").write_text("a file of the user's")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious").write_text("precious")
    (tmp_path / ".mine-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "other").mkdir()
    with LockedFolder(tmp_path, ".mine-") as living:
        before = sorted(tmp_path.rglob("*"))
        sweep(tmp_path, ".mine-")
        assert sorted(tmp_path.rglob("*")) == before
        assert living.path in before
    assert not living.path.exists()


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    leftover = left_by_a_killed_process(tmp_path / ".mine-deadbeef", locked=False)
    (leftover / "lock").symlink_to(tmp_path / "elsewhere")
    sweep(tmp_path, ".mine-")
    assert not (tmp_path / "elsewhere").exists()


def test_who_is_swept_before_its_lock_is_there_takes_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process sweeps between the making of the folder and its lock."""
    swept: list[Path] = []

    def lock_late(path: Path, mode: int = 0o600) -> int | None:
        if not swept:
            swept.append(path.parent)
            monkeypatch.setattr(locked_folders, "hold_lock", hold_lock)
            sweep(tmp_path, ".mine-")
        return hold_lock(path, mode)

    monkeypatch.setattr(locked_folders, "hold_lock", lock_late)
    with LockedFolder(tmp_path, ".mine-") as living:
        assert not swept[0].exists()
        assert living.path != swept[0]
        sweep(tmp_path, ".mine-")
        assert living.path.is_dir()


def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", b"new")
    (tmp_path / "usual").write_bytes(b"")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_half_written_files_of_killed_processes_go_with_the_next_writing(tmp_path: Path) -> None:
    (tmp_path / ".litecrate-write-deadbeef").write_text("half")
    living = hold_lock(tmp_path / ".litecrate-write-11111111")
    assert living is not None
    write_atomically(tmp_path / "file", b"new")
    os.close(living)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".litecrate-write-11111111", "file"]


def test_half_made_cache_entries_are_swept_at_the_next_start(tmp_path: Path) -> None:
    for kind in ("runners", "launchers", "models"):
        left_by_a_killed_process(tmp_path / kind / f"{YOUNG}deadbeef", locked=True)
        (tmp_path / kind / "whole").mkdir()
    with LockedFolder(tmp_path / "models", YOUNG) as living:
        sweep_leftovers(tmp_path)
        left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*/*"))
        assert left == sorted(["runners/whole", "launchers/whole", "models/whole", f"models/{living.path.name}"])


def test_temporary_folders_of_killed_processes_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left_by_a_killed_process(tmp_path / "litecrate-own-inspect-deadbeef", locked=True)
    with temporary_folder("inspect") as folder:
        assert list(tmp_path.iterdir()) == [folder.path]
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_locks_serves_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    write_atomically(tmp_path / "file", b"new")
    with LockedFolder(tmp_path, ".mine-") as living:
        sweep(tmp_path, ".mine-")
        assert living.path.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_a_stranger_named_like_a_half_written_file_is_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / ".litecrate-write-11111111").symlink_to(tmp_path / "precious")
    (tmp_path / ".litecrate-write-22222222").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / ".litecrate-write-33333333")
    (tmp_path / ".litecrate-write-44444444").mkdir()
    (tmp_path / ".litecrate-write-my notes").write_text("mine")
    before = sorted(tmp_path.iterdir())
    write_atomically(tmp_path / "file", b"new")
    assert sorted(tmp_path.iterdir()) == [*before[:5], tmp_path / "file", *before[5:]]
    assert (tmp_path / "precious").read_text() == "precious"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_half_written_file_of_another_user_stays(tmp_path: Path) -> None:
    theirs = tmp_path / ".litecrate-write-11111111"
    theirs.write_text("theirs")
    os.chown(theirs, 12345, -1)
    write_atomically(tmp_path / "file", b"new")
    assert theirs.exists()


def test_a_link_in_the_place_of_a_written_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "file").symlink_to(tmp_path / "precious")
    write_atomically(tmp_path / "file", b"new")
    assert not (tmp_path / "file").is_symlink()
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_pipe_in_the_place_of_a_lock_is_not_waited_for(tmp_path: Path) -> None:
    leftover = left_by_a_killed_process(tmp_path / ".mine-deadbeef", locked=False)
    os.mkfifo(leftover / "lock")
    sweep(tmp_path, ".mine-")
    assert (leftover / "inner" / "half").exists()
    with pytest.raises(FileExistsError):
        hold_lock(leftover / "lock")


def test_links_in_what_a_killed_process_left_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("precious")
    leftover = left_by_a_killed_process(tmp_path / ".mine-deadbeef", locked=True)
    (leftover / "link").symlink_to(tmp_path / "precious")
    sweep(tmp_path, ".mine-")
    assert not leftover.exists()
    assert (tmp_path / "precious" / "file").read_text() == "precious"


def test_a_folder_with_a_name_of_the_users_own_stays(tmp_path: Path) -> None:
    (tmp_path / "litecrate-own-models").mkdir()
    sweep(tmp_path, "litecrate-own-")
    assert (tmp_path / "litecrate-own-models").is_dir()


def test_nothing_is_swept_where_others_could_put_something_else_in_its_place(tmp_path: Path) -> None:
    left_by_a_killed_process(tmp_path / "open" / ".mine-deadbeef", locked=True)
    (tmp_path / "open").chmod(0o777)
    sweep(tmp_path / "open", ".mine-")
    assert (tmp_path / "open" / ".mine-deadbeef").is_dir()
    (tmp_path / "open").chmod(0o1777)
    sweep(tmp_path / "open", ".mine-")
    assert not (tmp_path / "open" / ".mine-deadbeef").exists()


def test_a_link_in_the_cache_leads_no_sweeping_elsewhere(tmp_path: Path) -> None:
    left_by_a_killed_process(tmp_path / "elsewhere" / f"{YOUNG}deadbeef", locked=True)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "runners").symlink_to(tmp_path / "elsewhere")
    sweep_leftovers(tmp_path / "cache")
    assert (tmp_path / "elsewhere" / f"{YOUNG}deadbeef").is_dir()
