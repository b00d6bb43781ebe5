"""Names of layers for people: a .tflite names tensors by paths of operators, in which the model's layers are hidden.

Such a path is "scope/layer/operator". Several of them, joined by ";", are operators that the converter made one. In a
scope that was entered before, each layer has "_1" behind its name.
"""

import re
from collections.abc import Sequence

_CALL = "StatefulPartitionedCall"
_AGAIN = re.compile(r"_\d+$")


def layer_names(tensors: Sequence[str], layers: Sequence[str]) -> tuple[str, ...]:
    """The layers that tensors belong to, each once; a tensor of no known layer keeps what is readable of its name.

    Args:
        tensors: Names of tensors, as `layer_losses.Layer` has them.
        layers: Names of the model's layers from the input on; empty where they are not known.
    """
    places = {name: at for at, name in enumerate(layers)}
    paths = [part.split("/") for tensor in tensors for part in tensor.split(";")]
    plain = sum(piece in places for path in paths for piece in path)
    entered_again = sum(_AGAIN.sub("", piece) in places for path in paths for piece in path if _AGAIN.search(piece))
    again = entered_again > plain
    return tuple(dict.fromkeys(_layer_of(tensor, places, again=again) for tensor in tensors))


def _layer_of(tensor: str, places: dict[str, int], *, again: bool) -> str:
    found = []
    for part in tensor.split(";"):
        pieces = [_AGAIN.sub("", piece) if again else piece for piece in part.split("/")]
        found += [piece for piece in pieces if piece in places][-1:]
    if found:
        return min(found, key=lambda name: places[name])  # those that became one with it come later in the model
    if places and tensor.startswith(_CALL):
        return max(places, key=lambda name: places[name])  # the model's own answer
    pieces = [piece for piece in tensor.split(";")[0].split("/") if not piece.startswith(_CALL)]
    return "/".join(pieces[1:-1] or pieces[:1]) or tensor
