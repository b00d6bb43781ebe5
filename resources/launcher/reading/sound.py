"""WAV files to samples. The standard library's reader knows no floating-point samples."""

import math
import struct
from array import array
from collections.abc import Iterator
from operator import add
from typing import IO, Any, NamedTuple

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import MAX_PAYLOAD, SOUND, Block, code_of

_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_OTHER_CODINGS = {2: "ADPCM", 17: "IMA ADPCM", 49: "GSM", 80: "MPEG", 85: "MP3"}
# Programs that write to a pipe cannot know the size; they write one of the largest instead, or none.
_UNKNOWN_SIZE = 0x7FFFF000
_SIZE_ELSEWHERE = 0xFFFFFFFF
_FRAMES_AT_ONCE = 1 << 16
_MOST_CHANNELS = 64
# Bytes that a sample of each coding may have; 12 and 20 bits stand at the upper end of theirs.
_WIDTHS = {_PCM: (1, 2, 3, 4), _FLOAT: (4, 8), _A_LAW: (1,), _MU_LAW: (1,)}
# The runner's own: a lower rate would make hours of a small file.
_RATES = range(1000, 768_001)
# 8-bit samples are unsigned; flipping the highest bit makes them signed.
_FLIPPED = bytes(value ^ 0x80 for value in range(256))


class _Coding(NamedTuple):
    """How samples are written.

    Attributes:
        tag: Integers (`_PCM`), floating-point numbers, A-law or mu-law.
        width: Bytes of one sample.
        channels, rate: Samples side by side, and how many of them a second.
    """

    tag: int
    width: int
    channels: int
    rate: int


def read_wav(file: IO[bytes], slot: int = 0, most: int = MAX_PAYLOAD) -> Block:
    """A WAV file's sound as float32 samples, -1 to 1 at full scale; channels are averaged; the rate is the file's own.

    Integers of one to four bytes, floating-point numbers of 32 and 64 bits, A-law and mu-law are read.

    Raises:
        DecodeError: It is no such file, or damaged, cut off, empty or too large.
    """
    head = file.read(12)
    if head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:] != b"WAVE":
        raise DecodeError(
            "This is not a sound that can be read", why="Its first bytes are not those of a WAV file.", do=_SAVE_ANEW
        )
    coding = None
    long_size = 0  # of the samples of a file over 4 GiB, or of one that might have become one
    for name, size in _chunks(file):
        if name == b"fmt ":
            coding = _coding(file.read(min(size, 40)))
            file.seek(max(size - 40, 0) + size % 2, 1)
        elif name == b"ds64":
            long_size = int.from_bytes(file.read(min(size, 16))[8:16], "little")
            file.seek(max(size - 16, 0) + size % 2, 1)
        elif name == b"data" and coding is not None:
            if size == _SIZE_ELSEWHERE and long_size:
                size = long_size
            elif size >= _UNKNOWN_SIZE:
                size = 0
            samples = _mono(file, size, coding, most)
            return Block(slot, code_of("float32"), SOUND, (len(samples),), memoryview(samples).cast("B"), coding.rate)
        else:
            file.seek(size + size % 2, 1)
    missing = "its samples" if coding is not None else "how its samples are written"
    raise DecodeError("The WAV file cannot be read", why=f"It does not hold {missing}.", do=_SAVE_ANEW)


_SAVE_ANEW = "Save it again as WAV, for example with Audacity."


def _chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Name and size of each chunk; the reader of each leaves the file behind it."""
    while len(head := file.read(8)) == 8:
        yield head[:4], int.from_bytes(head[4:], "little")


def _coding(fields: bytes) -> _Coding:
    if len(fields) < 16:
        raise DecodeError("The WAV file cannot be read", why="Its header is cut off.", do=_SAVE_ANEW)
    tag, channels, rate, _, frame = struct.unpack_from("<HHIIH", fields)
    if tag == _EXTENSIBLE and len(fields) >= 26:
        tag = int.from_bytes(fields[24:26], "little")
    if tag not in _WIDTHS:
        name = _OTHER_CODINGS.get(tag, f"number {tag}")
        raise DecodeError(
            "The WAV file's coding is not read",
            why=f"It is {name}; integers, floating-point numbers, A-law and mu-law are read.",
            do="Save it as WAV with 16 bits, for example with Audacity.",
        )
    width = frame // channels if channels else 0
    if not 1 <= channels <= _MOST_CHANNELS or rate == 0 or width not in _WIDTHS[tag] or frame != width * channels:
        raise DecodeError("The WAV file cannot be read", why="Its header is damaged.", do=_SAVE_ANEW)
    if rate not in _RATES:
        raise DecodeError(
            "The WAV file cannot be read",
            why=f"It says that it has {rate:,} samples a second; {_RATES[0]:,} to {_RATES[-1]:,} are read.",
            do=_SAVE_ANEW,
        )
    return _Coding(tag, width, channels, rate)


def _mono(file: IO[bytes], size: int, coding: _Coding, most: int) -> "array[float]":
    """The samples of the chunk that begins here, `size` bytes of it."""
    frame = coding.width * coding.channels
    wanted = math.inf if size == 0 else size // frame
    if math.inf > wanted > most // 4:
        raise _too_long(most)
    samples = array("f")
    while len(samples) < wanted:
        count = int(min(_FRAMES_AT_ONCE, wanted - len(samples)))
        raw = file.read(count * frame)
        # Only what is whole: the last frame of a sound of unknown size may be cut.
        samples.extend(_averaged(raw[: len(raw) // frame * frame], coding))
        if len(samples) * samples.itemsize > most:
            raise _too_long(most)
        if len(raw) < count * frame:
            break
    if len(samples) < wanted < math.inf:
        raise DecodeError(
            "The sound is cut off",
            why=f"Its header promises {wanted:,} samples, there are {len(samples):,}.",
            do="Copy or save it again.",
        )
    if not samples:
        raise DecodeError("The sound is empty", why="It has no samples.", do="Record or save it again.")
    if coding.tag == _FLOAT and not math.isfinite(sum(samples)):
        raise DecodeError(
            "The sound holds samples that are not numbers", why="Some are infinite or undefined.", do=_SAVE_ANEW
        )
    return samples


def _too_long(most: int) -> DecodeError:
    return DecodeError(
        "The sound is too long", why=f"It has over {most // 4 // 1_000_000} million samples.", do="Cut it into pieces."
    )


def _averaged(raw: bytes, coding: _Coding) -> "array[float]":
    """One sample for each frame."""
    side_by_side, full_scale = _numbers(raw, coding)
    total = side_by_side[:: coding.channels]
    for channel in range(1, coding.channels):
        total = array("d", map(add, total, side_by_side[channel :: coding.channels]))
    return array("f", map((1.0 / (full_scale * coding.channels)).__mul__, total))


def _numbers(raw: bytes, coding: _Coding) -> "tuple[array[Any], float]":
    """The samples of all channels as they are written, and the number that is 1."""
    if coding.tag == _FLOAT:
        return array("f" if coding.width == 4 else "d", raw), 1.0
    if coding.tag in (_A_LAW, _MU_LAW):
        value_of = _from_a_law if coding.tag == _A_LAW else _from_mu_law
        return array("h", map([value_of(code) for code in range(256)].__getitem__, raw)), 2.0**15
    if coding.width == 1:
        return array("b", raw.translate(_FLIPPED)), 128.0
    if coding.width == 3:
        # A zero byte below makes 32 bits of 24.
        wider = bytearray(len(raw) // 3 * 4)
        for place in range(3):
            wider[place + 1 :: 4] = raw[place::3]
        return array("i", bytes(wider)), 2.0**31
    return (array("h", raw), 2.0**15) if coding.width == 2 else (array("i", raw), 2.0**31)


def _from_a_law(code: int) -> int:
    """A sample of telephone sounds in Europe (ITU-T G.711)."""
    inverted = code ^ 0x55
    segment = inverted >> 4 & 7
    low = ((inverted & 15) << 4) + 8
    size = low + 0x100 << segment - 1 if segment else low
    return size if inverted & 0x80 else -size


def _from_mu_law(code: int) -> int:
    """A sample of telephone sounds in America and Japan (ITU-T G.711)."""
    inverted = ~code & 0xFF
    size = (((inverted & 15) << 3) + 0x84 << (inverted >> 4 & 7)) - 0x84
    return -size if inverted & 0x80 else size
