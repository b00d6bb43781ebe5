"""Names of target platforms and compilers."""

import os
import sys
from typing import Literal

Platform = Literal["linux-x64", "linux-arm64", "windows-x64", "macos-arm64"]
Compiler = Literal["zig", "system"]


def this_platform() -> Platform:
    """The platform of this process."""
    if sys.platform == "win32":
        return "windows-x64"
    if sys.platform == "darwin":
        return "macos-arm64"
    machine = os.uname().machine.lower()
    return "linux-arm64" if machine in {"aarch64", "arm64"} else "linux-x64"
