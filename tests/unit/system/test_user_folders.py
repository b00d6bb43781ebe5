"""Tests of the user's own folders: made for the user alone, refused where others could have put things into them."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from app.history import HistoryFolder
from app.settings import SettingsFile
from app.trusted import TrustedFolder
from builder.core.errors import LitecrateError
from builder.doctor import check_machine
from builder.events import LogLine
from builder.steps import compile as compiling
from builder.steps.compile import compile_runner
from builder.system import tensorflow_size
from builder.system.job_log import LogKeeper
from builder.system.model_cache import ModelCache
from builder.system.toolbox import Toolbox
from builder.system.user_folders import check_private, holds_own, is_private, is_safe_place, private_folder, user_folder
from tests.support.context import step_context
from ui.state.record import Record
from ui.tasks.label_file import keep_labels

STRANGER = 12345
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_is_made_for_the_user_alone(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "home" / "litecrate", "cache") == tmp_path / "home" / "litecrate"
    assert mode(tmp_path / "home" / "litecrate") == 0o700


def test_no_mask_opens_what_is_made_on_the_way(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = private_folder(tmp_path / "home" / ".local" / "litecrate", "data")
    finally:
        os.umask(before)
    assert [mode(folder) for folder in (path, path.parent, path.parent.parent)] == [0o700] * 3
    assert private_folder(path, "data") == path


def test_a_right_to_read_is_taken_from_others(tmp_path: Path) -> None:
    (tmp_path / "litecrate").mkdir(mode=0o755)
    private_folder(tmp_path / "litecrate", "cache")
    assert mode(tmp_path / "litecrate") == 0o700


@as_root  # others may share their group with each other
def test_a_group_without_another_member_can_be_relied_on(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home").chmod(0o775)
    private_folder(tmp_path / "home" / "litecrate", "cache").chmod(0o775)
    private_folder(tmp_path / "home" / "litecrate", "cache")
    assert mode(tmp_path / "home" / "litecrate") == 0o700
    assert mode(tmp_path / "home") == 0o775


def as_a_link(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    folder.symlink_to(folder.parent / "elsewhere")


def as_a_dangling_link(folder: Path) -> None:
    folder.symlink_to(folder.parent / "nowhere")


def as_a_file(folder: Path) -> None:
    folder.write_text("")


def open_to_all(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


def open_to_all_like_tmp(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o1777)


def in_a_folder_open_to_all(folder: Path) -> None:
    folder.mkdir()
    folder.parent.chmod(0o777)


def of_another_group(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, -1, STRANGER)
    folder.chmod(0o770)


def of_another_user(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, STRANGER, -1)


def in_a_folder_of_another_user(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder.parent, STRANGER, -1)


def behind_a_link_of_another_user(folder: Path) -> None:
    real = folder.parent / "real"
    real.mkdir()
    folder.parent.rename(folder.parent.with_name("moved"))
    folder.parent.symlink_to(folder.parent.with_name("moved"))
    os.chown(folder.parent, STRANGER, -1, follow_symlinks=False)


PLANTED = [
    as_a_link,
    as_a_dangling_link,
    as_a_file,
    open_to_all,
    open_to_all_like_tmp,
    in_a_folder_open_to_all,
    *(
        pytest.param(planted, marks=as_root)
        for planted in (of_another_group, of_another_user, in_a_folder_of_another_user, behind_a_link_of_another_user)
    ),
]
planted = pytest.mark.parametrize("plant", PLANTED)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What every variable for the user's folders names."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("CACHE", "STATE", "DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder))
    return folder


@planted
def test_a_planted_folder_is_refused_in_words(plant: Callable[[Path], None], home: Path) -> None:
    folder = home / "litecrate"
    plant(folder)
    with pytest.raises(LitecrateError) as caught:
        private_folder(folder, "cache")
    assert str(folder) in caught.value.what
    assert str(home) in caught.value.why
    assert "XDG_CACHE_HOME" in caught.value.remedy
    assert not is_private(folder, "cache")
    assert not (home / "nowhere").exists()


def test_a_path_that_is_not_complete_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LitecrateError):
        private_folder(Path("cache/litecrate"), "cache")
    assert list(tmp_path.iterdir()) == []


def test_the_users_own_link_on_the_way_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "cache").symlink_to("disk")
    private_folder(tmp_path / "cache" / "litecrate", "cache")
    assert (tmp_path / "disk" / "litecrate").is_dir()
    (tmp_path / "disk" / "linked").symlink_to(tmp_path)
    with pytest.raises(LitecrateError):
        check_private(tmp_path / "cache" / "linked", "cache")


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert not is_private(tmp_path / "a" / "litecrate", "cache", make=True)
    assert not is_safe_place(tmp_path / "a")


def test_a_folder_below_tmp_can_be_relied_on() -> None:
    assert is_safe_place(Path("/tmp"))


def test_only_ordinary_files_of_ones_own_are_held(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    (tmp_path / "key" / "file").write_text("")
    (tmp_path / "linked").symlink_to("key")
    (tmp_path / "key" / "link").symlink_to("file")
    os.mkfifo(tmp_path / "key" / "pipe")
    assert holds_own(tmp_path, "key", "file")
    for names in (("linked", "file"), ("key", "link"), ("key", "pipe"), ("key",), ("key", "..", "key", "file"), ("",)):
        assert not holds_own(tmp_path, *names), names


@as_root
def test_a_file_of_another_user_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    os.chown(tmp_path / "file", STRANGER, -1)
    assert not holds_own(tmp_path, "file")


# What uses them


@planted
def test_a_planted_cache_gives_no_runner(plant: Callable[[Path], None], home: Path, tmp_path: Path) -> None:
    plant(home / "litecrate")
    with pytest.raises(LitecrateError) as caught:
        compile_runner(step_context(tmp_path), "linux-x64")
    assert "XDG_CACHE_HOME" in caught.value.remedy


@pytest.mark.parametrize("part", ["runner", "key", "runners"])
def test_a_runner_behind_a_link_in_the_cache_is_not_used(
    part: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object) -> Path:
        (tmp_path / "runner").write_text("mine")
        return tmp_path

    monkeypatch.setattr(compiling, "_build", build)
    kept = compile_runner(step_context(tmp_path), "linux-x64").path
    place = {"runner": kept, "key": kept.parent, "runners": kept.parent.parent}[part]
    place.rename(home / "theirs")
    place.symlink_to(home / "theirs")
    kept.write_text("theirs")
    if part == "runners":
        with pytest.raises(LitecrateError):
            compile_runner(step_context(tmp_path), "linux-x64")
        return
    found = compile_runner(step_context(tmp_path), "linux-x64")
    assert not found.reused
    assert found.path.read_text() == "mine"
    assert found.path.resolve() == found.path
    assert compile_runner(step_context(tmp_path), "linux-x64").reused


@planted
def test_a_planted_cache_gives_no_model(plant: Callable[[Path], None], home: Path, tmp_path: Path) -> None:
    (tmp_path / "made.tflite").write_bytes(b"TFL3")
    good = ModelCache(Toolbox(), print)
    stamp = good.stamp(source="a")
    good.keep(stamp, tmp_path / "made.tflite", {})
    assert good.take(stamp, tmp_path / "out") == {}
    (home / "litecrate").rename(home / "filled")
    plant(home / "litecrate")
    if (home / "litecrate").is_dir():
        (home / "filled" / "models").rename(home / "litecrate" / "models")
    assert ModelCache(Toolbox(), print).take(stamp, tmp_path / "again") is None
    assert not (tmp_path / "again").exists()


def test_a_model_behind_a_link_in_the_cache_is_not_used(home: Path, tmp_path: Path) -> None:
    (tmp_path / "made.tflite").write_bytes(b"TFL3")
    cache = ModelCache(Toolbox(), print)
    stamp = cache.stamp(source="a")
    cache.keep(stamp, tmp_path / "made.tflite", {})
    (kept,) = (home / "litecrate" / "models").iterdir()
    kept.rename(tmp_path / "theirs")
    kept.symlink_to(tmp_path / "theirs")
    assert cache.take(stamp, tmp_path / "out") is None
    cache.keep(stamp, tmp_path / "made.tflite", {"mine": True})
    assert cache.take(stamp, tmp_path / "out") == {"mine": True}
    assert (tmp_path / "theirs" / "model.tflite").exists()


@pytest.mark.parametrize("planted_note", ["[]", "-1", '{"tensorflow": 1}', "link", "pipe"])
def test_a_planted_note_of_sizes_is_not_believed(
    planted_note: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tensorflow_size, "requirements_of", lambda name: {"tensorflow"})
    monkeypatch.setattr(tensorflow_size, "_distribution_bytes", lambda name: 7)
    cache = private_folder(home / "litecrate", "cache")
    assert tensorflow_size.tensorflow_bytes(cache) == 7
    (kept,) = (cache / "sizes").iterdir()
    note = kept / "note.json"
    note.unlink()
    if planted_note == "link":
        (tmp_path / "mine").write_text("mine")
        note.symlink_to(tmp_path / "mine")
    elif planted_note == "pipe":
        os.mkfifo(note)
    else:
        note.write_text(planted_note)
    assert tensorflow_size.tensorflow_bytes(cache) == 7
    assert holds_own(cache, "sizes", kept.name, "note.json")
    assert note.read_text() == "7"
    assert planted_note != "link" or (tmp_path / "mine").read_text() == "mine"


def test_the_doctor_names_a_planted_cache_and_writes_nothing_through_it(home: Path) -> None:
    as_a_link(home / "litecrate")
    found = next(requirement for requirement in check_machine() if requirement.id == "cache")
    assert not found.ok
    assert "link" in found.detail
    assert "XDG_CACHE_HOME" in found.remedy
    assert list((home / "elsewhere").iterdir()) == []


def test_old_logs_behind_a_planted_link_are_not_deleted(home: Path) -> None:
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    for number in range(60):
        (elsewhere / f"{number:02}.log").write_text("mine")
    (home / "litecrate").mkdir()
    user_folder("log").symlink_to(elsewhere)
    keeper = LogKeeper()
    keeper(LogLine(step=None, level="info", text="line"))
    assert keeper.keep(user_folder("log"), "app") is None
    assert len(list(elsewhere.iterdir())) == 60


def a_record() -> Record:
    return Record(
        id="1", created="now", name="app", status="done", seconds=1, job="", model=Path("m"), precision="float32"
    )


@planted
def test_a_planted_history_is_not_shown(plant: Callable[[Path], None], home: Path) -> None:
    history = HistoryFolder()
    history.add(a_record())
    assert [record.id for record in history.records()] == ["1"]
    (home / "litecrate").rename(home / "filled")
    plant(home / "litecrate")
    if (home / "litecrate").is_dir():
        (home / "filled" / "history").rename(home / "litecrate" / "history")
    assert history.records() == []
    history.add(a_record())


def test_a_pipe_among_the_records_is_passed_over(home: Path) -> None:
    history = HistoryFolder()
    history.add(a_record())
    os.mkfifo(home / "litecrate" / "history" / "0.json")
    assert [record.id for record in history.records()] == ["1"]


def test_settings_in_a_folder_open_to_all_are_not_read_or_written(home: Path) -> None:
    open_to_all(home / "litecrate")
    (home / "litecrate" / "settings.toml").write_text('language = "de"\n')
    settings = SettingsFile()
    assert settings.values.language == "system"
    settings.save()
    assert (home / "litecrate" / "settings.toml").read_text() == 'language = "de"\n'


def test_settings_may_be_kept_elsewhere_by_their_user(home: Path) -> None:
    as_a_link(home / "litecrate")
    settings = SettingsFile()
    settings.values.language = "de"
    settings.save()
    assert (home / "elsewhere" / "settings.toml").is_file()
    assert SettingsFile().values.language == "de"


def test_planted_labels_are_written_anew_or_refused(home: Path) -> None:
    path = keep_labels(["a", "b"])
    path.write_text("c\n")
    assert keep_labels(["a", "b"]).read_text() == "a\nb\n"
    path.parent.chmod(0o777)
    with pytest.raises(PermissionError):
        keep_labels(["a", "b"])


def test_a_planted_trust_does_not_count(home: Path) -> None:
    digest = "a" * 64
    TrustedFolder().trust(digest, Path("m"))
    assert TrustedFolder().holds(digest)
    (home / "litecrate" / "trusted").chmod(0o777)
    trusted = TrustedFolder()
    assert not trusted.holds(digest)
    trusted.trust("b" * 64, Path("m"))
    assert trusted.holds("b" * 64)
    assert not TrustedFolder().holds("b" * 64)


@planted
def test_a_trust_in_a_planted_folder_does_not_count(plant: Callable[[Path], None], home: Path) -> None:
    digest = "a" * 64
    plant(home / "litecrate")
    if (home / "litecrate").is_dir():
        (home / "litecrate" / "trusted").mkdir(mode=0o700)
        (home / "litecrate" / "trusted" / digest).write_text("m\n")
    own_link = plant in (as_a_link, as_a_dangling_link)  # settings may be kept elsewhere
    assert TrustedFolder().holds(digest) == (own_link and (home / "litecrate").is_dir())


def test_a_trust_may_be_kept_elsewhere_by_its_user(home: Path) -> None:
    as_a_link(home / "litecrate")
    TrustedFolder().trust("a" * 64, Path("m"))
    assert (home / "elsewhere" / "trusted" / ("a" * 64)).is_file()
    assert TrustedFolder().holds("a" * 64)
