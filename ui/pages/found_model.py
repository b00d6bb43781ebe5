"""Card of what was found in a model: facts, inputs and outputs, choice of its entry point."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QWidget

from builder.contract.contract import Contract
from builder.contract.kind_labels import MODEL_FILES
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.figures import human_bytes
from builder.core.visible import visible
from builder.core.words import tr, trn
from builder.report.model_words import found_words
from builder.report.said_facts import said_facts
from builder.report.said_words import said_line
from ui.look.theme import px
from ui.texts.contract_words import purpose_of, shape_text
from ui.texts.visible_names import shortened
from ui.widgets.basic import Card, boxed, described, row, text
from ui.widgets.charts.figures_table import cell
from ui.widgets.choice import Choice

_SHOWN_ROWS = 8  # inputs and outputs before the table scrolls; chosen


def found_card(info: ModelInfo, path: Path, contract: Contract | None, on_signature: Callable[[str], object]) -> Card:
    """Makes the card.

    Args:
        info: What the inspection found.
        path: Of the model.
        contract: The guess of what goes in and comes out; None where there is none yet.
        on_signature: Called with the entry point that the user chooses, where there are several.
    """
    heading = text(path.stem if path.is_file() else path.name, "heading")
    facts = [MODEL_FILES[info.kind]]
    if info.keras_version:
        facts.append(tr("saved by Keras {version}", version=info.keras_version))
    if info.parameters is not None:
        facts.append(trn("{n} parameter", "{n} parameters", info.parameters))
    facts.append(human_bytes(info.source_bytes))
    found = found_words(info.precision, [tensor.dtype for tensor in info.inputs], trained=info.trained_for_int8)
    if found:
        facts.append(found)
    parts: list[QWidget] = [heading, text(" · ".join(facts)), _tensors(info, contract)]
    said = said_facts(info, contract) if contract is not None else ()
    if said:
        title = tr("What the file says about itself")
        lines = "\n".join(visible(said_line(fact)) for fact in said)
        parts += [text(title), described(text(lines, "secondary", selectable=True), title)]
    if len(info.signatures) > 1:
        parts.append(_signatures(info, on_signature))
    return Card(*parts, gap=12)


def _tensors(info: ModelInfo, contract: Contract | None) -> QTableWidget:
    rows = [(tr("in"), tensor) for tensor in info.inputs] + [(tr("out"), tensor) for tensor in info.outputs]
    table = QTableWidget(len(rows), 5)
    table.setHorizontalHeaderLabels([tr("Direction"), tr("Name"), tr("Shape"), tr("Numbers"), tr("Most likely")])
    for at, (way, tensor) in enumerate(rows):
        for place, words in enumerate(_cells(way, tensor, contract)):
            table.setItem(at, place, cell(words))
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setHighlightSections(False)
    table.verticalHeader().setDefaultSectionSize(px(30))
    table.setFixedHeight(px(30) * (min(len(rows), _SHOWN_ROWS) + 1) + px(8))
    described(table, tr("Inputs and outputs of the model"))
    return table


def _signatures(info: ModelInfo, on_signature: Callable[[str], object]) -> QWidget:
    choice = Choice(
        tr("Entry point of the model"),
        [(name, shortened(name)) for name in info.signatures],
        tr("The model can be called in several ways; one of them is built"),
    )
    choice.show_value(info.signature or "")
    choice.picked.connect(on_signature)
    return boxed(row(text(tr("Entry point (signature):"), wrap=False), choice, 0))


def _cells(way: str, tensor: TensorInfo, contract: Contract | None) -> list[str]:
    return [way, tensor.name, shape_text(tensor.shape), tensor.dtype, purpose_of(tensor.name, contract)]
