"""Makes one small model with known answers for each kind that the demo page shows; runs as a program of its own.

All weights are fixed, so that each answer can be computed: a mask of red, green and blue, a negative, the pitch of a
tone, a price of a table row, a forecast of weather, two names for one number, several labels, the sum of two inputs,
boxes around what is red, green and blue, and the points of a body in what is red.
"""

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

from tests.support.page_programs import BODY, CONTRACTS, LENGTH, PITCHES, RATE, WAVES


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

    @tf.function(input_signature=[tf.TensorSpec([1, 4, 3], tf.float32, name="weather")])
    def series(self, weather: tf.Tensor) -> dict[str, tf.Tensor]:
        first, last = weather[:, 0], weather[:, -1]
        trend = tf.matmul(last - first, tf.constant([[4.0], [-2.0], [1.0]]))
        return {"forecast": 12.0 + 8.0 * last[:, :1] + trend}

    @tf.function(input_signature=[tf.TensorSpec([1, 2], tf.float32, name="customer")])
    def choice(self, customer: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"churn": tf.matmul(customer, tf.constant([[-0.1], [0.5]]))}

    @tf.function(input_signature=[tf.TensorSpec([1, 1], tf.float32, name="numbers")])
    def yes(self, numbers: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"share": tf.sigmoid(numbers)}

    @tf.function(input_signature=[tf.TensorSpec([1, 8, 8, 3], tf.float32, name="photo")])
    def labels(self, photo: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"colours": (tf.reduce_mean(photo, axis=[1, 2]) - 0.5) * 8.0}

    @tf.function(input_signature=[tf.TensorSpec([1, 3, 48, 64], tf.float32, name="photo")])
    def boxes(self, photo: tf.Tensor) -> dict[str, tf.Tensor]:
        x, y, wide, tall, score = self._patches(photo)
        return {"found": tf.concat([tf.stack([x, y, wide, tall], axis=1), tf.linalg.diag(score)], axis=1)}

    @tf.function(input_signature=[tf.TensorSpec([1, 3, 48, 64], tf.float32, name="photo")])
    def points(self, photo: tf.Tensor) -> dict[str, tf.Tensor]:
        x, y, wide, tall, score = (value[0, 0] for value in self._patches(photo))
        body = tf.constant(BODY, tf.float32)
        scores = tf.concat([tf.fill([15], score), tf.fill([2], score / 4.0)], axis=0)  # feet are hard to see
        return {"body": tf.stack([y + tall * body[:, 1], x + wide * body[:, 0], scores], axis=1)[None, None]}

    def _patches(self, photo: tf.Tensor) -> tuple[tf.Tensor, ...]:
        """Middle, size and strength of what is red, green and blue, each [1, 3]: of a rectangle itself."""
        others = tf.stack([tf.maximum(photo[:, i - 1], photo[:, i - 2]) for i in range(3)], axis=1)
        strength = tf.nn.relu(photo - others)
        total = tf.reduce_sum(strength, axis=[2, 3]) + 1e-6

        def along(size: int, axis: int) -> tuple[tf.Tensor, tf.Tensor]:
            places = tf.constant((np.arange(size) + 0.5) / size, tf.float32)
            weights = tf.reduce_sum(strength, axis=axis)
            middle = tf.reduce_sum(weights * places, axis=2) / total
            apart = (places - middle[..., None]) ** 2
            # Points that fill a length evenly are a twelfth of its square apart, but for their own size.
            spread = 12.0 * tf.reduce_sum(weights * apart, axis=2) / total + 1.0 / size**2
            return middle, tf.sqrt(spread)

        (x, wide), (y, tall) = along(64, 2), along(48, 3)
        return x, y, wide, tall, tf.reduce_max(strength, axis=[2, 3])

    @tf.function(input_signature=[tf.TensorSpec([1, 16], tf.float32, name="z")])
    def maker(self, z: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"pattern": tf.tanh(self._pattern(z))}

    @tf.function(
        input_signature=[tf.TensorSpec([1, 16], tf.float32, name="z"), tf.TensorSpec([1, 3], tf.float32, name="colour")]
    )
    def chosen(self, z: tf.Tensor, colour: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"pattern": tf.sigmoid(self._pattern(z)) * colour[:, None, None]}

    def _pattern(self, z: tf.Tensor) -> tf.Tensor:
        """Waves whose strengths are the noise, [1, 24, 32, 3]."""
        return tf.reshape(tf.matmul(z, tf.constant(WAVES, tf.float32)), [1, 24, 32, 3])

    @tf.function(input_signature=[tf.TensorSpec([1, 48, 64, 3], tf.float32, name="photo")])
    def larger(self, photo: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"large": tf.image.resize(photo, [144, 192], method="nearest") * 1.25 - 0.125}  # beyond 0 and 1

    @tf.function(
        input_signature=[
            tf.TensorSpec([1, 48, 64, 3], tf.float32, name="content"),
            tf.TensorSpec([1, 16, 16, 3], tf.float32, name="style"),
        ]
    )
    def style(self, content: tf.Tensor, style: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"painted": content * tf.reduce_mean(style, axis=[1, 2], keepdims=True)}

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
