"""Knows a Keras model of Teachable Machine by how that exporter builds it, from its configuration as data."""

from typing import Any

_SIDE = 224  # pixels of its pictures
_FIRST_LAYERS = ("Conv1_pad", "Conv1", "bn_Conv1", "Conv1_relu")  # of Keras's MobileNetV2; padding may be left out


def is_teachable_machine(config: dict[str, Any]) -> bool:
    """Whether a configuration is a Sequential of two: MobileNetV2 for 224 x 224 with pooling, then two dense layers."""
    parts = _layers(config)
    if config.get("class_name") != "Sequential" or [part.get("class_name") for part in parts] != ["Sequential"] * 2:
        return False
    features, answers = (_layers(part) for part in parts)
    kinds = [layer.get("class_name") for layer in answers]
    pooled = len(features) == 2 and str(features[1].get("class_name")) == "GlobalAveragePooling2D"
    if not pooled or kinds != ["Dense", "Dense"] or _setting(answers[1], "activation") != "softmax":
        return False
    first = _layers(features[0])[:6]
    names = [str(_setting(layer, "name")) for layer in first]
    shapes = [_setting(layer, key) for layer in first[:1] for key in ("batch_input_shape", "batch_shape")]
    shape = next((each for each in shapes if each is not None), None)
    return shape == [None, _SIDE, _SIDE, 3] and len(set(_FIRST_LAYERS) & set(names)) >= 3


def _layers(entry: dict[str, Any]) -> list[dict[str, Any]]:
    held = entry.get("config")
    found = held.get("layers") if isinstance(held, dict) else held
    layers = [layer for layer in found if isinstance(layer, dict)] if isinstance(found, list) else []
    return [layer for layer in layers if layer.get("class_name") != "InputLayer" or len(layers) > 6]


def _setting(layer: dict[str, Any], key: str) -> Any:
    config = layer.get("config")
    return config.get(key) if isinstance(config, dict) else None
