"""State of the wizard: the job draft that all pages edit, and the results of inspecting the chosen model.

The choices are the engine's own `JobDraft`; everything else can be computed again from them.
"""

from __future__ import annotations

import copy
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

import resources
from builder.core.errors import Problem
from builder.core.platforms import this_platform
from builder.core.precisions import NEEDS_CALIBRATION
from builder.core.program_names import name_from, next_free_name
from builder.job.checked import CHECKED, check_dropped_by_changes, checked_with, outdated_check
from builder.job.draft import JobDraft
from builder.job.precision_labels import MIXED

if TYPE_CHECKING:
    from builder.contract.contract import Contract
    from builder.contract.modelinfo import ModelInfo
    from builder.events import JobFinished
    from builder.report.report import Report

Topic = Literal["model", "contract", "precision", "calibration", "products", "finished"]
SAMPLE = "digits"


def sample_home() -> Path:
    """Folder of the bundled sample model and its pictures."""
    return Path(resources.__path__[0]) / "samples"


class Finished(NamedTuple):
    """A finished export: its last event, and report and folder where something was published.

    Attributes:
        end: The engine's last event.
        report: Content of report.json; None where there is none that can be read.
        folder: The published folder; None when nothing was published.
        log: The build log as text.
    """

    end: JobFinished
    report: Report | None
    folder: Path | None
    log: str = ""


class Kept(NamedTuple):
    """What the state held, to return to where another model cannot be read; see `WizardState.kept`."""

    draft: JobDraft
    sample: Path | None
    finished: Finished | None
    as_opened: dict[str, Any]


@dataclass
class Found:
    """Inspection results of the chosen model.

    Attributes:
        info: Result of the inspection; None until then.
        contract: Inputs and outputs, guessed from the model and the user's choices.
        replaced: The contract of a contract file that choices have replaced.
        warnings: Warnings of the guess.
        sample: The file for the first try; None until one is chosen.
        shown: The helper's answer to the first try.
        scaling_folder: The folder of pictures that the scaling was last searched with, to be offered as sample data;
            None until then.
        calibration: The helper's answer about the calibration data; None until they were read.
        calibrated: The choices that `calibration` belongs to.
        trusted: SHA-256 of the model when its code may run, because the user trusts it; else "".
    """

    info: ModelInfo | None = None
    contract: Contract | None = None
    replaced: Contract | None = None
    warnings: tuple[Problem, ...] = ()
    sample: Path | None = None
    shown: dict[str, Any] | None = None
    scaling_folder: Path | None = None
    calibration: dict[str, Any] | None = None
    calibrated: tuple[Any, ...] = field(default=())
    trusted: str = ""


class WizardState(QObject):
    """Model (in the sense of model-view) of the wizard: pages read and write it and follow `changed`.

    Attributes:
        draft: The user's choices.
        found: The inspection results.
        finished: The last export; None until one has ended.
        uncompiled: Platforms of the chosen products whose runner has to be compiled, as far as that is known.
    Signals:
        changed: The `Topic` that changed.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = JobDraft()
        self.found = Found()
        self.finished: Finished | None = None
        self.uncompiled: tuple[str, ...] = ()
        self._as_opened: dict[str, Any] = {}
        self.reset()

    def reset(self, output: Path | None = None) -> None:
        """Resets choices and results; only the output folder is set: `output`, or "litecrate" in the home folder."""
        self.draft = JobDraft()
        self.found = Found()
        self.finished = None
        self.draft.set("output", folder=str(output or Path.home() / "litecrate"))
        self.draft.tables["products"] = [{"product": "onefile", "platform": this_platform()}]
        self._nothing_changed()
        self._tell("model", "contract", "precision", "calibration", "products", "finished")

    def _nothing_changed(self) -> None:
        self._as_opened = _choices(self.draft)

    def mark_saved(self) -> None:
        """The present choices are in a job file."""
        self._nothing_changed()

    def mark_changed(self) -> None:
        """The present choices count as changed: no job or program has them yet."""
        self._as_opened = {}

    @property
    def is_changed(self) -> bool:
        """Whether there are choices about a model that no job or program has yet."""
        return self.model_path is not None and _choices(self.draft) != self._as_opened

    def _tell(self, *topics: Topic) -> None:
        for topic in topics:
            self.changed.emit(topic)

    def table(self, name: str) -> dict[str, Any]:
        """One table of the draft, for reading; empty where there is none."""
        found: dict[str, Any] = self.draft.tables.get(name) or {}
        return found

    def get(self, table: str, key: str, default: Any = None) -> Any:
        return self.table(table).get(key, default)

    def put(self, table: str, topic: Topic, **values: Any) -> None:
        """Sets values of a table (None removes one) and emits `changed` when anything differs."""
        entries = self.draft.tables.setdefault(table, {})
        before = dict(entries)
        with check_dropped_by_changes(self.draft.tables, said=CHECKED in values):
            for key, value in values.items():
                if value is None:
                    entries.pop(key, None)
                else:
                    entries[key] = value
        if entries != before:
            self._tell(topic)

    @property
    def model_path(self) -> Path | None:
        path = self.get("model", "path")
        return Path(path) if path else None

    @property
    def model_name(self) -> str:
        """File name of the model; "" where none is chosen."""
        path = self.model_path
        return path.name if path is not None else ""

    @property
    def is_sample(self) -> bool:
        return self.model_path == sample_home() / f"{SAMPLE}.keras"

    @property
    def precision(self) -> str:
        return str(self.get("precision", "precision", "float32"))

    @property
    def kept_layers(self) -> tuple[str, ...]:
        """Names of the layers that stay float in an integer precision."""
        kept = self.get("precision", "keep")
        return tuple(map(str, kept)) if isinstance(kept, (list, tuple)) else ()

    @property
    def variant(self) -> str:
        """Precision as named in a comparison: `MIXED` for int8 with float layers, else `precision`."""
        return MIXED if self.precision == "int8" and self.kept_layers else self.precision

    @property
    def products(self) -> list[dict[str, Any]]:
        """The products to make, as in the job; for reading."""
        found: list[dict[str, Any]] = self.draft.tables.get("products") or []
        return found

    @property
    def makes_only_here(self) -> bool:
        """Whether the job's compiler makes programs for this platform only."""
        return bool(self.get("output", "compiler") == "system")

    @property
    def main_product(self) -> str:
        """The product whose size the precisions are judged by: the first program, else the model file."""
        return self._main_entry[0]

    @property
    def main_platform(self) -> str:
        """The platform of the main product."""
        return self._main_entry[1]

    @property
    def _main_entry(self) -> tuple[str, str]:
        entries = self.draft.tables.get("products") or [{}]
        kinds = [(str(each.get("product", "onefile")), str(each.get("platform", this_platform()))) for each in entries]
        return next((kind for kind in kinds if kind[0] != "model"), ("model", this_platform()))

    @property
    def needs_calibration(self) -> bool:
        return self.precision in NEEDS_CALIBRATION

    @property
    def name(self) -> str:
        chosen = self.get("app", "name")
        path = self.model_path
        return str(chosen if chosen is not None else name_from(path) if path else "")

    @property
    def output(self) -> Path:
        return Path(str(self.get("output", "folder")))

    @property
    def checked(self) -> str:
        """How the user made sure of the contract with the model that was read, as in the job; "" where not."""
        info = self.found.info
        return checked_with(self.table("contract"), info.source_sha256 if info is not None else "")

    @property
    def doubts(self) -> tuple[Problem, ...]:
        """Warnings about the contract: of its guess, and that it was checked with another model."""
        info = self.found.info
        outdated = outdated_check(self.table("contract"), info.source_sha256 if info is not None else "")
        return (*self.found.warnings, *([outdated] if outdated else []))

    def choose_model(self, path: Path) -> None:
        """Sets the model; what depends on the model before (contract, data, precision, name, result) is dropped."""
        different = path != self.model_path
        if different:
            self.finished = None
            for table in ("contract", "calibration"):
                self.draft.tables.pop(table, None)
            self.draft.tables.get("app", {}).pop("name", None)
            self.draft.tables.pop("precision", None)
        self.found = Found()
        self.draft.tables["model"] = {"path": str(path)}
        if different:
            self._nothing_changed()
        self._tell("model", "contract", "calibration", "precision", "products", "finished")

    def move_model(self, path: Path) -> None:
        """Sets another place of the same model; the choices stay."""
        self.draft.set("model", path=str(path))
        self.found = Found()
        self._tell("model")

    def choose_sample(self) -> None:
        """Sets the bundled sample with its contract, pictures to calibrate and to try it, and a name that is free."""
        home = sample_home()
        self.choose_model(home / f"{SAMPLE}.keras")
        self.draft.set("contract", file=str(home / f"{SAMPLE}.contract.toml"))
        # Real pictures make calibration and verification more telling than random ones.
        self.draft.set("calibration", source=str(home / SAMPLE))
        taken = os.path.lexists(self.output / SAMPLE)  # by an earlier try, which needs no question
        self.draft.set("app", name=next_free_name(SAMPLE, self.output) if taken else SAMPLE)
        self.found.sample = next(iter(sorted((home / SAMPLE / "7").glob("*.png"))), None)
        self._nothing_changed()
        self._tell("contract", "calibration", "products")

    def take_draft(self, draft: JobDraft) -> None:
        """Replaces the draft by a saved job's; output folder and product get defaults where it names none."""
        output = self.output
        self.draft = draft
        self.found = Found()
        self.finished = None
        if not self.table("output").get("folder"):
            self.draft.set("output", folder=str(output))
        if not self.draft.tables.get("products"):
            self.draft.tables["products"] = [{"product": "onefile", "platform": this_platform()}]
        self._nothing_changed()
        self._tell("model", "contract", "precision", "calibration", "products", "finished")

    def kept(self) -> Kept:
        """The choices and the last result, for `restore`."""
        return Kept(self.copy_of_draft(), self.found.sample, self.finished, self._as_opened)

    def restore(self, kept: Kept) -> None:
        """Returns to earlier choices and their result; the model is to be read again."""
        self.take_draft(kept.draft)
        self.found.sample, self.finished, self._as_opened = kept.sample, kept.finished, kept.as_opened
        self._tell("finished")

    def copy_of_draft(self) -> JobDraft:
        """Deep copy of the draft, which can be changed and frozen without touching this one."""
        return self.draft.copy()

    def forget_found(self) -> None:
        """Drops the inspection results before the model is read again."""
        self.found = Found()
        self._tell("model")

    def inspected(self, info: ModelInfo, trusted: str = "") -> None:
        """Stores the result of an inspection; `trusted` as in `Found`. A result of another content is dropped."""
        self.found.info, self.found.trusted = info, trusted
        self._tell("model")
        report = self.finished.report if self.finished is not None else None
        if report is not None and report.model.source_sha256 != info.source_sha256:
            self.finished = None
            self._tell("finished")

    def guessed(self, contract: Contract, warnings: tuple[Problem, ...]) -> None:
        """Stores the guessed contract."""
        self.found.contract, self.found.warnings = contract, warnings
        self._tell("contract")

    def searched_with(self, folder: Path) -> None:
        """Stores the folder of pictures that the scaling was searched with."""
        if folder != self.found.scaling_folder:
            self.found.scaling_folder = folder
            self._tell("calibration")

    def choose_products(self, products: list[dict[str, Any]]) -> None:
        """Sets the products to make: entries with `product` and `platform`, as in the job."""
        if products != self.draft.tables.get("products"):
            self.draft.tables["products"] = products
            self._tell("products")

    def ended(self, finished: Finished) -> None:
        """Stores a finished export, whose choices its result holds."""
        self.finished = finished
        if finished.folder is not None:
            self._nothing_changed()
        self._tell("finished")


def _choices(draft: JobDraft) -> dict[str, Any]:
    """The tables that hold choices about a model, without where its result goes."""
    found = {name: table for name, table in draft.tables.items() if name != "output" and table}
    if found.get("precision") == {"precision": "float32"}:  # says no more than nothing does
        del found["precision"]
    return copy.deepcopy(found)
