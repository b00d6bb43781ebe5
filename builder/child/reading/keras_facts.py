"""Facts about a built Keras model (of Keras 2 or 3): scaling layers, final activation, embedding limits, state."""

from collections.abc import Iterator
from typing import Any

import numpy as np

_SCALING_CLASSES = frozenset({"Rescaling", "Normalization", "TrueDivide"})
# What a Lambda layer is tried with and judged by, all chosen: between 1/255 and 1, and below the means of photographs.
_TRIED_SIDE, _SMALL_SLOPE, _SHIFTED = 8, 0.1, 50.0
_ACTIVATION_CLASSES = {"Softmax": "softmax", "ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu"}
_PASSING_CLASSES = frozenset({"Flatten", "Reshape", "Dropout", "Identity", "Permute"})


def _is_model(layer: Any) -> bool:
    """Whether a layer is a nested model; Pipeline and the like have layers, too, but no outputs of their own."""
    return bool(getattr(layer, "layers", None)) and hasattr(layer, "outputs")


def layers_inside(model: Any) -> Iterator[Any]:
    """Yields all layers from the input on, for nested models their layers."""
    for layer in model.layers:
        if _is_model(layer):
            yield from layers_inside(layer)
        else:
            yield layer


def scales_its_input(model: Any) -> bool:
    """Whether the model scales its input itself: a scaling layer comes before the first layer with weights."""
    for layer in layers_inside(model):
        name = type(layer).__name__
        if name in _SCALING_CLASSES or (name == "TFOpLambda" and "truediv" in str(layer.get_config().get("function"))):
            return True
        if name == "Lambda" and _lambda_scales(layer):
            return True
        if name not in {"BatchNormalization", "Embedding"} and getattr(layer, "weights", None):
            return False
    return False


def _lambda_scales(layer: Any) -> bool:
    """Whether a Lambda layer turns pixel values 0..255 into small numbers or numbers around 0, found by trying it."""
    import tensorflow as tf

    try:
        shape = [size or _TRIED_SIDE for size in layer.input.shape[1:]]
        black, white = (np.asarray(layer(tf.fill([1, *shape], value)), np.float64) for value in (0.0, 255.0))
    except Exception:  # the function is the model's own
        return False
    if black.shape != white.shape or not (np.isfinite(black).all() and np.isfinite(white).all()):
        return False
    slope = (white - black).mean() / 255.0
    return bool(0.0 < slope < _SMALL_SLOPE or (slope > 0.0 and black.mean() < -_SHIFTED))


def final_activation(model: Any) -> str | None:
    """Activation of the layer that gives the first output: its name, "linear" for none, None where it is not known."""
    layers = [layer for layer in model.layers if _produces(layer, model.outputs[0])]
    return _activation_of(layers[-1]) if layers else None


def _activation_of(layer: Any) -> str | None:
    if _is_model(layer):
        return final_activation(layer) or _activation_of(layer.layers[-1])
    name = type(layer).__name__
    if name in _ACTIVATION_CLASSES:
        return _ACTIVATION_CLASSES[name]
    if name in _PASSING_CLASSES:
        return None
    activation = layer.get_config().get("activation")
    if isinstance(activation, dict):
        activation = activation.get("config") or activation.get("class_name")
    if isinstance(activation, dict):
        activation = activation.get("name")
    return str(activation) if isinstance(activation, str) else ("linear" if name == "Dense" else None)


def _produces(layer: Any, tensor: Any) -> bool:
    try:
        return layer.output is tensor or getattr(layer.output, "name", "") == tensor.name
    except (AttributeError, RuntimeError, ValueError):  # used more than once, or not called at all
        return False


def embedding_limits(model: Any) -> dict[str, int]:
    """Largest index for each input that feeds an embedding directly, by the input's name."""
    limits: dict[str, int] = {}
    for layer in model.layers:
        if type(layer).__name__ != "Embedding":
            continue
        try:
            fed = layer.input.name
        except (AttributeError, RuntimeError, ValueError):
            continue
        for tensor in model.inputs:
            if tensor.name == fed:
                limits[fed] = min(int(layer.input_dim) - 1, limits.get(fed, int(layer.input_dim) - 1))
    if not limits and len(model.inputs) == 1 and model.layers and type(model.layers[0]).__name__ == "Embedding":
        limits[model.inputs[0].name] = int(model.layers[0].input_dim) - 1
    return limits


def keeps_state(model: Any) -> bool:
    """Whether a recurrent layer, or one inside of a wrapper, keeps its state from run to run (`stateful`)."""
    inner = ("layer", "forward_layer", "backward_layer")
    for layer in layers_inside(model):
        parts = [layer, *(getattr(layer, name) for name in inner if hasattr(layer, name))]
        if any(getattr(part, "stateful", False) and hasattr(part, "reset_states") for part in parts):
            return True
    return False
