"""Steps of a comparison: every precision of one model is made and measured, and one of them recommended."""

from datetime import UTC, datetime

from builder.checks.accuracy import truth_of
from builder.checks.accuracy_loss import limit_of
from builder.context import StepContext
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import ExitCode
from builder.core.words import tr
from builder.job.job import NEEDS_CALIBRATION, RANDOM
from builder.job.precision_labels import precision_name
from builder.model_steps import compile_for_here, inspect, settle_scaling
from builder.pipeline import Recipe, steps_of
from builder.plan import COMPARISON_STEPS, check_downloads
from builder.report.comparison import Comparison, Variant, recommend
from builder.report.comparison_file import JSON_FILE, write_comparison
from builder.result import Result
from builder.samples.sample_labels import unknown_labels
from builder.steps.convert import precision_of, prepare
from builder.variants import ComparisonState, make_variants, measure_variants


def _convert(context: StepContext, state: ComparisonState) -> None:
    settle_scaling(context, state)
    state.made = prepare(
        context, state.source, state.resolved, state.runner_path, state.pictures,
        count=state.job.calibration.samples, calibrated=NEEDS_CALIBRATION,
    )  # fmt: skip
    state.doubt(state.made.doubts)
    state.files = make_variants(context, state)
    state.release_source()


def _verify(context: StepContext, state: ComparisonState) -> None:
    made = state.made
    state.truth = truth_of(made.samples, made.source_answers, made.contract)
    unknown = unknown_labels(made.contract, made.samples.labels)
    state.doubt([unknown] if unknown else [])
    state.variants = measure_variants(context, state)


def _report(context: StepContext, state: ComparisonState) -> None:
    del context
    state.comparison = _comparison(state)
    write_comparison(state.comparison, state.workspace.publish)


def _comparison(state: ComparisonState) -> Comparison:
    job, made = state.job, state.made
    limit, own = limit_of(job), state.truth.accuracy
    model_only = all(choice.product == "model" for choice in job.products)
    recommended, because = recommend(state.variants, limit, own, model_only=model_only)
    return Comparison(
        schema=1,
        name=job.app.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        versions=state.tools.versions(),
        source=job.model.path.name,
        source_bytes=made.info.source_bytes,
        source_sha256=made.info.source_sha256,
        source_precision=made.info.precision,
        trained_for_int8=made.info.trained_for_int8,
        limit=limit,
        samples_source=made.samples.source,
        calibration_random=job.calibration.source == RANDOM,
        source_accuracy=own,
        variants=_with_own_precision(state.variants, made.info),
        recommended=recommended,
        because=because,
        warnings=tuple(dict.fromkeys(problem.words() for problem in state.problems)),
    )


def _with_own_precision(variants: tuple[Variant, ...], info: ModelInfo) -> tuple[Variant, ...]:
    """Gives the unchanged file of an already quantized .tflite a reason that names its precision."""
    found = precision_of(info) if info.kind == "tflite" else "float32"
    if found == "float32":
        return variants
    return tuple(
        variant.model_copy(update={"reason": tr("as it is: {precision}", precision=precision_name(found))})
        if variant.precision == "float32" and variant.status == "ok"
        else variant
        for variant in variants
    )


def _publish(state: ComparisonState) -> Result:
    folder = state.workspace.publish_into()
    code = ExitCode.STEP_FAILED if state.comparison.failed else ExitCode.DONE
    return Result(code, folder, (folder / JSON_FILE,), comparison=state.comparison)


COMPARISON = Recipe(
    check=check_downloads,
    steps=steps_of(
        COMPARISON_STEPS,
        {"inspect": inspect, "compile": compile_for_here, "convert": _convert, "verify": _verify, "report": _report},
        beside={"compile"},
    ),
    state=ComparisonState,
    publish=_publish,
    adds=True,
)
