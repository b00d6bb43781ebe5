"""Desktop entry and icon of a folder product, so that it can be started by a double-click on a Linux desktop.

The entry finds the program beside itself (`%k` is the entry's own path), so that the folder can be moved. An icon's
path must be absolute or of a theme, which a folder that can be moved cannot know: desktops show it once the entry is
installed, for example with `desktop-file-install`, or when the user chooses the file beside it.
"""

import re
import shutil
from pathlib import Path

from builder.core.platforms import this_platform
from builder.job.job import AppChoice
from builder.packaging.icon import prepared_icon
from builder.system.toolbox import Toolbox

_START = 'exec "$(dirname "${1#file://}")/$2"'


def add_desktop_entry(folder: Path, app: AppChoice, tools: Toolbox, work: Path) -> None:
    """Writes `NAME.desktop` and the icon into a folder product.

    Args:
        folder: The product, which holds the program `app.name`.
        app: Its name and its icon; Litecrate's where it has none.
        tools: Gives the place of Litecrate's icon.
        work: A folder for temporary files.
    """
    if app.icon is not None:
        icon = folder / f"{app.name}.png"
        shutil.copyfile(prepared_icon(app.icon, this_platform(), work), icon)
    else:
        icon = folder / f"{app.name}.svg"
        shutil.copyfile(tools.resources / "icons" / "litecrate.svg", icon)
    entry = folder / f"{app.name}.desktop"
    entry.write_text(entry_text(app.name, icon.stem), encoding="utf-8")
    entry.chmod(0o755)


def entry_text(name: str, icon: str) -> str:
    """A desktop entry for the program `name` in the same folder; the format is freedesktop.org's, version 1.5."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={value_text(name)}",
        "Comment=Opens a page in the browser that answers your files",
        f"Exec=sh -c {argument_text(_START)} sh %k {argument_text(name)}",
        f"Icon={value_text(icon)}",
        "Terminal=false",
        "Categories=Utility;",
    )
    return "".join(f"{line}\n" for line in lines)


def value_text(text: str) -> str:
    """A string as the value of a key."""
    return text.replace("\\", "\\\\")


def argument_text(text: str) -> str:
    """A quoted argument of an Exec line, which has its own escapes below those of all values; `%` is doubled."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", text).replace("%", "%%")
    return value_text(f'"{quoted}"')
