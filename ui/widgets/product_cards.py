"""The products as cards, and what is not possible on this machine and why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from builder.job import Platform, this_platform
from builder.words import tr
from ui.estimates import about, program_bytes
from ui.sentences import PLATFORM_WORDS
from ui.widgets.basic import boxed, column, set_text, text
from ui.widgets.choice_card import ChoiceCard
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow

ORDER = ("onefile", "folder", "native", "model")
_LEAST_CARD = 210  # px


def _words(product: str) -> tuple[str, str]:
    """Title and sentence of a product."""
    return {
        "onefile": (tr("One file"), tr("A program in a single file. The easiest to pass on: copy it, start it.")),
        "folder": (tr("Folder"), tr("The same as a folder. Starts faster, since nothing is unpacked first.")),
        "native": (
            tr("Native"),
            tr("A folder and a .zip without Python inside. Starts in milliseconds; for scripts and older systems."),
        ),
        "model": (
            tr("Model file"),
            tr("The converted .tflite alone, for people who build it into something of their own."),
        ),
    }[product]


class ProductCards(QWidget):
    """Signals:
    chosen: The products that are ticked, in their order.
    """

    chosen = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, ChoiceCard] = {}
        self._sizes = {product: text("", "number") for product in ORDER}
        for product in ORDER:
            title, sentence = _words(product)
            card = ChoiceCard(title, sentence, self._sizes[product], one_of=False)
            card.chosen.connect(self._clicked)
            self.cards[product] = card
        here = PLATFORM_WORDS[this_platform()]
        heading = text(tr("For this machine's system, {platform}", platform=here), "heading")
        cards = boxed(flow(*self.cards.values(), least=_LEAST_CARD))
        self.setLayout(column(heading, cards, self._elsewhere(), gap=12))

    def _elsewhere(self) -> Disclosure:
        others: list[Platform] = ["linux-x64", "linux-arm64", "windows-x64", "macos-arm64"]
        names = ", ".join(PLATFORM_WORDS[each] for each in others if each != this_platform())
        words = tr(
            "Programs are built and started on the machine that they are for, since every one is checked before it is "
            "called ready. For {platforms}, run Litecrate there with the same job. The model file runs everywhere.",
            platforms=names,
        )
        return Disclosure(tr("Other systems"), text(words, "quiet"))

    def show_chosen(self, products: list[str], model: int | None, *, pictures: bool) -> None:
        """Args:
        products: The chosen ones.
        model: Bytes of the converted model, None when not known.
        pictures: The program reads pictures.
        """
        for product, card in self.cards.items():
            card.set_chosen(product in products)
            size = program_bytes(product, model, pictures=pictures)
            set_text(self._sizes[product], about(size) if size else "")

    def _clicked(self) -> None:
        self.chosen.emit([product for product, card in self.cards.items() if card.is_chosen])
