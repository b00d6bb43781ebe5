"""The fourth page: what to make, what it is called, and where it goes."""

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout

from builder.errors import Problem
from builder.events import ErrorText
from builder.job import this_platform
from builder.names import problem_with
from builder.words import tr, trn
from ui import dialogs
from ui.bridge import unheard
from ui.estimates import model_bytes
from ui.output_folder import folder_problem, free_space, next_free_name, taken
from ui.pages.base import Page
from ui.services import Services
from ui.theme import px
from ui.widgets.basic import Button, Card, boxed, clear, column, described, row, set_property, set_text, text
from ui.widgets.flow import flow
from ui.widgets.problem_card import remark_card, remedy_of
from ui.widgets.product_cards import ORDER, ProductCards

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,39}")
_SETTLE_MS = 200  # a path is looked at when typing pauses


class ProductsPage(Page):
    """Products, name, version, icon, folder."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "products",
            tr("Products"),
            tr("What should be made?"),
            tr("Each is started and checked before it is called ready. You can take several."),
        )
        self.products = ProductCards()
        self.products.chosen.connect(self._choose_products)
        self.name_field, self.version, self.folder = QLineEdit(), QLineEdit(), QLineEdit()
        described(self.name_field, tr("Name of the program"))
        described(self.version, tr("Version of the program"))
        described(self.folder, tr("Folder for the result"))
        self.name_field.textEdited.connect(lambda words: self.state.put("app", "products", name=words))
        self.version.textEdited.connect(lambda words: self.state.put("app", "products", version=words))
        self.folder.textEdited.connect(self._folder_typed)
        self._name_wrong, self._version_wrong = text("", "quiet", "bad"), text("", "quiet", "bad")
        self._folder_note, self._target = text("", "quiet"), text("", "quiet")
        self._icon_error: ErrorText | None = None
        self._exists = QVBoxLayout()
        self._exists_box = boxed(self._exists)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._show_all)
        for part in (self.products, Card(boxed(self._form())), self._exists_box):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.state.changed.connect(self._state_changed)
        self._show_all()

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        browse = Button(tr("Choose &folder..."), self._browse, icon_name="folder")
        place = row(self.folder, browse)
        place.setStretch(0, 1)
        for words, buddy, field in (
            (tr("&Name"), self.name_field, column(self.name_field, self._name_wrong, gap=4)),
            (tr("&Version"), self.version, column(self.version, self._version_wrong, gap=4)),
            (tr("F&older"), self.folder, column(boxed(place), self._folder_note, self._target, gap=4)),
            (tr("Icon"), None, self._icon_row()),
        ):
            label = QLabel(words)
            if buddy is not None:
                label.setBuddy(buddy)
            form.addRow(label, boxed(field))
        return form

    def _icon_row(self) -> Any:
        self._icon = QLabel()
        self._icon.setAccessibleName(tr("The icon"))
        self.choose_icon = Button(tr("Choose a &picture..."), self._choose_icon, icon_name="picture")
        self.remove_icon = Button(tr("&Remove"), lambda: self._set_icon(None), look="link")
        self._icon_note = text("", "quiet")
        return column(
            boxed(flow(self._icon, self.choose_icon, self.remove_icon, gap=8, equal=False)), self._icon_note, gap=4
        )

    # What the page says of itself

    def problems(self) -> list[Problem]:
        found = []

        def add(field: str, message: str) -> None:
            found.append(Problem(field=field, level="error", message=message))

        if not self.state.draft.tables.get("products"):
            add("products", tr("Nothing is chosen to be made"))
        name = self.state.name
        wrong = problem_with(name) if self.state.model_path is not None or name else None
        if wrong:
            add("app.name", tr("The name cannot be used: it {problem}", problem=wrong))
        if not _VERSION.fullmatch(self._chosen_version()):
            add("app.version", tr("The version has letters, digits and dots, and no spaces"))
        where = folder_problem(self.state.output)
        if where:
            add("output.folder", where)
        elif not wrong and name and self._is_taken() and not self.state.get("output", "overwrite"):
            add("output.folder", tr("{path} exists already", path=self.state.output / name))
        if self._icon_error is not None:
            add("app.icon", self._icon_error.what)
        return found

    def note(self) -> str:
        products = self.state.draft.tables.get("products") or []
        names = [self.products.cards[each["product"]].mark.text() for each in products if each["product"] in ORDER]
        return ", ".join(names) if len(names) < 3 else trn("{n} product", "{n} products", len(names))

    def focus_first(self) -> None:
        self.products.cards["onefile"].mark.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        self._show_all()

    def _state_changed(self, topic: str) -> None:
        if topic in {"model", "products", "precision", "contract"}:
            self._show_all()

    def _chosen_version(self) -> str:
        return str(self.state.get("app", "version", "1.0.0"))

    def _is_taken(self) -> bool:
        return taken(self.state.output / self.state.name)

    # What is shown

    def _show_all(self) -> None:
        info, contract = self.state.found.info, self.state.found.contract
        pictures = contract is not None and any(entry.kind == "image" for entry in contract.inputs)
        chosen = [str(each["product"]) for each in self.state.draft.tables.get("products") or []]
        size = model_bytes(info, self.state.precision) if info is not None else None
        self.products.show_chosen(chosen, size, pictures=pictures)
        for field, words in (
            (self.name_field, self.state.name),
            (self.version, self._chosen_version()),
            (self.folder, str(self.state.output)),
        ):
            if field.text() != words and not (field is self.folder and self._settle.isActive()):
                field.setText(words)
        self._show_remarks()
        self._show_icon()
        self.changed.emit()

    def _show_remarks(self) -> None:
        messages = {problem.field: problem.message for problem in self.problems()}
        for field, label, key in (
            (self.name_field, self._name_wrong, "app.name"), (self.version, self._version_wrong, "app.version"),
        ):  # fmt: skip
            set_text(label, messages.get(key, ""))
            set_property(field, "wrong", "true" if key in messages else "false")
        where = folder_problem(self.state.output)
        space, enough = free_space(self.state.output) if not where else ("", True)
        set_property(self.folder, "wrong", "true" if where else "false")
        set_text(self._folder_note, where or space, "bad" if where else "" if enough else "caution")
        target = tr("The result will be in {path}", path=self.state.output / self.state.name)
        set_text(self._target, "" if where or "app.name" in messages else target)
        self._show_existing("app.name" not in messages and not where)

    def _show_existing(self, named: bool) -> None:
        """What can be done about a result that is there already."""
        overwrite = bool(self.state.get("output", "overwrite"))
        shown = named and bool(self.state.name) and self._is_taken()
        clear(self._exists)
        self._exists_box.setVisible(shown)
        if not shown:
            return
        name, folder = self.state.name, self.state.output
        other = next_free_name(folder, name)
        problem = Problem(
            field="output.folder",
            level="warning" if overwrite else "error",
            message=tr("{path} exists already", path=folder / name),
            remedy=tr("Take another name, or replace it."),
        )
        take = Button(tr("Call it {name}", name=other), lambda: self._rename(other), icon_name="edit")
        card = remark_card(problem, take)
        replace = QCheckBox(tr("Re&place it; the old one is kept under another name"))
        replace.setAccessibleName(tr("Replace it; the old one is kept under another name"))
        replace.setChecked(overwrite)
        replace.toggled.connect(lambda on: self.state.put("output", "products", overwrite=on or None))
        card.column.addWidget(replace)
        self._exists.addWidget(card)

    def _show_icon(self) -> None:
        path = self.state.get("app", "icon")
        self.remove_icon.setVisible(bool(path))
        picture = QPixmap(str(path)) if path else QPixmap()
        side = px(40)
        self._icon.setVisible(not picture.isNull())
        if not picture.isNull():
            self._icon.setPixmap(
                picture.scaled(
                    side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
            )
        error = self._icon_error
        words = f"{error.what}. {error.why} {remedy_of(error)}" if error is not None else ""
        if not words:
            words = tr("Shown by Windows and macOS on the program itself; on Linux programs carry no icon inside.")
        set_text(self._icon_note, words, "bad" if error is not None else "")

    # What the user does

    def _choose_products(self, products: list[str]) -> None:
        self.state.choose_products([{"product": each, "platform": this_platform()} for each in products])

    def _rename(self, name: str) -> None:
        self.state.put("app", "products", name=name)
        self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _folder_typed(self, words: str) -> None:
        self._settle.start()
        self.state.put("output", "products", folder=words)

    def _browse(self) -> None:
        chosen = dialogs.choose_folder(self, tr("Choose the folder for the result"), self.state.output)
        if chosen is not None:
            self.state.put("output", "products", folder=str(chosen))

    def _choose_icon(self) -> None:
        chosen = dialogs.choose_file(self, tr("Choose an icon"), tr("Pictures"), dialogs.PICTURE_FILES)
        if chosen is not None:
            self._set_icon(chosen)

    def _set_icon(self, path: Path | None) -> None:
        self._icon_error = None
        self.state.put("app", "products", icon=str(path) if path else None)
        if path is not None:
            self.services.assistant.ask("icon", unheard, self._icon_refused, path=str(path))
        self._show_all()

    def _icon_refused(self, error: ErrorText) -> None:
        self._icon_error = error
        self._show_all()
