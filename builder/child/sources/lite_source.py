"""A .tflite file as the source model: description, and inference by LiteRT."""

from pathlib import Path
from typing import Any

from builder.child.metadata.said import combined
from builder.child.metadata.tflite_metadata import read_label_files, read_tflite_metadata
from builder.child.metadata.ultralytics import read_appended
from builder.child.reading import lite_cost, lite_description, lite_file, lite_state
from builder.child.reading.file_kind import FileKind
from builder.child.reading.found_precision import found_precision
from builder.child.reading.int8_training import file_is_trained
from builder.child.reading.lite_description import fixed_batch
from builder.child.sources.lite_interpreter import Interpreter
from builder.child.sources.saved_source import choose_signature
from builder.child.sources.source_state import state_note
from builder.contract.modelinfo import ModelInfo
from builder.core.arrays import Arrays
from builder.core.errors import ExitCode, LitecrateError, Problem
from builder.core.model_digest import size_and_digest
from builder.core.words import tr

_ACTIVATIONS = {"SOFTMAX": "softmax", "LOGISTIC": "sigmoid"}
_LINEAR = frozenset({"FULLY_CONNECTED", "CONV_2D", "ADD", "MEAN"})
_PASS_THROUGH = frozenset({"DEQUANTIZE", "QUANTIZE", "RESHAPE", "SQUEEZE", "CAST"})


class LiteSource:
    """A .tflite file; implements `Source`.

    Attributes:
        info: Result of the inspection.
        path: The file.
    """

    def __init__(self, found: FileKind, signature: str | None) -> None:
        model = lite_file.load_model(found.path)
        lite_file.refuse_unknown_operators(model, found.path.name)
        lite_cost.check_memory(model)
        lite_state.refuse_unset_variables(model, found.path.name)
        keys = list(lite_description.Interface(model).keys)
        if signature is not None or keys:
            chosen = choose_signature(keys, signature or (keys[0] if keys else None), found.path.name)
            self._refuse_other_than_first(keys, chosen)
        self.path = found.path
        size, digest = size_and_digest(found.path)
        interface = lite_description.Interface(model)
        inputs, outputs = interface.describe()
        _refuse_batch(
            fixed_batch([entry.shape for entry in inputs], [entry.shape for entry in outputs]), found.path.name
        )
        said = combined(read_tflite_metadata(model, found.path), read_appended(found.path, inputs))
        said = combined(said, read_label_files(found.path)) if not said.facts.labels else said
        self.info = ModelInfo(
            kind="tflite",
            format="tflite",
            source_bytes=size,
            source_sha256=digest,
            signatures=interface.keys,
            signature=interface.key,
            inputs=inputs,
            outputs=outputs,
            parameters=lite_description.parameters(model),
            operators=tuple(lite_description.operators(model)),
            weight_types=lite_description.weight_types(model),
            activation_types=lite_description.activation_types(model),
            precision=found_precision(model),
            trained_for_int8=file_is_trained(model),
            final_activation=final_activation(model, interface),
            keeps_state=lite_state.keeps_state(model),
            facts=said.facts,
            warnings=(
                *(_training_warning() if file_is_trained(model) else ()),
                *((state_note(),) if lite_state.keeps_state(model) else ()),
                *said.warnings,
            ),
        )
        self._interpreter: Interpreter | None = None

    def _refuse_other_than_first(self, keys: list[str], chosen: str) -> None:
        if keys.index(chosen) != 0:
            raise LitecrateError(
                tr("The signature {chosen} cannot be chosen in a .tflite file with several signatures", chosen=chosen),
                why=tr("The file is used as it is, and its first signature is {first}.", first=keys[0]),
                remedy=tr("Convert the model again with only this signature."),
                key="signature",
                code=ExitCode.UNSUPPORTED_MODEL,
            )

    def run(self, inputs: Arrays) -> Arrays:
        """See `Source.run`."""
        if self._interpreter is None:
            self._interpreter = Interpreter(Path(self.path))
        return self._interpreter.run(inputs)

    def begin(self) -> None:
        """See `Source.begin`."""
        if self._interpreter is not None:
            self._interpreter.begin()


def _refuse_batch(count: int, name: str) -> None:
    """Refuses a file that takes several pictures at a time, which is fixed in it.

    Raises:
        LitecrateError: Exit code 3.
    """
    if count > 1:
        raise LitecrateError(
            tr("{name} takes {n} pictures at a time", name=name, n=count),
            why=tr("That is fixed in the file, and a program answers one by one."),
            remedy=tr(
                "Convert the model again for one picture at a time (batch size 1), or choose what it was made from."
            ),
            code=ExitCode.UNSUPPORTED_MODEL,
        )


def _training_warning() -> tuple[Problem, ...]:
    return (
        Problem(
            id="trained-for-int8-but-float",
            field="model.path",
            level="warning",
            message=tr("The model was trained for int8 (QAT), and this file was converted as float"),
            remedy=tr(
                "For int8, start with the SavedModel that it was made from: then the ranges from training "
                "are used. With this file, they are measured again on your sample data."
            ),
        ),
    )


def final_activation(model: Any, interface: lite_description.Interface) -> str | None:
    """Activation that computes the first output, searched backwards through operators that only pass values on.

    Returns:
        "softmax", "sigmoid", "linear", or None for anything else.
    """
    wanted = interface.outputs[0][1] if interface.outputs else -1
    for operator in reversed(interface.graph.operators):
        if wanted not in [int(index) for index in operator.outputs]:
            continue
        name = lite_file.operator_name(model, operator)
        if name not in _PASS_THROUGH:
            fused = int(getattr(operator.builtinOptions, "fusedActivationFunction", 0) or 0)
            return _ACTIVATIONS.get(name) or ("linear" if name in _LINEAR and not fused else None)
        wanted = int(operator.inputs[0])
    return None
