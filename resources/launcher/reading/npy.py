"""NumPy's .npy files without NumPy (format versions 1 to 3, numpy.lib.format's documentation)."""

from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import ELEMENT_TYPES, MAX_PAYLOAD, MAX_RANK, TENSOR, Block

if TYPE_CHECKING:
    from array import array

MAGIC = b"\x93NUMPY"
# NumPy's own readers refuse longer headers too, because parsing them could exhaust memory.
_MAX_HEADER = 10_000
_TYPES = {
    "f4": "float32",
    "i4": "int32",
    "u1": "uint8",
    "i8": "int64",
    "b1": "bool",
    "i2": "int16",
    "i1": "int8",
    "f2": "float16",
    "f8": "float64",
}
_UNSIGNED = {1: "B", 2: "H", 4: "I", 8: "Q"}


class ElementTypeError(DecodeError):
    """An array in good form whose element type the runner does not take."""


def read_npy(file: IO[bytes], slot: int = 0, most: int = MAX_PAYLOAD) -> Block:
    """A .npy file's array as an exact tensor, little-endian and row by row whatever the file's order is.

    Raises:
        DecodeError: It is no .npy file, is cut off, or holds a type that the runner does not take.
    """
    fields = _fields(file.read(12), file.read)
    name, swapped = _element_type(fields.get("descr"))
    dims = _dims(fields)
    code, width = ELEMENT_TYPES[name]
    size = width
    for dim in dims:
        size *= dim
    if size > most:
        raise DecodeError("The array is too large", why=f"It has {size:,} bytes.", do=f"Use at most {most:,} bytes.")
    data = file.read(size)
    if len(data) < size:
        raise DecodeError(
            "The array is cut off",
            why=f"Its header promises {size:,} bytes, there are {len(data):,}.",
            do="Copy or save it again.",
        )
    columns = fields["fortran_order"] and sum(dim > 1 for dim in dims) > 1
    if columns or (swapped and width > 1):
        from array import array

        elements = array(_UNSIGNED[width], data)
        if swapped and width > 1:
            elements.byteswap()
        data = (_reversed_axes(elements, dims[::-1]) if columns else elements).tobytes()
    return Block(slot, code, TENSOR, dims, data)


def _reversed_axes(elements: "array[int]", dims: tuple[int, ...]) -> "array[int]":
    """The elements of a row-major array of shape `dims`, row-major with its axes in the other order."""
    if len(dims) < 2:
        return elements
    turned = elements[:0]
    for index in range(dims[-1]):
        turned.extend(_reversed_axes(elements[index :: dims[-1]], dims[:-1]))
    return turned


def _fields(start: bytes, read: Callable[[int], bytes]) -> dict[str, Any]:
    """The header's dictionary; `read` gives the file's bytes after the first twelve."""
    if not start.startswith(MAGIC):
        raise DecodeError(
            "This is not a .npy file",
            why="Its first bytes are not those of a .npy file.",
            do="Save it with numpy.save.",
        )
    if len(start) < 12 or start[6] not in (1, 2, 3):
        raise _bad_header()
    # Version 1 has a length of two bytes, so the header itself began two bytes earlier.
    length = int.from_bytes(start[8:10] if start[6] == 1 else start[8:12], "little")
    text = start[10:] if start[6] == 1 else b""
    if length > _MAX_HEADER or length < len(text):
        raise _bad_header()
    text += read(length - len(text))
    if len(text) < length:
        raise _bad_header()
    from ast import literal_eval

    try:
        # Python 2 wrote long integers with an L.
        said = text.decode("utf-8" if start[6] == 3 else "latin-1").replace("L,", ",").replace("L)", ")")
        fields = literal_eval(said)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        raise _bad_header() from None
    if not isinstance(fields, dict) or fields.keys() != {"descr", "fortran_order", "shape"}:
        raise _bad_header()
    return fields


def _element_type(descr: object) -> tuple[str, bool]:
    """NumPy's name of the element type and whether its bytes are big-endian."""
    if not isinstance(descr, str) or descr[1:] not in _TYPES or descr[:1] not in "<>|=":
        shown = descr if isinstance(descr, str) and len(descr) < 20 else "a structured type"
        raise ElementTypeError(
            "The array's element type is not taken",
            why=f"It is {shown}; taken are {', '.join(sorted(ELEMENT_TYPES))}.",
            do="Convert it, for example with array.astype('float32').",
        )
    return _TYPES[descr[1:]], descr.startswith(">")


def _dims(fields: dict[str, Any]) -> tuple[int, ...]:
    shape = fields.get("shape")
    if not isinstance(shape, tuple) or not all(type(dim) is int and 0 <= dim < 1 << 40 for dim in shape):
        raise _bad_header()
    if len(shape) > MAX_RANK:
        raise DecodeError(
            "The array has too many dimensions", why=f"It has {len(shape)}.", do=f"Use at most {MAX_RANK}."
        )
    if not isinstance(fields.get("fortran_order"), bool):
        raise _bad_header()
    return shape


def _bad_header() -> DecodeError:
    return DecodeError(
        "The .npy file cannot be read", why="Its header is damaged.", do="Save it again with numpy.save."
    )
