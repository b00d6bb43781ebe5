"""Makes the bundled sample "digits" again: model, labels, contract and twenty pictures.

Run from the project's root, in an environment that also has scikit-learn:

    python -m resources.samples.train_digits

The pictures come from scikit-learn's copy of the UCI digits, 8 x 8 values of 0 (paper) to 16 (ink). The last
quarter of it, in the file's own order, is held out: no weight and no choice depends on it.
"""

import os
import sys
from pathlib import Path
from typing import Any

# The oneDNN kernels may sum in another order from run to run.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.datasets import load_digits

from builder.contract.contract import Contract, ContractInput, ContractOutput

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

FOLDER = Path(__file__).parent
LABELS = tuple(str(digit) for digit in range(10))
SEED = 20
EPOCHS = 60
INK = 16.0
SIDE = 8
DRAWN_SIDE = 128
PER_CLASS = 2
LEAST_ACCURACY = 0.97


def held_out_split() -> tuple[Floats, NDArray[Any], Floats, NDArray[Any]]:
    """Training pictures and digits, then the held-out ones; pictures are [n, 8, 8, 1] in 0..1."""
    data = load_digits()
    pictures = (data.images / INK).astype(np.float32)[..., np.newaxis]
    cut = len(pictures) * 3 // 4
    return pictures[:cut], data.target[:cut], pictures[cut:], data.target[cut:]


def build() -> Any:
    """An untrained classifier: [1, 8, 8, 1] float32 in 0..1 to ten probabilities."""
    layers = keras.layers
    picture = keras.Input((SIDE, SIDE, 1), name="picture")
    x = layers.Conv2D(16, 3, padding="same", activation="relu", name="strokes")(picture)
    x = layers.Conv2D(24, 3, padding="same", activation="relu", name="corners")(x)
    x = layers.MaxPooling2D(2, name="half")(x)
    x = layers.Conv2D(32, 3, padding="same", activation="relu", name="shapes")(x)
    x = layers.Flatten(name="flat")(x)
    x = layers.Dropout(0.4, name="rest")(x)
    digit = layers.Dense(10, activation="softmax", name="digit")(x)
    return keras.Model(picture, digit, name="digits")


def shifted(pictures: Floats, generator: np.random.Generator) -> Floats:
    """The same pictures, each moved by at most one pixel, so that a stroke may begin anywhere."""
    padded = np.pad(pictures, ((0, 0), (1, 1), (1, 1), (0, 0)))
    moved = np.empty_like(pictures)
    for index, (down, right) in enumerate(generator.choice([0, 1, 1, 1, 2], size=(len(pictures), 2))):
        moved[index] = padded[index, down : down + SIDE, right : right + SIDE]
    return moved


def train(pictures: Floats, digits: NDArray[Any]) -> Any:
    """Trains with a fixed seed; the result carries no optimizer and no training configuration."""
    keras.utils.set_random_seed(SEED)
    generator = np.random.default_rng(SEED)
    model = build()
    model.compile(keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy")
    for epoch in range(EPOCHS):
        model.optimizer.learning_rate = 2e-3 * (1 - epoch / EPOCHS)
        model.fit(shifted(pictures, generator), digits, batch_size=32, epochs=1, verbose=0)
    bare = build()
    bare.set_weights(model.get_weights())
    return bare


def accuracy(model: Any, pictures: Floats, digits: NDArray[Any]) -> float:
    """Share of pictures whose most probable class is the right one."""
    answers = model.predict(pictures, verbose=0)
    return float(np.mean(np.argmax(answers, axis=1) == digits))


def draw(picture: Floats) -> Bytes:
    """Draws an [8, 8, 1] picture smoothly as [128, 128] grey, ink bright.

    Reducing it again would blur it, so the drawing is corrected until its reduction is the picture (iterative
    back-projection: enlarge what is missing and add it).
    """
    wanted = picture[..., 0] * 255
    drawn = enlarge(wanted)
    for _ in range(40):
        drawn = np.clip(drawn + enlarge(wanted - reduce(drawn)), 0, 255)
    return np.rint(drawn).astype(np.uint8)


def enlarge(values: Floats) -> Floats:
    """[8, 8] to [128, 128], bicubic."""
    image = Image.fromarray(values).resize((DRAWN_SIDE, DRAWN_SIDE), Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32)


def reduce(values: NDArray[Any]) -> Floats:
    """[128, 128] to [8, 8] as the contract's `stretch` does it: bilinear with antialiasing."""
    image = Image.fromarray(values).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32)


def first_of_each(digits: NDArray[Any]) -> list[int]:
    """Places of the first two pictures of each class: taken as they come, right or wrong."""
    return [int(place) for digit in range(10) for place in np.flatnonzero(digits == digit)[:PER_CLASS]]


def contract() -> Contract:
    """How a picture file becomes the model's input and its answer a digit."""
    picture = ContractInput(
        name="picture",
        kind="image",
        dtype="float32",
        shape=(1, SIDE, SIDE, 1),
        color="gray",
        fit="stretch",
        scaling="0-1",
        mean=(0.0,),
        std=(255.0,),
    )
    digit = ContractOutput(name="digit", kind="classes", dtype="float32", shape=(1, 10), labels=LABELS, top=3)
    return Contract(schema=1, inputs=(picture,), outputs=(digit,))


def write_pictures(pictures: Floats, digits: NDArray[Any]) -> tuple[Floats, NDArray[Any], float]:
    """Writes the PNG files; gives their reductions in 0..1, their digits and the largest error in grey levels."""
    chosen = first_of_each(digits)
    reductions = []
    for place in chosen:
        drawn = draw(pictures[place])
        folder = FOLDER / "digits" / str(digits[place])
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(drawn).save(folder / f"test-{place:03d}.png", optimize=True)
        reductions.append(reduce(drawn) / 255)
    reduced = np.stack(reductions)[..., np.newaxis]
    return reduced, digits[chosen], float(np.max(np.abs(reduced - pictures[chosen])) * 255)


def main() -> int:
    """Trains, measures, writes; 1 when the model is too weak to be a sample (nothing is written then)."""
    train_pictures, train_digits, test_pictures, test_digits = held_out_split()
    model = train(train_pictures, train_digits)
    held_out = accuracy(model, test_pictures, test_digits)
    print(f"{model.count_params():,} parameters; {held_out:.2%} of {len(test_digits)} held-out pictures are right")
    if held_out < LEAST_ACCURACY:
        print(f"Nothing was written: the sample must reach {LEAST_ACCURACY:.0%}.", file=sys.stderr)
        return 1
    model.save(FOLDER / "digits.keras")
    (FOLDER / "digits.labels.txt").write_text("".join(f"{label}\n" for label in LABELS), encoding="utf-8")
    (FOLDER / "digits.contract.toml").write_text(contract().to_toml(), encoding="utf-8")
    reduced, digits, error = write_pictures(test_pictures, test_digits)
    right = round(accuracy(model, reduced, digits) * len(digits))
    print(f"{right} of the {len(digits)} drawn pictures are right; reduced they differ by at most {error:.1f} of 255")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
