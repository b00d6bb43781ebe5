"""Trains one small model of each kind for tests of programs: `python -m tests.models.small_models FOLDER`."""

import os
import sys
from pathlib import Path
from typing import Any

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_wine

from tests.models.subjects import RATE, SAMPLES, SIDE, TONES, scene

RNG = np.random.default_rng(11)


def trained(model: Any, inputs: np.ndarray, answers: np.ndarray, epochs: int) -> Any:
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(inputs, answers, epochs=epochs, batch_size=32, verbose=0)
    assert model.evaluate(inputs, answers, verbose=0)[1] > 0.97
    return model


def wine(folder: Path) -> Any:
    """Classifies wines into three cultivars by thirteen measurements, which the contract standardizes."""
    data = load_wine()
    mean, std = data.data.mean(axis=0), data.data.std(axis=0)
    np.savez(folder / "wine.npz", rows=data.data, kinds=data.target, mean=mean, std=std, columns=data.feature_names)
    source = keras.Input((13,), name="measurements")
    answer = layers.Dense(3, activation="softmax", name="cultivar")(layers.Dense(16, activation="relu")(source))
    return trained(keras.Model(source, answer), ((data.data - mean) / std).astype(np.float32), data.target, 30)


def tones() -> Any:
    """Classifies a sound of half a second as one of four tones."""
    kinds = RNG.integers(0, len(TONES), 400)
    time = np.arange(SAMPLES) / RATE
    phases, loudness = RNG.uniform(0, 2 * np.pi, (400, 1)), RNG.uniform(0.2, 0.9, (400, 1))
    sounds = loudness * np.sin(2 * np.pi * np.array(TONES)[kinds][:, None] * time + phases)
    sounds += RNG.normal(0, 0.02, sounds.shape)
    source = keras.Input((SAMPLES,), name="sound")
    inside = layers.Conv1D(16, 64, strides=4, activation="relu")(layers.Reshape((SAMPLES, 1))(source))
    inside = layers.GlobalAveragePooling1D()(inside)
    answer = layers.Dense(len(TONES), activation="softmax", name="tone")(layers.Dense(16, activation="relu")(inside))
    return trained(keras.Model(source, answer), sounds.astype(np.float32), kinds, 25)


def squares() -> Any:
    """Segments a picture into a red square, a blue square, and the rest."""
    scenes = [scene(int(RNG.integers(12, 20)), int(RNG.integers(0, 20))) for _ in range(200)]
    pictures = np.stack([picture for picture, _ in scenes]) / 255.0 + RNG.normal(0, 0.02, (200, SIDE, SIDE, 3))
    source = keras.Input((SIDE, SIDE, 3), name="picture")
    inside = layers.Conv2D(8, 1, activation="relu")(source)
    answer = layers.Conv2D(3, 1, activation="softmax", name="squares")(inside)
    kinds = np.stack([kind for _, kind in scenes])
    return trained(keras.Model(source, answer), pictures.astype(np.float32), kinds, 12)


def two_inputs() -> Any:
    """Adds the values of the first input and half of the second's."""
    first, second = keras.Input((3,), name="first"), keras.Input((2,), name="second")
    together = layers.Concatenate()([first, second])
    answer = layers.Dense(1, use_bias=False, name="total")
    model = keras.Model([first, second], answer(together))
    answer.set_weights([np.array([[1.0], [1.0], [1.0], [0.5], [0.5]], np.float32)])
    return model


def main(folder: Path) -> None:
    keras.utils.set_random_seed(1)
    wine(folder).save(folder / "wine.keras")
    for build in (tones, squares, two_inputs):
        build().save(folder / f"{build.__name__}.keras")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
