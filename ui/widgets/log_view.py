"""Log view: coloured lines, filtered by step and level, scrolled to the end until the user scrolls up."""

from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QTreeView, QWidget

from builder.core.words import tr
from builder.events import LogLine
from builder.system.locked_folders import write_atomically
from ui.look.theme import px, tokens
from ui.texts.visible_names import tooltip_text
from ui.widgets import dialogs
from ui.widgets.basic import Button, boxed, column, copy_button, described
from ui.widgets.choice import Choice
from ui.widgets.flow import flow

_MOST = 20_000  # lines that are kept; chosen, as in `ui.tasks.engine_work`
_TRIMMED = 4_000  # lines more that go at once, since removing lines resets the whole view
_LEVELS = {"debug": 0, "info": 1, "warning": 2, "error": 3}
_TONES = {"debug": "secondary", "info": "text", "warning": "caution", "error": "bad"}


class LogModel(QAbstractListModel):
    """List model of the lines that pass the filter; the oldest are removed beyond `_MOST`."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[LogLine] = []
        self._shown: list[LogLine] = []
        self._step, self._level = "", 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_text(line.text)
        if role == Qt.ItemDataRole.ForegroundRole:
            return tokens().tone(_TONES[line.level])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.level}: {line.text}"
        return None

    def _passes(self, line: LogLine) -> bool:
        return _LEVELS[line.level] >= self._level and (not self._step or line.step == self._step)

    def add(self, lines: list[LogLine]) -> None:
        """Appends lines, in one insertion."""
        self._all += lines
        passing = [line for line in lines if self._passes(line)]
        if len(self._all) > _MOST:
            del self._all[: len(self._all) - _MOST + _TRIMMED]
            self._filter_again()
        elif passing:
            at = len(self._shown)
            self.beginInsertRows(QModelIndex(), at, at + len(passing) - 1)
            self._shown += passing
            self.endInsertRows()

    def set_filter(self, step: str, level: str) -> None:
        self._step, self._level = step, _LEVELS[level]
        self._filter_again()

    def _filter_again(self) -> None:
        self.beginResetModel()
        self._shown = [line for line in self._all if self._passes(line)]
        self.endResetModel()

    def clear(self) -> None:
        self.beginResetModel()
        self._all, self._shown = [], []
        self.endResetModel()

    def text(self, rows: list[int] | None = None) -> str:
        """Text of all shown lines, or of those with the given row numbers."""
        lines = self._shown if rows is None else [self._shown[at] for at in rows]
        return "".join(f"{line.text}\n" for line in lines)

    @property
    def last(self) -> str:
        """The last line above level "debug" (tools' own output is "debug"); "" when there is none."""
        return next((line.text for line in reversed(self._all) if line.level != "debug"), "")


class _Lines(QTreeView):
    """View of the lines. QTreeView without branches, since QListView lays out all lines again for each new one."""

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(False)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        model = self.model()
        if event.matches(QKeySequence.StandardKey.Copy) and isinstance(model, LogModel):
            rows = sorted(index.row() for index in self.selectedIndexes())
            QGuiApplication.clipboard().setText(model.text(rows))
        else:
            super().keyPressEvent(event)


class LogView(QWidget):
    """The log with its filters and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.model = LogModel()
        self.lines = _Lines()
        self.lines.setProperty("look", "log")
        self.lines.setModel(self.model)
        self.lines.setMinimumHeight(px(180))
        described(self.lines, tr("Log"))
        self.step = Choice(tr("Step"), [("", tr("All steps"))])
        self.level = Choice(
            tr("Level"),
            [
                ("debug", tr("Everything")), ("info", tr("Without the tools' messages")),
                ("warning", tr("Warnings and errors")),
                ("error", tr("Errors")),
            ],
        )  # fmt: skip
        self.follow = QCheckBox(tr("F&ollow"))
        described(self.follow, tr("Follow the end of the log"))
        self.follow.setChecked(True)
        self.step.picked.connect(self._filter)
        self.level.picked.connect(self._filter)
        self.lines.verticalScrollBar().actionTriggered.connect(self._scrolled)
        self.follow.toggled.connect(lambda on: self.lines.scrollToBottom() if on else None)
        tools = flow(
            self.step, self.level, self.follow, copy_button(tr("&Copy"), self.model.text),
            Button(tr("Sa&ve..."), self._save, icon_name="save"), gap=8, equal=False,
        )  # fmt: skip
        self.setLayout(column(boxed(tools), self.lines))

    def set_steps(self, steps: list[tuple[str, str]]) -> None:
        """Sets the steps to filter by.

        Args:
            steps: Id and translated title of each step.
        """
        self.step.clear()
        for value, words in (("", tr("All steps")), *steps):
            self.step.addItem(words, value)

    def add(self, lines: list[LogLine]) -> None:
        self.model.add(lines)
        if self.follow.isChecked() and self.isVisible():
            self.lines.scrollToBottom()

    def _filter(self) -> None:
        self.model.set_filter(self.step.value, self.level.value)
        self.lines.scrollToBottom()

    def _scrolled(self) -> None:
        bar = self.lines.verticalScrollBar()
        self.follow.setChecked(bar.sliderPosition() >= bar.maximum() - 1)

    def _save(self) -> None:
        chosen = dialogs.choose_new_file(
            self, tr("Save the log"), tr("Text files"), ".log", Path.home() / "litecrate.log"
        )
        if chosen is None:
            return
        try:
            write_atomically(chosen, self.model.text().encode("utf-8", "backslashreplace"))
        except OSError as error:
            dialogs.tell(self, tr("The log could not be saved"), f"{error.strerror}. {chosen}")
