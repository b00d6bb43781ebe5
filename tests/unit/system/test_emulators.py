"""What runs other platforms' programs here: found or not, each with the way out; and what they are given."""

from pathlib import Path

import pytest

from builder.core.platforms import PLATFORMS
from builder.system import emulators
from builder.system.cancellation import CancelToken
from builder.system.emulators import emulator_for, missing_for


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer on which nothing of that is installed."""
    monkeypatch.setattr(emulators.shutil, "which", lambda name: None)


@pytest.mark.usefixtures("bare")
def test_what_is_missing_is_said_with_what_installs_it(tmp_path: Path) -> None:
    found = {platform: missing_for(platform) for platform in PLATFORMS}
    remedies = {platform: missing.remedy for platform, missing in found.items() if missing is not None}
    assert "qemu-user libc6-arm64-cross libstdc++6-arm64-cross" in remedies["linux-arm64"]
    assert remedies["windows-x64"].endswith("apt install wine")
    assert remedies["macos-arm64"] == ""
    lines: list[str] = []
    for platform in ("linux-arm64", "windows-x64", "macos-arm64"):
        assert emulator_for(platform, tmp_path, tmp_path / "cache", CancelToken(), lines.append) is None
    assert list(tmp_path.iterdir()) == []


def test_an_arm_program_sees_the_libraries_and_the_processor_of_an_arm_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = tmp_path / "usr"
    (libraries / "lib").mkdir(parents=True)
    (libraries / "lib" / "libstdc++.so.6").touch()
    monkeypatch.setattr(emulators, "_ARM_ROOTS", (tmp_path / "nowhere", libraries))
    monkeypatch.setattr(emulators.shutil, "which", lambda name: f"/usr/bin/{name}")
    work = tmp_path / "work"
    work.mkdir()
    made = emulator_for("linux-arm64", work, tmp_path / "cache", CancelToken(), print)
    assert made is not None
    assert (made.name, made.other_processor) == ("qemu-aarch64", True)
    root = Path(made.prefix[made.prefix.index("-L") + 1])
    assert (root / "lib" / "libstdc++.so.6").exists()
    assert "0xd08" in (root / "proc" / "cpuinfo").read_text(encoding="ascii")
    # Nothing that a Raspberry Pi 4 has not: an instruction beyond that ends the program.
    assert made.prefix[made.prefix.index("-cpu") + 1] == "cortex-a72"


def test_libraries_without_the_emulator_are_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emulators, "_ARM_ROOTS", (tmp_path,))
    monkeypatch.setattr(emulators.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert missing_for("linux-arm64") is not None
