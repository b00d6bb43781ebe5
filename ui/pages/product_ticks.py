"""Every product with a tick box for each platform that it can be made for: the fold of the products page."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from builder.core.figures import human_bytes
from builder.core.platforms import PLATFORM_NAMES, this_platform
from builder.core.words import tr
from builder.job.job import EVERYWHERE_PRODUCTS, PAGE
from builder.report.labels import product_label
from ui.state.product_choice import KINDS, chosen, platforms, product_of, products_for, with_product, without
from ui.state.state import WizardState
from ui.texts.estimates import round_estimate
from ui.texts.recipients import linux_needed_words, page_refusal, size_of
from ui.widgets.basic import Card, boxed, column, text
from ui.widgets.flow import flow

_LEAST_CARD = 300  # px at 100%, before cards go below each other; chosen


class ProductTicks(QWidget):
    """A card for each product, with a tick box for each platform.

    Attributes:
        ticks: The boxes by product and platform; the web page and the model file have one, for this platform.
    Signals:
        picked: The entries of the job's table `products` after the user ticked or unticked one.
    """

    picked = Signal(list)

    def __init__(self, state: WizardState) -> None:
        super().__init__()
        self._state = state
        self.ticks: dict[tuple[str, str], QCheckBox] = {}
        self._all = {product: self._platforms_of(product) for product in KINDS}
        cards = [self._card(product) for product in KINDS]
        self.setLayout(column(flow(*cards, least=_LEAST_CARD, gap=12)))

    @staticmethod
    def _platforms_of(product: str) -> list[str]:
        if product in EVERYWHERE_PRODUCTS:
            return [this_platform()]
        return [platform for platform in platforms() if product in products_for(platform)]

    def _card(self, product: str) -> Card:
        label = product_label(product)
        boxes: list[QWidget] = []
        for platform in self._all[product]:
            tick = QCheckBox()
            tick.clicked.connect(partial(self._clicked, product, platform))
            self.ticks[product, platform] = tick
            boxes.append(tick)
        needs = linux_needed_words(product)
        card = Card(
            text(label.title, "strong"),
            text(label.meaning, "secondary"),
            *([text(needs, "secondary")] if needs else []),
            boxed(flow(*boxes, gap=8, equal=False)),
            margin=14,
        )
        card.column.addStretch(1)
        return card

    def show_state(self) -> None:
        """Shows which products are chosen, and how large each would be."""
        entries: list[dict[str, Any]] = self._state.products
        for (product, platform), tick in self.ticks.items():
            everywhere = product in EVERYWHERE_PRODUCTS
            found = {product_of(entry) for entry in entries} if everywhere else chosen(entries, platform)
            wanted = product in found
            if tick.isChecked() != wanted:
                tick.setChecked(wanted)
            able = everywhere or product in products_for(platform, only_here=self._state.makes_only_here)  # type: ignore[arg-type]
            able = able and not (product == PAGE and page_refusal(self._state) is not None)
            tick.setEnabled(able or wanted)
            self._name(product, platform, tick)

    def _name(self, product: str, platform: str, tick: QCheckBox) -> None:
        label = product_label(product)
        everywhere = product in EVERYWHERE_PRODUCTS
        where = tr("for every platform") if everywhere else PLATFORM_NAMES[platform]
        size = size_of(self._state, product, platform)
        about = "" if size is None else tr("about {size}", size=human_bytes(round_estimate(size)))
        tick.setText(", ".join(part for part in (where, about) if part))
        name = label.title if everywhere else tr("{name} for {platform}", name=label.title, platform=where)
        tick.setAccessibleName(name)
        tick.setAccessibleDescription(". ".join(part for part in (label.meaning.rstrip("."), about) if part))

    def _clicked(self, product: str, platform: str) -> None:
        entries = self._state.products
        if self.ticks[product, platform].isChecked():
            self.picked.emit(with_product(entries, product, platform))
        else:
            self.picked.emit(
                without(entries, product=product, platform="" if product in EVERYWHERE_PRODUCTS else platform)
            )
