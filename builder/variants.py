"""Precision variants of one model for a comparison: makes their files, and measures each in the real runner.

A variant that cannot be made is skipped with its reason, one that fails is reported as failed, and the others go on.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from builder.checks.accuracy import Truth, confusions_of
from builder.checks.accuracy_loss import limit_of, why_it_loses
from builder.checks.agreement import cosine, difference, mean_difference, top1_agreement, top5_agreement
from builder.checks.detections import SameFound
from builder.checks.program_run import ProgramFailedError
from builder.context import StepContext
from builder.core.arrays import Arrays
from builder.core.errors import CancelledError, ExitCode, LitecrateError, Problem
from builder.core.platforms import this_platform
from builder.core.templates import template_environment
from builder.core.words import tr, trn
from builder.job.job import NEEDS_CALIBRATION, PRECISIONS
from builder.job.precision_labels import MIXED, precision_name, precision_title
from builder.job_state import JobState
from builder.packaging.bundle import assemble, model_card
from builder.packaging.licence_parts import parts_inside
from builder.packaging.model_origin import model_origin
from builder.report.comparison import Agreement, Comparison, Variant, quality, quality_words
from builder.report.latency import Latency
from builder.report.layer_names import layer_names
from builder.sessions.child_answers import WorstLayer
from builder.sessions.child_session import ChildSession
from builder.steps.beside_source import detections_in_both
from builder.steps.conversion import Prepared
from builder.steps.convert import make_precision, read_back, worst_layers
from builder.steps.measure import bench_of
from builder.steps.verify import Expectation, tensor_answers
from builder.system.toolbox import RuntimeFiles

_AT_ONCE = 2  # chosen: keeps two cores busy; each child holds a model in memory
_LARGEST = 1.7e308  # near the largest float64; stands for infinity, which JSON does not have
_MEASURED = 0.7  # of the step, when every precision is measured; the rest is for the layers that lose most; chosen
_FLOAT_LAYER_COUNTS = (1, 2, 4, 8)  # chosen: how many layers stay float, tried until the limit is reached


@dataclass(frozen=True)
class MadeFile:
    """A variant's .tflite file, or the error that kept it from being made; `keep` names layers that stay float."""

    precision: str
    model: Path
    error: LitecrateError | None = None
    keep: tuple[str, ...] = ()


@dataclass
class ComparisonState(JobState):
    """State shared by the steps of a comparison.

    Attributes:
        made: The float file, and the samples and answers that every variant is compared with.
        files: The variants' files.
        truth: The right classes of the samples, where labels say them.
        variants: The variants, measured.
        comparison: The comparison as it is published.
    """

    made: Prepared = field(init=False)
    files: list[MadeFile] = field(init=False)
    truth: Truth = field(init=False)
    variants: tuple[Variant, ...] = field(init=False)
    comparison: Comparison = field(init=False)


def make_variants(context: StepContext, state: ComparisonState) -> list[MadeFile]:
    """Makes the files of all variants, two at a time; what fails is noted and does not stop the others."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = [pool.submit(_make_file, context, state, precision) for precision in PRECISIONS]
        files = []
        for number, future in enumerate(futures, 1):
            files.append(future.result())
            text = tr("Made {n} of {total} precisions", n=number, total=len(futures))
            context.progress(0.6 + 0.4 * number / len(futures), text, done=number, total=len(futures))
    context.token.check()
    return files


def _make_file(context: StepContext, state: ComparisonState, precision: str) -> MadeFile:
    model, made = context.folder / f"{precision}.tflite", state.made
    from_training = precision == "int8" and made.trained is not None
    if precision in NEEDS_CALIBRATION and made.calibration is None and not from_training:
        error = LitecrateError(
            tr("{precision} needs sample data", precision=precision_name(precision)),
            why=tr("The ranges of the numbers inside the model are measured on real inputs."),
            remedy=tr("Give sample data with --calibration."),
            in_window=tr('Choose sample data on the page "{page}".', page=tr("Precision")),
            code=ExitCode.UNSUPPORTED_MODEL,
        )
        return MadeFile(precision, model, error)
    try:
        context.token.check()
        make_precision(context, made, precision, model, _no_progress)
        return MadeFile(precision, model)
    except CancelledError:
        raise
    except LitecrateError as error:
        context.log(f"{precision}: {error.what}. {error.why}", "warning")
        return MadeFile(precision, model, error)


def measure_variants(context: StepContext, state: ComparisonState) -> tuple[Variant, ...]:
    """Measures every variant in the runner, with nothing else running; adds `int8+float` where int8 loses too much."""
    variants = []
    for number, file in enumerate(state.files):
        text = tr("Measuring: {precision}", precision=precision_title(file.precision))
        context.progress(_MEASURED * number / len(state.files), text, done=number, total=len(state.files))
        context.token.check()
        variants.append(_measured_variant(context, state, file))
    at = next((at for at, variant in enumerate(variants) if variant.precision == "int8"), None)
    if at is None or not _loses(state, variants[at]):
        return tuple(variants)
    context.progress(_MEASURED, tr("Looking for the layers that lose most"))
    variants[at : at + 1] = _with_mixed(context, state, variants[at], state.files[at].model)
    return tuple(variants)


def _loses(state: ComparisonState, int8: Variant) -> bool:
    """Whether int8 was measured with ranges from samples and is below the limit."""
    if int8.status != "ok" or state.made.trained is not None:
        return False
    reached = quality(int8, state.truth.accuracy)
    return reached is not None and reached < limit_of(state.job)


def _with_mixed(context: StepContext, state: ComparisonState, int8: Variant, model: Path) -> tuple[Variant, ...]:
    """The int8 variant with its worst layers named, and a mixed one (int8+float) beside it where that is better."""
    own = state.truth.accuracy
    try:
        layers = worst_layers(context, state.made, "int8", model)
        worst = layer_names([layer.name for layer in layers], state.made.info.layers)
        int8 = int8.model_copy(update={"worst": worst})
        state.warn(context, why_it_loses(state.job, "int8", quality_words(int8, own), state.doubts, named=True))
        best = _best_mixed(context, state, int8, layers)
    except CancelledError:
        raise
    except LitecrateError as error:
        context.log(f"{MIXED}: {error.what}. {error.why}", "warning")
        if not int8.worst:
            state.warn(context, why_it_loses(state.job, "int8", quality_words(int8, own), state.doubts))
        return (int8,)
    if best is int8:
        message = tr("Keeping those layers in float does not make int8 better.")
        state.warn(context, Problem(id="float-layers-do-not-help", field="", level="warning", message=message))
        return (int8,)
    return int8, best


def _best_mixed(context: StepContext, state: ComparisonState, int8: Variant, layers: Sequence[WorstLayer]) -> Variant:
    """The variant with the fewest float layers that reaches the limit, else the best; int8 where none is better."""
    best, own = int8, state.truth.accuracy
    for number, count in enumerate(_FLOAT_LAYER_COUNTS, 1):
        if count > len(layers):
            break
        share = number / (len(_FLOAT_LAYER_COUNTS) + 1)
        context.progress(
            _MEASURED + (1 - _MEASURED) * share,
            trn("Keeping {n} layer exact and measuring again", "Keeping {n} layers exact and measuring again", count),
        )
        keep = tuple(dict.fromkeys(name for layer in layers[:count] for name in layer.keep))
        model = context.folder / f"mixed-{count}.tflite"
        make_precision(context, state.made, "int8", model, _no_progress, keep)
        tried = _measured_variant(context, state, MadeFile(MIXED, model, keep=keep))
        if (quality(tried, own) or 0.0) > (quality(best, own) or 0.0):
            best = tried
        if (quality(best, own) or 0.0) >= limit_of(state.job):
            break
    return best


def _measured_variant(context: StepContext, state: ComparisonState, file: MadeFile) -> Variant:
    if file.error is not None:
        skipped = file.error.code in {ExitCode.UNSUPPORTED_MODEL, ExitCode.BAD_REQUEST}
        status = "skipped" if skipped else "failed"
        reason = f"{file.error.what}. {file.error.why}"
        return Variant(precision=file.precision, status=status, reason=reason)
    try:
        return _measure_program(context, state, file)
    except CancelledError:
        raise
    except (ProgramFailedError, LitecrateError, ValueError, KeyError, OSError) as error:
        context.token.check()
        context.log(f"{file.precision}: {error}", "error")
        return Variant(precision=file.precision, status="failed", reason=f"{error}")


def _measure_program(context: StepContext, state: ComparisonState, file: MadeFile) -> Variant:
    home, made, truth = context.folder / file.model.stem, state.made, state.truth
    home.mkdir()
    reading = [file.model, made.samples.path]
    with ChildSession(context.token, context.on_line, context.temporary, reading=reading) as fresh:
        lite = read_back(fresh, file.model, made.names, made.samples, home / "selftest.npz")
    contract = made.resolved.with_file(lite, made.names).with_answers(made.source_answers).contract
    bundle = assemble(
        home / "program", runner=state.runner_path(), runtime=RuntimeFiles(state.tools.runtime), model=file.model,
        contract=contract, self_test=home / "selftest.npz",
        card=model_card(state.job, made.info, lite, file.precision, state.tools),
        parts=parts_inside(this_platform(), state.job.output.compiler),
        origin=model_origin(state.job.model.path, made.info), templates=template_environment(),
    )  # fmt: skip
    expected = Expectation(
        contract=contract, lite=lite, samples=made.samples, precision=file.precision, lite_answers={},
        source_answers=made.source_answers, min_agreement=None,
    )  # fmt: skip
    answers = tensor_answers(context, bundle.runner, expected, home)
    bench = bench_of(context, bundle.runner, home)
    return Variant(
        precision=file.precision,
        status="ok",
        model_bytes=file.model.stat().st_size,
        program_bytes=sum(path.stat().st_size for path in bundle.files()),
        latency_ms=Latency(median=bench["latency_ms"]["median"], p90=bench["latency_ms"]["p90"]),
        load_ms=bench["load_ms"],
        peak_memory_bytes=int(bench["peak_memory_bytes"]),
        agreement=agreement_of(
            made, answers, detections_in_both(context, state.made, contract, answers, state.runner_path)
        ),
        accuracy=truth.of(answers, made.contract),
        confusions=confusions_of(answers, truth.classes, made.contract) if truth.classes else (),
        weight_types=lite.weight_types,
        activation_types=lite.activation_types,
        io_types=lite.io_types,
        keep=file.keep,
        kept=layer_names(file.keep, made.info.layers),
    )


def _no_progress(done: int, total: int, text: str) -> None:
    """Ignores a variant's own progress: two are made at once, so what is shown counts variants."""
    del done, total, text


def agreement_of(made: Prepared, answers: Arrays, found: SameFound | None = None) -> Agreement:
    """Compares a variant's answers with the source model's.

    Args:
        made: Gives the source model's answers, and the contract.
        answers: Output name to [samples, ...], real numbers.
        found: What a detector finds, beside what the source model finds.
    """
    source = made.source_answers
    apart = difference(source, answers, {})
    return Agreement(
        samples=made.samples.count,
        top1=top1_agreement(source, answers, made.contract),
        top5=top5_agreement(source, answers, made.contract),
        max_abs_diff=_in_json(apart.max_abs_diff, _LARGEST),
        mean_abs_diff=_in_json(mean_difference(source, answers), _LARGEST),
        cosine=_in_json(cosine(source, answers), 0.0),  # the direction of NaN is unknown
        boxes=found.share if found is not None and found.found else None,
    )


def _in_json(value: float, otherwise: float) -> float:
    """Replaces infinity and NaN, which JSON does not have."""
    return value if math.isfinite(value) else otherwise
