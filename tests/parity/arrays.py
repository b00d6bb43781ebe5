"""Arrays of the corpus: versions, orders, types and archives of NumPy's formats."""

import io
import struct
import zipfile

import numpy as np

from tests.parity.case import Case, Said, single

FOUR = np.array([[1, 2, 3, 4]], np.float32)
RIGHT = (1, 2, 3, 4)
UNSUPPORTED = "The array's element type is not supported. It is"
UNFIT = 'The data do not fit the input "x"'
_PLAIN = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4), }"


def npy(array: np.ndarray) -> bytes:
    """An array as NumPy saves it."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def written(header: str, data: bytes = FOUR.tobytes(), version: int = 1) -> bytes:
    """A .npy file with any header."""
    text = header.encode("latin-1")
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + data


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def archive(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as opened:
        for name, data in entries:
            opened.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def _array(name: str, data: bytes, said: Said = RIGHT) -> Case:
    return single(name, "numbers", "a.npy", data, said)


def _archive(name: str, data: bytes, said: Said = RIGHT) -> Case:
    return single(name, "numbers", "a.npz", data, said)


def arrays() -> list[Case]:
    """Arrays for a model that gives four numbers back, and for one with two inputs."""
    return [*_headers(), *_types(), *_refused(), *_archives(), *_two_inputs()]


def _headers() -> list[Case]:
    square = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}"
    python2 = "{'descr': '<f4', 'fortran_order': False, 'shape': (1L, 4L)}"
    return [
        *(_array(f"version {version}", written(_PLAIN, version=version)) for version in (1, 2, 3)),
        _array("another order of keys", written('{"shape":(1,4),"fortran_order" : False,"descr":"<f4"}\n')),
        _array("Python 2", written(python2)),
        _array("without the batch's axis", npy(FOUR[0])),
        _array("Fortran's order in a row", npy(np.asfortranarray(FOUR))),
        _array("Fortran's order of another shape", written(square), UNFIT),
        _array("something behind the array", npy(FOUR) + npy(FOUR)),
        _array("big-endian", npy(FOUR.astype(">f4"))),
    ]


def _types() -> list[Case]:
    taken = ("f8", "f2", "i1", "i2", "u1", "b1")
    right = {"b1": (1, 1, 1, 1)}
    return [
        *(_array(f"of type {name}", npy(FOUR.astype(name)), right.get(name, RIGHT)) for name in taken),
        *(_array(f"of type {name}", npy(FOUR.astype(name)), f"{UNSUPPORTED} <{name}") for name in ("u2", "u4", "c8")),
        _array("of a type that may lose something", npy(FOUR.astype("i4")), UNFIT),
        _array("of texts", npy(np.array(["a", "b"])), f"{UNSUPPORTED} <U1"),
        _array(
            "of records",
            npy(np.zeros(2, [("a", "<f4")])),
            f"{UNSUPPORTED} a structured",
        ),
    ]


def _refused() -> list[Case]:
    damaged = "The .npy file cannot be read. Its header is damaged"
    return [
        _array("a cut array", npy(FOUR)[:-1], "The array is cut off. Its header promises 16 bytes, there are 15"),
        _array("a cut header", npy(FOUR)[:40], damaged),
        _array("a beginning alone", b"\x93NUMPY\x01\0", damaged),
        _array("version 9", written(_PLAIN, version=9), damaged),
        _array("a key too many", written(_PLAIN.replace(", }", ", 'x': 1}")), damaged),
        _array("a key too few", written("{'descr': '<f4', 'shape': (1, 4)}"), damaged),
        _array("a size below nothing", written(_PLAIN.replace("4)", "-4)")), damaged),
        _array("a shape that is a list", written(_PLAIN.replace("(1, 4)", "[1, 4]")), damaged),
        _array("a header without end", written("{'descr': " + "(" * 5000), damaged),
        _array("a header that is too long", written(_PLAIN + " " * 10_000, version=2), damaged),
        _array(
            "nine axes", written(_PLAIN.replace("(1, 4)", "(1,1,1,1,1,1,1,1,4)")), "The array has too many dimensions"
        ),
        _array("a promise of a terabyte", written(_PLAIN.replace("(1, 4)", "(1000000000, 1000)")), "The array is"),
        _array("too many numbers", npy(np.zeros((1, 5), np.float32)), UNFIT),
    ]


def _archives() -> list[Case]:
    four = npy(FOUR)
    return [
        _archive("one array of any name", npz(whatever=FOUR)),
        _archive("the right one of two", npz(x=FOUR, other=FOUR * 2)),
        _archive("the tensor's name", npz(serving_x=FOUR, other=FOUR * 2)),
        _archive("deflated", archive(("x.npy", four), method=zipfile.ZIP_DEFLATED)),
        _archive("texts beside the array", npz(x=FOUR, names=np.array(["a", "b"]))),
        _archive("other files beside the array", archive(("readme.txt", b"hello"), ("x.npy", four))),
        _archive("none of its name", npz(a=FOUR, b=FOUR), 'The array "x" is missing. The file holds a, b'),
        _archive("texts alone", npz(names=np.array(["a"])), '"names": The array\'s element type is not supported'),
        _archive("no array", archive(("readme.txt", b"hello")), "The .npz file holds no array"),
        _archive("nothing", archive(), "The .npz file holds no array"),
        _archive("an Excel file", archive(("xl/workbook.xml", b"<x/>")), "This is an Excel file"),
        _archive("a cut array in it", archive(("x.npy", four[:-4])), '"x": The array is cut off'),
        _archive("a cut archive", npz(x=FOUR)[:-30], "The .npz file cannot be read"),
        _archive(
            "a changed array", npz(x=FOUR).replace(FOUR.tobytes(), (FOUR * 2).tobytes()), "The .npz file cannot be read"
        ),
    ]


def _two_inputs() -> list[Case]:
    left, right = np.array([[1, 2]], np.float32), np.array([[3]], np.float32)
    return [
        single("both inputs", "two", "b.npz", npz(right=right, left=left), (1, 2, 3)),
        single("one of them", "two", "b.npz", npz(left=left), 'The array "right" is missing'),
        single("a single array", "two", "b.npy", npy(left), "One file is not enough for this model"),
        single(
            "a table", "two", "b.csv", b"1,2,3\n", "One file is not enough for this model. It has 2 inputs: left, right"
        ),
    ]
