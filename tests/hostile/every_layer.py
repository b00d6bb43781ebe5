"""Makes a model with each layer class of Keras 3 and tf_keras: `python -m tests.hostile.every_layer FOLDER`.

Each is saved as .keras and .h5 under LIBRARY-CLASS; a line on stderr names layers that cannot be used alone.
"""

import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import tf_keras

from tests.hostile.allowed_names import RUNNING

# Base classes, and layers that need another framework.
_NOT_ALONE = {"Layer", "Wrapper", "AbstractRNNCell", "InputLayer", "InputSpec", "RNN", "Input"}
_ARGUMENTS: dict[str, dict[str, Any]] = {
    "Activation": {"activation": "relu"}, "Cropping1D": {"cropping": 1}, "Dense": {"units": 2},
    "Embedding": {"input_dim": 9, "output_dim": 3}, "ReversibleEmbedding": {"input_dim": 9, "output_dim": 3},
    "EinsumDense": {"equation": "ab,bc->ac", "output_shape": 4}, "Permute": {"dims": (2, 1)},
    "RepeatVector": {"n": 2}, "Reshape": {"target_shape": (2, 4)}, "CategoryEncoding": {"num_tokens": 9},
    "Discretization": {"bin_boundaries": [0.0, 1.0]}, "Hashing": {"num_bins": 5}, "HashedCrossing": {"num_bins": 5},
    "IntegerLookup": {"vocabulary": [1, 2, 3]}, "StringLookup": {"vocabulary": ["a", "b"]},
    "TextVectorization": {"vocabulary": ["a", "b"], "output_sequence_length": 3},
    "Normalization": {"mean": 1.0, "variance": 2.0}, "Rescaling": {"scale": 0.5}, "Resizing": {"height": 4, "width": 4},
    "CenterCrop": {"height": 4, "width": 4}, "RandomCrop": {"height": 4, "width": 4},
    "MultiHeadAttention": {"num_heads": 2, "key_dim": 2}, "Dot": {"axes": 1}, "GaussianNoise": {"stddev": 0.1},
    "GroupQueryAttention": {"head_dim": 4, "num_query_heads": 2, "num_key_value_heads": 1},
    "MaxNumBoundingBoxes": {"max_number": 3}, "MelSpectrogram": {"sequence_length": 4},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1}, "RandomZoom": {"height_factor": 0.1},
    "ActivityRegularization": {"l2": 0.1}, "AdaptiveAveragePooling1D": {"output_size": 2},
    "AdaptiveMaxPooling1D": {"output_size": 2}, "AdaptiveAveragePooling2D": {"output_size": 2},
    "AdaptiveMaxPooling2D": {"output_size": 2}, "AdaptiveAveragePooling3D": {"output_size": 2},
    "AdaptiveMaxPooling3D": {"output_size": 2}, "RandomElasticTransform": {"factor": 0.1, "scale": 0.1},
    "RandomPosterization": {"factor": 4}, "STFTSpectrogram": {"frame_length": 8, "frame_step": 4, "fft_length": 8},
}  # fmt: skip
_SHAPES = ((8,), (6, 8), (8, 8, 3), (6, 8, 8, 3), (6, 6, 8, 8, 3), (64, 1))


def arguments_of(library: Any, name: str, cls: type) -> dict[str, Any]:
    if name in _ARGUMENTS:
        return _ARGUMENTS[name]
    layers = library.layers
    inner = {"TimeDistributed": layers.Dense(2), "SpectralNormalization": layers.Dense(2),
             "Bidirectional": layers.LSTM(2), "Rematerialize": layers.Dense(2)}  # fmt: skip
    if name in inner:
        return {"layer": inner[name]}
    if name == "StackedRNNCells":
        return {"cells": [layers.LSTMCell(2)]}
    if name == "Pipeline":
        return {"layers": [layers.Rescaling(2.0)]}
    usual = {"filters": 2, "kernel_size": 2, "units": 2, "rate": 0.1, "factor": 0.2, "pool_size": 2, "size": 2,
             "layers": [], "output_size": 2, "height": 4, "width": 4}  # fmt: skip
    needed = [
        parameter.name
        for parameter in inspect.signature(cls.__init__).parameters.values()
        if parameter.default is inspect.Parameter.empty and parameter.kind == parameter.POSITIONAL_OR_KEYWORD
    ][1:]
    return {key: usual[key] for key in needed if key in usual}


def models_with(library: Any, name: str, cls: type) -> Iterator[Any]:
    """Yields a model with the layer, for the first input shape that it accepts."""
    kinds = {"StringLookup": "string", "TextVectorization": "string", "Embedding": "int32", "IntegerLookup": "int64",
             "CategoryEncoding": "int32", "Hashing": "int64", "ReversibleEmbedding": "int32"}  # fmt: skip
    attempts = []
    for shape in ((1,), *_SHAPES) if name in kinds else _SHAPES:
        for count in (1, 2):
            try:
                layer = cls(**arguments_of(library, name, cls))
                if "Cell" in name or name == "StackedRNNCells":
                    layer = library.layers.RNN(layer)
                sources = [library.Input(shape, dtype=kinds.get(name, "float32")) for _ in range(count)]
                pair = name in {"MultiHeadAttention", "GroupQueryAttention"}
                answer = layer(*sources) if pair and count == 2 else layer(sources if count == 2 else sources[0])
                yield library.Model(sources, answer)
                return
            except Exception as problem:
                attempts.append(f"{shape}: {problem}")
    sys.stderr.write(f"! {library.__name__} {name}: {attempts[0][:200]}\n")


def classes(library: Any) -> Iterator[tuple[str, type]]:
    for name in dir(library.layers):
        cls = getattr(library.layers, name)
        if inspect.isclass(cls) and issubclass(cls, library.layers.Layer) and name not in _NOT_ALONE | RUNNING:
            yield name, cls


def main(folder: Path) -> None:
    for library in (keras, tf_keras):
        for name, cls in classes(library):
            for model in models_with(library, name, cls):
                for ending in ("keras", "h5"):
                    path = folder / f"{library.__name__}-{name}.{ending}"
                    try:
                        model.save(path)
                    except Exception as problem:
                        path.unlink(missing_ok=True)
                        sys.stderr.write(f"! {library.__name__} {name} .{ending}: {str(problem)[:200]}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
