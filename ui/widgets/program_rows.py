"""A row for each finished program: for whom it is, how large, where it was run, and "Copy to..."."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from builder.core.figures import human_bytes
from builder.core.words import tr
from builder.report.report import ProductReport, Report
from builder.report.report_words import programs_of, state_of
from ui.tasks.copying import Copying, given_file
from ui.texts.result_words import program_title, where_run
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, Icon, boxed, column, row, set_text, text

_ICONS = {"good": ("tick", "good"), "caution": ("pending", "caution"), "bad": ("error", "bad")}


class ProgramRows(Card):
    """Shows the programs of a published result.

    Args:
        report: With escaped texts.
        folder: The published folder.

    Attributes:
        buttons: "Copy to..." of each program that was made, in the report's order.
        copying: The copy that is being made.
    """

    def __init__(self, report: Report, folder: Path) -> None:
        super().__init__(gap=12)
        self._folder = folder
        self.setAccessibleName(tr("The programs"))
        self.copying = Copying(self)
        self.copying.ended.connect(self._copied)
        self.buttons: list[Button] = []
        self.column.addWidget(text(tr("The programs"), "heading"))
        for product in programs_of(report):
            self.column.addWidget(self._row(product))
        self._said = text("", "secondary")
        self._said.hide()
        self.column.addWidget(self._said)

    def _row(self, product: ProductReport) -> QWidget:
        title, where = program_title(product), where_run(product)
        size = f", {human_bytes(product.bytes)}" if product.bytes else ""
        name = text(title + size, "strong")
        name.setAccessibleDescription(where)
        words = column(name, text(breakable(where), "secondary"), gap=2)
        parts: list[QWidget | int] = [boxed(words)]
        if product.bytes:
            button = Button(tr("Copy to..."), partial(self._copy, product), icon_name="copy")
            button.setAccessibleName(tr("Copy {name} to...", name=title))
            self.buttons.append(button)
            parts.append(button)
        line = row(column(Icon(*_ICONS[state_of(product).tone]), 0), *parts, gap=12)
        line.setStretch(1, 1)
        return boxed(line)

    def _copy(self, product: ProductReport) -> None:
        if self.copying.busy:
            set_text(self._said, tr("One copy is being made; then the next one can begin."), "caution")
            return
        chosen = dialogs.choose_folder(self, tr("Copy {name} to...", name=program_title(product)), Path.home())
        if chosen is not None:
            set_text(self._said, tr("Copying"), "")
            self.copying.start(given_file(self._folder, product), chosen)

    def _copied(self, path: str, why: str) -> None:
        if why:
            set_text(self._said, tr("It was not copied: {why}. Choose another folder.", why=why.rstrip(".")), "bad")
        else:
            set_text(self._said, breakable(tr("Copied: {path}", path=path)), "")
