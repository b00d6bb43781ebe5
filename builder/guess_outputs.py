"""What a model's outputs are, as far as their shapes and the last layer tell; `tensor` where that convinces nobody."""

from typing import Any

from builder.contract import ContractInput, OutputKind
from builder.modelinfo import ModelInfo, TensorInfo

_SMALLEST_MASK = 8
_MOST_CHANNELS = 64
_MOST_VALUES = 16
_LARGEST_STRETCH = 1.05  # of one side against the other, between a picture and its mask
# The last layer's activation to (mean, std) with which pixel = value * std + mean.
_PIXELS = {"sigmoid": ((0.0,), (255.0,)), "tanh": ((127.5,), (127.5,))}


def flat_count(tensor: TensorInfo) -> int:
    """How many numbers an output of the form [1, n] has; 0 for other forms."""
    return tensor.shape[1] if len(tensor.shape) == 2 and tensor.shape[1] > 0 else 0


def output_facts(
    tensor: TensorInfo, info: ModelInfo, inputs: tuple[ContractInput, ...], labelled: bool
) -> dict[str, Any]:
    """`kind`, and for a picture `mean` and `std`, of one output."""
    first = tensor == info.outputs[0]
    activation = info.final_activation if first else None
    picture = next((entry for entry in inputs if entry.kind == "image"), None)
    if picture is not None and _is_spatial(tensor, picture):
        facts = _shown(tensor, picture, activation)
        if facts:
            return facts
    return {"kind": _flat_kind(tensor, info, activation, labelled=labelled, pictures=picture is not None)}


def mask_labels(tensor: TensorInfo) -> range:
    """How many labels fit a mask: one or two where a point is present or not, one a channel, any of whole numbers."""
    if tensor.dtype in {"int32", "int64"}:
        return range(1, 257)
    channels = tensor.shape[3] if len(tensor.shape) == 4 else 1
    return range(1, 3) if channels == 1 else range(channels, channels + 1)


def _flat_kind(
    tensor: TensorInfo, info: ModelInfo, activation: str | None, *, labelled: bool, pictures: bool
) -> OutputKind:
    count = flat_count(tensor)
    copies = any(tensor.shape == entry.shape for entry in info.inputs)  # as an autoencoder does
    if count > 1 and activation == "sigmoid" and not copies:
        return "labels"
    softmax = info.final_activation == "softmax" or info.operators[-1:] == ("SOFTMAX",)
    if count > 1 and (labelled or softmax or pictures):
        return "classes"
    scalar = tensor.shape in {(), (1,)}
    return "values" if scalar or 1 <= count <= _MOST_VALUES else "tensor"


def _shown(tensor: TensorInfo, picture: ContractInput, activation: str | None) -> dict[str, Any] | None:
    channels = tensor.shape[3] if len(tensor.shape) == 4 else 1
    if channels == 1 and tensor.dtype in {"int32", "int64"}:  # the numbers of classes, as an argmax gives them
        return {"kind": "mask"}
    if channels == 1 and activation == "sigmoid":
        return {"kind": "mask"}
    if 2 <= channels <= _MOST_CHANNELS and activation == "softmax":
        return {"kind": "mask"}
    if channels == 3 and tensor.shape == picture.shape and activation in _PIXELS:
        mean, std = _PIXELS[activation]
        return {"kind": "picture", "mean": mean, "std": std}
    return None


def _is_spatial(tensor: TensorInfo, picture: ContractInput) -> bool:
    """Whether an output lies over the picture: [1, height, width] or that with channels, of its proportions."""
    if len(tensor.shape) not in {3, 4} or len(picture.shape) != 4 or picture.layout != "nhwc":
        return False
    sizes = list(zip(tensor.shape[1:3], picture.shape[1:3], strict=True))
    if any(given < 0 or own < 0 for own, given in sizes):
        return all(given < 0 and own < 0 for own, given in sizes)
    if min(tensor.shape[1:3]) < _SMALLEST_MASK:
        return False
    down, across = (given / own for own, given in sizes)
    return max(down, across) <= _LARGEST_STRETCH * min(down, across)
