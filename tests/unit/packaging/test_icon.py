"""Tests of the conversion of pictures to the icon formats of the platforms."""

from pathlib import Path

import pytest
from PIL import Image

from builder.core.errors import LitecrateError
from builder.core.platforms import Platform
from builder.packaging.icon import icon_size, prepared_icon


@pytest.mark.parametrize(("platform", "kind"), [("linux-x64", "PNG"), ("windows-x64", "ICO"), ("macos-arm64", "ICNS")])
def test_a_picture_becomes_a_square_of_the_platforms_kind(platform: Platform, kind: str, tmp_path: Path) -> None:
    Image.new("RGB", (300, 100), "red").save(tmp_path / "wide.jpg")
    made = prepared_icon(tmp_path / "wide.jpg", platform, tmp_path)
    with Image.open(made) as image:
        assert image.format == kind
        image.load()
        assert image.width == image.height >= 256  # .icns holds several sizes


def test_what_cannot_be_an_icon_is_refused_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    Image.new("L", (8, 8)).save(tmp_path / "tiny.png")
    for name, word in (("text.png", "text.png"), ("tiny.png", "too small"), ("none.png", "none.png")):
        with pytest.raises(LitecrateError) as caught:
            icon_size(tmp_path / name)
        assert word in caught.value.what
        assert caught.value.code == 2
