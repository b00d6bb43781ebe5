"""Makes small models of all formats for the tests of the child process: `python child_models.py FOLDER`."""

import os
import sys
from pathlib import Path
from typing import Any

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import numpy as np
import tensorflow as tf
import tf_keras
from keras import layers


def spread(model: Any) -> Any:
    """Sets random biases and statistics, since zeros of a fresh model hide errors."""
    generator = np.random.default_rng(0)
    for weight in model.weights:
        if "variance" in weight.path:
            weight.assign(generator.uniform(0.5, 1.5, weight.shape))
        elif len(weight.shape) == 1 and "seed" not in weight.path:
            weight.assign(generator.normal(0, 0.3, weight.shape))
    return model


def picture_net() -> Any:
    source = keras.Input((16, 16, 3), name="photo")
    inside = layers.Rescaling(1 / 255)(source)
    inside = layers.RandomFlip()(inside)
    inside = layers.Conv2D(16, 3, activation="relu")(inside)
    inside = layers.BatchNormalization()(inside)
    inside = layers.GaussianNoise(0.5)(inside)
    inside = layers.GlobalAveragePooling2D()(inside)
    return spread(keras.Model(source, layers.Dense(4, activation="softmax", name="kind")(inside)))


def red_or_blue() -> Any:
    """Classifies a picture (pixels 0..1) as rather red or rather blue."""
    source = keras.Input((16, 16, 3), name="photo")
    answer = layers.Dense(2, activation="softmax", use_bias=False, name="colour")
    model = keras.Model(source, answer(layers.GlobalAveragePooling2D()(source)))
    answer.set_weights([np.array([[6.0, -6.0], [0.0, 0.0], [-6.0, 6.0]], np.float32)])
    return model


def two_and_two() -> Any:
    first, second = keras.Input((8,), name="b first"), keras.Input((8,), name="a.second")
    together = layers.Concatenate()([first, second])
    outputs = [layers.Dense(3, name="zeta")(together), layers.Dense(3, name="alpha")(second)]
    return spread(keras.Model([first, second], outputs))


def named_outputs() -> Any:
    first, second = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    return spread(
        keras.Model(
            {"left": first, "right": second},
            {"sum": layers.Dense(2)(layers.Add()([first, second])), "difference": layers.Dense(2)(first - second)},
        )
    )


def any_length() -> Any:
    source = keras.Input((None, 6), name="seq")
    return spread(keras.Model(source, layers.Dense(3)(layers.GRU(8)(source))))


def words() -> Any:
    source = keras.Input((12,), name="tokens", dtype="int32")
    inside = layers.GlobalAveragePooling1D()(layers.Embedding(200, 16)(source))
    return spread(keras.Model(source, layers.Dense(5, activation="softmax")(inside)))


def mixed() -> Any:
    keras.mixed_precision.set_global_policy("mixed_float16")
    source = keras.Input((12,))
    inside = layers.Dense(16, activation="relu")(source)
    made = keras.Model(source, layers.Dense(3, dtype="float32")(inside))
    keras.mixed_precision.set_global_policy("float32")
    return spread(made)


def double() -> Any:
    source = keras.Input((12,), dtype="float64")
    return spread(keras.Model(source, layers.Dense(16, activation="tanh", dtype="float64")(source)))


def pool3d() -> Any:
    source = keras.Input((8, 8, 8, 1))
    return keras.Model(source, layers.GlobalAveragePooling3D()(layers.MaxPooling3D(2)(source)))


@keras.saving.register_keras_serializable("mine")
class Twice(layers.Layer):
    def call(self, inputs: Any) -> Any:
        return inputs * 2.0


def with_custom_layer() -> Any:
    source = keras.Input((4,))
    return keras.Model(source, Twice(name="twice")(source))


def with_lambda(library: Any) -> Any:
    source = library.Input((4,), name="x")
    return library.Model(source, library.layers.Lambda(lambda values: values * 2.0, name="sneaky")(source))


def keras2_lstm() -> Any:
    source = tf_keras.Input((9, 5), name="seq")
    return tf_keras.Model(source, tf_keras.layers.Dense(3)(tf_keras.layers.LSTM(6)(source)))


class Functions(tf.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weights = tf.Variable(np.random.default_rng(1).normal(0, 1, (4, 3)).astype(np.float32))

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def one(self, x: Any) -> Any:
        return {"y": x @ self.weights}

    @tf.function(
        input_signature=[tf.TensorSpec([None, 3], tf.float32, name="b"), tf.TensorSpec([None, 4], tf.float32, name="a")]
    )
    def two(self, b: Any, a: Any) -> Any:
        return {"sum": a @ self.weights + b, "difference": a @ self.weights - b}

    @tf.function(input_signature=[tf.TensorSpec([None, 3, 3], tf.float32, name="x")])
    def flex(self, x: Any) -> Any:
        return {"y": tf.linalg.cholesky(x)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="word")])
    def text(self, word: Any) -> Any:
        return {"y": tf.strings.length(word)}


class Writing(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def writes(self, x: Any) -> Any:
        tf.io.write_file("written-by-a-model", "x")
        return {"y": x}


class Trained(tf.Module):
    """A convolution and a dense layer with quantization-aware training: all values are rounded within fixed ranges."""

    def __init__(self) -> None:
        super().__init__()
        generator = np.random.default_rng(2)
        self.kernel = tf.Variable(generator.normal(0, 0.3, (3, 3, 2, 8)).astype(np.float32))
        self.weights = tf.Variable(generator.normal(0, 0.2, (72, 5)).astype(np.float32))
        widest = np.abs(self.kernel.numpy()).max(axis=(0, 1, 2))
        self.widest = tf.Variable(widest.astype(np.float32))

    @tf.function(input_signature=[tf.TensorSpec([None, 5, 5, 2], tf.float32, name="x")])
    def answer(self, x: Any) -> Any:
        rounded = tf.quantization.fake_quant_with_min_max_vars
        kernel = tf.quantization.fake_quant_with_min_max_vars_per_channel(
            self.kernel, -self.widest, self.widest, narrow_range=True
        )
        inside = tf.nn.relu(tf.nn.conv2d(rounded(x, -4.0, 4.0), kernel, 1, "VALID"))
        inside = tf.reshape(rounded(inside, 0.0, 8.0), (-1, 72))
        weights = rounded(self.weights, -0.7, 0.7, narrow_range=True)
        return {"y": rounded(inside @ weights, -9.0, 9.0)}


class HalfTrained(tf.Module):
    """A model with rounding of its weights only, so that no int8 model can be made without calibration data."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = tf.Variable(np.random.default_rng(3).normal(0, 0.2, (50, 40)).astype(np.float32))

    @tf.function(input_signature=[tf.TensorSpec([None, 50], tf.float32, name="x")])
    def answer(self, x: Any) -> Any:
        return {"y": x @ tf.quantization.fake_quant_with_min_max_vars(self.weights, -0.7, 0.7, narrow_range=True)}


def claim_large_weights(folder: Path) -> None:
    """Saves a model whose checkpoint declares a weight of 2.4 GB and stores four numbers."""
    functions = Functions()
    tf.saved_model.save(functions, folder, signatures={"serving_default": functions.one})
    prefix = str(folder / "variables" / "variables")
    tf.raw_ops.SaveV2(
        prefix=prefix, tensor_names=["weights"], shape_and_slices=["600000000 0,4"], tensors=[tf.zeros([4])]
    )


def main(folder: Path) -> None:
    keras.utils.set_random_seed(1)
    builds = (
        picture_net, red_or_blue, two_and_two, named_outputs, any_length, words, mixed, double, with_custom_layer,
        pool3d,
    )  # fmt: skip
    for build in builds:
        build().save(folder / f"{build.__name__}.keras")
    keras.models.load_model(folder / "any_length.keras").export(folder / "any_length_exported", verbose=False)
    with_lambda(keras).save(folder / "with_lambda.keras")
    with_lambda(tf_keras).save(folder / "with_lambda.h5")
    picture_net().save_weights(folder / "only.weights.h5")
    keras2_lstm().save(folder / "keras2_lstm.h5")
    functions = Functions()
    tf.saved_model.save(functions, folder / "two", signatures={"one": functions.one, "two": functions.two})
    for name in ("flex", "text"):
        tf.saved_model.save(functions, folder / name, signatures={"serving_default": getattr(functions, name)})
    for name, trained in {"trained": Trained(), "half_trained": HalfTrained()}.items():
        tf.saved_model.save(trained, folder / name, signatures={"serving_default": trained.answer})
    claim_large_weights(folder / "too_large")
    writing = Writing()
    tf.saved_model.save(writing, folder / "writes", signatures={"serving_default": writing.writes})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
