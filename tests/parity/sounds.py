"""Sounds of the corpus: codings, headers, lengths that lie, odd chunks."""

import struct

from tests.parity.case import Case, Said, single
from tests.support.sounds import coding, riff

EIGHTHS = (0.5, -0.5, 0.25, -0.25, 0.125, -0.125, 0.0, -1.0)
UNREAD = "This kind of WAV file cannot be read. It is"
_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE


def _sound(name: str, data: bytes, said: Said = EIGHTHS) -> Case:
    return single(name, "sound", "s.wav", data, said)


def _of(form: bytes, data: bytes) -> bytes:
    return riff((b"fmt ", form), (b"data", data))


def _integers(width: int, *, offset: int = 0) -> bytes:
    """The eighths as whole numbers of so many bytes."""
    scale = 1 << (8 * width - 1)
    return b"".join((int(value * scale) + offset).to_bytes(width, "little", signed=offset == 0) for value in EIGHTHS)


SHORTS = _integers(2)
WHOLE = _of(coding(_PCM, 1, 8000, 16), SHORTS)


def sounds() -> list[Case]:
    """Sounds for a model that gives its eight samples back."""
    return [*_codings(), *_lengths(), *_headers(), *_refused()]


def _codings() -> list[Case]:
    def form(tag: int, bits: int, width: int, channels: int = 1) -> bytes:
        return struct.pack("<HHIIHH", tag, channels, 8000, 8000 * width * channels, width * channels, bits)

    guid = b"\0\0\x00\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
    extensible = coding(_EXTENSIBLE, 1, 8000, 16, struct.pack("<HHIH", 22, 16, 4, _PCM) + guid)
    stereo = b"".join(struct.pack("<hh", int(value * 16384), int(value * 16384 * 3)) for value in (0.5, -0.5) * 4)
    a_law = bytes([0xD5, 0x55, 0x2A, 0xAA, 0xD4, 0x54, 0xC5, 0x45])
    mu_law = bytes([0xFF, 0x7F, 0x00, 0x80, 0xFE, 0x7E, 0xEF, 0x6F])
    return [
        _sound("8 bits", _of(coding(_PCM, 1, 8000, 8), _integers(1, offset=128))),
        _sound("12 bits in two bytes", _of(form(_PCM, 12, 2), SHORTS)),
        _sound("16 bits", WHOLE),
        _sound("20 bits in three bytes", _of(form(_PCM, 20, 3), _integers(3))),
        _sound("24 bits", _of(coding(_PCM, 1, 8000, 24), _integers(3))),
        _sound("24 bits in four bytes", _of(form(_PCM, 24, 4), _integers(4))),
        _sound("32 bits", _of(coding(_PCM, 1, 8000, 32), _integers(4))),
        _sound("floats", _of(coding(_FLOAT, 1, 8000, 32), struct.pack("<8f", *EIGHTHS))),
        _sound("doubles", _of(coding(_FLOAT, 1, 8000, 64), struct.pack("<8d", *EIGHTHS))),
        _sound("extensible", _of(extensible, SHORTS)),
        _sound("two channels", _of(coding(_PCM, 2, 8000, 16), stereo), (0.5, -0.5) * 4),
        _sound(
            "A-law",
            _of(coding(_A_LAW, 1, 8000, 8), a_law),
            [n / 32768 for n in (8, -8, -32256, 32256, 24, -24, 264, -264)],
        ),
        _sound(
            "mu-law",
            _of(coding(_MU_LAW, 1, 8000, 8), mu_law),
            [n / 32768 for n in (0, 0, -32124, 32124, 8, -8, 132, -132)],
        ),
    ]


def _lengths() -> list[Case]:
    def data_size(size: int, more: bytes = b"") -> bytes:
        return WHOLE.replace(b"data" + struct.pack("<I", 16), b"data" + struct.pack("<I", size)) + more

    sizes = struct.pack("<QQQI", 1000, 16, 8, 0)
    rf64 = riff((b"ds64", sizes), (b"fmt ", coding(_PCM, 1, 8000, 16)), name=b"RF64", size=0xFFFFFFFF)
    open_rf64 = rf64 + b"data\xff\xff\xff\xff" + SHORTS + b"LIST\x04\0\0\0abcd"
    return [
        _sound("RF64 with something behind", open_rf64),
        _sound("BW64", b"BW64" + open_rf64[4:]),
        _sound("RF64 without its sizes", b"RF64\xff\xff\xff\xff" + data_size(0xFFFFFFFF)[8:]),
        _sound("a length of all ones", data_size(0xFFFFFFFF)),
        _sound("a length of nearly 2 GiB", data_size(0x7FFFFFFF)),
        _sound("a length of nothing", data_size(0)),
        _sound("a file's length that lies", riff((b"fmt ", coding(_PCM, 1, 8000, 16)), (b"data", SHORTS), size=3)),
        _sound("a cut frame behind the last", data_size(0, b"\x01")),
        _sound("a promise of more", data_size(20), "The sound is cut off. Its header promises 10 samples, there are 8"),
        _sound("a cut file", WHOLE[:-3], "The sound is cut off"),
        _sound(
            "fewer samples than the model takes", _of(coding(_PCM, 1, 8000, 16), SHORTS[:4]), (0.5, -0.5, *(0,) * 6)
        ),
    ]


def _headers() -> list[Case]:
    form = (b"fmt ", coding(_PCM, 1, 8000, 16))
    return [
        _sound(
            "chunks before and behind",
            riff((b"LIST", b"odd"), form, (b"fact", b"1234"), (b"data", SHORTS), (b"cue ", b"")),
        ),
        _sound("a longer header", riff((b"fmt ", coding(_PCM, 1, 8000, 16, b"\0\0")), (b"data", SHORTS))),
        _sound(
            "samples before their header",
            riff((b"data", SHORTS), form),
            "The WAV file cannot be read. It does not hold its samples",
        ),
        _sound("no header", riff((b"data", SHORTS)), "The WAV file cannot be read. It does not hold how"),
        _sound(
            "a cut header",
            riff((b"fmt ", form[1][:12]), (b"data", SHORTS)),
            "The WAV file cannot be read. Its header is cut off",
        ),
    ]


def _refused() -> list[Case]:
    def with_form(name: str, form: bytes, what: str) -> Case:
        return _sound(name, _of(form, SHORTS), what)

    nan = struct.pack("<8f", *EIGHTHS[:7], float("nan"))
    return [
        with_form("ADPCM", coding(2, 1, 8000, 4), f"{UNREAD} ADPCM"),
        with_form("an unknown coding", coding(999, 1, 8000, 16), f"{UNREAD} number 999"),
        with_form("no channels", coding(_PCM, 0, 8000, 16), "The WAV file cannot be read. Its header is damaged"),
        with_form("65 channels", coding(_PCM, 65, 8000, 16), "The WAV file cannot be read. Its header is damaged"),
        with_form("no rate", coding(_PCM, 1, 0, 16), "The WAV file cannot be read. Its header is damaged"),
        with_form("a rate of 1", coding(_PCM, 1, 1, 16), "The WAV file cannot be read. It says that it has 1 samples"),
        with_form(
            "floats of 16 bits", coding(_FLOAT, 1, 8000, 16), "The WAV file cannot be read. Its header is damaged"
        ),
        _sound(
            "a sample that is no number", _of(coding(_FLOAT, 1, 8000, 32), nan), "The sound holds samples that are not"
        ),
        _sound("no samples", _of(coding(_PCM, 1, 8000, 16), b""), "The sound is empty"),
        _sound("another sound", b"OggS" + bytes(40), "This is not a sound that can be read"),
        _sound("a text", b"1,2,3\n", "This is not a sound that can be read"),
    ]
