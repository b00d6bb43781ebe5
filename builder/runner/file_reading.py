"""Files to blocks, as the finished program reads them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from builder.runner.blocks import Block
from builder.runner.refusal import launcher_errors_refused
from resources.launcher.reading import decode
from resources.launcher.reading.inputs import Reader, expand

PICTURE_ENDINGS = tuple(decode.PICTURE_ENDINGS)


class FileSample(NamedTuple):
    """One sample of a file.

    Attributes:
        row: Its number from 1 on in a file that holds several; None for a file that is one.
        blocks: One for each input of the model.
    """

    row: int | None
    blocks: list[Block]


class FileReader:
    """Reads files for a model.

    Args:
        contract: The model's, as the object that the runner gives of it.
    Attributes:
        endings: Of the files that are looked for in folders.
    """

    def __init__(self, contract: dict[str, Any]) -> None:
        self._reader = Reader(contract)
        self.endings: tuple[str, ...] = tuple(self._reader.in_folders)

    def files_below(self, folder: Path) -> list[Path]:
        """The files below a folder that can be read, sorted within each folder."""
        found = [Path(name) for name in expand((str(folder),), list(self.endings))]
        return [] if found == [folder] else found

    def samples(self, file: Path) -> Iterator[FileSample]:
        """The samples of a file, one after the other.

        Raises:
            RefusedError: The file cannot be read, or the sample that follows cannot.
        """
        with launcher_errors_refused():
            for sample in self._reader.samples(str(file)):
                if sample.failure is not None:
                    raise sample.failure
                yield FileSample(sample.row, sample.blocks)


def picture_in(file: Path) -> Block:
    """The pixels of a picture file, [height, width, 1 | 3 | 4] uint8.

    Raises:
        RefusedError: It cannot be read.
    """
    with launcher_errors_refused():
        return decode.picture(file)
