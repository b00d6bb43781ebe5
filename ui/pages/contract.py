"""The second page: what goes in, what comes out, and a first try with the original model."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from builder.contract import Contract, ContractInput
from builder.errors import Problem
from builder.words import tr
from ui.contract_choices import edit_contract, edited_input
from ui.describe import input_text, output_text
from ui.labels import keep_labels
from ui.pages.base import Page
from ui.services import Services
from ui.widgets.basic import Card, boxed, clear, column, described, set_property, set_text, text
from ui.widgets.choice import Choice
from ui.widgets.first_try import FirstTry
from ui.widgets.flow import flow
from ui.widgets.labels_editor import LabelsEditor
from ui.widgets.problem_card import error_card, remark_card
from ui.widgets.scaling_finder import ScalingFinder

_LEAST_COLUMN = 340  # px; choices and trial stand side by side where both have room


class ContractPage(Page):
    """The contract, guessed and editable."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "contract",
            tr("Input and answers"),
            tr("What goes in, and what comes out?"),
            tr("This was guessed from the model. Change what is not right; everything is tried at once."),
        )
        self._notes = QVBoxLayout()
        self._notes.setSpacing(16)
        self.trial = FirstTry(services.inspection.choose_sample)
        self.labels = LabelsEditor(self._labels_from_file, self._labels_typed)
        choices = boxed(column(self._input_card(), self._output_card(), 0, gap=16))
        side_by_side = boxed(flow(choices, self.trial, least=_LEAST_COLUMN, gap=16))
        for part in (boxed(self._notes), side_by_side):
            self.body.addWidget(part)
        self.body.addStretch(1)
        services.inspection.changed.connect(self._show_all)
        self.state.changed.connect(self._state_changed)
        self._show_all()

    # How it is put together

    def _input_card(self) -> Card:
        self._heading = text(tr("What goes in"), "heading")
        self._guessed = text("", "quiet")
        self.kind = Choice(
            tr("Kind of input"),
            [
                ("auto", tr("As guessed")), ("image", tr("A picture")), ("audio", tr("A sound")),
                ("table", tr("A table row")), ("tensor", tr("Numbers")),
            ],
        )  # fmt: skip
        self.color = Choice(
            tr("Order of colours"), [("rgb", tr("Red, green, blue (usual)")), ("bgr", tr("Blue, green, red"))]
        )
        self.scaling = Choice(
            tr("Scaling of pixels"),
            [
                ("auto", tr("As guessed")),
                ("0-1", tr("0 to 1 (most Keras models)")),
                ("0-255", tr("0 to 255 (scaled inside)")),
                ("pm1", tr("-1 to 1 (MobileNet)")),
                ("imagenet", tr("ImageNet (from PyTorch)")),
                ("caffe", tr("Caffe (ResNet50, VGG)")),
                ("custom", tr("Own mean and spread")),
            ],
            tr("What the model was trained with. A wrong scaling gives wrong answers that look right."),
        )
        self.fit = Choice(
            tr("Pictures of another shape"),
            [
                ("stretch", tr("Stretch them")),
                ("crop", tr("Cut out the middle")),
                ("letterbox", tr("Add black bars")),
            ],
        )
        self.mean, self.std = QLineEdit(), QLineEdit()
        described(self.mean, tr("Mean"), tr("One number, or one for each colour, between 0 and 255"))
        described(self.std, tr("Spread"), tr("One number, or one for each colour; pixels are divided by it"))
        self.form = QFormLayout()
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.finder = ScalingFinder(self.services)
        for words, field in (
            (tr("&Kind"), self.kind), (tr("&Pixels become"), self.scaling), (tr("&Mean"), self.mean),
            (tr("Sp&read"), self.std), (tr("&Colours"), self.color), (tr("Other shap&es"), self.fit),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(field)
            self.form.addRow(label, field)
            if field is self.scaling:
                self.form.addRow(self.finder)
        self._numbers_wrong = text("", "quiet", "bad")
        self.kind.picked.connect(lambda value: self._edit(input_kind=None if value == "auto" else value))
        self.color.picked.connect(lambda value: self._edit(color=value))
        self.fit.picked.connect(lambda value: self._edit(fit=value))
        self.scaling.picked.connect(self._scaling_picked)
        self.mean.editingFinished.connect(self._numbers_typed)
        self.std.editingFinished.connect(self._numbers_typed)
        return Card(self._heading, self._guessed, boxed(self.form), self._numbers_wrong, gap=12)

    def _output_card(self) -> Card:
        self._output = text("", "quiet")
        return Card(text(tr("What comes out"), "heading"), self._output, self.labels, gap=12)

    # What the page says of itself

    def problems(self) -> list[Problem]:
        error = self.services.inspection.contract_error
        if error is not None:
            return [Problem(field="contract", level="error", message=error.what, remedy=error.in_window or error.do)]
        if self._numbers_wrong.text():
            return [Problem(field="contract.mean", level="error", message=self._numbers_wrong.text())]
        if self.state.found.contract is None and self.state.found.info is not None:
            return [Problem(field="contract", level="error", message=tr("It is still being found out"))]
        return []

    def note(self) -> str:
        contract = self.state.found.contract
        return input_text(contract.inputs[0]) if contract else ""

    def focus_first(self) -> None:
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        if self.state.found.shown is None and not self.services.inspection.trying:
            self.services.inspection.try_sample()

    def _state_changed(self, topic: str) -> None:
        if topic in {"model", "contract"}:
            self._show_all()

    # What is shown

    def _show_all(self) -> None:
        contract = self.state.found.contract
        if contract is None:
            self.changed.emit()
            return
        entry = edited_input(contract)
        self._guessed.setText("; ".join(input_text(each) for each in contract.inputs))
        self._show_choices(entry)
        self._output.setText("; ".join(_answer_line(contract)))
        self.labels.show_contract(contract)
        self._show_notes()
        self._show_trial(contract)
        self.changed.emit()

    def _show_choices(self, entry: ContractInput) -> None:
        picture = entry.kind == "image"
        chosen = self.state.table("contract")
        self.kind.show_value(str(chosen.get("input_kind", "auto")))
        self.form.setRowVisible(self.scaling, picture)
        self.form.setRowVisible(self.finder, picture and self._can_be_found(entry))
        self.form.setRowVisible(self.fit, picture)
        self.form.setRowVisible(self.color, picture and entry.color != "gray")
        custom = entry.scaling == "custom"
        self.scaling.show_value("custom" if custom else str(chosen.get("scaling", entry.scaling)))
        for field, values in ((self.mean, entry.mean), (self.std, entry.std)):
            self.form.setRowVisible(field, picture and custom)
            if not field.hasFocus():
                field.setText(", ".join(f"{value:g}" for value in values))
        self.color.show_value(entry.color)
        self.fit.show_value(entry.fit)
        set_text(self._numbers_wrong, self._numbers_wrong.text() if custom else "")

    def _can_be_found(self, entry: ContractInput) -> bool:
        """Whether pictures can tell the scaling: one goes in, classes come out, and the file does not say it itself."""
        contract = self.state.found.contract
        if contract is None or len(contract.inputs) != 1 or entry.raw_pixels:
            return False
        return any(output.kind == "classes" for output in contract.outputs)

    def _show_notes(self) -> None:
        clear(self._notes)
        inspection = self.services.inspection
        if inspection.contract_error is not None:
            self._notes.addWidget(error_card(inspection.contract_error))
        else:
            for problem in self.state.found.warnings:
                self._notes.addWidget(remark_card(problem))
        parent = self._notes.parentWidget()
        if parent is not None:
            parent.setVisible(self._notes.count() > 0)

    def _show_trial(self, contract: Contract) -> None:
        inspection = self.services.inspection
        self.trial.show_contract(contract, self.state.is_sample)
        if inspection.trying:
            self.trial.show_busy(inspection.trial_text)
        elif inspection.trial_error is not None:
            self.trial.show_error(inspection.trial_error)
        else:
            self.trial.show_answer(self.state.found.sample, self.state.found.shown)

    # What the user does

    def _edit(self, **values: Any) -> None:
        edit_contract(self.services, **values)

    def _scaling_picked(self, value: str) -> None:
        if value == "custom":
            entry = edited_input(self.state.found.contract) if self.state.found.contract else None
            mean, std = (list(entry.mean), list(entry.std)) if entry else ([0.0], [255.0])
            self._edit(scaling=None, mean=mean, std=std)
            self.mean.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._numbers_wrong.setText("")
            self._edit(scaling=None if value == "auto" else value, mean=None, std=None)

    def _numbers_typed(self) -> None:
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
            self._edit(scaling=None, **values)
        self.changed.emit()

    def _labels_from_file(self, path: Path | None) -> None:
        self._edit(labels=str(path) if path else None)

    def _labels_typed(self, labels: list[str]) -> None:
        try:
            self._edit(labels=str(keep_labels(labels)) if labels else None)
        except OSError as error:
            self.labels.say(tr("The labels cannot be kept: {reason}", reason=error.strerror or error), "bad")


def _answer_line(contract: Contract) -> list[str]:
    return [f"{output.name}: {output_text(output)}" for output in contract.outputs]
