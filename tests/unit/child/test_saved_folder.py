"""Tests of SavedModel folders with links out of them or special files: refused before anything is read."""

import os
from pathlib import Path

import pytest

from builder.child.reading.saved_folder import refuse_foreign_parts
from builder.core.errors import LitecrateError
from builder.core.model_digest import digest_of_model
from tests.support.helpers_child import Child

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    for name in ("assets/deep", "variables"):
        (made / name).mkdir(parents=True)
    (made / "saved_model.pb").write_bytes(b"graph")
    (made / "variables" / "variables.index").write_bytes(b"index")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "secrets").mkdir()
    return made


OUT = [
    ("assets/words.txt", "../../secret"),
    ("assets/deep/words.txt", "/etc/passwd"),
    ("assets/more", "../../secrets"),
    ("variables/variables.data-00000-of-00001", "../../secret"),
    ("saved_model.pb", "../secret"),
    ("assets/gone", "../../gone"),
    ("assets.extra", ".."),
    ("fingerprint.pb", "/proc/self/environ"),
]


@pytest.mark.parametrize(("part", "target"), OUT)
def test_a_link_out_of_the_folder_is_refused(folder: Path, part: str, target: str) -> None:
    (folder / part).unlink(missing_ok=True)
    (folder / part).symlink_to(target)
    with pytest.raises(LitecrateError) as refused:
        refuse_foreign_parts(folder)
    assert part in refused.value.what
    assert "link out of it" in refused.value.what


def test_the_variables_folder_may_be_no_link_out_either(folder: Path, tmp_path: Path) -> None:
    (folder / "variables").rename(tmp_path / "elsewhere")
    (folder / "variables").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LitecrateError, match="link out of it"):
        refuse_foreign_parts(folder)


@pytest.mark.parametrize("part", ["assets/words.txt", "variables/pipe", "keras_metadata.pb"])
def test_a_pipe_is_refused(folder: Path, part: str) -> None:
    os.mkfifo(folder / part)
    with pytest.raises(LitecrateError, match="is not a file"):
        refuse_foreign_parts(folder)


def test_a_link_to_a_pipe_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "assets" / "deep" / "pipe")
    (folder / "assets" / "words.txt").symlink_to("deep/pipe")
    with pytest.raises(LitecrateError, match="is not a file"):
        refuse_foreign_parts(folder)


def test_links_within_the_folder_and_a_link_to_it_are_fine(folder: Path, tmp_path: Path) -> None:
    (folder / "assets" / "words.txt").write_text("a")
    (folder / "assets" / "deep" / "again").symlink_to("../words.txt")
    (folder / "assets" / "loop").symlink_to("loop")
    (tmp_path / "link").symlink_to(folder)
    refuse_foreign_parts(folder)
    refuse_foreign_parts(tmp_path / "link")


def test_a_child_refuses_it_before_it_reads_anything(folder: Path) -> None:
    (folder / "assets" / "words.txt").symlink_to("../../secret")
    with Child() as child:
        error = child.error("inspect", path=folder, trust=digest_of_model(folder))
    assert error["code"] == 2
    assert "assets/words.txt" in error["what"]
