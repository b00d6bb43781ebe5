"""Card of the products page for name, version, icon and output folder of the program."""

from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from builder.core.errors import Problem
from builder.core.figures import human_bytes
from builder.core.program_names import problem_with
from builder.core.words import tr
from builder.job.job import AppChoice
from ui.pages.existing_result import ExistingResult, existing_problem
from ui.pages.icon_choice import IconChoice
from ui.tasks.destination import Destination, folder_of, look_at
from ui.tasks.services import Services
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, boxed, column, fill, set_text, text
from ui.widgets.flow import flow
from ui.widgets.labelled_field import Labelled, Line

_VERSION = str(AppChoice.model_fields["version"].default)
_GAP = 10  # px between heading, names and place; chosen
_LEAST_FIELD = 200  # px at 100%, before fields go below each other; chosen


def version_problem(version: str) -> str:
    """Translated reason why a version cannot be used; "" when it can."""
    try:
        AppChoice(name="any", version=version)
    except ValidationError:
        return tr("A version is up to 40 letters, digits, dots, dashes and plus signs, such as 1.0.0")
    return ""


class Naming(Card):
    """Edits the tables "app" and "output" of the job, and checks the destination.

    Signals:
        changed: `problems()` changed.
    """

    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(gap=_GAP)
        self._state = services.state
        self.icon = IconChoice(services)
        self._destination = Destination()
        self._checked_destination: tuple[str, str] | None = None
        fill(
            self.column,
            (text(tr("Name and place"), "heading"), self._names_box(), self._place_box()),
        )  # fmt: skip
        self.setAccessibleName(tr("Name and place"))
        self.icon.check.changed.connect(self.changed)
        self.show_state()

    # Construction

    def _names_box(self) -> QWidget:
        self.name_field, self.version_field = Line(), Line()
        self.version_field.setPlaceholderText(_VERSION)
        self._name = Labelled(tr("Na&me"), self.name_field, tr("Of the program and of its folder"))
        self._version = Labelled(
            tr("&Version"), self.version_field, tr("It tells one version of the program from the next")
        )
        self.name_field.textEdited.connect(self._name_typed)
        self.version_field.textEdited.connect(self._version_typed)
        return boxed(flow(self._name, self._version, self.icon, least=_LEAST_FIELD, gap=16))

    def _place_box(self) -> QWidget:
        self.folder_field = Line()
        self.choose_folder = Button(tr("&Choose..."), self._choose_folder, icon_name="folder")
        self.choose_folder.setAccessibleName(tr("Choose the output folder"))
        self.result = text("", "secondary")
        self.room = text("", "secondary")
        self._folder = Labelled(
            tr("Output &folder"), self.folder_field, tr("The result becomes a folder in it"),
            self.result, self.room, beside=self.choose_folder,
        )  # fmt: skip
        self.folder_field.textEdited.connect(self._folder_typed)
        self.existing = ExistingResult(self._state)
        # The button that had the keyboard goes with its question.
        self.existing.taken.connect(lambda: self.name_field.setFocus(Qt.FocusReason.OtherFocusReason))
        return boxed(column(self._folder, self.existing, gap=12))

    # Problems

    def problems(self) -> list[Problem]:
        """Problems of name, version, icon and destination, as of a page."""
        found = []
        wrong_name = self._name_problem()
        if wrong_name:
            found.append(_error("app.name", wrong_name, tr("Choose another one: letters, digits, spaces and dashes.")))
        wrong_version = version_problem(self._shown_version())
        if wrong_version:
            found.append(
                _error(
                    "app.version", wrong_version, tr("Change it, or leave it empty for {version}.", version=_VERSION)
                )
            )
        if self.icon.check.error is not None:
            error = self.icon.check.error
            found.append(_error("app.icon", error.what, error.in_window or error.do))
        if self._destination.problem:
            found.append(_error("output.folder", self._destination.problem, tr("Choose another folder.")))
        elif self._destination.exists and not self._state.get("output", "overwrite", False):
            found.append(existing_problem(self._state))
        elif self._destination.is_tight:
            message, remedy = (
                tr("There is little room in the output folder"),
                tr("Free some space, or choose another one."),
            )
            found.append(Problem(field="output.folder", level="warning", message=message, remedy=remedy))
        return found

    def place_of(self, field: str) -> QWidget:
        """The control of a field of the job that this card edits."""
        return {
            "app.version": self.version_field,
            "app.icon": self.icon.choose,
            "output.folder": self.folder_field,
            "output.overwrite": self.existing.use_next,
        }.get(field, self.name_field)

    def _name_problem(self) -> str:
        problem = problem_with(self._state.name) if self._state.model_path is not None else None
        return tr("The name {problem}", problem=problem) if problem else ""

    def _shown_version(self) -> str:
        return str(self._state.get("app", "version", _VERSION))

    # Display

    def look(self) -> None:
        """Checks the destination again, since files may have appeared or gone."""
        self._checked_destination = None
        self.show_state()

    def exported(self) -> None:
        """After an export: allows the next one to replace its result, which is kept under another name anyway."""
        finished = self._state.finished
        output = self._output()
        if finished is not None and output is not None and finished.folder == output / self._state.name:
            self._state.put("output", "products", overwrite=True)
        self.look()

    def show_state(self) -> None:
        """Updates the fields from the state; a text that means the same stays as it was typed."""
        self.name_field.show_text(self._state.name)
        version = str(self._state.get("app", "version", ""))
        if self.version_field.text().strip() != version:
            self.version_field.setText(version)
        if folder_of(self.folder_field.text()) != self._state.output and self._output() is not None:
            self.folder_field.show_text(str(self._state.output))
        self._name.show_wrong(self._name_problem())
        self._version.show_wrong(version_problem(self._shown_version()))
        self.icon.show_state()
        self._show_place()

    def _output(self) -> Path | None:
        return self._state.output if self._state.get("output", "folder") else None

    def _show_place(self) -> None:
        folder, name = self._output(), self._state.name
        if self._checked_destination != (str(folder), name):
            self._checked_destination = (str(folder), name)
            self._destination = look_at(folder, name)
        place = self._destination
        self._folder.show_wrong(place.problem)
        well = folder is not None and not place.problem and problem_with(name) is None
        path = str(folder / name) if folder is not None else ""
        set_text(self.result, breakable(tr("Result: {path}", path=path)) if well else "")
        self.result.setToolTip(path)
        self._show_room(place)
        self.existing.setVisible(well and place.exists)
        if folder is not None and place.exists:
            self.existing.show_result(folder, name)

    def _show_room(self, place: Destination) -> None:
        if place.free is None or place.problem:
            set_text(self.room, "")
        elif place.is_tight:
            words = tr("Only {size} are free there, which may not be enough.", size=human_bytes(place.free))
            set_text(self.room, words, "caution")
        else:
            set_text(self.room, tr("{size} are free there.", size=human_bytes(place.free)), "")

    # User actions

    def _name_typed(self, words: str) -> None:
        self._state.put("app", "products", name=words)
        self._destination_changed()

    def _version_typed(self, words: str) -> None:
        self._state.put("app", "products", version=words.strip() or None)

    def _folder_typed(self, words: str) -> None:
        folder = folder_of(words)
        self._state.put("output", "products", folder=str(folder) if folder is not None else "")
        self._destination_changed()

    def _destination_changed(self) -> None:
        """Withdraws the consent to replace a result, which was given for another destination."""
        self._state.put("output", "products", overwrite=None)

    def _choose_folder(self) -> None:
        start = self._output()
        existing = start is not None and start.is_dir()
        chosen = dialogs.choose_folder(self, tr("Choose the output folder"), start if existing else None)
        if chosen is not None:
            self.folder_field.setText(str(chosen))
            self._folder_typed(str(chosen))


def _error(field: str, message: str, remedy: str) -> Problem:
    return Problem(field=field, level="error", message=message, remedy=remedy)
