"""Preparing samples: the runner reads files and makes of them exactly what the finished program will feed the model."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from builder.context import StepContext
from builder.contract.contract import Contract
from builder.core.arrays import Array, Arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.runner.client import RunnerClient, serving_runner
from builder.runner.pipe import ReadSample, RunModel
from builder.runner.refusal import RefusedError
from builder.samples.picture_conversion import converted
from builder.samples.sample_reading import SampleFiles, SampleRows
from builder.samples.samples import SampleUnit

# One sample as it enters the model: an array for each input, with the batch axis.
Prepared = list[Array]


class SampleRunner:
    """A runner that prepares samples of one model; see `sample_runner`."""

    def __init__(self, context: StepContext, contract: Contract, client: RunnerClient) -> None:
        self._context, self._contract, self._client = context, contract, client

    def prepare(self, samples: SampleFiles) -> Arrays:
        """Prepares files, one sample each.

        Returns:
            Input name to [N, ...shape without the batch], in the input's type.

        Raises:
            LitecrateError: One cannot be read or does not fit; it is named. Or the runner refused.
            CancelledError: The step was cancelled.
        """
        total = len(samples.files)
        prepared = []
        for number, file in enumerate(samples.files, 1):
            self._context.token.check()
            arrays = self._picture(file) if samples.unit == "picture" else self._first(file)
            _check_finite(arrays, file, file.name)
            prepared.append(arrays)
            self._context.progress(0.0, _progress_words(samples.unit, number, total), done=number, total=total)
        return self.stacked(prepared, samples.origin)

    def rows(self, samples: SampleRows) -> list[tuple[int | None, Prepared]]:
        """Prepares all samples of a file, each with its row's number; a bad one ends it: half the data would mislead.

        Raises:
            LitecrateError: The file or one of its samples cannot be read or does not fit; it is named.
            CancelledError: The step was cancelled.
        """
        rows = []
        try:
            for row, arrays in self._client.prepared(samples.read):
                self._context.token.check()
                name = samples.file.name if row is None else tr("row {n} of {name}", n=row, name=samples.file.name)
                _check_finite(arrays, samples.file, name)
                rows.append((row, arrays))
        except RefusedError as error:
            raise _unusable(samples.file, samples.unit, error) from error
        return rows

    def first(self, file: Path, unit: SampleUnit) -> ReadSample:
        """A file's first sample as it was read: pixels, a sound, numbers.

        Raises:
            LitecrateError: It cannot be read; it is named.
        """
        content = converted(file) or file if unit == "picture" else file
        try:
            return next(self._client.raw(content))
        except RefusedError as error:
            raise _unusable(file, unit, error) from error

    def first_prepared(self, file: Path, unit: SampleUnit) -> Prepared:
        """A file's first sample as it enters the model; raises as `first`."""
        return self._picture(file) if unit == "picture" else self._first(file)

    def raw_rows(self, samples: SampleRows, most: int) -> list[ReadSample]:
        """The first samples of a file as they were read, at most `most`; those behind a bad one are left out.

        Raises:
            LitecrateError: The first cannot be read; it is named.
        """
        rows: list[ReadSample] = []
        try:
            for sample in self._client.raw(samples.read):
                rows.append(sample)
                if len(rows) == most:
                    break
        except RefusedError as error:
            if not rows or error.ended:
                raise _unusable(samples.file, samples.unit, error) from error
        return rows

    def answer(self, sample: ReadSample, run: RunModel) -> dict[str, Any]:
        """A model's answer to a sample, see `RunnerClient.answer`; for runners with the model elsewhere."""
        return self._client.answer(sample, run)

    def stacked(self, prepared: Sequence[Prepared], origin: Path) -> Arrays:
        """Prepared samples in one array for each input.

        Raises:
            LitecrateError: They have different sizes.
        """
        slots = zip(self._contract.inputs, zip(*prepared, strict=True), strict=True)
        return {given.name: _stacked(arrays, origin) for given, arrays in slots}

    def _first(self, file: Path) -> Prepared:
        try:
            return next(self._client.prepared(file))[1]
        except RefusedError as error:
            raise _unusable(file, "file", error) from error

    def _picture(self, file: Path) -> Prepared:
        content = converted(file) or file
        try:
            return next(self._client.prepared(content))[1]
        except RefusedError as error:
            if not error.ended and self._is_picture(content):  # its pixels do not fit: it is not the file's fault
                raise
            raise _unusable(file, "picture", error) from error

    def _is_picture(self, content: Path | bytes) -> bool:
        try:
            return bool(list(self._client.raw(content)))
        except RefusedError:
            return False


@contextlib.contextmanager
def sample_runner(
    context: StepContext, contract: Contract, runner: Path, contract_file: Path, *, model_elsewhere: bool = False
) -> Iterator[SampleRunner]:
    """Starts a runner that prepares samples; it ends with the context.

    Args:
        context: Of the step; shows progress.
        contract: What the model takes.
        runner: The program.
        contract_file: Is written, for the runner.
        model_elsewhere: Whether `SampleRunner.answer` is wanted.

    Raises:
        RefusedError: The runner cannot be started, or cannot run here.
        CancelledError: The step was cancelled.
    """
    contract_file.write_text(contract.to_json(), encoding="utf-8")
    with serving_runner(
        runner, contract_file, context.token, context.on_line, model_elsewhere=model_elsewhere
    ) as client:
        yield SampleRunner(context, contract, client)


def prepare_files(
    context: StepContext, contract: Contract, runner: Path, samples: SampleFiles, contract_file: Path
) -> Arrays:
    """Prepares files with a runner of their own; see `sample_runner` and `SampleRunner.prepare`."""
    with sample_runner(context, contract, runner, contract_file) as preparing:
        return preparing.prepare(samples)


def _progress_words(unit: SampleUnit, number: int, total: int) -> str:
    if unit == "picture":
        return tr("Reading pictures, {number} of {total}", number=number, total=total)
    return tr("Reading samples, {number} of {total}", number=number, total=total)


def _unusable(file: Path, unit: SampleUnit, error: RefusedError) -> LitecrateError:
    """Converts a failure of the runner to an error that names the file."""
    name, reason = file.name, error.what[0].lower() + error.what[1:]
    return LitecrateError(
        tr("The picture {name} cannot be used: {reason}", name=name, reason=reason)
        if unit == "picture"
        else tr("The sample data in {name} cannot be used: {reason}", name=name, reason=reason),
        why=error.why,
        remedy=tr("Fix or remove it. It is here: {path}.", path=file),
        key="calibration",
    )


def _check_finite(arrays: Prepared, file: Path, name: str) -> None:
    if all(np.isfinite(array).all() for array in arrays if array.dtype.kind == "f"):
        return
    raise LitecrateError(
        tr("The sample data in {name} have values that are not numbers or infinite", name=name),
        why=tr("The model would give no useful answers."),
        remedy=tr("Fix or remove it. It is here: {path}.", path=file),
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
