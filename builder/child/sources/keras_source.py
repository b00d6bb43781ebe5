"""Loaded Keras models (of Keras 2 by tf_keras, and of Keras 3): description, inference, export."""

from pathlib import Path
from typing import Any

import numpy as np

from builder.child.metadata.teachable_machine import is_teachable_machine
from builder.child.reading import keras_facts, keras_file
from builder.child.reading.file_kind import LARGEST_FLATBUFFER, FileKind, too_large
from builder.child.sources.keras_text import CutModel
from builder.child.sources.source import (
    Naming,
    safe_names,
    save_function,
    to_numpy,
    unique_names,
)
from builder.child.sources.source_state import SourceState, state_note
from builder.contract.beside import teachable_picture
from builder.contract.file_facts import FileFacts
from builder.contract.modelinfo import ModelInfo, ModelKind, TensorInfo
from builder.core.arrays import Arrays
from builder.core.errors import LitecrateError
from builder.core.model_digest import size_and_digest
from builder.core.words import tr


class KerasSource:
    """A loaded Keras model; implements `Exportable`.

    Attributes:
        info: Result of the inspection.
        model: The Keras model; of one that takes texts what is behind its lookups.
        cut: The lookups; None where no input is a text.
    """

    def __init__(
        self, model: Any, kind: ModelKind, found: FileKind, file: keras_file.KerasFile, cut: CutModel | None = None
    ) -> None:
        self.model = model if cut is None else cut.model
        self.cut = cut
        self._kind = kind
        self._check_inputs(found)
        self._inputs = [str(tensor.name) for tensor in model.inputs]  # the original's
        model = self.model
        output = _structure(model, "output")
        self._output_keys = list(output) if isinstance(output, dict) else None
        self._outputs = self._output_keys or unique_names(self._output_names())
        self.info = self._describe(found, file)
        self._answer: Any = None
        self._state: SourceState | None = None

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
        texts = self.cut.texts if self.cut is not None else {}
        lookups = {name: text.lookup for name, text in texts.items()}
        inputs = tuple(
            TensorInfo(
                name=name,
                shape=_shape(tensor.shape),
                dtype=_dtype(tensor),
                text=lookups.get(name),
                max_index=lookups[name].last_index if name in lookups else limits.get(tensor.name),
            )
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
            keeps_state=keras_facts.keeps_state(self.model),
            rescales=keras_facts.scales_its_input(self.model),
            facts=_facts(file, inputs),
            layers=tuple(str(layer.name) for layer in keras_facts.layers_inside(self.model)),
            warnings=(state_note(),) if keras_facts.keeps_state(self.model) else (),
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
        if self._state is None and self.info.keeps_state:
            self._state = SourceState(self._answer.get_concrete_function(*given))
        answers = self._answer(*given)
        return {name: to_numpy(answer) for name, answer in zip(self._outputs, answers, strict=True)}

    def begin(self) -> None:
        """See `Source.begin`."""
        if self._state is not None:
            self._state.begin()

    def export(self, folder: Path) -> Naming:
        """See `Exportable.export`."""
        import tensorflow as tf

        self.begin()  # the file begins with the values of now
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


def _facts(file: keras_file.KerasFile, inputs: tuple[TensorInfo, ...]) -> FileFacts:
    """What the file says about the model: names of classes beside its layers, and its exporter."""
    known = len(inputs) == 1 and len(inputs[0].shape) == 4 and is_teachable_machine(file.config)
    return FileFacts(labels=file.labels, inputs=(teachable_picture(inputs[0]),) if known else ())


def _structure(model: Any, what: str) -> Any:
    try:
        return getattr(model, what)
    except (AttributeError, RuntimeError, ValueError):  # a Sequential model of Keras 3 has none
        return None


def _shape(dims: Any) -> tuple[int, ...]:
    return (1, *(-1 if size is None else int(size) for size in tuple(dims)[1:]))


def _dtype(tensor: Any) -> str:
    return str(getattr(tensor.dtype, "name", tensor.dtype))
