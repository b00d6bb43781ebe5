"""Makes models that remember: `python -m tests.models.stateful_models FOLDER NAME...`.

Each has a series that its own framework answered. NAME.data.npz holds it, [20, ...] by the input's name;
NAME.expected.npz `series`, the answers to it from the beginning, and `alone`, those to each sample as the first one.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import numpy as np
import tensorflow as tf
import tf_keras
from keras import layers

from builder.child.reading import lite_file
from builder.child.sources.lite_interpreter import Interpreter

COUNT = 20
SOUND = 400  # samples of one window
RNG = np.random.default_rng(5)
tf_layers = tf_keras.layers


def keras2_lstm() -> Any:
    """Two layers, one step at a time."""
    return tf_keras.Sequential([
        tf_layers.LSTM(8, stateful=True, return_sequences=True, batch_input_shape=(1, 1, 3)),
        tf_layers.LSTM(6, stateful=True), tf_layers.Dense(2),
    ])  # fmt: skip


def keras2_simple() -> Any:
    return tf_keras.Sequential([
        tf_layers.SimpleRNN(7, stateful=True, batch_input_shape=(1, 4, 3)), tf_layers.Dense(2),
    ])  # fmt: skip


def keras3_gru() -> Any:
    """A sound in windows of frames, as one of three kinds."""
    source = keras.Input(batch_shape=(1, SOUND), name="sound")
    frames = layers.Reshape((4, 100))(source)
    inside = layers.GRU(8, stateful=True)(layers.Dense(8, activation="tanh")(frames))
    return keras.Model(source, layers.Dense(3, activation="softmax", name="kind")(inside))


def keras3_bidirectional() -> Any:
    source = keras.Input(batch_shape=(1, 5, 3), name="rows")
    inside = layers.Bidirectional(layers.GRU(5, stateful=True))(source)
    return keras.Model(source, layers.Dense(2, name="next")(inside))


def keras3_pictures() -> Any:
    source = keras.Input(batch_shape=(1, 2, 8, 8, 1), name="frames")
    inside = layers.ConvLSTM2D(3, 3, stateful=True)(source)
    return keras.Model(source, layers.Dense(2, name="motion")(layers.Flatten()(inside)))


def keras3_row() -> Any:
    """One row of a long table at a time."""
    source = keras.Input(batch_shape=(1, 3), name="row")
    inside = layers.LSTM(6, stateful=True)(layers.Reshape((1, 3))(source))
    return keras.Model(source, layers.Dense(1, name="level")(inside))


class Average(tf.Module):
    """A moving average that does not begin with zero, kept in a function of a function."""

    def __init__(self) -> None:
        super().__init__()
        self.mean = tf.Variable(tf.fill([1, 4], 0.5), trainable=False)
        self.weights = tf.Variable(tf.constant(RNG.normal(0, 1, (4, 2)), tf.float32))

    @tf.function
    def _next(self, row: tf.Tensor) -> tf.Tensor:
        return self.mean.assign(0.9 * self.mean + 0.1 * row)

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="row")])
    def serve(self, row: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"level": self._next(row) @ self.weights}


KERAS2 = {"keras2_lstm": keras2_lstm, "keras2_simple": keras2_simple}
KERAS3 = {
    "keras3_gru": keras3_gru, "keras3_bidirectional": keras3_bidirectional, "keras3_pictures": keras3_pictures,
    "keras3_row": keras3_row,
}  # fmt: skip


def states_of(model: Any) -> list[Any]:
    return [layer for layer in model.layers if hasattr(layer, "reset_states")]


def written(folder: Path, name: str, key: str, shape: tuple[int, ...], run: Callable[..., Any], begin: Any) -> None:
    """Writes a series and the answers to it."""
    data = RNG.normal(0, 1, (COUNT, *shape)).astype(np.float32)
    np.savez(folder / f"{name}.data.npz", **{key: data})
    begin()
    series = np.stack([np.asarray(run(one)) for one in data])
    alone = []
    for one in data:
        begin()
        alone.append(np.asarray(run(one)))
    begin()
    assert np.abs(series - np.stack(alone)).max() > 2e-3 * np.ptp(series)
    np.savez(folder / f"{name}.expected.npz", series=series, alone=np.stack(alone))


def of_keras(folder: Path, name: str) -> None:
    model = (KERAS2 | KERAS3)[name]()
    for weight in model.weights:
        if len(weight.shape) == 1 and "seed" not in weight.name:
            weight.assign(RNG.normal(0, 0.3, weight.shape))
    if name in KERAS3:
        for layer in model.layers:
            if "recurrent" not in layer.name and layer.weights:
                layer.set_weights([1.5 * each for each in layer.get_weights()])

    def begin() -> None:
        for layer in states_of(model):
            layer.reset_states()

    key = model.inputs[0].name
    written(folder, name, key, tuple(model.inputs[0].shape), lambda one: model(one, training=False), begin)
    model.save(folder / f"{name}{'.h5' if name in KERAS2 else '.keras'}")


def of_average(folder: Path, name: str) -> None:
    module = Average()
    first = module.mean.numpy()
    tf.saved_model.save(module, str(folder / name), signatures={"serving_default": module.serve})
    written(
        folder, name, "row", (1, 4), lambda one: module.serve(tf.constant(one))["level"],
        lambda: module.mean.assign(first),
    )  # fmt: skip


def of_lite(folder: Path, name: str, raw: bytes) -> None:
    """Writes a .tflite file, and what LiteRT's own interpreter answers."""
    path = folder / f"{name}.tflite"
    path.write_bytes(raw)
    made = Interpreter(path)
    (source,), (answer,) = made.inputs, made.outputs

    def run(one: np.ndarray) -> np.ndarray:
        return made.run({source.tensor: one})[answer.tensor]

    def begin() -> None:
        nonlocal made
        made = Interpreter(path)

    written(folder, name, source.tensor, source.shape, run, begin)


def call_once(folder: Path, name: str) -> None:
    """A moving average as the converter writes it: CALL_ONCE, VAR_HANDLE, ASSIGN_VARIABLE."""
    module = Average()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.serve.get_concrete_function()], module)
    raw = converter.convert()
    assert {"CALL_ONCE", "ASSIGN_VARIABLE"} <= names_in(raw)
    of_lite(folder, name, raw)


def int8_lstm(folder: Path, name: str) -> None:
    """An LSTM for one step as the converter makes it int8: with variable tensors."""
    steps = 1 if name == "int8_lstm" else 6
    source = tf_keras.Input((steps, 4), batch_size=1, name="features")
    model = tf_keras.Model(source, tf_layers.Dense(3)(tf_layers.LSTM(8)(source)))
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([RNG.normal(0, 1, (1, steps, 4)).astype(np.float32)] for _ in range(50))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    raw = converter.convert()
    assert variables_in(raw) > 0
    of_lite(folder, name, raw)


def svdf(folder: Path, name: str) -> None:
    """A streaming layer as wake words have it: SVDF with a variable tensor, written by the schema alone."""
    schema = lite_file.schema()
    model, graph, operator, code = schema.ModelT(), schema.SubGraphT(), schema.OperatorT(), schema.OperatorCodeT()
    features, units, memory = 6, 4, 5
    values = [RNG.normal(0, 1, shape).astype(np.float32) for shape in ((units, features), (units, memory), (units,))]
    model.buffers, graph.tensors = [schema.BufferT()], []
    shapes = [[1, features], [units, features], [units, memory], [units], [1, units * memory], [1, units]]
    for number, shape in enumerate(shapes):
        buffer, tensor = schema.BufferT(), schema.TensorT()
        if 1 <= number <= 3:
            buffer.data = np.frombuffer(values[number - 1].tobytes(), np.uint8)
        model.buffers.append(buffer)
        tensor.name, tensor.shape, tensor.buffer = f"t{number}".encode(), shape, len(model.buffers) - 1
        tensor.isVariable = number == 4
        graph.tensors.append(tensor)
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.SVDF
    code.version = 1
    operator.builtinOptionsType, operator.builtinOptions = schema.BuiltinOptions.SVDFOptions, schema.SVDFOptionsT()
    operator.builtinOptions.rank = 1
    operator.inputs, operator.outputs = [0, 1, 2, 3, 4], [5]
    graph.inputs, graph.outputs, graph.operators = [0], [5], [operator]
    model.version, model.subgraphs, model.operatorCodes = 3, [graph], [code]
    of_lite(folder, name, lite_file.pack(model))


def names_in(raw: bytes) -> set[str]:
    model = lite_file.parse(raw, Path("model.tflite"))
    return {lite_file.operator_name(model, operator) for graph in model.subgraphs for operator in graph.operators}


def variables_in(raw: bytes) -> int:
    model = lite_file.parse(raw, Path("model.tflite"))
    return sum(tensor.isVariable for graph in model.subgraphs for tensor in graph.tensors)


MAKERS: dict[str, Callable[[Path, str], None]] = {
    **dict.fromkeys((*KERAS2, *KERAS3), of_keras),
    "average": of_average,
    "call_once": call_once,
    "int8_lstm": int8_lstm,
    "int8_sequence": int8_lstm,
    "svdf": svdf,
}

if __name__ == "__main__":
    for wanted in sys.argv[2:] or MAKERS:
        MAKERS[wanted](Path(sys.argv[1]), wanted)
