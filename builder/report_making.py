"""Makes an export's `Report` and its `ProductReport`s from what the steps found."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from builder.checks.accuracy import label_counts, truth_of
from builder.checks.agreement import real_answers
from builder.checks.scaling_check import SCALING_DOUBTED
from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput
from builder.contract.modelinfo import ModelInfo
from builder.contract.output_kinds import number_of_classes
from builder.contract.resolve import Resolution
from builder.contract.told import told_pixels
from builder.core.errors import Problem
from builder.events import StepId
from builder.job.job import PAGE, RANDOM, Job
from builder.packaging.sbom import BILL
from builder.report.comparison import Comparison
from builder.report.labels import ANY_PLATFORM
from builder.report.lights import stored_lights
from builder.report.report import (
    Accuracy,
    Answers,
    CalibrationReport,
    LabelCount,
    ModelReport,
    ProductReport,
    Report,
    StepReport,
    Verified,
)
from builder.report.report_words import oldest_system, start_needs
from builder.report.said_facts import said_facts
from builder.samples.sample_labels import class_output
from builder.steps.conversion import Converted
from builder.steps.measure import Measured
from builder.steps.package import BuiltProduct

# Formats of which programs read every kind; of WebP only the lossless one, so it is not among them.
DECODERS = ("npy", "npz", "json", "csv", "wav", "jpeg", "png", "gif", "bmp", "ppm")


def make_report(
    job: Job,
    info: ModelInfo,
    converted: Converted,
    products: Sequence[ProductReport],
    *,
    answers: Answers,
    versions: dict[str, str],
    tensorflow_bytes: int,
    seconds: Mapping[StepId, float],
    problems: Sequence[Problem],
    comparison: Comparison | None = None,
) -> Report:
    """The report of one export.

    Args:
        job, info, converted: What was exported.
        products: Their own reports, in the job's order.
        answers: What is known about their being right.
        versions: Distribution to version, of what took part.
        tensorflow_bytes: Bytes of TensorFlow as installed here, which products are compared with.
        seconds: Wall time of each step that has ended.
        problems: Warnings in the order in which they were found; those that occur twice are listed once.
        comparison: Of the same model, where there is one.
    """
    report = Report(
        name=job.app.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        versions=versions,
        model=_model_report(job, info, converted),
        calibration=_calibration(job, converted),
        naive_bytes=tensorflow_bytes,
        products=tuple(products),
        steps=tuple(StepReport(id=step, seconds=spent) for step, spent in seconds.items()),
        warnings=tuple(dict.fromkeys(problem.words() for problem in problems)),
        problems=tuple(dict.fromkeys(problems)),
        comparison=comparison,
        answers=answers,
        sbom=BILL,
    )
    return report.model_copy(update={"lights": stored_lights(report)})


def answers_of(resolved: Resolution, doubts: Sequence[Problem]) -> Answers:
    """What is known about whether answers to real data are right.

    Args:
        resolved: The contract, after its scaling was settled.
        doubts: About scaling and sample data.
    """
    inputs, info, choice = resolved.contract.inputs, resolved.info, resolved.choice
    entry = next((each for each in inputs if each.kind == "image"), inputs[0])
    ranked = class_output(resolved.contract)
    return Answers(
        input=entry.kind,
        scaling=_scaling_source(entry, info, choice) if entry.kind == "image" else "",
        checked=choice.checked,
        doubted=any(doubt.id == SCALING_DOUBTED for doubt in doubts),
        classes=number_of_classes(ranked) if ranked is not None else 0,
    )


def _scaling_source(
    entry: ContractInput, info: ModelInfo, choice: ContractChoice
) -> Literal["told", "chosen", "guessed"]:
    tensor = next(each for each in info.inputs if each.name == entry.name)
    told = told_pixels(tensor, info)
    if told is not None and entry.scaling == told.scaling and (entry.mean, entry.std) == (told.mean, told.std):
        return "told"
    own = choice.file is not None or choice.mean is not None or choice.std is not None
    return "chosen" if own or choice.scaling not in {"auto", "find"} else "guessed"


def _model_report(job: Job, info: ModelInfo, converted: Converted) -> ModelReport:
    lite = converted.lite
    return ModelReport(
        source=job.model.path.name,
        source_bytes=info.source_bytes,
        source_sha256=info.source_sha256,
        kind=info.kind,
        tflite_bytes=lite.tflite_bytes,
        precision=converted.precision,
        weight_types=lite.weight_types,
        activation_types=lite.activation_types,
        io_types=lite.io_types,
        operators=lite.operators,
        source_precision=info.precision,
        trained_for_int8=info.trained_for_int8,
        accuracy=_accuracy(converted),
        said=said_facts(info, converted.contract),
    )


def _accuracy(converted: Converted) -> Accuracy | None:
    contract, samples = converted.contract, converted.samples
    truth = truth_of(samples, converted.source_answers, contract)
    own = truth.of(real_answers(converted.lite_answers, contract, converted.lite), contract)
    if truth.accuracy is None or own is None:
        return None
    return Accuracy(source=truth.accuracy, converted=own, samples=samples.count)


def _calibration(job: Job, converted: Converted) -> CalibrationReport:
    data, random = converted.calibration, job.calibration.source == RANDOM
    if data is None:
        return CalibrationReport(source=None, count=0, seed=job.calibration.seed, random=random)
    counts = label_counts(data, converted.contract)
    return CalibrationReport(
        source=str(job.calibration.source),
        count=data.count,
        seed=job.calibration.seed,
        random=random,
        labels=tuple(LabelCount(label=label, n=n) for label, n in counts),
        warnings=tuple(doubt.words() for doubt in converted.doubts),
    )


def product_report(product: BuiltProduct, checked: Verified, measured: Measured | None, ran_on: str) -> ProductReport:
    """The report of one product: its size and parts, whether it is verified, and its speed where it was measured."""
    report = ProductReport(
        product=product.choice.product,
        platform=ANY_PLATFORM if product.choice.product == PAGE else product.choice.platform,
        path=product.relative,
        status="failed" if checked.status == "failed" else "ok",
        reason=checked.reason if checked.status == "failed" else "",
        bytes=product.bytes,
        parts=product.parts,
        min_glibc=product.min_glibc,
        ran_on=ran_on,
        unpacked_bytes=product.unpacked_bytes,
        decoders=() if product.program is None else DECODERS,
        start_seconds=measured.start_seconds if measured else None,
        latency_ms=measured.latency_ms if measured else None,
        peak_memory_bytes=measured.peak_memory_bytes if measured else None,
        verified=checked,
    )
    return report.model_copy(update={"start_needs": start_needs(report), "needs": oldest_system(report)})
