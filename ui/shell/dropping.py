"""Routing of dropped files: each goes where its kind belongs, wherever it was dropped, and the window says so.

Labels go to the answers, one sample to the trial, a folder to the sample data; a model or job is opened, after a
question where one is open. What came together with a model waits until that was read.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from builder.contract.label_files import read_labels
from builder.contract.output_kinds import NAMED_KINDS, fitting_labels, possible_kinds
from builder.core.errors import LitecrateError
from builder.core.words import tr, trn
from ui.pages.done import DonePage
from ui.pages.precision import PrecisionPage
from ui.shell.notice import Outcome
from ui.shell.opening import Opening
from ui.shell.page_set import CONTRACT, PRECISION, PageSet
from ui.tasks.contract_choices import choose_labels, edited_output
from ui.tasks.dropped_files import DroppedFile, kind_of_file, reads_kind, unusable_words
from ui.tasks.file_kinds import SAMPLES
from ui.tasks.services import Services
from ui.widgets.drop_zone import DropZone

_MOST_LOOKED_AT = 200  # files of one drop whose kind is looked at; chosen


class DropRouter(QObject):
    """Decides what dropped files are for, and hands them on.

    Args:
        pages: Answers the pages, which a change of language makes anew.
        page: Answers the page that is shown.
    Signals:
        said: A list of `Outcome`, of everything that was dropped last.
        shown: Index of the page where the result is to be seen.
    """

    said = Signal(object)
    shown = Signal(int)

    def __init__(
        self,
        services: Services,
        opening: Opening,
        pages: Callable[[], PageSet],
        page: Callable[[], QWidget | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services, self._state, self._opening = services, services.state, opening
        self._pages, self._page = pages, page
        self._outcomes: list[Outcome] = []
        self._opened: tuple[DroppedFile, Outcome] | None = None  # that is being read, and what was said of it
        self._waiting: list[DroppedFile] = []  # until the model was read that they came with
        services.inspection.inspected.connect(self._inspected)

    def take(self, paths: Sequence[Path], zone: DropZone | None) -> None:
        """Routes dropped files.

        Args:
            zone: Where they were dropped; None beside all zones.
        """
        self._outcomes, self._waiting, self._opened = [], [], None
        files = [kind_of_file(path) for path in paths[:_MOST_LOOKED_AT]]
        left = len(paths) - len(files)
        if left:
            self._refuse_some(left, tr("That is too many at once: drop their folder instead."))
        if self._services.run.active:
            why = tr("A program is being built; drop it again when that is done.")
            self._refuse(files[0], why)
            self._refuse_some(len(files[1:]), why, first=files[1:])
            self.said.emit(self._outcomes)
            return
        if zone is not None:
            files = self._into_zone(files, zone)
        opened = [file for file in files if file.kind in {"model", "job"}]
        if not opened and self._means_a_model(files):
            opened = files
        others = [file for file in files if file not in opened]
        self._refuse_some(len(opened[1:]), tr("One model is opened at a time."), first=opened[1:])
        if opened:
            self._open(opened[0], others)
        elif others and self._services.inspection.busy:
            self._wait(others)
        else:
            self._distribute(others)
        self.said.emit(self._outcomes)

    def _means_a_model(self, files: Sequence[DroppedFile]) -> bool:
        """Whether one file of no use is all there is: then a card says what it is, as for a chosen one."""
        return len(files) == 1 and files[0].kind == "other" and self._state.found.info is None

    # Into the zone itself

    def _into_zone(self, files: list[DroppedFile], zone: DropZone) -> list[DroppedFile]:
        """Gives a zone what is its own, and returns the rest."""
        own = [file for file in files if file.kind in zone.kinds]
        if own:
            zone.on_files([file.path for file in own])
            if "folder" in zone.kinds:
                self._say_data(own, zone.taken_as)
            else:
                self._accept(own[0], zone.taken_as)
                self._refuse_rest(own)
        return [file for file in files if file not in own]

    def _say_data(self, files: list[DroppedFile], what: str) -> None:
        """A picture or sound stands for its folder, and with it for the others in there."""
        first = files[0]
        alone = first.kind not in {"picture", "sound"}
        folder = first.path if alone else first.path.parent
        self._accept(DroppedFile(folder, first.kind), what)
        others = [file for file in files[1:] if alone or file.path.parent != folder]
        self._refuse_some(len(others), tr("One file or folder is taken at a time."), first=others)

    # Opening

    def _open(self, file: DroppedFile, others: list[DroppedFile]) -> None:
        """Opens a model or job, after a question where another one is open; outside of the drop, which must end."""
        if self._opening.replaces(file.path):
            QTimer.singleShot(0, self, lambda: self._open_if_agreed(file, others))
        else:
            self._open_now(file, others)

    def _open_if_agreed(self, file: DroppedFile, others: list[DroppedFile]) -> None:
        if self._opening.agreed(file.path.name):
            self._open_now(file, others)
        else:
            self._refuse(file, tr("{name} is still open.", name=self._state.model_name))
            self._refuse_some(len(others), tr("It came with what was not opened."), first=others)
        self.said.emit(self._outcomes)

    def _open_now(self, file: DroppedFile, others: list[DroppedFile]) -> None:
        if not self._opening.open(file.path):
            self._refuse(file, tr("It cannot be read."))
            self._refuse_some(len(others), tr("It came with what was not opened."), first=others)
            return
        self._accept(file, tr("a saved job") if file.kind == "job" else tr("the model"))
        self._opened = file, self._outcomes[-1]
        self._wait(others)

    def _wait(self, files: list[DroppedFile]) -> None:
        self._waiting = files

    def _inspected(self, well: bool) -> None:
        error = self._services.inspection.error
        if not well and error is not None and error.key == "trust":  # it is read once the user has answered
            return
        files, self._waiting = self._waiting, []
        opened, self._opened = self._opened, None
        if not well and opened is not None:
            self._outcomes.remove(opened[1])
            self._refuse(opened[0], tr("It cannot be read."))
        elif not files:
            return
        if well:
            self._distribute(files, stay=True)
        else:
            self._refuse_some(len(files), tr("The model could not be read."), first=files)
        self.said.emit(self._outcomes)

    # To the choices about the open model

    def _distribute(self, files: list[DroppedFile], *, stay: bool = False) -> None:
        """Hands on what belongs to the open model.

        Args:
            stay: Leave the page that is shown.
        """
        shown: list[int] = []
        labels = [file for file in files if file.kind == "labels"]
        samples = [file for file in files if file.kind in SAMPLES]
        folders = [file for file in files if file.kind == "folder"]
        for file in files:
            if file.kind in {"other", "contract"}:
                self._refuse(file, unusable_words(file))
        if self._state.found.contract is None:
            for file in (*labels, *samples, *folders):
                self._refuse(file, _model_first(file))
            return
        if labels and self._take_labels(labels[0]):
            shown.append(CONTRACT)
        if samples and self._take_sample(samples[0]):
            shown.append(CONTRACT)
        if folders and self._take_folder(folders[0]):
            shown.append(PRECISION)
        for some in (labels, samples, folders):
            self._refuse_rest(some)
        if shown and not stay:
            self.shown.emit(shown[0])

    def _take_labels(self, file: DroppedFile) -> bool:
        contract = self._state.found.contract
        output = edited_output(contract) if contract is not None else None
        if contract is None or output is None:
            return False
        kind = output.kind if output.kind in NAMED_KINDS else "classes"
        boxes = "boxes" in possible_kinds(output, contract.outputs, contract.inputs)
        if not boxes and not fitting_labels(output, kind, contract.inputs):
            self._refuse(file, tr("The answers of this model have no labels."))
            return False
        try:
            read_labels(file.path)
        except LitecrateError as error:  # what is chosen stays, as with the button for it
            self._refuse(file, f"{error.why} {error.remedy}")
            return False
        choose_labels(self._services, file.path)
        self._accept(file, tr("labels"))
        return True

    def _take_sample(self, file: DroppedFile) -> bool:
        """Tries a sample, with the finished program where that is shown, else with the model: then it says True."""
        contract = self._state.found.contract
        if contract is None or not reads_kind(contract, file.kind):
            self._refuse(file, _other_kind(contract.inputs[0].kind if contract and len(contract.inputs) == 1 else ""))
            return False
        self._accept(file, tr("a sample to try"))
        page = self._page()
        if isinstance(page, DonePage) and page.try_file(file.path):
            return False
        self._services.inspection.choose_sample(file.path)
        return True

    def _take_folder(self, file: DroppedFile) -> bool:
        self._state.put("calibration", "calibration", source=str(file.path))
        self._accept(file, tr("sample data"))
        page = self._pages()[PRECISION]
        if isinstance(page, PrecisionPage):
            page.show_data()
        return True

    # What is said

    def _accept(self, file: DroppedFile, what: str) -> None:
        self._outcomes.append(Outcome(True, tr("{name}: taken as {what}", name=file.path.name, what=what)))

    def _refuse(self, file: DroppedFile, why: str) -> None:
        self._outcomes.append(Outcome(False, tr("{name}: not taken. {why}", name=file.path.name, why=why)))

    def _refuse_rest(self, files: list[DroppedFile]) -> None:
        """Says why only the first of several files of a kind is taken."""
        why = tr("One file or folder is taken at a time.")
        if files and files[0].kind in SAMPLES:
            why = tr("One is tried at a time; drop their folder to use them all as sample data.")
        self._refuse_some(len(files[1:]), why, first=files[1:])

    def _refuse_some(self, count: int, why: str, *, first: Sequence[DroppedFile] = ()) -> None:
        if count == 1 and first:
            self._refuse(first[0], why)
        elif count:
            words = trn("{n} more file: not taken. {why}", "{n} more files: not taken. {why}", count, why=why)
            self._outcomes.append(Outcome(False, words))


def _model_first(file: DroppedFile) -> str:
    if file.kind == "labels":
        return tr("Labels belong to a model: open the model first, then drop them again.")
    if file.kind == "folder":
        return tr("Sample data belong to a model: open the model first, then drop the folder again.")
    return tr("A model answers to it: open the model first, then drop it again.")


def _other_kind(kind: str) -> str:
    return {
        "image": tr("This model takes pictures."),
        "audio": tr("This model takes sounds."),
        "table": tr("This model takes rows of a table."),
        "text": tr("This model takes texts."),
        "tensor": tr("This model takes numbers: an .npy or .csv file."),
    }.get(kind, tr("This model has several inputs: drop each file on its own area."))
