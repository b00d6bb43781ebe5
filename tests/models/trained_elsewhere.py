"""Makes Keras files as others' training leaves them: own losses, metrics, optimizers and layers, older layouts.

python tests/models/trained_elsewhere.py FOLDER
"""

import sys
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np

_OLD, _NEW = "_layer_checkpoint_dependencies", "layers"


def keras3_files(folder: Path) -> None:
    import keras

    def shape_loss(truth: Any, answer: Any) -> Any:
        return keras.ops.mean(keras.ops.abs(truth - answer))

    class RowLoss(keras.losses.Loss):
        def call(self, y_true: Any, y_pred: Any) -> Any:
            return keras.ops.mean(keras.ops.square(y_true - y_pred), axis=-1)

    @keras.saving.register_keras_serializable("mine")
    class KnownLoss(RowLoss):
        pass

    class Share(keras.metrics.MeanSquaredError):
        pass

    class Slow(keras.optimizers.SGD):
        pass

    plain = {"optimizer": "sgd", "loss": "mse"}
    for name, how in {
        "loss_function.keras": {"loss": shape_loss},
        "loss_class.keras": {"loss": RowLoss()},
        "loss_registered.keras": {"loss": KnownLoss()},
        "metric.keras": {"metrics": [Share(name="share")]},
        "optimizer.keras": {"optimizer": Slow(0.1)},
        "loss_function.h5": {"loss": shape_loss},
        "loss_class.h5": {"loss": RowLoss(), "metrics": [Share(name="share")]},
    }.items():
        inputs = keras.Input((4,))
        model = keras.Model(inputs, keras.layers.Dense(2)(inputs))
        model.compile(**{**plain, **how})
        model.train_on_batch(np.ones((2, 4)), np.ones((2, 2)))
        model.save(folder / name)

    class PosEmb(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return x + 1.0

    class Gate(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return x * 2.0

    inputs = keras.Input((4,))
    inner = keras.Model(inputs, Gate(name="gate")(keras.layers.Dense(4)(inputs)), name="block")
    outputs = keras.layers.Dense(2)(inner(PosEmb(name="pos_emb")(inputs)))
    keras.Model(inputs, outputs).save(folder / "own_layers.keras")
    made = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: abs(x) + 1.0, name="lift")])
    made.save(folder / "lambda.keras")


def keras2_files(folder: Path) -> None:
    import tf_keras

    def row_loss(truth: Any, answer: Any) -> Any:
        return abs(truth - answer)

    for name in ("old_loss.h5", "old_loss.keras"):
        model = tf_keras.Sequential([tf_keras.layers.Dense(2, input_shape=(4,))])
        model.compile("adam", row_loss)
        model.train_on_batch(np.ones((2, 4)), np.ones((2, 2)))
        model.save(folder / name)
    model = nested(tf_keras)
    model.save(folder / "nested.keras")
    given = np.random.default_rng(7).normal(size=(5, 6, 4)).astype(np.float32)
    np.savez(folder / "nested.samples.npz", series=given)
    np.savez(folder / "nested.expected.npz", answers=np.stack([model(row[None]).numpy() for row in given]))
    rename(folder / "nested.keras", folder / "nested_windows.keras", model, old=False, windows=True)
    rename(folder / "nested.keras", folder / "nested_213.keras", model, old=True, windows=False)
    rename(folder / "nested.keras", folder / "nested_213_windows.keras", model, old=True, windows=True)


def nested(keras: Any) -> Any:
    """A model of layers with and without weights of the same classes, one of them a model itself."""
    layers = keras.layers
    inner_input = keras.Input((8,))
    hidden = layers.Dense(8, "tanh")(layers.Dropout(0.1)(layers.Dense(8, "relu")(inner_input)))
    inner = keras.Model(inner_input, layers.BatchNormalization()(hidden), name="inner")
    inputs = keras.Input((6, 4), name="series")
    series = layers.Bidirectional(layers.LSTM(4))(layers.Dropout(0.2)(inputs))
    row = layers.Activation("relu")(layers.Dense(8)(series))
    outputs = layers.Dense(3)(layers.Activation("tanh")(layers.Dense(4)(inner(row))))
    return keras.Model(inputs, outputs)


def rename(source: Path, target: Path, model: Any, *, old: bool, windows: bool) -> None:
    """Copies a .keras file with the names of its weights as Keras 2.13 or Windows wrote them."""
    weights = target.with_suffix(".weights")
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as made:
        weights.write_bytes(archive.read("model.weights.h5"))
        with h5py.File(weights, "r+") as file:
            if old:
                _as_in_213(file, model)
            if windows:
                _as_on_windows(file)
        for name in ("config.json", "metadata.json"):
            made.writestr(name, archive.read(name))
        made.write(weights, "model.weights.h5")
    weights.unlink()


def _as_in_213(group: Any, model: Any) -> None:
    """Every layer with weights is met twice, and both count: see `saving_lib` of Keras 2.13."""
    new: dict[str, int] = {}
    old: dict[str, int] = {}
    moves = []
    for layer in model.layers:
        stem = _snake(type(layer).__name__)
        fresh = _counted(new, stem)
        before = _counted(old, stem)
        if layer.weights:
            _counted(old, stem)
        moves.append((fresh, before, layer))
    for fresh, before, layer in moves:
        if fresh in group[_NEW]:
            if hasattr(layer, "layers"):
                _as_in_213(group[_NEW][fresh], layer)
            group.move(f"{_NEW}/{fresh}", f"{_OLD}/{before}")
    del group[_NEW]


def _counted(seen: dict[str, int], stem: str) -> str:
    seen[stem] = seen.get(stem, -1) + 1
    return stem if seen[stem] == 0 else f"{stem}_{seen[stem]}"


def _snake(name: str) -> str:
    from tf_keras.src.utils.generic_utils import to_snake_case

    return str(to_snake_case(name))


def _as_on_windows(file: Any) -> None:
    """Each layer's path is one name; the groups below it (`vars`) are made apart."""
    paths: list[str] = []
    file.visititems(lambda name, item: paths.append(name) if isinstance(item, h5py.Group) else None)
    layers = [path for path in paths if path.split("/")[-1] != "vars" and path not in (_NEW, _OLD)]
    held = [path for path in layers if f"{path}/vars" in file]
    for path in sorted(held, key=lambda name: -name.count("/")):
        if "/" in path:
            file.move(path, path.replace("/", "\\"))
    for name in (_NEW, _OLD):
        if name in file:
            del file[name]


def saved_models(folder: Path) -> None:
    """SavedModels around other SavedModels, with several signatures, int64 inputs and a fixed batch."""
    import keras
    import tensorflow as tf
    import tf_keras

    table = tf.constant(np.arange(20, dtype=np.float32).reshape(10, 2))
    weights = tf.Module()
    weights.w = tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2))
    row, ids = tf.TensorSpec([None, 4], name="row"), tf.TensorSpec([None, 6], tf.int64, name="ids")
    pictures = tf.TensorSpec([8, 16, 16, 3], name="pictures")
    scaled = tf.function(lambda row: {"scaled": row @ weights.w}, input_signature=[row])
    summed = tf.function(lambda ids: {"sum": tf.reduce_sum(tf.gather(table, ids), 1)}, input_signature=[ids])
    means = tf.function(lambda pictures: {"mean": tf.reduce_mean(pictures, [1, 2])}, input_signature=[pictures])
    for name, signatures in {
        "inner": {"serving_default": scaled},
        "int64": {"serving_default": summed},
        "eight": {"serving_default": means},
        "two": {"predict": scaled, "embed": summed},
    }.items():
        tf.saved_model.save(weights, folder / name, signatures=signatures)

    class KerasLayer(tf_keras.layers.Layer):
        """As hub.KerasLayer does: holds a loaded SavedModel."""

        def __init__(self, handle: str) -> None:
            super().__init__()
            self.held = tf.saved_model.load(handle)

        def call(self, x: Any) -> Any:
            return self.held.signatures["serving_default"](row=x)["scaled"]

    inputs = tf_keras.Input((4,))
    around = tf_keras.Model(inputs, KerasLayer(str(folder / "inner"))(inputs))
    around.save(folder / "hub_keras")
    tf.saved_model.save(around, str(folder / "hub_plain"))
    inputs3 = keras.Input((4,))
    held = keras.layers.TFSMLayer(str(folder / "inner"), call_endpoint="serving_default")(inputs3)
    keras.Model(inputs3, held["scaled"]).export(folder / "tfsm")


if __name__ == "__main__":
    where = Path(sys.argv[1])
    saved_models(where)
    keras3_files(where)
    keras2_files(where)
