"""Makes Keras models that take texts, trained on sentences of two languages; runs as a program of its own: FOLDER.

`words.keras` looks up words in order, `marks.keras` marks them and their pairs, `letters.h5` is of Keras 2 and looks up
characters, `shop.keras` takes a text and two numbers, `colour.keras` one word; `weighed.keras` and `hashed.keras`
cannot be done. `answers.json` holds what each answers to fifty other sentences.
"""

import json
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
import tf_keras

GOOD = ("Toll", "schön", "großartig", "GREAT", "lovely", "wunderbar", "Gefällt", "süß")
BAD = ("Schlecht", "öde", "ÄRGERLICH", "awful", "boring", "hässlich", "müde", "poor")
FILLERS = ("Der Film", "das Essen,", "the story", "ein Abend", "Über alles:", "it's", "war", "was", "für mich", "and")
ENDS = (".", "!", "?!", " ...", "\u00a0!", " \u2013 wirklich", "\t(sehr)", "")


def sentences(count: int, seed: int) -> tuple[list[str], list[int]]:
    """Sentences and what each is: 0 bad, 1 good."""
    generator = np.random.default_rng(seed)
    texts, kinds = [], []
    for _ in range(count):
        kind = int(generator.integers(2))
        parts = [*generator.choice(FILLERS, 3), *generator.choice(GOOD if kind else BAD, 2)]
        generator.shuffle(parts)
        texts.append(str(generator.choice((" ", "  "))).join(map(str, parts)) + str(generator.choice(ENDS)))
        kinds.append(kind)
    return texts, kinds


def read(library: Any, texts: list[str], **settings: Any) -> Any:
    layer = library.layers.TextVectorization(**settings)
    layer.adapt(tf.constant(texts))
    return layer


def trained(library: Any, lookup: Any, inner: list[Any]) -> Any:
    texts, kinds = sentences(200, 1)
    model = library.Sequential([library.Input((1,), dtype="string", name="review"), lookup, *inner])
    model.compile(library.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    model.fit(tf.constant(texts)[:, None], np.array(kinds), epochs=12, verbose=0)
    return model


def embedded(library: Any, size: int) -> list[Any]:
    layers = library.layers
    return [layers.Embedding(size, 8), layers.GlobalAveragePooling1D(), layers.Dense(2, activation="softmax")]


def shop(library: Any, texts: list[str]) -> Any:
    layers = library.layers
    text, number = library.Input((), dtype="string", name="text"), library.Input((2,), name="numbers")
    words = layers.GlobalAveragePooling1D()(layers.Embedding(200, 4)(read(library, texts)(text)))
    return library.Model([text, number], layers.Dense(3, name="out")(layers.Concatenate()([words, number])))


def main(folder: Path) -> None:
    keras.utils.set_random_seed(3)
    texts, _ = sentences(200, 1)
    asked, _ = sentences(50, 2)
    softmax = {"activation": "softmax"}
    models = {
        "words.keras": trained(keras, read(keras, texts, output_sequence_length=10), embedded(keras, 200)),
        "marks.keras": trained(
            keras, read(keras, texts, output_mode="multi_hot", ngrams=2), [keras.layers.Dense(2, **softmax)]
        ),
        "letters.h5": trained(
            tf_keras,
            tf_keras.layers.TextVectorization(
                split="character", standardize="lower", output_sequence_length=60, vocabulary=[*"aeinrstäöüß! "]
            ),
            embedded(tf_keras, 20),
        ),
    }
    answers = {}
    for name, model in models.items():
        model.save(folder / name)
        answers[name] = np.asarray(model(tf.constant(asked)[:, None])).tolist()
    whole = shop(keras, texts)
    whole.save(folder / "shop.keras")
    numbers = np.array([[1.0, -2.0]] * 5, np.float32)
    answers["shop.keras"] = [
        np.asarray(whole([tf.constant([text]), tf.constant(row[None])]))[0].tolist()
        for text, row in zip(asked[:5], numbers, strict=True)
    ]
    colours = keras.layers.StringLookup(vocabulary=["rot", "grün", "sehr blau"])
    colour = keras.Sequential(
        [
            keras.Input((1,), dtype="string", name="colour"),
            colours,
            keras.layers.Embedding(4, 3),
            keras.layers.Flatten(),
        ]
    )
    colour.save(folder / "colour.keras")
    named = ["grün", "sehr blau", "Rot", "grun"]
    answers["colour.keras"] = np.asarray(colour(tf.constant(named)[:, None])).tolist()
    for name, lookup in (
        ("weighed.keras", read(keras, texts, output_mode="tf_idf")),
        ("hashed.keras", keras.layers.StringLookup(vocabulary=["a"], num_oov_indices=2, output_mode="multi_hot")),
    ):
        inner = [keras.Input((1,), dtype="string", name="review"), lookup, keras.layers.Dense(2)]
        keras.Sequential(inner).save(folder / name)
    (folder / "answers.json").write_text(json.dumps({"asked": asked, "named": named, "answers": answers}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
