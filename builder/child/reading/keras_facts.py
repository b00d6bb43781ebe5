"""Facts about a built Keras model (of Keras 2 or 3): scaling layers, final activation, embedding limits, warnings."""

from collections.abc import Iterator
from typing import Any

from builder.core.errors import Problem
from builder.core.words import tr

_SCALING_CLASSES = frozenset({"Rescaling", "Normalization", "TrueDivide"})
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
        if name not in {"BatchNormalization", "Embedding"} and getattr(layer, "weights", None):
            return False
    return False


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


def warnings_of(model: Any) -> list[Problem]:
    """Warnings about a model that can be used."""
    found = []
    unusual = [layer.name for layer in layers_inside(model) if getattr(layer, "stateful", False)]
    if any(type(layer).__name__ in {"LSTM", "GRU", "RNN", "SimpleRNN"} for layer in layers_inside(model)) and unusual:
        found.append(
            Problem(
                id="keeps-state",
                field="model",
                level="warning",
                message=tr(
                    "The layer {layer} keeps its state between calls. The program starts fresh each time.",
                    layer=unusual[0],
                ),
                remedy=tr("Use it where each input is complete in itself."),
            )
        )
    return found
