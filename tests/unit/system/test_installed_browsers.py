"""Finding browsers: by name, in PATH and usual places, in the order in which they are tried."""

import stat
from pathlib import Path

import pytest

from builder import doctor
from builder.system.browsers import installed
from builder.system.browsers.installed import browser_remedy, installed_browsers, missing_browser


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in PATH, on a Linux computer without browsers elsewhere."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(installed.sys, "platform", "linux")
    bare = [known.__class__(**{**vars(known), "on_linux": ()}) for known in installed._KNOWN]
    monkeypatch.setattr(installed, "_KNOWN", bare)
    monkeypatch.setattr(installed, "_FLATPAKS", (tmp_path / "flatpak",))
    return folder


def program(path: Path, *, executable: bool = True) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(stat.S_IRWXU if executable else stat.S_IRUSR)
    return path


def test_browsers_come_in_the_order_in_which_they_are_tried(path: Path) -> None:
    for name in ("firefox-esr", "microsoft-edge-stable", "google-chrome", "chromium-browser", "konqueror"):
        program(path / name)
    assert [(found.name, found.program.name) for found in installed_browsers()] == [
        ("chromium", "chromium-browser"), ("chrome", "google-chrome"), ("edge", "microsoft-edge-stable"),
        ("firefox", "firefox-esr"),
    ]  # fmt: skip


def test_a_computer_without_browsers_is_told_what_to_install(path: Path) -> None:
    program(path / "chromium", executable=False)
    assert installed_browsers() == []
    assert missing_browser() == "no Chromium, Chrome, Edge or Firefox is installed"
    assert "chromium" in browser_remedy()


def test_a_browser_that_is_a_flatpak_only_is_passed_over_and_named(path: Path, tmp_path: Path) -> None:
    program(tmp_path / "flatpak" / "org.chromium.Chromium")
    assert installed_browsers() == []
    assert missing_browser().startswith("chromium is installed as a Flatpak only")


def test_a_name_in_path_that_is_a_flatpak_is_passed_over(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "flatpak" / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "flatpak"))
    assert installed_browsers() == []


def test_a_snap_is_known_by_where_its_name_leads(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_SNAPS", (tmp_path / "snap",))
    program(path / "firefox")
    (path / "chromium").symlink_to(program(tmp_path / "snap" / "bin" / "chromium"))
    assert [(found.name, found.snap) for found in installed_browsers()] == [("chromium", True), ("firefox", False)]


def test_browsers_of_macos_are_found_in_both_folders_of_applications(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed.sys, "platform", "darwin")
    own = program(tmp_path / "home" / "Applications" / "Firefox.app" / "Contents" / "MacOS" / "firefox")
    assert [found.program for found in installed_browsers()] == [own]


def test_browsers_of_windows_are_found_in_the_folders_for_programs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed.sys, "platform", "win32")
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    chrome = program(tmp_path / "LOCALAPPDATA" / "Google" / "Chrome" / "Application" / "chrome.exe")
    edge = program(tmp_path / "PROGRAMFILES(X86)" / "Microsoft" / "Edge" / "Application" / "msedge.exe")
    assert [(found.name, found.program) for found in installed_browsers()] == [("chrome", chrome), ("edge", edge)]


def test_doctor_says_which_browser_verifies_pages_and_how_to_get_one(path: Path) -> None:
    missing = doctor._browser()
    assert (missing.ok, missing.needed) == (False, False)
    assert missing.detail == "no Chromium, Chrome, Edge or Firefox is installed"
    assert missing.remedy == "Debian: apt install chromium; Ubuntu: snap install chromium"
    chromium, firefox = program(path / "chromium"), program(path / "firefox")
    found = doctor._browser()
    assert (found.ok, found.detail) == (True, f"chromium ({chromium}), firefox ({firefox})")
