"""Which samples a folder, a list of files or a table holds; nothing of them is read yet (`sample_preparing`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.contract.contract import Contract, takes_one_file, takes_one_picture
from builder.samples.file_list import file_list
from builder.samples.labelled_table import without_labels
from builder.samples.sample_folder import picture_files, readable_files
from builder.samples.samples import SampleRequest, SampleUnit

_TABLES = frozenset({".csv", ".tsv"})
_OF_SEVERAL = _TABLES | {".json"}  # a file may hold several samples
_ENDINGS = _OF_SEVERAL | {".wav", ".txt"}


@dataclass(frozen=True)
class SampleFiles:
    """Files that hold one sample each.

    Attributes:
        files: In their order.
        unit: Whether they are pictures, or other files.
        origin: The folder or file that they are from.
        labels: What a list says that each is; empty without one.
    """

    files: tuple[Path, ...]
    unit: SampleUnit
    origin: Path
    labels: tuple[str, ...] = ()

    def at(self, indices: Sequence[int]) -> "SampleFiles":
        """Some of them."""
        labels = tuple(self.labels[index] for index in indices) if self.labels else ()
        return SampleFiles(tuple(self.files[index] for index in indices), self.unit, self.origin, labels)


@dataclass(frozen=True)
class SampleRows:
    """A file that may hold several samples.

    Attributes:
        file: The user's own.
        read: What the runner reads: the file, or a copy of a table without the column of labels.
        unit: What one sample is in it.
        origin: What the user gave.
        labels: What a table's column says that each row is; empty without one.
    """

    file: Path
    read: Path
    unit: SampleUnit
    origin: Path
    labels: tuple[str, ...] = ()


def is_read_by_runner(source: Path) -> bool:
    """Whether sample data are read as the finished program reads files; arrays are taken as they are."""
    return source.is_dir() or source.suffix.lower() in _ENDINGS


def found_pictures(files: Sequence[Path], origin: Path) -> SampleFiles:
    """Picture files as samples."""
    return SampleFiles(tuple(files), "picture", origin)


def find_samples(contract: Contract, request: SampleRequest) -> SampleFiles | SampleRows:
    """All samples in a folder, in a list of files with labels, in a table or in another file; none is chosen yet.

    Raises:
        LitecrateError: There is nothing to read, or a list cannot be read; it is named.
    """
    source = request.source
    if not source.is_dir() and source.suffix.lower() in _TABLES and takes_one_file(contract):
        listed = file_list(source)
        unit: SampleUnit = "picture" if takes_one_picture(contract) else "file"
        return SampleFiles(tuple(file for file, _ in listed), unit, source.parent, tuple(label for _, label in listed))
    if source.is_dir() and takes_one_picture(contract):
        return found_pictures(picture_files(source), source)
    files = readable_files(source, contract) if source.is_dir() else [source]
    if len(files) == 1 and files[0].suffix.lower() in _OF_SEVERAL:
        return _rows(contract, request, files[0])
    return SampleFiles(tuple(files), "file", source)


def _rows(contract: Contract, request: SampleRequest, file: Path) -> SampleRows:
    read, labels = without_labels(file, contract, request.out.with_suffix(".csv"))
    return SampleRows(file, read, "row" if file.suffix.lower() in _TABLES else "array", request.source, labels)
