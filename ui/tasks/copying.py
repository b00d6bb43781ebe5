"""Copies a finished program to another folder, such as a memory stick, while the window goes on."""

import contextlib
import shutil
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from builder.core.words import tr
from builder.report.report import ProductReport

_UNFINISHED = ".part"


def given_file(folder: Path, product: ProductReport) -> Path:
    """What of a published product is passed on: its .zip, its folder, or its one file.

    Args:
        folder: The published folder.
        product: One of its products.
    """
    top = folder / Path(product.path).parts[0]
    archive = top.with_name(f"{top.name}.zip")
    return archive if product.product == "native" and archive.is_file() else top


class Copying(QObject):
    """One copy at a time. It appears under its name when it is whole; nothing is replaced.

    Signals:
        ended: The new path, or "", and why it was not copied, or "".
    """

    ended = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, source: Path, folder: Path) -> None:
        """Begins to copy a file or a folder into another folder."""
        self._thread = threading.Thread(target=self._copy, args=(source, folder / source.name), name="copy")
        self._thread.start()

    def _copy(self, source: Path, target: Path) -> None:
        unfinished = target.with_name(target.name + _UNFINISHED)
        try:
            if target.exists() or unfinished.exists():
                self.ended.emit("", tr("{name} exists there already", name=target.name))
                return
            if source.is_dir():
                shutil.copytree(source, unfinished, symlinks=True)
            else:
                shutil.copy2(source, unfinished)
            unfinished.rename(target)
        except (OSError, shutil.Error) as error:
            with contextlib.suppress(OSError):
                if unfinished.is_dir():
                    shutil.rmtree(unfinished)
                else:
                    unfinished.unlink(missing_ok=True)
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.ended.emit("", reason)
        else:
            self.ended.emit(str(target), "")
