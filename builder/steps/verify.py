"""Verification of products: starts each as its recipient would, and compares its answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from builder.checks.agreement import (
    OTHER_PROCESSOR_SHARE,
    SAME_FILE_SHARE,
    Difference,
    all_finite,
    cosine,
    difference,
    real_answers,
    top1_agreement,
)
from builder.checks.detections import SameFound
from builder.checks.file_answers import check_answer, content_of, files_to_try
from builder.checks.program_run import ProgramFailedError, request_page, run_program
from builder.context import StepContext
from builder.contract.contract import Contract
from builder.contract.detectors import DETECTOR_KINDS
from builder.contract.modelinfo import LiteInfo
from builder.core.arrays import Arrays, load_arrays
from builder.core.figures import in_language
from builder.core.words import tr
from builder.report.report import AgainstSource, AgainstTflite, Verified
from builder.samples.samples import Samples
from builder.system.emulators import Emulator
from builder.system.failures.classify import cannot_write
from builder.system.failures.evidence import Place

SELF_TEST_RUNS = 10  # chosen; only for the time limit: at most so many answers' time


@dataclass(frozen=True)
class Expectation:
    """Reference that every product of a job is verified against.

    Attributes:
        contract, lite, samples: Of the converted model.
        precision: By its name in jobs.
        lite_answers: The answers of LiteRT's own interpreter, in the model's types.
        source_answers: The source model's answers, real numbers.
        min_agreement: The user's limit, a share 0..1, if any.
        rounds: Whether the source model itself rounds its numbers to steps, so that a difference in the last digit may
            become one of a whole step.
        noise: Output name to how far the source's answers move when its inputs change in their last digits; empty where
            that was not needed, see `builder/checks/agreement.py`.
        found: How much of what a detector finds in the samples the source model finds too; None for other models.
    """

    contract: Contract
    lite: LiteInfo
    samples: Samples
    precision: str
    lite_answers: Arrays
    source_answers: Arrays
    min_agreement: float | None
    rounds: bool = False
    noise: Mapping[str, float] = field(default_factory=dict)
    found: SameFound | None = None

    @property
    def exact(self) -> bool:
        """Whether the converted file must answer like the source model."""
        return self.precision == "float32" and not self.rounds

    def lite_real(self) -> Arrays:
        """LiteRT's answers as real numbers."""
        return real_answers(self.lite_answers, self.contract, self.lite)

    def steps(self) -> dict[str, float]:
        """Output name to its quantization step; 0.0 for a float output."""
        scales = {tensor.tensor: tensor.scale for tensor in self.lite.outputs if not tensor.dtype.startswith("float")}
        return {entry.name: scales.get(entry.tensor, 0.0) for entry in self.contract.outputs}


def judge_model(expected: Expectation) -> Verified:
    """Verifies the converted file itself against the source model; no program is started."""
    return verdict_of(expected, expected.lite_real(), Difference("", 0.0, 0.0, 0.0, 0.0))


def not_run(expected: Expectation, why: str) -> Verified:
    """The verdict about a program that cannot be run here: that of the model in it where that failed."""
    verdict = judge_model(expected)
    source = expected.samples.source
    return verdict if verdict.status == "failed" else Verified(status="not-run", reason=why, source=source)


def verify(context: StepContext, program: Path, expected: Expectation, through: Emulator | None = None) -> Verified:
    """Runs a program on the samples and checks its answers; a failure is a verdict, not an exception.

    Args:
        context: Of the step.
        program: The program.
        expected: What it must answer.
        through: What starts it, where it is for another platform: its page is asked for, too.

    Raises:
        OSError: A disk is full, which is not the program's fault.
    """
    home = context.folder / f"home-{program.parent.name}-{program.name}"
    home.mkdir()
    try:
        answers = tensor_answers(context, program, expected, home, through)
        share = OTHER_PROCESSOR_SHARE if through is not None and through.other_processor else SAME_FILE_SHARE
        apart = difference(expected.lite_real(), answers, expected.steps(), share=share)
        verdict = verdict_of(expected, answers, apart)
        if verdict.status == "passed" and files_to_try(expected.samples, expected.contract):
            _answer_files(context, program, expected, home, through)
        if verdict.status == "passed":  # as its recipient can
            run_program(context, program, ["--self-test"], home, SELF_TEST_RUNS, alone=True, through=through)
        if verdict.status == "passed" and through is not None:
            request_page(context, program, home, through)
        return verdict
    except (ProgramFailedError, ValueError, OSError) as error:
        place = Place(context.job.output.folder, context.tools.cache)
        if isinstance(error, OSError) and cannot_write(error, place).key == "space":
            raise
        return Verified(status="failed", reason=str(error), samples=expected.samples.count,
                        source=expected.samples.source)  # fmt: skip


def verdict_of(expected: Expectation, answers: Arrays, apart: Difference) -> Verified:
    """The verdict about answers to the samples, which are `apart` from those of LiteRT's interpreter."""
    source = expected.source_answers
    from_source = difference(source, answers, {}, expected.noise)
    agreement = top1_agreement(source, answers, expected.contract)
    direction = cosine(source, answers)
    reasons = []
    if not apart.same_file():
        reasons.append(
            tr(
                "its answers differ from LiteRT's own by up to {apart} (output {output}, range {span})",
                apart=in_language(f"{apart.max_abs_diff:.3g}"),
                output=repr(apart.output),
                span=in_language(f"{apart.range:.3g}"),
            )
        )
    if expected.exact and not from_source.same_model() and not _same_found(expected, answers):
        reasons.append(
            tr(
                "the converted model differs from the original by up to {apart} (output {output}, range {span})",
                apart=in_language(f"{from_source.max_abs_diff:.3g}"),
                output=repr(from_source.output),
                span=in_language(f"{from_source.range:.3g}"),
            )
        )
    if not expected.exact and all_finite(source) and not all_finite(answers):
        reasons.append(tr("some answers are not finite numbers"))
    found = expected.found
    reached = agreement if agreement is not None else direction if found is None else found.share
    if expected.min_agreement is not None and reached < expected.min_agreement:
        reasons.append(
            tr(
                "it agrees with the original on only {reached}%, and the limit is {wanted}%",
                reached=in_language(f"{100 * reached:.1f}"),
                wanted=in_language(f"{100 * expected.min_agreement:.1f}"),
            )
        )
    remark = ""
    if not all_finite(source):
        remark = tr("the original itself answers some samples with NaN or infinity, so this proves little")
    elif found is not None and not found.found and not expected.exact:
        remark = tr("nothing was found in the samples, so this proves little")
    elif from_source.hardly_varies():
        remark = tr("the answers hardly vary over the samples, so this proves little")
    return Verified(
        status="failed" if reasons else "passed",
        reason="; ".join(reasons) or remark,
        samples=expected.samples.count,
        source=expected.samples.source,
        against_tflite=AgainstTflite(max_abs_diff=_number(apart.max_abs_diff), range=apart.range or from_source.range),
        against_source=AgainstSource(
            max_abs_diff=_number(from_source.max_abs_diff),
            top1_agreement=agreement,
            cosine=direction,
            noise=from_source.noise if expected.exact and from_source.only_noise_explains() else None,
            **_found_fields(found),
        ),
    )


def _found_fields(found: SameFound | None) -> dict[str, int]:
    """Fields of `AgainstSource` about boxes or points."""
    if found is None:
        return {}
    return {"matched_boxes": found.same, "boxes": found.found} if found.kind == "boxes" else {
        "matched_points": found.same, "points": found.found,
    }  # fmt: skip


def _same_found(expected: Expectation, answers: Arrays) -> bool:
    """Whether a detector finds what the source model does, in whatever order, and answers alike in all else."""
    found, source = expected.found, expected.source_answers
    if found is None or not found.found or found.same < found.found:
        return False
    others = [
        entry.name
        for entry in expected.contract.outputs
        if not entry.part and entry.kind not in DETECTOR_KINDS and entry.name in source
    ]
    apart = difference({name: source[name] for name in others}, answers, {}, expected.noise) if others else None
    return apart is None or apart.same_model()


def _number(value: float) -> float:
    """Replaces infinity and NaN, which JSON does not have, by the largest float64."""
    return value if np.isfinite(value) else float(np.finfo(np.float64).max)


def tensor_answers(
    context: StepContext, program: Path, expected: Expectation, home: Path, through: Emulator | None = None
) -> Arrays:
    """A program's answers to the samples as real numbers; `home` is a folder for its files.

    Raises:
        ProgramFailedError: It failed or left an output out.
    """
    out = home / "answers.npz"
    arguments = ["--tensor", str(expected.samples.path), "--output", str(out)]
    run_program(context, program, arguments, home, expected.samples.count, alone=True, through=through)
    answers = load_arrays(out)
    missing = [entry.name for entry in expected.contract.outputs if entry.name not in answers]
    if missing:
        raise ProgramFailedError(tr("it gave no output {output}", output=repr(missing[0])))
    return real_answers(answers, expected.contract, expected.lite)


def _answer_files(
    context: StepContext, program: Path, expected: Expectation, home: Path, through: Emulator | None
) -> None:
    """Gives a program a few of the sample pictures or sounds as files, and checks what it says of them.

    Raises:
        ProgramFailedError: It failed, or answers otherwise than LiteRT's interpreter.
    """
    files = files_to_try(expected.samples, expected.contract)
    given = []
    for number, file in enumerate(files):
        content, ending = content_of(file)
        given.append(home / f"{number}{ending}")
        given[-1].write_bytes(content)
    arguments = ["--json", *(path.name for path in given)]
    text = run_program(context, program, arguments, home, len(given), alone=True, may_fail_some=True, through=through)
    answers = [json.loads(line) for line in text.splitlines() if line.strip()]
    if len(answers) != len(given):
        raise ProgramFailedError(tr("it answered {answered} of {given} files", answered=len(answers), given=len(given)))
    for at, (file, answer) in enumerate(zip(files, answers, strict=True)):
        check_answer(answer, file, at, expected.contract, expected.lite_real(), expected.steps())
