"""Card of one history record, with buttons to try, open, repeat, duplicate and delete it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from builder.core.words import tr
from ui.state.record import Record
from ui.texts.history_words import draft_of, facts_line, lights_of_record, local_time, outcome_of
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, Card, Icon, boxed, column, described, row, text
from ui.widgets.flow import flow
from ui.widgets.lights import LightLine

Action = Callable[[Record], object]


class RecordCard(Card):
    """Card of one record.

    Attributes:
        record: The record.
        buttons: Try, open folder, run again, duplicate, delete.
        panel_box: Where the trial is shown.
    """

    def __init__(
        self, record: Record, on_try: Action, on_open: Action, on_run: Action, on_duplicate: Action, on_delete: Action
    ) -> None:
        super().__init__(gap=6)
        self.record = record
        outcome = outcome_of(record)
        name = text(breakable(record.name), "heading")
        status = row(column(Icon(outcome.icon, outcome.tone, 18), 0), text(outcome.words, "strong", outcome.tone))
        status.setStretch(1, 1)
        line = row(name, status, gap=16)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.column.addLayout(line)
        self.column.addWidget(text(facts_line(record), "secondary"))
        lights = lights_of_record(record)
        if lights:
            self.column.addWidget(LightLine(lights))
        if record.agreement:
            self.column.addWidget(text(record.agreement[:1].upper() + record.agreement[1:]))
        if record.error:
            self.column.addWidget(text(breakable(record.error.rstrip(".") + "."), "", "bad"))
        self.buttons = [
            Button(tr("Try"), partial(on_try, record), look="link", icon_name="play"),
            Button(tr("Open folder"), partial(on_open, record), look="link", icon_name="folder"),
            Button(tr("Run again"), partial(on_run, record), look="link", icon_name="again"),
            Button(tr("Duplicate and edit"), partial(on_duplicate, record), look="link", icon_name="edit"),
            Button(tr("Delete record"), partial(on_delete, record), look="link", icon_name="trash"),
        ]
        self._explain()
        self.column.addWidget(boxed(flow(*self.buttons, gap=8, equal=False)))
        self.panel_box = QVBoxLayout()
        self.column.addLayout(self.panel_box)
        date = local_time(record.created)
        described(self, tr("{name}, {status}, {date}", name=record.name, status=outcome.words, date=date))

    def _explain(self) -> None:
        """Sets accessible names that tell the buttons of different records apart, and disables those without effect."""
        record = self.record
        place = tr("{name} of {date}", name=record.name, date=local_time(record.created))
        for button in self.buttons:
            button.setAccessibleName(f"{button.text()}: {place}")
        folder = record.folder
        trying, opening = self.buttons[:2]
        if folder is None:
            missing = tr("Nothing was saved")
        elif not folder.is_dir():
            missing = tr("{folder} is not there any more", folder=folder)
        else:
            missing = ""
            described(opening, opening.accessibleName(), str(folder))
        if missing:
            _disable(trying, missing)
            _disable(opening, missing)
        try:
            draft_of(record)
        except ValueError:
            for button in self.buttons[2:4]:
                _disable(button, tr("The job of this record cannot be read"))


def _disable(button: Button, reason: str) -> None:
    button.setEnabled(False)
    described(button, button.accessibleName(), reason)
