"""Conversion of the source model to a .tflite file in the job's precision, with the reference answers for products.

Everything that touches a model file happens in child processes: one session holds the source model, a fresh one
quantizes it (the converters leak and may abort), and one runs LiteRT's own interpreter for the reference answers.
"""

import shutil
from pathlib import Path
from typing import Any

from builder.checks.agreement import real_answers, real_source_answers
from builder.checks.column_ranges import unscaled_columns
from builder.checks.representative import Representative
from builder.context import StepContext
from builder.contract.contract import row_input
from builder.contract.modelinfo import LiteInfo, ModelInfo, TensorInfo
from builder.contract.resolve import Names, Resolution
from builder.core.arrays import Arrays, load_arrays, save_arrays
from builder.core.words import tr, trn
from builder.job.job import NEEDS_CALIBRATION
from builder.samples.sample_choice import RunnerProvider, given_as_arrays, samples_to_check
from builder.samples.samples import Samples
from builder.samples.table_columns import ranges_in
from builder.sessions.child_answers import ConvertAnswer, LayersAnswer, WorstLayer, checked_answer
from builder.sessions.child_session import ChildSession, Progress
from builder.steps.beside_source import detections_in_both, noise_where_needed, say_meaning
from builder.steps.conversion import Converted, Prepared
from builder.system.model_cache import ModelCache

CHECKED_SAMPLES = 20  # that products are verified with; README.md promises it


def convert(
    context: StepContext, session: ChildSession, resolved: Resolution, runner: RunnerProvider,
    pictures: Path | None = None,
) -> Converted:  # fmt: skip
    """Converts the model that the session has loaded, in the job's precision.

    Args:
        context: The step's context.
        session: Holds the loaded source model.
        resolved: The contract before the conversion; completed here.
        runner: Returns the path of the runner for this machine; waits for it if need be.
        pictures: Pictures to check with, when there is no calibration data (a bundled sample's own).

    Raises:
        LitecrateError: The model, the data or the converter refused.
    """
    precision = context.job.precision.precision
    keep = context.job.precision.keep
    calibrated = NEEDS_CALIBRATION & {precision}
    made = prepare(
        context, session, resolved, runner, pictures, count=CHECKED_SAMPLES, calibrated=calibrated, keep=keep
    )
    model = context.folder / "model.tflite"
    make_precision(context, made, precision, model, _progress_between(context, 0.6, 0.9), keep)
    self_test = context.folder / "selftest.npz"
    lite, lite_answers = _interpret(context, model, made, self_test)
    complete = made.resolved.with_file(lite, made.names)
    answers = real_answers(lite_answers, complete.contract, lite)
    complete = complete.with_answers(made.source_answers)
    complete = complete.with_ranges(ranges_in(complete.table(), made.samples))
    say_meaning(context, complete.contract)
    noise = _progress_between(context, 0.9, 1.0)
    return Converted(
        model=model,
        lite=lite,
        contract=complete.contract,
        precision=precision_of(made.info) if precision == "float32" and made.info.kind == "tflite" else precision,
        samples=made.samples,
        source_answers=made.source_answers,
        lite_answers=lite_answers,
        calibration=made.calibration,
        doubts=(*made.doubts, *complete.warnings[len(made.resolved.warnings) :]),
        self_test=self_test,
        rounds=made.info.trained_for_int8,
        noise=noise_where_needed(session, noise, made, answers) if precision == "float32" else {},
        found=detections_in_both(context, made, complete.contract, answers, runner),
    )


def prepare(
    context: StepContext, session: ChildSession, resolved: Resolution, runner: RunnerProvider,
    pictures: Path | None, *, count: int, calibrated: frozenset[str], keep: tuple[str, ...] = (),
) -> Prepared:  # fmt: skip
    """Makes the float file, and the source model's answers to the samples.

    Args:
        context, session, resolved, runner, pictures: See `convert`.
        count: How many samples to check with.
        calibrated: The wanted precisions that need representative data, which are read where there is one.
        keep: Names of layers that stay float in them.

    Raises:
        LitecrateError: The model, the data or the converter refused.
    """
    data = Representative(context, session, runner, wanted=bool(calibrated))
    if given_as_arrays(context.job.calibration.source):  # no runner is needed: checked before the work
        data.read(resolved.contract)
    context.progress(0.0, tr("Converting the model"))
    plain = context.folder / "plain.tflite"
    trained = context.folder / "trained.tflite"
    converted = _convert_to_float(context, session, resolved, plain, trained)
    names = Names(*({pair.name: pair.tensor for pair in side} for side in (converted.inputs, converted.outputs)))
    resolved = resolved.with_file(converted.lite, names)
    context.log(trn("Converted to float: {n} byte.", "Converted to float: {n} bytes.", plain.stat().st_size))
    if converted.trained and not keep:
        calibrated = calibrated - {"int8"}
    known = _by_source_names(converted.lite, names)
    samples = samples_to_check(context, session, resolved.contract, runner, pictures, count, known)
    source_out = context.folder / "source.npz"
    session.request(
        "reference",
        _progress_between(context, 0.5, 0.6),
        lend={"samples": samples.path},
        take={"out": source_out},
        state=resolved.contract.state,
    )
    if calibrated:
        data.read(resolved.contract, known)
    is_table = row_input(resolved.contract) is not None
    arrays = load_arrays(samples.path) if is_table else {}
    unscaled = unscaled_columns(resolved.info, resolved.contract, arrays, samples) if is_table else []
    for doubt in unscaled:
        context.log(doubt.words(), "warning")
    return Prepared(
        plain=plain,
        resolved=resolved,
        names=names,
        samples=samples,
        source_answers=real_source_answers(load_arrays(source_out), resolved.info),
        calibration=data.samples if calibrated else None,
        doubts=(*(data.doubts if calibrated else ()), *unscaled),
        trained=trained if converted.trained else None,
    )


def _by_source_names(lite: LiteInfo, names: Names) -> list[TensorInfo]:
    sources = {tensor: name for name, tensor in names.inputs.items()}
    return [info.model_copy(update={"name": sources.get(info.tensor, info.name)}) for info in lite.inputs]


def _convert_to_float(
    context: StepContext, session: ChildSession, resolved: Resolution, plain: Path, trained: Path
) -> ConvertAnswer:
    """Writes the float file, and for a model trained for int8 the int8 file; from the cache or freshly converted."""
    cache, info = ModelCache(context.tools, context.debug), resolved.info
    facts: dict[str, Any] = {
        "source": info.source_sha256,
        "kind": info.kind,
        "format": info.format,
        "signature": info.signature,
    }
    if context.trusted:  # results that the model's own code took part in are cached apart
        facts["trusted"] = context.trusted
    if info.keeps_state:  # versions before this key converted such models wrongly
        facts["keeps_state"] = True
    stamp, second = cache.stamp(**facts), cache.stamp(**facts, trained=True)
    kept = cache.take(stamp, plain) if info.kind != "tflite" else None  # a .tflite is only copied
    if kept is not None and (not kept["trained"] or cache.take(second, trained) is not None):
        context.log(tr("The converted model is reused: same file and options as before."))
        return checked_answer(ConvertAnswer, kept)
    found = session.request(
        "convert",
        _progress_between(context, 0.0, 0.4),
        take={"out": plain},
        batch=1,
        trained=str(session.own / trained.name),
        state=resolved.contract.state,
    )
    made = checked_answer(ConvertAnswer, found)
    if info.kind != "tflite":
        cache.keep(stamp, plain, made.model_dump(mode="json"))
    if made.trained:
        session.take_over(trained.name, trained)
        cache.keep(second, trained, {})
    return made


def _progress_between(context: StepContext, start: float, end: float) -> Progress:
    """Maps a child's progress to the part of the step's that goes from `start` to `end`, 0..1."""

    def show(done: int, total: int, text: str) -> None:
        share = done / total if total else 0.0
        context.progress(start + (end - start) * share, text, done=done, total=total)

    return show


def make_precision(
    context: StepContext, made: Prepared, precision: str, model: Path, show: Progress, keep: tuple[str, ...] = ()
) -> None:
    """Writes the model in a precision, from the cache or freshly made; float32 leaves the file as it is.

    Args:
        context: The step's context.
        made: The float file and its data.
        precision: By its name in jobs.
        model: Where the file goes.
        show: Called with the quantizer's progress.
        keep: Names of layers that stay float.

    Raises:
        LitecrateError: This model or the data do not allow it, or the quantizer failed.
    """
    if precision == "float32":
        shutil.copyfile(made.plain, model)
        return
    if precision == "int8" and made.trained is not None and not keep:
        context.log(tr("The model was trained for int8, so its ranges are those of the training."))
        shutil.copyfile(made.trained, model)
        return
    calibration = made.calibration if precision in NEEDS_CALIBRATION else None
    cache = ModelCache(context.tools, context.debug)
    data = made.calibration_digest if calibration else ""
    stamp = cache.stamp(plain=made.plain_digest, precision=precision, names=made.names.inputs, data=data, keep=keep)
    if cache.take(stamp, model) is not None:
        context.log(tr("The smaller model is reused: same file, precision and sample data as before."))
        return
    show(0, 1, tr("Making the model smaller"))
    reading = [made.plain, *([calibration.path] if calibration else [])]
    with ChildSession(context.token, context.on_line, context.temporary, reading=reading) as fresh:
        fresh.request(
            "quantize",
            show,
            take={"out": model},
            path=str(made.plain),
            precision=precision,
            calibration=str(calibration.path) if calibration else None,
            inputs=made.names.inputs,
            keep=keep,
        )
    cache.keep(stamp, model, {})


def worst_layers(context: StepContext, made: Prepared, precision: str, small: Path) -> tuple[WorstLayer, ...]:
    """The layers of an integer model that add most quantization noise, worst first.

    Args:
        context: The step's context.
        made: The float file, and the representative data that both models are run with.
        precision: Of the integer model, by its name in jobs.
        small: The integer model.

    Raises:
        LitecrateError: The models could not be compared.
    """
    assert made.calibration is not None
    reading = [made.plain, small, made.calibration.path]
    with ChildSession(context.token, context.on_line, context.temporary, reading=reading) as fresh:
        found = fresh.request(
            "layers",
            path=str(made.plain),
            small=str(small),
            precision=precision,
            calibration=str(made.calibration.path),
            inputs=made.names.inputs,
        )
    return checked_answer(LayersAnswer, found).layers


def precision_of(info: ModelInfo) -> str:
    """The precision of an unchanged .tflite, by its name in jobs."""
    return info.precision or "float32"


def read_back(session: ChildSession, model: Path, names: Names, samples: Samples, self_test: Path) -> LiteInfo:
    """Reads the contents of a .tflite back from the file, and writes the self-test file of its programs."""
    lite = checked_answer(LiteInfo, session.request("read", path=str(model)))
    made = self_test.with_name(f"child-{self_test.name}")
    session.request("self_test", take={"out": made}, **_run_arguments(model, names, samples))
    save_arrays(self_test, load_arrays(made), compressed=True)  # written anew, since it goes into programs
    made.unlink()
    return lite


def _run_arguments(model: Path, names: Names, samples: Samples) -> dict[str, Any]:
    return {"path": str(model), "samples": str(samples.path), "inputs": names.inputs, "outputs": names.outputs}


def _interpret(context: StepContext, model: Path, made: Prepared, self_test: Path) -> tuple[LiteInfo, Arrays]:
    """Contents of a .tflite, and the answers of LiteRT's own interpreter; writes the programs' self-test file too."""
    out, names, samples = context.folder / "lite.npz", made.names, made.samples
    with ChildSession(context.token, context.on_line, context.temporary, reading=[model, samples.path]) as fresh:
        lite = read_back(fresh, model, names, samples, self_test)
        fresh.request(
            "interpret",
            _progress_between(context, 0.9, 1.0),
            take={"out": out},
            state=made.contract.state,
            **_run_arguments(model, names, samples),
        )
    return lite, load_arrays(out)
