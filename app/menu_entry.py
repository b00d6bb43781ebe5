"""Entry of Litecrate in a Linux desktop's menu, its icon and file types, for the current user: installed and removed.

Each file ends in a line with the digest of what is above it, so an untouched one is known in every later version. What
was not made here, or was changed since, is neither replaced nor removed. A record in the user's state folder names the
folders and caches that appeared with the files, which go with them.
"""

import contextlib
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.core.words import tr
from builder.packaging.desktop_entry import argument_text, value_text
from builder.system.cancellation import CancelToken
from builder.system.locked_folders import write_atomically
from builder.system.process import Command, ignore_line, run
from builder.system.user_folders import holds_own, private_folder, user_folder

_ENTRY = "applications/litecrate.desktop"
_ICON = "icons/hicolor/scalable/apps/litecrate.svg"
_TYPES = "mime/packages/litecrate.xml"
_LARGEST = 2**20  # bytes of a file or record that is read; chosen: they have a few kilobytes
_DIGEST = re.compile(rb"(?:X-Litecrate-Digest=|<!-- litecrate )([0-9a-f]{64})(?: -->)?\n")
_MIME_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-keras">
    <comment>Keras model</comment>
    <comment xml:lang="de">Keras-Modell</comment>
    <icon name="litecrate"/>
    <glob pattern="*.keras"/>
  </mime-type>
  <mime-type type="application/x-tflite">
    <comment>LiteRT model</comment>
    <comment xml:lang="de">LiteRT-Modell</comment>
    <icon name="litecrate"/>
    <glob pattern="*.tflite"/>
  </mime-type>
  <mime-type type="application/x-keras-hdf5">
    <sub-class-of type="application/x-hdf"/>
    <comment>Keras model in HDF5</comment>
    <comment xml:lang="de">Keras-Modell in HDF5</comment>
    <icon name="litecrate"/>
    <glob pattern="*.h5"/>
  </mime-type>
</mime-info>
"""
# What makes a desktop's caches, by the folder that it is given; and the files without which a folder's cache is no use.
_UPDATES = (("update-desktop-database", "applications"), ("update-mime-database", "mime"))
_SOURCES = {"applications": "applications/*.desktop", "mime": "mime/packages/*.xml", "icons": "icons/hicolor/*/apps/*"}


def install() -> list[str]:
    """Puts menu entry, icon and file types into the user's data folder; again, it brings them up to date.

    Returns:
        What was put where, as lines for people.

    Raises:
        LitecrateError: The system is not Linux, a file of another origin is there, or a file cannot be written.
    """
    home = _data_home()
    wanted = _wanted()
    foreign = [home / name for name in wanted if os.path.lexists(home / name) and not _is_untouched(home, name)]
    if foreign:
        raise LitecrateError(
            tr("The menu entry was not installed, since {path} is there already", path=foreign[0]),
            why=tr("Litecrate did not make this file, or it was changed since, so it is not replaced."),
            remedy=tr("Move it away, then run `{command}` again.", command="litecrate desktop-entry --install"),
        )
    before = set(_present(home))
    lines = []
    try:
        for name, (content, meaning) in wanted.items():
            same = os.path.lexists(home / name) and (home / name).read_bytes() == content
            if not same:
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                write_atomically(home / name, content)
                (home / name).chmod(0o644)
            words = tr("{meaning}, there already: {path}") if same else tr("{meaning}: {path}")
            lines.append(words.format(meaning=meaning, path=home / name))
    except OSError as error:
        raise LitecrateError(
            tr("The menu entry cannot be installed"),
            why=f"{error.strerror or error}: {error.filename or home}.",
            remedy=tr("Check that the folder {folder} can be written to, then run it again.", folder=home),
        ) from error
    _update_caches(home)
    _remember([*_remembered(), *(set(_present(home)) - before - set(wanted))])
    return lines


def remove() -> list[str]:
    """Removes what `install` put there, as far as it is untouched, with the folders and caches that came with it.

    Returns:
        What was removed and what stays, as lines for people.

    Raises:
        LitecrateError: The system is not Linux, or a file cannot be removed.
    """
    home = _data_home()
    lines = []
    try:
        for name in (_ENTRY, _ICON, _TYPES):
            if not os.path.lexists(home / name):
                continue
            if _is_untouched(home, name):
                (home / name).unlink()
                lines.append(tr("Removed: {path}", path=home / name))
            else:
                lines.append(tr("Left, since Litecrate did not make it or it was changed: {path}", path=home / name))
        _update_caches(home)
        _remove_remembered(home)
    except OSError as error:
        raise LitecrateError(
            tr("The menu entry cannot be removed"),
            why=f"{error.strerror or error}: {error.filename or home}.",
            remedy=tr("Check that the folder {folder} can be written to, then run it again.", folder=home),
        ) from error
    return lines or [tr("There is no menu entry of Litecrate's to remove.")]


def own_command() -> list[str]:
    """The absolute path of the `litecrate` that was called; without one, this Python with the module."""
    called = Path(sys.argv[0])
    beside = Path(sys.executable).parent / "litecrate"
    for path in (called, beside):
        if path.name == "litecrate" and path.is_file() and os.access(path, os.X_OK):
            return [str(path.absolute())]  # not resolved: pipx's link stays where it is when the wheel is updated
    return [sys.executable, "-m", "app"]


def entry_text(command: list[str]) -> str:
    """The menu entry that starts a command with one file or none."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Litecrate",
        "GenericName=Programs from models",
        "GenericName[de]=Programme aus Modellen",
        "Comment=Turns a TensorFlow model into a program for anyone",
        "Comment[de]=Macht aus einem TensorFlow-Modell ein Programm für alle",
        f"Exec={' '.join(map(argument_text, command))} gui %f",
        f"TryExec={value_text(command[0])}",
        "Icon=litecrate",
        "Terminal=false",
        "Categories=Development;Utility;",
        "Keywords=TensorFlow;Keras;LiteRT;",
        "StartupWMClass=litecrate",
        "MimeType=application/x-keras;application/x-tflite;application/x-keras-hdf5;application/x-hdf;",
    )
    return "".join(f"{line}\n" for line in lines)


def _wanted() -> dict[str, tuple[bytes, str]]:
    """Content and meaning of each file, by its path in the data folder."""
    command = own_command()
    if any(not word.isprintable() for word in command):
        raise LitecrateError(
            tr("The menu entry cannot be installed"),
            why=tr("The path of Litecrate itself has characters that a menu entry cannot have."),
            remedy=tr("Install Litecrate in a folder with an ordinary name."),
        )
    icon = (files("resources") / "icons" / "litecrate.svg").read_text(encoding="utf-8").rstrip() + "\n"
    return {
        _ENTRY: (_signed(entry_text(command), "X-Litecrate-Digest={}"), tr("Entry in the menu")),
        _ICON: (_signed(icon, "<!-- litecrate {} -->"), tr("Icon")),
        _TYPES: (_signed(_MIME_TYPES, "<!-- litecrate {} -->"), tr("File types .keras, .tflite and .h5")),
    }


def _signed(text: str, line: str) -> bytes:
    content = text.encode()
    return content + f"{line}\n".format(hashlib.sha256(content).hexdigest()).encode()


def _is_untouched(home: Path, name: str) -> bool:
    """Whether a file is an ordinary one that `install` wrote, with no letter changed."""
    path = home / name
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return False
    *above, last = path.read_bytes().splitlines(keepends=True) or [b""]
    found = _DIGEST.fullmatch(last)
    return found is not None and hashlib.sha256(b"".join(above)).hexdigest().encode() == found[1]


def _data_home() -> Path:
    if not sys.platform.startswith("linux"):
        raise LitecrateError(
            tr("A menu entry can be installed on Linux only"),
            why=tr("It follows the rules of Linux desktops, which this system does not have."),
            remedy=tr("Start the wizard with `{command}`.", command="litecrate"),
        )
    return user_folder("data").parent


def _update_caches(home: Path) -> None:
    """Has the desktop's own tools read the files, where they are installed; without them it reads by itself."""
    for tool, folder in _UPDATES:
        program = shutil.which(tool)
        if program is not None and (home / folder).is_dir():
            run(Command((program, str(home / folder))), CancelToken(), on_line=ignore_line)  # of other programs' files


def _present(home: Path) -> Iterator[str]:
    """Paths of what is in the folders of the data folder that are concerned, and of these; links are not followed."""
    for top in _SOURCES:
        if (home / top).is_dir():
            yield top
        for folder, folders, names in os.walk(home / top):
            for name in (*folders, *names):
                yield (Path(folder) / name).relative_to(home).as_posix()


def _record() -> Path:
    return user_folder("state") / "menu-entry.txt"


def _remembered() -> list[str]:
    """Paths that appeared with the files; none where the record cannot be relied on."""
    record = _record()
    try:
        if not holds_own(private_folder(record.parent, "state"), record.name):
            return []
        return text_in(record, _LARGEST, links=False).splitlines()
    except (OSError, UnicodeDecodeError, LitecrateError):
        return []


def _remember(paths: list[str]) -> None:
    record = _record()
    try:
        private_folder(record.parent, "state")
        write_atomically(record, "".join(f"{path}\n" for path in sorted(set(paths))).encode())
    except (OSError, LitecrateError):  # then empty folders and caches stay, which do no harm
        return


def _remove_remembered(home: Path) -> None:
    """Removes caches that appeared with the files and have no other use now, empty folders, and the record."""
    for name in sorted(_remembered(), reverse=True):  # what is in a folder before the folder
        path = home / name
        top = Path(name).parts[0] if Path(name).parts else ""
        if top not in _SOURCES or ".." in Path(name).parts or path.is_symlink():
            continue
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.is_file() and not any(home.glob(_SOURCES[top])):
            path.unlink()
    _record().unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # others may be in it
        _record().parent.rmdir()
