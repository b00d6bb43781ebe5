"""Tests of the settings' file: what was saved is read, and what makes no sense counts as the defaults."""

from pathlib import Path

import pytest

from app.settings import Settings, SettingsFile, settings_of


def test_settings_that_were_saved_are_read(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "config" / "settings.toml")
    file.values.language, file.values.scheme, file.values.text_size = "de", "dark", 150
    file.values.output = tmp_path / "out"
    file.opened(tmp_path / "one.keras")
    file.opened(tmp_path / "two.keras")
    found = SettingsFile(tmp_path / "config" / "settings.toml").values
    assert found == file.values
    assert found.recent == [tmp_path / "two.keras", tmp_path / "one.keras"]


@pytest.mark.parametrize(
    "line",
    ['language = "fr"', "text_size = 130", "text_size = true", "recent = [1]", "output = 1", "="],
)
def test_a_damaged_file_counts_as_the_defaults(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "config"
    folder.mkdir(mode=0o700)
    (folder / "settings.toml").write_text(f'scheme = "dark"\n{line}\n', encoding="utf-8")
    assert SettingsFile(folder / "settings.toml").values == Settings()


def test_a_key_of_another_version_does_not_count() -> None:
    assert settings_of({"scheme": "dark", "colour": "red"}) == Settings(scheme="dark")
