"""Names of target platforms and compilers."""

import os
import sys
from typing import Literal, get_args

Platform = Literal["linux-x64", "linux-arm64", "windows-x64", "macos-arm64"]
Compiler = Literal["zig", "system"]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)
PLATFORM_NAMES: dict[str, str] = {
    "linux-x64": "Linux x64",
    "linux-arm64": "Linux arm64",
    "windows-x64": "Windows x64",
    "macos-arm64": "macOS arm64",
}
EVERY_PLATFORM = "all"  # in a job and on the command line, in the place of a platform


def this_platform() -> Platform:
    """The platform of this process."""
    if sys.platform == "win32":
        return "windows-x64"
    if sys.platform == "darwin":
        return "macos-arm64"
    machine = os.uname().machine.lower()
    return "linux-arm64" if machine in {"aarch64", "arm64"} else "linux-x64"
