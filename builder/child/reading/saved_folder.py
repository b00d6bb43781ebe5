"""Security check of a SavedModel's folder: no links out of it, no devices or pipes.

TensorFlow opens every file in it by name. A link from `assets` or `variables` to elsewhere would copy a file of this
machine into the program that is given away; reading a pipe would block for ever.
"""

import os
import stat
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.core.model_digest import parts_of
from builder.core.words import tr


def refuse_foreign_parts(folder: Path) -> None:
    """Raises where a part of a folder leads out of it, or is neither file nor folder. It may be a link itself.

    Raises:
        LitecrateError: Exit code 2.
    """
    home = Path(os.path.realpath(folder))
    for path in parts_of(home):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = Path(os.path.realpath(path))
            if not target.is_relative_to(home):
                raise _leads_out(folder, path.relative_to(home), target)
            mode = target.stat().st_mode if target.exists() else mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
            raise _no_file(folder, path.relative_to(home))


def _leads_out(folder: Path, part: Path, target: Path) -> LitecrateError:
    return LitecrateError(
        tr("{name} is not opened: its part {part} is a link out of it", name=folder.name, part=repr(str(part))),
        why=tr("It leads to {target}, which would end up in the finished program.", target=repr(str(target))),
        remedy=tr(
            "If that file belongs to the model, copy the folder with the files that its links point to "
            "(cp -rL), and use the copy."
        ),
    )


def _no_file(folder: Path, part: Path) -> LitecrateError:
    return LitecrateError(
        tr("{name} is not opened: its part {part} is not a file", name=folder.name, part=repr(str(part))),
        why=tr("It is a device or a pipe. A model never contains one."),
        remedy=tr("Get the model from its author again; one that TensorFlow wrote does not look like this."),
    )
