"""Sample data from tables, sounds and other files: read as the finished program reads them, prepared by its runner."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from builder.context import StepContext
from builder.contract.contract import Contract
from builder.core.arrays import Array, save_arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.samples.labelled_table import without_labels
from builder.samples.samples import Samples, SampleSource, array_of, choose, entries_below
from builder.system.environment import clean_environment
from resources.launcher.errors import LauncherError
from resources.launcher.pipe import RunnerPipe
from resources.launcher.reading.inputs import Reader, expand
from resources.launcher.reading.sample import Sample

TABLES = frozenset({".csv", ".tsv"})
ENDINGS = TABLES | {".json", ".wav"}
_OF_SEVERAL = TABLES | {".json"}  # a file may hold several samples
_MOST_ROWS = 1_000_000


def from_files(
    context: StepContext, contract: Contract, runner: Path, source: Path, listed: Sequence[tuple[Path, str]] = (), *,
    count: int, seed: int, kind: SampleSource, out: Path,
) -> Samples:  # fmt: skip
    """Samples from a table (one a row), or from the files in a folder or in a list (one a file).

    Args:
        context: Of the step; shows progress.
        contract: What the model takes.
        runner: Prepares what was read.
        source: The file or folder.
        listed: The files with their labels, where `source` is a list of them.
        count, seed: How many are chosen of those that are there, and by which choice.
        kind: What they are called in the report.
        out: The .npz to write, [N, ...] by the inputs' names.

    Raises:
        LitecrateError: There is nothing to read, or something cannot be read; it is named.
    """
    reader = Reader(contract.model_dump(mode="json", by_alias=True))
    files = [file for file, _ in listed] or _files(reader, source)
    labels = tuple(label for _, label in listed)
    rows: list[Sample] | None = None
    if not listed and len(files) == 1 and files[0].suffix.lower() in _OF_SEVERAL:
        table, labels = without_labels(files[0], contract, out.with_suffix(".csv"))
        rows = list(_rows(reader, table, files[0]))
    available = len(files) if rows is None else len(rows)
    chosen = choose(count, available, seed)
    contract_file = out.with_suffix(".contract.toml")
    contract_file.write_text(contract.to_toml(), encoding="utf-8")
    prepared: list[list[Array]] = []
    with RunnerPipe([runner, "--contract", contract_file], environment=clean_environment()) as pipe:
        for number, index in enumerate(chosen, 1):
            context.token.check()
            file = files[0] if rows is not None else files[index]
            sample = rows[index] if rows is not None else next(_rows(reader, file, file))
            prepared.append(_prepared(pipe, sample, file))
            words = tr("Reading samples, {number} of {total}", number=number, total=len(chosen))
            context.progress(0.0, words, done=number, total=len(chosen))
    arrays = {
        entry.name: _stacked([sample[slot] for sample in prepared], source)
        for slot, entry in enumerate(contract.inputs)
    }
    save_arrays(out, arrays)
    return Samples(
        out, len(chosen), kind, available,
        files=tuple(files[index] for index in chosen) if rows is None else (),
        labels=tuple(labels[index] for index in chosen) if len(labels) == available else (),
        unit="file" if rows is None else "row" if files[0].suffix.lower() in TABLES else "array",
        origin=source.parent if listed else source,
        places=() if rows is None else tuple(rows[index].row or index for index in chosen),
    )  # fmt: skip


def _files(reader: Reader, source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    for _ in entries_below(source):  # a whole disk is refused before it is searched
        pass
    found = [Path(name) for name in expand((str(source),), reader.in_folders)]
    if found == [source]:
        raise LitecrateError(
            tr("There is nothing in {folder} that this model reads", folder=source),
            why=tr("Files ending in {endings} and the like are looked for.", endings=", ".join(reader.in_folders)),
            remedy=tr("Choose the folder that holds the files, or its parent."),
            key="calibration",
        )
    return found


def _rows(reader: Reader, file: Path, shown: Path) -> Iterator[Sample]:
    """The samples of a file; the first bad one ends the reading, since data that are half-read would mislead.

    `shown` is the user's own file, where this one was made of it.
    """
    try:
        for sample in islice(reader.samples(str(file)), _MOST_ROWS):
            if sample.failure is not None:
                raise sample.failure
            yield sample
    except LauncherError as error:
        raise _unreadable(shown, error) from error


def _unreadable(file: Path, error: LauncherError) -> LitecrateError:
    return LitecrateError(
        tr(
            "The sample data in {name} cannot be used: {reason}",
            name=file.name,
            reason=error.what[0].lower() + error.what[1:],
        ),
        why=error.why,
        remedy=tr("Mend or remove it. It is {path}.", path=file),
        key="calibration",
    )


def _prepared(pipe: RunnerPipe, sample: Sample, file: Path) -> list[Array]:
    """What enters the model, one array an input, each with the batch axis."""
    try:
        arrays = [array_of(block) for block in pipe.preprocess(sample.blocks)]
    except LauncherError as error:
        raise _unreadable(file, error) from error
    if not all(np.isfinite(array).all() for array in arrays if array.dtype.kind == "f"):
        where = file.name if sample.row is None else tr("row {n} of {name}", n=sample.row, name=file.name)
        raise LitecrateError(
            tr("The sample data in {name} have values that are not numbers or infinite", name=where),
            why=tr("The model would answer nothing of use."),
            remedy=tr("Mend or remove it. It is {path}.", path=file),
            key="calibration",
        )
    return arrays


def _stacked(arrays: list[Array], source: Path) -> Array:
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1:
        raise LitecrateError(
            tr("The samples in {name} have different sizes", name=source.name),
            why=tr("Found: {shapes}.", shapes=", ".join(str(list(shape)) for shape in sorted(shapes)[:4])),
            remedy=tr("Give samples of one size."),
            key="calibration",
        )
    return np.concatenate(arrays)
