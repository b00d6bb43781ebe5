"""Preparing samples: the runner makes of what was read exactly what the finished program will feed the model."""

from pathlib import Path

import numpy as np

from builder.context import StepContext
from builder.contract.contract import Contract
from builder.core.arrays import Array, Arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.runner.client import serving_runner
from builder.runner.refusal import RefusedError
from builder.samples.sample_reading import FoundSamples, SampleEntry, read_blocks, unusable_error


def prepare_samples(
    context: StepContext, contract: Contract, runner: Path, found: FoundSamples, contract_file: Path
) -> Arrays:
    """Reads samples and has the runner prepare them.

    Args:
        context: Of the step; shows progress.
        contract: What the model takes.
        runner: The program that prepares.
        found: The samples.
        contract_file: Is written, for the runner.

    Returns:
        Input name to [N, ...shape without the batch], in the input's type.

    Raises:
        LitecrateError: One cannot be read or does not fit; or the runner refused.
        CancelledError: The step was cancelled.
    """
    contract_file.write_text(contract.to_toml(), encoding="utf-8")
    total = len(found.entries)
    prepared: list[list[Array]] = []
    with serving_runner(runner, contract_file, context.token, context.on_line) as client:
        for number, (entry, blocks) in enumerate(read_blocks(found, contract), 1):
            context.token.check()
            try:
                arrays = client.prepare(blocks)
            except RefusedError as error:
                if found.unit == "picture":  # pixels fit a model that takes a picture: it is not the file's fault
                    raise
                raise unusable_error(entry, found.unit, error) from error
            _check_finite(arrays, entry)
            prepared.append(arrays)
            context.progress(0.0, _progress_words(found, number), done=number, total=total)
    slots = zip(contract.inputs, zip(*prepared, strict=True), strict=True)
    return {given.name: _stacked(arrays, found.origin) for given, arrays in slots}


def _progress_words(found: FoundSamples, number: int) -> str:
    total = len(found.entries)
    if found.unit == "picture":
        return tr("Reading pictures, {number} of {total}", number=number, total=total)
    return tr("Reading samples, {number} of {total}", number=number, total=total)


def _check_finite(arrays: list[Array], entry: SampleEntry) -> None:
    if all(np.isfinite(array).all() for array in arrays if array.dtype.kind == "f"):
        return
    raise LitecrateError(
        tr("The sample data in {name} have values that are not numbers or infinite", name=entry.name),
        why=tr("The model would give no useful answers."),
        remedy=tr("Fix or remove it. It is here: {path}.", path=entry.file),
        key="calibration",
    )


def _stacked(arrays: tuple[Array, ...], origin: Path) -> Array:
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1:
        raise LitecrateError(
            tr("The samples in {name} have different sizes", name=origin.name),
            why=tr("Found: {shapes}.", shapes=", ".join(str(list(shape)) for shape in sorted(shapes)[:4])),
            remedy=tr("Use samples of the same size."),
            key="calibration",
        )
    return np.concatenate(arrays)
