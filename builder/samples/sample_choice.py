"""Choice of samples to check and calibrate a model with: the user's own data, a bundled sample's, or random ones."""

from collections.abc import Callable, Sequence
from pathlib import Path

from builder.context import StepContext
from builder.contract.contract import Contract, takes_one_picture
from builder.contract.modelinfo import TensorInfo
from builder.core.arrays import save_arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.job.job import RANDOM
from builder.samples.array_samples import from_arrays
from builder.samples.random_pictures import write_random_pictures
from builder.samples.sample_preparing import SampleRunner, sample_runner
from builder.samples.sample_reading import SampleRows, find_samples, is_read_by_runner
from builder.samples.samples import SampleRequest, Samples, SampleSource, choose
from builder.samples.text_lookup_check import check_text_lookups
from builder.sessions.child_session import ChildSession

# Answers the path of the compiled runner; asking may wait for the compiler.
RunnerProvider = Callable[[], Path]


def samples_to_check(
    context: StepContext, session: ChildSession, contract: Contract, runner: RunnerProvider, pictures: Path | None,
    count: int, known: Sequence[TensorInfo] = (),
) -> Samples:  # fmt: skip
    """The samples to check with: the user's own data where there is any, else the sample's, else random ones.

    `known` is what the converted file says about its inputs, by the source's names.
    """
    calibration = context.job.calibration
    source, seed = calibration.source, calibration.seed + 1
    check_text_lookups(context, session, contract, runner, seed)
    kind: SampleSource = "calibration"
    if pictures is not None and source in (None, RANDOM, pictures):
        source, kind = pictures, "sample"
    elif source is not None and source != RANDOM and Path(source).is_relative_to(context.tools.resources / "samples"):
        kind = "sample"  # a job that names a bundled sample's own pictures
    elif source is None or source == RANDOM:
        if not takes_one_picture(contract):
            return _random(context, session, contract, count, seed, "check.npz", known)
        source, kind = _random_pictures(context, contract, count, seed), "random"
    out = context.folder / "check.npz"
    return read_samples(context, contract, runner, SampleRequest(Path(source), count, seed, kind, out))


def calibration_data(
    context: StepContext, session: ChildSession, contract: Contract, runner: RunnerProvider,
    known: Sequence[TensorInfo] = (),
) -> Samples | None:  # fmt: skip
    choice = context.job.calibration
    if choice.source is None:
        return None
    if choice.source == RANDOM:
        context.log(tr("Calibrating with random data, as you chose: the answers may be far off."), "warning")
        return _random(context, session, contract, choice.samples, choice.seed + 2, "calibration.npz", known)
    out = context.folder / "calibration.npz"
    source = Path(choice.source)
    request = SampleRequest(source, choice.samples, choice.seed, "calibration", out)
    return read_samples(context, contract, runner, request)


def given_as_arrays(source: Path | str | None) -> bool:
    """Whether the representative data are numbers as they enter the model, which nothing has to prepare."""
    return source is not None and Path(source).suffix.lower() in {".npy", ".npz"} and not Path(source).is_dir()


def _random(
    context: StepContext, session: ChildSession, contract: Contract, count: int, seed: int, name: str,
    known: Sequence[TensorInfo],
) -> Samples:  # fmt: skip
    out = context.folder / name
    session.request(
        "samples",
        take={"out": out},
        contract=contract.model_dump(mode="json", by_alias=True),
        count=count,
        seed=seed,
        inputs=[each.model_dump(mode="json") for each in known],
    )
    return Samples(out, count, "random", count)


def _random_pictures(context: StepContext, contract: Contract, count: int, seed: int) -> Path:
    folder = context.folder / "random-pictures"
    write_random_pictures(contract.inputs[0], folder, count, seed)
    return folder


def read_samples(context: StepContext, contract: Contract, runner: RunnerProvider, request: SampleRequest) -> Samples:
    """Samples from whatever a user gives: a folder of pictures or other files, a list, a table, arrays.

    Raises:
        LitecrateError: It is not there, cannot be read or does not fit the model.
    """
    source, out = request.source, request.out
    if not is_read_by_runner(source):
        _check_there(source)
        return from_arrays(contract, request)
    found = find_samples(contract, request)
    with sample_runner(context, contract, runner(), out.with_suffix(".contract.json")) as preparing:
        if isinstance(found, SampleRows):
            return _chosen_rows(preparing, request, found)
        available = len(found.files)
        chosen = found.at(choose(request.count, available, request.seed))
        save_arrays(out, preparing.prepare(chosen))
    count = len(chosen.files)
    return Samples(out, count, request.kind, available, chosen.files, chosen.labels, chosen.unit, chosen.origin)


def _chosen_rows(preparing: SampleRunner, request: SampleRequest, found: SampleRows) -> Samples:
    rows = preparing.rows(found)
    indices = choose(request.count, len(rows), request.seed)
    save_arrays(request.out, preparing.stacked([rows[index][1] for index in indices], found.origin))
    labels = tuple(found.labels[index] for index in indices) if len(found.labels) == len(rows) else ()
    return Samples(
        request.out, len(indices), request.kind, len(rows), (), labels, found.unit, found.origin,
        places=tuple(rows[index][0] or index for index in indices),
    )  # fmt: skip


def _check_there(source: Path) -> None:
    if not source.exists():
        raise LitecrateError(
            tr("The sample data {source} were not found", source=source),
            why=tr("There is no such file or folder."),
            remedy=tr("Check its path."),
            key="calibration",
        )
