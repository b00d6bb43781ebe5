"""A disk that fills up, in every step: said in three lines, nothing half-written, and the old result untouched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Exported
from tests.interrupted import Ended, World, older_result, tree
from tests.processes import wait_until_gone
from tests.program import start

MEGABYTE = 2**20


@contextmanager
def small_disk(folder: Path, megabytes: float) -> Iterator[None]:
    """A file system of so many megabytes in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={int(megabytes * MEGABYTE)}"
    if (
        not hasattr(os, "geteuid")
        or os.geteuid() != 0
        or not start(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder]).ok
    ):
        pytest.skip("only root mounts a small disk, and not in every container")
    try:
        yield
    finally:
        assert start(["umount", "--lazy", folder]).ok


def grow(folder: Path) -> None:
    assert start(["mount", "-o", f"remount,size={1024 * MEGABYTE}", folder]).ok


def assert_space_is_said(ended: Ended, *words: str) -> None:
    said = [line for line in ended.errors if not line.startswith("log:")]
    assert ended.code == 2, ended.errors
    assert [line.partition(":")[0] for line in said] == ["error", "why", "do"], ended.errors
    assert ended.error["key"] == "space"
    for word in words:
        assert word in "\n".join(said)


def test_a_full_disk_is_said_and_the_old_result_stays(digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path)
    with small_disk(world.out, 2):
        older_result(world.out / "digits")
        before = tree(world.out)
        arguments = ["export", digits.folder / "digits.tflite", "--product", "native", "--overwrite"]
        assert_space_is_said(world.run(arguments), "no space", str(world.out))
        assert tree(world.out) == before


@pytest.mark.proof
def test_a_disk_may_be_full_in_every_step(digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path)
    failed: list[str] = []
    for megabytes in (0.03, 0.2, 1, 4, 9, 15, 20, 25, 35, 50, 80, 130, 200):
        with small_disk(world.out, megabytes):
            older_result(world.out / "digits")
            before = tree(world.out)
            arguments = ["sample", "digits", "--overwrite", "--product", "onefile", "--product", "native"]
            ended = world.run(arguments)
            if ended.code == 0:
                break
            assert_space_is_said(ended)
            assert wait_until_gone(world.out) == []
            assert tree(world.out) == before, megabytes
            failed += [event["step"] for event in ended.events if event.get("status") == "failed" and "step" in event]
            grow(world.out)
            if megabytes in (4, 25):
                assert world.run(arguments).code == 0
    else:
        raise AssertionError("the largest disk was too small")
    assert {"convert", "package", "verify"} <= set(failed), failed
    assert world.leftovers() == []


@pytest.mark.proof
@pytest.mark.parametrize("megabytes", [0.05, 1, 20, 60])
def test_a_full_cache_is_said_and_leaves_nothing_half_made(megabytes: float, digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path, fresh=True)
    arguments = ["export", digits.folder / "digits.tflite", "--product", "onefile"]
    with small_disk(world.cache, megabytes):
        assert_space_is_said(world.run(arguments), str(world.cache))
        assert tree(world.out) == {}
        assert world.leftovers() == []
        assert not list(world.cache.glob("runners/*")) or list(world.cache.glob("runners/*/runner"))
        grow(world.cache)
        assert world.run(arguments).code == 0
    shutil.rmtree(world.out)


@pytest.mark.proof
@pytest.mark.parametrize("kilobytes", [1, 20, 100, 400, 2000, 7000])
def test_a_limit_on_the_size_of_files_is_said(kilobytes: int, digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path, prefix=("prlimit", f"--fsize={kilobytes * 1000}", "--"))
    older_result(world.out / "digits")
    before = tree(world.out)
    ended = world.run(["sample", "digits", "--overwrite"])
    assert_space_is_said(ended, str(world.home))
    assert wait_until_gone(world.out) == []
    assert tree(world.out) == before
