"""Which samples a model is checked and calibrated with: the user's own data, a bundled sample's, or random ones."""

from collections.abc import Callable
from pathlib import Path

from builder.context import StepContext
from builder.contract.contract import Contract, takes_one_file
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.job.job import RANDOM
from builder.samples.file_list import file_list
from builder.samples.file_samples import ENDINGS, TABLES, from_files
from builder.samples.samples import (
    Samples,
    SampleSource,
    from_arrays,
    from_picture_files,
    from_pictures,
    takes_one_picture,
    write_random_pictures,
)
from builder.sessions.child_session import ChildSession

# Answers the path of the compiled runner; asking may wait for the compiler.
RunnerProvider = Callable[[], Path]


def samples_to_check(
    context: StepContext, session: ChildSession, contract: Contract, runner: RunnerProvider, pictures: Path | None,
    count: int,
) -> Samples:  # fmt: skip
    """The samples to check with: the user's own data where there is any, else the sample's, else random ones."""
    calibration = context.job.calibration
    source, seed = calibration.source, calibration.seed + 1
    kind: SampleSource = "calibration"
    if pictures is not None and source in (None, RANDOM, pictures):
        source, kind = pictures, "sample"
    elif source is not None and source != RANDOM and Path(source).is_relative_to(context.tools.resources / "samples"):
        kind = "sample"  # a job that names a bundled sample's own pictures
    elif source is None or source == RANDOM:
        if not takes_one_picture(contract):
            return _random(context, session, contract, count, seed, "check.npz")
        source, kind = _random_pictures(context, contract, count, seed), "random"
    out = context.folder / "check.npz"
    return read_samples(context, contract, runner, Path(source), count=count, seed=seed, kind=kind, out=out)


def calibration_data(
    context: StepContext, session: ChildSession, contract: Contract, runner: RunnerProvider
) -> Samples | None:
    choice = context.job.calibration
    if choice.source is None:
        return None
    if choice.source == RANDOM:
        context.log(tr("Calibrating with random data, as asked: the result may be badly off."), "warning")
        return _random(context, session, contract, choice.samples, choice.seed + 2, "calibration.npz")
    out = context.folder / "calibration.npz"
    return read_samples(
        context,
        contract,
        runner,
        Path(choice.source),
        count=choice.samples,
        seed=choice.seed,
        kind="calibration",
        out=out,
    )


def given_as_arrays(source: Path | str | None) -> bool:
    """Whether the representative data are numbers as they enter the model, which nothing has to prepare."""
    return source is not None and Path(source).suffix.lower() in {".npy", ".npz"} and not Path(source).is_dir()


def _random(
    context: StepContext, session: ChildSession, contract: Contract, count: int, seed: int, name: str
) -> Samples:
    out = context.folder / name
    session.request(
        "samples",
        take={"out": out},
        contract=contract.model_dump(mode="json", by_alias=True),
        count=count,
        seed=seed,
    )
    return Samples(out, count, "random", count)


def _random_pictures(context: StepContext, contract: Contract, count: int, seed: int) -> Path:
    folder = context.folder / "random-pictures"
    write_random_pictures(contract.inputs[0], folder, count, seed)
    return folder


def read_samples(
    context: StepContext, contract: Contract, runner: RunnerProvider, source: Path, *, count: int, seed: int,
    kind: SampleSource, out: Path,
) -> Samples:  # fmt: skip
    """Samples from whatever a user gives: a folder of pictures or other files, a table, arrays.

    Raises:
        LitecrateError: It is not there, cannot be read or does not fit the model.
    """
    if source.is_dir() and takes_one_picture(contract):
        return from_pictures(context, contract, runner(), source, count=count, seed=seed, source=kind, out=out)
    listed = source.suffix.lower() in TABLES and not source.is_dir() and takes_one_file(contract)
    if listed and takes_one_picture(contract):
        files, labels = zip(*file_list(source), strict=True)
        return from_picture_files(
            context, contract, runner(), files, labels, count=count, seed=seed, source=kind, out=out,
            origin=source.parent,
        )  # fmt: skip
    if source.is_dir() or source.suffix.lower() in ENDINGS:
        named = file_list(source) if listed else []
        return from_files(context, contract, runner(), source, named, count=count, seed=seed, kind=kind, out=out)
    if not source.exists():
        raise LitecrateError(
            tr("The sample data {source} was not found", source=source),
            why=tr("There is no such file or folder."),
            remedy=tr("Check its path."),
            key="calibration",
        )
    return from_arrays(contract, source, count=count, seed=seed, kind=kind, out=out)
