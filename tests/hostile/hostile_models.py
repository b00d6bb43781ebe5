"""Makes models with code that writes a file when it runs: `python hostile_models.py FOLDER MARKER`."""

import os
import sys
from pathlib import Path
from typing import Any

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import tensorflow as tf
import tf_keras


def writing_layer(library: Any, marker: str) -> Any:
    def write(values: Any, path: str = marker) -> Any:
        __import__("pathlib").Path(path).touch()  # byte code in a file has no access to this module's imports
        return values

    code = write if library is tf_keras else eval("lambda v, path=" + repr(marker) + ": (open(path, 'w'), v)[1]")
    return library.layers.Lambda(code, name="sneaky", output_shape=lambda shape: shape)


def plain(library: Any, marker: str) -> Any:
    source = library.Input((4,), name="x")
    return library.Model(source, writing_layer(library, marker)(source))


def in_a_wrapper(library: Any, marker: str) -> Any:
    source = library.Input((3, 4), name="x")
    return library.Model(source, library.layers.TimeDistributed(writing_layer(library, marker))(source))


def in_a_model_in_a_model(library: Any, marker: str) -> Any:
    source = library.Input((4,), name="x")
    inner = library.Sequential([library.Input((4,)), plain(library, marker)])
    return library.Model(source, inner(source))


class Graphs(tf.Module):
    """Functions with operations that write, print into or read files, or run Python."""

    def __init__(self, marker: str) -> None:
        super().__init__()
        self._marker = marker

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="x")])
    def write_file(self, x: Any) -> Any:
        tf.io.write_file(self._marker, "x")
        return {"y": x}

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="x")])
    def print_into_a_file(self, x: Any) -> Any:
        tf.print("x", output_stream="file://" + self._marker)
        return {"y": x}

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="x")])
    def save(self, x: Any) -> Any:
        tf.raw_ops.SaveV2(prefix=self._marker, tensor_names=["x"], shape_and_slices=[""], tensors=[x])
        return {"y": x}

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="x")])
    def restore(self, x: Any) -> Any:
        return {"y": x + tf.raw_ops.RestoreV2(prefix=self._marker, tensor_names=["x"], shape_and_slices=[""],
                                              dtypes=[tf.float32])[0]}  # fmt: skip

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="x")])
    def read_lines(self, x: Any) -> Any:
        count = tf.data.TextLineDataset(self._marker).reduce(0.0, lambda total, _: total + 1.0)
        return {"y": x + count}

    @tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32, name="x")])
    def run_python(self, x: Any) -> Any:
        return {"y": tf.ensure_shape(tf.py_function(lambda v: v, [x], tf.float32), [1, 4])}


def main(folder: Path, marker: str) -> None:
    for library, version in ((tf_keras, "keras2"), (keras, "keras3")):
        for build in (plain, in_a_wrapper, in_a_model_in_a_model):
            model = build(library, marker)
            model.save(folder / f"{version}-{build.__name__}.h5")
            model.save(folder / f"{version}-{build.__name__}.keras")
    graphs = Graphs(marker)
    for name in ("write_file", "print_into_a_file", "save", "restore", "read_lines", "run_python"):
        tf.saved_model.save(graphs, folder / name, signatures={"serving_default": getattr(graphs, name)})


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
