"""Output card of the contract page: kind, labels, units and pixel values of the model's output."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from builder.contract import contract
from builder.contract.contract import Contract, ContractOutput
from builder.contract.kind_labels import AS_GUESSED, OUTPUTS, OWN_SCALING, SCALINGS
from builder.contract.label_files import read_labels
from builder.contract.output_kinds import fitting_labels, possible_kinds, row_count
from builder.core.errors import LitecrateError, Problem
from builder.core.words import tr, trn
from builder.report.said_words import labels_origin
from ui.tasks.contract_choices import choose_labels, edit_contract, edited_output
from ui.tasks.label_file import keep_labels
from ui.tasks.services import Services
from ui.texts.contract_words import output_text
from ui.widgets.basic import Card, boxed, described, set_property, set_text, text
from ui.widgets.choice import Choice
from ui.widgets.contract.found_settings import FoundSettings
from ui.widgets.contract.names_editor import NamesEditor, label_words, value_words
from ui.widgets.forms import form_layout, form_row

# How a picture's numbers become pixels, value * std + mean: as pixels became those of a picture that goes in.
_PIXELS = {name: contract.SCALINGS[name] for name in ("0-1", "pm1", "0-255")}
# What is said about one kind of answers only.
_OF_KINDS = {
    "units": {"values"},
    "labels": {"auto", "classes", "labels", "values", "mask", "boxes"},
    "top": {"classes", "labels"},
    "threshold": {"labels", "classes", "mask", "boxes", "points"},
    "detector": {"boxes", "points"},
    "overlap": {"boxes"},
    "max_boxes": {"boxes"},
    "keypoints": {"boxes", "points"},
    "palette": {"mask"},
    "output_mean": {"picture"},
    "output_std": {"picture"},
}


class OutputCard(Card):
    """Shows and edits the output of the contract, see `edited_output`.

    Attributes:
        unfit: Why the number of the given labels is wrong, as shown beside their buttons; "" where it is right.
    Signals:
        changed: `problems()` changed without a new contract.
    """

    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(gap=12)
        self.services, self.state = services, services.state
        self._output: ContractOutput | None = None
        self.unfit = ""
        self._shown = text("", "secondary")
        self.kind = Choice(tr("Kind of answers"), [("auto", tr(AS_GUESSED))])
        self._meaning = text("", "secondary")
        self.pixels = Choice(tr("Values of the picture"), [("auto", tr(AS_GUESSED))])
        self.units = QLineEdit()
        described(self.units, tr("Units"), tr("One for all numbers, or one for each, separated by commas"))
        self.units.setPlaceholderText(tr("such as kg"))
        self.form = form_layout()
        for words, field in ((tr("Kin&d"), self.kind), (tr("&Values"), self.pixels), (tr("Un&its"), self.units)):
            form_row(self.form, words, field)
            if field is self.kind:
                self.form.addRow(self._meaning)
        self._units_wrong = text("", "secondary", "bad")
        self._units_wrong.hide()
        as_found = partial(choose_labels, services, None, found=True)
        self.labels = NamesEditor(label_words(), self._labels_from_file, self._labels_typed, as_found)
        self.names = NamesEditor(value_words(), self._labels_from_file, self._labels_typed, as_found)
        self.kind.picked.connect(self._kind_picked)
        self.pixels.picked.connect(self._pixels_picked)
        self.units.editingFinished.connect(self._units_typed)
        self.found = FoundSettings()
        self.found.edited.connect(lambda field, value: self._edit(**{field: value}))
        heading = text(tr("What comes out"), "heading")
        for part in (heading, self._shown, boxed(self.form), self._units_wrong, self.found, self.labels, self.names):
            self.column.addWidget(part)

    def problems(self) -> list[Problem]:
        """Problems of typed values that cannot be used."""
        wrong = self._units_wrong.text()
        return [Problem(field="contract.units", level="error", message=wrong)] if wrong else []

    def place_of(self, field: str) -> QWidget | None:
        """The control of a field of the job that this card edits; None for others."""
        return self.units if field == "contract.units" else None

    def forget_typed(self) -> None:
        """Drops typed values and their problems after another model was chosen."""
        self._show_units_problem("")
        for editor in (self.labels, self.names):
            editor.close_field()

    # Display

    def show_contract(self, contract: Contract) -> None:
        """Updates the card from a contract and the user's choices."""
        output = self._output = edited_output(contract)
        self._shown.setText("; ".join(f"{each.name}: {output_text(each)}" for each in contract.outputs))
        self._show_kind(contract, output)
        self._show_pixels(output)
        self.found.show_output(output)
        values = output.kind == "values"
        self.form.setRowVisible(self.units, values)
        if not self.units.hasFocus() and not self._units_wrong.text():
            self.units.setText(", ".join(output.units))
        if not values:
            self._show_units_problem("")
        # A row of numbers becomes classes once it has labels, unless the user chose "tensor".
        plain = output.kind == "tensor" and not self._chosen("output_kind") and row_count(output.shape) > 1
        counts = fitting_labels(output, "classes" if plain else output.kind, contract.inputs)
        given = self._given_labels()
        info, chosen = self.state.found.info, bool(self._chosen("labels"))
        origin = "" if info is None or chosen else labels_origin(info, contract)
        offered = info is not None and not chosen and bool(self._chosen("no_labels")) and bool(info.facts.labels)
        self.unfit = ""
        for editor, shown in ((self.labels, not values), (self.names, values)):
            editor.setVisible(shown and bool(counts))
            if shown and counts and given and len(given) not in counts:
                self.unfit = editor.show_unfit(given, counts)
            elif shown and counts:
                editor.show_names(output.labels, counts, given=chosen, origin=origin)
            editor.offer_found(offered)
        if output.kind == "mask" and not output.labels:
            self.labels.show_remark(tr("No labels: the parts of the mask have no names."), "")
        if output.kind == "boxes" and not output.labels:
            self.labels.show_remark(tr("No labels: what is found is numbered."), "")

    def _show_kind(self, contract: Contract, output: ContractOutput) -> None:
        possible = possible_kinds(output, contract.outputs, contract.inputs)
        self.kind.show_entries([("auto", tr(AS_GUESSED)), *((kind, tr(OUTPUTS[kind].title)) for kind in possible)])
        self.kind.show_value(output.kind if self._chosen("file") else str(self._chosen("output_kind") or "auto"))
        for field in (self.kind, self._meaning):
            self.form.setRowVisible(field, len(possible) > 1)
        meaning = tr(OUTPUTS[output.kind].meaning)
        if len(contract.outputs) > 1:
            meaning = tr("This is about {output}. {meaning}", output=output.name, meaning=meaning)
        self._meaning.setText(meaning)

    def _show_pixels(self, output: ContractOutput) -> None:
        self.form.setRowVisible(self.pixels, output.kind == "picture")
        own = any(self._chosen(key) is not None for key in ("output_mean", "output_std", "file"))
        given = (output.mean, output.std)
        name = next((name for name, values in _PIXELS.items() if values == given), "custom")
        entries = [("auto", tr(AS_GUESSED)), *((name, tr(SCALINGS[name].words)) for name in _PIXELS)]
        known = not own or name in _PIXELS
        self.pixels.show_entries(entries if known else [*entries, ("custom", tr(OWN_SCALING))])
        self.pixels.show_value(name if own else "auto")

    def _given_labels(self) -> tuple[str, ...]:
        """The labels of the chosen file where something about the contract is wrong; else the contract has them."""
        path = self._chosen("labels")
        if not path or self.services.inspection.contract_error is None:
            return ()
        try:
            return read_labels(Path(str(path)))
        except LitecrateError:  # the error about the contract says it
            return ()

    def _chosen(self, key: str) -> Any:
        return self.state.table("contract").get(key)

    # User actions

    def _edit(self, **values: Any) -> None:
        edit_contract(self.services, **values)

    def _kind_picked(self, value: str) -> None:
        """Sets another kind of output and drops the choices that do not apply to it."""
        self._show_units_problem("")
        dropped = {key: None for key, kinds in _OF_KINDS.items() if value not in kinds}
        self._edit(output_kind=None if value == "auto" else value, **dropped)

    def _pixels_picked(self, value: str) -> None:
        if value != "custom":  # which is only shown for values of a contract file, and changes nothing
            mean, std = map(list, _PIXELS[value]) if value in _PIXELS else (None, None)
            self._edit(output_kind="picture", output_mean=mean, output_std=std)

    def _units_typed(self) -> None:
        if not self.units.isModified():  # the focus only passed through
            return
        units = [unit.strip() for unit in self.units.text().split(",")]
        count = row_count(self._output.shape) if self._output else 1
        given = any(units)
        wrong = given and len(units) not in (1, count)
        words = trn("One unit, because there is {n} number", "One unit for all, or {n}: one for each number", count)
        self._show_units_problem(words if wrong else "")
        if not wrong:
            self.units.setModified(False)
            self._edit(units=units if given else None, output_kind="values")
        self.changed.emit()

    def _show_units_problem(self, words: str) -> None:
        set_property(self.units, "wrong", "true" if words else "false")
        set_text(self._units_wrong, words)

    def _labels_from_file(self, path: Path | None) -> None:
        try:
            if path is not None:
                read_labels(path)
        except LitecrateError as error:
            self._editor.show_remark(f"{error.what}. {error.remedy}", "bad")
            return
        choose_labels(self.services, path)

    def _labels_typed(self, labels: list[str]) -> None:
        try:
            choose_labels(self.services, keep_labels(labels) if labels else None)
        except OSError as error:
            self._editor.show_remark(tr("The labels cannot be kept: {reason}", reason=error.strerror or error), "bad")

    @property
    def _editor(self) -> NamesEditor:
        return self.names if self.names.isVisibleTo(self) else self.labels
