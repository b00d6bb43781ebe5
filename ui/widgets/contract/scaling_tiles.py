"""Question which answer to the tried picture is right: a tile for each outcome of the usual scalings, to be chosen."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from builder.contract.kind_labels import SCALINGS
from builder.core.words import tr
from ui.tasks.contract_choices import take_scaling, undo_scaling
from ui.tasks.scaling_choice import ScalingChoice
from ui.tasks.services import Services
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, Icon, boxed, clear, column, described, row, set_text, text
from ui.widgets.charts.bars import percent
from ui.widgets.choice_card import ChoiceCard
from ui.widgets.flow import flow
from ui.widgets.problem_card import error_card
from ui.widgets.waiting import Waiting

_LEAST_TILE = 150  # px at 100%, before tiles go below each other; chosen


class ScalingTiles(QWidget):
    """Shows `services.scaling_choice` and takes the scaling whose answer the user finds right; else hidden."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._choice = services, services.scaling_choice
        self._shown: object = None
        self.tiles: dict[str, ChoiceCard] = {}
        self._hint = text("", "secondary")
        self._unnamed = text(
            tr('Labels make the answers readable: add them under "{part}".', part=tr("What comes out")), "secondary"
        )
        self._busy = Waiting(tr("Scalings are being tried"))
        self._flow = flow(least=_LEAST_TILE, gap=8)
        self._row = boxed(self._flow)
        self._error = column()
        self._taken = text("", "strong")
        self.undo = Button(tr("Und&o"), self._undo, look="link")
        line = row(Icon("tick", "good"), self._taken, self.undo, gap=8)
        line.setStretch(1, 1)
        self._taken_line = boxed(line)
        heading = text(tr("Which is right?"), "strong")
        parts = (heading, self._hint, self._row, self._unnamed, self._busy, self._taken_line, boxed(self._error))
        self.setLayout(column(*parts))
        self.setAccessibleName(tr("Which is right?"))
        self._choice.changed.connect(self.show_all)
        services.inspection.changed.connect(self.show_all)
        self.show_all()

    def show_all(self) -> None:
        """Updates everything; tiles are made anew only where the answers are others."""
        choice = self._choice
        self.setVisible(choice.opened and choice.possible)
        if choice.busy:
            self._busy.show_words(choice.text)
        else:
            self._busy.hide()
        if (choice.ways, choice.error) != self._shown:
            self._shown = choice.ways, choice.error
            self._make_tiles(choice)
        for scalings, card in self.tiles.items():
            is_here = choice.chosen in scalings.split()
            card.set_chosen(is_here)
            card.set_badge(tr("Used now") if not is_here and self._used_now(scalings.split()) else "")
        self._show_taken(choice)

    def _make_tiles(self, choice: ScalingChoice) -> None:
        clear(self._flow)
        clear(self._error)
        self.tiles = {}
        alike = len(choice.ways) == 1
        for way in choice.ways if not alike else ():
            card = _tile(way)
            card.chosen.connect(partial(self._take, way))
            self.tiles[" ".join(way["scalings"])] = card
            self._flow.addWidget(card)
        if choice.error is not None:
            self._error.addWidget(error_card(choice.error))
        set_text(
            self._hint,
            tr("This picture gets the same answer in every way. Try another one, to see which is right.") if alike
            else tr("The model was given the picture in every usual way. Choose the right answer.")
            if choice.ways else "",
        )  # fmt: skip
        self._row.setVisible(bool(self.tiles))
        named = all(entry["label"] is not None for way in choice.ways for entry in way["top"])
        self._unnamed.setVisible(bool(self.tiles) and not named)

    def _used_now(self, scalings: list[str]) -> bool:
        contract = self._services.state.found.contract
        return self._choice.assumed and contract is not None and contract.inputs[0].scaling in scalings

    def _show_taken(self, choice: ScalingChoice) -> None:
        by_eye = self._services.state.checked == "eye"
        self._taken_line.setVisible(by_eye and bool(self.tiles))
        label = SCALINGS.get(choice.chosen)
        self._taken.setText(tr("You chose: pixels become {scaling}", scaling=tr(label.words)) if label else "")
        self.undo.setVisible(choice.taken is not None and choice.taken.by == "eye")

    # User actions

    def _take(self, way: Mapping[str, Any], chosen: bool) -> None:
        del chosen
        now = self._choice.chosen
        used = next((each for each in way["scalings"] if self._used_now([each])), way["scalings"][0])
        take_scaling(self._services, "eye", scaling=now if now in way["scalings"] else used)
        self.show_all()  # also where nothing changed: pressing the chosen tile's mark has unchecked it

    def _undo(self) -> None:
        chosen = next((card for card in self.tiles.values() if card.is_chosen), None)
        if chosen is not None:  # the button goes away with what it undoes
            chosen.mark.setFocus(Qt.FocusReason.OtherFocusReason)
        undo_scaling(self._services)


def _tile(way: Mapping[str, Any]) -> ChoiceCard:
    """The card of one outcome: share, answer, and the scalings that lead to it."""
    best = way["top"][0] if way["top"] else None
    answer = tr("No answer")
    if best is not None:
        answer = str(best["label"]) if best["label"] is not None else tr("answer {number}", number=best["index"])
    share = percent(best["score"]) if best is not None else ""
    first, *others = (SCALINGS[scaling] for scaling in way["scalings"])
    also = tr("also {others}", others=", ".join(other.range for other in others)) if others else ""
    parts = [text(breakable(answer, 12), "heading"), text(tr(first.entry), "secondary")]
    card = ChoiceCard(share or "-", "", *parts, *([text(also, "secondary")] if also else []), one_of=True)
    card.sentence.hide()
    words = ", ".join(part for part in (tr(first.entry), also) if part)
    described(card.mark, f"{answer} {share}".strip(), words)
    return card
