"""Representative data of a job: read once, and checked before anything is calibrated with them."""

from collections.abc import Sequence

from builder.checks.calibration import MANY, chosen_words, remarks, too_many
from builder.context import StepContext
from builder.contract.contract import Contract, ContractInput
from builder.contract.modelinfo import TensorInfo
from builder.core.arrays import load_arrays
from builder.core.errors import Problem
from builder.samples.sample_choice import RunnerProvider, calibration_data
from builder.samples.samples import Samples
from builder.sessions.child_session import ChildSession


class Representative:
    """Representative data of a job, with the warnings about them.

    Attributes:
        samples: None until they are read, and for a job without any.
        doubts: The warnings; they are in the log already.
    """

    def __init__(self, context: StepContext, session: ChildSession, runner: RunnerProvider, *, wanted: bool) -> None:
        self._context, self._session, self._runner, self._wanted = context, session, runner, wanted
        self._inputs: list[ContractInput] = []
        self.samples: Samples | None = None
        self.doubts: tuple[Problem, ...] = ()

    def read(self, contract: Contract, known: Sequence[TensorInfo] = ()) -> None:
        """Reads and checks them, unless that was done for inputs of the same types, shapes and scaling.

        `known` is what the converted file says about its inputs, by the source's names; for random numbers.
        """
        inputs = [entry.model_copy(update={"tensor": ""}) for entry in contract.inputs]
        if not self._wanted or inputs == self._inputs:
            return
        self._inputs = inputs
        context = self._context
        self.samples = samples = calibration_data(context, self._session, contract, self._runner, known)
        if samples is None or samples.source == "random":
            return
        for note in samples.notes:
            context.log(note)
        seed = context.job.calibration.seed
        if samples.count < samples.available < MANY:  # from MANY on, a warning says it
            context.log(f"{chosen_words(samples, seed)}.")
        found = remarks(contract, load_arrays(samples.path), samples, seed)
        self.doubts = (*found, *too_many(samples))
        for doubt in self.doubts:
            context.log(doubt.words(), "warning")
