"""Tests of trusted files: trust is for one content, outlasts the window, and can be taken back."""

import re
from pathlib import Path

import pytest

from app.trusted import TrustedFolder

ONE, OTHER = "a" * 64, "b" * 64


def test_a_trust_is_kept_for_this_content_alone(tmp_path: Path) -> None:
    TrustedFolder(tmp_path / "trusted").trust(ONE, Path("/models/m.keras"))
    again = TrustedFolder(tmp_path / "trusted")
    assert again.holds(ONE)
    assert not again.holds(OTHER)
    assert (tmp_path / "trusted" / ONE).read_text() == "/models/m.keras\n"


def test_a_trust_taken_back_in_one_window_is_gone_in_the_other(tmp_path: Path) -> None:
    first, second = TrustedFolder(tmp_path), TrustedFolder(tmp_path)
    first.trust(ONE, Path("m"))
    assert second.holds(ONE)
    second.forget(ONE)
    first.trust(OTHER, Path("m"))
    assert not first.holds(ONE)
    second.forget(ONE)  # it is gone already


@pytest.mark.parametrize("name", ["", ".", "..", "../" + ONE, "A" * 64, ONE + "\n", "a" * 63])
def test_what_is_no_digest_is_never_trusted(tmp_path: Path, name: str) -> None:
    (tmp_path / ONE).write_text("")
    trusted = TrustedFolder(tmp_path)
    assert not trusted.holds(name)
    with pytest.raises(ValueError, match=re.escape(name) + "$"):
        trusted.trust(name, Path("m"))
    trusted.forget(name)
    assert trusted.holds(ONE)


def test_where_nothing_can_be_written_a_trust_holds_until_the_window_closes(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    trusted = TrustedFolder(tmp_path / "file" / "trusted")
    trusted.trust(ONE, Path("m"))
    assert trusted.holds(ONE)
    assert not TrustedFolder(tmp_path / "file" / "trusted").holds(ONE)
