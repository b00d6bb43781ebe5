"""History page: records of finished exports, with search, and actions to try, open, repeat, duplicate or delete one."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from builder.core.words import tr, trn
from ui.pages.base import Page
from ui.state.record import Record
from ui.tasks.export import read_report
from ui.tasks.services import Services
from ui.tasks.trying.trial import trial_of_result
from ui.texts.history_words import draft_of, duplicate_of, matches
from ui.widgets import dialogs
from ui.widgets.basic import Button, boxed, clear, described, row, set_text, text
from ui.widgets.open_folder import open_folder
from ui.widgets.record_card import RecordCard
from ui.widgets.trial.try_panel import TryPanel

_SEARCH_FROM = 11  # records from which the search field is shown; chosen
_AT_ONCE = 25  # cards that are made at once, since each takes time; chosen


class HistoryPage(Page):
    """List of records.

    Attributes:
        try_panel: The open trial of a record's program; None where none is open.
    Signals:
        job_wanted: A `JobDraft` to continue with.
    """

    job_wanted = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "history",
            tr("History"),
            tr("History"),
            tr("Everything that was exported on this computer. Deleting a record does not delete files."),
        )
        self._records: list[Record] = []
        self.try_panel: TryPanel | None = None
        self._most = _AT_ONCE
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search by name, model, precision or date"))
        self.search.setClearButtonEnabled(True)
        described(self.search, tr("Search the history"))
        self.search.textChanged.connect(self._search_changed)
        self.empty = text("")
        self.cards: list[RecordCard] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.more = Button("", self._show_more)
        self.body.addWidget(self.search)
        self.body.addWidget(self.empty)
        self.body.addLayout(self._list)
        self._more_box = boxed(row(self.more, 0))
        self.body.addWidget(self._more_box)
        self.body.addStretch(1)
        self.entered()

    def entered(self) -> None:
        """Reads the records again, since another window or an export may have added some."""
        self._records = self.services.history.records()
        self.search.setVisible(len(self._records) >= _SEARCH_FROM)
        if not self.search.isVisibleTo(self):
            self.search.clear()
        self._show_records()

    def focus_first(self) -> None:
        if self.search.isVisibleTo(self):
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.cards:
            self._focus_card(0)

    def _search_changed(self) -> None:
        self._most = _AT_ONCE
        self._show_records()

    def _show_more(self) -> None:
        before = len(self.cards)
        self._most += _AT_ONCE
        self._show_records()
        self._focus_card(before)

    def _show_records(self) -> None:
        self._close_panel()
        clear(self._list)
        found = [record for record in self._records if matches(record, self.search.text())]
        self.cards = [
            RecordCard(record, self._try, self._open, self._run_again, self._duplicate, self._delete)
            for record in found[: self._most]
        ]
        for card in self.cards:
            self._list.addWidget(card)
        set_text(self.empty, self._empty_words(bool(found)))
        left = len(found) - len(self.cards)
        self._more_box.setVisible(left > 0)
        self.more.set_words(trn("Show {n} more", "Show {n} more", left))

    def _empty_words(self, found: bool) -> str:
        if found:
            return ""
        if self._records:
            return tr("No record contains all of these words.")
        return tr("Nothing has been exported yet. What you export will be listed here, to open it or to run it again.")

    def _focus_card(self, index: int) -> None:
        card = self.cards[min(index, len(self.cards) - 1)]
        first = next(button for button in card.buttons if button.isEnabled())
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(card, 0, 24)

    def _try(self, record: Record) -> None:
        """Opens the trial of a record's program in its card; only one is open."""
        self._close_panel()
        card = next(card for card in self.cards if card.record.id == record.id)
        trial = trial_of_result(read_report(record.folder), record.folder, self.services.trusted)
        if isinstance(trial, str):
            dialogs.tell(self, tr("{name} cannot be tried", name=record.name), trial)
            return
        self.try_panel = TryPanel(trial, self.services.folder, self.services.assistant)
        self.try_panel.closed.connect(partial(self._closed, card))
        self.try_panel.settled.connect(partial(self._look_at, card))
        card.panel_box.addWidget(self.try_panel)
        self.try_panel.show()  # at once: a hidden widget cannot take the keyboard focus
        if trial.samples:
            self.try_panel.try_file(trial.samples[0])
        self.try_panel.focus_first()
        self._look_at(card)

    def _look_at(self, card: RecordCard) -> None:
        """Scrolls to a card after the layout has given it its size."""
        QTimer.singleShot(0, card, lambda: self.ensureWidgetVisible(card, 0, 24))

    def _closed(self, card: RecordCard) -> None:
        self._close_panel()
        card.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_panel(self) -> None:
        if self.try_panel is not None:
            self.try_panel.hide()
            self.try_panel.deleteLater()
            self.try_panel = None

    def left(self) -> None:
        self._close_panel()

    def _open(self, record: Record) -> None:
        if record.folder is not None:
            open_folder(self, record.folder)
            self.entered()

    def _run_again(self, record: Record) -> None:
        self.job_wanted.emit(draft_of(record))

    def _duplicate(self, record: Record) -> None:
        self.job_wanted.emit(duplicate_of(record))

    def _delete(self, record: Record) -> None:
        agreed = dialogs.ask(
            self,
            tr("Delete the record of {name}?", name=record.name),
            tr("Only the record is deleted. The exported files stay where they are."),
            tr("&Delete record"),
            tr("&Keep it"),
        )
        if not agreed:
            return
        at = next((index for index, card in enumerate(self.cards) if card.record.id == record.id), 0)
        try:
            self.services.history.remove(record)
        except OSError as error:
            dialogs.tell(self, tr("The record cannot be deleted"), f"{error.strerror}.")
        self.entered()
        if self.cards:
            self._focus_card(at)
