"""Writes the parity corpus and small pictures as seeds for the fuzz harnesses: `python -m tests.fuzz_seeds FOLDER`."""

import hashlib
import io
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import zstandard
from PIL import Image

from tests.parity.arrays import arrays
from tests.parity.case import Case
from tests.parity.json_files import json_files
from tests.parity.models import CONTRACTS, write_model
from tests.parity.sounds import sounds
from tests.parity.tables import tables

_PICTURES = (
    ("PNG", "RGB", {}), ("PNG", "P", {}), ("PNG", "LA", {}), ("JPEG", "RGB", {}), ("JPEG", "L", {}),
    ("JPEG", "RGB", {"progressive": True}), ("JPEG", "CMYK", {}), ("GIF", "P", {}), ("BMP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}), ("PPM", "RGB", {}), ("PPM", "1", {}), ("TIFF", "RGB", {}),
)  # fmt: skip
_REQUEST = (
    b"POST /predict?pictures=1 HTTP/1.1\r\nHost: 127.0.0.1:80\r\nX-Token: 0123456789abcdef\r\n"
    b"Content-Type: image/png\r\nContent-Length: 3\r\n\r\nabc"
)


def _pictures() -> Iterator[bytes]:
    noise = Image.effect_noise((9, 7), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind, mode, options in _PICTURES:
        buffer = io.BytesIO()
        extra = {"exif": exif} if kind in {"JPEG", "PNG"} else {}
        noise.convert(mode).save(buffer, kind, **options, **extra)
        yield buffer.getvalue()


def _frames() -> Iterator[bytes]:
    """Zstandard frames, each behind the size that the harness asks for."""
    texts = (b"", b"x" * 1000, bytes(range(256)), b"hello hello hello hello!", Path(__file__).read_bytes() * 20)
    for text in texts:
        for level in (1, 9, 19):
            yield len(text).to_bytes(3, "little") + zstandard.ZstdCompressor(level=level).compress(text)


def _archives() -> Iterator[bytes]:
    for packed in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", packed) as archive:
            for name in ("model.tflite", "libLiteRt.so", "contract.json", "page.html.zst"):
                archive.writestr(name, name * 10)
        yield buffer.getvalue()


def _models() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        for name in CONTRACTS:
            for signature in (False, True):
                write_model(name, Path(folder) / "model", signature=signature)
                yield (Path(folder) / "model").read_bytes()


def _contents(cases: list[Case]) -> list[bytes]:
    return [content for case in cases for content in case.files.values()]


def main(folder: Path) -> None:
    """One folder for each harness, called like its program with `_inputs` behind it."""
    seeds = {
        "arrays": _contents(arrays()), "csv": _contents(tables()), "json": _contents(json_files()),
        "wav": _contents(sounds()), "pictures": list(_pictures()), "request_parser": [_REQUEST],
        "zstd": list(_frames()), "program_archive": list(_archives()),
        "model_specs": list(_models()),
    }  # fmt: skip
    for name, contents in seeds.items():
        inputs = folder / f"{name}_fuzz_inputs"
        inputs.mkdir(parents=True, exist_ok=True)
        for content in contents:
            (inputs / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
