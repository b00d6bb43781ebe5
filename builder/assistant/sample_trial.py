"""One sample for the window: what a file holds, several inputs in one file, and the source model's answer.

Files are read and answers worded by the runner, so that the window shows what the finished program would.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from builder.assistant.preview import as_picture, range_of, saved_picture
from builder.assistant.source_model import SourceModel, with_pictures_saved
from builder.context import StepContext
from builder.contract.contract import Contract, row_input, takes_one_picture
from builder.contract.resolve import Resolution
from builder.core.arrays import Array, save_arrays
from builder.runner.blocks import NUMBERS, PIXELS, SOUND, array_of, image_of
from builder.runner.pipe import ReadSample
from builder.samples.labelled_table import without_labels
from builder.samples.sample_preparing import SampleRunner, sample_runner
from builder.samples.sample_reading import SampleRows
from builder.samples.samples import SampleUnit
from builder.samples.table_columns import columns_in

_MOST_ROWS = 200  # of a table, to choose from; chosen
_TABLES = {".csv", ".tsv"}
_COLUMNS = 480  # of a sound's shape; chosen: more than the window shows it wide


def look(context: StepContext, contract: Contract, runner: Path, file: Path) -> dict[str, Any]:
    """Shows the content of a file for a model, before preprocessing.

    Args:
        context: Gives the folder for files.
        contract: The model's contract.
        runner: The runner's executable.
        file: The sample.

    Returns:
        `before`: path of a PNG file of a picture, else null; `size`: its [width, height] before it was made small.
        `sound`: null, or `{seconds, peaks}` with the lowest and the highest value of each of at most 480 equal parts.
        `rows`: the first rows of a table, each a list of numbers; else empty. `labels`: what a column of that table
        says that each row is; may be empty. `names`: of the model's columns, where the table has them.

    Raises:
        LitecrateError: The file cannot be read.
    """
    with _reader(context, contract, runner) as reading:
        given = _given(context, contract, file)
        return _shown(context, contract, reading, given, reading.first(given.read, _unit(contract)))


def combine(context: StepContext, contract: Contract, runner: Path, given: Mapping[str, Path]) -> dict[str, Any]:
    """Several inputs in one file, as a finished program takes them.

    Args:
        context: Gives the folder for files.
        contract: The model's contract.
        runner: The runner's executable.
        given: A file for each of its inputs, or for some.

    Returns:
        `file`: path of an .npz file with what enters the model, null as long as an input is missing; `shown`: what each
        of the given files holds, see `look`.

    Raises:
        LitecrateError: A file cannot be read or does not fit; it is named.
    """
    arrays, shown = {}, {}
    for entry in contract.inputs:
        file = given.get(entry.name)
        if file is None:
            continue
        alone = contract.model_copy(update={"inputs": (entry,)})
        with _reader(context, alone, runner) as reading:
            sample = _given(context, alone, file)
            first = reading.first(sample.read, _unit(alone))
            shown[entry.name] = _shown(context, alone, reading, sample, first)
            arrays[entry.name] = reading.first_prepared(sample.read, _unit(alone))[0]
    if len(arrays) < len(contract.inputs):
        return {"file": None, "shown": shown}
    out = context.folder / f"inputs-{secrets.token_hex(4)}.npz"
    save_arrays(out, arrays)
    return {"file": str(out), "shown": shown}


def show_sample(
    context: StepContext, model: SourceModel, resolved: Resolution, runner: Path, file: Path
) -> dict[str, Any]:
    """Preprocesses one file and runs the source model on it.

    Args:
        context: Gives the folder for files and takes progress.
        model: The source model.
        resolved: What goes in and comes out; whether answers are logits is found out by this one.
        runner: The runner's executable.
        file: The sample.

    Returns:
        As `look`, and: `after`: path of a PNG file of what the model sees, null where that is no picture; `range`:
        [lowest, highest] value that enters the model; `answer`: as a finished program gives it with `--json` and
        `--save` (docs/runner.md).

    Raises:
        LitecrateError: The file cannot be read, or the model fails on it.
    """
    contract = model.contract_for(resolved.contract)
    given = _given(context, contract, file)
    with _reader(context, contract, runner) as reading:
        sample = reading.first(given.read, _unit(contract))
        prepared = reading.first_prepared(given.read, _unit(contract))
        shown = _shown(context, contract, reading, given, sample)
    _, answers = model.answers(contract, prepared)
    settled = replace(resolved, contract=contract).with_answers({name: array[None] for name, array in answers.items()})
    after = None
    if takes_one_picture(contract):
        seen = as_picture(prepared[0][0], contract.inputs[0])
        after = saved_picture(seen, context.folder / f"after-{secrets.token_hex(4)}.png", enlarge=True)
    entries = zip(contract.inputs, prepared, strict=True)
    return {
        **shown,
        "after": after,
        "range": range_of({entry.name: array for entry, array in entries}),
        "answer": _answer(context, model, settled.contract, runner, sample),
    }


def original_answer(
    context: StepContext, model: SourceModel, contract: Contract, runner: Path, file: Path, *, warm: bool
) -> dict[str, Any]:
    """A source model's answer to what a finished program was asked.

    Args:
        context: Gives the folder for files.
        model: The source model.
        contract: The finished program's.
        runner: The runner's executable.
        file: The sample.
        warm: The model has answered before: the first run of TensorFlow prepares it, and its time says nothing.

    Returns:
        The answer as the program gives it.

    Raises:
        LitecrateError: The file cannot be read, or the model fails on it.
    """
    ours = model.contract_for(contract)
    with _reader(context, ours, runner) as reading:
        sample, prepared = reading.first(file, _unit(ours)), reading.first_prepared(file, _unit(ours))
    if not warm:
        model.answers(ours, prepared)
    return _answer(context, model, ours, runner, sample)


def _answer(
    context: StepContext, model: SourceModel, contract: Contract, runner: Path, sample: ReadSample
) -> dict[str, Any]:
    with _reader(context, contract, runner, model_elsewhere=True) as wording:
        answer = wording.answer(sample, model.for_one_file(contract))
    return with_pictures_saved(answer, context.folder)


def _reader(context: StepContext, contract: Contract, runner: Path, *, model_elsewhere: bool = False) -> Any:
    file = context.folder / f"contract-{secrets.token_hex(4)}.json"
    return sample_runner(context, contract, runner, file, model_elsewhere=model_elsewhere)


def _unit(contract: Contract) -> SampleUnit:
    return "picture" if takes_one_picture(contract) else "file"


def _given(context: StepContext, contract: Contract, file: Path) -> SampleRows:
    """A file that was given, and what is read of it: a table without its column of labels."""
    if row_input(contract) is None or file.suffix.lower() not in _TABLES:
        return SampleRows(file, file, "file", file)
    folder = context.folder / f"table-{secrets.token_hex(4)}"
    folder.mkdir()
    read, labels = without_labels(file, contract, folder / file.name)
    return SampleRows(file, read, "row", file, labels)


def _shown(
    context: StepContext, contract: Contract, reading: SampleRunner, given: SampleRows, sample: ReadSample
) -> dict[str, Any]:
    """What a file holds, see `look`; `sample` is its first sample."""
    before = size = None
    if takes_one_picture(contract) and sample.blocks[0].form == PIXELS:
        path = context.folder / f"before-{secrets.token_hex(4)}.png"
        picture = image_of(sample.blocks[0])
        size = list(picture.size)
        before = saved_picture(picture, path, enlarge=False)
    return {
        "before": before,
        "size": size,
        "sound": _sound(contract, sample),
        **_table(contract, reading, given, sample),
    }


def _sound(contract: Contract, sample: ReadSample) -> dict[str, Any] | None:
    entry = contract.inputs[0]
    if len(contract.inputs) != 1 or entry.kind != "audio":
        return None
    block = sample.blocks[0]
    values = array_of(block).reshape(-1)
    rate = block.rate if block.form == SOUND else entry.sample_rate
    return {"seconds": len(values) / rate, "peaks": _peaks(values)} if len(values) else None


def _peaks(values: Array) -> list[list[float]]:
    parts = np.array_split(values.astype(np.float64), min(_COLUMNS, len(values)))
    return [[float(part.min()), float(part.max())] for part in parts]


def _table(contract: Contract, reading: SampleRunner, given: SampleRows, sample: ReadSample) -> dict[str, Any]:
    if len(sample.blocks) != 1 or sample.blocks[0].form != NUMBERS:
        return {"rows": [], "labels": [], "names": []}
    entry = row_input(contract)
    rows = reading.raw_rows(given, _MOST_ROWS)
    return {
        "rows": [array_of(row.blocks[0]).reshape(-1).tolist() for row in rows],
        "labels": list(given.labels[: len(rows)]),
        "names": list(columns_in(entry and entry.model_copy(update={"columns": ()}), given.file)),
    }
