"""Resolution of a contract: the one way from a model's inspection and the user's choices to the final contract.

The window, an export and a comparison call `resolve` and then add what the work finds out, in this order: the names of
a table's columns and what scales them, the scaling found with pictures, what the converted file holds, real answers,
real ranges. Each stage gives a new value; none is changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.contract.choice import Checked, ContractChoice
from builder.contract.contract import Activation, Color, Contract, ContractInput, ContractOutput, Fit, Scaling
from builder.contract.detector_answers import with_detector_settled
from builder.contract.guess import guess
from builder.contract.guess_detector import not_plausible, scores_are_lost
from builder.contract.modelinfo import LiteInfo, ModelInfo, TensorInfo
from builder.contract.output_kinds import is_yes_or_no
from builder.contract.picture_values import with_pixel_values
from builder.core.arrays import Arrays
from builder.core.errors import Problem
from builder.core.table_shape import column_counts

# Probabilities of a float model leave 0..1 by rounding only; chosen: a hundredth is far more than that.
_LOWEST_PROBABILITY, _HIGHEST_PROBABILITY = -0.01, 1.01


@dataclass(frozen=True)
class Names:
    """Maps the source model's names of inputs and outputs to the names in the converted file."""

    inputs: dict[str, str]
    outputs: dict[str, str]


@dataclass(frozen=True)
class Resolution:
    """A contract at one stage of its resolution, with what it was derived from.

    Attributes:
        info: What inspection found.
        choice: The user's choices, with the scaling that was found where the user asked for a search.
        contract: As of this stage.
        warnings: Doubts about the guesses in it.
    """

    info: ModelInfo
    choice: ContractChoice
    contract: Contract
    warnings: tuple[Problem, ...] = ()

    def with_pixels(self, scaling: Scaling, color: Color, fit: Fit, checked: Checked = "") -> "Resolution":
        """With another scaling of pictures instead of the guessed one; warnings about that one are dropped.

        Args:
            scaling, color, fit: Instead of those of the contract.
            checked: How these were made sure of; what was said about the former ones is dropped.
        """
        found: dict[str, Any] = {"scaling": scaling, "color": color, "fit": fit}
        cleared = {"mean": None, "std": None, "file": None}
        said = {"checked": checked, "checked_model": self.info.source_sha256 if checked else ""}
        return resolve(self.info, self.choice.model_copy(update={**found, **cleared, **said}))

    def unchecked(self) -> "Resolution":
        """The same contract, of which nobody made sure."""
        return replace(self, choice=self.choice.model_copy(update={"checked": "", "checked_model": ""}))

    def table(self) -> ContractInput | None:
        """The only input where it takes table rows with a known number of columns; None for other models."""
        entry = self.contract.inputs[0]
        return entry if len(self.contract.inputs) == 1 and entry.kind == "table" and column_counts(entry) else None

    def with_columns(self, columns: Sequence[str]) -> "Resolution":
        """With the names of a table's columns, where neither the user nor a contract file gives any."""
        entry = self.table()
        if entry is None or entry.columns or not columns:
            return self
        return self._with_table(entry.model_copy(update={"columns": tuple(columns)}))

    def with_scaler(self, mean: Sequence[float], std: Sequence[float]) -> "Resolution":
        """With mean and spread of a table's columns, which were computed from training data."""
        entry = self.table()
        scaled = {"scaling": "custom", "mean": tuple(mean), "std": tuple(std)}
        return self if entry is None else self._with_table(entry.model_copy(update=scaled))

    def with_ranges(self, ranges: tuple[Sequence[float], Sequence[float]] | None) -> "Resolution":
        """With the lowest and the highest value of each column, where none are known."""
        entry = self.table()
        if entry is None or entry.low or ranges is None:
            return self
        low, high = ranges
        return self._with_table(entry.model_copy(update={"low": tuple(low), "high": tuple(high)}))

    def _with_table(self, entry: ContractInput) -> "Resolution":
        return replace(self, contract=self.contract.model_copy(update={"inputs": (entry,)}))

    def with_file(self, lite: LiteInfo, names: Names) -> "Resolution":
        """With the tensor names, types, shapes and state of the converted file; a state that the user chose stays."""

        def facts(name: str, tensors: tuple[TensorInfo, ...]) -> dict[str, Any]:
            tensor = next(found for found in tensors if found.tensor == name)
            return {"tensor": tensor.tensor, "dtype": tensor.dtype, "shape": tensor.shape}

        inputs = tuple(
            entry.model_copy(update=facts(names.inputs[entry.name], lite.inputs)) for entry in self.contract.inputs
        )
        outputs = tuple(
            entry.model_copy(update=facts(names.outputs[entry.name], lite.outputs)) for entry in self.contract.outputs
        )
        found: dict[str, Any] = {"inputs": inputs, "outputs": outputs}
        if self.choice.state is None and (self.choice.file is None or "state" not in self.contract.model_fields_set):
            found["state"] = "file" if lite.keeps_state else "none"
        return replace(self, contract=self.contract.model_copy(update=found))

    def with_answers(self, answers: Arrays) -> "Resolution":
        """With activations decided: whether classes, labels and masks of one channel are probabilities or logits.

        Of pictures that come out it is decided which numbers are black and white, unless the user chose it.
        Of a detector it is decided how its boxes are measured, and which row holds its scores. One that was only
        guessed and whose numbers are no detector's becomes numbers, with a warning.

        Args:
            answers: Output name to [samples, 1, ...], real numbers.
        """
        outputs = tuple(
            self._with_pixels(_with_activation(output, answers), answers) for output in self.contract.outputs
        )
        warnings = self.warnings
        if self.choice.file is None:
            assumed = self.choice.output_kind is None and not self.choice.detector
            settled = with_detector_settled(outputs, answers, assumed=assumed, family_assumed=not self.choice.detector)
            if [output.kind for output in settled] != [output.kind for output in outputs]:
                warnings = (*warnings, not_plausible())
            outputs = settled
        carrier = next((output for output in outputs if output.detector), None)
        lost = scores_are_lost(self.info, carrier) if carrier is not None else None
        warnings = (*warnings, lost) if lost is not None else warnings
        return replace(self, contract=self.contract.model_copy(update={"outputs": outputs}), warnings=warnings)

    def _with_pixels(self, output: ContractOutput, answers: Arrays) -> ContractOutput:
        first, choice = self.info.outputs[0], self.choice
        whole = {tensor.name for tensor in self.info.outputs if not tensor.dtype.startswith("float")}
        said = (choice.file, choice.output_mean, choice.output_std) != (None, None, None)
        if output.kind != "picture" or output.name not in answers or said or output.name in whole:
            return output
        activation = self.info.final_activation if output.name == first.name else None
        return with_pixel_values(output, answers[output.name], activation)


def resolve(info: ModelInfo, choice: ContractChoice) -> Resolution:
    """Resolves the contract as far as a model's inspection and the user's choices decide it.

    Raises:
        LitecrateError: The choices do not fit the model, or a file that they name cannot be read.
    """
    guessed = guess(info, choice)
    return Resolution(info, choice, guessed.contract, guessed.warnings)


def _with_activation(output: ContractOutput, answers: Arrays) -> ContractOutput:
    one_channel = len(output.shape) == 3 or output.shape[-1:] == (1,)
    present_or_not = output.kind == "mask" and one_channel and output.dtype not in {"int32", "int64"}
    if output.name not in answers or not (present_or_not or output.kind in {"classes", "labels"}):
        return output
    values = answers[output.name].reshape(len(answers[output.name]), -1)
    outside = bool((values < _LOWEST_PROBABILITY).any() or (values > _HIGHEST_PROBABILITY).any())
    one_number = is_yes_or_no(output)
    of_logits: Activation = "softmax" if output.kind == "classes" and not one_number else "sigmoid"
    known = one_number and output.activation == "sigmoid"  # by the last layer: few logits may lie between 0 and 1
    activation: Activation = of_logits if outside or known else "none"
    return output.model_copy(update={"activation": activation})
