"""Opens folders and HTML pages with the system's default programs."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from builder.core.words import tr
from ui.widgets import dialogs


def open_page(parent: QWidget, page: Path) -> None:
    """Opens an HTML file in the browser; a message names its path when that fails."""
    if not page.is_file() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
        dialogs.tell(
            parent,
            tr("The page could not be opened"),
            tr("It is {page}. Open it with a browser of your choice.", page=page),
        )


def open_folder(parent: QWidget, folder: Path) -> None:
    """Opens a folder in the file manager; a message names its path when that fails."""
    if not folder.is_dir():
        dialogs.tell(
            parent,
            tr("The folder is not there any more"),
            tr("{folder} was moved or deleted since it was made.", folder=folder),
        )
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        dialogs.tell(
            parent,
            tr("No file manager could be started"),
            tr("The folder is {folder}. Open it with a file manager of your choice.", folder=folder),
        )
