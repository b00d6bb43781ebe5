"""Comparison of all precisions: starts `litecrate compare` with the draft's model and data, and reads its figures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from builder.core.errors import ErrorText, LitecrateError, error_text
from builder.core.ordinary_files import text_in
from builder.core.platforms import this_platform
from builder.core.precisions import NEEDS_CALIBRATION, PRECISIONS, USUAL_LIMIT
from builder.core.words import tr
from builder.job.checked import without_check
from builder.job.precision_labels import MIXED
from ui.state.ports import Durations
from ui.state.state import WizardState
from ui.tasks.engine_processes import compare_arguments
from ui.tasks.engine_work import Work

if TYPE_CHECKING:
    from builder.events import JobFinished
    from builder.report.comparison import Comparison, Variant

_NAME = "compared"
_KIND = "compare"  # of work, where durations are kept
# Bytes of a model that take about as long as starting what converts and measures one precision; chosen.
_START_BYTES = 20_000_000
_TELLING = 0.3  # share of the work after which its speed says how long the rest takes; chosen
_LATE = 1.15  # times the expected duration, after which its speed says more than earlier works; chosen
_LARGEST = 2**20  # bytes of a compare.json that is read; chosen: one has a few kilobytes
_DECIDE = ("model", "contract", "calibration")  # tables of the job that the figures depend on


class ComparisonRun(Work):
    """The window's comparison: at most one runs, and its figures stand while the choices they depend on do.

    Attributes:
        error: Why the last one gave no figures; None where there is no error.
        limit: Lowest share of the source model's agreement or accuracy (0..1) that a recommended precision may have.
        expected: Seconds that the one that was started last was expected to take; None where that was not known.
        overtaken: The last one was stopped because model, contract or data changed.
    """

    def __init__(self, state: WizardState, folder: Path, durations: Durations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._folder, self._durations = state, folder, durations
        self.expected: float | None = None
        self._size = 0.0
        self._found: Comparison | None = None
        self._found_for = ""
        self._started_for = ""
        self.error: ErrorText | None = None
        self.limit = USUAL_LIMIT
        self.overtaken = False
        state.changed.connect(self._state_changed)
        self.ended.connect(self._keep)

    @property
    def comparison(self) -> Comparison | None:
        """The measured figures with a recommendation for the present limit; None where there are none or stale ones."""
        if self._found is None or self._found_for != self._basis():
            return None
        from builder.report.comparison import recommend

        product, accuracy = self._state.main_product, self._found.source_accuracy
        made = [_as_product(variant, product, self._state.main_platform) for variant in self._found.variants]
        recommended, because = recommend(made, self.limit, accuracy, model_only=product == "model")
        return self._found.model_copy(update={"limit": self.limit, "recommended": recommended, "because": because})

    @property
    def is_stale(self) -> bool:
        """Whether there are figures, but of a model, contract or data that were changed since."""
        return self._found is not None and self.comparison is None and self._state.model_path is not None

    @property
    def mixed(self) -> Variant | None:
        """Figures of int8 with float layers; None where it was not made or failed."""
        comparison = self.comparison
        made = (one for one in (comparison.variants if comparison else ()) if one.precision == MIXED)
        return next((one for one in made if one.status == "ok"), None)

    def written_for_export(self) -> Path | None:
        """Writes compare.json with the present recommendation for an export to include in its report.

        Returns:
            The folder of the file; None where there are no figures or the file cannot be written.
        """
        comparison, folder = self.comparison, self._folder / "take-along"
        if comparison is None:
            return None
        try:
            folder.mkdir(exist_ok=True)
            (folder / "compare.json").write_text(comparison.to_json(), encoding="utf-8")
        except OSError:  # the export goes on without the comparison
            return None
        return folder

    def choose_limit(self, limit: float) -> None:
        """Sets the limit and updates the recommendation; nothing is measured again."""
        if limit != self.limit:
            self.limit = limit
            self.updated.emit([])

    def start(self) -> None:
        """Starts the comparison with the present draft; where that is not possible, sets `error`."""
        self.error, self.overtaken = None, False
        draft = self._state.copy_of_draft()
        for table in ("precision", "app"):  # a comparison uses neither, so their problems must not stop it
            draft.tables.pop(table, None)
        draft.set("app", name=_NAME)
        draft.tables["products"] = [{"product": "native", "platform": this_platform()}]
        draft.tables["output"] = {
            key: value for key, value in self._state.table("output").items() if key == "compiler"
        } | {"folder": str(self._folder / "comparison")}
        job_file = self._folder / "comparison.toml"
        try:
            job = draft.freeze()
            trusted, info = self._state.found.trusted, self._state.found.info
            if info is not None:
                job = job.pinned_to(info.source_sha256)
            job_file.write_text(job.to_toml(self._folder), encoding="utf-8")
        except LitecrateError as error:
            self._refuse(error_text(error))
        except OSError as error:
            self._refuse(
                ErrorText(
                    what=tr("The comparison cannot be started"),
                    why=tr("The window's own folder cannot be written: {reason}.", reason=error.strerror or error),
                    do=tr("Free some space on the disk, then try again."),
                )
            )
        else:
            self._started_for = self._basis()
            self._size, self.expected = self._work_size(), self.expected_seconds
            self.begin(compare_arguments(job_file, self.limit, trust=bool(trusted)))

    @property
    def expected_seconds(self) -> float | None:
        """Expected duration with the present choices, by earlier comparisons on this machine; None without any."""
        return self._durations.expected(_KIND, self._work_size())

    @property
    def seconds_left(self) -> float | None:
        """Expected time until the running comparison ends; None while nothing is known about it.

        Earlier comparisons say it first. Where there are none, or it takes longer than they did, the part that is done
        says how long the rest takes.
        """
        passed, done = time.monotonic() - self.began, self.fraction
        if self.expected is not None and passed < _LATE * self.expected:
            return max(0.0, self.expected - passed)
        return passed * (1 - done) / done if done >= _TELLING else None

    def _work_size(self) -> float:
        """What the duration grows with: the precisions that are made, each with its start and the model's bytes."""
        info = self._state.found.info
        given = self._state.get("calibration", "source") is not None
        count = sum(given or precision not in NEEDS_CALIBRATION for precision in PRECISIONS)
        return float(count * (_START_BYTES + (info.source_bytes if info is not None else 0)))

    def _refuse(self, error: ErrorText) -> None:
        self.error = error
        self.updated.emit([])

    def _basis(self) -> str:
        import json

        tables = {name: without_check(self._state.table(name)) for name in _DECIDE}
        return json.dumps(tables, sort_keys=True, default=str)

    def _state_changed(self, topic: str) -> None:
        if topic not in _DECIDE:
            return
        if self._state.model_path is None:
            self._found = None
        if self.active and self._basis() != self._started_for:
            self.overtaken = True
            self.cancel()

    def _keep(self, end: JobFinished) -> None:
        made = end.folder is not None and self.take_over(Path(end.folder), self._started_for)
        if made:
            self._durations.add(_KIND, end.seconds, self._size)
            self.updated.emit([])
        if not made and end.status != "cancelled":
            self._refuse(
                end.error
                or ErrorText(
                    what=tr("The comparison left no figures"),
                    why=tr("The engine ended with exit code {code}.", code=end.exit_code),
                    do=tr("Start it again; what you chose is still there."),
                )
            )
        elif not made:
            self.updated.emit([])

    def take_over(self, folder: Path, made_for: str | None = None) -> bool:
        """Takes over the figures of compare.json in a folder.

        Args:
            made_for: The choices that the figures belong to, as JSON; the present ones when left out.

        Returns:
            Whether there is a readable comparison.
        """
        found = read_comparison(folder)
        if found is None:
            return False
        self._found, self._found_for = found, self._basis() if made_for is None else made_for
        self.updated.emit([])
        return True


def _as_product(variant: Variant, product: str, platform: str) -> Variant:
    """The variant with the size of another product than the one that it was measured in."""
    from ui.texts.estimates import program_bytes

    if (product, platform) == ("native", this_platform()) or variant.model_bytes is None:
        return variant
    return variant.model_copy(update={"program_bytes": program_bytes(product, variant.model_bytes, platform)})


def read_comparison(folder: Path) -> Comparison | None:
    """Reads compare.json of a folder; None where there is none that can be read."""
    from pydantic import ValidationError

    from builder.report.comparison import Comparison

    try:
        return Comparison.model_validate_json(text_in(folder / "compare.json", _LARGEST, links=False))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
