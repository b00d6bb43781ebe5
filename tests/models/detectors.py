"""Makes detectors of every family that find coloured squares: `python -m tests.models.detectors FOLDER`.

Each is a .tflite file that looks at cells of a picture of 64 x 64 (BlazeFace's: 128 x 128) through a convolution whose
weights are known: a red square (class 0) or a blue one (class 1) that fills a cell of 16 pixels is found there, with a
box that is the square. So every answer is known.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import numpy as np
import tensorflow as tf

SIDE, CELL, SHARPNESS = 64, 16, 24.0


def cells(picture: Any, stride: int) -> Any:
    """How much red and blue is in each cell: [1, rows, columns, 2], about 1 in a cell of that colour alone."""
    weights = np.zeros((stride, stride, 3, 2), np.float32)
    weights[:, :, 0, 0] = weights[:, :, 2, 1] = 1 / stride**2
    weights[:, :, 1, :] = -1 / stride**2  # so that white is neither
    return tf.nn.conv2d(picture, tf.constant(weights), stride, "VALID")


def grid(side: int, stride: int) -> tuple[np.ndarray, np.ndarray]:
    """Centres of the cells in pixels, column and row, row by row."""
    places = (np.arange(side // stride) + 0.5) * stride
    columns, rows = np.meshgrid(places, places)
    return columns.reshape(-1).astype(np.float32), rows.reshape(-1).astype(np.float32)


def logits(picture: Any, side: int, stride: int) -> Any:
    """Scores before the logistic function, [1, cells, 2]; those of cells of another size than the squares' are low."""
    found = tf.reshape(cells(picture, stride), (1, (side // stride) ** 2, 2))
    return SHARPNESS * (found - 0.5) - (0.0 if stride == CELL else 40.0)


def candidates(picture: Any, unit: float = 1.0) -> tuple[Any, Any]:
    """Boxes as centre and size, [1, 84, 4], and scores, [1, 84, 2], of the three grids."""
    boxes, scores = [], []
    for stride in (8, 16, 32):
        x, y = grid(SIDE, stride)
        size = np.full_like(x, CELL)
        boxes.append(np.stack([x, y, size, size], axis=1) / unit)
        scores.append(logits(picture, SIDE, stride))
    # As a net's own boxes, these are numbers that are computed: the picture moves them by nothing.
    none = tf.reshape(cells(picture, CELL), (1, -1))[:, :1, None] * 0.0
    return tf.constant(np.concatenate(boxes))[None] + none, tf.sigmoid(tf.concat(scores, 1))


def corners(boxes: Any) -> Any:
    """Boxes as left, top, right, bottom."""
    return tf.concat([boxes[..., :2] - boxes[..., 2:] / 2, boxes[..., :2] + boxes[..., 2:] / 2], -1)


def yolo_v8(picture: Any) -> dict[str, Any]:
    boxes, scores = candidates(picture)
    return {"found": tf.transpose(tf.concat([boxes, scores], 2), (0, 2, 1))}


def yolo_v8_first(picture: Any) -> dict[str, Any]:
    """The same with channels first, as newer exporters write it."""
    return yolo_v8(tf.transpose(picture, (0, 2, 3, 1)))


def yolo_open(picture: Any) -> dict[str, Any]:
    """One grid for any number of pictures, so that the size of what comes out is computed when the model runs."""
    found = tf.reshape(cells(picture, CELL), (tf.shape(picture)[0], 16, 2))
    x, y = grid(SIDE, CELL)
    size = np.full_like(x, CELL)
    boxes = tf.constant(np.stack([x, y, size, size], axis=1)[None]) + found[..., :1] * 0.0
    rows = tf.concat([boxes, tf.sigmoid(SHARPNESS * (found - 0.5))], 2)
    return {"found": tf.reshape(rows, (tf.shape(picture)[0], 16, 6))}


def yolo_v5(picture: Any) -> dict[str, Any]:
    """Three anchors a cell, in 0..1; the score of things as such and those of classes are roots of the real ones."""
    boxes, scores = candidates(picture, SIDE)
    rows = tf.concat([boxes, tf.sqrt(tf.reduce_max(scores, 2, keepdims=True)), tf.sqrt(scores)], 2)
    return {"found": tf.repeat(rows, 3, axis=1)}


def end_to_end(picture: Any) -> dict[str, Any]:
    boxes, scores = candidates(picture)
    kind = tf.cast(tf.argmax(scores, 2)[..., None], tf.float32)
    rows = tf.concat([corners(boxes), tf.reduce_max(scores, 2, keepdims=True), kind], 2)
    return {"found": tf.pad(rows, [[0, 0], [0, 300 - 84], [0, 0]])}


def ssd(picture: Any) -> dict[str, Any]:
    """The ten best, with names that do not say what they are."""
    boxes, scores = candidates(picture, SIDE)
    best, places = tf.math.top_k(tf.reduce_max(scores, 2), 10)
    found = tf.gather(corners(boxes)[0], places[0])[None]
    kinds = tf.cast(tf.gather(tf.argmax(scores, 2)[0], places[0])[None], tf.float32)
    count = tf.reduce_sum(tf.cast(best > 0.0, tf.float32), 1)
    return {"a": best, "b": tf.gather(found, [1, 0, 3, 2], axis=2), "c": count, "d": kinds}


def blaze_face(picture: Any) -> dict[str, Any]:
    """A red square of 32 pixels is a face; of six anchors in a cell of 16 pixels the first one finds it."""
    found = cells(picture, 32)[..., :1]
    wide = tf.reshape(SHARPNESS * (found - 0.5), (1, 4, 1, 4, 1, 1))
    own = np.zeros((1, 1, 2, 1, 2, 6), np.float32) - 30.0
    own[:, :, 0, :, 0, 0] = 0.0  # the cell at the square's upper left
    large = tf.reshape(wide + tf.constant(own), (1, 384, 1))
    small = tf.reshape(cells(picture, 8)[..., :1], (1, 256, 1)) * 0.0 - 30.0
    scores = tf.concat([tf.repeat(small, 2, axis=1), large], 1)
    one = np.zeros(16, np.float32)
    one[:4] = (8, 8, 32, 32)  # from the cell's centre to the square's
    for point in range(6):
        one[4 + 2 * point : 6 + 2 * point] = (4 * point, 8)
    return {"regressors": scores * 0.0 + tf.constant(one), "classificators": scores}


def move_net(picture: Any) -> dict[str, Any]:
    """All points lie in the reddest cell, each a bit more to the right."""
    found = cells(picture, CELL)[..., 0]
    flat = tf.reshape(found, (1, -1))
    shares = tf.nn.softmax(40.0 * flat)
    x, y = grid(SIDE, CELL)
    steps = np.arange(17, dtype=np.float32) * 0.005
    across = tf.reduce_sum(shares * (x / SIDE), 1)[:, None] + steps
    down = tf.reduce_sum(shares * (y / SIDE), 1)[:, None] + 0.0 * steps
    score = tf.sigmoid(SHARPNESS * (tf.reduce_max(flat, 1)[:, None] - 0.5)) + 0.0 * steps
    return {"points": tf.stack([down, across, score], 2)[:, None]}


MODELS: dict[str, tuple[Callable[[Any], dict[str, Any]], tuple[int | None, ...]]] = {
    "yolo_v8": (yolo_v8, (1, SIDE, SIDE, 3)),
    "yolo_v8_first": (yolo_v8_first, (1, 3, SIDE, SIDE)),
    "yolo_open": (yolo_open, (None, SIDE, SIDE, 3)),
    "yolo_v5": (yolo_v5, (1, SIDE, SIDE, 3)),
    "end_to_end": (end_to_end, (1, SIDE, SIDE, 3)),
    "ssd": (ssd, (1, SIDE, SIDE, 3)),
    "blaze_face": (blaze_face, (1, 128, 128, 3)),
    "move_net": (move_net, (1, SIDE, SIDE, 3)),
}


def save(folder: Path, name: str) -> None:
    build, shape = MODELS[name]
    module = tf.Module()
    module.call = tf.function(build, input_signature=[tf.TensorSpec(shape, tf.float32, name="picture")])
    concrete = module.call.get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], module)
    (folder / f"{name}.tflite").write_bytes(converter.convert())


def main(folder: Path) -> None:
    for name in MODELS:
        save(folder, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
