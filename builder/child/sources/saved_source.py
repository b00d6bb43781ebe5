"""SavedModels (of Keras 2 and 3 and tf.Module, with any signature): loading, description, inference, export."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.metadata.ultralytics import read_folder
from builder.child.optional_packages import import_frameworks
from builder.child.protocol import first_line, raise_if_out_of_memory
from builder.child.reading import saved_scan
from builder.child.reading.file_kind import FileKind, damaged
from builder.child.reading.int8_training import graph_is_trained
from builder.child.reading.lite_description import fixed_batch, reported_shape
from builder.child.sources.source import Naming, safe_names, save_function, to_numpy
from builder.child.sources.source_state import SourceState, state_note
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.arrays import Arrays
from builder.core.errors import ExitCode, LitecrateError, Problem
from builder.core.model_digest import size_and_digest
from builder.core.words import tr

DEFAULT_SIGNATURE = "serving_default"


def load_saved_model(found: FileKind, trust: bool, signature: str | None) -> "SavedModelSource":
    """Loads a SavedModel and chooses its signature.

    Raises:
        LitecrateError: Exit code 2: damaged, no or no such signature; 3: string inputs, unknown rank, over 2 GB.
    """
    message = saved_scan.read_saved_model(found.path, trust)
    import_frameworks()
    import tensorflow as tf
    import tf_keras  # noqa: F401 - registers the loader of optimizer slots

    try:
        loaded = tf.saved_model.load(os.fspath(found.path))
    except Exception as error:  # the loader raises whatever the file leads to
        raise_if_out_of_memory(error)
        if "not found in registry" in str(error) or "Op type not registered" in str(error):
            raise _unknown_operation(error) from None
        raise damaged(
            found.path, tr("a SavedModel that cannot be loaded ({reason})", reason=first_line(error, 160))
        ) from None
    key = choose_signature(sorted(loaded.signatures), signature, found.path.name)
    return SavedModelSource(loaded, key, found, saved_scan.final_activation, message)


def _unknown_operation(error: Exception) -> LitecrateError:
    return LitecrateError(
        tr("This SavedModel uses an operation that TensorFlow does not have"),
        why=tr("TensorFlow says: {reason}", reason=first_line(error, 200)),
        remedy=tr("Export the model without that operation; it comes from an extra library."),
        code=ExitCode.UNSUPPORTED_MODEL,
    )


def choose_signature(keys: list[str], wanted: str | None, name: str) -> str:
    """Chooses a signature: the wanted one, else the default one, else the only one.

    Raises:
        LitecrateError: Exit code 2, listing those that there are.
    """
    if not keys:
        raise LitecrateError(
            tr("{name} has no signature", name=name),
            why=tr("It does not say which function is the model and what its inputs are."),
            remedy=tr("Save it with tf.saved_model.save(model, folder, signatures=...) or with model.export(folder)."),
        )
    if wanted is not None:
        if wanted in keys:
            return wanted
        raise LitecrateError(
            tr("There is no signature {wanted} in {name}", wanted=wanted, name=name),
            why=tr("It has: {names}.", names=", ".join(keys)),
            remedy=tr("Choose one of these with --signature."),
            in_window=tr("Choose one of these signatures."),
            key="signature",
        )
    if DEFAULT_SIGNATURE in keys:
        return DEFAULT_SIGNATURE
    if len(keys) == 1:
        return keys[0]
    raise LitecrateError(
        tr("{name} has several signatures and none is the default", name=name),
        why=tr("It has: {names}.", names=", ".join(keys)),
        remedy=tr("Choose one of these with --signature."),
        in_window=tr("Choose one of these signatures."),
        key="signature",
    )


class SavedModelSource:
    """A loaded SavedModel with its chosen signature; implements `Exportable`.

    Attributes:
        info: Result of the inspection.
    """

    def __init__(self, loaded: Any, key: str, found: FileKind, activation: Any, message: Any) -> None:
        self._loaded = loaded
        self._function = loaded.signatures[key]
        self._inputs: dict[str, Any] = dict(sorted(self._function.structured_input_signature[1].items()))
        self._outputs: dict[str, Any] = dict(sorted(self._function.structured_outputs.items()))
        self._check()
        self._state = SourceState(self._function) if _may_assign(message) else None
        self._batch = fixed_batch(_sides(self._inputs), _sides(self._outputs))
        alone = len(self._inputs) == 1
        size, digest = size_and_digest(found.path)
        variables = {id(variable): variable for variable in self._function.variables}.values()
        inputs = tuple(_tensor_info(name, spec, alone, self._batch) for name, spec in self._inputs.items())
        said = read_folder(found.path, inputs)
        self.info = ModelInfo(
            kind="savedmodel",
            format="savedmodel",
            source_bytes=size,
            source_sha256=digest,
            signatures=tuple(sorted(loaded.signatures)),
            signature=key,
            inputs=inputs,
            outputs=tuple(_tensor_info(name, spec, alone, self._batch) for name, spec in self._outputs.items()),
            parameters=int(sum(int(np.prod(variable.shape)) for variable in variables)),
            trained_for_int8=graph_is_trained(message),
            keeps_state=bool(self._state),
            final_activation=activation(message, key, next(iter(self._outputs))),
            facts=said.facts,
            warnings=(*((state_note(),) if self._state else ()), *said.warnings, *_repeated(self._batch)),
        )

    def _check(self) -> None:
        for name, spec in self._inputs.items():
            if spec.shape.rank is None:
                raise LitecrateError(
                    tr("The number of axes of the input {name} is not known", name=name),
                    why=tr("The finished program needs to know how many axes its inputs have."),
                    remedy=tr(
                        "Save the model with an input signature that names the shape, with None for unknown sizes."
                    ),
                    code=ExitCode.UNSUPPORTED_MODEL,
                )

    def run(self, inputs: Arrays) -> Arrays:
        """See `Source.run`."""
        import tensorflow as tf

        given = {name: tf.constant(inputs[name], dtype=spec.dtype) for name, spec in self._inputs.items()}
        answers = self._answer(given)
        return {name: to_numpy(answers[name]) for name in self._outputs}

    def begin(self) -> None:
        """See `Source.begin`."""
        if self._state is not None:
            self._state.begin()

    def _answer(self, given: dict[str, Any]) -> dict[str, Any]:
        """The function's answers to one sample, which it is given as often as it takes some at a time."""
        import tensorflow as tf

        if self._batch == 1:
            answers: dict[str, Any] = self._function(**given)
            return answers
        repeated = {name: tf.repeat(value, self._batch, axis=0) for name, value in given.items()}
        return {name: value[:1] for name, value in self._function(**repeated).items()}

    def export(self, folder: Path) -> Naming:
        """See `Exportable.export`."""
        import tensorflow as tf

        self.begin()  # the file begins with the values of now
        keys = list(self._inputs)
        inputs = safe_names(keys, "input")
        outputs = safe_names(self._outputs, "output")
        shapes = {info.name: [None if size == -1 else size for size in info.shape] for info in self.info.inputs}
        specs = [
            tf.TensorSpec(shapes[key], self._inputs[key].dtype, name=name)
            for key, name in zip(keys, inputs, strict=True)
        ]

        def serve(*tensors: Any) -> dict[str, Any]:
            answers = self._answer(dict(zip(keys, tensors, strict=True)))
            return {name: tf.identity(answers[key]) for key, name in zip(self._outputs, outputs, strict=True)}

        function = tf.function(serve, input_signature=specs)
        save_function(function, list(self._function.variables), self._loaded, folder)
        return Naming(tuple(zip(keys, inputs, strict=True)), tuple(zip(self._outputs, outputs, strict=True)))


def _may_assign(message: Any) -> bool:
    """Whether a function of a parsed saved_model.pb, other than those that restore it, assigns variables."""
    return any(
        node.op.startswith("Assign") or node.op.startswith("Resource")
        for meta in message.meta_graphs
        for function in meta.graph_def.library.function
        if "traced_restore" not in function.signature.name
        for node in function.node_def
    )


def _sides(specs: dict[str, Any]) -> list[list[int]]:
    return [_dims(spec) for spec in specs.values()]


def _dims(spec: Any) -> list[int]:
    return [-1 if size is None else int(size) for size in (spec.shape if spec.shape.rank is not None else [None])]


def _repeated(batch: int) -> tuple[Problem, ...]:
    """The warning about a model that takes several pictures at a time."""
    if batch == 1:
        return ()
    return (
        Problem(
            id="batch-repeated",
            field="model",
            level="warning",
            message=tr("The model takes {n} pictures at a time; a program gives it the same one {n} times", n=batch),
            remedy=tr("Save it for one picture at a time, and it answers several times as fast."),
        ),
    )


def _tensor_info(name: str, spec: Any, alone: bool, batch: int) -> TensorInfo:
    dims = _dims(spec)
    dims = dims if batch == 1 else [1, *dims[1:]]
    return TensorInfo(name=name, shape=reported_shape(dims, alone), dtype=spec.dtype.name)
