"""Input card of the contract page: kind, scaling, colours, fit, sample rate and columns of the model's input."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from builder.contract.contract import Contract, ContractInput
from builder.contract.kind_labels import AS_GUESSED, COLOR_ORDERS, FITS, INPUTS, OWN_SCALING, SCALINGS
from builder.core.errors import Problem
from builder.core.ordinary_files import reason_of
from builder.core.table_shape import column_count, column_counts
from builder.core.words import tr
from builder.samples.table_header import head_of
from ui.tasks.contract_choices import edit_contract, edited_input
from ui.tasks.scaling_choice import scaling_can_be_found
from ui.tasks.services import Services
from ui.texts.contract_words import input_text
from ui.widgets.basic import Card, boxed, described, set_property, set_text, text
from ui.widgets.choice import Choice
from ui.widgets.contract.names_editor import NamesEditor, column_words
from ui.widgets.contract.rate_choice import RateChoice
from ui.widgets.contract.scaler_finder import ScalerFinder
from ui.widgets.contract.scaling_finder import ScalingFinder
from ui.widgets.forms import form_layout, form_row


class InputCard(Card):
    """Shows and edits the input of the contract, see `edited_input`.

    Attributes:
        unfit: Why the number of the given column names is wrong, as shown beside their buttons; "" where it is right.
    Signals:
        changed: `problems()` changed without a new contract.
    """

    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(gap=12)
        self.services, self.state = services, services.state
        self._contract: Contract | None = None
        self.unfit = ""
        self._guessed = text("", "secondary")
        self.kind = _kind_choice()
        self.color = Choice(tr("Order of colours"), [(order, tr(words)) for order, words in COLOR_ORDERS.items()])
        self.scaling, self.fit = _scaling_choice(), _fit_choice()
        self.mean, self.std, self.rate = QLineEdit(), QLineEdit(), RateChoice()
        described(self.mean, tr("Mean"))
        described(self.std, tr("Spread"))
        self.finder, self.scaler = ScalingFinder(services), ScalerFinder(services)
        self.form = form_layout()
        for words, field in (
            (tr("&Kind"), self.kind), (tr("&Pixels become"), self.scaling), (tr("Samp&le rate (Hz)"), self.rate),
            (tr("&Mean"), self.mean), (tr("Sp&read"), self.std), (tr("&Colours"), self.color),
            (tr("Other shap&es"), self.fit),
        ):  # fmt: skip
            form_row(self.form, words, field)
            if field is self.scaling:
                self.form.addRow(self.finder)
            if field is self.std:
                self.form.addRow(self.scaler)
        self._numbers_wrong, self._rate_wrong = text("", "secondary", "bad"), text("", "secondary", "bad")
        self._rate_wrong.hide()
        self.columns = NamesEditor(column_words(), self._columns_from_file, self._columns_typed)
        self._listen()
        heading = text(tr("What goes in"), "heading")
        for part in (heading, self._guessed, boxed(self.form), self._rate_wrong, self._numbers_wrong, self.columns):
            self.column.addWidget(part)

    def _listen(self) -> None:
        self.kind.picked.connect(self._kind_picked)
        self.color.picked.connect(lambda value: self._edit(color=value))
        self.fit.picked.connect(lambda value: self._edit(fit=value))
        self.scaling.picked.connect(self._scaling_picked)
        self.mean.editingFinished.connect(self._numbers_typed)
        self.std.editingFinished.connect(self._numbers_typed)
        self.rate.picked.connect(lambda value: self._edit(sample_rate=value))
        self.rate.refused.connect(self._rate_refused)

    def problems(self) -> list[Problem]:
        """Problems of typed values that cannot be used."""
        wrong = {"contract.mean": self._numbers_wrong, "contract.sample_rate": self._rate_wrong}
        return [
            Problem(field=field, level="error", message=label.text()) for field, label in wrong.items() if label.text()
        ]

    def place_of(self, field: str) -> QWidget | None:
        """The control of a field of the job that this card edits; None for others."""
        return {"contract.mean": self.mean, "contract.sample_rate": self.rate}.get(field)

    def place_of_doubt(self) -> QWidget | None:
        """The control that finds out a doubtful scaling, else the one that chooses it; None where neither is shown."""
        for part, place in ((self.finder, self.finder.choose), (self.scaling, self.scaling)):
            if part.isVisibleTo(self):
                return place
        return None

    def forget_typed(self) -> None:
        """Drops typed values and their problems after another model was chosen."""
        for label in (self._numbers_wrong, self._rate_wrong):
            set_text(label, "")
        for field in (self.mean, self.std, self.rate):
            set_property(field, "wrong", "false")
        self.columns.close_field()

    # Display

    def show_contract(self, contract: Contract) -> None:
        """Updates the card from a contract and the user's choices."""
        self._contract = contract
        self._guessed.setText("; ".join(input_text(each) for each in contract.inputs))
        entry = edited_input(contract)
        chosen = self.state.table("contract")
        self.kind.show_value(entry.kind if chosen.get("file") else str(chosen.get("input_kind", "auto")))
        self._show_picture(entry, chosen)
        self._show_numbers(entry)
        sound, named = entry.kind == "audio", entry.kind == "table" and bool(column_counts(entry))
        self.form.setRowVisible(self.rate, sound)
        if sound:
            self.rate.show_rate(entry.sample_rate)
        else:
            set_text(self._rate_wrong, "")
        self.columns.setVisible(named)
        self.unfit = ""
        given, counts = chosen.get("columns"), _counts_of(entry)
        wrong = isinstance(given, (list, tuple)) and bool(given) and len(given) not in counts
        if named and wrong and self.services.inspection.contract_error is not None:
            self.unfit = self.columns.show_unfit(list(map(str, given or ())), counts)
        elif named:
            self.columns.show_names(entry.columns, counts, given=bool(given))

    def _show_picture(self, entry: ContractInput, chosen: dict[str, Any]) -> None:
        picture = entry.kind == "image"
        self.form.setRowVisible(self.scaling, picture)
        self.form.setRowVisible(self.finder, picture and scaling_can_be_found(self._contract))
        self.form.setRowVisible(self.fit, picture)
        self.form.setRowVisible(self.color, picture and entry.color != "gray")
        custom = entry.scaling == "custom"
        self.scaling.show_value("custom" if custom else str(chosen.get("scaling", entry.scaling)))
        self.color.show_value(entry.color)
        self.fit.show_value(entry.fit)

    def _show_numbers(self, entry: ContractInput) -> None:
        """Shows mean and standard deviation: for pictures with a custom scaling, for tables always."""
        table = entry.kind == "table"
        shown = table or (entry.kind == "image" and entry.scaling == "custom")
        mean_hint = tr("One number, or one for each column")
        std_hint = tr("One number, or one for each column; values are divided by it")
        if not table:
            mean_hint = tr("One number, or one for each colour, between 0 and 255")
            std_hint = tr("One number, or one for each colour; pixels are divided by it")
        self.form.setRowVisible(self.scaler, table and bool(column_counts(entry)))
        for field, values, name, hint in (
            (self.mean, entry.mean, tr("Mean"), mean_hint),
            (self.std, entry.std, tr("Spread"), std_hint),
        ):
            self.form.setRowVisible(field, shown)
            described(field, name, hint)
            if not field.hasFocus():
                field.setText(", ".join(f"{value:g}" for value in values))
        set_text(self._numbers_wrong, self._numbers_wrong.text() if shown else "")

    # User actions

    def _edit(self, **values: Any) -> None:
        edit_contract(self.services, **values)

    def _kind_picked(self, value: str) -> None:
        """Sets another kind of input and drops the choices that belong to the old kind."""
        self.forget_typed()
        kind = None if value == "auto" else value
        for_kinds = ("sample_rate", "hop_seconds", "hop_rows", "columns", "mean", "std", "table_stats")
        self._edit(input_kind=kind, **dict.fromkeys(for_kinds))

    def _scaling_picked(self, value: str) -> None:
        if value == "custom":
            entry = edited_input(self._contract) if self._contract else None
            mean, std = (list(entry.mean), list(entry.std)) if entry else ([0.0], [255.0])
            self._edit(scaling=None, mean=mean, std=std)
            self.mean.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._numbers_wrong.setText("")
            self._edit(scaling=None if value == "auto" else value, mean=None, std=None)

    def _numbers_typed(self) -> None:
        if not (self.mean.isModified() or self.std.isModified()):  # the focus only passed through
            return
        values = {}
        wrong: QWidget | None = None
        for name, field in (("mean", self.mean), ("std", self.std)):
            try:
                values[name] = [float(part) for part in field.text().replace(";", ",").split(",")]
            except ValueError:
                wrong = field
            set_property(field, "wrong", "true" if wrong is field else "false")
        words = tr("Mean and spread are numbers with a dot, separated by commas, such as 123.7, 116.3, 103.5")
        set_text(self._numbers_wrong, words if wrong is not None else "")
        if wrong is None:
            self.mean.setModified(False)
            self.std.setModified(False)
            self._edit(scaling=None, table_stats=None, **values)
        self.changed.emit()

    def _rate_refused(self, words: str) -> None:
        if words != self._rate_wrong.text():
            set_text(self._rate_wrong, words)
            self.changed.emit()

    def _columns_from_file(self, path: Path | None) -> None:
        if path is None:
            self._edit(columns=None)
            return
        try:
            names, _ = head_of(path)
        except OSError as error:
            self.columns.show_remark(tr("The table cannot be read: {reason}", reason=reason_of(error)), "bad")
            return
        entry = edited_input(self._contract) if self._contract else None
        if not names:
            self.columns.show_remark(tr("The first line of {name} does not name its columns.", name=path.name), "bad")
        elif entry is not None and len(names) in column_counts(entry):
            self._columns_typed(names)
        else:
            self.columns.show_remark(
                tr("{name} has other columns too: leave only those that go into the model.", name=path.name), "caution"
            )
            self.columns.propose(names)

    def _columns_typed(self, names: list[str]) -> None:
        if not all(names) or len(set(names)) != len(names):
            self.columns.show_remark(tr("Every column needs its own name."), "bad")
            self.columns.propose(names)
        else:
            self._edit(columns=names)


def _counts_of(entry: ContractInput) -> range:
    """The number of names that is asked for; of a series those of one step, unless a whole sample has its names."""
    count = column_count(entry)
    return range(count, count + 1)


def _kind_choice() -> Choice:
    entries = [("auto", tr(AS_GUESSED)), *((kind, tr(words)) for kind, words in INPUTS.items())]
    return Choice(tr("Kind of input"), entries)


def _scaling_choice() -> Choice:
    named = ((scaling, tr(label.entry)) for scaling, label in SCALINGS.items())
    return Choice(
        tr("Scaling of pixels"),
        [("auto", tr(AS_GUESSED)), *named, ("custom", tr(OWN_SCALING))],
        tr("Use the scaling from training. A wrong scaling gives wrong answers that look right."),
    )


def _fit_choice() -> Choice:
    return Choice(tr("Pictures of another shape"), [(fit, tr(label.entry)) for fit, label in FITS.items()])
