"""What the user has chosen and what was found out about it: the one thing that all pages read and write.

The choices themselves are the engine's own `JobDraft`; everything else here is knowledge that can be found again.
"""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from builder.contract.contract import Contract
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import Problem
from builder.core.platforms import this_platform
from builder.core.program_names import name_from
from builder.events import JobFinished
from builder.job.job import NEEDS_CALIBRATION, JobDraft
from builder.report.comparison import MIXED
from builder.report.report import Report

Topic = Literal["model", "contract", "precision", "calibration", "products", "finished"]
SAMPLE = "digits"


def sample_home() -> Path:
    """The folder of the bundled sample."""
    return Path(str(files("resources"))) / "samples"


@dataclass(frozen=True)
class Finished:
    """An export that has ended, with its report where something was published."""

    end: JobFinished
    report: Report | None
    folder: Path | None
    log: str = ""


@dataclass
class Found:
    """What is known about the model in hand.

    Attributes:
        info: What inspection found; None until then.
        contract: What goes in and comes out, as guessed from the model and the choices.
        replaced: What a contract file said, where choices took its place.
        warnings: Remarks of the guess.
        sample: A file to try with; None until one is chosen.
        shown: What came of trying it, as the helper answered.
        calibration: What the helper said about the calibration data; None until it was looked at.
        calibrated: The choices that `calibration` was found with.
        trusted: SHA-256 of the model when its code may run, because the user trusts it; else "".
    """

    info: ModelInfo | None = None
    contract: Contract | None = None
    replaced: Contract | None = None
    warnings: tuple[Problem, ...] = ()
    sample: Path | None = None
    shown: dict[str, Any] | None = None
    calibration: dict[str, Any] | None = None
    calibrated: tuple[Any, ...] = field(default=())
    trusted: str = ""


class WizardState(QObject):
    """The draft and the knowledge about it.

    Attributes:
        draft: The choices.
        found: The knowledge.
        finished: The last export; None until one has ended.
    Signals:
        changed: The topic that changed.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = JobDraft()
        self.found = Found()
        self.finished: Finished | None = None
        self.reset()

    def reset(self, output: Path | None = None) -> None:
        """Back to the beginning: nothing is chosen but where results go."""
        self.draft = JobDraft()
        self.found = Found()
        self.finished = None
        self.draft.set("output", folder=str(output or Path.home() / "litecrate"))
        self.draft.tables["products"] = [{"product": "onefile", "platform": this_platform()}]
        self._tell("model", "contract", "precision", "calibration", "products", "finished")

    def _tell(self, *topics: Topic) -> None:
        for topic in topics:
            self.changed.emit(topic)

    def table(self, name: str) -> dict[str, Any]:
        """One table of the draft, to read."""
        found: dict[str, Any] = self.draft.tables.get(name) or {}
        return found

    def get(self, table: str, key: str, default: Any = None) -> Any:
        return self.table(table).get(key, default)

    def put(self, table: str, topic: Topic, **values: Any) -> None:
        """Sets or, with None, removes values, and tells about it when anything is different."""
        entries = self.draft.tables.setdefault(table, {})
        before = dict(entries)
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
    def is_sample(self) -> bool:
        return self.model_path == sample_home() / f"{SAMPLE}.keras"

    @property
    def precision(self) -> str:
        return str(self.get("precision", "precision", "float32"))

    @property
    def kept_layers(self) -> tuple[str, ...]:
        """The layers that stay exact in an integer precision."""
        kept = self.get("precision", "keep")
        return tuple(map(str, kept)) if isinstance(kept, (list, tuple)) else ()

    @property
    def variant(self) -> str:
        """The precision as a comparison calls it: int8 with some layers exact has a name of its own."""
        return MIXED if self.precision == "int8" and self.kept_layers else self.precision

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

    def choose_model(self, path: Path) -> None:
        """Takes a model. What was chosen for another one's input is dropped; the rest stays."""
        if path != self.model_path:
            for table in ("contract", "calibration"):
                self.draft.tables.pop(table, None)
            self.draft.tables.get("app", {}).pop("name", None)
            self.draft.tables.pop("precision", None)
        self.found = Found()
        self.draft.tables["model"] = {"path": str(path)}
        self._tell("model", "contract", "calibration", "precision", "products")

    def choose_sample(self) -> None:
        """Takes the bundled sample with everything that belongs to it."""
        home = sample_home()
        self.choose_model(home / f"{SAMPLE}.keras")
        self.draft.set("contract", file=str(home / f"{SAMPLE}.contract.toml"))
        # Its own pictures prove more than random ones.
        self.draft.set("calibration", source=str(home / SAMPLE))
        self.draft.set("app", name=SAMPLE)
        self.found.sample = next(iter(sorted((home / SAMPLE / "7").glob("*.png"))), None)
        self._tell("contract", "calibration", "products")

    def take_draft(self, draft: JobDraft) -> None:
        """Continues with a job that was saved."""
        output = self.output
        self.draft = draft
        self.found = Found()
        if not self.table("output").get("folder"):
            self.draft.set("output", folder=str(output))
        if not self.draft.tables.get("products"):
            self.draft.tables["products"] = [{"product": "onefile", "platform": this_platform()}]
        self._tell("model", "contract", "precision", "calibration", "products")

    def copy_of_draft(self) -> JobDraft:
        """The draft as it is now; freezing it does not touch this one."""
        return self.draft.copy()

    def forget_found(self) -> None:
        """The model will be read anew: what was known of it counts no more."""
        self.found = Found()
        self._tell("model")

    def inspected(self, info: ModelInfo, trusted: str = "") -> None:
        self.found.info, self.found.trusted = info, trusted
        self._tell("model")

    def guessed(self, contract: Contract, warnings: tuple[Problem, ...]) -> None:
        self.found.contract, self.found.warnings = contract, warnings
        self._tell("contract")

    def choose_products(self, products: list[dict[str, str]]) -> None:
        if products != self.draft.tables.get("products"):
            self.draft.tables["products"] = products
            self._tell("products")

    def ended(self, finished: Finished) -> None:
        self.finished = finished
        self._tell("finished")
