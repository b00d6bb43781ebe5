"""Answers to sample files: whether a program names the class, and the numbers, that LiteRT's interpreter gives."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from builder.checks.agreement import OTHER_PROCESSOR_SHARE, class_scores, difference
from builder.checks.program_run import ProgramFailedError
from builder.contract.contract import Contract
from builder.core.arrays import Arrays
from builder.core.figures import in_language
from builder.core.words import tr
from builder.samples.picture_conversion import converted
from builder.samples.samples import Samples

FILES_TRIED = 3
_SCORE_TOLERANCE = 1e-3  # of the range of scores: classes nearer than that may change places


def files_to_try(samples: Samples, contract: Contract) -> list[Path]:
    """The first files that samples were made from; none where these are no pictures or sounds, or go in together."""
    if len(contract.inputs) != 1 or contract.inputs[0].kind not in {"image", "audio"}:
        return []
    # A model that remembers was asked for all samples as one series, in which only the first answer is that of a file.
    return list(samples.files[: 1 if contract.state == "file" else FILES_TRIED])


def content_of(file: Path) -> tuple[bytes, str]:
    """What a program is given of a sample file, and its ending: a picture that only the engine reads becomes a PNG."""
    content = converted(file)
    return (file.read_bytes(), file.suffix.lower()) if content is None else (content, ".png")


def check_answer(
    answer: Mapping[str, Any], file: Path, at: int, contract: Contract, real: Arrays, steps: Mapping[str, float]
) -> None:
    """Compares the answer to one file, in the form of docs/runner.md, with that of LiteRT's interpreter.

    Args:
        answer: What the program said.
        file: Which file it was given.
        at: Which of the samples that file is.
        contract: Of the model.
        real: The interpreter's answers to all samples as real numbers.
        steps: Output name to its quantization step, 0.0 for floats.

    Raises:
        ProgramFailedError: They differ, or the program failed.
    """
    if "error" in answer:
        raise ProgramFailedError(tr("it could not read {name}: {reason}", name=file.name, reason=answer["error"]))
    several = len(answer.get("windows") or ()) > 1  # a long sound: the sample is its first part
    said = answer["windows"][0] if several else answer
    ranked = next((entry for entry in contract.outputs if entry.kind == "classes"), None)
    if ranked is not None:
        scores = class_scores(real[ranked.name], ranked)[at]
        spread = float(scores.max() - scores.min())
        if scores[said["top"][0]["index"]] < scores.max() - _SCORE_TOLERANCE * spread:
            raise ProgramFailedError(tr("it names another class for {name}", name=file.name))
    if not several:
        _check_values(answer.get("outputs") or {}, file, at, real, steps)


def _check_values(outputs: Mapping[str, Any], file: Path, at: int, real: Arrays, steps: Mapping[str, float]) -> None:
    """Compares the numbers of the outputs that the answer has them of."""
    for name, reference in real.items():
        values = (outputs.get(name) or {}).get("values")
        if values is None or None in values or not np.isfinite(reference).all():
            continue
        answers = reference.copy()
        answers[at] = np.asarray(values, np.float64).reshape(reference[at].shape)
        apart = difference({name: reference}, {name: answers}, steps, share=OTHER_PROCESSOR_SHARE)
        if not apart.same_file():
            raise ProgramFailedError(
                tr(
                    "it answers {name} with numbers that differ by up to {apart} (output {output})",
                    name=file.name,
                    apart=in_language(f"{apart.max_abs_diff:.3g}"),
                    output=repr(name),
                )
            )
