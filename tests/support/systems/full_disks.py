"""Small tmpfs file systems, for tests of full disks."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.program import start

MEGABYTE = 2**20


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: float, *options: str) -> Iterator[None]:
    """Mounts a tmpfs of a given size on a folder; skips the test where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = ",".join([f"size={int(megabytes * MEGABYTE)}", *options])
    if (
        not hasattr(os, "geteuid")
        or os.geteuid() != 0
        or not start(["mount", "-t", "tmpfs", "-o", wanted, "tmpfs", folder]).ok
    ):
        pytest.skip("only root mounts a small disk, and not in every container")
    try:
        yield
    finally:
        assert start(["umount", "--lazy", folder]).ok
