"""Which models cannot be inside a web page: open sizes, state, unusual types, too many bytes."""

from collections.abc import Iterable

from builder.contract.contract import Contract
from builder.contract.modelinfo import LiteInfo, ModelInfo, TensorInfo
from builder.core.errors import ExitCode, LitecrateError
from builder.core.figures import human_bytes
from builder.core.words import mark, tr

LARGEST_MODEL = 200_000_000  # bytes; chosen: as base64 in the page, unpacked and read it is in memory several times
_TYPES = frozenset({"float32", "int32", "uint8", "int8", "int64", "int16", "bool", "float16"})
_ELSEWHERE = mark("Leave --product page out, and use for example --product single, which runs it.")
_ELSEWHERE_IN_WINDOW = mark("Leave the web page out, and choose programs instead, which run it.")


def check_source(info: ModelInfo, contract: Contract) -> None:
    """Refuses a model that is known not to fit as soon as it was inspected.

    Raises:
        LitecrateError: Exit code 3.
    """
    _check_state(contract)
    _check_sizes(info.inputs)
    if info.kind == "tflite":
        _check_types((*info.inputs, *info.outputs))


def check_file(lite: LiteInfo, contract: Contract) -> None:
    """Refuses a converted model that does not fit; `contract` is its own.

    Raises:
        LitecrateError: Exit code 3.
    """
    _check_state(contract)
    _check_sizes((*lite.inputs, *lite.outputs))
    _check_types((*lite.inputs, *lite.outputs))
    check_size(lite.tflite_bytes)


def check_size(size: int) -> None:
    """Refuses a converted model of so many bytes, where these are too many.

    Raises:
        LitecrateError: Exit code 3.
    """
    if size > LARGEST_MODEL:
        raise _refusal(
            tr("The model is too large for a web page"),
            tr(
                "It has {size}, and a browser opens pages with up to {most} of model reliably.",
                size=human_bytes(size),
                most=human_bytes(LARGEST_MODEL),
            ),
            tr("Choose a smaller precision, such as --precision int8-weights, or leave --product page out."),
            tr("Choose a smaller precision, or leave the web page out."),
        )


def _check_state(contract: Contract) -> None:
    if contract.state == "file":
        raise _refusal(
            tr("This model remembers earlier answers, which a web page cannot do"),
            tr(
                "Its answer to a part of a file depends on the parts before, and the runtime for browsers forgets them."
            ),
        )


def _check_sizes(tensors: Iterable[TensorInfo]) -> None:
    for tensor in tensors:
        if -1 in tensor.shape:
            shape = " x ".join("?" if size == -1 else str(size) for size in tensor.shape)
            raise _refusal(
                tr("This model leaves sizes open, which a web page cannot do"),
                tr(
                    "{name} is {shape}, and the runtime for browsers must know every size beforehand.",
                    name=repr(tensor.name),
                    shape=shape,
                ),
            )


def _check_types(tensors: Iterable[TensorInfo]) -> None:
    for tensor in tensors:
        if tensor.dtype not in _TYPES:
            raise _refusal(
                tr("This model has numbers of a type that a web page cannot hold"),
                tr(
                    "{name} is of the type {type}; the runtime for browsers knows {known}.",
                    name=repr(tensor.name),
                    type=tensor.dtype,
                    known=", ".join(sorted(_TYPES)),
                ),
            )


def _refusal(what: str, why: str, remedy: str = "", in_window: str = "") -> LitecrateError:
    return LitecrateError(
        what,
        why=why,
        remedy=remedy or tr(_ELSEWHERE),
        in_window=in_window or tr(_ELSEWHERE_IN_WINDOW),
        code=ExitCode.UNSUPPORTED_MODEL,
    )
