"""Keras models (Keras 2 by tf_keras, and Keras 3): loading, description, inference, export."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.protocol import first_line, raise_if_out_of_memory
from builder.child.reading import call_count, keras_facts, keras_file, keras_optimized, keras_scan
from builder.child.reading.file_kind import LARGEST_FLATBUFFER, FileKind, damaged, too_large
from builder.child.reading.weight_count import WeightCount, count_without_memory, variables_counted
from builder.child.sources.source import (
    Naming,
    safe_names,
    save_function,
    to_numpy,
    unique_names,
)
from builder.contract.modelinfo import ModelInfo, ModelKind, TensorInfo
from builder.core.arrays import Arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.model_digest import size_and_digest
from builder.core.words import tr

_OTHER_FLOATS = ("mixed_float16", "mixed_bfloat16", "float16", "bfloat16", "float64")
_FOREIGN_MARKS = ("Unknown layer", "Could not locate class", "Unknown object", "Unknown activation", "custom_objects")


def load_keras(found: FileKind, trust: bool) -> "KerasSource":
    """Loads a Keras file after checks of its configuration as data.

    Raises:
        LitecrateError: Exit code 2 or 3, see `keras_scan`; 3 when neither Keras can build it.
    """
    file = keras_file.read_h5(found.path) if found.format == "h5" else keras_file.read_keras(found.path)
    findings = keras_scan.scan(file.config)
    keras_optimized.refuse_wrapped(file.config, found.path.name)
    keras_scan.refuse_untrusted(findings, trust)
    call_count.check_call_count(file.config, found.path)
    with _with_keras_suffix(found) as path:
        model, kind = _load_by_keras(path, file, trust, found)
    model = _in_float32(model)
    return KerasSource(model, kind, found, file)


@contextmanager
def _with_keras_suffix(found: FileKind) -> Iterator[Path]:
    """Path of the file with the suffix by which Keras chooses its reader; a temporary link where it has another one."""
    if found.path.suffix == f".{found.format}":
        yield found.path
        return
    with tempfile.TemporaryDirectory(prefix="litecrate-") as folder:
        link = Path(folder) / f"model.{found.format}"
        try:
            link.symlink_to(found.path.resolve())
        except OSError:
            shutil.copyfile(found.path, link)
        yield link


def _load_by_keras(path: Path, file: keras_file.KerasFile, trust: bool, found: FileKind) -> tuple[Any, ModelKind]:
    """Loads the file with the Keras that wrote it, for Keras 2 files then with Keras 3."""

    def keras3() -> Any:
        import keras

        if found.format == "keras":
            count_without_memory(file.config, WeightCount(found, file), safe_mode=not trust)
        return keras.models.load_model(path, compile=False, safe_mode=not trust)

    def keras2() -> Any:
        import tf_keras

        return tf_keras.models.load_model(path, compile=False, safe_mode=not trust)

    attempts: list[tuple[Callable[[], Any], ModelKind]] = [(keras2, "keras2"), (keras3, "keras3")]
    if not file.keras2:
        # tf_keras misreads files of Keras 3, and its .h5 reader has no safe mode.
        attempts = attempts[1:]
    failures: list[Exception] = []
    for load, kind in attempts:
        try:
            with variables_counted(WeightCount(found, file)):
                return load(), kind
        except LitecrateError:
            raise
        except Exception as error:  # each Keras raises whatever its layers raise
            raise_if_out_of_memory(error)
            failures.append(error)
    raise _explain(failures[0], file, found)


def _explain(error: Exception, file: keras_file.KerasFile, found: FileKind) -> LitecrateError:
    words = str(error)
    foreign = [finding for finding in keras_scan.scan(file.config) if not finding.code]
    if foreign:
        return keras_scan.custom_classes(foreign)
    if any(mark in words for mark in _FOREIGN_MARKS):
        return LitecrateError(
            tr("This model uses a class that is not part of Keras: {reason}", reason=first_line(error, 160)),
            why=tr("Its Python code is not in the file, so it cannot be built here."),
            remedy=tr(
                "Save it as a SavedModel where it was made, with model.export('folder'), and choose that folder."
            ),
            key="classes",
            code=ExitCode.UNSUPPORTED_MODEL,
        )
    if isinstance(error, OSError | KeyError | EOFError) or "truncated" in words or "bad object header" in words:
        return damaged(
            found.path, tr("a Keras file with weights that cannot be read ({reason})", reason=first_line(error, 120))
        )
    return LitecrateError(
        tr(
            "Keras cannot build this model, which Keras {version} saved",
            version=file.version or tr("(unknown version)"),
        ),
        why=tr("It says: {reason}", reason=first_line(error)),
        remedy=tr("Save it as a SavedModel where it was made, with model.export('folder'), and choose that folder."),
        code=ExitCode.UNSUPPORTED_MODEL,
    )


def _in_float32(model: Any) -> Any:
    """The model with float32 calculations; one of mixed or double precision is rebuilt with the same weights."""
    policies = [getattr(layer, "dtype_policy", None) for layer in keras_facts.layers_inside(model)]
    names = {str(getattr(policy, "name", policy)) for policy in policies if policy is not None}
    if not any("float16" in name or name == "float64" for name in names):  # bfloat16 too
        return model
    config = _with_float32(model.get_config())
    plain = type(model).from_config(config)
    for theirs, own in zip(model.weights, plain.weights, strict=True):
        own.assign(np.asarray(theirs, dtype=own.dtype))
    return plain


def _with_float32(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_float32(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_with_float32(item) for item in value)
    return "float32" if value in _OTHER_FLOATS else value


class KerasSource:
    """A loaded Keras model; implements `Exportable`.

    Attributes:
        info: Result of the inspection.
        model: The Keras model.
    """

    def __init__(self, model: Any, kind: ModelKind, found: FileKind, file: keras_file.KerasFile) -> None:
        self.model = model
        self._kind = kind
        self._check_inputs(found)
        self._inputs = [str(tensor.name) for tensor in model.inputs]
        output = _structure(model, "output")
        self._output_keys = list(output) if isinstance(output, dict) else None
        self._outputs = self._output_keys or unique_names(self._output_names())
        self.info = self._describe(found, file)
        self._answer: Any = None

    def _check_inputs(self, found: FileKind) -> None:
        try:
            known = bool(self.model.inputs) and bool(self.model.outputs)
        except AttributeError:
            known = False
        if not known:
            raise LitecrateError(
                tr("{name} does not say what its inputs look like", name=found.path.name),
                why=tr("The model was saved before it had been called or given an input shape."),
                remedy=tr("Call it once on real data, or begin it with keras.Input(shape=...), and save it again."),
            )

    def _output_names(self) -> list[str]:
        names = getattr(self.model, "output_names", None)
        if names and len(names) == len(self.model.outputs):
            return [str(name) for name in names]
        if len(self.model.outputs) == 1 and self.model.layers:
            return [str(self.model.layers[-1].name)]
        return [str(tensor.name).split("/")[0] for tensor in self.model.outputs]

    def _describe(self, found: FileKind, file: keras_file.KerasFile) -> ModelInfo:
        size, digest = size_and_digest(found.path)
        limits = keras_facts.embedding_limits(self.model)
        inputs = tuple(
            TensorInfo(name=name, shape=_shape(tensor.shape), dtype=_dtype(tensor), max_index=limits.get(tensor.name))
            for name, tensor in zip(self._inputs, self.model.inputs, strict=True)
        )
        outputs = tuple(
            TensorInfo(name=name, shape=_shape(tensor.shape), dtype=_dtype(tensor))
            for name, tensor in zip(self._outputs, self._flat(self._symbolic_outputs()), strict=True)
        )
        parameters = int(sum(int(np.prod(weight.shape)) for weight in self.model.weights))
        if 4 * parameters > LARGEST_FLATBUFFER:
            raise too_large(found.path, 4 * parameters)
        return ModelInfo(
            kind=self._kind,
            format=found.format,
            keras_version=file.version or None,
            source_bytes=size,
            source_sha256=digest,
            inputs=inputs,
            outputs=outputs,
            parameters=parameters,
            final_activation=keras_facts.final_activation(self.model),
            rescales=keras_facts.scales_its_input(self.model),
            layers=tuple(str(layer.name) for layer in keras_facts.layers_inside(self.model)),
            warnings=tuple(keras_facts.warnings_of(self.model)),
        )

    def _symbolic_outputs(self) -> Any:
        return self.model.output if self._output_keys is not None else self.model.outputs

    def _flat(self, outputs: Any) -> list[Any]:
        """Flattens outputs into the order of their names."""
        if self._output_keys is not None:
            return [outputs[key] for key in self._output_keys]
        return list(outputs) if isinstance(outputs, list | tuple) else [outputs]

    def _call(self, tensors: list[Any]) -> list[Any]:
        """Calls the model with its own structure of inputs: one tensor, a list, or a dict."""
        structure = _structure(self.model, "input")
        if isinstance(structure, dict):
            by_name = dict(zip(self._inputs, tensors, strict=True))
            return self._flat(
                self.model({key: by_name[str(part.name)] for key, part in structure.items()}, training=False)
            )
        several = len(tensors) > 1 or isinstance(structure, list | tuple)
        return self._flat(self.model(tensors if several else tensors[0], training=False))

    def run(self, inputs: Arrays) -> Arrays:
        """See `Source.run`."""
        import tensorflow as tf

        if self._answer is None:
            self._answer = tf.function(lambda *tensors: self._call(list(tensors)), reduce_retracing=True)
        given = [
            tf.constant(inputs[name], dtype=info.dtype)
            for name, info in zip(self._inputs, self.info.inputs, strict=True)
        ]
        answers = self._answer(*given)
        return {name: to_numpy(answer) for name, answer in zip(self._outputs, answers, strict=True)}

    def export(self, folder: Path) -> Naming:
        """See `Exportable.export`."""
        import tensorflow as tf

        inputs = safe_names(self._inputs, "input")
        outputs = safe_names(self._outputs, "output")
        specs = [
            tf.TensorSpec([1, *tensor.shape[1:]], info.dtype, name=name)
            for name, tensor, info in zip(inputs, self.model.inputs, self.info.inputs, strict=True)
        ]

        def serve(*tensors: Any) -> dict[str, Any]:
            answers = self._call(list(tensors))
            return {name: tf.identity(answer) for name, answer in zip(outputs, answers, strict=True)}

        variables = list(self.model.variables)
        weights = variables if self._kind == "keras2" else [variable.value for variable in variables]
        save_function(tf.function(serve, input_signature=specs), weights, self.model, folder)
        return Naming(tuple(zip(self._inputs, inputs, strict=True)), tuple(zip(self._outputs, outputs, strict=True)))


def _structure(model: Any, what: str) -> Any:
    try:
        return getattr(model, what)
    except (AttributeError, RuntimeError, ValueError):  # a Sequential model of Keras 3 has none
        return None


def _shape(dims: Any) -> tuple[int, ...]:
    return (1, *(-1 if size is None else int(size) for size in tuple(dims)[1:]))


def _dtype(tensor: Any) -> str:
    return str(getattr(tensor.dtype, "name", tensor.dtype))
