"""Card with a product's size by parts, its size beside the usual way, and its measured facts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from builder.core.figures import human_bytes
from builder.core.words import tr
from builder.report.report import ProductReport, Report
from builder.report.report_words import PARTS, label_of, start_needs
from ui.texts.result_words import Beside, Fact, beside_usual, facts_of, made_products, model_fact
from ui.texts.visible_names import breakable
from ui.widgets.basic import Card, boxed, clear, column, described, row, text
from ui.widgets.charts.bars import Bar, SizeBar
from ui.widgets.choice import TextChoice
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow

_LEAST_FACT = 150  # px at 100%, before facts go below each other; chosen


class SizeCard(Card):
    """Shows one product of a report, with a choice of the product where there are several."""

    def __init__(self, report: Report) -> None:
        super().__init__(gap=16)
        self._report = report
        self._products = made_products(report)
        self.choice = TextChoice()
        self.choice.addItems([label_of(report, product) for product in self._products])
        described(self.choice, tr("Product"), tr("Which product is shown"))
        self.choice.currentIndexChanged.connect(self._show)
        if len(self._products) < 2:
            self.choice.hide()
        self._size = text("", "heading")
        line = row(self._size, self.choice, gap=16)
        line.setStretch(0, 1)
        self.bar = SizeBar()
        self._beside = QVBoxLayout()
        self._beside.setSpacing(8)
        self._beside_box = boxed(self._beside)
        self._facts = flow(least=_LEAST_FACT, gap=16)
        self._facts_box = boxed(self._facts)
        self._needs = text("", "secondary")
        self.needs = Disclosure(tr("&If it does not start"), self._needs)
        self.column.addLayout(line)
        for part in (self.bar, self._beside_box, self._facts_box, self.needs):
            self.column.addWidget(part)
        self._show(0)

    def _show(self, index: int) -> None:
        product = self._products[index]
        size = human_bytes(product.bytes)
        self._size.setText(tr("{product}: {size}", product=label_of(self._report, product), size=size))
        self.bar.show_parts([(part.name, tr(PARTS.get(part.name, part.name)), part.bytes) for part in product.parts])
        self.bar.setVisible(len(product.parts) > 1)
        self._show_beside(beside_usual(self._report, product), product)
        clear(self._facts)
        for fact in (model_fact(self._report), *facts_of(product)):
            self._facts.addWidget(_fact(fact))
        needs = start_needs(product)
        self._needs.setText(breakable(needs))
        self.needs.setVisible(bool(needs))

    def _show_beside(self, beside: Beside | None, product: ProductReport) -> None:
        clear(self._beside)
        self._beside_box.setVisible(beside is not None)
        if beside is not None:
            self._beside.addWidget(_two_bars(beside, label_of(self._report, product)))
            self._beside.addWidget(text(beside.words))


def _fact(fact: Fact) -> QWidget:
    parts = [text(fact.term, "secondary"), text(fact.value, "strong")]
    if fact.remark:
        parts.append(text(fact.remark, "secondary"))
    return boxed(column(*parts, 0, gap=2))


def _two_bars(beside: Beside, label: str) -> QWidget:
    """Two bars on one scale: the product's size and that of the usual way."""
    widget = QWidget()
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    widest = max(beside.own, beside.usual)
    for at, (name, size, colour) in enumerate(
        ((label, beside.own, "accent"), (tr("With TensorFlow"), beside.usual, "secondary"))
    ):
        bar = Bar(10)
        bar.show_stretches([(size / widest, colour)])
        grid.addWidget(text(name, "secondary", wrap=False), at, 0)
        grid.addWidget(bar, at, 1)
        grid.addWidget(text(human_bytes(size), "secondary", wrap=False), at, 2, Qt.AlignmentFlag.AlignRight)
    return widget
