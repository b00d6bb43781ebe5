"""Names of target platforms and compilers."""

import platform as host
from typing import Literal

Platform = Literal["linux-x64", "linux-arm64", "windows-x64", "macos-arm64"]
Compiler = Literal["zig", "system"]


def this_platform() -> Platform:
    """The platform of this process."""
    machine = host.machine().lower()
    if host.system() == "Windows":
        return "windows-x64"
    if host.system() == "Darwin":
        return "macos-arm64"
    return "linux-arm64" if machine in {"aarch64", "arm64"} else "linux-x64"
