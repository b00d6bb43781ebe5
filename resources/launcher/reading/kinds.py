"""What data holds, recognised by its first bytes; names and declared types are hints at most."""

import codecs
from collections.abc import Iterable

# How many of the first bytes tell.
LOOKED_AT = 512

_SIGNATURES = (
    (b"\x93NUMPY", "npy"),
    (b"PK\x03\x04", "npz"),
    (b"PK\x05\x06", "npz"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"fLaC", "FLAC"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"\xff\xfb", "MP3"),
    (b"%PDF", "PDF"),
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BRANDS_OF_PICTURES = (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif", b"avis")

PICTURES = frozenset({"PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "PPM"})
_IMAGES = PICTURES | {"HEIC"}
_SOUNDS = frozenset({"WAV"})
# Data of these types must hold one of these kinds. A table may begin like JSON's list or number, and the other way.
_KINDS_OF_TYPES = {
    "audio/wav": _SOUNDS,
    "audio/x-wav": _SOUNDS,
    "audio/wave": _SOUNDS,
    "audio/vnd.wave": _SOUNDS,
    "text/csv": frozenset({"text"}),
    "application/json": frozenset({"json", "text"}),
    "application/x-npy": frozenset({"npy"}),
    "application/x-npz": frozenset({"npz"}),
}


def kind_of(start: bytes) -> str:
    """A name for data that begins with `start` (`LOOKED_AT` bytes, fewer where there are no more).

    A picture's format ("PNG", ...), "HEIC", "WAV", another sound's format, "npy", "npz", "json", "text", "PDF", or ""
    for anything else.
    """
    for signature, name in _SIGNATURES:
        if start.startswith(signature):
            return name
    if start[:4] in (b"RIFF", b"RF64", b"BW64"):
        return {b"WEBP": "WEBP", b"WAVE": "WAV"}.get(start[8:12], "")
    if start[4:8] == b"ftyp":
        return "HEIC" if start[8:12] in _BRANDS_OF_PICTURES else "MP4"
    if len(start) > 2 and start[:1] == b"P" and start[1] in b"123456" and start[2] in b" \t\r\n#":
        return "PPM"
    return _kind_of_text(start)


def kinds_of_type(content_type: str) -> frozenset[str] | None:
    """The kinds that data of a Content-Type may be; None for a type that is never read."""
    name = content_type.partition(";")[0].strip().lower()
    return _IMAGES if name.startswith("image/") else _KINDS_OF_TYPES.get(name)


def name_of_kind(kind: str) -> str:
    """What `kind_of` found, in words."""
    if kind in _IMAGES:
        return f"a {kind} picture"
    named = {"WAV": "a WAV sound", "npy": "an array", "npz": "a ZIP archive", "json": "JSON", "text": "text"}
    return named.get(kind) or (f"{kind} data" if kind else "something unknown")


def encoding_of(pieces: Iterable[bytes], *, cut: bool = False) -> str:
    """The encoding of a text: what its mark says, UTF-8 where all of it can be, or else the old Western one.

    Args:
        pieces: Its bytes; the first piece holds the mark.
        cut: The last character may be cut off.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    marked = None
    for piece in pieces:
        if marked is None:
            marked = next((name for mark, name in _MARKS if piece.startswith(mark)), "")
            if marked:
                return marked
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8" if cut or not decoder.getstate()[0] else "cp1252"


def _kind_of_text(start: bytes) -> str:
    text = start.decode(encoding_of([start], cut=len(start) >= LOOKED_AT), "replace")
    if any(character < " " and character not in "\t\r\n\f" for character in text):
        return ""
    first = text.strip()[:1]
    if first in ("{", "["):
        return "json"
    return "text" if first else ""
