"""Makes models of many architectures for `test_architectures.py`: `python architectures.py FOLDER NAME...`.

For each NAME a model (file or folder as in `BUILDERS`), `NAME.data.npz` with samples for its inputs, and
`NAME.expected.npz` with the framework's own outputs in inference mode. Weights are random and statistics taken from the
samples, so that outputs differ from sample to sample.
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

COUNT = 24
STATISTICS = ("mean", "variance", "moving_mean", "moving_variance", "moving_mean:0", "moving_variance:0")

Made = tuple[Any, dict[str, np.ndarray]]


def numbers(*shape: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (COUNT, 1, *shape)).astype(np.float32)


def pictures(size: int, channels: int = 3, largest: float = 1.0) -> np.ndarray:
    """Random pictures of coarse blobs, [COUNT, 1, size, size, channels]: noise looks all alike to a deep network."""
    generator = np.random.default_rng(7)
    coarse = generator.random((COUNT, 1, 4, 4, channels)) * generator.uniform(0.2, 1, (COUNT, 1, 1, 1, channels))
    return (np.kron(coarse, np.ones((1, 1, size // 4, size // 4, 1))) * largest).astype(np.float32)


def indices(length: int, limit: int) -> np.ndarray:
    return np.random.default_rng(9).integers(0, limit, (COUNT, 1, length)).astype(np.int32)


def spread(model: Any, samples: dict[str, np.ndarray]) -> Any:
    """Sets random biases, scales and embeddings, and computes batch normalization statistics from the samples."""
    generator = np.random.default_rng(0)
    for weight in model.weights:
        name = getattr(weight, "path", weight.name)
        if len(weight.shape) == 1 and "float" in str(weight.dtype) and not set(STATISTICS) & set(name.split("/")):
            around = 1.0 if "gamma" in name else 0.0
            weight.assign(generator.normal(around, 0.3, weight.shape))
        elif "embeddings" in name:
            weight.assign(generator.normal(0, 1, weight.shape))
    normalizations = [layer for layer in flat(model) if type(layer).__name__ == "BatchNormalization"]
    for layer in normalizations:
        layer.momentum = 0.0
    if normalizations:
        model(given(model, {name: array[:, 0] for name, array in samples.items()}), training=True)
    for layer in normalizations:
        layer.momentum = 0.99
    return model


def flat(model: Any) -> list[Any]:
    found = []
    for layer in model.layers:
        found += flat(layer) if getattr(layer, "layers", None) else [layer]
    return found


def given(model: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Arranges arrays as the model is called: one array, or a list in the order of its inputs."""
    ordered = [arrays[str(tensor.name)] for tensor in model.inputs]
    return ordered if len(ordered) > 1 else ordered[0]


def functional(source: Any, output: Any, samples: np.ndarray) -> Made:
    data = {str(source.name): samples}
    return spread(keras.Model(source, output), data), data


def dense() -> Made:
    source = keras.Input((20,), name="features")
    inside = layers.Dense(64, activation="gelu")(source)
    inside = layers.LayerNormalization()(layers.Dense(48, activation="tanh")(inside))
    return functional(source, layers.Dense(3)(inside), numbers(20))


def cnn() -> Made:
    source = keras.Input((32, 32, 3), name="picture")
    inside = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(source)
    inside = layers.ReLU(6.0)(layers.BatchNormalization()(inside))
    inside = layers.SeparableConv2D(24, 3, activation="swish")(inside)
    inside = layers.Conv2D(24, 3, groups=4, activation="elu")(inside)
    inside = layers.MaxPooling2D()(inside)
    return functional(source, layers.Dense(5, activation="softmax")(layers.Flatten()(inside)), pictures(32))


def conv1d() -> Made:
    source = keras.Input((40, 3), name="signal")
    inside = layers.Conv1D(16, 5, padding="causal", dilation_rate=2, activation="relu")(source)
    inside = layers.AveragePooling1D(2)(inside)
    inside = layers.Conv1DTranspose(8, 3, activation="tanh")(inside)
    return functional(source, layers.Dense(4)(layers.GlobalMaxPooling1D()(inside)), numbers(40, 3))


def lstm() -> Made:
    source = keras.Input((12, 6), name="sequence")
    inside = layers.LSTM(16, return_sequences=True)(source)
    return functional(source, layers.Dense(3)(layers.LSTM(8)(inside)), numbers(12, 6))


def bidirectional() -> Made:
    source = keras.Input((10, 5), name="sequence")
    inside = layers.Bidirectional(layers.LSTM(8, return_sequences=True))(source)
    return functional(source, layers.TimeDistributed(layers.Dense(4))(inside), numbers(10, 5))


def gru() -> Made:
    source = keras.Input((14, 4), name="sequence")
    return functional(source, layers.Dense(3)(layers.GRU(12)(source)), numbers(14, 4))


def gru_any_length() -> Made:
    source = keras.Input((None, 4), name="sequence")
    return functional(source, layers.Dense(3)(layers.GRU(12)(source)), numbers(21, 4))


def conv_any_size() -> Made:
    source = keras.Input((None, None, 3), name="picture")
    inside = layers.Conv2D(12, 3, activation="relu", padding="same")(source)
    inside = layers.Conv2D(8, 3, strides=2, activation="relu")(inside)
    return functional(source, layers.Dense(4)(layers.GlobalAveragePooling2D()(inside)), pictures(40))


def embedding() -> Made:
    source = keras.Input((16,), name="tokens", dtype="int32")
    inside = layers.Embedding(300, 24)(source)
    inside = layers.Dense(16, activation="relu")(layers.GlobalAveragePooling1D()(inside))
    return functional(source, layers.Dense(4, activation="softmax")(inside), indices(16, 300))


def attention() -> Made:
    source = keras.Input((12,), name="tokens", dtype="int32")
    inside = layers.Embedding(200, 32)(source)
    inside = layers.Add()([inside, layers.MultiHeadAttention(4, 8)(inside, inside)])
    inside = layers.LayerNormalization()(inside)
    inside = layers.Add()([inside, layers.Dense(32)(layers.Dense(64, activation="gelu")(inside))])
    return functional(source, layers.Dense(3)(layers.GlobalMaxPooling1D()(inside)), indices(12, 200))


def unet() -> Made:
    source = keras.Input((32, 32, 3), name="picture")
    first = layers.Conv2D(8, 3, padding="same", activation="relu")(source)
    deep = layers.Conv2D(16, 3, padding="same", activation="relu")(layers.MaxPooling2D()(first))
    up = layers.Conv2DTranspose(8, 2, strides=2, activation="relu")(deep)
    up = layers.Concatenate()([first, up, layers.UpSampling2D(interpolation="bilinear")(deep)])
    return functional(source, layers.Conv2D(2, 1, activation="softmax")(up), pictures(32))


def conv3d() -> Made:
    source = keras.Input((8, 8, 8, 1), name="volume")
    inside = layers.Conv3D(6, 3, activation="relu", padding="same")(source)
    inside = layers.Conv3D(8, 3, strides=2, activation="relu")(inside)
    return functional(source, layers.Dense(3)(layers.Flatten()(inside)), numbers(8, 8, 8, 1))


def conv_lstm() -> Made:
    source = keras.Input((4, 8, 8, 1), name="frames")
    inside = layers.ConvLSTM2D(4, 3, padding="same")(source)
    return functional(source, layers.Dense(3)(layers.Flatten()(inside)), numbers(4, 8, 8, 1))


def two_and_two() -> Made:
    first, second = keras.Input((10,), name="zebra"), keras.Input((16, 16, 3), name="ant")
    seen = layers.GlobalAveragePooling2D()(layers.Conv2D(8, 3, activation="relu")(second))
    together = layers.Dense(16, activation="relu")(layers.Concatenate()([first, seen]))
    outputs = [layers.Dense(3, activation="softmax", name="kind")(together), layers.Dense(1, name="amount")(together)]
    data = {"zebra": numbers(10), "ant": pictures(16)}
    return spread(keras.Model([first, second], outputs), data), data


def resizing() -> Made:
    source = keras.Input((40, 40, 3), name="picture")
    inside = layers.Rescaling(1 / 127.5, offset=-1)(layers.Resizing(24, 20)(source))
    inside = layers.Conv2D(12, 3, activation="relu")(layers.CenterCrop(20, 16)(inside))
    return functional(source, layers.Dense(4)(layers.GlobalAveragePooling2D()(inside)), pictures(40, 3, 255.0))


def augmentation() -> Made:
    source = keras.Input((32, 32, 3), name="picture")
    inside = source
    for layer in (
        layers.RandomFlip(),
        layers.RandomRotation(0.3),
        layers.RandomZoom(0.3),
        layers.RandomTranslation(0.2, 0.2),
        layers.RandomContrast(0.5),
        layers.RandomBrightness(0.5, value_range=(0, 1)),
        layers.GaussianNoise(0.5),
        layers.Dropout(0.5),
    ):
        inside = layer(inside)
    inside = layers.Conv2D(12, 5, strides=2, activation="relu")(inside)
    return functional(source, layers.Dense(4)(layers.Flatten()(inside)), pictures(32))


def normalization() -> Made:
    samples = numbers(9) * np.linspace(1, 200, 9, dtype=np.float32) + np.linspace(-40, 90, 9, dtype=np.float32)
    norm = layers.Normalization()
    norm.adapt(samples[:, 0])
    source = keras.Input((9,), name="row")
    return functional(source, layers.Dense(2)(layers.Dense(16, activation="relu")(norm(source))), samples)


def mixed_float16() -> Made:
    keras.mixed_precision.set_global_policy("mixed_float16")
    source = keras.Input((16, 16, 3), name="picture")
    inside = layers.BatchNormalization()(layers.Conv2D(12, 3)(source))
    inside = layers.GlobalAveragePooling2D()(layers.Activation("relu")(inside))
    output = layers.Activation("softmax", dtype="float32")(layers.Dense(4)(inside))
    keras.mixed_precision.set_global_policy("float32")
    return functional(source, output, pictures(16))


def mobilenet_v2() -> Made:
    model = keras.applications.MobileNetV2((96, 96, 3), weights=None, classes=20, alpha=0.5)
    data = {str(model.inputs[0].name): pictures(96) * 2 - 1}
    return spread(model, data), data


def efficientnet_b0() -> Made:
    model = keras.applications.EfficientNetB0(input_shape=(96, 96, 3), weights=None, classes=20)
    data = {str(model.inputs[0].name): pictures(96, 3, 255.0)}
    return spread(model, data), data


def nested() -> Made:
    inner_source = keras.Input((8,))
    inner = keras.Model(inner_source, layers.Dense(6, activation="selu")(inner_source), name="inner")
    first, second = keras.Input((8,), name="left"), keras.Input((8,), name="right")
    tail = keras.Sequential([layers.Dense(5, activation="leaky_relu"), layers.Dense(2)], name="tail")
    data = {"left": numbers(8), "right": numbers(8, seed=6)}
    return spread(keras.Model([first, second], tail(layers.Subtract()([inner(first), inner(second)]))), data), data


def keras2_net() -> Made:
    source = tf_keras.Input((24, 24, 3), name="picture")
    inside = tf_keras.layers.Conv2D(12, 3, use_bias=False)(tf_keras.layers.Rescaling(2.0, -1.0)(source))
    inside = tf_keras.layers.ReLU()(tf_keras.layers.BatchNormalization()(inside))
    inside = tf_keras.layers.DepthwiseConv2D(3, activation="relu6")(inside)
    inside = tf_keras.layers.GlobalAveragePooling2D()(inside)
    data = {"picture": pictures(24)}
    model = tf_keras.Model(source, tf_keras.layers.Dense(4, activation="softmax", name="kind")(inside))
    return spread(model, data), data


def keras2_recurrent() -> Made:
    inside = source = tf_keras.Input((9, 5), name="sequence")
    inside = tf_keras.layers.Bidirectional(tf_keras.layers.GRU(6, return_sequences=True))(inside)
    data = {"sequence": numbers(9, 5)}
    return spread(tf_keras.Model(source, tf_keras.layers.Dense(3)(tf_keras.layers.LSTM(6)(inside))), data), data


def keras2_trained() -> Made:
    """A model in training, whose SavedModel contains the optimizer's slots."""
    model, data = keras2_net()
    model.compile(tf_keras.optimizers.legacy.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(data["picture"][:, 0], np.arange(COUNT) % 4, epochs=2, verbose=0)
    return model, data


class Functions(tf.Module):
    """A module with two signatures over shared weights, neither of them the default one."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix = tf.Variable(np.random.default_rng(1).normal(0, 0.5, (10, 8)).astype(np.float32))

    @tf.function(input_signature=[tf.TensorSpec([None, 10], tf.float32, name="x")])
    def encode(self, x: Any) -> Any:
        return {"code": tf.tanh(x @ self.matrix)}

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, 10], tf.float32, name="x"),
            tf.TensorSpec([None, 8], tf.float32, name="a"),
        ]
    )
    def compare(self, x: Any, a: Any) -> Any:
        code = tf.tanh(x @ self.matrix)
        return {"near": tf.reduce_sum(code * a, axis=1), "apart": code - a}


BUILDERS: dict[str, tuple[Callable[[], Made], str]] = {
    **{
        build.__name__: (build, f"{build.__name__}.keras")
        for build in (
            dense, cnn, conv1d, lstm, bidirectional, gru, gru_any_length, conv_any_size, embedding, attention, unet,
            conv3d, conv_lstm, two_and_two, resizing, augmentation, normalization, mixed_float16, mobilenet_v2,
            efficientnet_b0, nested,
        )
    },
    "keras3_h5": (cnn, "keras3_h5.h5"),
    "keras3_exported": (two_and_two, "keras3_exported"),
    "keras3_lstm_exported": (bidirectional, "keras3_lstm_exported"),
    "keras2_h5": (keras2_net, "keras2_h5.h5"),
    "keras2_keras": (keras2_net, "keras2_keras.keras"),
    "keras2_saved": (keras2_net, "keras2_saved"),
    "keras2_recurrent_h5": (keras2_recurrent, "keras2_recurrent_h5.h5"),
    "keras2_recurrent_saved": (keras2_recurrent, "keras2_recurrent_saved"),
    "keras2_slots": (keras2_trained, "keras2_slots"),
}  # fmt: skip


def save(name: str, folder: Path) -> None:
    build, file = BUILDERS[name]
    model, data = build()
    if name.startswith("keras3") and not Path(file).suffix:
        model.export(folder / file, verbose=False)
    elif name.startswith("keras2") and not Path(file).suffix:
        model.save(folder / file, save_format="tf")
    else:
        model.save(folder / file)
    answers = [answer(model, {key: array[number] for key, array in data.items()}) for number in range(COUNT)]
    keep(folder / name, data, {str(n): np.stack(part) for n, part in enumerate(zip(*answers, strict=True))})


def answer(model: Any, one: dict[str, np.ndarray]) -> list[np.ndarray]:
    found = model(given(model, one), training=False)
    return [np.asarray(part) for part in (found if isinstance(found, list | tuple) else [found])]


def save_functions(folder: Path) -> None:
    functions = Functions()
    both = {"encode": functions.encode, "compare": functions.compare}
    tf.saved_model.save(functions, folder / "functions", signatures=both)
    data = {"x": numbers(10), "a": numbers(8, seed=2)}
    code = np.stack([functions.encode(tf.constant(x))["code"] for x in data["x"]])
    keep(folder / "encode", {"x": data["x"]}, {"code": code})
    pairs = [functions.compare(tf.constant(x), tf.constant(a)) for x, a in zip(*data.values(), strict=True)]
    keep(folder / "compare", data, {key: np.stack([pair[key] for pair in pairs]) for key in pairs[0]})


def keep(path: Path, data: dict[str, np.ndarray], answers: dict[str, np.ndarray]) -> None:
    for name, array in answers.items():
        values = array.reshape(COUNT, -1).astype(np.float64)
        varied = np.ptp(values, axis=0).max() / np.abs(values).max()
        assert np.isfinite(values).all(), (path.name, name)
        assert varied > 0.1, (path.name, name, varied)
    np.savez(path.with_suffix(".data.npz"), **data)
    np.savez(path.with_suffix(".expected.npz"), **answers)


def main(folder: Path, names: list[str]) -> None:
    for name in names:
        keras.utils.set_random_seed(1)
        tf_keras.backend.clear_session()
        if name == "functions":
            save_functions(folder)
        else:
            save(name, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
