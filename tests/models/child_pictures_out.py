"""Makes small Keras models out of which pictures come; runs as a program of its own: FOLDER.

Their weights are such that what comes out can be computed: a generator (`maker.keras`), larger pictures by three
(`larger.keras`), the content of one picture in the mean colour of another (`style.keras`).
"""

import sys
from pathlib import Path

import keras
import numpy as np


def maker() -> keras.Model:
    z = keras.Input((16,), name="z")
    spread = keras.layers.Dense(12 * 16 * 3, name="spread")
    made = keras.layers.Activation("tanh", name="picture")(keras.layers.Reshape((12, 16, 3))(spread(z)))
    model = keras.Model(z, made)
    weights = np.random.default_rng(5).normal(0.0, 0.3, (16, 12 * 16 * 3))
    spread.set_weights([weights, np.zeros(12 * 16 * 3)])
    return model


def larger() -> keras.Model:
    small = keras.Input((16, 24, 3), name="small")
    grown = keras.layers.UpSampling2D(3)(keras.layers.Rescaling(1 / 255)(small))
    paint = keras.layers.Conv2D(3, 1, name="paint")
    model = keras.Model(small, paint(grown))
    paint.set_weights([np.eye(3).reshape(1, 1, 3, 3), np.zeros(3)])
    return model


def style() -> keras.Model:
    content, other = keras.Input((16, 24, 3), name="content"), keras.Input((8, 8, 3), name="style")
    mean = keras.layers.Reshape((1, 1, 3))(keras.layers.GlobalAveragePooling2D()(other))
    return keras.Model([content, other], keras.layers.Multiply(name="painted")([content, mean]))


def main(folder: Path) -> None:
    for make in (maker, larger, style):
        make().save(folder / f"{make.__name__}.keras")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
