"""WAV files for tests, written by the format's specification, independently of the reader under test."""

import struct

import numpy as np


def riff(*chunks: tuple[bytes, bytes], size: int | None = None, name: bytes = b"RIFF") -> bytes:
    """A RIFF/WAVE file of chunks (name, data); `size` and `name` replace the right header values."""
    body = b"".join(name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in chunks)
    return name + struct.pack("<I", 4 + len(body) if size is None else size) + b"WAVE" + body


def coding(tag: int, channels: int, rate: int, bits: int, extra: bytes = b"") -> bytes:
    """Content of a "fmt " chunk."""
    frame = channels * bits // 8
    return struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits) + extra


def wav(samples: np.ndarray, rate: int) -> bytes:
    """16-bit PCM file of samples from -1 to 1, [n] or [n, channels]."""
    data = np.round(np.clip(samples, -1, 1 - 2**-15) * 2**15).astype("<i2")
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    return riff((b"fmt ", coding(1, channels, rate, 16)), (b"data", data.tobytes()))
