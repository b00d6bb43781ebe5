"""Tests of jobs from a stranger: what they reach is listed before the work, and hidden places are refused."""

import os
from pathlib import Path

import pytest
import tomli_w

from builder.core.errors import LitecrateError
from builder.core.visible import visible
from builder.job.draft import JobDraft
from ui.tasks.label_file import keep_labels

FIELDS = {
    "model.path": "model", "contract.labels": "labels", "contract.file": "contract", "app.icon": "icon",
    "calibration.source": "sample data", "output.folder": "result",
}  # fmt: skip


def job(folder: Path, **said: str) -> JobDraft:
    """A job file that says these paths, `table__key`, beside a model of its own."""
    tables: dict[str, dict[str, str]] = {"model": {"path": "m.keras"}, "output": {"folder": "out"}}
    for name, path in said.items():
        table, key = name.split("__")
        tables.setdefault(table, {})[key] = path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "job.toml").write_text(tomli_w.dumps(tables), encoding="utf-8")
    return JobDraft.from_file(folder / "job.toml")


def field(name: str) -> str:
    return name.replace(".", "__")


def test_a_job_that_keeps_to_its_folder_needs_no_words(tmp_path: Path) -> None:
    draft = job(
        tmp_path / "theirs", contract__labels="labels.txt", calibration__source="a/../pictures", output__folder="."
    )
    assert draft.remarks() == []
    assert job(tmp_path / "theirs", calibration__source="random").remarks() == []


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("path", ["/etc/passwd", "../victim/file", "a/../../victim/file", "link/file"])
def test_what_lies_outside_is_named_with_where_it_really_is(tmp_path: Path, name: str, path: str) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "link").symlink_to(tmp_path / "victim")
    draft = job(tmp_path / "theirs", **{field(name): path})
    draft.freeze()
    (remark,) = draft.remarks()
    real = path if path.startswith("/") else str(tmp_path / "victim" / "file")
    assert remark.level == "warning"
    assert FIELDS[name] in remark.message
    assert real in remark.message
    assert draft.copy().remarks() == [remark]


def test_what_the_person_says_is_not_the_jobs(tmp_path: Path) -> None:
    draft = job(tmp_path / "theirs", contract__labels="/etc/passwd", output__folder="/srv")
    draft.set("contract", labels="/etc/passwd")
    assert [remark.field for remark in draft.remarks()] == ["output.folder"]
    draft.tables["output"]["folder"] = str(tmp_path)  # as the window does it
    assert draft.remarks() == []
    assert JobDraft({"model": {"path": "/m.keras"}, "output": {"folder": "/srv"}}).remarks() == []


def test_a_result_in_the_place_of_the_jobs_own_folder_is_not_outside(tmp_path: Path) -> None:
    """As in the job that an export leaves in its result."""
    assert job(tmp_path / "digits", app__name="digits", output__folder="..").remarks() == []
    for more in ({"app__name": "other"}, {}, {"app__name": "digits", "output__folder": "../.."}):
        (remark,) = job(tmp_path / "digits", **{"output__folder": "..", **more}).remarks()
        assert remark.field == "output.folder"


HIDDEN = {
    "contract.labels": ("/home/victim/.ssh/id_rsa", "--labels"),
    "contract.table_stats": ("../.config/visits.csv", "--table-stats"),
    "contract.file": ("../.config/secrets.toml", "--contract"),
    "app.icon": ("../.mail/me.png", "--icon"),
    "output.folder": ("/home/victim/.config/autostart", "--output"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_job_leads_to_nothing_hidden_unless_the_person_says_so(tmp_path: Path, name: str) -> None:
    path, option = HIDDEN[name]
    draft = job(tmp_path / "theirs", **{field(name): path})
    with pytest.raises(LitecrateError) as caught:
        draft.freeze()
    assert caught.value.code == 2
    assert "hidden" in caught.value.what
    assert option in caught.value.remedy
    assert "--" not in str(caught.value.in_window)
    table, key = name.split(".")
    draft.set(table, **{key: draft.tables[table][key]})
    draft.freeze()


def test_a_link_to_something_hidden_is_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "labels.txt").symlink_to(tmp_path / ".ssh" / "id_rsa")
    (tmp_path / "theirs" / "out").symlink_to(tmp_path / ".config")
    fields = [entry.field for entry in job(tmp_path / "theirs", contract__labels="labels.txt").problems()]
    assert fields[:2] == ["contract.labels", "output.folder"]


def test_a_job_that_is_hidden_itself_may_use_what_lies_beside_it(tmp_path: Path) -> None:
    job(tmp_path / ".work" / "jobs", contract__labels="../labels.txt", output__folder="..").freeze()
    job(tmp_path / "theirs", contract__labels=".labels.txt").freeze()
    with pytest.raises(LitecrateError):
        job(tmp_path / ".work" / "jobs", contract__labels="../.ssh/id_rsa").freeze()


def test_models_and_sample_data_are_often_in_hidden_caches(tmp_path: Path) -> None:
    draft = job(tmp_path / "theirs", model__path="/home/me/.keras/m.h5", calibration__source="/home/me/.keras/flowers")
    draft.freeze()
    assert "/home/me/.keras/flowers" in draft.remarks()[0].message


@pytest.mark.parametrize("path", ["/a\x1b[2Kb", "/a\u202eb", "/a\nb", "/a\rb"])
def test_a_path_cannot_hide_the_words_about_it(tmp_path: Path, path: str) -> None:
    (remark,) = job(tmp_path / "theirs", contract__labels=path).remarks()
    assert remark.message.isprintable()
    assert visible(path) in remark.message


def test_a_path_that_no_file_can_have_is_refused_as_ever(tmp_path: Path) -> None:
    problems = job(tmp_path / "theirs", contract__labels="/a\0b").problems()
    assert [problem.level for problem in problems] == ["error"]
    assert os.sep not in visible("\u202e")


def test_labels_that_were_typed_in_the_window_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / ".local" / "share"))
    typed = keep_labels(["cat", "dog"])
    draft = job(tmp_path / "home" / "mine", contract__labels=os.path.relpath(typed, tmp_path / "home" / "mine"))
    draft.freeze()
    assert str(typed) in draft.remarks()[0].message
    for other in (typed.parent.parent / "settings.txt", typed.parent / "more" / "labels.txt"):
        with pytest.raises(LitecrateError, match="hidden"):
            job(tmp_path / "home" / "mine", contract__labels=str(other)).freeze()
    (typed.parent / "linked.txt").symlink_to(tmp_path / "home" / ".ssh")
    with pytest.raises(LitecrateError, match="hidden"):
        job(tmp_path / "home" / "mine", contract__labels=str(typed.parent / "linked.txt")).freeze()
    typed.parent.chmod(0o777)
    with pytest.raises(LitecrateError, match="hidden"):
        job(tmp_path / "home" / "mine", contract__labels=str(typed)).freeze()
