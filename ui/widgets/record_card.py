"""Card of one history record, with buttons to open, repeat, duplicate and delete it."""

from collections.abc import Callable
from functools import partial

from builder.core.words import tr
from ui.state.ports import Record
from ui.texts.contract_words import breakable
from ui.texts.history_words import STATUSES, draft_of, facts_line, local_time
from ui.widgets.basic import Button, Card, Icon, boxed, column, described, row, text
from ui.widgets.flow import flow

Action = Callable[[Record], object]


class RecordCard(Card):
    """Card of one record.

    Attributes:
        record: The record.
        buttons: Open folder, run again, duplicate, delete.
    """

    def __init__(
        self, record: Record, on_open: Action, on_run: Action, on_duplicate: Action, on_delete: Action
    ) -> None:
        super().__init__(gap=6)
        self.record = record
        icon, tone, words = STATUSES[record.status]
        name = text(breakable(record.name), "heading")
        status = text(tr(words), "strong", tone, wrap=False)
        line = row(name, column(row(Icon(icon, tone, 18), status), 0))
        line.setStretch(0, 1)
        self.column.addLayout(line)
        self.column.addWidget(text(facts_line(record), "secondary"))
        if record.agreement:
            self.column.addWidget(text(record.agreement[:1].upper() + record.agreement[1:]))
        if record.error:
            self.column.addWidget(text(breakable(record.error.rstrip(".") + "."), "", "bad"))
        self.buttons = [
            Button(tr("Open folder"), partial(on_open, record), look="link", icon_name="folder"),
            Button(tr("Run again"), partial(on_run, record), look="link", icon_name="again"),
            Button(tr("Duplicate and edit"), partial(on_duplicate, record), look="link", icon_name="edit"),
            Button(tr("Delete record"), partial(on_delete, record), look="link", icon_name="trash"),
        ]
        self._explain()
        self.column.addWidget(boxed(flow(*self.buttons, gap=8, equal=False)))
        described(
            self, tr("{name}, {status}, {date}", name=record.name, status=tr(words), date=local_time(record.created))
        )

    def _explain(self) -> None:
        """Sets accessible names that tell the buttons of different records apart, and disables those without effect."""
        record = self.record
        place = tr("{name} of {date}", name=record.name, date=local_time(record.created))
        for button in self.buttons:
            button.setAccessibleName(f"{button.text()}: {place}")
        folder = record.folder
        if folder is None:
            _disable(self.buttons[0], tr("Nothing was saved"))
        elif not folder.is_dir():
            _disable(self.buttons[0], tr("{folder} is not there any more", folder=folder))
        else:
            described(self.buttons[0], self.buttons[0].accessibleName(), str(folder))
        try:
            draft_of(record)
        except ValueError:
            for button in self.buttons[1:3]:
                _disable(button, tr("The job of this record cannot be read"))


def _disable(button: Button, reason: str) -> None:
    button.setEnabled(False)
    described(button, button.accessibleName(), reason)
