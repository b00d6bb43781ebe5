"""Reading sample data: which samples a folder, a list or a table holds, and then one after the other as blocks.

Nothing is prepared here: what is read goes to the runner as it is (`sample_preparing`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from builder.contract.contract import Contract, takes_one_file, takes_one_picture
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.runner.blocks import Block
from builder.runner.file_reading import FileReader, FileSample, picture_in
from builder.runner.refusal import RefusedError
from builder.samples.file_list import file_list
from builder.samples.labelled_table import without_labels
from builder.samples.sample_folder import picture_files, readable_files
from builder.samples.samples import SampleRequest, SampleUnit

_TABLES = frozenset({".csv", ".tsv"})
_OF_SEVERAL = _TABLES | {".json"}  # a file may hold several samples
_ENDINGS = _OF_SEVERAL | {".wav"}
_MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class SampleEntry:
    """One sample in what a user gave.

    Attributes:
        file: The user's own file.
        label: What a list or a table says that it is, where all of them have a label.
        row: Of a file that holds several, which is read already; None for a file that is one.
    """

    file: Path
    label: str | None = None
    row: FileSample | None = None

    @property
    def name(self) -> str:
        """In messages."""
        if self.row is None or self.row.row is None:
            return self.file.name
        return tr("row {n} of {name}", n=self.row.row, name=self.file.name)


@dataclass(frozen=True)
class FoundSamples:
    """Samples that are known and not yet prepared.

    Attributes:
        entries: In their order.
        unit: What each of them is.
        origin: The folder or file that they are from.
    """

    entries: tuple[SampleEntry, ...]
    unit: SampleUnit
    origin: Path

    def at(self, indices: Sequence[int]) -> "FoundSamples":
        """Some of them."""
        return replace(self, entries=tuple(self.entries[index] for index in indices))

    @property
    def files(self) -> tuple[Path, ...]:
        """The file of each, where each is one."""
        return tuple(entry.file for entry in self.entries) if self.unit in {"picture", "file"} else ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Label of each sample, where it is known."""
        return tuple(entry.label for entry in self.entries if entry.label is not None)


def is_read_by_runner(source: Path) -> bool:
    """Whether sample data are read as the finished program reads files; arrays are taken as they are."""
    return source.is_dir() or source.suffix.lower() in _ENDINGS


def found_pictures(files: Sequence[Path], origin: Path) -> FoundSamples:
    """Picture files as samples."""
    return FoundSamples(tuple(SampleEntry(file) for file in files), "picture", origin)


def find_samples(contract: Contract, request: SampleRequest) -> FoundSamples:
    """All samples in a folder, in a list of files with labels, in a table or in another file; none is chosen yet.

    Raises:
        LitecrateError: There is nothing to read, or a table cannot be read; it is named.
    """
    source = request.source
    if not source.is_dir() and source.suffix.lower() in _TABLES and takes_one_file(contract):
        listed = tuple(SampleEntry(file, label) for file, label in file_list(source))
        return FoundSamples(listed, "picture" if takes_one_picture(contract) else "file", source.parent)
    if source.is_dir() and takes_one_picture(contract):
        return found_pictures(picture_files(source), source)
    reader = _reader(contract)
    files = readable_files(source, reader) if source.is_dir() else [source]
    if len(files) == 1 and files[0].suffix.lower() in _OF_SEVERAL:
        return _rows(contract, request, reader, files[0])
    return FoundSamples(tuple(SampleEntry(file) for file in files), "file", source)


def _rows(contract: Contract, request: SampleRequest, reader: FileReader, file: Path) -> FoundSamples:
    """The samples of a file that may hold several; the first bad one ends the reading: half-read data would mislead."""
    table, labels = without_labels(file, contract, request.out.with_suffix(".csv"))
    unit: SampleUnit = "row" if file.suffix.lower() in _TABLES else "array"
    try:
        rows = list(islice(reader.samples(table), _MOST_ROWS))
    except RefusedError as error:
        raise unusable_error(SampleEntry(file), unit, error) from error
    known = labels if len(labels) == len(rows) else [None] * len(rows)
    entries = tuple(SampleEntry(file, label, row) for label, row in zip(known, rows, strict=True))
    return FoundSamples(entries, unit, request.source)


def read_blocks(found: FoundSamples, contract: Contract) -> Iterator[tuple[SampleEntry, list[Block]]]:
    """Each sample with its blocks, one for each input; a file is read when its turn comes.

    Raises:
        LitecrateError: A file cannot be read; it is named.
    """
    reader = _reader(contract)
    for entry in found.entries:
        if entry.row is not None:
            yield entry, entry.row.blocks
        elif found.unit == "picture":
            yield entry, [picture_pixels(entry.file)]
        else:
            try:
                yield entry, next(reader.samples(entry.file)).blocks
            except RefusedError as error:
                raise unusable_error(entry, found.unit, error) from error


def _reader(contract: Contract) -> FileReader:
    return FileReader(contract.model_dump(mode="json", by_alias=True))


def picture_pixels(file: Path) -> Block:
    """The pixels of a picture file, [height, width, 1 | 3 | 4] uint8.

    Raises:
        LitecrateError: It cannot be read; it is named.
    """
    try:
        return picture_in(file)
    except RefusedError as error:
        raise unusable_error(SampleEntry(file), "picture", error) from error


def unusable_error(entry: SampleEntry, unit: SampleUnit, error: RefusedError) -> LitecrateError:
    """Converts a failure of the reader or of the runner to an error that names the file."""
    name, reason = entry.file.name, error.what[0].lower() + error.what[1:]
    return LitecrateError(
        tr("The picture {name} cannot be used: {reason}", name=name, reason=reason)
        if unit == "picture"
        else tr("The sample data in {name} cannot be used: {reason}", name=name, reason=reason),
        why=error.why,
        remedy=tr("Fix or remove it. It is here: {path}.", path=entry.file),
        key="calibration",
    )
