"""Makes a Keras model of 500 MB: `python large_model.py FILE`."""

import os
import sys
from pathlib import Path

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
from keras import layers


def main(path: Path) -> None:
    keras.utils.set_random_seed(1)
    source = keras.Input((5000,), name="features")
    inside = source
    for _ in range(5):
        inside = layers.Dense(5000, activation="tanh")(inside)
    keras.Model(source, layers.Dense(3)(inside)).save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
