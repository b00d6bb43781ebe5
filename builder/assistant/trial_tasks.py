"""Tasks of the helper process for trying a finished program: what files hold, several inputs, the original's answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from builder.assistant.originals import Loaded, ModelAsked, Originals
from builder.assistant.sample_trial import combine, look, original_answer
from builder.assistant.source_model import SourceModel
from builder.child.protocol import Arguments, Progress, Result
from builder.context import StepContext
from builder.contract.contract import Contract
from builder.core.words import tr


class MakeContext(Protocol):
    """Makes a step's context with a folder, and a reader of its progress."""

    def __call__(self, folder: Path, progress: Progress | None = None) -> StepContext: ...


class TrialTasks:
    """The tasks by name; they do not touch the model that the user has open.

    Args:
        context: Makes contexts.
        runner: The compiled runner; may wait for it, and says so.
        chosen: The model that the user has open, where it is the wanted one.
        originals: Loads others.
    """

    def __init__(
        self, context: MakeContext, runner: Callable[[Path, Progress], Path],
        chosen: Callable[[ModelAsked, Progress], Loaded | None], originals: Originals,
    ) -> None:  # fmt: skip
        self._context, self._runner, self._chosen, self._originals = context, runner, chosen, originals
        self.tasks: dict[str, Callable[[Arguments, Progress], Result]] = {
            "look": self._look,
            "combine": self._combine,
            "original": self._original,
        }

    def close(self) -> None:
        """Ends the child of another model."""
        self._originals.close()

    def _look(self, arguments: Arguments, progress: Progress) -> Result:
        """`{file, exact, folder}` -> what a file holds, see `look`; `exact` is a whole contract."""
        folder = Path(arguments["folder"])
        runner = self._runner(folder, progress)
        contract = Contract.model_validate(arguments["exact"])
        return look(self._context(folder, progress), contract, runner, Path(arguments["file"]))

    def _combine(self, arguments: Arguments, progress: Progress) -> Result:
        """`{given: {name: file}, exact, folder}` -> one file of several inputs, see `combine`."""
        folder = Path(arguments["folder"])
        runner = self._runner(folder, progress)
        contract = Contract.model_validate(arguments["exact"])
        given = {str(name): Path(file) for name, file in arguments["given"].items()}
        return combine(self._context(folder, progress), contract, runner, given)

    def _original(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, sha256, trust="", signature=null, exact, file, folder}` -> answer of the model that a finished
        program was made from, see `original_answer`. `sha256` is its digest then; `exact` is the program's contract.
        """
        folder = Path(arguments["folder"])
        asked = ModelAsked(
            Path(arguments["path"]),
            str(arguments["sha256"]),
            str(arguments.get("trust") or ""),
            arguments.get("signature"),
        )
        progress(0, 0, tr("TensorFlow is loading the original model; this can take half a minute"))
        loaded = self._chosen(asked, progress) or self._originals.loaded(asked)
        context = self._context(folder, progress)
        progress(0, 0, tr("Asking the original model"))
        return original_answer(
            context,
            SourceModel(loaded.session, loaded.info, context),
            Contract.model_validate(arguments["exact"]),
            self._runner(folder, progress),
            Path(arguments["file"]),
            warm=self._originals.is_warm(loaded),
        )
