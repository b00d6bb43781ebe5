"""Modal dialogs: questions, messages, choice of files and folders."""

from pathlib import Path

from PySide6 import QtWidgets  # its dialogs' classes are made when they are named, not for the first page
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from builder.core.words import tr
from ui.texts.visible_names import shortened, tooltip_text, visible_text

MODEL_FILES = "*.keras *.h5 *.hdf5 *.tflite *.lite *.zip *.task saved_model.pb *.toml"
PICTURE_FILES = "*.png *.jpg *.jpeg *.bmp *.gif *.tif *.tiff *.webp *.ppm *.pgm"
SAMPLE_FILES = "*.csv *.json *.npy *.npz *.tsv"


def wanted_file(kind: str, *, several: bool) -> tuple[str, str, str, str]:
    """Texts for choosing a file of an input's kind: title and hint of a drop zone, kind and endings of a dialog."""
    if several:
        return (
            tr("Drop an .npz file here"),
            tr("This model has several inputs: one array for each, by its name"),
            tr("Arrays"),
            "*.npz",
        )
    if kind == "image":
        hint = tr("PNG, JPEG, BMP, GIF, TIFF, WebP or PPM")
        return tr("Drop a picture here"), hint, tr("Pictures"), PICTURE_FILES
    if kind == "audio":
        return tr("Drop a sound here"), tr("A .wav file, or its samples as .npy"), tr("Sounds"), "*.wav *.npy"
    if kind == "table":
        return tr("Drop a table here"), tr("A .csv file, or its rows as .npy"), tr("Tables"), "*.csv *.npy"
    if kind == "text":
        return tr("Or drop a text here"), tr("A .txt file with one text"), tr("Texts"), "*.txt *.json"
    return tr("Drop an array here"), tr("A .npy or .csv file with the numbers that go in"), tr("Arrays"), SAMPLE_FILES


def choose_file(parent: QWidget, title: str, kind: str, endings: str, folder: Path | None = None) -> Path | None:
    """Asks for an existing file; None when the user cancelled."""
    filters = f"{kind} ({endings});;{tr('All files')} (*)"
    chosen, _ = QtWidgets.QFileDialog.getOpenFileName(parent, title, str(folder or Path.home()), filters)
    return Path(chosen) if chosen else None


def choose_folder(parent: QWidget, title: str, folder: Path | None = None) -> Path | None:
    """Asks for an existing folder; None when the user cancelled."""
    chosen = QtWidgets.QFileDialog.getExistingDirectory(parent, title, str(folder or Path.home()))
    return Path(chosen) if chosen else None


def choose_new_file(parent: QWidget, title: str, kind: str, ending: str, suggestion: Path) -> Path | None:
    """Asks for a path to save to; None when the user cancelled. The dialog itself confirms overwriting."""
    chosen, _ = QtWidgets.QFileDialog.getSaveFileName(parent, title, str(suggestion), f"{kind} (*{ending})")
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(ending)


def ask(parent: QWidget, title: str, words: str, yes: str, no: str) -> bool:
    """Asks a question with two buttons; returns whether `yes` was pressed. Escape and the default mean `no`."""
    box = QtWidgets.QMessageBox(parent)
    box.setWindowTitle(visible_text(title))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(shortened(title))
    box.setInformativeText(tooltip_text(shortened(words)))
    agreed = box.addButton(yes, QtWidgets.QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(no, QtWidgets.QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is agreed


def tell(parent: QWidget, title: str, words: str) -> None:
    """Shows a warning with an OK button."""
    kind = QtWidgets.QMessageBox
    box = kind(kind.Icon.Warning, visible_text(title), shortened(title), kind.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(tooltip_text(shortened(words)))
    box.exec()
