"""What is inside of a finished web page that is a model."""

import base64
import gzip
import re
from pathlib import Path

FIXED, PER_MODEL_BYTE = 4_400_000, 1.34
_ELEMENT = re.compile(r'<script type="text/plain" id="part-([a-z]+)">([A-Za-z0-9+/=]+)</script>')


def parts_of(page: Path) -> dict[str, bytes]:
    """The parts of a page, unpacked, by their names."""
    found = _ELEMENT.findall(page.read_text(encoding="utf-8"))
    return {name: gzip.decompress(base64.b64decode(packed)) for name, packed in found}


def largest_size(model: Path) -> float:
    """Bytes that a page with this model may have."""
    return FIXED + PER_MODEL_BYTE * len(gzip.compress(model.read_bytes(), 9))
