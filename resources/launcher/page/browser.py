"""Opens the page in the browser that the user has."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable

# Longer than a helper needs to hand the address over: what runs on is the browser itself.
_HANDED_OVER_SECONDS = 5.0
_LINUX = ("xdg-open", "gio", "x-www-browser", "firefox", "google-chrome", "chromium")


def open_page(address: str, failed: Callable[[], None]) -> None:
    """Opens the address without waiting for it; `failed` is called, in any thread, where no browser starts."""
    if sys.platform == "win32":
        try:
            os.startfile(address)  # noqa: S606 (an address of our own)
        except OSError:
            failed()
        return
    threading.Thread(target=_open_by_command, args=(_commands(address), failed), daemon=True).start()


def _open_by_command(commands: list[list[str]], failed: Callable[[], None]) -> None:
    if not _first_that_opens(commands):
        failed()


def _commands(address: str) -> list[list[str]]:
    """What could open the address here, the user's own choice first; nothing where there is no screen."""
    if sys.platform == "darwin":
        return [["open", address]]
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return []
    import shutil

    chosen = [name for name in os.environ.get("BROWSER", "").split(os.pathsep) if name]
    found = [name for name in (*chosen, *_LINUX) if "%" not in name and shutil.which(name)]
    return [[name, "open", address] if name == "gio" else [name, address] for name in found]


def _first_that_opens(commands: list[list[str]]) -> bool:
    environment = _systems_own()
    for command in commands:
        try:
            # In a session of its own: Ctrl+C at this program is not for the browser.
            process = subprocess.Popen(
                command, env=environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            continue
        try:
            if process.wait(_HANDED_OVER_SECONDS) == 0:
                return True
        except subprocess.TimeoutExpired:
            return True
    return False


def _systems_own() -> dict[str, str]:
    """The environment as it was before PyInstaller put this program's own libraries in front of the system's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("_PYI_")}
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
        original = environment.pop(f"{name}_ORIG", None)
        if original is not None:
            environment[name] = original
        elif getattr(sys, "frozen", False):
            environment.pop(name, None)
    return environment
