"""Mean and spread of a table's columns on the contract page: computed from a CSV of training data by one click."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from builder.core.errors import ErrorText
from builder.core.words import tr
from ui.tasks.contract_choices import edit_contract
from ui.tasks.services import Services
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, boxed, column, set_text, text
from ui.widgets.flow import flow
from ui.widgets.waiting import Waiting


class ScalerFinder(QWidget):
    """Asks the helper for the numbers, and sets them.

    Args:
        services: Give the helper and take the numbers.
    """

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._number: int | None = None
        self.choose = Button(tr("Compute from a CSV of trainin&g data..."), self._browse, icon_name="file")
        self.choose.setToolTip(
            tr("Mean and spread of each column, as in training. A CSV with a scaler's mean and scale fits as well.")
        )
        self._waiting = Waiting(tr("The training data are being read"))
        self.remark = text("", "secondary")
        self.remark.hide()
        self.setLayout(column(boxed(flow(self.choose, gap=8, equal=False)), self._waiting, self.remark, gap=6))
        self._waiting.hide()
        services.state.changed.connect(self._state_changed)

    def use(self, file: Path) -> None:
        """Has the columns of a table measured; the numbers replace mean and spread."""
        self._forget()
        set_text(self.remark, "")
        self._waiting.show_words(tr("The training data are being read"))
        self._number = self._services.assistant.ask(
            "table_stats", lambda answer: self._answered(file, answer), self._failed,
            file=str(file), contract=self._own_numbers_left_out(),
        )  # fmt: skip

    def _own_numbers_left_out(self) -> dict[str, Any]:
        """The choices without those that the answer replaces: they may not fit the columns."""
        return {**self._services.state.table("contract"), "mean": None, "std": None, "table_stats": None}

    def _browse(self) -> None:
        file = dialogs.choose_file(self, tr("Choose the training data"), tr("Tables"), "*.csv *.tsv")
        if file is not None:
            self.use(file)

    def _answered(self, file: Path, answer: dict[str, Any]) -> None:
        self._number = None
        self._waiting.hide()
        values: dict[str, Any] = {"mean": answer["mean"], "std": answer["std"], "table_stats": None, "scaling": None}
        if answer["names"] and not self._services.state.get("contract", "columns"):
            values |= {"input_kind": "table", "columns": answer["names"]}
        edit_contract(self._services, **values)
        done = tr("Computed from {name}.", name=file.name)
        set_text(self.remark, breakable(" ".join([done, *answer["notes"]])), "good")

    def _failed(self, error: ErrorText) -> None:
        self._number = None
        self._waiting.hide()
        set_text(self.remark, breakable(f"{error.what}. {error.why} {error.in_window or error.do}"), "bad")

    def _state_changed(self, topic: str) -> None:
        if topic == "model":
            self._forget()
            self._waiting.hide()
            set_text(self.remark, "")

    def _forget(self) -> None:
        self._services.assistant.forget(self._number)
        self._number = None
