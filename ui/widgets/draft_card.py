"""Card that offers the draft which the user was working on when the window was closed."""

from collections.abc import Callable
from pathlib import Path

from builder.core.words import tr
from builder.job.draft import JobDraft
from ui.texts.choice_words import chosen_words
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, Card, boxed, text
from ui.widgets.flow import flow


class DraftCard(Card):
    """Shows which model a draft is about and what was chosen.

    Args:
        on_take: Called when the user goes on with it.
        on_forget: Called when the user does not want it any more.
    """

    def __init__(self, draft: JobDraft, on_take: Callable[[], object], on_forget: Callable[[], object]) -> None:
        super().__init__()
        model = draft.tables.get("model")
        path = Path(str(model.get("path", ""))) if isinstance(model, dict) else Path()
        title = tr("Go on with {name}?", name=path.name)
        choices = chosen_words(draft)
        words = tr("The window was closed while you were working on it.")
        if choices:
            words = tr("The window was closed while you were working on it. Chosen so far: {choices}.", choices=choices)
        self.take = Button(tr("&Go on"), on_take, icon_name="again")
        self.forget = Button(tr("&Discard it"), on_forget, look="link")
        for part in (
            text(breakable(title), "heading"), text(breakable(words), "secondary"),
            boxed(flow(self.take, self.forget, gap=8, equal=False)),
        ):  # fmt: skip
            self.column.addWidget(part)
        self.setAccessibleName(title)
