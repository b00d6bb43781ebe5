"""Products page (fourth): choice of the products, and name, version, icon and output folder."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.core.figures import human_bytes
from builder.core.platforms import PLATFORM_NAMES, this_platform
from builder.core.words import tr, trn
from builder.report.labels import PRODUCTS, platform_label, product_label
from ui.pages.base import Page
from ui.pages.naming import Naming
from ui.tasks.services import Services
from ui.texts.estimates import model_bytes, program_bytes, round_estimate
from ui.widgets.basic import Button, boxed, clear, set_text, text
from ui.widgets.choice_card import ChoiceCard
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow
from ui.widgets.problem_card import remark_card

_LEAST_CARD = 230  # px at 100%, before cards go below each other; chosen


class ProductsPage(Page):
    """Edits the job's products, and name and place by `Naming`."""

    def __init__(self, services: Services) -> None:
        self._here = this_platform()
        here = PLATFORM_NAMES[self._here]
        super().__init__(
            services,
            "products",
            tr("Products"),
            tr("What should be made?"),
            tr("One or more. Each is made for {platform}, started here, and checked.", platform=here),
        )
        self.sizes = {product: text("", "strong") for product in PRODUCTS}
        self.cards = {
            product: ChoiceCard(
                product_label(product).title, product_label(product).meaning, self.sizes[product], one_of=False
            )
            for product in PRODUCTS
        }  # fmt: skip
        for product, card in self.cards.items():
            card.chosen.connect(partial(self._toggled, product))
        self._notes = QVBoxLayout()
        self._note_box = boxed(self._notes)
        self.others = Disclosure(tr("Other p&latforms"), text(self._about_others(), "secondary"))
        self.naming = Naming(services)
        self.destroyed.connect(self.naming.icon.check.stop)
        self.naming.changed.connect(self.changed)
        cards = boxed(flow(*self.cards.values(), least=_LEAST_CARD, gap=12))
        for part in (cards, self._note_box, self.others, self.naming):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.state.changed.connect(self._state_changed)
        self._show_all()

    def _about_others(self) -> str:
        others = [words for platform, words in PLATFORM_NAMES.items() if platform != self._here]
        return tr(
            "Programs for {others} cannot be made here: each is built, started and checked on its own kind "
            "of computer. Save the job and open it with Litecrate there. The model file runs on all of "
            "them.",
            others=tr("{first} and {last}", first=", ".join(others[:-1]), last=others[-1]),
        )

    # Page interface

    def problems(self) -> list[Problem]:
        found = []
        if not self._entries():
            message, remedy = tr("No product has been chosen"), tr("Tick at least one.")
            found.append(Problem(field="products", level="error", message=message, remedy=remedy))
        return found + self._foreign_problems() + self.naming.problems()

    def place_of(self, problem: Problem) -> QWidget | None:
        if problem.field != "products":
            return self.naming.place_of(problem.field)
        leave_out = next(iter(self._note_box.findChildren(Button)), None)
        return leave_out if leave_out is not None and self._entries() else self.cards["onefile"].mark

    def note(self) -> str:
        chosen = [product for product in PRODUCTS if product in self._chosen()]
        if len(chosen) > 2:
            return trn("{n} product", "{n} products", len(chosen))
        return ", ".join(product_label(product).title for product in chosen)

    def entered(self) -> None:
        self.naming.look()

    def focus_first(self) -> None:
        self.cards["onefile"].mark.setFocus(Qt.FocusReason.OtherFocusReason)

    # Choices

    def _entries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.state.draft.tables.get("products") or []
        return found

    def _is_foreign(self, entry: dict[str, Any]) -> bool:
        """Whether a product cannot be made on this platform; a model file can be made anywhere."""
        product = entry.get("product", "onefile")
        elsewhere = product != "model" and entry.get("platform", self._here) != self._here
        return elsewhere or product not in PRODUCTS

    def _platform_words(self, entry: dict[str, Any]) -> str:
        return platform_label(str(entry.get("platform", self._here)))

    def _chosen(self) -> set[str]:
        return {str(entry.get("product", "onefile")) for entry in self._entries() if not self._is_foreign(entry)}

    def _foreign_problems(self) -> list[Problem]:
        names = [
            f"{product_label(entry.get('product', 'onefile')).title} ({self._platform_words(entry)})"
            for entry in self._entries()
            if self._is_foreign(entry)
        ]
        if not names:
            return []
        message = tr("This job wants products that cannot be made here: {names}", names=", ".join(names))
        remedy = tr("Leave them out, or open the job on such a computer.")
        return [Problem(field="products", level="error", message=message, remedy=remedy)]

    # Display

    def _state_changed(self, topic: str) -> None:
        if topic == "finished":
            self.naming.exported()
        self._show_all()

    def _show_all(self) -> None:
        chosen = self._chosen()
        for product, card in self.cards.items():
            if card.is_chosen != (product in chosen):
                card.set_chosen(product in chosen)
            self._show_size(product, card)
        clear(self._notes)
        for problem in self._foreign_problems():
            self._notes.addWidget(remark_card(problem, Button(tr("Leave them ou&t"), self._leave_out)))
        self._note_box.setVisible(self._notes.count() > 0)
        self.naming.show_state()
        self.changed.emit()

    def _show_size(self, product: str, card: ChoiceCard) -> None:
        info = self.state.found.info
        model = model_bytes(info, self.state.precision) if info is not None else None
        words = ""
        if model is not None:
            size = program_bytes(product, model)
            words = tr("about {size}", size=human_bytes(round_estimate(size)))
        set_text(self.sizes[product], words)
        said = [product_label(product).meaning.rstrip("."), words]
        card.mark.setAccessibleDescription(". ".join(part for part in said if part))

    # User actions

    def _toggled(self, product: str, chosen: bool) -> None:
        others = [dict(entry) for entry in self._entries() if self._is_foreign(entry)]
        wanted = self._chosen() | {product} if chosen else self._chosen() - {product}
        ours = [{"product": each, "platform": self._here} for each in PRODUCTS if each in wanted]
        self.state.choose_products(ours + others)

    def _leave_out(self) -> None:
        self.state.choose_products([dict(entry) for entry in self._entries() if not self._is_foreign(entry)])
