"""Tests of reading WAV files to samples."""

import contextlib
import io
import math
import struct

import numpy as np
import pytest

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import SOUND, Block, code_of
from resources.launcher.reading.sound import read_wav
from tests.support.sounds import coding, riff, wav

WAVE = np.array([0.0, 0.5, -0.5, 0.999, -1.0, 0.25, 1 / 3])
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def samples(block: Block) -> np.ndarray:
    assert (block.form, block.dtype, len(block.dims)) == (SOUND, code_of("float32"), 1)
    array = np.frombuffer(block.data, np.float32)
    assert array.shape == block.dims
    return array


def integers(bits: int) -> bytes:
    """`WAVE` as signed integers, or unsigned ones of 8 bits."""
    scaled = np.round(np.clip(WAVE * 2.0 ** (bits - 1), -(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1)).astype("<i8")
    if bits == 8:
        return (scaled + 128).astype(np.uint8).tobytes()
    return b"".join(int(value).to_bytes(bits // 8, "little", signed=True) for value in scaled)


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_integers_of_every_width_are_read_to_their_precision(bits: int) -> None:
    block = read_wav(io.BytesIO(riff((b"fmt ", coding(PCM, 1, 22050, bits)), (b"data", integers(bits)))), slot=1)
    assert (block.slot, block.rate) == (1, 22050)
    assert np.abs(samples(block) - WAVE).max() <= 2.0 ** -(bits - 1) + 1e-7
    # Silence and full scale are exact in every width.
    assert samples(block)[[0, 4]].tolist() == [0.0, -1.0]


@pytest.mark.parametrize(("bits", "dtype"), [(32, "<f4"), (64, "<f8")])
def test_floating_point_samples_are_read_as_they_are(bits: int, dtype: str) -> None:
    loud = np.append(WAVE, 1.75)
    data = riff((b"fmt ", coding(FLOAT, 1, 8000, bits)), (b"data", loud.astype(dtype).tobytes()))
    assert np.array_equal(samples(read_wav(io.BytesIO(data))), loud.astype(np.float32))


@pytest.mark.parametrize(("tag", "bits"), [(PCM, 16), (PCM, 24), (FLOAT, 32)])
def test_the_extensible_header_names_its_coding_behind(tag: int, bits: int) -> None:
    extra = struct.pack("<HHIH", 22, bits, 0, tag) + GUID_TAIL
    data = WAVE.astype("<f4").tobytes() if tag == FLOAT else integers(bits)
    read = read_wav(io.BytesIO(riff((b"fmt ", coding(EXTENSIBLE, 1, 48000, bits, extra)), (b"data", data))))
    assert read.rate == 48000
    assert np.abs(samples(read) - WAVE).max() <= 2.0**-15


@pytest.mark.parametrize("channels", [2, 3, 6])
def test_channels_are_averaged(channels: int) -> None:
    several = np.random.default_rng(2).uniform(-0.9, 0.9, (70_000, channels))
    mixed = samples(read_wav(io.BytesIO(wav(several, 16000))))
    assert np.abs(mixed - several.mean(axis=1)).max() < 2.0**-15


def test_other_chunks_are_passed_over(tmp_path: object) -> None:
    data = riff(
        (b"LIST", b"odd"), (b"fmt ", coding(PCM, 1, 8000, 16, b"\0\0")), (b"fact", bytes(4)), (b"data", integers(16)),
        (b"id3 ", bytes(10)),
    )  # fmt: skip
    assert np.abs(samples(read_wav(io.BytesIO(data))) - WAVE).max() <= 2.0**-15


def test_a_sound_of_unknown_size_ends_with_its_file() -> None:
    whole = bytearray(riff((b"fmt ", coding(PCM, 2, 8000, 16)), (b"data", integers(16)), size=0xFFFFFFFF))
    whole[40:44] = b"\xff\xff\xff\xff"
    # Seven numbers are three frames and a half.
    assert samples(read_wav(io.BytesIO(bytes(whole)))).shape == (3,)
    whole[40:44] = bytes(4)
    assert samples(read_wav(io.BytesIO(bytes(whole)))).shape == (3,)
    whole[40:44] = b"\xff\xff\xff\xff"
    whole[:4] = b"RF64"
    assert samples(read_wav(io.BytesIO(bytes(whole)))).shape == (3,)


@pytest.mark.parametrize("length", range(0, 58, 3))
def test_a_sound_that_is_cut_off_anywhere_is_refused(length: int) -> None:
    whole = riff((b"fmt ", coding(PCM, 1, 8000, 16)), (b"data", integers(16)))
    assert len(whole) == 58
    with pytest.raises(DecodeError, match=r"cannot be read|cut off|not a sound"):
        read_wav(io.BytesIO(whole[:length]))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"RIFF\x04\0\0\0AVI ", "not a sound"),
        (b"fLaC" + bytes(40), "not a sound"),
        (riff((b"fmt ", coding(PCM, 1, 8000, 16))), "cannot be read"),
        (riff((b"data", bytes(8))), "cannot be read"),
        (riff((b"fmt ", coding(PCM, 1, 8000, 16)), (b"data", b"")), "empty"),
        (riff((b"fmt ", coding(PCM, 0, 8000, 16)), (b"data", bytes(8))), "cannot be read"),
        (riff((b"fmt ", coding(PCM, 1, 0, 16)), (b"data", bytes(8))), "cannot be read"),
        (riff((b"fmt ", coding(PCM, 1, 8000, 40)), (b"data", bytes(8))), "cannot be read"),
        (riff((b"fmt ", coding(FLOAT, 1, 8000, 16)), (b"data", bytes(8))), "cannot be read"),
        (riff((b"fmt ", coding(PCM, 1000, 8000, 16)), (b"data", bytes(8))), "cannot be read"),
        (riff((b"fmt ", coding(2, 1, 8000, 4)), (b"data", bytes(8))), "This kind of WAV file"),
        (riff((b"fmt ", coding(FLOAT, 1, 8000, 32)), (b"data", struct.pack("<f", math.nan))), "not numbers"),
        (riff((b"fmt ", coding(FLOAT, 1, 8000, 64)), (b"data", struct.pack("<d", 1e300))), "not numbers"),
    ],
)
def test_damaged_and_unusual_sounds_are_refused_in_words(data: bytes, what: str) -> None:
    with pytest.raises(DecodeError, match=what):
        read_wav(io.BytesIO(data))


def test_any_damage_to_the_header_is_either_read_or_refused() -> None:
    whole = riff((b"fmt ", coding(PCM, 2, 8000, 16)), (b"data", integers(16) * 4))
    rng = np.random.default_rng(4)
    for _ in range(2000):
        damaged = bytearray(whole)
        for place in rng.integers(0, 44, 3):
            damaged[place] = rng.integers(0, 256)
        with contextlib.suppress(DecodeError):
            assert samples(read_wav(io.BytesIO(bytes(damaged)))).size


@pytest.mark.parametrize("rate", [1, 999, 768_001, 2**31])
def test_a_rate_that_no_recorder_has_is_refused(rate: int) -> None:
    header = struct.pack("<HHIIHH", PCM, 1, rate, 0, 2, 16)
    with pytest.raises(DecodeError) as caught:
        read_wav(io.BytesIO(riff((b"fmt ", header), (b"data", bytes(20_000)))))
    assert f"{rate:,} samples a second" in caught.value.why
