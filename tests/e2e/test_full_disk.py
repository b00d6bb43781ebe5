"""Tests of a disk that fills up in each step: three lines, nothing half-written, the old result untouched."""

import contextlib
import shutil
from pathlib import Path

import pytest

from tests.conftest import Exported
from tests.support.interrupted import Ended, Event, World, folder_contents, older_result
from tests.support.processes import wait_until_gone
from tests.support.program import start
from tests.support.systems.full_disks import MEGABYTE, small_disk


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
        before = folder_contents(world.out)
        arguments = ["export", digits.folder / "digits.tflite", "--product", "native", "--overwrite"]
        assert_space_is_said(world.run(arguments), "no space", str(world.out))
        assert folder_contents(world.out) == before


@pytest.mark.proof
def test_a_disk_of_any_size_may_be_too_small(tmp_path: Path) -> None:
    world = World(tmp_path)
    failed: list[str] = []
    for megabytes in (0.03, 1, 4, 9, 20, 35, 80, 200):
        with small_disk(world.out, megabytes):
            older_result(world.out / "digits")
            before = folder_contents(world.out)
            arguments = ["sample", "digits", "--overwrite", "--product", "onefile", "--product", "native"]
            ended = world.run(arguments)
            if ended.code == 0:
                break
            assert_space_is_said(ended)
            assert wait_until_gone(world.out) == []
            assert folder_contents(world.out) == before, megabytes
            failed += failed_steps(ended)
            grow(world.out)
            if megabytes == 9:
                assert world.run(arguments).code == 0
    else:
        raise AssertionError("the largest disk was too small")
    assert {"convert", "package"} <= set(failed), failed
    assert world.leftovers() == []


def failed_steps(ended: Ended) -> list[str]:
    return [
        event["step"] for event in ended.events if event["event"] == "step_finished" and event["status"] == "failed"
    ]


@pytest.mark.proof
@pytest.mark.parametrize("step", ["convert", "package", "verify"])
def test_a_disk_that_others_fill_in_the_middle_of_a_step_is_said(step: str, digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path)
    filler = world.out / "somebody else's"

    def fill(event: Event, engine: int) -> bool:
        if event.get("step") != step:
            return False
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(MEGABYTE)):
                pass
        return True

    with small_disk(world.out, 200):
        older_result(world.out / "digits")
        before = folder_contents(world.out)
        arguments = ["export", digits.folder / "digits.tflite", "--product", "onefile", "--overwrite"]
        ended = world.run(arguments, fill)
        filler.unlink()
        assert_space_is_said(ended, str(world.out))
        assert step in failed_steps(ended)
        assert wait_until_gone(world.out) == []
        assert folder_contents(world.out) == before
        assert world.run(arguments).code == 0


@pytest.mark.proof
@pytest.mark.parametrize("megabytes", [0.05, 1, 20])
def test_a_full_cache_is_said_and_leaves_nothing_half_made(megabytes: float, digits: Exported, tmp_path: Path) -> None:
    world = World(tmp_path, fresh=True)
    arguments = ["export", digits.folder / "digits.tflite", "--product", "onefile"]
    with small_disk(world.cache, megabytes, "mode=0700"):
        assert_space_is_said(world.run(arguments), str(world.cache))
        assert folder_contents(world.out) == {}
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
    before = folder_contents(world.out)
    ended = world.run(["sample", "digits", "--overwrite"])
    assert_space_is_said(ended, str(world.home))
    assert wait_until_gone(world.out) == []
    assert folder_contents(world.out) == before
