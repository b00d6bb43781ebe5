"""What is made once for a stamp is found again, unless it, its folder or its owner is not what it must be."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from builder.core.errors import CancelledError, LitecrateError
from builder.system.cancellation import CancelToken
from builder.system.file_locks import hold_lock
from builder.system.locked_folders import sweep_leftovers
from builder.system.stamped_cache import Entry, StampedCache
from tests.conftest import ROOT
from tests.support.program import start

ONE = {"source": "a", "tool": "1.0"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


@pytest.fixture
def cache(tmp_path: Path) -> StampedCache:
    return StampedCache(tmp_path / "cache", "things", ("thing",))


def thing(folder: Path) -> None:
    (folder / "thing").write_text("made")


def test_what_was_put_is_found_again_with_its_stamp_and_its_note(cache: StampedCache) -> None:
    assert cache.find(ONE) is None
    made = cache.put(ONE, thing, {"noted": [1]})
    assert cache.find({"tool": "1.0", "source": "a"}) == made == Entry(cache.folder(ONE), {"noted": [1]})
    assert (made.folder / "thing").read_text() == "made"
    assert json.loads((made.folder / "stamp.json").read_text()) == ONE


def test_a_stamp_with_tuples_is_found_again(cache: StampedCache) -> None:
    cache.put({"keep": ("a", "b")}, thing)
    assert cache.find({"keep": ("a", "b")}) is not None


def test_a_miss_names_what_differs_from_the_most_similar(cache: StampedCache) -> None:
    assert cache.different(ONE) == []
    cache.put({"source": "b", "tool": "0.9"}, thing)
    assert cache.different(ONE) == ["source", "tool"]
    cache.put({**ONE, "tool": "0.9"}, thing)
    assert cache.different(ONE) == ["tool"]
    assert cache.find(ONE) is None
    assert cache.different({**ONE, "tool": "0.9", "more": 1}) == ["more"]


@pytest.mark.parametrize("damage", ["no stamp", "no file", "half a stamp", "another stamp", "not whole"])
def test_an_entry_that_is_not_whole_is_replaced(damage: str, tmp_path: Path) -> None:
    cache = StampedCache(
        tmp_path / "cache", "things", ("thing",), whole=lambda entry: (entry.folder / "thing").read_text() == "made"
    )
    folder = cache.put(ONE, thing).folder
    if damage == "no stamp":
        (folder / "stamp.json").unlink()
    elif damage == "no file":
        (folder / "thing").unlink()
    elif damage == "half a stamp":
        (folder / "stamp.json").write_text('{"source":')
    elif damage == "another stamp":
        (folder / "stamp.json").write_text('{"source": "b"}')
    else:
        (folder / "thing").write_bytes(b"\xff")
    assert cache.find(ONE) is None
    cache.put(ONE, thing)
    assert cache.find(ONE) is not None


def test_an_entry_of_another_process_that_was_faster_stays(cache: StampedCache) -> None:
    def slower(folder: Path) -> None:
        cache.put(ONE, lambda other: (other / "thing").write_text("first"))
        (folder / "thing").write_text("second")

    made = cache.put(ONE, slower)
    assert (made.folder / "thing").read_text() == "first"


def test_entries_of_another_version_are_no_error(cache: StampedCache, tmp_path: Path) -> None:
    cache.put(ONE, thing)
    home = tmp_path / "cache" / "things"
    (home / "older").mkdir()
    (home / "older" / "kit.json").write_text("{}")
    (home / "listed").mkdir()
    (home / "listed" / "stamp.json").write_text("[]")
    (home / "a file").write_text("")
    assert cache.find(ONE) is not None
    assert cache.different({**ONE, "tool": "2"}) == ["tool"]


@pytest.mark.parametrize("part", ["thing", "stamp.json", "entry", "home"])
def test_a_link_is_not_followed(part: str, cache: StampedCache, tmp_path: Path) -> None:
    folder = cache.put(ONE, thing).folder
    place = {"entry": folder, "home": folder.parent}.get(part, folder / part)
    place.rename(tmp_path / "theirs")
    place.symlink_to(tmp_path / "theirs")
    if part == "home":
        for look in (lambda: cache.find(ONE), lambda: cache.put(ONE, thing)):
            with pytest.raises(LitecrateError):
                look()
        return
    assert cache.find(ONE) is None
    assert cache.put(ONE, thing).folder.resolve() == folder
    assert cache.find(ONE) is not None


@as_root
@pytest.mark.parametrize("part", ["thing", "stamp.json", "entry", "home"])
def test_what_belongs_to_another_user_is_refused(part: str, cache: StampedCache) -> None:
    folder = cache.put(ONE, thing).folder
    place = {"entry": folder, "home": folder.parent}.get(part, folder / part)
    os.chown(place, 12345, 12345)
    if part == "home":
        with pytest.raises(LitecrateError):
            cache.find(ONE)
    else:
        assert cache.find(ONE) is None


def test_a_folder_that_others_can_write_to_is_refused(cache: StampedCache, tmp_path: Path) -> None:
    cache.put(ONE, thing)
    (tmp_path / "cache" / "things").chmod(0o777)
    with pytest.raises(LitecrateError):
        cache.find(ONE)
    with pytest.raises(LitecrateError), cache.making(ONE, CancelToken(), lambda: None):
        raise AssertionError("it must not be made there")


def test_who_comes_second_waits_and_finds_what_the_first_has_made(cache: StampedCache) -> None:
    inside, waits, found = threading.Event(), threading.Event(), []

    def second() -> None:
        assert inside.wait(10)
        with cache.making(ONE, CancelToken(), waits.set):
            found.append(cache.find(ONE))

    thread = threading.Thread(target=second)
    thread.start()
    with cache.making(ONE, CancelToken(), lambda: None):
        inside.set()
        assert waits.wait(10)
        made = cache.put(ONE, thing)
    thread.join(10)
    assert found == [made]


def test_waiting_ends_when_the_work_is_cancelled(cache: StampedCache, tmp_path: Path) -> None:
    token = CancelToken()
    with cache.making(ONE, CancelToken(), lambda: None):
        with pytest.raises(CancelledError), cache.making(ONE, token, token.cancel):
            raise AssertionError("it was never its turn")
        assert hold_lock(next((tmp_path / "cache" / "locks").iterdir())) is None


_KILLED_MAKER = """
import os, signal
from pathlib import Path
from builder.system.cancellation import CancelToken
from builder.system.stamped_cache import StampedCache

def half(folder):
    (folder / "thing").write_text("ha")
    os.kill(os.getpid(), signal.SIGKILL)

cache = StampedCache(Path({cache!r}), "things", ("thing",))
with cache.making({stamp!r}, CancelToken(), lambda: None):
    cache.put({stamp!r}, half)
"""


def test_a_killed_maker_leaves_no_entry_and_no_lock(cache: StampedCache, tmp_path: Path) -> None:
    done = start(
        [sys.executable, "-c", _KILLED_MAKER.format(cache=str(tmp_path / "cache"), stamp=ONE)], ROOT, os.environ
    )
    assert done.code == 128 + signal.SIGKILL, done.errors
    assert cache.find(ONE) is None
    assert cache.different({**ONE, "tool": "2"}) == []
    sweep_leftovers(tmp_path / "cache")
    assert list((tmp_path / "cache" / "things").iterdir()) == []

    def never() -> None:
        raise AssertionError("nobody holds it")

    with cache.making(ONE, CancelToken(), never):
        cache.put(ONE, thing)
    assert cache.find(ONE) is not None


def test_a_maker_that_fails_leaves_nothing(cache: StampedCache, tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "thing").write_text("ha")
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        cache.put(ONE, fail)
    assert list((tmp_path / "cache" / "things").iterdir()) == []


def test_what_was_not_used_for_longest_goes_where_there_is_a_limit(tmp_path: Path) -> None:
    cache = StampedCache(tmp_path / "cache", "things", ("thing",), largest=3500)
    stamps = [{"n": n} for n in range(4)]
    old = tmp_path / "cache" / "things" / "of an older version"
    for stamp in stamps[:3]:
        cache.put(stamp, lambda folder: (folder / "thing").write_bytes(bytes(1000)))
    old.mkdir()
    (old / "thing").write_bytes(bytes(1000))
    for age, folder in zip((20, 30, 40, 50), [*map(cache.folder, stamps[:3]), old], strict=True):
        os.utime(folder, (folder.stat().st_mtime - age,) * 2)
    assert cache.find(stamps[2]) is not None, "now it was used last"
    cache.put(stamps[3], lambda folder: (folder / "thing").write_bytes(bytes(1000)))
    assert [cache.find(stamp) is not None for stamp in stamps] == [True, False, True, True]
    assert not old.exists()
