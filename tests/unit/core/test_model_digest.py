"""Tests of a model's digest: it covers all that could be loaded, and links and special files do no harm."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.core import model_digest, ordinary_files
from builder.core.errors import LitecrateError
from builder.core.model_digest import check_model, digest_of_model, model_root, size_and_digest
from builder.core.ordinary_files import bytes_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    (made / "variables").mkdir(parents=True)
    (made / "saved_model.pb").write_bytes(b"graph")
    (made / "variables" / "variables.index").write_bytes(b"index")
    (tmp_path / "elsewhere").write_bytes(b"elsewhere")
    return made


def test_a_file_is_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "m.h5").write_bytes(b"abc")
    assert size_and_digest(tmp_path / "m.h5") == (3, hashlib.sha256(b"abc").hexdigest())
    (tmp_path / "link").symlink_to(tmp_path / "m.h5")
    assert digest_of_model(tmp_path / "link") == digest_of_model(tmp_path / "m.h5")


def test_a_saved_model_is_the_same_by_its_folder_and_by_its_file(folder: Path) -> None:
    assert digest_of_model(folder / "saved_model.pb") == digest_of_model(folder)
    assert size_and_digest(folder)[0] == 10


def test_another_model_by_that_name_is_a_file(tmp_path: Path) -> None:
    for head in (b"\x89HDF\r\n\x1a\n", b"\x1c\0\0\0TFL3"):
        (tmp_path / "saved_model.pb").write_bytes(head)
        assert digest_of_model(tmp_path / "saved_model.pb") == hashlib.sha256(head).hexdigest()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a byte": lambda home: (home / "variables" / "variables.index").write_bytes(b"Index"),
    "a hidden file": lambda home: (home / ".hidden").write_bytes(b""),
    "a file in a hidden folder": lambda home: ((home / ".a").mkdir(), (home / ".a" / "b").write_bytes(b"")),
    "a name": lambda home: (home / "saved_model.pb").rename(home / "saved_model.pbtxt"),
    "a name that is no text": lambda home: (home / os.fsdecode(b"\xff")).touch(),
    "a name of two lines": lambda home: (home / "a\nb").write_bytes(b""),
    "a link to a file outside": lambda home: (home / "more").symlink_to(home.parent / "elsewhere"),
    "a place": lambda home: (home / "variables" / "variables.index").rename(home / "variables.index"),
    "a file less": lambda home: (home / "saved_model.pb").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_makes_another_digest(folder: Path, change: str) -> None:
    before = digest_of_model(folder)
    CHANGES[change](folder)
    assert digest_of_model(folder) != before


def test_a_link_is_what_it_leads_to(folder: Path, tmp_path: Path) -> None:
    (folder / "more").symlink_to(tmp_path / "elsewhere")
    (folder / "nowhere").symlink_to(tmp_path / "later")
    before = digest_of_model(folder)
    (tmp_path / "elsewhere").write_bytes(b"Elsewhere")
    second = digest_of_model(folder)
    (tmp_path / "later").write_bytes(b"")
    assert len({before, second, digest_of_model(folder)}) == 3


def test_an_empty_folder_holds_nothing_that_could_be_loaded(folder: Path) -> None:
    before = digest_of_model(folder)
    (folder / "assets" / "none").mkdir(parents=True)
    assert digest_of_model(folder) == before


OTHERS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to a folder": lambda path: path.symlink_to("/"),
    "a link to its own folder": lambda path: path.symlink_to(path.parent),
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_no_file_is_named_and_never_opened(folder: Path, other: str) -> None:
    OTHERS[other](folder / "variables" / "odd")
    for wanted in ("", "0" * 64):
        with pytest.raises(LitecrateError) as caught:
            check_model(folder, wanted)
        assert caught.value.code == 2
        assert "variables/odd" in caught.value.why
    with pytest.raises(LitecrateError):
        digest_of_model(folder)


def test_a_pipe_in_the_place_of_a_model_is_not_opened(tmp_path: Path) -> None:
    for name in ("m.keras", "saved_model.pb"):
        os.mkfifo(tmp_path / name)
        with pytest.raises(LitecrateError, match=name):
            digest_of_model(tmp_path / name)


def test_a_whole_disk_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_digest, "MOST_FILES", 1)
    with pytest.raises(LitecrateError) as caught:
        digest_of_model(folder)
    assert "more than 1 files" in caught.value.why


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_no_smaller_model(folder: Path) -> None:
    (folder / "variables").chmod(0)
    with pytest.raises(LitecrateError, match="cannot be read"):
        digest_of_model(folder)
    (folder / "variables").chmod(0o700)


def test_a_model_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(LitecrateError, match="There is no file"):
        digest_of_model(tmp_path / "m.keras")


def test_what_cannot_be_looked_at_belongs_to_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "saved_model.pb"
    assert model_root(path) == path
    os.mkfifo(path)
    assert model_root(path) == path
    path.unlink()
    path.mkdir()
    assert model_root(path) == path


def test_the_bytes_of_a_whole_disk_are_not_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bytes_in(folder, folder / "saved_model.pb", folder / "gone") == 15
    monkeypatch.setattr(ordinary_files, "MOST_FILES", 1)
    assert bytes_in(folder) < 10
