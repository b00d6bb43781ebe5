"""Products page (fourth): who will run the programs, the products for them, and name, version, icon and folder."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.core.platforms import this_platform
from builder.core.words import tr, trn
from builder.job.job import PAGE
from builder.report.labels import platform_label, product_label
from ui.pages.base import Page
from ui.pages.naming import Naming
from ui.pages.product_ticks import ProductTicks
from ui.state.product_choice import (
    MODEL,
    cannot_be_made,
    chosen,
    has_model,
    has_page,
    platform_of,
    platforms,
    product_of,
    products_for,
    recommended,
    with_product,
    without,
)
from ui.tasks.services import Services
from ui.texts.recipients import RECIPIENTS, Recipient, computer_words, gets_words, is_chosen, page_refusal, remark_words
from ui.widgets.basic import Button, boxed, clear, set_text, text
from ui.widgets.choice_card import ChoiceCard
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow
from ui.widgets.problem_card import remark_card

# px at 100%, before tiles go below each other: of several or no platforms, and of one; chosen: three and four in a row.
_LEAST_TILE, _LEAST_OF_ONE = 225, 165
_GAP, _TILE_GAP, _TILE_MARGIN = 10, 4, 12  # px between tiles and parts, in a tile, and around; chosen: all of it fits
_NAMED = 3  # that the list of steps names; chosen


class ProductsPage(Page):
    """Edits the job's products, and name and place by `Naming`.

    Attributes:
        tiles: A tile for each kind of recipient, by their keys.
        products: The products themselves, folded.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "products",
            tr("Products"),
            tr("Who will run it?"),
            tr("Every program is made on this computer, and checked here wherever it can be started here."),
        )
        self._gets = {key: text("", "strong") for key in RECIPIENTS}
        self._remarks = {key: text("", "secondary") for key in RECIPIENTS}
        self.tiles = {key: self._tile(key, recipient) for key, recipient in RECIPIENTS.items()}
        self._notes = QVBoxLayout()
        self._note_box = boxed(self._notes)
        self.ticks = ProductTicks(self.state)
        self.ticks.picked.connect(self.state.choose_products)
        self.products = Disclosure(tr("The &products themselves"), self.ticks)
        self.naming = Naming(services)
        self.destroyed.connect(self.naming.icon.check.stop)
        self.naming.changed.connect(self.changed)
        of_one = [key for key, recipient in RECIPIENTS.items() if len(recipient.platforms) == 1]
        several = boxed(
            flow(*(self.tiles[key] for key in RECIPIENTS if key not in of_one), least=_LEAST_TILE, gap=_GAP)
        )
        single = boxed(flow(*(self.tiles[key] for key in of_one), least=_LEAST_OF_ONE, gap=_GAP))
        self.body.setSpacing(_GAP)
        for part in (several, single, self._note_box, self.products, self.naming):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.state.changed.connect(self._state_changed)
        self._show_all()

    def _tile(self, key: str, recipient: Recipient) -> ChoiceCard:
        parts = self._gets[key], self._remarks[key]
        tile = ChoiceCard(tr(recipient.title), "", *parts, one_of=False, gap=_TILE_GAP, margin=_TILE_MARGIN)
        tile.chosen.connect(partial(self._toggled, recipient))
        return tile

    # Page interface

    def problems(self) -> list[Problem]:
        found = []
        if not self._entries():
            message, remedy = tr("No product has been chosen"), tr("Tick at least one.")
            found.append(Problem(field="products", level="error", message=message, remedy=remedy))
        return found + self._foreign_problems() + self._page_problems() + self.naming.problems()

    def place_of(self, problem: Problem) -> QWidget | None:
        if problem.field != "products":
            return self.naming.place_of(problem.field)
        leave_out = next(iter(self._note_box.findChildren(Button)), None)
        return leave_out if leave_out is not None and self._entries() else self._first_tile.mark

    def note(self) -> str:
        entries = [entry for entry in self._entries() if entry not in self._foreign()]
        served = [platform for platform in platforms() if chosen(entries, platform)]
        if len(served) > 1:
            names = [tr(each.title) for each in RECIPIENTS.values() if each.platforms and _serves(each, served)]
            names += [product_label(PAGE).title] if has_page(entries) else []
            names += [product_label(MODEL).title] if has_model(entries) else []
        else:
            names = [product_label(product_of(entry)).title for entry in entries]
        if len(names) > _NAMED - (len(served) < 2):
            return trn("{n} product", "{n} products", len(entries))
        return ", ".join(names)

    def entered(self) -> None:
        self.naming.look()
        self._show_all()  # an emulator may have been installed meanwhile

    def focus_first(self) -> None:
        self._first_tile.mark.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _first_tile(self) -> ChoiceCard:
        return next(iter(self.tiles.values()))

    # Choices

    def _entries(self) -> list[dict[str, Any]]:
        return self.state.products

    def _foreign(self) -> list[dict[str, Any]]:
        """The products of a job that cannot be made on this computer."""
        return cannot_be_made(self._entries(), only_here=self.state.makes_only_here)

    def _foreign_problems(self) -> list[Problem]:
        names = [
            f"{product_label(product_of(entry)).title} ({platform_label(platform_of(entry))})"
            for entry in self._foreign()
        ]
        if not names:
            return []
        message = tr("This job wants products that cannot be made here: {names}", names=", ".join(names))
        remedy = tr("Leave them out, or open the job on such a computer.")
        return [Problem(field="products", level="error", message=message, remedy=remedy)]

    def _page_problems(self) -> list[Problem]:
        refusal = page_refusal(self.state) if has_page(self._entries()) else None
        if refusal is None:
            return []
        remedy = f"{refusal.why} {refusal.in_window or refusal.remedy}"
        return [Problem(field="products", level="error", message=refusal.what, remedy=remedy)]

    # Display

    def _state_changed(self, topic: str) -> None:
        if topic == "finished":
            self.naming.exported()
        self._show_all()

    def _show_all(self) -> None:
        for key, recipient in RECIPIENTS.items():
            self._show_tile(key, recipient)
        self.ticks.show_state()
        clear(self._notes)
        for problem in self._foreign_problems():
            self._notes.addWidget(remark_card(problem, Button(tr("Leave them ou&t"), self._leave_out)))
        for problem in self._page_problems():
            self._notes.addWidget(remark_card(problem, Button(tr("Leave the web page ou&t"), self._leave_page_out)))
        self._note_box.setVisible(self._notes.count() > 0)
        self.naming.show_state()
        self.changed.emit()

    def _show_tile(self, key: str, recipient: Recipient) -> None:
        tile, wanted = self.tiles[key], is_chosen(self.state, recipient)
        if tile.is_chosen != wanted:
            tile.set_chosen(wanted)
        only_here = self.state.makes_only_here
        able = all(products_for(platform, only_here=only_here) for platform in recipient.platforms)
        fits = recipient.product != PAGE or page_refusal(self.state) is None
        tile.mark.setEnabled((able and fits) or wanted)
        words = tr("The compiler of this job makes programs for this computer only.")
        tile.sentence.setText(computer_words(self.state, recipient))
        set_text(self._gets[key], gets_words(self.state, recipient))
        set_text(self._remarks[key], remark_words(self.state, recipient) if able else words)
        said = [tile.sentence.text(), self._gets[key].text(), self._remarks[key].text()]
        tile.mark.setAccessibleDescription(". ".join(part.rstrip(".") for part in said if part))

    # User actions

    def _toggled(self, recipient: Recipient, ticked: bool) -> None:
        entries: list[dict[str, Any]] = list(self._entries())
        if product := recipient.product:
            entries = with_product(entries, product, this_platform()) if ticked else without(entries, product=product)
        for platform in recipient.platforms:
            if not ticked:
                entries = without(entries, platform=platform)
            elif not chosen(entries, platform):
                entries = with_product(entries, recommended(platform), platform)
        self.state.choose_products(entries)

    def _leave_page_out(self) -> None:
        self.state.choose_products(without(self._entries(), product=PAGE))

    def _leave_out(self) -> None:
        foreign = self._foreign()
        self.state.choose_products([dict(entry) for entry in self._entries() if entry not in foreign])


def _serves(recipient: Recipient, served: list[Any]) -> bool:
    """Whether a recipient has one kind of computer, and it is among those that are served."""
    return len(recipient.platforms) == 1 and recipient.platforms[0] in served
