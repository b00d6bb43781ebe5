"""Makes one small model with known answers for each kind that the demo page shows; runs as a program of its own.

All weights are fixed, so that each answer can be computed: a mask of red, green and blue, a negative, the pitch of a
tone, a price of a table row, several labels, the sum of two inputs.
"""

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

from tests.support.page_programs import CONTRACTS, LENGTH, PITCHES, RATE


class Models(tf.Module):
    """Each method is a model: its arguments are the inputs, its dictionary the outputs."""

    @tf.function(input_signature=[tf.TensorSpec([1, 48, 64, 3], tf.float32, name="photo")])
    def mask(self, photo: tf.Tensor) -> dict[str, tf.Tensor]:
        grey = tf.reduce_mean(photo, axis=-1, keepdims=True)
        return {"regions": tf.concat([tf.fill([1, 48, 64, 1], 0.1), photo - grey], axis=-1)}

    @tf.function(input_signature=[tf.TensorSpec([1, 48, 64, 3], tf.float32, name="photo")])
    def picture(self, photo: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"negative": 1.0 - photo}

    @tf.function(input_signature=[tf.TensorSpec([1, LENGTH], tf.float32, name="sound")])
    def tone(self, sound: tf.Tensor) -> dict[str, tf.Tensor]:
        turns = 2 * np.pi * np.outer(np.arange(LENGTH) / RATE, PITCHES)
        strength = tf.matmul(sound, tf.constant(np.sin(turns), tf.float32)) ** 2
        strength += tf.matmul(sound, tf.constant(np.cos(turns), tf.float32)) ** 2
        return {"pitch": tf.sqrt(strength) / 50.0}

    @tf.function(input_signature=[tf.TensorSpec([1, 3], tf.float32, name="house")])
    def table(self, house: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"price": tf.matmul(house, tf.constant([[3.0], [10.0], [-1.0]])) + 20.0}

    @tf.function(input_signature=[tf.TensorSpec([1, 8, 8, 3], tf.float32, name="photo")])
    def labels(self, photo: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"colours": (tf.reduce_mean(photo, axis=[1, 2]) - 0.5) * 8.0}

    @tf.function(
        input_signature=[
            tf.TensorSpec([1, 2, 2], tf.float32, name="left"),
            tf.TensorSpec([1, 2], tf.float32, name="right"),
        ]
    )
    def two(self, left: tf.Tensor, right: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"both": tf.reduce_sum(left, axis=-1) + right}


def main(folder: Path) -> None:
    models = Models()
    for name in CONTRACTS:
        function = getattr(models, name)
        converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], models)
        (folder / f"{name}.tflite").write_bytes(converter.convert())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
